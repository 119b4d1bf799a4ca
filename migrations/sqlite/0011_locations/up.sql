-- Places of a supplier, where goods come from, and of a customer, where they go.
CREATE TABLE locations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    supplier_id INTEGER REFERENCES suppliers (id) ON DELETE RESTRICT,
    customer_id INTEGER REFERENCES customers (id) ON DELETE RESTRICT,
    parent_key TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    code TEXT,
    code_key TEXT,
    location_type TEXT,
    address_id INTEGER NOT NULL REFERENCES addresses (id) ON DELETE RESTRICT,
    city_key TEXT NOT NULL,
    has_address INTEGER NOT NULL DEFAULT FALSE CONSTRAINT locations_has_address_flag CHECK (has_address IN (0, 1)),
    contact_name TEXT,
    phone TEXT,
    email TEXT,
    has_contact INTEGER NOT NULL DEFAULT FALSE CONSTRAINT locations_has_contact_flag CHECK (has_contact IN (0, 1)),
    appointment_method TEXT,
    receiving_hours TEXT,
    time_zone TEXT,
    notes TEXT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT locations_version_from_one CHECK (version >= 1),
    CONSTRAINT locations_one_parent CHECK ((supplier_id IS NULL) <> (customer_id IS NULL)),
    CONSTRAINT locations_name_not_blank CHECK (trim(name) <> '' AND length(name) <= 255),
    CONSTRAINT locations_name_key_not_blank CHECK (trim(name_key) <> ''),
    CONSTRAINT locations_code_not_blank CHECK (trim(code) <> '' AND length(code) <= 50),
    CONSTRAINT locations_code_with_key CHECK ((code IS NULL) = (code_key IS NULL)),
    CONSTRAINT locations_contact_name_not_blank CHECK (trim(contact_name) <> ''),
    CONSTRAINT locations_phone_not_blank CHECK (trim(phone) <> ''),
    CONSTRAINT locations_email_not_blank CHECK (trim(email) <> ''),
    CONSTRAINT locations_receiving_hours_not_blank CHECK (trim(receiving_hours) <> ''),
    CONSTRAINT locations_time_zone_not_blank CHECK (trim(time_zone) <> ''),
    CONSTRAINT locations_notes_not_blank CHECK (trim(notes) <> ''),
    CONSTRAINT locations_archived_together CHECK ((archived_at IS NULL) = (archived_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX locations_supplier_name_active ON locations (supplier_id, name_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX locations_customer_name_active ON locations (customer_id, name_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX locations_code_active ON locations (code_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX locations_address ON locations (address_id);
-- Sort orders. They hold archived rows too: those are few, and one index serves active, archived and both.
CREATE INDEX locations_by_parent ON locations (parent_key, name_key, id);
CREATE INDEX locations_by_parent_alone ON locations (parent_key, id);
CREATE INDEX locations_by_name ON locations (name_key, id);
CREATE INDEX locations_by_city ON locations (city_key, id);
CREATE INDEX locations_by_creation ON locations (created_at, id);
CREATE INDEX locations_by_change ON locations (updated_at, id);
-- Filters, in the default order.
CREATE INDEX locations_by_supplier ON locations (supplier_id, parent_key, name_key, id);
CREATE INDEX locations_by_customer ON locations (customer_id, parent_key, name_key, id);
CREATE INDEX locations_by_owner ON locations (owner_id, parent_key, name_key, id);
CREATE INDEX locations_by_type ON locations (location_type, parent_key, name_key, id);
CREATE INDEX locations_by_city_and_parent ON locations (city_key, parent_key, name_key, id);
CREATE INDEX locations_by_has_address ON locations (has_address, parent_key, name_key, id);
CREATE INDEX locations_by_has_contact ON locations (has_contact, parent_key, name_key, id);
CREATE INDEX locations_archived ON locations (parent_key, name_key, id) WHERE archived_at IS NOT NULL;
