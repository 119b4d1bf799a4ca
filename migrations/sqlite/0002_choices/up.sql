-- Open choice lists: an administrator adds, relabels, reorders and retires; codes never change or vanish.
CREATE TABLE choice_lists (
    name TEXT PRIMARY KEY,
    CONSTRAINT choice_lists_name_not_blank CHECK (trim(name) <> '')
) STRICT;

CREATE TABLE choices (
    list TEXT NOT NULL REFERENCES choice_lists (name) ON DELETE RESTRICT,
    code TEXT NOT NULL,
    label TEXT NOT NULL,
    position INTEGER NOT NULL,
    retired INTEGER NOT NULL DEFAULT FALSE CONSTRAINT choices_retired_flag CHECK (retired IN (0, 1)),
    PRIMARY KEY (list, code),
    CONSTRAINT choices_code_not_blank CHECK (trim(code) <> '' AND length(code) <= 50),
    CONSTRAINT choices_label_not_blank CHECK (trim(label) <> ''),
    CONSTRAINT choices_position_from_one CHECK (position >= 1)
) STRICT;
CREATE INDEX choices_in_order ON choices (list, position, code);

-- What a code of the list payment_terms means: the due date is the anchor's date plus the days; prepaid counts back from pick-up.
CREATE TABLE payment_terms (
    code TEXT PRIMARY KEY,
    list TEXT NOT NULL DEFAULT 'payment_terms',
    kind TEXT NOT NULL,
    days INTEGER NOT NULL,
    anchor TEXT NOT NULL,
    CONSTRAINT payment_terms_choice FOREIGN KEY (list, code) REFERENCES choices (list, code) ON DELETE RESTRICT,
    CONSTRAINT payment_terms_list_known CHECK (list = 'payment_terms'),
    CONSTRAINT payment_terms_kind_known CHECK (kind IN ('prepaid', 'net', 'discount', 'on_receipt', 'cod')),
    CONSTRAINT payment_terms_anchor_known CHECK (anchor IN ('invoice', 'ship', 'receipt', 'pickup')),
    CONSTRAINT payment_terms_days_by_kind CHECK (days >= 0 OR kind = 'prepaid')
) STRICT;

CREATE TRIGGER choices_are_not_deleted BEFORE DELETE ON choices
BEGIN
    SELECT RAISE(ABORT, 'choices_keep_codes: codes never change or vanish; retire them');
END;
CREATE TRIGGER choices_are_not_recoded BEFORE UPDATE OF list, code ON choices
WHEN OLD.list IS NOT NEW.list OR OLD.code IS NOT NEW.code
BEGIN
    SELECT RAISE(ABORT, 'choices_keep_codes: codes never change or vanish; retire them');
END;
