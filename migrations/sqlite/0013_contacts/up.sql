-- People at a supplier, a customer or a carrier.
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    party TEXT NOT NULL,
    supplier_id INTEGER REFERENCES suppliers (id) ON DELETE RESTRICT,
    customer_id INTEGER REFERENCES customers (id) ON DELETE RESTRICT,
    carrier_id INTEGER REFERENCES carriers (id) ON DELETE RESTRICT,
    parent_key TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    title TEXT,
    email TEXT,
    phone TEXT,
    phone_mobile TEXT,
    phone_direct TEXT,
    has_contact_details INTEGER NOT NULL DEFAULT FALSE CONSTRAINT contacts_has_contact_details_flag CHECK (has_contact_details IN (0, 1)),
    is_primary INTEGER NOT NULL DEFAULT FALSE CONSTRAINT contacts_is_primary_flag CHECK (is_primary IN (0, 1)),
    primary_of TEXT,
    notes TEXT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT contacts_version_from_one CHECK (version >= 1),
    CONSTRAINT contacts_one_parent CHECK (
        CASE party
            WHEN 'supplier' THEN supplier_id IS NOT NULL AND customer_id IS NULL AND carrier_id IS NULL
            WHEN 'customer' THEN supplier_id IS NULL AND customer_id IS NOT NULL AND carrier_id IS NULL
            WHEN 'carrier' THEN supplier_id IS NULL AND customer_id IS NULL AND carrier_id IS NOT NULL
            ELSE FALSE
        END
    ),
    CONSTRAINT contacts_name_not_blank CHECK (trim(name) <> '' AND length(name) <= 255),
    CONSTRAINT contacts_name_key_not_blank CHECK (trim(name_key) <> ''),
    CONSTRAINT contacts_title_not_blank CHECK (trim(title) <> ''),
    CONSTRAINT contacts_email_not_blank CHECK (trim(email) <> ''),
    CONSTRAINT contacts_phone_not_blank CHECK (trim(phone) <> ''),
    CONSTRAINT contacts_phone_mobile_not_blank CHECK (trim(phone_mobile) <> ''),
    CONSTRAINT contacts_phone_direct_not_blank CHECK (trim(phone_direct) <> ''),
    CONSTRAINT contacts_primary_of_parent CHECK (is_primary = (primary_of IS NOT NULL)),
    CONSTRAINT contacts_notes_not_blank CHECK (trim(notes) <> ''),
    CONSTRAINT contacts_archived_together CHECK ((archived_at IS NULL) = (archived_by IS NULL))
) STRICT;
-- The first person to ask: one at most of each supplier, customer and carrier.
CREATE UNIQUE INDEX contacts_primary_active ON contacts (primary_of) WHERE archived_at IS NULL;
-- Sort orders. They hold archived rows too: those are few, and one index serves active, archived and both.
CREATE INDEX contacts_by_name ON contacts (name_key, id);
CREATE INDEX contacts_by_parent ON contacts (parent_key, id);
CREATE INDEX contacts_by_creation ON contacts (created_at, id);
CREATE INDEX contacts_by_change ON contacts (updated_at, id);
-- Filters, in the default order.
CREATE INDEX contacts_by_supplier ON contacts (supplier_id, name_key, id);
CREATE INDEX contacts_by_customer ON contacts (customer_id, name_key, id);
CREATE INDEX contacts_by_carrier ON contacts (carrier_id, name_key, id);
CREATE INDEX contacts_by_owner ON contacts (owner_id, name_key, id);
CREATE INDEX contacts_by_party ON contacts (party, name_key, id);
CREATE INDEX contacts_by_has_details ON contacts (has_contact_details, name_key, id);
CREATE INDEX contacts_by_primary ON contacts (is_primary, name_key, id);
CREATE INDEX contacts_archived ON contacts (name_key, id) WHERE archived_at IS NOT NULL;

-- Codes of open lists, any number a contact: contact_position, contact_department.
CREATE TABLE contact_choices (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (contact_id, list, code),
    CONSTRAINT contact_choices_choice FOREIGN KEY (list, code) REFERENCES choices (list, code) ON DELETE RESTRICT,
    CONSTRAINT contact_choices_list_known CHECK (list IN ('contact_position', 'contact_department'))
) STRICT;
CREATE INDEX contact_choices_by_code ON contact_choices (list, code, contact_id);
