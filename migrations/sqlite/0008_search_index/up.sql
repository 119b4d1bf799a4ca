-- One searchable text a record, folded (lower case, no accents); written with the record. Trigrams make substring search cheap.
-- The id holds the kind of record above bit 53 and its id below, so that one kind is one range of ids.
CREATE TABLE search_index (
    id INTEGER PRIMARY KEY,
    entity TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT search_index_entity_known CHECK (entity IN ('supplier', 'customer', 'purchase_order', 'user'))
) STRICT;
CREATE UNIQUE INDEX search_index_record ON search_index (entity, record_id);

-- The trigrams. The texts themselves stay in search_index alone; triggers keep both in step.
CREATE VIRTUAL TABLE search_texts USING fts5 (
    text, content = 'search_index', content_rowid = 'id', tokenize = 'trigram', columnsize = 0
);
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
