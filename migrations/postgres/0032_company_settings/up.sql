-- Settings that a company chooses for itself, in one row. Weights and percentages in hundredths, prices in 1/10,000 dollar.
CREATE TABLE company_settings (
    id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    weight_variance_pct BIGINT NOT NULL,
    net_weight_tolerance_pct BIGINT NOT NULL,
    load_limit_lb BIGINT NOT NULL,
    overdue_limit_days BIGINT NOT NULL,
    aging_first_edge BIGINT NOT NULL,
    aging_second_edge BIGINT NOT NULL,
    aging_third_edge BIGINT NOT NULL,
    margin_floor_per_lb BIGINT,
    margin_floor_rule TEXT NOT NULL,
    updated_at TIMESTAMP,
    updated_by BIGINT REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT company_settings_one_row CHECK (id = 1),
    CONSTRAINT company_settings_version_from_one CHECK (version >= 1),
    CONSTRAINT company_settings_percentages CHECK (weight_variance_pct BETWEEN 1 AND 2000 AND net_weight_tolerance_pct BETWEEN 1 AND 2000),
    CONSTRAINT company_settings_load_limit CHECK (load_limit_lb BETWEEN 1 AND 20000000),
    CONSTRAINT company_settings_overdue_limit CHECK (overdue_limit_days BETWEEN 0 AND 3650),
    CONSTRAINT company_settings_edges_rise CHECK (
        0 < aging_first_edge AND aging_first_edge < aging_second_edge AND aging_second_edge < aging_third_edge AND aging_third_edge <= 3650
    ),
    CONSTRAINT company_settings_floor CHECK (margin_floor_per_lb BETWEEN 0 AND 1000000),
    CONSTRAINT company_settings_floor_rule_known CHECK (margin_floor_rule IN ('warn', 'stop'))
);
INSERT INTO company_settings (
    id, weight_variance_pct, net_weight_tolerance_pct, load_limit_lb, overdue_limit_days, aging_first_edge, aging_second_edge,
    aging_third_edge, margin_floor_rule
) VALUES (1, 100, 50, 4250000, 60, 30, 60, 90, 'warn');
