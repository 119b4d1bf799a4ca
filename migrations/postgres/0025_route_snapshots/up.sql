-- Who hauled a load, where it left from and where it went to, as they were when it left: the record of a shipped load stays whole
-- whatever happens to those records (9 CFR 320.1). Loads that have left already get them as they are today.
ALTER TABLE purchase_order_details ADD COLUMN route_snapshots TEXT;
UPDATE purchase_order_details SET route_snapshots = CAST(json_build_object(
    'carrier', (
        SELECT json_build_object(
            'name', p.name,
            'address', concat_ws(
                ', ', a.address_line1, a.address_line2, a.city,
                nullif(concat_ws(' ', a.state, a.postal_code), ''), nullif(a.country, 'USA')
            ),
            'phone', p.phone,
            'email', p.email
        )
        FROM purchase_order_links k JOIN carriers p ON p.id = k.carrier_id JOIN addresses a ON a.id = p.address_id
        WHERE k.order_id = purchase_order_details.order_id
    ),
    'ship_from', coalesce((
        SELECT json_build_object(
            'name', p.name,
            'address', concat_ws(
                ', ', a.address_line1, a.address_line2, a.city,
                nullif(concat_ws(' ', a.state, a.postal_code), ''), nullif(a.country, 'USA')
            ),
            'phone', p.phone,
            'email', p.email
        )
        FROM purchase_order_links k JOIN plants p ON p.id = k.ship_from_plant_id JOIN addresses a ON a.id = p.address_id
        WHERE k.order_id = purchase_order_details.order_id
    ), (
        SELECT json_build_object(
            'name', p.name,
            'address', concat_ws(
                ', ', a.address_line1, a.address_line2, a.city,
                nullif(concat_ws(' ', a.state, a.postal_code), ''), nullif(a.country, 'USA')
            ),
            'phone', p.phone,
            'email', p.email
        )
        FROM purchase_order_links k JOIN locations p ON p.id = k.ship_from_location_id JOIN addresses a ON a.id = p.address_id
        WHERE k.order_id = purchase_order_details.order_id
    )),
    'ship_to', coalesce((
        SELECT json_build_object(
            'name', p.name,
            'address', concat_ws(
                ', ', a.address_line1, a.address_line2, a.city,
                nullif(concat_ws(' ', a.state, a.postal_code), ''), nullif(a.country, 'USA')
            ),
            'phone', p.phone,
            'email', p.email
        )
        FROM purchase_order_links k JOIN locations p ON p.id = k.ship_to_location_id JOIN addresses a ON a.id = p.address_id
        WHERE k.order_id = purchase_order_details.order_id
    ), (
        SELECT json_build_object(
            'name', p.name,
            'address', concat_ws(
                ', ', a.address_line1, a.address_line2, a.city,
                nullif(concat_ws(' ', a.state, a.postal_code), ''), nullif(a.country, 'USA')
            ),
            'phone', p.phone,
            'email', p.email
        )
        FROM purchase_order_links k JOIN plants p ON p.id = k.ship_to_plant_id JOIN addresses a ON a.id = p.address_id
        WHERE k.order_id = purchase_order_details.order_id
    ))
) AS TEXT)
WHERE order_id IN (SELECT id FROM purchase_orders WHERE status_rank IN (3, 4, 5));
