-- The GTIN on the labels of a product's cases.
ALTER TABLE products ADD COLUMN gtin TEXT CONSTRAINT products_gtin_not_blank CHECK (trim(gtin) <> '' AND length(gtin) <= 14);
CREATE UNIQUE INDEX products_gtin_active ON products (gtin) WHERE archived_at IS NULL;
-- How many cases give the actual weight of a line.
ALTER TABLE purchase_order_lines ADD COLUMN case_count INTEGER NOT NULL DEFAULT 0 CONSTRAINT purchase_order_lines_case_count_not_negative CHECK (case_count >= 0);
-- Cases of a load with their weights in 1/100,000 of their unit. They are never deleted: a wrong one is marked as removed.
CREATE TABLE order_cases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL REFERENCES purchase_orders (id) ON DELETE RESTRICT,
    line_id INTEGER NOT NULL REFERENCES purchase_order_lines (id) ON DELETE RESTRICT,
    gtin TEXT,
    units INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    weight_unit TEXT NOT NULL,
    weight_lb INTEGER NOT NULL,
    production_date TEXT CONSTRAINT order_cases_production_date_day CHECK (production_date IS date(production_date)),
    packaging_date TEXT CONSTRAINT order_cases_packaging_date_day CHECK (packaging_date IS date(packaging_date)),
    best_before TEXT CONSTRAINT order_cases_best_before_day CHECK (best_before IS date(best_before)),
    expiration_date TEXT CONSTRAINT order_cases_expiration_date_day CHECK (expiration_date IS date(expiration_date)),
    lot_number TEXT,
    serial TEXT,
    source TEXT NOT NULL,
    scanned_text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    removed_at TEXT,
    removed_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    remove_reason TEXT,
    CONSTRAINT order_cases_gtin_digits CHECK (length(gtin) = 14),
    CONSTRAINT order_cases_units_positive CHECK (units >= 1),
    CONSTRAINT order_cases_weight_positive CHECK (weight > 0),
    CONSTRAINT order_cases_weight_unit_known CHECK (weight_unit IN ('lb', 'kg')),
    CONSTRAINT order_cases_weight_lb_not_negative CHECK (weight_lb >= 0),
    CONSTRAINT order_cases_lot_number_not_blank CHECK (lot_number <> '' AND length(lot_number) <= 20),
    CONSTRAINT order_cases_serial_not_blank CHECK (serial <> '' AND length(serial) <= 20),
    CONSTRAINT order_cases_source_known CHECK (source IN ('scan', 'list')),
    CONSTRAINT order_cases_removed_whole CHECK (
        (removed_at IS NULL) = (removed_by IS NULL) AND (removed_at IS NULL) = (remove_reason IS NULL)
    )
) STRICT;
-- A case counts once.
CREATE UNIQUE INDEX order_cases_serial_once ON order_cases (order_id, coalesce(gtin, ''), serial) WHERE removed_at IS NULL;
CREATE INDEX order_cases_by_order ON order_cases (order_id, id);
CREATE INDEX order_cases_by_line ON order_cases (line_id, id);
