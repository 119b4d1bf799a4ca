-- Postal addresses, one row a party: their rules are said once, for every party that has one.
CREATE TABLE addresses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address_line1 TEXT,
    address_line2 TEXT,
    city TEXT,
    state TEXT,
    postal_code TEXT,
    country TEXT,
    CONSTRAINT addresses_address_line1_not_blank CHECK (trim(address_line1) <> '' AND length(address_line1) <= 200),
    CONSTRAINT addresses_address_line2_not_blank CHECK (trim(address_line2) <> '' AND length(address_line2) <= 200),
    CONSTRAINT addresses_city_not_blank CHECK (trim(city) <> '' AND length(city) <= 100),
    CONSTRAINT addresses_state_not_blank CHECK (trim(state) <> '' AND length(state) <= 100),
    CONSTRAINT addresses_postal_code_not_blank CHECK (trim(postal_code) <> '' AND length(postal_code) <= 20),
    CONSTRAINT addresses_country_alpha3 CHECK (length(country) = 3 AND country = upper(country)),
    CONSTRAINT addresses_country_given CHECK (
        country IS NOT NULL OR coalesce(address_line1, address_line2, city, state, postal_code) IS NULL
    )
) STRICT;
CREATE INDEX addresses_by_state ON addresses (state, id);
CREATE INDEX addresses_by_country ON addresses (country, id);

-- Who sells to us.
CREATE TABLE suppliers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    code TEXT,
    code_key TEXT,
    kind TEXT,
    address_id INTEGER NOT NULL REFERENCES addresses (id) ON DELETE RESTRICT,
    phone TEXT,
    email TEXT,
    delivery_profile TEXT NOT NULL DEFAULT 'delivers',
    pickup_booking_method TEXT,
    pickup_booking_notes TEXT,
    credit_application_sent_on TEXT
        CONSTRAINT suppliers_credit_application_sent_on_day CHECK (credit_application_sent_on IS date(credit_application_sent_on)),
    credit_application_approved_on TEXT
        CONSTRAINT suppliers_credit_application_approved_on_day CHECK (credit_application_approved_on IS date(credit_application_approved_on)),
    payment_terms TEXT REFERENCES payment_terms (code) ON DELETE RESTRICT,
    payment_method TEXT,
    credit_band TEXT,
    credit_limit INTEGER,
    edibility TEXT,
    offers_tested_product INTEGER NOT NULL DEFAULT FALSE
        CONSTRAINT suppliers_offers_tested_product_flag CHECK (offers_tested_product IN (0, 1)),
    offers_contracts INTEGER NOT NULL DEFAULT FALSE CONSTRAINT suppliers_offers_contracts_flag CHECK (offers_contracts IN (0, 1)),
    offers_export_documents INTEGER NOT NULL DEFAULT FALSE
        CONSTRAINT suppliers_offers_export_documents_flag CHECK (offers_export_documents IN (0, 1)),
    notes TEXT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT suppliers_version_from_one CHECK (version >= 1),
    CONSTRAINT suppliers_name_not_blank CHECK (trim(name) <> '' AND length(name) <= 255),
    CONSTRAINT suppliers_name_key_not_blank CHECK (trim(name_key) <> ''),
    CONSTRAINT suppliers_code_not_blank CHECK (trim(code) <> '' AND length(code) <= 50),
    CONSTRAINT suppliers_code_with_key CHECK ((code IS NULL) = (code_key IS NULL)),
    CONSTRAINT suppliers_phone_not_blank CHECK (trim(phone) <> ''),
    CONSTRAINT suppliers_email_not_blank CHECK (trim(email) <> ''),
    CONSTRAINT suppliers_pickup_booking_notes_not_blank CHECK (trim(pickup_booking_notes) <> ''),
    CONSTRAINT suppliers_notes_not_blank CHECK (trim(notes) <> ''),
    CONSTRAINT suppliers_delivery_profile_known CHECK (delivery_profile IN ('delivers', 'does_not_deliver')),
    CONSTRAINT suppliers_edibility_known CHECK (edibility IN ('edible', 'inedible', 'both')),
    CONSTRAINT suppliers_credit_limit_not_negative CHECK (credit_limit >= 0),
    CONSTRAINT suppliers_credit_application_approved_on_after_sent CHECK (
        credit_application_approved_on IS NULL
        OR (credit_application_sent_on IS NOT NULL AND credit_application_approved_on >= credit_application_sent_on)
    ),
    CONSTRAINT suppliers_archived_together CHECK ((archived_at IS NULL) = (archived_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX suppliers_name_active ON suppliers (name_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX suppliers_code_active ON suppliers (code_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX suppliers_address ON suppliers (address_id);
-- Sort orders. They hold archived rows too: those are few, and one index serves active, archived and both.
CREATE INDEX suppliers_by_name ON suppliers (name_key, id);
CREATE INDEX suppliers_by_application ON suppliers (coalesce(credit_application_sent_on, '9999-12-31'), id);
CREATE INDEX suppliers_by_creation ON suppliers (created_at, id);
CREATE INDEX suppliers_by_change ON suppliers (updated_at, id);
-- Filters, in the default order.
CREATE INDEX suppliers_by_owner ON suppliers (owner_id, name_key, id);
CREATE INDEX suppliers_by_kind ON suppliers (kind, name_key, id);
CREATE INDEX suppliers_by_terms ON suppliers (payment_terms, name_key, id);
CREATE INDEX suppliers_by_delivery ON suppliers (delivery_profile, name_key, id);
CREATE INDEX suppliers_by_edibility ON suppliers (edibility, name_key, id);
CREATE INDEX suppliers_archived ON suppliers (name_key, id) WHERE archived_at IS NOT NULL;

-- Codes of open lists, any number a supplier: shipping_scope, species, certificate, country (of origin).
CREATE TABLE supplier_choices (
    supplier_id INTEGER NOT NULL REFERENCES suppliers (id) ON DELETE CASCADE,
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (supplier_id, list, code),
    CONSTRAINT supplier_choices_choice FOREIGN KEY (list, code) REFERENCES choices (list, code) ON DELETE RESTRICT,
    CONSTRAINT supplier_choices_list_known CHECK (list IN ('shipping_scope', 'species', 'certificate', 'country'))
) STRICT;
CREATE INDEX supplier_choices_by_code ON supplier_choices (list, code, supplier_id);
