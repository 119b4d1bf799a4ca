-- The invoice that a credit memo or a correction belongs to; why a credit memo stands without one; which receivables the program
-- made when an order that was billed already changed.
ALTER TABLE receivables ADD COLUMN corrects_id INTEGER REFERENCES receivables (id) ON DELETE RESTRICT;
CREATE TABLE receivable_credits (
    receivable_id INTEGER NOT NULL PRIMARY KEY REFERENCES receivables (id) ON DELETE CASCADE,
    reason TEXT CONSTRAINT receivable_credits_reason_not_blank CHECK (trim(reason) <> ''),
    is_correction INTEGER NOT NULL DEFAULT FALSE CONSTRAINT receivable_credits_is_correction_flag CHECK (is_correction IN (0, 1))
) STRICT;
CREATE INDEX receivables_by_corrected ON receivables (corrects_id, due_date, id);
-- What an order says less what its invoices bill, over the lines that are billed. Nothing that is written from now on makes a
-- difference; the orders that have one already are found here, those whose lines are all billed.
CREATE TABLE purchase_order_differences (
    order_id INTEGER NOT NULL PRIMARY KEY REFERENCES purchase_orders (id) ON DELETE CASCADE,
    amount INTEGER NOT NULL CONSTRAINT purchase_order_differences_amount_not_zero CHECK (amount <> 0)
) STRICT;
INSERT INTO purchase_order_differences (order_id, amount)
SELECT id, difference FROM (
SELECT purchase_orders.id AS id, sell_total - (
    SELECT CAST(coalesce(sum(coalesce(receivable_lines.computed_amount, receivable_lines.amount)), 0) AS BIGINT)
    FROM receivable_lines
    JOIN receivables ON receivables.id = receivable_lines.receivable_id
    JOIN purchase_order_lines ON purchase_order_lines.id = receivable_lines.po_line_id
    WHERE purchase_order_lines.order_id = purchase_orders.id AND receivables.kind = 'invoice'
    AND (receivables.status = 'issued' OR (receivables.status = 'draft' AND receivables.archived_at IS NULL))
) AS difference
FROM purchase_orders
WHERE sell_total IS NOT NULL
AND EXISTS (SELECT 1 FROM purchase_order_lines WHERE purchase_order_lines.order_id = purchase_orders.id)
AND NOT EXISTS (
    SELECT 1 FROM purchase_order_lines
    WHERE purchase_order_lines.order_id = purchase_orders.id AND NOT EXISTS (
        SELECT 1 FROM receivable_lines JOIN receivables ON receivables.id = receivable_lines.receivable_id
        WHERE receivable_lines.po_line_id = purchase_order_lines.id AND receivables.kind = 'invoice'
        AND (receivables.status = 'issued' OR (receivables.status = 'draft' AND receivables.archived_at IS NULL))
    )
)
) AS differing WHERE difference <> 0;
