//! Routes of the API, one file per entity. Handlers are thin: authorization, input, one storage call, the
//! response.

mod auth;
mod boards;
mod choices;
mod claims;
mod company;
mod entities;
mod health;
mod ledger;
mod me;
mod metrics;
mod order_cases;
mod order_copies;
mod payments;
mod purchase_orders;
mod receivables;
mod record_steps;
mod records;
mod register;
mod reports;
mod settings;
mod sums;
mod users;
mod views;

pub use register::{CollectedRoutes, Register};

/// Registers all routes under `/api/v1`.
pub fn v1(config: &mut impl Register) {
    auth::configure(config);
    me::configure(config);
    choices::configure(config);
    company::configure(config);
    settings::configure(config);
    sums::configure(config);
    ledger::configure(config);
    reports::configure(config);
    boards::configure(config);
    entities::configure(config);
    purchase_orders::configure(config);
    order_cases::configure(config);
    order_copies::configure(config);
    receivables::configure(config);
    payments::configure(config);
    claims::configure(config);
    users::configure(config);
    views::configure(config);
}

/// Registers health and metrics, which need no sign-in.
pub fn operation(config: &mut impl Register) {
    config
        .service(health::live)
        .service(health::ready)
        .service(health::health)
        .service(metrics::read_metrics);
}
