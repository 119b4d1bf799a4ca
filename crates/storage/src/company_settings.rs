//! The settings of the company, which administrators edit: one row, with a version and a history.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use domain::choices::FixedChoice;
use domain::history::AuditAction;
use domain::record::Instant;
use domain::settings::{CompanySettings, SettingsDraft};
use domain::{EntityKind, PricePerLb, WeightAmount};
use serde_json::json;

use crate::audit::{self, Entry};
use crate::codes;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::records::{self, Expected};
use crate::schema::{company_settings, users};
use crate::transaction::Transaction;

const KIND: EntityKind = EntityKind::Settings;
/// The id of the only row, also in the history.
pub const ID: i64 = 1;

#[derive(Debug, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = company_settings, treat_none_as_null = true)]
struct Row {
    version: i64,
    weight_variance_pct: i64,
    net_weight_tolerance_pct: i64,
    load_limit_lb: i64,
    overdue_limit_days: i64,
    aging_first_edge: i64,
    aging_second_edge: i64,
    aging_third_edge: i64,
    margin_floor_per_lb: Option<i64>,
    margin_floor_rule: String,
    updated_at: Option<NaiveDateTime>,
    updated_by: Option<i64>,
}

/// The settings.
///
/// # Errors
/// If the database fails.
pub fn get(conn: &mut DbConnection) -> Result<CompanySettings, StoreError> {
    let (row, updated_by_name): (Row, Option<String>) = company_settings::table
        .left_join(users::table.on(company_settings::updated_by.eq(users::id.nullable())))
        .filter(company_settings::id.eq(ID))
        .select((Row::as_select(), users::display_name.nullable()))
        .get_result(conn)?;
    Ok(CompanySettings {
        version: row.version,
        details: SettingsDraft {
            weight_variance_pct: WeightAmount::of(row.weight_variance_pct),
            net_weight_tolerance_pct: WeightAmount::of(row.net_weight_tolerance_pct),
            load_limit_lb: WeightAmount::of(row.load_limit_lb),
            overdue_limit_days: row.overdue_limit_days,
            aging_first_edge: row.aging_first_edge,
            aging_second_edge: row.aging_second_edge,
            aging_third_edge: row.aging_third_edge,
            margin_floor_per_lb: row.margin_floor_per_lb.map(PricePerLb::of),
            margin_floor_rule: codes::read(&row.margin_floor_rule)?,
        },
        updated_at: row.updated_at.map(Instant),
        updated_by_name,
    })
}

/// Changes the settings. An unchanged draft writes nothing.
///
/// # Errors
/// If the version is stale, `change` fails, or the database fails.
pub fn update(
    tx: &mut Transaction<'_>,
    expected: &Expected,
    change: impl FnOnce(&SettingsDraft) -> Result<SettingsDraft, StoreError>,
) -> Result<CompanySettings, StoreError> {
    let before = get(tx.conn)?;
    expected.check(KIND, ID, before.version)?;
    let draft = change(&before.details)?;
    if draft == before.details {
        return Ok(before);
    }
    let actor = tx.actor()?;
    let row = Row {
        version: before.version + 1,
        weight_variance_pct: draft.weight_variance_pct.units(),
        net_weight_tolerance_pct: draft.net_weight_tolerance_pct.units(),
        load_limit_lb: draft.load_limit_lb.units(),
        overdue_limit_days: draft.overdue_limit_days,
        aging_first_edge: draft.aging_first_edge,
        aging_second_edge: draft.aging_second_edge,
        aging_third_edge: draft.aging_third_edge,
        margin_floor_per_lb: draft.margin_floor_per_lb.map(PricePerLb::units),
        margin_floor_rule: draft.margin_floor_rule.code().to_owned(),
        updated_at: Some(tx.now()),
        updated_by: Some(actor.get()),
    };
    let met = diesel::update(
        company_settings::table
            .find(ID)
            .filter(company_settings::version.eq(before.version)),
    )
    .set(row)
    .execute(tx.conn)?;
    records::ensure_updated(met)?;
    let after = get(tx.conn)?;
    let entry = Entry {
        entity: KIND,
        id: ID,
        version: after.version,
        action: AuditAction::Update,
        reason: None,
        before: &json!(before.details),
        after: &json!(after.details),
    };
    audit::record(tx, &entry)?;
    Ok(after)
}
