-- The warning of possible duplicates looks phones, addresses and numbers up in records of all ages.
CREATE INDEX suppliers_by_phone ON suppliers (phone) WHERE phone IS NOT NULL;
CREATE INDEX suppliers_by_email ON suppliers (email) WHERE email IS NOT NULL;
CREATE INDEX customers_by_phone ON customers (phone) WHERE phone IS NOT NULL;
CREATE INDEX customers_by_email ON customers (email) WHERE email IS NOT NULL;
CREATE INDEX plants_by_phone ON plants (phone) WHERE phone IS NOT NULL;
CREATE INDEX carriers_by_phone ON carriers (phone) WHERE phone IS NOT NULL;
CREATE INDEX carriers_by_email ON carriers (email) WHERE email IS NOT NULL;
CREATE INDEX carriers_by_usdot_number ON carriers (usdot_number) WHERE usdot_number IS NOT NULL;
CREATE INDEX contacts_by_email ON contacts (email) WHERE email IS NOT NULL;
CREATE INDEX contacts_by_phone ON contacts (phone) WHERE phone IS NOT NULL;
CREATE INDEX contacts_by_phone_mobile ON contacts (phone_mobile) WHERE phone_mobile IS NOT NULL;
CREATE INDEX contacts_by_phone_direct ON contacts (phone_direct) WHERE phone_direct IS NOT NULL;
CREATE INDEX plant_establishments_by_code ON plant_establishments (code);
