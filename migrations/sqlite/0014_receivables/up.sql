-- What customers owe. Amounts are sums of rounded lines, in cents; what is settled of one is the sum of the allocations to it.
CREATE TABLE receivables (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    number_sort TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'invoice',
    status TEXT NOT NULL DEFAULT 'draft',
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
    customer_key TEXT NOT NULL,
    purchase_order_id INTEGER REFERENCES purchase_orders (id) ON DELETE RESTRICT,
    customer_po_number TEXT,
    invoice_date TEXT NOT NULL CONSTRAINT receivables_invoice_date_day CHECK (invoice_date IS date(invoice_date)),
    payment_terms TEXT REFERENCES payment_terms (code) ON DELETE RESTRICT,
    due_date TEXT NOT NULL CONSTRAINT receivables_due_date_day CHECK (due_date IS date(due_date)),
    due_date_reason TEXT,
    is_prepaid INTEGER NOT NULL DEFAULT FALSE CONSTRAINT receivables_is_prepaid_flag CHECK (is_prepaid IN (0, 1)),
    freight_amount INTEGER NOT NULL DEFAULT 0,
    tax_amount INTEGER NOT NULL DEFAULT 0,
    opening_amount INTEGER,
    amount INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0,
    bill_to_snapshot TEXT,
    void_reason TEXT,
    notes TEXT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT receivables_version_from_one CHECK (version >= 1),
    CONSTRAINT receivables_number_not_blank CHECK (trim(number) <> '' AND length(number) <= 50),
    CONSTRAINT receivables_kind_known CHECK (kind IN ('invoice', 'credit_note', 'opening_balance')),
    CONSTRAINT receivables_status_known CHECK (status IN ('draft', 'issued', 'void')),
    CONSTRAINT receivables_customer_po_number_not_blank CHECK (trim(customer_po_number) <> ''),
    CONSTRAINT receivables_due_date_after_invoice CHECK (is_prepaid OR due_date >= invoice_date),
    CONSTRAINT receivables_due_date_reason_not_blank CHECK (trim(due_date_reason) <> ''),
    CONSTRAINT receivables_freight_amount_not_negative CHECK (freight_amount >= 0),
    CONSTRAINT receivables_tax_amount_not_negative CHECK (tax_amount >= 0),
    CONSTRAINT receivables_opening_amount_of_opening CHECK (opening_amount IS NULL OR (opening_amount >= 0 AND kind = 'opening_balance')),
    CONSTRAINT receivables_amount_positive CHECK (amount > 0),
    CONSTRAINT receivables_settled_within_amount CHECK (settled BETWEEN 0 AND amount),
    CONSTRAINT receivables_settled_when_issued CHECK (status = 'issued' OR settled = 0),
    CONSTRAINT receivables_bill_to_snapshot_when_issued CHECK (status <> 'issued' OR bill_to_snapshot IS NOT NULL),
    CONSTRAINT receivables_void_reason_when_void CHECK ((status = 'void') = (void_reason IS NOT NULL)),
    CONSTRAINT receivables_void_reason_not_blank CHECK (trim(void_reason) <> ''),
    CONSTRAINT receivables_notes_not_blank CHECK (trim(notes) <> ''),
    CONSTRAINT receivables_archived_together CHECK ((archived_at IS NULL) = (archived_by IS NULL))
) STRICT;
-- Unique for ever: archived and void ones keep their number.
CREATE UNIQUE INDEX receivables_number ON receivables (number_key);
-- Sort orders. They hold archived rows too: those are few, and one index serves active, archived and both.
CREATE INDEX receivables_by_due_date ON receivables (due_date, id);
CREATE INDEX receivables_by_invoice_date ON receivables (invoice_date, id);
CREATE INDEX receivables_by_number ON receivables (number_sort, id);
CREATE INDEX receivables_by_amount ON receivables (amount, id);
CREATE INDEX receivables_by_balance ON receivables ((CASE WHEN status = 'void' THEN 0 ELSE amount - settled END), id);
CREATE INDEX receivables_by_customer_name ON receivables (customer_key, id);
CREATE INDEX receivables_by_creation ON receivables (created_at, id);
CREATE INDEX receivables_by_change ON receivables (updated_at, id);
-- Filters, in the default order; small groups have an index of their own.
CREATE INDEX receivables_by_customer ON receivables (customer_id, due_date, id);
CREATE INDEX receivables_by_order ON receivables (purchase_order_id, due_date, id);
CREATE INDEX receivables_by_owner ON receivables (owner_id, due_date, id);
CREATE INDEX receivables_by_status ON receivables (status, due_date, id);
CREATE INDEX receivables_by_kind ON receivables (kind, due_date, id);
CREATE INDEX receivables_unsettled ON receivables (due_date, id) WHERE status = 'issued' AND settled < amount;
CREATE INDEX receivables_archived ON receivables (due_date, id) WHERE archived_at IS NOT NULL;
-- What a customer owes.
CREATE INDEX receivables_unsettled_by_customer ON receivables (customer_id, due_date) WHERE status = 'issued' AND settled < amount;

-- What is billed.
CREATE TABLE receivable_lines (
    receivable_id INTEGER NOT NULL REFERENCES receivables (id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL,
    po_line_id INTEGER REFERENCES purchase_order_lines (id) ON DELETE RESTRICT,
    description TEXT NOT NULL,
    units INTEGER,
    weight INTEGER,
    weight_unit TEXT NOT NULL DEFAULT 'lb',
    price INTEGER,
    basis TEXT,
    computed_amount INTEGER,
    amount INTEGER NOT NULL,
    amount_reason TEXT,
    PRIMARY KEY (receivable_id, line_no),
    CONSTRAINT receivable_lines_line_no_from_one CHECK (line_no >= 1),
    CONSTRAINT receivable_lines_description_not_blank CHECK (trim(description) <> '' AND length(description) <= 500),
    CONSTRAINT receivable_lines_units_not_negative CHECK (units >= 0),
    CONSTRAINT receivable_lines_weight_positive CHECK (weight > 0),
    CONSTRAINT receivable_lines_weight_unit_known CHECK (weight_unit IN ('lb', 'kg')),
    CONSTRAINT receivable_lines_price_not_negative CHECK (price >= 0),
    CONSTRAINT receivable_lines_basis_known CHECK (basis IN ('per_lb', 'per_cwt', 'per_kg', 'per_case', 'per_load', 'per_unit')),
    CONSTRAINT receivable_lines_basis_given CHECK (price IS NULL OR basis IS NOT NULL),
    CONSTRAINT receivable_lines_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT receivable_lines_amount_reason_given CHECK (computed_amount = amount OR computed_amount IS NULL OR amount_reason IS NOT NULL),
    CONSTRAINT receivable_lines_amount_reason_not_blank CHECK (trim(amount_reason) <> '')
) STRICT;
CREATE INDEX receivable_lines_by_order_line ON receivable_lines (po_line_id);

-- What a customer owes in all: balances of what is issued, credit notes taken off. Follows from the receivables.
ALTER TABLE customers ADD COLUMN open_balance INTEGER NOT NULL DEFAULT 0;
CREATE INDEX customers_by_open_balance ON customers (open_balance, id);
