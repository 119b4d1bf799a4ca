-- What a customer has on order that is not invoiced yet, and the due date of its oldest invoice with a balance: kept beside
-- open_balance, so that lists filter by the credit standing.
ALTER TABLE customers ADD COLUMN on_order BIGINT NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN oldest_due_date DATE;
UPDATE customers SET oldest_due_date = (
    SELECT min(receivables.due_date) FROM receivables
    WHERE receivables.customer_id = customers.id AND receivables.kind <> 'credit_note'
    AND receivables.status = 'issued' AND receivables.settled < receivables.amount
);
UPDATE customers SET on_order = (
    SELECT CAST(coalesce(sum(CASE WHEN ordered > billed THEN ordered - billed ELSE 0 END), 0) AS BIGINT) FROM (
        SELECT
            CASE WHEN EXISTS (
                SELECT 1 FROM purchase_order_lines
                WHERE purchase_order_lines.order_id = purchase_orders.id AND NOT EXISTS (
                    SELECT 1 FROM receivable_lines JOIN receivables ON receivables.id = receivable_lines.receivable_id
                    WHERE receivable_lines.po_line_id = purchase_order_lines.id
                    AND receivables.kind = 'invoice' AND receivables.status = 'issued'
                )
            ) THEN purchase_order_details.credit_amount ELSE 0 END AS ordered,
            (
                SELECT coalesce(sum(receivables.amount - receivables.freight_amount - receivables.tax_amount), 0) FROM receivables
                WHERE receivables.purchase_order_id = purchase_orders.id
                AND receivables.kind = 'invoice' AND receivables.status = 'issued'
            ) AS billed
        FROM purchase_orders JOIN purchase_order_details ON purchase_order_details.order_id = purchase_orders.id
        WHERE purchase_orders.customer_id = customers.id AND purchase_orders.status_rank IN (1, 2, 3, 4)
    ) AS open_orders
);
-- Filters by standing, in the default order; such customers are few.
CREATE INDEX customers_over_limit ON customers (name_key, id) WHERE credit_limit < open_balance + on_order;
CREATE INDEX customers_near_limit ON customers (name_key, id) WHERE credit_limit * 90 <= (open_balance + on_order) * 100;
CREATE INDEX customers_by_oldest_due_date ON customers (oldest_due_date, name_key, id) WHERE oldest_due_date IS NOT NULL;
