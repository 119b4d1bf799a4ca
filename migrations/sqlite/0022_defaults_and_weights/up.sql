-- Who said nothing buys edible goods: said now, so that the list finds it.
UPDATE customers SET edibility = 'edible' WHERE edibility IS NULL;
-- Orders sorted by what was weighed.
CREATE INDEX purchase_orders_by_actual_weight ON purchase_orders (coalesce(actual_weight_lb, 999999999999999), id);
