//! Tables of the ledger: payments and postings.

diesel::table! {
    /// Payments of customers; `applied` and `refunded` follow from postings.
    payments (id) {
        id -> BigInt,
        version -> BigInt,
        number -> Text,
        number_key -> Text,
        number_sort -> Text,
        customer_id -> BigInt,
        customer_key -> Text,
        method -> Text,
        reference -> Nullable<Text>,
        reference_key -> Nullable<Text>,
        received_on -> Date,
        amount -> BigInt,
        applied -> BigInt,
        refunded -> BigInt,
        is_void -> Bool,
        void_reason -> Nullable<Text>,
        notes -> Nullable<Text>,
        owner_id -> BigInt,
        created_at -> Timestamp,
        created_by -> BigInt,
        updated_at -> Timestamp,
        updated_by -> BigInt,
        archived_at -> Nullable<Timestamp>,
        archived_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What moved the balance of a receivable or a payment; only added to.
    postings (id) {
        id -> BigInt,
        kind -> Text,
        customer_id -> BigInt,
        receivable_id -> Nullable<BigInt>,
        payment_id -> Nullable<BigInt>,
        credit_id -> Nullable<BigInt>,
        amount -> BigInt,
        posted_on -> Date,
        reverses_id -> Nullable<BigInt>,
        reason -> Nullable<Text>,
        created_at -> Timestamp,
        created_by -> Nullable<BigInt>,
    }
}
