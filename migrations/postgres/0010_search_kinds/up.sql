-- Every kind of business record can be searched.
ALTER TABLE search_index DROP CONSTRAINT search_index_entity_known;
ALTER TABLE search_index ADD CONSTRAINT search_index_entity_known CHECK (
    entity IN (
        'supplier', 'customer', 'purchase_order', 'user', 'location', 'plant', 'product', 'contact', 'carrier',
        'supplier_plant_mapping', 'receivable'
    )
);
