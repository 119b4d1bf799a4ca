-- What an order counts against its customer's credit: the selling amounts of the lines that have one. The selling total is empty
-- while a line has no price, so it cannot serve for that.
ALTER TABLE purchase_order_details ADD COLUMN credit_amount BIGINT NOT NULL DEFAULT 0
    CONSTRAINT purchase_order_details_credit_amount_not_negative CHECK (credit_amount >= 0);
UPDATE purchase_order_details SET credit_amount = coalesce(
    (SELECT sell_total FROM purchase_orders WHERE purchase_orders.id = purchase_order_details.order_id), 0
);
-- The same arithmetic as the program's: one rounding a line, half away from zero.
UPDATE purchase_order_details SET credit_amount = coalesce((
    SELECT CAST(sum(CAST(round(CASE
        WHEN l.sell_basis = 'per_lb' AND l.weight_unit = 'lb' THEN CAST(coalesce(l.actual_weight, l.ordered_weight) AS NUMERIC) * CAST(l.sell_price AS NUMERIC) / 10000
        WHEN l.sell_basis = 'per_lb' THEN CAST(coalesce(l.actual_weight, l.ordered_weight) AS NUMERIC) * CAST(l.sell_price AS NUMERIC) * 10000 / 45359237
        WHEN l.sell_basis = 'per_cwt' AND l.weight_unit = 'lb' THEN CAST(coalesce(l.actual_weight, l.ordered_weight) AS NUMERIC) * CAST(l.sell_price AS NUMERIC) / 1000000
        WHEN l.sell_basis = 'per_cwt' THEN CAST(coalesce(l.actual_weight, l.ordered_weight) AS NUMERIC) * CAST(l.sell_price AS NUMERIC) * 100 / 45359237
        WHEN l.sell_basis = 'per_kg' AND l.weight_unit = 'kg' THEN CAST(coalesce(l.actual_weight, l.ordered_weight) AS NUMERIC) * CAST(l.sell_price AS NUMERIC) / 10000
        WHEN l.sell_basis = 'per_kg' THEN CAST(coalesce(l.actual_weight, l.ordered_weight) AS NUMERIC) * CAST(l.sell_price AS NUMERIC) * 45359237 / 1000000000000
        WHEN l.sell_basis IN ('per_case', 'per_unit') THEN CAST(coalesce(l.actual_units, l.ordered_units) AS NUMERIC) * CAST(l.sell_price AS NUMERIC) / 100
        ELSE CAST(l.sell_price AS NUMERIC) / 100
    END) AS BIGINT)) AS BIGINT)
    FROM purchase_order_lines l
    WHERE l.order_id = purchase_order_details.order_id AND l.sell_price IS NOT NULL AND l.sell_basis IS NOT NULL
), 0) WHERE order_id IN (SELECT id FROM purchase_orders WHERE sell_total IS NULL);
