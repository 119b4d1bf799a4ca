-- The open lists as the trade uses them. Retired codes are known but no longer offered.
INSERT INTO choice_lists (name) VALUES
    ('shipping_scope'),
    ('species'),
    ('plant_kind'),
    ('load_requirement'),
    ('plant_storage'),
    ('location_type'),
    ('contact_position'),
    ('contact_department'),
    ('required_document'),
    ('certificate'),
    ('customer_segment'),
    ('country'),
    ('attachment_kind'),
    ('product_state'),
    ('package'),
    ('carton'),
    ('pieces_per_carton'),
    ('ships_from'),
    ('test_class'),
    ('freshness'),
    ('weight_source'),
    ('quality_grade'),
    ('payment_terms'),
    ('payment_method'),
    ('credit_band'),
    ('freight_terms'),
    ('appointment_method'),
    ('carrier_type');

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('shipping_scope', 'domestic', 'Domestic', 1, FALSE), ('shipping_scope', 'international', 'International', 2, FALSE),
    ('shipping_scope', 'export', 'Exported', 3, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('species', 'beef', 'Beef', 1, FALSE), ('species', 'chicken', 'Chicken', 2, FALSE), ('species', 'pork', 'Pork', 3, FALSE),
    ('species', 'turkey', 'Turkey', 4, FALSE), ('species', 'fowl', 'Fowl', 5, FALSE), ('species', 'lamb', 'Lamb', 6, FALSE),
    ('species', 'veal', 'Veal', 7, FALSE), ('species', 'seafood', 'Seafood', 8, FALSE),
    ('species', 'venison', 'Venison', 9, FALSE), ('species', 'misc', 'Miscellaneous', 10, FALSE),
    ('species', 'mutton', 'Mutton', 11, TRUE), ('species', 'goat', 'Goat', 12, TRUE), ('species', 'bison', 'Bison', 13, TRUE),
    ('species', 'duck', 'Duck', 14, TRUE), ('species', 'horse', 'Horse', 15, TRUE),
    ('species', 'other_poultry', 'Other Poultry', 16, TRUE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('plant_kind', 'vertical', 'Vertical', 1, FALSE), ('plant_kind', 'processor', 'Processor', 2, FALSE),
    ('plant_kind', 'distributor', 'Distributor', 3, FALSE), ('plant_kind', 'renderer', 'Renderer', 4, FALSE),
    ('plant_kind', 'cold_storage', 'Cold Storage', 5, FALSE), ('plant_kind', 'other', 'Other', 6, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('load_requirement', 'forklift_required', 'Forklift required', 1, FALSE),
    ('load_requirement', 'handle_with_care', 'Handle with care', 2, FALSE),
    ('load_requirement', 'no_special_requirements', 'No special requirements', 3, FALSE),
    ('load_requirement', 'standard_loading', 'Standard loading', 4, FALSE),
    ('load_requirement', 'release_number_used', 'Release number used', 5, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('plant_storage', 'internal_cold', 'Internal Cold', 1, FALSE), ('plant_storage', 'outside_cold', 'Outside Cold', 2, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('location_type', 'headquarters', 'Headquarters', 1, FALSE), ('location_type', 'office', 'Office', 2, FALSE),
    ('location_type', 'warehouse', 'Warehouse', 3, FALSE), ('location_type', 'cold_storage', 'Cold Storage', 4, FALSE),
    ('location_type', 'distribution_center', 'Distribution Center', 5, FALSE),
    ('location_type', 'processing_plant', 'Processing Plant', 6, FALSE), ('location_type', 'store', 'Store', 7, FALSE),
    ('location_type', 'facility', 'Facility', 8, FALSE), ('location_type', 'other', 'Other', 9, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('contact_position', 'accounts_receivable', 'Accounts Receivable', 1, FALSE),
    ('contact_position', 'sales_rep', 'Sales Rep', 2, FALSE), ('contact_position', 'owner', 'Owner', 3, FALSE),
    ('contact_position', 'logistics', 'Logistics', 4, FALSE),
    ('contact_position', 'accounts_payable', 'Accounts Payable', 5, FALSE), ('contact_position', 'buyer', 'Buyer', 6, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('contact_department', 'sales', 'Sales', 1, FALSE), ('contact_department', 'accounting', 'Accounting', 2, FALSE),
    ('contact_department', 'shipping', 'Shipping', 3, FALSE), ('contact_department', 'receiving', 'Receiving', 4, FALSE),
    ('contact_department', 'operations', 'Operations', 5, FALSE), ('contact_department', 'quality', 'Quality', 6, FALSE),
    ('contact_department', 'executive', 'Executive', 7, FALSE), ('contact_department', 'docs_bol', 'Doc''s BOL', 8, FALSE),
    ('contact_department', 'docs_coa', 'Doc''s COA', 9, FALSE), ('contact_department', 'docs_pod', 'POD', 10, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('required_document', 'letter_of_guarantee', 'Letter of Guarantee', 1, FALSE),
    ('required_document', 'audit_reports', 'Audit Reports', 2, FALSE), ('required_document', 'brc', 'BRC', 3, FALSE),
    ('required_document', 'animal_welfare', 'Animal Welfare', 4, FALSE),
    ('required_document', 'spec_sheet', 'Spec Sheet of Purchased Item', 5, FALSE),
    ('required_document', 'label_picture', 'Picture of Label', 6, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('certificate', 'third_party', '3rd Party', 1, FALSE), ('certificate', 'brc', 'BRC', 2, FALSE),
    ('certificate', 'fssai', 'FSSAI', 3, FALSE), ('certificate', 'sqf', 'SQF', 4, FALSE), ('certificate', 'ifs', 'IFS', 5, FALSE),
    ('certificate', 'iso', 'ISO', 6, FALSE), ('certificate', 'haccp', 'HACCP', 7, FALSE),
    ('certificate', 'halal', 'Halal', 8, FALSE), ('certificate', 'kosher', 'Kosher', 9, FALSE),
    ('certificate', 'organic', 'Organic', 10, FALSE), ('certificate', 'fssc', 'FSSC 22000', 11, TRUE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('customer_segment', 'pet_sector', 'Pet Sector', 1, FALSE), ('customer_segment', 'processor', 'Processor', 2, FALSE),
    ('customer_segment', 'retail', 'Retail', 3, FALSE), ('customer_segment', 'wholesaler', 'Wholesaler', 4, FALSE),
    ('customer_segment', 'food_service', 'Food Service', 5, FALSE), ('customer_segment', 'export', 'Export', 6, FALSE);

-- ISO 3166-1 alpha-3; countries that are not traded with yet are retired, not unknown.
INSERT INTO choices (list, code, label, position, retired) VALUES
    ('country', 'USA', 'United States', 1, FALSE), ('country', 'CAN', 'Canada', 2, FALSE), ('country', 'MEX', 'Mexico', 3, FALSE),
    ('country', 'BRA', 'Brazil', 4, FALSE), ('country', 'AUS', 'Australia', 5, FALSE), ('country', 'NZL', 'New Zealand', 6, FALSE),
    ('country', 'AFG', 'Afghanistan', 7, TRUE), ('country', 'ALB', 'Albania', 8, TRUE), ('country', 'DZA', 'Algeria', 9, TRUE),
    ('country', 'ASM', 'American Samoa', 10, TRUE), ('country', 'AND', 'Andorra', 11, TRUE),
    ('country', 'AGO', 'Angola', 12, TRUE), ('country', 'AIA', 'Anguilla', 13, TRUE), ('country', 'ATA', 'Antarctica', 14, TRUE),
    ('country', 'ATG', 'Antigua and Barbuda', 15, TRUE), ('country', 'ARG', 'Argentina', 16, TRUE),
    ('country', 'ARM', 'Armenia', 17, TRUE), ('country', 'ABW', 'Aruba', 18, TRUE), ('country', 'AUT', 'Austria', 19, TRUE),
    ('country', 'AZE', 'Azerbaijan', 20, TRUE), ('country', 'BHS', 'Bahamas', 21, TRUE), ('country', 'BHR', 'Bahrain', 22, TRUE),
    ('country', 'BGD', 'Bangladesh', 23, TRUE), ('country', 'BRB', 'Barbados', 24, TRUE), ('country', 'BLR', 'Belarus', 25, TRUE),
    ('country', 'BEL', 'Belgium', 26, TRUE), ('country', 'BLZ', 'Belize', 27, TRUE), ('country', 'BEN', 'Benin', 28, TRUE),
    ('country', 'BMU', 'Bermuda', 29, TRUE), ('country', 'BTN', 'Bhutan', 30, TRUE), ('country', 'BOL', 'Bolivia', 31, TRUE),
    ('country', 'BES', 'Bonaire, Sint Eustatius and Saba', 32, TRUE), ('country', 'BIH', 'Bosnia and Herzegovina', 33, TRUE),
    ('country', 'BWA', 'Botswana', 34, TRUE), ('country', 'BVT', 'Bouvet Island', 35, TRUE),
    ('country', 'IOT', 'British Indian Ocean Territory', 36, TRUE), ('country', 'BRN', 'Brunei Darussalam', 37, TRUE),
    ('country', 'BGR', 'Bulgaria', 38, TRUE), ('country', 'BFA', 'Burkina Faso', 39, TRUE),
    ('country', 'BDI', 'Burundi', 40, TRUE), ('country', 'CPV', 'Cabo Verde', 41, TRUE), ('country', 'KHM', 'Cambodia', 42, TRUE),
    ('country', 'CMR', 'Cameroon', 43, TRUE), ('country', 'CYM', 'Cayman Islands', 44, TRUE),
    ('country', 'CAF', 'Central African Republic', 45, TRUE), ('country', 'TCD', 'Chad', 46, TRUE),
    ('country', 'CHL', 'Chile', 47, TRUE), ('country', 'CHN', 'China', 48, TRUE), ('country', 'CXR', 'Christmas Island', 49, TRUE),
    ('country', 'CCK', 'Cocos (Keeling) Islands', 50, TRUE), ('country', 'COL', 'Colombia', 51, TRUE),
    ('country', 'COM', 'Comoros', 52, TRUE), ('country', 'COG', 'Congo', 53, TRUE),
    ('country', 'COD', 'Congo, The Democratic Republic of the', 54, TRUE), ('country', 'COK', 'Cook Islands', 55, TRUE),
    ('country', 'CRI', 'Costa Rica', 56, TRUE), ('country', 'HRV', 'Croatia', 57, TRUE), ('country', 'CUB', 'Cuba', 58, TRUE),
    ('country', 'CUW', 'Curaçao', 59, TRUE), ('country', 'CYP', 'Cyprus', 60, TRUE), ('country', 'CZE', 'Czechia', 61, TRUE),
    ('country', 'CIV', 'Côte d''Ivoire', 62, TRUE), ('country', 'DNK', 'Denmark', 63, TRUE),
    ('country', 'DJI', 'Djibouti', 64, TRUE), ('country', 'DMA', 'Dominica', 65, TRUE),
    ('country', 'DOM', 'Dominican Republic', 66, TRUE), ('country', 'ECU', 'Ecuador', 67, TRUE),
    ('country', 'EGY', 'Egypt', 68, TRUE), ('country', 'SLV', 'El Salvador', 69, TRUE),
    ('country', 'GNQ', 'Equatorial Guinea', 70, TRUE), ('country', 'ERI', 'Eritrea', 71, TRUE),
    ('country', 'EST', 'Estonia', 72, TRUE), ('country', 'SWZ', 'Eswatini', 73, TRUE), ('country', 'ETH', 'Ethiopia', 74, TRUE),
    ('country', 'FLK', 'Falkland Islands (Malvinas)', 75, TRUE), ('country', 'FRO', 'Faroe Islands', 76, TRUE),
    ('country', 'FJI', 'Fiji', 77, TRUE), ('country', 'FIN', 'Finland', 78, TRUE), ('country', 'FRA', 'France', 79, TRUE),
    ('country', 'GUF', 'French Guiana', 80, TRUE), ('country', 'PYF', 'French Polynesia', 81, TRUE),
    ('country', 'ATF', 'French Southern Territories', 82, TRUE), ('country', 'GAB', 'Gabon', 83, TRUE),
    ('country', 'GMB', 'Gambia', 84, TRUE), ('country', 'GEO', 'Georgia', 85, TRUE), ('country', 'DEU', 'Germany', 86, TRUE),
    ('country', 'GHA', 'Ghana', 87, TRUE), ('country', 'GIB', 'Gibraltar', 88, TRUE), ('country', 'GRC', 'Greece', 89, TRUE),
    ('country', 'GRL', 'Greenland', 90, TRUE), ('country', 'GRD', 'Grenada', 91, TRUE), ('country', 'GLP', 'Guadeloupe', 92, TRUE),
    ('country', 'GUM', 'Guam', 93, TRUE), ('country', 'GTM', 'Guatemala', 94, TRUE), ('country', 'GGY', 'Guernsey', 95, TRUE),
    ('country', 'GIN', 'Guinea', 96, TRUE), ('country', 'GNB', 'Guinea-Bissau', 97, TRUE), ('country', 'GUY', 'Guyana', 98, TRUE),
    ('country', 'HTI', 'Haiti', 99, TRUE), ('country', 'HMD', 'Heard Island and McDonald Islands', 100, TRUE),
    ('country', 'VAT', 'Holy See (Vatican City State)', 101, TRUE), ('country', 'HND', 'Honduras', 102, TRUE),
    ('country', 'HKG', 'Hong Kong', 103, TRUE), ('country', 'HUN', 'Hungary', 104, TRUE), ('country', 'ISL', 'Iceland', 105, TRUE),
    ('country', 'IND', 'India', 106, TRUE), ('country', 'IDN', 'Indonesia', 107, TRUE), ('country', 'IRN', 'Iran', 108, TRUE),
    ('country', 'IRQ', 'Iraq', 109, TRUE), ('country', 'IRL', 'Ireland', 110, TRUE), ('country', 'IMN', 'Isle of Man', 111, TRUE),
    ('country', 'ISR', 'Israel', 112, TRUE), ('country', 'ITA', 'Italy', 113, TRUE), ('country', 'JAM', 'Jamaica', 114, TRUE),
    ('country', 'JPN', 'Japan', 115, TRUE), ('country', 'JEY', 'Jersey', 116, TRUE), ('country', 'JOR', 'Jordan', 117, TRUE),
    ('country', 'KAZ', 'Kazakhstan', 118, TRUE), ('country', 'KEN', 'Kenya', 119, TRUE), ('country', 'KIR', 'Kiribati', 120, TRUE),
    ('country', 'KWT', 'Kuwait', 121, TRUE), ('country', 'KGZ', 'Kyrgyzstan', 122, TRUE), ('country', 'LAO', 'Laos', 123, TRUE),
    ('country', 'LVA', 'Latvia', 124, TRUE), ('country', 'LBN', 'Lebanon', 125, TRUE), ('country', 'LSO', 'Lesotho', 126, TRUE),
    ('country', 'LBR', 'Liberia', 127, TRUE), ('country', 'LBY', 'Libya', 128, TRUE),
    ('country', 'LIE', 'Liechtenstein', 129, TRUE), ('country', 'LTU', 'Lithuania', 130, TRUE),
    ('country', 'LUX', 'Luxembourg', 131, TRUE), ('country', 'MAC', 'Macao', 132, TRUE),
    ('country', 'MDG', 'Madagascar', 133, TRUE), ('country', 'MWI', 'Malawi', 134, TRUE),
    ('country', 'MYS', 'Malaysia', 135, TRUE), ('country', 'MDV', 'Maldives', 136, TRUE), ('country', 'MLI', 'Mali', 137, TRUE),
    ('country', 'MLT', 'Malta', 138, TRUE), ('country', 'MHL', 'Marshall Islands', 139, TRUE),
    ('country', 'MTQ', 'Martinique', 140, TRUE), ('country', 'MRT', 'Mauritania', 141, TRUE),
    ('country', 'MUS', 'Mauritius', 142, TRUE), ('country', 'MYT', 'Mayotte', 143, TRUE),
    ('country', 'FSM', 'Micronesia, Federated States of', 144, TRUE), ('country', 'MDA', 'Moldova', 145, TRUE),
    ('country', 'MCO', 'Monaco', 146, TRUE), ('country', 'MNG', 'Mongolia', 147, TRUE),
    ('country', 'MNE', 'Montenegro', 148, TRUE), ('country', 'MSR', 'Montserrat', 149, TRUE),
    ('country', 'MAR', 'Morocco', 150, TRUE), ('country', 'MOZ', 'Mozambique', 151, TRUE),
    ('country', 'MMR', 'Myanmar', 152, TRUE), ('country', 'NAM', 'Namibia', 153, TRUE), ('country', 'NRU', 'Nauru', 154, TRUE),
    ('country', 'NPL', 'Nepal', 155, TRUE), ('country', 'NLD', 'Netherlands', 156, TRUE),
    ('country', 'NCL', 'New Caledonia', 157, TRUE), ('country', 'NIC', 'Nicaragua', 158, TRUE),
    ('country', 'NER', 'Niger', 159, TRUE), ('country', 'NGA', 'Nigeria', 160, TRUE), ('country', 'NIU', 'Niue', 161, TRUE),
    ('country', 'NFK', 'Norfolk Island', 162, TRUE), ('country', 'PRK', 'North Korea', 163, TRUE),
    ('country', 'MKD', 'North Macedonia', 164, TRUE), ('country', 'MNP', 'Northern Mariana Islands', 165, TRUE),
    ('country', 'NOR', 'Norway', 166, TRUE), ('country', 'OMN', 'Oman', 167, TRUE), ('country', 'PAK', 'Pakistan', 168, TRUE),
    ('country', 'PLW', 'Palau', 169, TRUE), ('country', 'PSE', 'Palestine, State of', 170, TRUE),
    ('country', 'PAN', 'Panama', 171, TRUE), ('country', 'PNG', 'Papua New Guinea', 172, TRUE),
    ('country', 'PRY', 'Paraguay', 173, TRUE), ('country', 'PER', 'Peru', 174, TRUE), ('country', 'PHL', 'Philippines', 175, TRUE),
    ('country', 'PCN', 'Pitcairn', 176, TRUE), ('country', 'POL', 'Poland', 177, TRUE), ('country', 'PRT', 'Portugal', 178, TRUE),
    ('country', 'PRI', 'Puerto Rico', 179, TRUE), ('country', 'QAT', 'Qatar', 180, TRUE), ('country', 'ROU', 'Romania', 181, TRUE),
    ('country', 'RUS', 'Russian Federation', 182, TRUE), ('country', 'RWA', 'Rwanda', 183, TRUE),
    ('country', 'REU', 'Réunion', 184, TRUE), ('country', 'BLM', 'Saint Barthélemy', 185, TRUE),
    ('country', 'SHN', 'Saint Helena, Ascension and Tristan da Cunha', 186, TRUE),
    ('country', 'KNA', 'Saint Kitts and Nevis', 187, TRUE), ('country', 'LCA', 'Saint Lucia', 188, TRUE),
    ('country', 'MAF', 'Saint Martin (French part)', 189, TRUE), ('country', 'SPM', 'Saint Pierre and Miquelon', 190, TRUE),
    ('country', 'VCT', 'Saint Vincent and the Grenadines', 191, TRUE), ('country', 'WSM', 'Samoa', 192, TRUE),
    ('country', 'SMR', 'San Marino', 193, TRUE), ('country', 'STP', 'Sao Tome and Principe', 194, TRUE),
    ('country', 'SAU', 'Saudi Arabia', 195, TRUE), ('country', 'SEN', 'Senegal', 196, TRUE),
    ('country', 'SRB', 'Serbia', 197, TRUE), ('country', 'SYC', 'Seychelles', 198, TRUE),
    ('country', 'SLE', 'Sierra Leone', 199, TRUE), ('country', 'SGP', 'Singapore', 200, TRUE),
    ('country', 'SXM', 'Sint Maarten (Dutch part)', 201, TRUE), ('country', 'SVK', 'Slovakia', 202, TRUE),
    ('country', 'SVN', 'Slovenia', 203, TRUE), ('country', 'SLB', 'Solomon Islands', 204, TRUE),
    ('country', 'SOM', 'Somalia', 205, TRUE), ('country', 'ZAF', 'South Africa', 206, TRUE),
    ('country', 'SGS', 'South Georgia and the South Sandwich Islands', 207, TRUE), ('country', 'KOR', 'South Korea', 208, TRUE),
    ('country', 'SSD', 'South Sudan', 209, TRUE), ('country', 'ESP', 'Spain', 210, TRUE),
    ('country', 'LKA', 'Sri Lanka', 211, TRUE), ('country', 'SDN', 'Sudan', 212, TRUE), ('country', 'SUR', 'Suriname', 213, TRUE),
    ('country', 'SJM', 'Svalbard and Jan Mayen', 214, TRUE), ('country', 'SWE', 'Sweden', 215, TRUE),
    ('country', 'CHE', 'Switzerland', 216, TRUE), ('country', 'SYR', 'Syria', 217, TRUE), ('country', 'TWN', 'Taiwan', 218, TRUE),
    ('country', 'TJK', 'Tajikistan', 219, TRUE), ('country', 'TZA', 'Tanzania', 220, TRUE),
    ('country', 'THA', 'Thailand', 221, TRUE), ('country', 'TLS', 'Timor-Leste', 222, TRUE), ('country', 'TGO', 'Togo', 223, TRUE),
    ('country', 'TKL', 'Tokelau', 224, TRUE), ('country', 'TON', 'Tonga', 225, TRUE),
    ('country', 'TTO', 'Trinidad and Tobago', 226, TRUE), ('country', 'TUN', 'Tunisia', 227, TRUE),
    ('country', 'TKM', 'Turkmenistan', 228, TRUE), ('country', 'TCA', 'Turks and Caicos Islands', 229, TRUE),
    ('country', 'TUV', 'Tuvalu', 230, TRUE), ('country', 'TUR', 'Türkiye', 231, TRUE), ('country', 'UGA', 'Uganda', 232, TRUE),
    ('country', 'UKR', 'Ukraine', 233, TRUE), ('country', 'ARE', 'United Arab Emirates', 234, TRUE),
    ('country', 'GBR', 'United Kingdom', 235, TRUE), ('country', 'UMI', 'United States Minor Outlying Islands', 236, TRUE),
    ('country', 'URY', 'Uruguay', 237, TRUE), ('country', 'UZB', 'Uzbekistan', 238, TRUE),
    ('country', 'VUT', 'Vanuatu', 239, TRUE), ('country', 'VEN', 'Venezuela', 240, TRUE), ('country', 'VNM', 'Vietnam', 241, TRUE),
    ('country', 'VGB', 'Virgin Islands, British', 242, TRUE), ('country', 'VIR', 'Virgin Islands, U.S.', 243, TRUE),
    ('country', 'WLF', 'Wallis and Futuna', 244, TRUE), ('country', 'ESH', 'Western Sahara', 245, TRUE),
    ('country', 'YEM', 'Yemen', 246, TRUE), ('country', 'ZMB', 'Zambia', 247, TRUE), ('country', 'ZWE', 'Zimbabwe', 248, TRUE),
    ('country', 'ALA', 'Åland Islands', 249, TRUE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('attachment_kind', 'purchase_order', 'Purchase Order', 1, FALSE),
    ('attachment_kind', 'supplier_confirmation', 'Supplier Confirmation', 2, FALSE),
    ('attachment_kind', 'supplier_invoice', 'Supplier Invoice', 3, FALSE),
    ('attachment_kind', 'customer_po', 'Customer PO', 4, FALSE), ('attachment_kind', 'invoice', 'Invoice', 5, FALSE),
    ('attachment_kind', 'bol', 'BOL', 6, FALSE), ('attachment_kind', 'coa', 'COA', 7, FALSE),
    ('attachment_kind', 'pod', 'POD', 8, FALSE), ('attachment_kind', 'scale_ticket', 'Scale Ticket', 9, FALSE),
    ('attachment_kind', 'temperature_record', 'Temperature Record', 10, FALSE), ('attachment_kind', 'photo', 'Photo', 11, FALSE),
    ('attachment_kind', 'letter_of_guarantee', 'Letter of Guarantee', 12, FALSE),
    ('attachment_kind', 'audit_report', 'Audit Report', 13, FALSE),
    ('attachment_kind', 'brc_certificate', 'BRC Certificate', 14, FALSE),
    ('attachment_kind', 'animal_welfare', 'Animal Welfare', 15, FALSE), ('attachment_kind', 'spec_sheet', 'Spec Sheet', 16, FALSE),
    ('attachment_kind', 'label_picture', 'Label Picture', 17, FALSE),
    ('attachment_kind', 'customer_spec', 'Customer Spec', 18, FALSE),
    ('attachment_kind', 'weekly_order', 'Weekly Order', 19, FALSE),
    ('attachment_kind', 'delivery_confirmation', 'Delivery Confirmation', 20, FALSE),
    ('attachment_kind', 'shipping_manifest', 'Shipping Manifest', 21, FALSE),
    ('attachment_kind', 'quality_certificate', 'Quality Certificate', 22, FALSE),
    ('attachment_kind', 'export_document', 'Export Document', 23, FALSE),
    ('attachment_kind', 'insurance_certificate', 'Insurance Certificate', 24, FALSE),
    ('attachment_kind', 'credit_application', 'Credit Application', 25, FALSE),
    ('attachment_kind', 'claim_evidence', 'Claim Evidence', 26, FALSE), ('attachment_kind', 'contract', 'Contract', 27, FALSE),
    ('attachment_kind', 'receipt', 'Receipt', 28, FALSE), ('attachment_kind', 'email', 'Email', 29, FALSE),
    ('attachment_kind', 'other', 'Other', 30, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('product_state', 'fresh', 'Fresh', 1, FALSE), ('product_state', 'frozen', 'Frozen', 2, FALSE),
    ('product_state', 'previously_frozen', 'Previously Frozen', 3, TRUE),
    ('product_state', 'hard_chilled', 'Hard Chilled', 4, TRUE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('package', 'combo', 'Combo', 1, FALSE), ('package', 'boxed', 'Boxed', 2, FALSE), ('package', 'nude', 'Nude', 3, FALSE),
    ('package', 'tote', 'Totes', 4, FALSE), ('package', 'bag', 'Bags', 5, FALSE), ('package', 'bulk', 'Bulk', 6, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('carton', 'poly_bulk', 'Poly Bulk', 1, FALSE), ('carton', 'poly_multiple', 'Poly-Multiple', 2, FALSE),
    ('carton', 'waxed_lined', 'Waxed Lined', 3, FALSE), ('carton', 'nude', 'Nude', 4, FALSE), ('carton', 'cov', 'COV', 5, FALSE),
    ('carton', 'cvp', 'CVP', 6, FALSE), ('carton', 'co2', 'CO2', 7, FALSE), ('carton', 'cardboard', 'Cardboard', 8, FALSE),
    ('carton', 'plastic', 'Plastic', 9, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('pieces_per_carton', 'p1_1', '1/1', 1, FALSE), ('pieces_per_carton', 'p4_10', '4/10', 2, FALSE),
    ('pieces_per_carton', 'p6_10', '6/10', 3, FALSE), ('pieces_per_carton', 'p8_10', '8/10', 4, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('ships_from', 'packer', 'Packer', 1, FALSE), ('ships_from', 'boxed_cold_storage', 'Boxed Cold Storage', 2, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('test_class', 'not_applicable', 'Not Applicable', 1, FALSE), ('test_class', 'not_tested', 'Not Tested', 2, FALSE),
    ('test_class', 'tested', 'Tested', 3, FALSE), ('test_class', 'positive', 'Positive', 4, FALSE),
    ('test_class', 'cooker_only', 'Cooker ONLY', 5, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('freshness', 'd5', '5 day newer', 1, FALSE), ('freshness', 'd10', '10 day newer', 2, FALSE),
    ('freshness', 'd15', '15 day newer', 3, FALSE), ('freshness', 'd30', '30 day newer', 4, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('weight_source', 'bol', 'BOL', 1, FALSE), ('weight_source', 'scale_ticket', 'Scale Ticket', 2, FALSE),
    ('weight_source', 'barcode_sum', 'Sum of case barcodes', 3, FALSE),
    ('weight_source', 'supplier_invoice', 'Supplier Invoice', 4, FALSE),
    ('weight_source', 'receiving', 'Receiver''s weight', 5, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('quality_grade', 'prime', 'Prime', 1, FALSE), ('quality_grade', 'choice', 'Choice', 2, FALSE),
    ('quality_grade', 'select', 'Select', 3, FALSE), ('quality_grade', 'standard', 'Standard', 4, FALSE),
    ('quality_grade', 'commercial', 'Commercial', 5, FALSE), ('quality_grade', 'utility', 'Utility', 6, FALSE),
    ('quality_grade', 'cutter', 'Cutter', 7, FALSE), ('quality_grade', 'canner', 'Canner', 8, FALSE),
    ('quality_grade', 'no_roll', 'No roll', 9, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('payment_terms', 'wire_1_day_prior', 'Wire 1 day prior', 1, FALSE), ('payment_terms', 'net_7', 'Net 7', 2, FALSE),
    ('payment_terms', 'net_15', 'Net 15', 3, FALSE), ('payment_terms', 'net_30', 'Net 30', 4, FALSE),
    ('payment_terms', 'net_45', 'Net 45', 5, FALSE), ('payment_terms', 'net_60', 'Net 60', 6, FALSE),
    ('payment_terms', 'net_14', 'Net 14', 7, TRUE), ('payment_terms', 'net_21', 'Net 21', 8, TRUE),
    ('payment_terms', 'net_90', 'Net 90', 9, TRUE), ('payment_terms', 'due_on_receipt', 'Due on receipt', 10, TRUE),
    ('payment_terms', 'cod', 'COD', 11, TRUE), ('payment_terms', 'net_30_2_10', '2/10 Net 30', 12, TRUE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('payment_method', 'wire', 'Wire', 1, FALSE), ('payment_method', 'ach', 'ACH', 2, FALSE),
    ('payment_method', 'check', 'Check', 3, FALSE), ('payment_method', 'credit_card', 'Credit Card', 4, FALSE),
    ('payment_method', 'cash', 'Cash', 5, FALSE), ('payment_method', 'other', 'Other', 6, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('credit_band', 'b50k', '$0 - $50,000', 1, FALSE), ('credit_band', 'b100k', '$50,000 - $100,000', 2, FALSE),
    ('credit_band', 'b250k', '$100,000 - $250,000', 3, FALSE), ('credit_band', 'b500k', '$250,000 - $500,000', 4, FALSE),
    ('credit_band', 'b1m', '$500,000 - $1,000,000', 5, FALSE), ('credit_band', 'over_1m', '$1,000,000+', 6, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('freight_terms', 'fob_origin_collect', 'FOB Origin, Collect', 1, FALSE),
    ('freight_terms', 'fob_origin_prepaid', 'FOB Origin, Prepaid', 2, FALSE),
    ('freight_terms', 'fob_origin_prepaid_add', 'FOB Origin, Prepaid & Add', 3, FALSE),
    ('freight_terms', 'fob_destination', 'Delivered', 4, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('appointment_method', 'email', 'Email', 1, FALSE), ('appointment_method', 'phone', 'Phone', 2, FALSE),
    ('appointment_method', 'website', 'Website', 3, FALSE), ('appointment_method', 'fax', 'Fax', 4, FALSE),
    ('appointment_method', 'first_come_first_serve', 'First Come First Serve', 5, FALSE);

INSERT INTO choices (list, code, label, position, retired) VALUES
    ('carrier_type', 'truck', 'Truck', 1, FALSE), ('carrier_type', 'rail', 'Rail', 2, FALSE),
    ('carrier_type', 'air', 'Air', 3, FALSE), ('carrier_type', 'sea', 'Sea', 4, FALSE),
    ('carrier_type', 'other', 'Other', 5, FALSE);

INSERT INTO payment_terms (code, kind, days, anchor) VALUES
    ('wire_1_day_prior', 'prepaid', -1, 'pickup'),
    ('net_7', 'net', 7, 'invoice'),
    ('net_15', 'net', 15, 'invoice'),
    ('net_30', 'net', 30, 'invoice'),
    ('net_45', 'net', 45, 'invoice'),
    ('net_60', 'net', 60, 'invoice'),
    ('net_14', 'net', 14, 'invoice'),
    ('net_21', 'net', 21, 'invoice'),
    ('net_90', 'net', 90, 'invoice'),
    ('due_on_receipt', 'on_receipt', 0, 'receipt'),
    ('cod', 'cod', 0, 'receipt'),
    ('net_30_2_10', 'discount', 30, 'invoice');
