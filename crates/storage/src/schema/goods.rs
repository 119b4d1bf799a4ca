//! Tables of goods and their origin: plants, products, supply lines.

diesel::table! {
    plants (id) {
        id -> BigInt,
        version -> BigInt,
        name -> Text,
        name_key -> Text,
        code -> Nullable<Text>,
        code_key -> Nullable<Text>,
        code_sort -> Text,
        kind -> Nullable<Text>,
        location_text -> Nullable<Text>,
        address_id -> BigInt,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        manager_name -> Nullable<Text>,
        release_number -> Nullable<Text>,
        appointment_method -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        has_location -> Bool,
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
    plant_choices (plant_id, list, code) {
        plant_id -> BigInt,
        list -> Text,
        code -> Text,
    }
}

diesel::table! {
    plant_establishments (plant_id, code) {
        plant_id -> BigInt,
        code -> Text,
        prefix -> Text,
        number -> Text,
        suffix -> Nullable<Text>,
        as_typed -> Text,
        is_active -> Bool,
    }
}

diesel::table! {
    products (id) {
        id -> BigInt,
        version -> BigInt,
        code -> Text,
        code_key -> Text,
        description -> Text,
        description_key -> Text,
        species -> Text,
        lean_pct -> Nullable<BigInt>,
        state -> Nullable<Text>,
        package -> Nullable<Text>,
        carton -> Nullable<Text>,
        weight_basis -> Text,
        unit_weight -> Nullable<BigInt>,
        unit_weight_unit -> Text,
        edibility -> Text,
        test_class -> Text,
        ships_from -> Nullable<Text>,
        country_of_origin -> Nullable<Text>,
        owner_id -> BigInt,
        created_at -> Timestamp,
        created_by -> BigInt,
        updated_at -> Timestamp,
        updated_by -> BigInt,
        archived_at -> Nullable<Timestamp>,
        archived_by -> Nullable<BigInt>,
        gtin -> Nullable<Text>,
    }
}

diesel::table! {
    /// Columns of a product that lists do not show.
    product_details (product_id) {
        product_id -> BigInt,
        cut -> Nullable<Text>,
        pieces_per_carton -> Nullable<Text>,
        min_unit_weight -> Nullable<BigInt>,
        max_unit_weight -> Nullable<BigInt>,
        origin -> Nullable<Text>,
        imps_code -> Nullable<Text>,
        usda_code -> Nullable<Text>,
        ub_code -> Nullable<Text>,
        quality_grade -> Nullable<Text>,
        fat_limit -> Nullable<BigInt>,
        notes -> Nullable<Text>,
    }
}

diesel::table! {
    product_suppliers (product_id, position) {
        product_id -> BigInt,
        position -> BigInt,
        supplier_id -> BigInt,
        plant_id -> Nullable<BigInt>,
        supplier_item_number -> Nullable<Text>,
        is_primary -> Bool,
    }
}

diesel::table! {
    product_customers (product_id, customer_id) {
        product_id -> BigInt,
        customer_id -> BigInt,
    }
}

diesel::table! {
    supplier_plant_mappings (id) {
        id -> BigInt,
        version -> BigInt,
        name -> Text,
        name_key -> Text,
        supplier_id -> BigInt,
        plant_id -> BigInt,
        customer_id -> Nullable<BigInt>,
        contact_id -> Nullable<BigInt>,
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
    supplier_plant_mapping_choices (mapping_id, list, code) {
        mapping_id -> BigInt,
        list -> Text,
        code -> Text,
    }
}
