-- Numbers of documents: one row a kind and year, drawn in the transaction that writes the document, so that a rollback leaves no gap.
CREATE TABLE number_sequences (
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (kind, year),
    CONSTRAINT number_sequences_next_from_one CHECK (next >= 1)
) STRICT;

-- One deal on one load: what lists show, narrow and sort by. Names of the parties are kept here as well, so that a page is one
-- index walk; a renamed party renames its orders in the same transaction.
CREATE TABLE purchase_orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    number TEXT NOT NULL,
    number_sort TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'draft',
    status_rank INTEGER NOT NULL DEFAULT 0,
    supplier_id INTEGER NOT NULL REFERENCES suppliers (id) ON DELETE RESTRICT,
    supplier_name TEXT NOT NULL,
    supplier_name_key TEXT NOT NULL,
    customer_id INTEGER REFERENCES customers (id) ON DELETE RESTRICT,
    customer_name TEXT,
    customer_name_key TEXT NOT NULL,
    for_stock INTEGER NOT NULL DEFAULT FALSE CONSTRAINT purchase_orders_for_stock_flag CHECK (for_stock IN (0, 1)),
    logistics_scenario TEXT NOT NULL DEFAULT 'supplier_delivery',
    order_date TEXT NOT NULL CONSTRAINT purchase_orders_order_date_day CHECK (order_date IS date(order_date)),
    pickup_date TEXT CONSTRAINT purchase_orders_pickup_date_day CHECK (pickup_date IS date(pickup_date)),
    delivery_date TEXT CONSTRAINT purchase_orders_delivery_date_day CHECK (delivery_date IS date(delivery_date)),
    shipped_on TEXT CONSTRAINT purchase_orders_shipped_on_day CHECK (shipped_on IS date(shipped_on)),
    delivered_on TEXT CONSTRAINT purchase_orders_delivered_on_day CHECK (delivered_on IS date(delivered_on)),
    ordered_weight_lb INTEGER NOT NULL DEFAULT 0,
    actual_weight_lb INTEGER,
    weight_lb INTEGER NOT NULL DEFAULT 0,
    buy_total INTEGER,
    sell_total INTEGER,
    margin INTEGER,
    is_estimated INTEGER NOT NULL DEFAULT FALSE CONSTRAINT purchase_orders_is_estimated_flag CHECK (is_estimated IN (0, 1)),
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT purchase_orders_version_from_one CHECK (version >= 1),
    CONSTRAINT purchase_orders_number_not_blank CHECK (trim(number) <> '' AND length(number) <= 50),
    CONSTRAINT purchase_orders_status_known CHECK (
        status_rank = CASE status
            WHEN 'draft' THEN 0
            WHEN 'issued' THEN 1
            WHEN 'confirmed' THEN 2
            WHEN 'in_transit' THEN 3
            WHEN 'delivered' THEN 4
            WHEN 'closed' THEN 5
            WHEN 'cancelled' THEN 6
            ELSE -1
        END AND status_rank >= 0
    ),
    CONSTRAINT purchase_orders_customer_named CHECK ((customer_id IS NULL) = (customer_name IS NULL)),
    CONSTRAINT purchase_orders_customer_given CHECK (
        status IN ('draft', 'cancelled') OR for_stock OR customer_id IS NOT NULL
    ),
    CONSTRAINT purchase_orders_for_stock_without_customer CHECK (NOT (for_stock AND customer_id IS NOT NULL)),
    CONSTRAINT purchase_orders_logistics_scenario_known CHECK (
        logistics_scenario IN ('customer_pickup', 'supplier_delivery', 'we_pickup')
    ),
    CONSTRAINT purchase_orders_pickup_date_after_order CHECK (pickup_date >= order_date),
    CONSTRAINT purchase_orders_delivery_date_after_order CHECK (delivery_date >= order_date),
    CONSTRAINT purchase_orders_delivery_date_after_pickup CHECK (delivery_date >= pickup_date),
    CONSTRAINT purchase_orders_shipped_on_after_order CHECK (shipped_on >= order_date),
    CONSTRAINT purchase_orders_delivered_on_after_shipped CHECK (
        delivered_on IS NULL OR (shipped_on IS NOT NULL AND delivered_on >= shipped_on)
    ),
    CONSTRAINT purchase_orders_ordered_weight_lb_not_negative CHECK (ordered_weight_lb >= 0),
    CONSTRAINT purchase_orders_actual_weight_lb_not_negative CHECK (actual_weight_lb >= 0),
    CONSTRAINT purchase_orders_weight_lb_not_negative CHECK (weight_lb >= 0),
    CONSTRAINT purchase_orders_buy_total_not_negative CHECK (buy_total >= 0),
    CONSTRAINT purchase_orders_sell_total_not_negative CHECK (sell_total >= 0),
    CONSTRAINT purchase_orders_margin_needs_both CHECK (margin IS NULL OR (buy_total IS NOT NULL AND sell_total IS NOT NULL)),
    CONSTRAINT purchase_orders_archived_together CHECK ((archived_at IS NULL) = (archived_by IS NULL)),
    CONSTRAINT purchase_orders_archived_when_not_open CHECK (archived_at IS NULL OR status IN ('draft', 'closed', 'cancelled'))
) STRICT;
-- Unique for ever, ASCII case aside; archived and cancelled orders keep their number.
CREATE UNIQUE INDEX purchase_orders_number ON purchase_orders (lower(number));
-- Sort orders; the nullable ones serve range filters too. The default order has an index of active orders alone, which counts too.
CREATE INDEX purchase_orders_by_date ON purchase_orders (order_date, number_sort, id);
CREATE INDEX purchase_orders_active_by_date ON purchase_orders (order_date, number_sort, id) WHERE archived_at IS NULL;
CREATE INDEX purchase_orders_by_day ON purchase_orders (order_date, id);
CREATE INDEX purchase_orders_by_number ON purchase_orders (number_sort, id);
CREATE INDEX purchase_orders_by_pickup ON purchase_orders (coalesce(pickup_date, '9999-12-31'), id);
CREATE INDEX purchase_orders_by_delivery ON purchase_orders (coalesce(delivery_date, '9999-12-31'), id);
CREATE INDEX purchase_orders_by_shipped ON purchase_orders (coalesce(shipped_on, '9999-12-31'), id);
CREATE INDEX purchase_orders_by_delivered ON purchase_orders (coalesce(delivered_on, '9999-12-31'), id);
CREATE INDEX purchase_orders_by_status ON purchase_orders (status_rank, id);
CREATE INDEX purchase_orders_by_supplier_name ON purchase_orders (supplier_name_key, id);
CREATE INDEX purchase_orders_by_customer_name ON purchase_orders (customer_name_key, id);
CREATE INDEX purchase_orders_by_buy_total ON purchase_orders (coalesce(buy_total, 999999999999999), id);
CREATE INDEX purchase_orders_by_weight ON purchase_orders (weight_lb, id);
CREATE INDEX purchase_orders_by_creation ON purchase_orders (created_at, id);
CREATE INDEX purchase_orders_by_change ON purchase_orders (updated_at, id);
-- Filters, in the default order; small groups have an index of their own.
CREATE INDEX purchase_orders_by_supplier ON purchase_orders (supplier_id, order_date, number_sort, id);
CREATE INDEX purchase_orders_by_customer ON purchase_orders (customer_id, order_date, number_sort, id);
CREATE INDEX purchase_orders_by_owner ON purchase_orders (owner_id, order_date, number_sort, id);
CREATE INDEX purchase_orders_by_scenario ON purchase_orders (logistics_scenario, order_date, number_sort, id);
CREATE INDEX purchase_orders_by_status_and_date ON purchase_orders (status_rank, order_date, number_sort, id);
-- Open orders of a party: what binds it, and what a customer owes.
CREATE INDEX purchase_orders_open_by_supplier ON purchase_orders (supplier_id) WHERE status_rank IN (1, 2, 3, 4);
CREATE INDEX purchase_orders_open_by_customer ON purchase_orders (customer_id, sell_total) WHERE status_rank IN (1, 2, 3, 4);
CREATE INDEX purchase_orders_not_delivered ON purchase_orders (order_date, number_sort, id) WHERE delivered_on IS NULL;
CREATE INDEX purchase_orders_for_stock ON purchase_orders (order_date, number_sort, id) WHERE for_stock;
CREATE INDEX purchase_orders_archived ON purchase_orders (order_date, number_sort, id) WHERE archived_at IS NOT NULL;

-- The rest of an order, read with one record only.
CREATE TABLE purchase_order_details (
    order_id INTEGER PRIMARY KEY REFERENCES purchase_orders (id) ON DELETE RESTRICT,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    deal_role TEXT NOT NULL DEFAULT 'principal',
    requested_delivery_date TEXT
        CONSTRAINT purchase_order_details_requested_delivery_date_day CHECK (requested_delivery_date IS date(requested_delivery_date)),
    pickup_at TEXT,
    pickup_time_zone TEXT,
    pickup_method TEXT,
    pickup_confirmation TEXT,
    delivery_at TEXT,
    delivery_time_zone TEXT,
    delivery_method TEXT,
    delivery_confirmation TEXT,
    freight_terms TEXT,
    freight_cost INTEGER,
    supplier_confirmation_number TEXT,
    release_format TEXT,
    carrier_release_number TEXT,
    customer_po_number TEXT,
    supplier_terms TEXT REFERENCES payment_terms (code) ON DELETE RESTRICT,
    customer_terms TEXT REFERENCES payment_terms (code) ON DELETE RESTRICT,
    temperature_setpoint_f INTEGER,
    seal_out TEXT,
    seal_in TEXT,
    special_instructions TEXT,
    notes TEXT,
    supplier_snapshot TEXT,
    customer_snapshot TEXT,
    cancel_reason TEXT,
    unbilled_reason TEXT,
    CONSTRAINT purchase_order_details_deal_role_known CHECK (deal_role IN ('principal', 'agent')),
    CONSTRAINT purchase_order_details_freight_cost_not_negative CHECK (freight_cost >= 0),
    CONSTRAINT purchase_order_details_release_format_known CHECK (
        release_format IN ('supplier_confirmation', 'carrier_release', 'both')
    ),
    CONSTRAINT purchase_order_details_supplier_confirmation_number_not_blank CHECK (trim(supplier_confirmation_number) <> ''),
    CONSTRAINT purchase_order_details_carrier_release_number_not_blank CHECK (trim(carrier_release_number) <> ''),
    CONSTRAINT purchase_order_details_customer_po_number_not_blank CHECK (trim(customer_po_number) <> ''),
    CONSTRAINT purchase_order_details_seal_out_not_blank CHECK (trim(seal_out) <> ''),
    CONSTRAINT purchase_order_details_seal_in_not_blank CHECK (trim(seal_in) <> ''),
    CONSTRAINT purchase_order_details_notes_not_blank CHECK (trim(notes) <> ''),
    CONSTRAINT purchase_order_details_special_instructions_not_blank CHECK (trim(special_instructions) <> ''),
    CONSTRAINT purchase_order_details_cancel_reason_not_blank CHECK (trim(cancel_reason) <> '')
) STRICT;

-- What is bought and sold. Amounts follow from these figures and are computed where they are shown.
CREATE TABLE purchase_order_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL REFERENCES purchase_orders (id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL,
    description TEXT NOT NULL,
    ordered_units INTEGER,
    ordered_weight INTEGER,
    weight_unit TEXT NOT NULL DEFAULT 'lb',
    weight_basis TEXT NOT NULL DEFAULT 'catch',
    buy_price INTEGER,
    buy_basis TEXT,
    zero_price_reason TEXT,
    sell_price INTEGER,
    sell_basis TEXT,
    max_age TEXT,
    production_date TEXT CONSTRAINT purchase_order_lines_production_date_day CHECK (production_date IS date(production_date)),
    lot_number TEXT,
    test_class TEXT,
    lot_test_result TEXT NOT NULL DEFAULT 'none',
    country_of_origin TEXT,
    notes TEXT,
    actual_units INTEGER,
    actual_weight INTEGER,
    weight_source TEXT,
    CONSTRAINT purchase_order_lines_line_no_from_one CHECK (line_no >= 1),
    CONSTRAINT purchase_order_lines_description_not_blank CHECK (trim(description) <> '' AND length(description) <= 500),
    CONSTRAINT purchase_order_lines_ordered_units_not_negative CHECK (ordered_units >= 0),
    CONSTRAINT purchase_order_lines_ordered_weight_positive CHECK (ordered_weight > 0),
    CONSTRAINT purchase_order_lines_weight_unit_known CHECK (weight_unit IN ('lb', 'kg')),
    CONSTRAINT purchase_order_lines_weight_basis_known CHECK (weight_basis IN ('net', 'catch')),
    CONSTRAINT purchase_order_lines_buy_price_not_negative CHECK (buy_price >= 0),
    CONSTRAINT purchase_order_lines_buy_basis_known CHECK (
        buy_basis IN ('per_lb', 'per_cwt', 'per_kg', 'per_case', 'per_load', 'per_unit')
    ),
    CONSTRAINT purchase_order_lines_buy_basis_given CHECK (buy_price IS NULL OR buy_basis IS NOT NULL),
    CONSTRAINT purchase_order_lines_zero_price_reason_given CHECK (buy_price <> 0 OR zero_price_reason IS NOT NULL),
    CONSTRAINT purchase_order_lines_sell_price_not_negative CHECK (sell_price >= 0),
    CONSTRAINT purchase_order_lines_sell_basis_known CHECK (
        sell_basis IN ('per_lb', 'per_cwt', 'per_kg', 'per_case', 'per_load', 'per_unit')
    ),
    CONSTRAINT purchase_order_lines_sell_basis_given CHECK (sell_price IS NULL OR sell_basis IS NOT NULL),
    CONSTRAINT purchase_order_lines_lot_test_result_known CHECK (lot_test_result IN ('none', 'pending', 'negative', 'positive')),
    CONSTRAINT purchase_order_lines_actual_units_not_negative CHECK (actual_units >= 0),
    CONSTRAINT purchase_order_lines_actual_weight_positive CHECK (actual_weight > 0),
    CONSTRAINT purchase_order_lines_actual_weight_with_source CHECK ((actual_weight IS NULL) = (weight_source IS NULL))
) STRICT;
CREATE UNIQUE INDEX purchase_order_lines_number ON purchase_order_lines (order_id, line_no);

-- Each step in the life of an order: which state it came to, when, by whom and why.
CREATE TABLE purchase_order_moves (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL REFERENCES purchase_orders (id) ON DELETE RESTRICT,
    status TEXT NOT NULL,
    moved_at TEXT NOT NULL,
    moved_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    reason TEXT,
    CONSTRAINT purchase_order_moves_status_known CHECK (
        status IN ('draft', 'issued', 'confirmed', 'in_transit', 'delivered', 'closed', 'cancelled')
    )
) STRICT;
CREATE INDEX purchase_order_moves_by_order ON purchase_order_moves (order_id, id);
