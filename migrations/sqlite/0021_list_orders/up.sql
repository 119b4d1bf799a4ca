-- Orders and filters of the list of users, which had to put in order what they found.
CREATE INDEX users_by_last_name ON users (last_name_key, id);
DROP INDEX users_by_role;
CREATE INDEX users_by_role ON users (role, last_name_key, first_name_key, id);
DROP INDEX users_by_department;
CREATE INDEX users_by_department ON users (department, last_name_key, first_name_key, id);
CREATE INDEX users_by_activity ON users (is_active, last_name_key, first_name_key, id);
