-- Views of lists that people keep: which rows in which order with which columns. Private ones are their owner's alone.
CREATE TABLE saved_views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    query TEXT NOT NULL,
    shown_columns TEXT NOT NULL,
    is_shared INTEGER NOT NULL DEFAULT FALSE CONSTRAINT saved_views_is_shared_flag CHECK (is_shared IN (0, 1)),
    is_default INTEGER NOT NULL DEFAULT FALSE CONSTRAINT saved_views_is_default_flag CHECK (is_default IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT saved_views_version_from_one CHECK (version >= 1),
    CONSTRAINT saved_views_name_not_blank CHECK (trim(name) <> '' AND length(name) <= 100)
) STRICT;
CREATE UNIQUE INDEX saved_views_name ON saved_views (owner_id, list, name_key);
CREATE UNIQUE INDEX saved_views_default ON saved_views (owner_id, list) WHERE is_default;
CREATE INDEX saved_views_shared ON saved_views (list, name_key) WHERE is_shared;
