-- What an order refers to besides its parties.
CREATE TABLE purchase_order_links (
    order_id INTEGER PRIMARY KEY REFERENCES purchase_orders (id) ON DELETE RESTRICT,
    mapping_id INTEGER REFERENCES supplier_plant_mappings (id) ON DELETE RESTRICT,
    carrier_id INTEGER REFERENCES carriers (id) ON DELETE RESTRICT,
    ship_from_plant_id INTEGER REFERENCES plants (id) ON DELETE RESTRICT,
    ship_from_location_id INTEGER REFERENCES locations (id) ON DELETE RESTRICT,
    ship_to_location_id INTEGER REFERENCES locations (id) ON DELETE RESTRICT,
    ship_to_plant_id INTEGER REFERENCES plants (id) ON DELETE RESTRICT,
    supplier_contact_id INTEGER REFERENCES contacts (id) ON DELETE RESTRICT,
    customer_contact_id INTEGER REFERENCES contacts (id) ON DELETE RESTRICT,
    CONSTRAINT purchase_order_links_ship_from_one CHECK (ship_from_plant_id IS NULL OR ship_from_location_id IS NULL),
    CONSTRAINT purchase_order_links_ship_to_one CHECK (ship_to_location_id IS NULL OR ship_to_plant_id IS NULL)
) STRICT;
INSERT INTO purchase_order_links (order_id) SELECT id FROM purchase_orders;
-- Filters, and what keeps a linked record from being archived.
CREATE INDEX purchase_order_links_by_carrier ON purchase_order_links (carrier_id, order_id);
CREATE INDEX purchase_order_links_by_ship_from_plant ON purchase_order_links (ship_from_plant_id, order_id);
CREATE INDEX purchase_order_links_by_ship_to_plant ON purchase_order_links (ship_to_plant_id, order_id)
WHERE ship_to_plant_id IS NOT NULL;
CREATE INDEX purchase_order_links_by_ship_from_location ON purchase_order_links (ship_from_location_id, order_id)
WHERE ship_from_location_id IS NOT NULL;
CREATE INDEX purchase_order_links_by_ship_to_location ON purchase_order_links (ship_to_location_id, order_id)
WHERE ship_to_location_id IS NOT NULL;

-- What a line is of; its attributes were taken over, and stand in the line.
ALTER TABLE purchase_order_lines ADD COLUMN product_id INTEGER REFERENCES products (id) ON DELETE RESTRICT;
CREATE INDEX purchase_order_lines_by_product ON purchase_order_lines (product_id, order_id);
