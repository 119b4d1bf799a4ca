-- Every kind of business record can be searched. SQLite cannot change a CHECK, so the table is made anew under its name; the
-- trigrams stay: the rows keep their ids.
CREATE TABLE search_index_new (
    id INTEGER PRIMARY KEY,
    entity TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT search_index_entity_known CHECK (
        entity IN (
            'supplier', 'customer', 'purchase_order', 'user', 'location', 'plant', 'product', 'contact', 'carrier',
            'supplier_plant_mapping', 'receivable'
        )
    )
) STRICT;
INSERT INTO search_index_new (id, entity, record_id, text) SELECT id, entity, record_id, text FROM search_index;
DROP TRIGGER search_index_added;
DROP TRIGGER search_index_removed;
DROP TRIGGER search_index_changed;
DROP TABLE search_index;
ALTER TABLE search_index_new RENAME TO search_index;
CREATE UNIQUE INDEX search_index_record ON search_index (entity, record_id);

CREATE TRIGGER search_index_added AFTER INSERT ON search_index
BEGIN
    INSERT INTO search_texts (rowid, text) VALUES (NEW.id, NEW.text);
END;
CREATE TRIGGER search_index_removed AFTER DELETE ON search_index
BEGIN
    INSERT INTO search_texts (search_texts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END;
CREATE TRIGGER search_index_changed AFTER UPDATE ON search_index WHEN OLD.text IS NOT NEW.text OR OLD.id IS NOT NEW.id
BEGIN
    INSERT INTO search_texts (search_texts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
    INSERT INTO search_texts (rowid, text) VALUES (NEW.id, NEW.text);
END;
