-- Answers to writes that carried a key, stored with their effect, so that a repeat gets the same answer and no second effect.
CREATE TABLE idempotency_keys (
    principal INTEGER NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    answer TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (principal, route, key),
    CONSTRAINT idempotency_keys_key_not_blank CHECK (length(key) BETWEEN 1 AND 255)
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- What the program keeps about the system itself: keys that it drew, the mark of demo data.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT settings_name_not_blank CHECK (trim(name) <> '')
) STRICT;
