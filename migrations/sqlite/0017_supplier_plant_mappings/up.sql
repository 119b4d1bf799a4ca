-- Supply lines: this supplier ships from this plant, for one customer or for any.
CREATE TABLE supplier_plant_mappings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    supplier_id INTEGER NOT NULL REFERENCES suppliers (id) ON DELETE RESTRICT,
    plant_id INTEGER NOT NULL REFERENCES plants (id) ON DELETE RESTRICT,
    customer_id INTEGER REFERENCES customers (id) ON DELETE RESTRICT,
    contact_id INTEGER REFERENCES contacts (id) ON DELETE RESTRICT,
    notes TEXT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT supplier_plant_mappings_version_from_one CHECK (version >= 1),
    CONSTRAINT supplier_plant_mappings_name_not_blank CHECK (trim(name) <> '' AND length(name) <= 255),
    CONSTRAINT supplier_plant_mappings_name_key_not_blank CHECK (trim(name_key) <> ''),
    CONSTRAINT supplier_plant_mappings_notes_not_blank CHECK (trim(notes) <> ''),
    CONSTRAINT supplier_plant_mappings_archived_together CHECK ((archived_at IS NULL) = (archived_by IS NULL))
) STRICT;
-- No customer is a customer of its own kind: it stands once too.
CREATE UNIQUE INDEX supplier_plant_mappings_active ON supplier_plant_mappings (supplier_id, plant_id, coalesce(customer_id, 0))
WHERE archived_at IS NULL;
-- Sort orders.
CREATE INDEX supplier_plant_mappings_by_name ON supplier_plant_mappings (name_key, id);
CREATE INDEX supplier_plant_mappings_by_creation ON supplier_plant_mappings (created_at, id);
CREATE INDEX supplier_plant_mappings_by_change ON supplier_plant_mappings (updated_at, id);
-- Filters, in the default order.
CREATE INDEX supplier_plant_mappings_by_owner ON supplier_plant_mappings (owner_id, created_at, id);
CREATE INDEX supplier_plant_mappings_by_supplier ON supplier_plant_mappings (supplier_id, created_at, id);
CREATE INDEX supplier_plant_mappings_by_plant ON supplier_plant_mappings (plant_id, created_at, id);
CREATE INDEX supplier_plant_mappings_by_customer ON supplier_plant_mappings (customer_id, created_at, id);
CREATE INDEX supplier_plant_mappings_by_contact ON supplier_plant_mappings (contact_id, created_at, id);
CREATE INDEX supplier_plant_mappings_archived ON supplier_plant_mappings (created_at, id) WHERE archived_at IS NOT NULL;

-- Papers that must exist for a supply line: codes of required_document.
CREATE TABLE supplier_plant_mapping_choices (
    mapping_id INTEGER NOT NULL REFERENCES supplier_plant_mappings (id) ON DELETE CASCADE,
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (mapping_id, list, code),
    CONSTRAINT supplier_plant_mapping_choices_choice FOREIGN KEY (list, code) REFERENCES choices (list, code) ON DELETE RESTRICT,
    CONSTRAINT supplier_plant_mapping_choices_list_known CHECK (list IN ('required_document'))
) STRICT;
CREATE INDEX supplier_plant_mapping_choices_by_code ON supplier_plant_mapping_choices (list, code, mapping_id);
