//! Tables of parties: suppliers, customers, carriers, their locations and contacts.

diesel::table! {
    addresses (id) {
        id -> BigInt,
        address_line1 -> Nullable<Text>,
        address_line2 -> Nullable<Text>,
        city -> Nullable<Text>,
        state -> Nullable<Text>,
        postal_code -> Nullable<Text>,
        country -> Nullable<Text>,
    }
}

diesel::table! {
    suppliers (id) {
        id -> BigInt,
        version -> BigInt,
        name -> Text,
        name_key -> Text,
        code -> Nullable<Text>,
        code_key -> Nullable<Text>,
        kind -> Nullable<Text>,
        address_id -> BigInt,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        delivery_profile -> Text,
        pickup_booking_method -> Nullable<Text>,
        pickup_booking_notes -> Nullable<Text>,
        credit_application_sent_on -> Nullable<Date>,
        credit_application_approved_on -> Nullable<Date>,
        payment_terms -> Nullable<Text>,
        payment_method -> Nullable<Text>,
        credit_band -> Nullable<Text>,
        credit_limit -> Nullable<BigInt>,
        edibility -> Nullable<Text>,
        offers_tested_product -> Bool,
        offers_contracts -> Bool,
        offers_export_documents -> Bool,
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
    supplier_choices (supplier_id, list, code) {
        supplier_id -> BigInt,
        list -> Text,
        code -> Text,
    }
}

diesel::table! {
    customers (id) {
        id -> BigInt,
        version -> BigInt,
        name -> Text,
        name_key -> Text,
        code -> Nullable<Text>,
        code_key -> Nullable<Text>,
        address_id -> BigInt,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        payment_terms -> Nullable<Text>,
        payment_method -> Nullable<Text>,
        credit_limit -> Nullable<BigInt>,
        credit_band -> Nullable<Text>,
        credit_hold -> Bool,
        credit_application_sent_on -> Nullable<Date>,
        credit_application_approved_on -> Nullable<Date>,
        edibility -> Nullable<Text>,
        cooks_product -> Bool,
        origin_preference -> Nullable<Text>,
        picks_up_loads -> Bool,
        needs_exportable -> Bool,
        notes -> Nullable<Text>,
        owner_id -> BigInt,
        created_at -> Timestamp,
        created_by -> BigInt,
        updated_at -> Timestamp,
        updated_by -> BigInt,
        archived_at -> Nullable<Timestamp>,
        archived_by -> Nullable<BigInt>,
        open_balance -> BigInt,
        on_order -> BigInt,
        oldest_due_date -> Nullable<Date>,
    }
}

diesel::table! {
    customer_choices (customer_id, list, code) {
        customer_id -> BigInt,
        list -> Text,
        code -> Text,
    }
}

diesel::table! {
    locations (id) {
        id -> BigInt,
        version -> BigInt,
        supplier_id -> Nullable<BigInt>,
        customer_id -> Nullable<BigInt>,
        parent_key -> Text,
        name -> Text,
        name_key -> Text,
        code -> Nullable<Text>,
        code_key -> Nullable<Text>,
        location_type -> Nullable<Text>,
        address_id -> BigInt,
        city_key -> Text,
        has_address -> Bool,
        contact_name -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        has_contact -> Bool,
        appointment_method -> Nullable<Text>,
        receiving_hours -> Nullable<Text>,
        time_zone -> Nullable<Text>,
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
    carriers (id) {
        id -> BigInt,
        version -> BigInt,
        name -> Text,
        name_key -> Text,
        code -> Nullable<Text>,
        code_key -> Nullable<Text>,
        carrier_type -> Text,
        usdot_number -> Nullable<Text>,
        docket -> Nullable<Text>,
        authority_status -> Text,
        authority_checked_on -> Nullable<Date>,
        insurance_provider -> Nullable<Text>,
        insurance_policy_number -> Nullable<Text>,
        insurance_expires_on -> Nullable<Date>,
        insurance_amount -> Nullable<BigInt>,
        address_id -> BigInt,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        our_account_number -> Nullable<Text>,
        payment_terms -> Nullable<Text>,
        payment_method -> Nullable<Text>,
        credit_band -> Nullable<Text>,
        appointment_method -> Nullable<Text>,
        release_number -> Nullable<Text>,
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
    carrier_suppliers (carrier_id, supplier_id) {
        carrier_id -> BigInt,
        supplier_id -> BigInt,
    }
}

diesel::table! {
    contacts (id) {
        id -> BigInt,
        version -> BigInt,
        party -> Text,
        supplier_id -> Nullable<BigInt>,
        customer_id -> Nullable<BigInt>,
        carrier_id -> Nullable<BigInt>,
        parent_key -> Text,
        name -> Text,
        name_key -> Text,
        title -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        phone_mobile -> Nullable<Text>,
        phone_direct -> Nullable<Text>,
        has_contact_details -> Bool,
        is_primary -> Bool,
        primary_of -> Nullable<Text>,
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
    contact_choices (contact_id, list, code) {
        contact_id -> BigInt,
        list -> Text,
        code -> Text,
    }
}
