-- Claims: what happened to a load, and what the customer, the supplier and the carrier owe for it. Events never change; a claim
-- changes by steps alone. Amounts are in cents.
CREATE TABLE claim_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    purchase_order_id INTEGER NOT NULL REFERENCES purchase_orders (id) ON DELETE RESTRICT,
    kind TEXT NOT NULL,
    happened_on TEXT NOT NULL CONSTRAINT claim_events_happened_on_day CHECK (happened_on IS date(happened_on)),
    description TEXT NOT NULL,
    line_id INTEGER,
    line_description TEXT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT claim_events_whole UNIQUE (id, purchase_order_id, kind, happened_on),
    CONSTRAINT claim_events_kind_known CHECK (
        kind IN ('shortage', 'weight_variance', 'temperature', 'quality', 'damage', 'late', 'wrong_product')
    ),
    CONSTRAINT claim_events_description_not_blank CHECK (trim(description) <> '' AND length(description) <= 500),
    CONSTRAINT claim_events_line_whole CHECK ((line_id IS NULL) = (line_description IS NULL))
) STRICT;
CREATE INDEX claim_events_by_order ON claim_events (purchase_order_id, id);

-- A claim repeats order, kind and day of its event, for its list; the foreign key keeps them equal.
CREATE TABLE claims (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    number_sort TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    purchase_order_id INTEGER NOT NULL REFERENCES purchase_orders (id) ON DELETE RESTRICT,
    kind TEXT NOT NULL,
    happened_on TEXT NOT NULL CONSTRAINT claims_happened_on_day CHECK (happened_on IS date(happened_on)),
    party TEXT NOT NULL,
    party_key TEXT NOT NULL,
    customer_id INTEGER REFERENCES customers (id) ON DELETE RESTRICT,
    supplier_id INTEGER REFERENCES suppliers (id) ON DELETE RESTRICT,
    carrier_id INTEGER REFERENCES carriers (id) ON DELETE RESTRICT,
    status TEXT NOT NULL DEFAULT 'pending',
    claimed INTEGER NOT NULL,
    approved INTEGER,
    settled INTEGER,
    document TEXT,
    decision_reason TEXT,
    credit_memo_id INTEGER REFERENCES receivables (id) ON DELETE RESTRICT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT claims_event FOREIGN KEY (event_id, purchase_order_id, kind, happened_on)
        REFERENCES claim_events (id, purchase_order_id, kind, happened_on) ON DELETE RESTRICT,
    CONSTRAINT claims_version_from_one CHECK (version >= 1),
    CONSTRAINT claims_number_not_blank CHECK (trim(number) <> '' AND length(number) <= 50),
    CONSTRAINT claims_party_known CHECK (party IN ('customer', 'supplier', 'carrier')),
    CONSTRAINT claims_one_party CHECK (
        (party = 'customer') = (customer_id IS NOT NULL) AND (party = 'supplier') = (supplier_id IS NOT NULL)
        AND (party = 'carrier') = (carrier_id IS NOT NULL)
    ),
    CONSTRAINT claims_status_known CHECK (status IN ('pending', 'approved', 'denied', 'settled', 'cancelled')),
    CONSTRAINT claims_claimed_positive CHECK (claimed > 0),
    CONSTRAINT claims_approved_within_claimed CHECK (approved > 0 AND approved <= claimed),
    CONSTRAINT claims_settled_within_approved CHECK (settled IS NULL OR (settled > 0 AND approved IS NOT NULL AND settled <= approved)),
    CONSTRAINT claims_approved_with_status CHECK ((status IN ('approved', 'settled')) = (approved IS NOT NULL)),
    CONSTRAINT claims_settled_with_status CHECK ((status = 'settled') = (settled IS NOT NULL)),
    CONSTRAINT claims_document_with_status CHECK ((status = 'settled') = (document IS NOT NULL)),
    CONSTRAINT claims_document_not_blank CHECK (trim(document) <> '' AND length(document) <= 200),
    CONSTRAINT claims_credit_memo_with_status CHECK ((status = 'settled' AND party = 'customer') = (credit_memo_id IS NOT NULL)),
    CONSTRAINT claims_decision_reason_with_status CHECK ((status IN ('denied', 'cancelled')) = (decision_reason IS NOT NULL)),
    CONSTRAINT claims_decision_reason_not_blank CHECK (trim(decision_reason) <> '' AND length(decision_reason) <= 500),
    CONSTRAINT claims_never_archived CHECK (archived_at IS NULL AND archived_by IS NULL)
) STRICT;
CREATE UNIQUE INDEX claims_number ON claims (number_key);
-- One claim for each party of an event, one credit memo for each claim.
CREATE UNIQUE INDEX claims_party_once ON claims (event_id, party);
CREATE UNIQUE INDEX claims_credit_memo_once ON claims (credit_memo_id) WHERE credit_memo_id IS NOT NULL;
CREATE INDEX claims_by_happened_on ON claims (happened_on, id);
CREATE INDEX claims_by_number ON claims (number_sort, id);
CREATE INDEX claims_by_claimed ON claims (claimed, id);
CREATE INDEX claims_by_party_name ON claims (party_key, id);
CREATE INDEX claims_by_creation ON claims (created_at, id);
CREATE INDEX claims_by_change ON claims (updated_at, id);
CREATE INDEX claims_by_order ON claims (purchase_order_id, id);
CREATE INDEX claims_by_customer ON claims (customer_id, happened_on, id) WHERE customer_id IS NOT NULL;
CREATE INDEX claims_by_supplier ON claims (supplier_id, happened_on, id) WHERE supplier_id IS NOT NULL;
CREATE INDEX claims_by_carrier ON claims (carrier_id, happened_on, id) WHERE carrier_id IS NOT NULL;
CREATE INDEX claims_by_owner ON claims (owner_id, happened_on, id);
CREATE INDEX claims_by_status ON claims (status, happened_on, id);
CREATE INDEX claims_by_party ON claims (party, happened_on, id);
CREATE INDEX claims_by_kind ON claims (kind, happened_on, id);
-- Small groups.
CREATE INDEX claims_open ON claims (happened_on, id) WHERE status IN ('pending', 'approved');
CREATE INDEX claims_on_the_clock ON claims (purchase_order_id) WHERE status = 'pending' AND party = 'carrier';

-- A claim begins pending, keeps what it was opened with, and moves along its steps. Voiding the credit memo of a settled claim
-- approves it again; nothing else does. The credit memo is issued, of the claim's customer and order, over the settled amount.
CREATE TRIGGER claim_events_never_change BEFORE UPDATE ON claim_events
BEGIN
    SELECT RAISE(ABORT, 'claims: an event never changes');
END;
CREATE TRIGGER claim_events_never_go BEFORE DELETE ON claim_events
BEGIN
    SELECT RAISE(ABORT, 'claims: events are never deleted');
END;
CREATE TRIGGER claim_events_line BEFORE INSERT ON claim_events WHEN NEW.line_id IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'claims: the line is of another order')
    WHERE NOT EXISTS (SELECT 1 FROM purchase_order_lines WHERE id = NEW.line_id AND order_id = NEW.purchase_order_id);
END;
CREATE TRIGGER claims_never_go BEFORE DELETE ON claims
BEGIN
    SELECT RAISE(ABORT, 'claims: claims are never deleted');
END;
CREATE TRIGGER claims_begin BEFORE INSERT ON claims
BEGIN
    SELECT RAISE(ABORT, 'claims: a claim begins pending') WHERE NEW.status <> 'pending';
    SELECT RAISE(ABORT, 'claims: the party is not of the order') WHERE NOT EXISTS (
        SELECT 1 FROM purchase_orders LEFT JOIN purchase_order_links ON purchase_order_links.order_id = purchase_orders.id
        WHERE purchase_orders.id = NEW.purchase_order_id AND purchase_orders.status IN ('in_transit', 'delivered')
        AND CASE NEW.party WHEN 'customer' THEN purchase_orders.customer_id = NEW.customer_id
            WHEN 'supplier' THEN purchase_orders.supplier_id = NEW.supplier_id
            ELSE purchase_order_links.carrier_id = NEW.carrier_id END
    );
END;
CREATE TRIGGER claims_posted_stay BEFORE UPDATE ON claims
WHEN NEW.number <> OLD.number OR NEW.event_id <> OLD.event_id OR NEW.party <> OLD.party OR NEW.customer_id IS NOT OLD.customer_id
    OR NEW.supplier_id IS NOT OLD.supplier_id OR NEW.carrier_id IS NOT OLD.carrier_id OR NEW.claimed <> OLD.claimed
    OR NEW.purchase_order_id <> OLD.purchase_order_id OR (OLD.approved IS NOT NULL AND NEW.approved IS NOT OLD.approved)
    OR (NEW.status = OLD.status AND (NEW.settled IS NOT OLD.settled OR NEW.document IS NOT OLD.document
        OR NEW.credit_memo_id IS NOT OLD.credit_memo_id OR NEW.decision_reason IS NOT OLD.decision_reason))
BEGIN
    SELECT RAISE(ABORT, 'claims: what was claimed, approved or settled stays');
END;
CREATE TRIGGER claims_steps BEFORE UPDATE OF status ON claims WHEN NEW.status <> OLD.status
BEGIN
    SELECT RAISE(ABORT, 'claims: no such step') WHERE NOT (
        (OLD.status = 'pending' AND NEW.status IN ('approved', 'denied', 'cancelled'))
        OR (OLD.status = 'approved' AND NEW.status = 'settled')
        OR (OLD.status = 'settled' AND NEW.status = 'approved' AND EXISTS (
            SELECT 1 FROM receivables WHERE id = OLD.credit_memo_id AND status = 'void'
        ))
    );
    SELECT RAISE(ABORT, 'claims: the credit memo is not issued over the settled amount') WHERE NEW.credit_memo_id IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM receivables WHERE id = NEW.credit_memo_id AND status = 'issued' AND kind = 'credit_note'
        AND customer_id = NEW.customer_id AND purchase_order_id = NEW.purchase_order_id AND amount = NEW.settled
    );
END;
CREATE TRIGGER claims_follow_credit_memos AFTER UPDATE OF status ON receivables WHEN NEW.status = 'void' AND OLD.status <> 'void'
BEGIN
    UPDATE claims SET status = 'approved', settled = NULL, document = NULL, credit_memo_id = NULL, version = version + 1,
        updated_at = NEW.updated_at, updated_by = NEW.updated_by
    WHERE credit_memo_id = NEW.id;
END;

