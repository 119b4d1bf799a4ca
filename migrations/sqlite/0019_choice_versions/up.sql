-- What makes an entry of a choice list a record that can be edited: an id, and a version that two editors meet at.
CREATE TABLE choice_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    CONSTRAINT choice_versions_choice FOREIGN KEY (list, code) REFERENCES choices (list, code) ON DELETE RESTRICT,
    CONSTRAINT choice_versions_version_from_one CHECK (version >= 1)
) STRICT;
CREATE UNIQUE INDEX choice_versions_of_choice ON choice_versions (list, code);
INSERT INTO choice_versions (list, code) SELECT list, code FROM choices ORDER BY list, position, code;
