//! Tables of the ledger: payments and postings; and of claims.

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

diesel::table! {
    /// Claims of customers, and against suppliers and carriers; changed by steps alone.
    claims (id) {
        id -> BigInt,
        version -> BigInt,
        number -> Text,
        number_key -> Text,
        number_sort -> Text,
        event_id -> BigInt,
        purchase_order_id -> BigInt,
        kind -> Text,
        happened_on -> Date,
        party -> Text,
        party_key -> Text,
        customer_id -> Nullable<BigInt>,
        supplier_id -> Nullable<BigInt>,
        carrier_id -> Nullable<BigInt>,
        status -> Text,
        claimed -> BigInt,
        approved -> Nullable<BigInt>,
        settled -> Nullable<BigInt>,
        document -> Nullable<Text>,
        decision_reason -> Nullable<Text>,
        credit_memo_id -> Nullable<BigInt>,
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
    /// What happened to a load; only added to.
    claim_events (id) {
        id -> BigInt,
        purchase_order_id -> BigInt,
        kind -> Text,
        happened_on -> Date,
        description -> Text,
        line_id -> Nullable<BigInt>,
        line_description -> Nullable<Text>,
        created_at -> Timestamp,
        created_by -> BigInt,
    }
}
