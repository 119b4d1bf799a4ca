//! The company that runs the server: its name.

use actix_web::get;
use actix_web::web::Data;
use serde::Serialize;

use crate::answer::{self, Answer};
use crate::caller::SignedIn;
use crate::routes::Register;
use crate::state::State;

/// The company that runs the server.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Company {
    /// Name on printed pages.
    #[schema(example = "Castell Provisions")]
    name: String,
}

pub(super) fn configure(config: &mut impl Register) {
    config.service(get_company);
}

/// Get the company
///
/// Its name is printed at the top of pages. Set by `PROJECTMEATS_COMPANY_NAME`.
#[utoipa::path(
    tag = "me",
    responses((status = 200, description = "The company.", body = Company))
)]
#[get("/company")]
async fn get_company(_caller: SignedIn, state: Data<State>) -> Answer {
    answer::plain(&Company {
        name: state.config.company_name.clone(),
    })
}
