//! The choice lists.

use actix_web::http::header::IF_NONE_MATCH;
use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use domain::choices::Choices;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::answer::{self, Answer};
use crate::caller::SignedIn;
use crate::state::State;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_choices);
}

/// All choice lists
///
/// Codes are stable, labels may change. Retired entries are kept for old records and no longer offered.
#[utoipa::path(
    tag = "choices",
    responses((status = 200, description = "All lists by name.", body = Choices))
)]
#[get("/choices")]
async fn list_choices(_caller: SignedIn, state: Data<State>, request: HttpRequest) -> Answer {
    let choices = state.choices().await?;
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    answer::weakly_tagged(choices.as_ref(), known, None)
}
