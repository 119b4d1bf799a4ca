//! The form of a record that its config describes. Query parameters (`?supplier_id=12&name=Brindle`) fill in fields; a parent
//! given this way is the page to return to.

use std::sync::Arc;

use domain::permissions::Operation;
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::api::session::Session;
use crate::config::record_config::RecordConfig;
use crate::config::{find_list, plants, supplier_plant_mappings, suppliers};
use crate::pages::editor::Editor;
use crate::pages::loaded_record::{LoadedRecord, RecordCalls, calls};
use crate::pages::quick_create::provide_quick_create;
use crate::ui::app_error::BoxFuture;
use crate::ui::button::{ButtonStyle, LinkButton};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::form::Check;
use crate::ui::form_view::FieldPermissions;
use crate::ui::live;
use crate::ui::page_states::{no_form, no_form_with_link};
use crate::ui::rows_input::blank_row;
use crate::ui::url_query::{Pairs, UrlQuery, value_of};

/// Makes (`id` is none) or changes a record.
pub fn plain_editor(config: &'static RecordConfig, id: Option<i64>) -> AnyView {
    let session = Session::from_context();
    let (kind, many) = (config.list.kind, config.list.plural);
    let own = id.map_or_else(|| config.list.path.to_owned(), |id| config.list.at(id));
    let may = match id {
        Some(_) => session.may_to(Operation::Update, kind, None),
        None => session.may(Operation::Create, kind),
    };
    if !may {
        return no_form(format!("Your role can view {many} but not edit them"), own);
    }
    provide_context(FieldPermissions(Callback::new(move |asked| {
        session.may(asked, kind)
    })));
    let choices = session.choices();
    let check: Check = Arc::new(move |values| (config.check)(values, &choices));
    let mut start = config.first_values();
    let mut back = None;
    let mut away = None;
    let given = untrack(|| UrlQuery::current().pairs());
    for (name, text) in given.iter().filter(|_| id.is_none()) {
        let Some((spec, value)) = filled_in(config, name, text) else {
            continue;
        };
        start.insert(spec.name.to_owned(), value);
        if let (Some(path), Ok(parent)) = (parent_path(&spec, name), text.parse::<i64>()) {
            let tab = config.list.path.trim_start_matches('/');
            back = find_list(path).map(|list| format!("{}?tab={tab}", list.at(parent)));
        }
    }
    if let Some(supplier) = supplier_of_plant(config, id, &given) {
        // The last parent given is where the next form returns to.
        let line = supplier_plant_mappings::LIST.path;
        back = Some(format!("{line}/new?plant_id={{id}}&supplier_id={supplier}"));
        away = Some(format!("{}?tab=plants", suppliers::LIST.at(supplier)));
    }
    // What is archived is restored first; what is fixed is not edited any more.
    let refusal = RwSignal::new(None::<(String, Option<(&'static str, String)>)>);
    let opened = StoredValue::new(false);
    let calls = calls(session, config);
    let read = Callback::new(move |id: i64| -> BoxFuture<LoadedRecord> {
        let coming = calls.read.run(id);
        Box::pin(async move {
            let loaded = coming.await?;
            if loaded.archived {
                let words = format!("{} is archived. Restore it to edit", loaded.label);
                refusal.try_set(Some((words, None)));
            } else if let Some(fixed) = (config.read_only)(&loaded.record) {
                // Issued elsewhere while it is open here: what is typed stays, and the server says so on saving.
                if !opened.get_value() {
                    refusal.try_set(Some((fixed.words.to_owned(), fixed.instead)));
                }
            }
            opened.try_set_value(true);
            Ok(loaded)
        })
    });
    let instead = live(move || {
        let (words, instead) = refusal.get()?;
        let instead = instead.filter(|_| session.may(Operation::Create, kind));
        let instead = instead.map(|(label, href)| {
            view! { <LinkButton href=href label=label look=ButtonStyle::Primary/> }.into_any()
        });
        Some(no_form_with_link(words, own.clone(), instead))
    });
    view! {
        {instead}
        <div hidden=move || refusal.with(Option::is_some)>
            <QuickCreateDialog>
                <Editor config=config calls=RecordCalls { read, ..calls } check=check id=id start=start back=back away=away/>
            </QuickCreateDialog>
        </div>
    }
    .into_any()
}

/// The supplier for which a plant is created. A supply line links them, so its form comes next.
fn supplier_of_plant(config: &RecordConfig, id: Option<i64>, given: &Pairs) -> Option<i64> {
    if id.is_some() || config.list.path != plants::LIST.path {
        return None;
    }
    value_of(given, "supplier_id")?.parse().ok()
}

/// The dialog in which pickers make records, round a form.
#[component]
fn QuickCreateDialog(children: Children) -> AnyView {
    let dialog = provide_quick_create();
    view! { {children()}{dialog} }.into_any()
}

/// The field and value for a query parameter: the field of that name, or of its plural.
pub fn filled_in(config: &RecordConfig, name: &str, text: &str) -> Option<(FieldSpec, Value)> {
    // Addresses are in the browser's history, so none fills in a secret.
    let open = |spec: &&FieldSpec| spec.kind != Kind::Secret;
    let fields = || {
        config
            .groups
            .iter()
            .flat_map(FieldGroup::inputs)
            .filter(open)
    };
    let direct = fields().find(|spec| spec.name == name);
    direct
        .map(|spec| (*spec, read(spec, text)))
        .or_else(|| among(fields(), name, text))
}

/// A parent that is one of several: `supplier_id` among the `suppliers` of a carrier, or in a row of those of a product.
fn among<'a>(
    mut fields: impl Iterator<Item = &'a FieldSpec>,
    name: &str,
    text: &str,
) -> Option<(FieldSpec, Value)> {
    let id = text.parse::<i64>().ok()?;
    let several = format!("{}s", name.strip_suffix("_id")?);
    let spec = *fields.find(|spec| spec.name == several)?;
    let value = match spec.kind {
        Kind::Records(_) => json!([id]),
        Kind::Rows(row) => {
            let mut first = blank_row(row);
            first.insert(name.to_owned(), Value::from(id));
            json!([first])
        }
        _ => return None,
    };
    Some((spec, value))
}

/// Where the record that the address gives has its page.
fn parent_path(spec: &FieldSpec, name: &str) -> Option<&'static str> {
    match spec.kind {
        Kind::Record(path) | Kind::Records(path) => Some(path),
        Kind::Rows(row) => row
            .iter()
            .find(|spec| spec.name == name)
            .and_then(|spec| parent_path(spec, name)),
        _ => None,
    }
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
