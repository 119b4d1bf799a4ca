//! The tables as diesel sees them. A test holds them against what the migrations make on both databases.
//!
//! Money is in cents, prices in 1/10,000 dollar, weights in 1/100 of their unit, temperature in tenths of a degree; instants are
//! UTC. Columns that end in `_key` or `_sort` hold what is compared and sorted by, never what is shown.

diesel::table! {
    users (id) {
        id -> BigInt,
        version -> BigInt,
        username -> Text,
        username_key -> Text,
        email -> Text,
        email_key -> Text,
        password_hash -> Text,
        password_changed_at -> Timestamp,
        role -> Text,
        is_active -> Bool,
        first_name -> Nullable<Text>,
        last_name -> Nullable<Text>,
        first_name_key -> Text,
        last_name_key -> Text,
        display_name -> Text,
        phone -> Nullable<Text>,
        department -> Nullable<Text>,
        job_title -> Nullable<Text>,
        bio -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        locale -> Nullable<Text>,
        theme -> Text,
        density -> Text,
        page_size -> Nullable<Integer>,
        email_notifications -> Nullable<Bool>,
        preferences -> Text,
        last_login_at -> Nullable<Timestamp>,
        failed_logins -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        user_id -> BigInt,
        device -> Nullable<Text>,
        address -> Nullable<Text>,
        created_at -> Timestamp,
        last_used_at -> Timestamp,
        idle_until -> Timestamp,
        ends_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    refresh_tokens (token_hash) {
        token_hash -> Binary,
        session_id -> BigInt,
        issued_at -> Timestamp,
        spent_at -> Nullable<Timestamp>,
        reissued -> Bool,
    }
}

diesel::table! {
    choice_lists (name) {
        name -> Text,
    }
}

diesel::table! {
    choices (list, code) {
        list -> Text,
        code -> Text,
        label -> Text,
        position -> Integer,
        retired -> Bool,
    }
}

diesel::table! {
    payment_terms (code) {
        code -> Text,
        list -> Text,
        kind -> Text,
        days -> Integer,
        anchor -> Text,
    }
}

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
    /// What the list of orders shows, narrows and sorts by; the rest stands in `purchase_order_details`.
    purchase_orders (id) {
        id -> BigInt,
        version -> BigInt,
        number -> Text,
        number_sort -> Text,
        status -> Text,
        status_rank -> Integer,
        supplier_id -> BigInt,
        supplier_name -> Text,
        supplier_name_key -> Text,
        customer_id -> Nullable<BigInt>,
        customer_name -> Nullable<Text>,
        customer_name_key -> Text,
        for_stock -> Bool,
        logistics_scenario -> Text,
        order_date -> Date,
        pickup_date -> Nullable<Date>,
        delivery_date -> Nullable<Date>,
        shipped_on -> Nullable<Date>,
        delivered_on -> Nullable<Date>,
        ordered_weight_lb -> BigInt,
        actual_weight_lb -> Nullable<BigInt>,
        weight_lb -> BigInt,
        buy_total -> Nullable<BigInt>,
        sell_total -> Nullable<BigInt>,
        margin -> Nullable<BigInt>,
        is_estimated -> Bool,
        owner_id -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        archived_at -> Nullable<Timestamp>,
        archived_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    purchase_order_details (order_id) {
        order_id -> BigInt,
        created_by -> BigInt,
        updated_by -> BigInt,
        deal_role -> Text,
        requested_delivery_date -> Nullable<Date>,
        pickup_at -> Nullable<Timestamp>,
        pickup_time_zone -> Nullable<Text>,
        pickup_method -> Nullable<Text>,
        pickup_confirmation -> Nullable<Text>,
        delivery_at -> Nullable<Timestamp>,
        delivery_time_zone -> Nullable<Text>,
        delivery_method -> Nullable<Text>,
        delivery_confirmation -> Nullable<Text>,
        freight_terms -> Nullable<Text>,
        freight_cost -> Nullable<BigInt>,
        supplier_confirmation_number -> Nullable<Text>,
        release_format -> Nullable<Text>,
        carrier_release_number -> Nullable<Text>,
        customer_po_number -> Nullable<Text>,
        supplier_terms -> Nullable<Text>,
        customer_terms -> Nullable<Text>,
        temperature_setpoint_f -> Nullable<BigInt>,
        seal_out -> Nullable<Text>,
        seal_in -> Nullable<Text>,
        special_instructions -> Nullable<Text>,
        notes -> Nullable<Text>,
        supplier_snapshot -> Nullable<Text>,
        customer_snapshot -> Nullable<Text>,
        cancel_reason -> Nullable<Text>,
        unbilled_reason -> Nullable<Text>,
    }
}

diesel::table! {
    purchase_order_lines (id) {
        id -> BigInt,
        order_id -> BigInt,
        line_no -> Integer,
        description -> Text,
        ordered_units -> Nullable<BigInt>,
        ordered_weight -> Nullable<BigInt>,
        weight_unit -> Text,
        weight_basis -> Text,
        buy_price -> Nullable<BigInt>,
        buy_basis -> Nullable<Text>,
        zero_price_reason -> Nullable<Text>,
        sell_price -> Nullable<BigInt>,
        sell_basis -> Nullable<Text>,
        max_age -> Nullable<Text>,
        production_date -> Nullable<Date>,
        lot_number -> Nullable<Text>,
        test_class -> Nullable<Text>,
        lot_test_result -> Text,
        country_of_origin -> Nullable<Text>,
        notes -> Nullable<Text>,
        actual_units -> Nullable<BigInt>,
        actual_weight -> Nullable<BigInt>,
        weight_source -> Nullable<Text>,
    }
}

diesel::table! {
    purchase_order_moves (id) {
        id -> BigInt,
        order_id -> BigInt,
        status -> Text,
        moved_at -> Timestamp,
        moved_by -> Nullable<BigInt>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    number_sequences (kind, year) {
        kind -> Text,
        year -> Integer,
        next -> BigInt,
    }
}

diesel::table! {
    audit_entries (id) {
        id -> BigInt,
        at -> Timestamp,
        actor_id -> Nullable<BigInt>,
        session_id -> Nullable<BigInt>,
        address -> Nullable<Text>,
        request_id -> Nullable<Text>,
        entity -> Text,
        record_id -> BigInt,
        version -> BigInt,
        action -> Text,
        reason -> Nullable<Text>,
        changes -> Text,
    }
}

diesel::table! {
    /// One searchable text a record, folded. PostgreSQL indexes it by trigrams; SQLite mirrors it by triggers into the FTS5 table
    /// `search_texts`, whose rowid is this id.
    search_index (id) {
        id -> BigInt,
        entity -> Text,
        record_id -> BigInt,
        text -> Text,
    }
}

diesel::table! {
    idempotency_keys (principal, route, key) {
        principal -> BigInt,
        route -> Text,
        key -> Text,
        body_hash -> Text,
        answer -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
        updated_at -> Timestamp,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(suppliers -> addresses (address_id));
diesel::joinable!(suppliers -> users (owner_id));
diesel::joinable!(supplier_choices -> suppliers (supplier_id));
diesel::joinable!(customers -> addresses (address_id));
diesel::joinable!(customers -> users (owner_id));
diesel::joinable!(customer_choices -> customers (customer_id));
diesel::joinable!(purchase_orders -> suppliers (supplier_id));
diesel::joinable!(purchase_orders -> customers (customer_id));
diesel::joinable!(purchase_orders -> users (owner_id));
diesel::joinable!(purchase_order_details -> purchase_orders (order_id));
diesel::joinable!(purchase_order_lines -> purchase_orders (order_id));
diesel::joinable!(purchase_order_moves -> purchase_orders (order_id));
diesel::joinable!(purchase_order_moves -> users (moved_by));
diesel::joinable!(audit_entries -> users (actor_id));

diesel::allow_tables_to_appear_in_same_query!(
    users,
    sessions,
    refresh_tokens,
    addresses,
    suppliers,
    supplier_choices,
    customers,
    customer_choices,
    purchase_orders,
    purchase_order_details,
    purchase_order_lines,
    purchase_order_moves,
    audit_entries,
    search_index,
);
