//! The settings of the company: readable by all users, changed by administrators.

use actix_web::web::Data;
use actix_web::{get, patch};
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::settings::{CompanySettings, SettingsDraft};
use domain::{EntityKind, Rules as _};
use storage::company_settings;

use crate::answer::{self, Answer};
use crate::caller::{Authorized, Guarded, Read, Update};
use crate::extract::{Body, HistoryQuery, IfMatch};
use crate::routes::Register;
use crate::state::State;
use crate::validate::change_of;

/// The settings as a kind in the permission table.
#[derive(Debug)]
struct Settings;

impl Guarded for Settings {
    const KIND: EntityKind = EntityKind::Settings;
}

/// Fields of responses that bodies must not contain.
const READ_ONLY: &[&str] = &["version", "updated_at", "updated_by_name"];

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(get_settings)
        .service(change_settings)
        .service(settings_history);
}

/// Get the settings
///
/// Limits and tolerances of the company, with their version, which a change requires.
#[utoipa::path(
    tag = "settings",
    responses((status = 200, description = "The settings.", body = CompanySettings))
)]
#[get("/settings")]
async fn get_settings(_caller: Authorized<Read, Settings>, state: Data<State>) -> Answer {
    let settings = state.read_fresh(company_settings::get).await?;
    answer::tagged(&settings, settings.version)
}

/// Change the settings
///
/// A JSON merge patch; administrators only. The server that answers computes with them at once, others within 2 seconds. What was
/// passed under earlier settings stays.
#[utoipa::path(
    tag = "settings",
    params(IfMatch),
    request_body(content = SettingsDraft, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The settings as they are now.", body = CompanySettings))
)]
#[patch("/settings")]
async fn change_settings(
    caller: Authorized<Update, Settings>,
    state: Data<State>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let rules = state.rules(&caller).await?;
    let expected = expected.expected();
    let written = state
        .write(&caller, None, move |tx| {
            company_settings::update(tx, &expected, |now| {
                let patch = body.value.clone();
                let check = |draft: &mut SettingsDraft| draft.validate(rules.context());
                Ok(change_of(now, patch, READ_ONLY, check)?)
            })
        })
        .await?;
    state.apply_settings(&written.value);
    answer::tagged(&written.value, written.value.version)
}

/// History of the settings
///
/// Changes with their author and the values before and after, newest first.
#[utoipa::path(
    tag = "settings",
    params(HistoryQuery),
    responses((status = 200, description = "A page of the history.", body = Page<HistoryEntry>))
)]
#[get("/settings/history")]
async fn settings_history(
    _caller: Authorized<Read, Settings>,
    state: Data<State>,
    query: HistoryQuery,
) -> Answer {
    let (before, limit) = (query.before, query.limit);
    let entries = state
        .read(move |conn| {
            let id = company_settings::ID;
            storage::history(conn, EntityKind::Settings, id, before, limit + 1)
        })
        .await?;
    answer::history(&state, entries, &query)
}
