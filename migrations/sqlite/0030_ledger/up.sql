-- Payments of customers, and the ledger: what moved the balance of a receivable or a payment, and on which day. Postings are only
-- ever added. Triggers keep the sums that lists need, refuse postings that must never be, and refuse other writes of those sums.
CREATE TABLE payments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    number_sort TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
    customer_key TEXT NOT NULL,
    method TEXT NOT NULL,
    reference TEXT,
    reference_key TEXT,
    received_on TEXT NOT NULL CONSTRAINT payments_received_on_day CHECK (received_on IS date(received_on)),
    amount INTEGER NOT NULL,
    applied INTEGER NOT NULL DEFAULT 0,
    refunded INTEGER NOT NULL DEFAULT 0,
    is_void INTEGER NOT NULL DEFAULT FALSE CONSTRAINT payments_is_void_flag CHECK (is_void IN (0, 1)),
    void_reason TEXT,
    notes TEXT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT payments_version_from_one CHECK (version >= 1),
    CONSTRAINT payments_number_not_blank CHECK (trim(number) <> '' AND length(number) <= 50),
    CONSTRAINT payments_reference_not_blank CHECK (trim(reference) <> '' AND length(reference) <= 100),
    CONSTRAINT payments_amount_positive CHECK (amount > 0),
    CONSTRAINT payments_applied_within_amount CHECK (applied >= 0 AND refunded >= 0 AND applied + refunded <= amount),
    CONSTRAINT payments_nothing_applied_when_void CHECK (NOT is_void OR (applied = 0 AND refunded = 0)),
    CONSTRAINT payments_void_reason_when_void CHECK (is_void = (void_reason IS NOT NULL)),
    CONSTRAINT payments_void_reason_not_blank CHECK (trim(void_reason) <> '' AND length(void_reason) <= 500),
    CONSTRAINT payments_notes_not_blank CHECK (trim(notes) <> ''),
    CONSTRAINT payments_never_archived CHECK (archived_at IS NULL AND archived_by IS NULL)
) STRICT;
-- Unique for ever: void ones keep their number.
CREATE UNIQUE INDEX payments_number ON payments (number_key);
CREATE INDEX payments_by_received_on ON payments (received_on, id);
CREATE INDEX payments_by_number ON payments (number_sort, id);
CREATE INDEX payments_by_amount ON payments (amount, id);
CREATE INDEX payments_by_unapplied ON payments ((CASE WHEN is_void THEN 0 ELSE amount - applied - refunded END), id);
CREATE INDEX payments_by_customer_name ON payments (customer_key, id);
CREATE INDEX payments_by_creation ON payments (created_at, id);
CREATE INDEX payments_by_change ON payments (updated_at, id);
CREATE INDEX payments_by_customer ON payments (customer_id, received_on, id);
CREATE INDEX payments_by_method ON payments (method, received_on, id);
CREATE INDEX payments_by_owner ON payments (owner_id, received_on, id);
CREATE INDEX payments_by_reference ON payments (customer_id, method, reference_key) WHERE reference_key IS NOT NULL;
-- Small groups.
CREATE INDEX payments_void ON payments (received_on, id) WHERE is_void;
CREATE INDEX payments_open ON payments (customer_id) WHERE NOT is_void AND applied + refunded < amount;

-- issue, void: a receivable begins and ends to count, with its amount. payment, payment_void: likewise. allocation: a payment or a
-- credit memo settles a part of a receivable; discount and write_off settle without either. refund: a payment or a credit memo is
-- paid back. The opposite amount of an earlier posting reverses it.
CREATE TABLE postings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
    receivable_id INTEGER REFERENCES receivables (id) ON DELETE RESTRICT,
    payment_id INTEGER REFERENCES payments (id) ON DELETE RESTRICT,
    credit_id INTEGER REFERENCES receivables (id) ON DELETE RESTRICT,
    amount INTEGER NOT NULL,
    posted_on TEXT NOT NULL CONSTRAINT postings_posted_on_day CHECK (posted_on IS date(posted_on)),
    reverses_id INTEGER REFERENCES postings (id) ON DELETE RESTRICT,
    reason TEXT,
    created_at TEXT NOT NULL,
    created_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT postings_kind_known CHECK (kind IN ('issue', 'void', 'payment', 'payment_void', 'allocation', 'discount', 'write_off', 'refund')),
    CONSTRAINT postings_amount_signed CHECK (amount <> 0 AND (amount < 0) = (reverses_id IS NOT NULL)),
    CONSTRAINT postings_subjects CHECK (
        (kind IN ('issue', 'void') AND receivable_id IS NOT NULL AND payment_id IS NULL AND credit_id IS NULL)
        OR (kind IN ('payment', 'payment_void') AND receivable_id IS NULL AND payment_id IS NOT NULL AND credit_id IS NULL)
        OR (kind = 'allocation' AND receivable_id IS NOT NULL AND (payment_id IS NULL) <> (credit_id IS NULL))
        OR (kind IN ('discount', 'write_off') AND receivable_id IS NOT NULL AND credit_id IS NULL)
        OR (kind = 'refund' AND receivable_id IS NULL AND (payment_id IS NULL) <> (credit_id IS NULL))
    ),
    CONSTRAINT postings_ends_reverse CHECK ((kind IN ('void', 'payment_void')) <= (amount < 0)),
    CONSTRAINT postings_reason_not_blank CHECK (trim(reason) <> '' AND length(reason) <= 500)
) STRICT;
CREATE UNIQUE INDEX postings_reversed_once ON postings (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX postings_by_receivable ON postings (receivable_id, id) WHERE receivable_id IS NOT NULL;
CREATE INDEX postings_by_payment ON postings (payment_id, id) WHERE payment_id IS NOT NULL;
CREATE INDEX postings_by_credit ON postings (credit_id, id) WHERE credit_id IS NOT NULL;
CREATE INDEX postings_by_customer ON postings (customer_id, posted_on, id);
CREATE INDEX postings_by_day ON postings (posted_on, id);

-- What was issued before the ledger, on its invoice date; what credit memos settled since; what was settled otherwise.
INSERT INTO postings (kind, customer_id, receivable_id, amount, posted_on, created_at, created_by)
SELECT 'issue', customer_id, id, amount, invoice_date, created_at, created_by FROM receivables WHERE status = 'issued' ORDER BY id;
INSERT INTO postings (kind, customer_id, receivable_id, credit_id, amount, posted_on, created_at, created_by)
SELECT 'allocation', credit.customer_id, invoice.id, credit.id, credit.settled,
    CASE WHEN credit.invoice_date > invoice.invoice_date THEN credit.invoice_date ELSE invoice.invoice_date END,
    credit.updated_at, credit.updated_by
FROM receivables AS credit JOIN receivables AS invoice ON invoice.id = credit.corrects_id
WHERE credit.status = 'issued' AND credit.kind = 'credit_note' AND credit.settled > 0 ORDER BY credit.id;
INSERT INTO postings (kind, customer_id, receivable_id, amount, posted_on, reason, created_at, created_by)
SELECT 'write_off', customer_id, id, remaining, invoice_date, 'Settled before payments were kept', updated_at, updated_by FROM (
    SELECT receivables.*, settled - (
        SELECT CAST(coalesce(sum(postings.amount), 0) AS BIGINT) FROM postings
        WHERE postings.receivable_id = receivables.id AND postings.kind = 'allocation'
    ) AS remaining
    FROM receivables WHERE status = 'issued' AND kind <> 'credit_note'
) AS settled_otherwise WHERE remaining > 0 ORDER BY id;

CREATE TRIGGER postings_never_change BEFORE UPDATE ON postings
BEGIN
    SELECT RAISE(ABORT, 'ledger: postings never change');
END;
CREATE TRIGGER postings_never_go BEFORE DELETE ON postings
BEGIN
    SELECT RAISE(ABORT, 'ledger: postings are never deleted');
END;
CREATE TRIGGER postings_allowed BEFORE INSERT ON postings
BEGIN
    SELECT RAISE(ABORT, 'ledger: the receivable is not issued, or of another customer')
    WHERE NEW.receivable_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM receivables WHERE id = NEW.receivable_id AND customer_id = NEW.customer_id
        AND status = CASE NEW.kind WHEN 'void' THEN 'void' ELSE 'issued' END
        AND (kind <> 'credit_note' OR NEW.kind IN ('issue', 'void'))
        AND (NEW.kind NOT IN ('issue', 'void') OR abs(NEW.amount) = amount)
    );
    SELECT RAISE(ABORT, 'ledger: the credit memo is not issued, or of another customer')
    WHERE NEW.credit_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM receivables WHERE id = NEW.credit_id AND customer_id = NEW.customer_id AND status = 'issued' AND kind = 'credit_note'
    );
    SELECT RAISE(ABORT, 'ledger: the payment is void, or of another customer')
    WHERE NEW.payment_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM payments WHERE id = NEW.payment_id AND customer_id = NEW.customer_id
        AND is_void = CASE NEW.kind WHEN 'payment_void' THEN 1 ELSE 0 END
        AND (NEW.kind NOT IN ('payment', 'payment_void') OR abs(NEW.amount) = amount)
    );
    SELECT RAISE(ABORT, 'ledger: a reversal is the opposite of its posting')
    WHERE NEW.reverses_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM postings AS earlier WHERE earlier.id = NEW.reverses_id AND earlier.amount = -NEW.amount
        AND earlier.kind = CASE NEW.kind WHEN 'void' THEN 'issue' WHEN 'payment_void' THEN 'payment' ELSE NEW.kind END
        AND earlier.receivable_id IS NEW.receivable_id AND earlier.payment_id IS NEW.payment_id AND earlier.credit_id IS NEW.credit_id
    );
END;
CREATE TRIGGER postings_sums AFTER INSERT ON postings WHEN NEW.kind IN ('allocation', 'discount', 'write_off', 'refund')
BEGIN
    UPDATE receivables SET settled = settled + NEW.amount
    WHERE id = NEW.receivable_id OR id = NEW.credit_id;
    UPDATE payments SET
        applied = applied + CASE NEW.kind WHEN 'allocation' THEN NEW.amount ELSE 0 END,
        refunded = refunded + CASE NEW.kind WHEN 'refund' THEN NEW.amount ELSE 0 END
    WHERE id = NEW.payment_id AND NEW.kind IN ('allocation', 'refund');
END;
CREATE TRIGGER receivables_settled_by_postings BEFORE UPDATE OF settled ON receivables WHEN NEW.settled <> OLD.settled
BEGIN
    SELECT RAISE(ABORT, 'ledger: only postings settle a receivable')
    WHERE NEW.settled <> (
        SELECT coalesce(sum(amount), 0) FROM postings WHERE receivable_id = NEW.id AND kind IN ('allocation', 'discount', 'write_off')
    ) + (SELECT coalesce(sum(amount), 0) FROM postings WHERE credit_id = NEW.id);
END;
CREATE TRIGGER receivables_posted_stay BEFORE UPDATE OF customer_id, kind, amount ON receivables
WHEN OLD.status <> 'draft' AND (NEW.customer_id <> OLD.customer_id OR NEW.kind <> OLD.kind OR NEW.amount <> OLD.amount)
BEGIN
    SELECT RAISE(ABORT, 'ledger: an issued receivable keeps its customer, kind and amount');
END;
CREATE TRIGGER payments_applied_by_postings BEFORE UPDATE OF applied, refunded ON payments
WHEN NEW.applied <> OLD.applied OR NEW.refunded <> OLD.refunded
BEGIN
    SELECT RAISE(ABORT, 'ledger: only postings apply a payment')
    WHERE NEW.applied <> (SELECT coalesce(sum(amount), 0) FROM postings WHERE payment_id = NEW.id AND kind = 'allocation')
    OR NEW.refunded <> (SELECT coalesce(sum(amount), 0) FROM postings WHERE payment_id = NEW.id AND kind = 'refund');
END;
CREATE TRIGGER payments_posted_stay BEFORE UPDATE OF customer_id, amount, received_on, method, reference, is_void ON payments
WHEN NEW.customer_id <> OLD.customer_id OR NEW.amount <> OLD.amount OR NEW.received_on <> OLD.received_on OR NEW.method <> OLD.method
    OR NEW.reference IS NOT OLD.reference OR NEW.is_void < OLD.is_void
BEGIN
    SELECT RAISE(ABORT, 'ledger: a payment never changes');
END;
CREATE TRIGGER payments_never_go BEFORE DELETE ON payments
BEGIN
    SELECT RAISE(ABORT, 'ledger: payments are never deleted');
END;

-- A discount for early payment, in hundredths of a percent, and the days after the invoice date on which it may be taken.
ALTER TABLE payment_terms ADD COLUMN discount_hundredths INTEGER;
ALTER TABLE payment_terms ADD COLUMN discount_days INTEGER;
UPDATE payment_terms SET discount_hundredths = 200, discount_days = 10 WHERE code = 'net_30_2_10';

-- The search index accepts every kind of record. SQLite cannot change a CHECK, so the table is rebuilt. Its rows keep their ids, so
-- the trigrams stay valid.
CREATE TABLE search_index_new (
    id INTEGER PRIMARY KEY,
    entity TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT search_index_entity_not_blank CHECK (trim(entity) <> '')
) STRICT;
INSERT INTO search_index_new (id, entity, record_id, text) SELECT id, entity, record_id, text FROM search_index;
DROP TRIGGER search_index_added;
DROP TRIGGER search_index_removed;
DROP TRIGGER search_index_changed;
DROP TABLE search_index;
ALTER TABLE search_index_new RENAME TO search_index;
CREATE UNIQUE INDEX search_index_record ON search_index (entity, record_id);
CREATE TRIGGER search_index_added AFTER INSERT ON search_index
BEGIN
    INSERT INTO search_texts (rowid, text) VALUES (NEW.id, NEW.text);
END;
CREATE TRIGGER search_index_removed AFTER DELETE ON search_index
BEGIN
    INSERT INTO search_texts (search_texts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END;
CREATE TRIGGER search_index_changed AFTER UPDATE ON search_index WHEN OLD.text IS NOT NEW.text OR OLD.id IS NOT NEW.id
BEGIN
    INSERT INTO search_texts (search_texts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
    INSERT INTO search_texts (rowid, text) VALUES (NEW.id, NEW.text);
END;
