//! Tables of the deals: purchase orders, receivables.

diesel::table! {
    /// The columns that the list of orders shows, filters and sorts by; the others are in `purchase_order_details`.
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
        margin_per_lb -> Nullable<BigInt>,
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
        credit_amount -> BigInt,
        route_snapshots -> Nullable<Text>,
    }
}

diesel::table! {
    /// Links of an order besides its parties.
    purchase_order_links (order_id) {
        order_id -> BigInt,
        mapping_id -> Nullable<BigInt>,
        carrier_id -> Nullable<BigInt>,
        ship_from_plant_id -> Nullable<BigInt>,
        ship_from_location_id -> Nullable<BigInt>,
        ship_to_location_id -> Nullable<BigInt>,
        ship_to_plant_id -> Nullable<BigInt>,
        supplier_contact_id -> Nullable<BigInt>,
        customer_contact_id -> Nullable<BigInt>,
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
        product_id -> Nullable<BigInt>,
        case_count -> BigInt,
        markup -> Nullable<BigInt>,
    }
}

diesel::table! {
    order_costs (order_id, position) {
        order_id -> BigInt,
        position -> Integer,
        kind -> Text,
        description -> Nullable<Text>,
        paid_by -> Text,
        payee -> Text,
        carrier_id -> Nullable<BigInt>,
        supplier_id -> Nullable<BigInt>,
        payee_name -> Nullable<Text>,
        basis -> Text,
        rate -> Nullable<BigInt>,
        actual_amount -> Nullable<BigInt>,
        amount -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Cases with their weights, the removed ones too.
    order_cases (id) {
        id -> BigInt,
        order_id -> BigInt,
        line_id -> BigInt,
        gtin -> Nullable<Text>,
        units -> BigInt,
        weight -> BigInt,
        weight_unit -> Text,
        weight_lb -> BigInt,
        production_date -> Nullable<Date>,
        packaging_date -> Nullable<Date>,
        best_before -> Nullable<Date>,
        expiration_date -> Nullable<Date>,
        lot_number -> Nullable<Text>,
        serial -> Nullable<Text>,
        source -> Text,
        scanned_text -> Text,
        created_at -> Timestamp,
        created_by -> BigInt,
        removed_at -> Nullable<Timestamp>,
        removed_by -> Nullable<BigInt>,
        remove_reason -> Nullable<Text>,
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
    receivables (id) {
        id -> BigInt,
        version -> BigInt,
        number -> Text,
        number_key -> Text,
        number_sort -> Text,
        kind -> Text,
        status -> Text,
        customer_id -> BigInt,
        customer_key -> Text,
        purchase_order_id -> Nullable<BigInt>,
        customer_po_number -> Nullable<Text>,
        invoice_date -> Date,
        payment_terms -> Nullable<Text>,
        due_date -> Date,
        due_date_reason -> Nullable<Text>,
        is_prepaid -> Bool,
        freight_amount -> BigInt,
        tax_amount -> BigInt,
        opening_amount -> Nullable<BigInt>,
        amount -> BigInt,
        settled -> BigInt,
        bill_to_snapshot -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        notes -> Nullable<Text>,
        owner_id -> BigInt,
        created_at -> Timestamp,
        created_by -> BigInt,
        updated_at -> Timestamp,
        updated_by -> BigInt,
        archived_at -> Nullable<Timestamp>,
        archived_by -> Nullable<BigInt>,
        corrects_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Orders that differ from what is billed of them; other orders have no row.
    purchase_order_differences (order_id) {
        order_id -> BigInt,
        amount -> BigInt,
    }
}

diesel::table! {
    /// Additional columns of credit memos and corrections; other receivables have no row.
    receivable_credits (receivable_id) {
        receivable_id -> BigInt,
        reason -> Nullable<Text>,
        is_correction -> Bool,
    }
}

diesel::table! {
    receivable_lines (receivable_id, line_no) {
        receivable_id -> BigInt,
        line_no -> Integer,
        po_line_id -> Nullable<BigInt>,
        description -> Text,
        units -> Nullable<BigInt>,
        weight -> Nullable<BigInt>,
        weight_unit -> Text,
        price -> Nullable<BigInt>,
        basis -> Nullable<Text>,
        computed_amount -> Nullable<BigInt>,
        amount -> BigInt,
        amount_reason -> Nullable<Text>,
    }
}

diesel::table! {
    /// One row.
    company_settings (id) {
        id -> BigInt,
        version -> BigInt,
        weight_variance_pct -> BigInt,
        net_weight_tolerance_pct -> BigInt,
        load_limit_lb -> BigInt,
        overdue_limit_days -> BigInt,
        aging_first_edge -> BigInt,
        aging_second_edge -> BigInt,
        aging_third_edge -> BigInt,
        margin_floor_per_lb -> Nullable<BigInt>,
        margin_floor_rule -> Text,
        updated_at -> Nullable<Timestamp>,
        updated_by -> Nullable<BigInt>,
    }
}
