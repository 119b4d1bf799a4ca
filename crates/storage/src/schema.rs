//! The tables as diesel knows them. A test compares them with the migrations on both databases.
//!
//! Money is in cents, prices in 1/10,000 dollar, weights in 1/100 of their unit, temperature in tenths of a degree; instants are
//! UTC. Columns that end in `_key` or `_sort` are for comparing and sorting, never for display.

mod goods;
mod ledger;
mod parties;
mod trade;

pub(crate) use goods::*;
pub(crate) use ledger::*;
pub(crate) use parties::*;
pub(crate) use trade::*;

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
        password_change_required -> Bool,
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
    choice_versions (id) {
        id -> BigInt,
        version -> BigInt,
        list -> Text,
        code -> Text,
    }
}

diesel::table! {
    payment_terms (code) {
        code -> Text,
        list -> Text,
        kind -> Text,
        days -> Integer,
        anchor -> Text,
        discount_hundredths -> Nullable<Integer>,
        discount_days -> Nullable<Integer>,
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
    saved_views (id) {
        id -> BigInt,
        version -> BigInt,
        owner_id -> BigInt,
        list -> Text,
        name -> Text,
        name_key -> Text,
        query -> Text,
        shown_columns -> Text,
        is_shared -> Bool,
        is_default -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
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
    /// One folded search text per record. PostgreSQL indexes it by trigrams; SQLite triggers mirror it to the FTS5 table
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

diesel::joinable!(saved_views -> users (owner_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(suppliers -> addresses (address_id));
diesel::joinable!(suppliers -> users (owner_id));
diesel::joinable!(supplier_choices -> suppliers (supplier_id));
diesel::joinable!(customers -> addresses (address_id));
diesel::joinable!(customers -> users (owner_id));
diesel::joinable!(customer_choices -> customers (customer_id));
diesel::joinable!(locations -> addresses (address_id));
diesel::joinable!(carriers -> addresses (address_id));
diesel::joinable!(plants -> addresses (address_id));
diesel::joinable!(plants -> users (owner_id));
diesel::joinable!(plant_choices -> plants (plant_id));
diesel::joinable!(plant_establishments -> plants (plant_id));
diesel::joinable!(products -> users (owner_id));
diesel::joinable!(product_details -> products (product_id));
diesel::joinable!(product_suppliers -> products (product_id));
diesel::joinable!(product_customers -> products (product_id));
diesel::joinable!(supplier_plant_mappings -> users (owner_id));
diesel::joinable!(supplier_plant_mapping_choices -> supplier_plant_mappings (mapping_id));
diesel::joinable!(purchase_orders -> suppliers (supplier_id));
diesel::joinable!(purchase_orders -> customers (customer_id));
diesel::joinable!(purchase_orders -> users (owner_id));
diesel::joinable!(purchase_order_details -> purchase_orders (order_id));
diesel::joinable!(purchase_order_links -> purchase_orders (order_id));
diesel::joinable!(purchase_order_lines -> purchase_orders (order_id));
diesel::joinable!(purchase_order_moves -> purchase_orders (order_id));
diesel::joinable!(purchase_order_moves -> users (moved_by));
diesel::joinable!(order_costs -> carriers (carrier_id));
diesel::joinable!(order_costs -> suppliers (supplier_id));
diesel::joinable!(audit_entries -> users (actor_id));

diesel::allow_tables_to_appear_in_same_query!(choices, choice_versions);

diesel::allow_tables_to_appear_in_same_query!(
    users,
    saved_views,
    sessions,
    refresh_tokens,
    addresses,
    suppliers,
    supplier_choices,
    customers,
    customer_choices,
    locations,
    carriers,
    plants,
    plant_choices,
    plant_establishments,
    products,
    product_details,
    product_suppliers,
    product_customers,
    supplier_plant_mappings,
    supplier_plant_mapping_choices,
    purchase_orders,
    purchase_order_details,
    purchase_order_links,
    purchase_order_lines,
    purchase_order_moves,
    audit_entries,
    search_index,
    company_settings,
    order_costs,
);
