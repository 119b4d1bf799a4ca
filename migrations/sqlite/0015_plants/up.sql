-- Where goods are made, packed or stored.
CREATE TABLE plants (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    code TEXT,
    code_key TEXT,
    code_sort TEXT NOT NULL,
    kind TEXT,
    location_text TEXT,
    address_id INTEGER NOT NULL REFERENCES addresses (id) ON DELETE RESTRICT,
    phone TEXT,
    email TEXT,
    manager_name TEXT,
    release_number TEXT,
    appointment_method TEXT,
    time_zone TEXT,
    has_location INTEGER NOT NULL DEFAULT FALSE CONSTRAINT plants_has_location_flag CHECK (has_location IN (0, 1)),
    notes TEXT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    updated_at TEXT NOT NULL,
    updated_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    archived_at TEXT,
    archived_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT plants_version_from_one CHECK (version >= 1),
    CONSTRAINT plants_name_not_blank CHECK (trim(name) <> '' AND length(name) <= 255),
    CONSTRAINT plants_name_key_not_blank CHECK (trim(name_key) <> ''),
    CONSTRAINT plants_code_not_blank CHECK (trim(code) <> '' AND length(code) <= 50),
    CONSTRAINT plants_code_with_key CHECK ((code IS NULL) = (code_key IS NULL)),
    CONSTRAINT plants_location_text_not_blank CHECK (trim(location_text) <> '' AND length(location_text) <= 200),
    CONSTRAINT plants_phone_not_blank CHECK (trim(phone) <> ''),
    CONSTRAINT plants_email_not_blank CHECK (trim(email) <> ''),
    CONSTRAINT plants_manager_name_not_blank CHECK (trim(manager_name) <> ''),
    CONSTRAINT plants_release_number_not_blank CHECK (trim(release_number) <> ''),
    CONSTRAINT plants_time_zone_not_blank CHECK (trim(time_zone) <> ''),
    CONSTRAINT plants_notes_not_blank CHECK (trim(notes) <> ''),
    CONSTRAINT plants_archived_together CHECK ((archived_at IS NULL) = (archived_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX plants_code_active ON plants (code_key) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX plants_address ON plants (address_id);
-- Sort orders.
CREATE INDEX plants_by_name ON plants (name_key, id);
CREATE INDEX plants_by_code ON plants (code_sort, id);
CREATE INDEX plants_by_creation ON plants (created_at, id);
CREATE INDEX plants_by_change ON plants (updated_at, id);
-- Filters, in the default order.
CREATE INDEX plants_by_owner ON plants (owner_id, name_key, id);
CREATE INDEX plants_by_kind ON plants (kind, name_key, id);
CREATE INDEX plants_by_has_location ON plants (has_location, name_key, id);
CREATE INDEX plants_archived ON plants (name_key, id) WHERE archived_at IS NOT NULL;

-- Codes of open lists, any number a plant: species, load_requirement, plant_storage.
CREATE TABLE plant_choices (
    plant_id INTEGER NOT NULL REFERENCES plants (id) ON DELETE CASCADE,
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (plant_id, list, code),
    CONSTRAINT plant_choices_choice FOREIGN KEY (list, code) REFERENCES choices (list, code) ON DELETE RESTRICT,
    CONSTRAINT plant_choices_list_known CHECK (list IN ('species', 'load_requirement', 'plant_storage'))
) STRICT;
CREATE INDEX plant_choices_by_code ON plant_choices (list, code, plant_id);

-- Establishment numbers, any number a plant. Two active plants never share one; those of archived plants are set aside.
CREATE TABLE plant_establishments (
    plant_id INTEGER NOT NULL REFERENCES plants (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    prefix TEXT NOT NULL,
    number TEXT NOT NULL,
    suffix TEXT,
    as_typed TEXT NOT NULL,
    is_active INTEGER NOT NULL DEFAULT TRUE CONSTRAINT plant_establishments_is_active_flag CHECK (is_active IN (0, 1)),
    PRIMARY KEY (plant_id, code),
    CONSTRAINT plant_establishments_code_of_parts CHECK (code = prefix || number || coalesce(suffix, '')),
    CONSTRAINT plant_establishments_prefix_known CHECK (prefix IN ('M', 'P', 'G', 'I', 'V')),
    CONSTRAINT plant_establishments_number_not_blank CHECK (trim(number) <> ''),
    CONSTRAINT plant_establishments_suffix_not_blank CHECK (trim(suffix) <> ''),
    CONSTRAINT plant_establishments_as_typed_not_blank CHECK (trim(as_typed) <> '')
) STRICT;
CREATE UNIQUE INDEX plant_establishments_active ON plant_establishments (code) WHERE is_active;
