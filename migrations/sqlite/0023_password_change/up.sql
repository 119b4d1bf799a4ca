-- Whether somebody else set the password of a user, so that it must be changed before anything else is done.
ALTER TABLE users ADD COLUMN password_change_required INTEGER NOT NULL DEFAULT FALSE
    CONSTRAINT users_password_change_required_flag CHECK (password_change_required IN (0, 1));

-- Users who never signed in have the password that an administrator gave them. The demo's is drawn and told at each start.
UPDATE users SET password_change_required = TRUE
WHERE last_login_at IS NULL AND password_hash <> '!' AND NOT EXISTS (SELECT 1 FROM settings WHERE name = 'demo');

-- Hashes of bodies that held passwords were plain ones. Later rows have keyed hashes.
DELETE FROM idempotency_keys WHERE route LIKE '%/users%';
