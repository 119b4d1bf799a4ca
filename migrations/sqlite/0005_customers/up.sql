-- Who buys from us, and on what credit.
CREATE TABLE customers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    code TEXT,
    code_key TEXT,
    address_id INTEGER NOT NULL REFERENCES addresses (id) ON DELETE RESTRICT,
    phone TEXT,
    email TEXT,
    payment_terms TEXT REFERENCES payment_terms (code) ON DELETE RESTRICT,
    payment_method TEXT,
    credit_limit INTEGER,
    credit_band TEXT,
    credit_hold INTEGER NOT NULL DEFAULT FALSE CONSTRAINT customers_credit_hold_flag CHECK (credit_hold IN (0, 1)),
    credit_application_sent_on TEXT
        CONSTRAINT customers_credit_application_sent_on_day CHECK (credit_application_sent_on IS date(credit_application_sent_on)),
    credit_application_approved_on TEXT
        CONSTRAINT customers_credit_application_approved_on_day CHECK (credit_application_approved_on IS date(credit_application_approved_on)),
    edibility TEXT,
    cooks_product INTEGER NOT NULL DEFAULT FALSE CONSTRAINT customers_cooks_product_flag CHECK (cooks_product IN (0, 1)),
    origin_preference TEXT,
    picks_up_loads INTEGER NOT NULL DEFAULT FALSE CONSTRAINT customers_picks_up_loads_flag CHECK (picks_up_loads IN (0, 1)),
    needs_exportable INTEGER NOT NULL DEFAULT FALSE CONSTRAINT customers_needs_exportable_flag CHECK (needs_exportable IN (0, 1)),
    notes TEXT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT customers_version_from_one CHECK (version >= 1),
    CONSTRAINT customers_name_not_blank CHECK (trim(name) <> '' AND length(name) <= 255),
    CONSTRAINT customers_name_key_not_blank CHECK (trim(name_key) <> ''),
    CONSTRAINT customers_code_not_blank CHECK (trim(code) <> '' AND length(code) <= 50),
    CONSTRAINT customers_code_with_key CHECK ((code IS NULL) = (code_key IS NULL)),
    CONSTRAINT customers_phone_not_blank CHECK (trim(phone) <> ''),
    CONSTRAINT customers_email_not_blank CHECK (trim(email) <> ''),
    CONSTRAINT customers_notes_not_blank CHECK (trim(notes) <> ''),
    CONSTRAINT customers_edibility_known CHECK (edibility IN ('edible', 'inedible', 'both')),
    CONSTRAINT customers_origin_preference_known CHECK (origin_preference IN ('domestic', 'imported')),
    CONSTRAINT customers_credit_limit_not_negative CHECK (credit_limit >= 0),
    CONSTRAINT customers_credit_application_approved_on_after_sent CHECK (
        credit_application_approved_on IS NULL
        OR (credit_application_sent_on IS NOT NULL AND credit_application_approved_on >= credit_application_sent_on)
    ),
    CONSTRAINT customers_archived_together CHECK ((archived_at IS NULL) = (archived_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX customers_name_active ON customers (name_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX customers_code_active ON customers (code_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX customers_address ON customers (address_id);
-- Sort orders.
CREATE INDEX customers_by_name ON customers (name_key, id);
CREATE INDEX customers_by_creation ON customers (created_at, id);
CREATE INDEX customers_by_change ON customers (updated_at, id);
-- Filters, in the default order.
CREATE INDEX customers_by_owner ON customers (owner_id, name_key, id);
CREATE INDEX customers_by_terms ON customers (payment_terms, name_key, id);
CREATE INDEX customers_by_edibility ON customers (edibility, name_key, id);
CREATE INDEX customers_on_hold ON customers (name_key, id) WHERE credit_hold;
CREATE INDEX customers_archived ON customers (name_key, id) WHERE archived_at IS NOT NULL;

-- Codes of open lists, any number a customer: required_document, customer_segment, species, certificate (asked for).
CREATE TABLE customer_choices (
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (customer_id, list, code),
    CONSTRAINT customer_choices_choice FOREIGN KEY (list, code) REFERENCES choices (list, code) ON DELETE RESTRICT,
    CONSTRAINT customer_choices_list_known CHECK (list IN ('required_document', 'customer_segment', 'species', 'certificate'))
) STRICT;
CREATE INDEX customer_choices_by_code ON customer_choices (list, code, customer_id);
