//! The company that runs the server: its name, and the settings that forms check with.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::api::session::Session;

/// Asks the server for the company and its settings, and returns its name; empty until the server answers.
pub fn load_company(session: Session) -> RwSignal<String> {
    let name = RwSignal::new(String::new());
    spawn_local(async move {
        if let Ok(settings) = session.api().settings().await {
            domain::settings::set_current(settings.value.details);
        }
    });
    spawn_local(async move {
        if let Ok(company) = session.api().company().await {
            let text = company.get("name").and_then(Value::as_str);
            name.try_set(text.unwrap_or_default().to_owned());
        }
    });
    name
}
