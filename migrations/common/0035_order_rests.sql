-- What became of the rest of a short shipment: a back-order, or nothing, with the reason.
CREATE TABLE order_rests (
    order_id BIGINT PRIMARY KEY REFERENCES purchase_orders (id) ON DELETE RESTRICT,
    back_order_id BIGINT REFERENCES purchase_orders (id) ON DELETE RESTRICT,
    given_up_reason TEXT,
    CONSTRAINT order_rests_one_way CHECK ((back_order_id IS NULL) <> (given_up_reason IS NULL)),
    CONSTRAINT order_rests_another_order CHECK (back_order_id <> order_id),
    CONSTRAINT order_rests_reason_not_blank CHECK (trim(given_up_reason) <> '' AND length(given_up_reason) <= 500)
);
CREATE UNIQUE INDEX order_rests_back_order ON order_rests (back_order_id) WHERE back_order_id IS NOT NULL;
