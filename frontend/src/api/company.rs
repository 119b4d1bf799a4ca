//! The company that runs the server: its name, and the limits that forms check with.

use domain::WeightAmount;
use domain::purchase_orders::set_variance_limit;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::api::session::Session;

/// Asks the server for the company, sets its limits, and returns its name; empty until the server answers.
pub fn load_company(session: Session) -> RwSignal<String> {
    let name = RwSignal::new(String::new());
    spawn_local(async move {
        let Ok(company) = session.api().company().await else {
            return;
        };
        let text = |field: &str| company.get(field).and_then(Value::as_str);
        let limit =
            text("weight_variance_pct").and_then(|limit| limit.parse::<WeightAmount>().ok());
        if let Some(limit) = limit {
            set_variance_limit(limit.units());
        }
        name.try_set(text("name").unwrap_or_default().to_owned());
    });
    name
}
