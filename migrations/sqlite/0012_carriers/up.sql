-- Who moves loads.
CREATE TABLE carriers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    code TEXT,
    code_key TEXT,
    carrier_type TEXT NOT NULL DEFAULT 'truck',
    usdot_number TEXT,
    docket TEXT,
    authority_status TEXT NOT NULL DEFAULT 'unknown',
    authority_checked_on TEXT CONSTRAINT carriers_authority_checked_on_day CHECK (authority_checked_on IS date(authority_checked_on)),
    insurance_provider TEXT,
    insurance_policy_number TEXT,
    insurance_expires_on TEXT CONSTRAINT carriers_insurance_expires_on_day CHECK (insurance_expires_on IS date(insurance_expires_on)),
    insurance_amount INTEGER,
    address_id INTEGER NOT NULL REFERENCES addresses (id) ON DELETE RESTRICT,
    phone TEXT,
    email TEXT,
    our_account_number TEXT,
    payment_terms TEXT REFERENCES payment_terms (code) ON DELETE RESTRICT,
    payment_method TEXT,
    credit_band TEXT,
    appointment_method TEXT,
    release_number TEXT,
    notes TEXT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT carriers_version_from_one CHECK (version >= 1),
    CONSTRAINT carriers_name_not_blank CHECK (trim(name) <> '' AND length(name) <= 255),
    CONSTRAINT carriers_name_key_not_blank CHECK (trim(name_key) <> ''),
    CONSTRAINT carriers_code_not_blank CHECK (trim(code) <> '' AND length(code) <= 50),
    CONSTRAINT carriers_code_with_key CHECK ((code IS NULL) = (code_key IS NULL)),
    CONSTRAINT carriers_carrier_type_not_blank CHECK (trim(carrier_type) <> ''),
    CONSTRAINT carriers_usdot_number_short CHECK (length(usdot_number) BETWEEN 1 AND 8 AND trim(usdot_number, '0123456789') = ''),
    CONSTRAINT carriers_docket_known CHECK (substr(docket, 1, 3) IN ('MC-', 'FF-', 'MX-') AND length(docket) <= 20),
    CONSTRAINT carriers_authority_status_known CHECK (authority_status IN ('unknown', 'active', 'inactive')),
    CONSTRAINT carriers_insurance_provider_not_blank CHECK (trim(insurance_provider) <> ''),
    CONSTRAINT carriers_insurance_policy_number_not_blank CHECK (trim(insurance_policy_number) <> ''),
    CONSTRAINT carriers_insurance_amount_not_negative CHECK (insurance_amount >= 0),
    CONSTRAINT carriers_phone_not_blank CHECK (trim(phone) <> ''),
    CONSTRAINT carriers_email_not_blank CHECK (trim(email) <> ''),
    CONSTRAINT carriers_our_account_number_not_blank CHECK (trim(our_account_number) <> ''),
    CONSTRAINT carriers_release_number_not_blank CHECK (trim(release_number) <> ''),
    CONSTRAINT carriers_notes_not_blank CHECK (trim(notes) <> ''),
    CONSTRAINT carriers_archived_together CHECK ((archived_at IS NULL) = (archived_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX carriers_code_active ON carriers (code_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX carriers_usdot_active ON carriers (usdot_number) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX carriers_address ON carriers (address_id);
-- Sort orders. They hold archived rows too: those are few, and one index serves active, archived and both.
CREATE INDEX carriers_by_name ON carriers (name_key, id);
CREATE INDEX carriers_by_insurance ON carriers (coalesce(insurance_expires_on, '9999-12-31'), id);
CREATE INDEX carriers_by_creation ON carriers (created_at, id);
CREATE INDEX carriers_by_change ON carriers (updated_at, id);
-- Filters, in the default order.
CREATE INDEX carriers_by_owner ON carriers (owner_id, name_key, id);
CREATE INDEX carriers_by_type ON carriers (carrier_type, name_key, id);
CREATE INDEX carriers_by_authority ON carriers (authority_status, name_key, id);
CREATE INDEX carriers_by_expiry ON carriers (insurance_expires_on, name_key, id);
CREATE INDEX carriers_archived ON carriers (name_key, id) WHERE archived_at IS NOT NULL;

-- Suppliers where a carrier usually loads.
CREATE TABLE carrier_suppliers (
    carrier_id INTEGER NOT NULL REFERENCES carriers (id) ON DELETE CASCADE,
    supplier_id INTEGER NOT NULL REFERENCES suppliers (id) ON DELETE RESTRICT,
    PRIMARY KEY (carrier_id, supplier_id)
) STRICT;
CREATE INDEX carrier_suppliers_by_supplier ON carrier_suppliers (supplier_id, carrier_id);
