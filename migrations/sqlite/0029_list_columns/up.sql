-- Orders sorted by selling total, margin and margin per pound. The last is derived: ten-thousandths of a dollar, rounded half
-- away from zero, as the domain rounds it.
ALTER TABLE purchase_orders ADD COLUMN margin_per_lb INTEGER;
UPDATE purchase_orders SET margin_per_lb = CASE
    WHEN margin >= 0 THEN (2 * margin * 10000 + weight_lb) / (2 * weight_lb)
    ELSE -((2 * -margin * 10000 + weight_lb) / (2 * weight_lb))
END
WHERE margin IS NOT NULL AND weight_lb > 0 AND abs(margin) / weight_lb < 999999999999;
CREATE INDEX purchase_orders_by_sell_total ON purchase_orders (coalesce(sell_total, 999999999999999), id);
CREATE INDEX purchase_orders_by_margin ON purchase_orders (coalesce(margin, 999999999999999), id);
CREATE INDEX purchase_orders_by_margin_per_lb ON purchase_orders (coalesce(margin_per_lb, 9999999999999999), id);
