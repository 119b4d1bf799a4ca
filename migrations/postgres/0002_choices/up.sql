-- Open choice lists: an administrator adds, relabels, reorders and retires; codes never change or vanish.
CREATE TABLE choice_lists (
    name TEXT COLLATE "C" PRIMARY KEY,
    CONSTRAINT choice_lists_name_not_blank CHECK (trim(name) <> '')
);

CREATE TABLE choices (
    list TEXT COLLATE "C" NOT NULL REFERENCES choice_lists (name) ON DELETE RESTRICT,
    code TEXT COLLATE "C" NOT NULL,
    label TEXT NOT NULL,
    position INTEGER NOT NULL,
    retired BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (list, code),
    CONSTRAINT choices_code_not_blank CHECK (trim(code) <> '' AND length(code) <= 50),
    CONSTRAINT choices_label_not_blank CHECK (trim(label) <> ''),
    CONSTRAINT choices_position_from_one CHECK (position >= 1)
);
CREATE INDEX choices_in_order ON choices (list, position, code);

-- What a code of the list payment_terms means: the due date is the anchor's date plus the days; prepaid counts back from pick-up.
CREATE TABLE payment_terms (
    code TEXT COLLATE "C" PRIMARY KEY,
    list TEXT COLLATE "C" NOT NULL DEFAULT 'payment_terms',
    kind TEXT NOT NULL,
    days INTEGER NOT NULL,
    anchor TEXT NOT NULL,
    CONSTRAINT payment_terms_choice FOREIGN KEY (list, code) REFERENCES choices (list, code) ON DELETE RESTRICT,
    CONSTRAINT payment_terms_list_known CHECK (list = 'payment_terms'),
    CONSTRAINT payment_terms_kind_known CHECK (kind IN ('prepaid', 'net', 'discount', 'on_receipt', 'cod')),
    CONSTRAINT payment_terms_anchor_known CHECK (anchor IN ('invoice', 'ship', 'receipt', 'pickup')),
    CONSTRAINT payment_terms_days_by_kind CHECK (days >= 0 OR kind = 'prepaid')
);

CREATE FUNCTION choices_keep_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'choices_keep_codes: codes never change or vanish; retire them' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER choices_are_not_deleted BEFORE DELETE ON choices FOR EACH ROW EXECUTE FUNCTION choices_keep_codes();
CREATE TRIGGER choices_are_not_recoded BEFORE UPDATE OF list, code ON choices FOR EACH ROW
    WHEN (OLD.list IS DISTINCT FROM NEW.list OR OLD.code IS DISTINCT FROM NEW.code) EXECUTE FUNCTION choices_keep_codes();
