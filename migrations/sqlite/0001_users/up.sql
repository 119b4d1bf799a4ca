-- Who may sign in, and the devices that are signed in. `*_key` columns hold what is compared and sorted by.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    password_changed_at TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT 'viewer',
    is_active INTEGER NOT NULL DEFAULT TRUE CONSTRAINT users_is_active_flag CHECK (is_active IN (0, 1)),
    first_name TEXT,
    last_name TEXT,
    first_name_key TEXT NOT NULL,
    last_name_key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    phone TEXT,
    department TEXT,
    job_title TEXT,
    bio TEXT,
    time_zone TEXT,
    locale TEXT,
    theme TEXT NOT NULL DEFAULT 'auto',
    density TEXT NOT NULL DEFAULT 'comfortable',
    page_size INTEGER,
    email_notifications INTEGER CONSTRAINT users_email_notifications_flag CHECK (email_notifications IN (0, 1)),
    preferences TEXT NOT NULL DEFAULT '{}',
    last_login_at TEXT,
    failed_logins INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT users_version_from_one CHECK (version >= 1),
    CONSTRAINT users_username_not_blank CHECK (trim(username) <> '' AND length(username) <= 150),
    CONSTRAINT users_email_not_blank CHECK (trim(email) <> '' AND length(email) <= 254),
    CONSTRAINT users_password_hash_not_blank CHECK (trim(password_hash) <> ''),
    CONSTRAINT users_display_name_not_blank CHECK (trim(display_name) <> ''),
    CONSTRAINT users_first_name_not_blank CHECK (trim(first_name) <> ''),
    CONSTRAINT users_last_name_not_blank CHECK (trim(last_name) <> ''),
    CONSTRAINT users_role_known CHECK (role IN ('admin', 'manager', 'broker', 'viewer')),
    CONSTRAINT users_theme_known CHECK (theme IN ('light', 'dark', 'auto')),
    CONSTRAINT users_density_known CHECK (density IN ('comfortable', 'compact', 'dense')),
    CONSTRAINT users_page_size_offered CHECK (page_size IN (25, 50, 100, 200)),
    CONSTRAINT users_failed_logins_not_negative CHECK (failed_logins >= 0)
) STRICT;
-- Unique for ever: users are switched off, never removed.
CREATE UNIQUE INDEX users_username_key ON users (username_key);
CREATE UNIQUE INDEX users_email_key ON users (email_key);
CREATE INDEX users_by_name ON users (last_name_key, first_name_key, id);
CREATE INDEX users_by_first_name ON users (first_name_key, id);
CREATE INDEX users_by_last_login ON users (coalesce(last_login_at, '9999-12-31 00:00:00'), id);
CREATE INDEX users_by_creation ON users (created_at, id);
CREATE INDEX users_by_change ON users (updated_at, id);
CREATE INDEX users_by_role ON users (role, is_active, id);
CREATE INDEX users_by_department ON users (department, id);

-- One signed-in device. Its refresh tokens follow each other; using a spent one ends the session.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    device TEXT,
    address TEXT,
    created_at TEXT NOT NULL,
    last_used_at TEXT NOT NULL,
    idle_until TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    ended_at TEXT,
    end_reason TEXT,
    CONSTRAINT sessions_end_together CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT;
CREATE INDEX sessions_live ON sessions (user_id, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_user ON sessions (user_id, id);
CREATE INDEX sessions_by_end ON sessions (ends_at);

-- Refresh tokens are kept as SHA-256, never as handed out.
CREATE TABLE refresh_tokens (
    token_hash BLOB PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at TEXT NOT NULL,
    spent_at TEXT,
    reissued INTEGER NOT NULL DEFAULT FALSE CONSTRAINT refresh_tokens_reissued_flag CHECK (reissued IN (0, 1)),
    CONSTRAINT refresh_tokens_token_hash_sha256 CHECK (length(token_hash) = 32)
) STRICT;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
