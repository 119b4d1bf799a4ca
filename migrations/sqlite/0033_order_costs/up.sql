-- A sell price that is the buy price plus a markup.
ALTER TABLE purchase_order_lines ADD COLUMN markup INTEGER;
-- Costs of an order besides the goods and the agreed freight, and the commission of an agent. Rates in 1/10,000 dollar or percent;
-- amount is the actual amount, else the estimate, as the margin of the order counts it.
CREATE TABLE order_costs (
    order_id INTEGER NOT NULL REFERENCES purchase_orders (id) ON DELETE RESTRICT,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    description TEXT,
    paid_by TEXT NOT NULL,
    payee TEXT NOT NULL,
    carrier_id INTEGER REFERENCES carriers (id) ON DELETE RESTRICT,
    supplier_id INTEGER REFERENCES suppliers (id) ON DELETE RESTRICT,
    payee_name TEXT,
    basis TEXT NOT NULL,
    rate INTEGER,
    actual_amount INTEGER,
    amount INTEGER,
    PRIMARY KEY (order_id, position),
    CONSTRAINT order_costs_position_from_one CHECK (position >= 1),
    CONSTRAINT order_costs_kind_known CHECK (kind IN ('freight', 'cold_storage', 'boxing', 'commission', 'other')),
    CONSTRAINT order_costs_paid_by_known CHECK (paid_by IN ('us', 'supplier', 'customer')),
    CONSTRAINT order_costs_payee_known CHECK (payee IN ('other', 'carrier', 'supplier', 'us')),
    CONSTRAINT order_costs_basis_known CHECK (basis IN ('flat', 'per_lb', 'per_cwt', 'percent_of_sell')),
    CONSTRAINT order_costs_description_not_blank CHECK (trim(description) <> '' AND length(description) <= 200),
    CONSTRAINT order_costs_payee_name_not_blank CHECK (trim(payee_name) <> '' AND length(payee_name) <= 255),
    CONSTRAINT order_costs_one_payee CHECK (
        (carrier_id IS NULL OR payee = 'carrier') AND (supplier_id IS NULL OR payee = 'supplier') AND (payee_name IS NULL OR payee = 'other')
    ),
    CONSTRAINT order_costs_commission_is_earned CHECK (payee <> 'us' OR (kind = 'commission' AND paid_by <> 'us')),
    CONSTRAINT order_costs_not_negative CHECK (rate >= 0 AND actual_amount >= 0),
    CONSTRAINT order_costs_some_amount CHECK (rate IS NOT NULL OR actual_amount IS NOT NULL)
) STRICT;
CREATE INDEX order_costs_by_carrier ON order_costs (carrier_id) WHERE carrier_id IS NOT NULL;
CREATE INDEX order_costs_by_supplier ON order_costs (supplier_id) WHERE supplier_id IS NOT NULL;
