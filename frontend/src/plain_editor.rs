//! The form of a record as its sheet says. What the address gives (`?supplier_id=12&name=Brindle`) is filled in, and a parent
//! given so is where one returns to.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use crate::desk::Sheet;
use crate::desks::desk_at;
use crate::editor::Editor;
use crate::maker::provide_maker;
use crate::records::calls;
use crate::session::Session;
use crate::ui::form::Check;
use crate::ui::place::Place;
use crate::ui::spec::{FieldSpec, Kind};

/// Makes (`id` is none) or changes a record.
pub fn plain_editor(sheet: &'static Sheet, id: Option<i64>) -> AnyView {
    let session = Session::here();
    let choices = session.choices();
    let check: Check = Arc::new(move |values| (sheet.check)(values, &choices));
    let mut start = sheet.first_values();
    let mut back = None;
    let fields = || sheet.groups.iter().flat_map(|group| group.fields);
    let given = untrack(|| Place::here().pairs());
    for (name, text) in given.iter().filter(|_| id.is_none()) {
        let Some(spec) = fields().find(|spec| spec.name == name) else {
            continue;
        };
        start.insert(name.clone(), read(spec, text));
        if let (Kind::Record(path), Ok(parent)) = (spec.kind, text.parse::<i64>()) {
            let tab = sheet.desk.path.trim_start_matches('/');
            back = desk_at(path).map(|desk| format!("{}?tab={tab}", desk.at(parent)));
        }
    }
    view! {
        <Maker>
            <Editor sheet=sheet calls=calls(session, sheet) check=check id=id start=start back=back/>
        </Maker>
    }
    .into_any()
}

/// The dialog in which pickers make records, round a form.
#[component]
fn Maker(children: Children) -> AnyView {
    let dialog = provide_maker();
    view! { {children()}{dialog} }.into_any()
}

/// A value as the address writes it.
fn read(spec: &FieldSpec, text: &str) -> Value {
    match spec.kind {
        Kind::Record(_) | Kind::Count => text.parse::<i64>().map_or(Value::Null, Value::from),
        Kind::Flag => Value::Bool(text == "true"),
        Kind::Records(_) => Value::from(
            text.split(',')
                .filter_map(|id| id.parse::<i64>().ok())
                .collect::<Vec<_>>(),
        ),
        Kind::Codes(_) | Kind::Ticks(_) => Value::from(text.split(',').collect::<Vec<_>>()),
        _ => Value::from(text),
    }
}
