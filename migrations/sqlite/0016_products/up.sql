-- What is traded: what lists show, narrow and sort by, and what an order line takes over.
CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    code TEXT NOT NULL,
    code_key TEXT NOT NULL,
    description TEXT NOT NULL,
    description_key TEXT NOT NULL,
    species TEXT NOT NULL,
    lean_pct INTEGER,
    state TEXT,
    package TEXT,
    carton TEXT,
    weight_basis TEXT NOT NULL DEFAULT 'catch',
    unit_weight INTEGER,
    unit_weight_unit TEXT NOT NULL DEFAULT 'lb',
    edibility TEXT NOT NULL DEFAULT 'edible',
    test_class TEXT NOT NULL DEFAULT 'not_applicable',
    ships_from TEXT,
    country_of_origin TEXT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT products_version_from_one CHECK (version >= 1),
    CONSTRAINT products_code_length CHECK (length(code) BETWEEN 3 AND 50 AND code = trim(code)),
    CONSTRAINT products_code_key_not_blank CHECK (trim(code_key) <> ''),
    CONSTRAINT products_description_not_blank CHECK (trim(description) <> '' AND length(description) <= 500),
    CONSTRAINT products_description_key_not_blank CHECK (trim(description_key) <> ''),
    CONSTRAINT products_species_not_blank CHECK (trim(species) <> ''),
    CONSTRAINT products_lean_pct_percent CHECK (lean_pct BETWEEN 1 AND 100),
    CONSTRAINT products_weight_basis_known CHECK (weight_basis IN ('net', 'catch')),
    CONSTRAINT products_unit_weight_positive CHECK (unit_weight > 0),
    CONSTRAINT products_unit_weight_unit_known CHECK (unit_weight_unit IN ('lb', 'kg')),
    CONSTRAINT products_unit_weight_given CHECK (weight_basis = 'catch' OR unit_weight IS NOT NULL),
    CONSTRAINT products_edibility_known CHECK (edibility IN ('edible', 'inedible')),
    CONSTRAINT products_archived_together CHECK ((archived_at IS NULL) = (archived_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX products_code_active ON products (code_key) WHERE archived_at IS NULL;
-- Sort orders.
CREATE INDEX products_by_code ON products (code_key, id);
CREATE INDEX products_by_description ON products (description_key, id);
CREATE INDEX products_by_creation ON products (created_at, id);
CREATE INDEX products_by_change ON products (updated_at, id);
-- Filters, in the default order.
CREATE INDEX products_by_owner ON products (owner_id, code_key, id);
CREATE INDEX products_by_species ON products (species, code_key, id);
CREATE INDEX products_by_state ON products (state, code_key, id);
CREATE INDEX products_by_package ON products (package, code_key, id);
CREATE INDEX products_by_carton ON products (carton, code_key, id);
CREATE INDEX products_by_weight_basis ON products (weight_basis, code_key, id);
CREATE INDEX products_by_edibility ON products (edibility, code_key, id);
CREATE INDEX products_by_test_class ON products (test_class, code_key, id);
CREATE INDEX products_by_ships_from ON products (ships_from, code_key, id);
CREATE INDEX products_by_lean ON products (lean_pct, code_key, id);
CREATE INDEX products_by_country ON products (country_of_origin, code_key, id);
CREATE INDEX products_archived ON products (code_key, id) WHERE archived_at IS NOT NULL;

-- The rest of a product, read with one record only.
CREATE TABLE product_details (
    product_id INTEGER PRIMARY KEY REFERENCES products (id) ON DELETE RESTRICT,
    cut TEXT,
    pieces_per_carton TEXT,
    min_unit_weight INTEGER,
    max_unit_weight INTEGER,
    origin TEXT,
    imps_code TEXT,
    usda_code TEXT,
    ub_code TEXT,
    quality_grade TEXT,
    fat_limit INTEGER,
    notes TEXT,
    CONSTRAINT product_details_cut_not_blank CHECK (trim(cut) <> '' AND length(cut) <= 100),
    CONSTRAINT product_details_min_unit_weight_positive CHECK (min_unit_weight > 0),
    CONSTRAINT product_details_max_unit_weight_positive CHECK (max_unit_weight > 0),
    CONSTRAINT product_details_unit_weights_in_order CHECK (min_unit_weight <= max_unit_weight),
    CONSTRAINT product_details_origin_known CHECK (origin IN ('domestic', 'imported')),
    CONSTRAINT product_details_imps_code_not_blank CHECK (trim(imps_code) <> ''),
    CONSTRAINT product_details_usda_code_not_blank CHECK (trim(usda_code) <> ''),
    CONSTRAINT product_details_ub_code_not_blank CHECK (trim(ub_code) <> ''),
    CONSTRAINT product_details_fat_limit_range CHECK (fat_limit BETWEEN 1 AND 6),
    CONSTRAINT product_details_notes_not_blank CHECK (trim(notes) <> '')
) STRICT;

-- Who sells a product, from which plant, under which number of theirs; in the order given.
CREATE TABLE product_suppliers (
    product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    supplier_id INTEGER NOT NULL REFERENCES suppliers (id) ON DELETE RESTRICT,
    plant_id INTEGER REFERENCES plants (id) ON DELETE RESTRICT,
    supplier_item_number TEXT,
    is_primary INTEGER NOT NULL DEFAULT FALSE CONSTRAINT product_suppliers_is_primary_flag CHECK (is_primary IN (0, 1)),
    PRIMARY KEY (product_id, position),
    CONSTRAINT product_suppliers_position_from_one CHECK (position >= 1),
    CONSTRAINT product_suppliers_supplier_item_number_not_blank CHECK (trim(supplier_item_number) <> '')
) STRICT;
CREATE UNIQUE INDEX product_suppliers_once ON product_suppliers (product_id, supplier_id, coalesce(plant_id, 0));
CREATE UNIQUE INDEX product_suppliers_one_primary ON product_suppliers (product_id) WHERE is_primary;
CREATE INDEX product_suppliers_by_supplier ON product_suppliers (supplier_id, product_id);
CREATE INDEX product_suppliers_by_plant ON product_suppliers (plant_id) WHERE plant_id IS NOT NULL;

-- Who buys a product.
CREATE TABLE product_customers (
    product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
    PRIMARY KEY (product_id, customer_id)
) STRICT;
CREATE INDEX product_customers_by_customer ON product_customers (customer_id, product_id);
