-- What happened to every record: written with the change, never changed, never deleted.
CREATE TABLE audit_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor_id INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    session_id INTEGER,
    address TEXT,
    request_id TEXT,
    entity TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    action TEXT NOT NULL,
    reason TEXT,
    changes TEXT NOT NULL DEFAULT '[]',
    CONSTRAINT audit_entries_entity_not_blank CHECK (trim(entity) <> ''),
    CONSTRAINT audit_entries_action_not_blank CHECK (trim(action) <> ''),
    CONSTRAINT audit_entries_version_from_one CHECK (version >= 1)
) STRICT;
CREATE INDEX audit_entries_by_record ON audit_entries (entity, record_id, id);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, id);
CREATE INDEX audit_entries_by_time ON audit_entries (at, id);

CREATE TRIGGER audit_entries_are_not_changed BEFORE UPDATE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'audit_entries_stay: audit entries are never changed or deleted');
END;
CREATE TRIGGER audit_entries_are_not_deleted BEFORE DELETE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'audit_entries_stay: audit entries are never changed or deleted');
END;
