-- One searchable text a record, folded (lower case, no accents); written with the record. Trigrams make substring search cheap.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The id holds the kind of record above bit 53 and its id below, so that one kind is one range of ids.
CREATE TABLE search_index (
    id BIGINT PRIMARY KEY,
    entity TEXT COLLATE "C" NOT NULL,
    record_id BIGINT NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    CONSTRAINT search_index_entity_known CHECK (entity IN ('supplier', 'customer', 'purchase_order', 'user'))
);
CREATE UNIQUE INDEX search_index_record ON search_index (entity, record_id);
-- One index a kind: a search among suppliers does not read every order that names them.
CREATE INDEX search_index_suppliers ON search_index USING gin (text gin_trgm_ops) WHERE entity = 'supplier';
CREATE INDEX search_index_customers ON search_index USING gin (text gin_trgm_ops) WHERE entity = 'customer';
CREATE INDEX search_index_purchase_orders ON search_index USING gin (text gin_trgm_ops) WHERE entity = 'purchase_order';
CREATE INDEX search_index_users ON search_index USING gin (text gin_trgm_ops) WHERE entity = 'user';
