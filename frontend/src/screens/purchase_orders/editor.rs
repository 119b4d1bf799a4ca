//! The form page of an order: initial values, validation, and what its status forbids.

use domain::Id;
use domain::permissions::Operation;
use domain::purchase_orders::PurchaseOrderDraft;
use domain::record::EntityKind;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::change_reasons::ChangeReasons;
use super::fields::{DEAL, ROUTE};
use super::form_context::EditedOrder;
use super::invoice_correction::CorrectionReason;
use super::line_editor::blank_line;
use super::loss_confirmation::MeantLoss;
use super::order_form::TypedDraft;
use super::{LIST, RECORD, order_of};
use super::{form, merge, merge_figures, summary};
use crate::api::session::Session;
use crate::config::form_overrides::{FormOverrides, SaveConfirmations};
use crate::pages::editor::Editor;
use crate::pages::loaded_record::{LoadedRecord, RecordCalls, calls};
use crate::pages::quick_create::provide_quick_create;
use crate::ui::app_error::{AppError, BoxFuture};
use crate::ui::button::ButtonStyle;
use crate::ui::form::object_of;
use crate::ui::format::today;
use crate::ui::icon::{Icon, icon};
use crate::ui::url_query::UrlQuery;

/// Makes (`id` is none) or changes an order.
pub(super) fn page(id: Option<i64>) -> AnyView {
    let session = Session::from_context();
    let back = id.map_or_else(|| LIST.path.to_owned(), |id| format!("{}/{id}", LIST.path));
    let needed = if id.is_some() {
        Operation::Update
    } else {
        Operation::Create
    };
    if !session.may(needed, EntityKind::PurchaseOrder) {
        return refused("Your role can view orders but not edit them", back);
    }
    let stored = EditedOrder {
        order: StoredValue::new(None),
        refusal: RwSignal::new(None),
        draft: TypedDraft::new(),
    };
    provide_context(stored);
    SaveConfirmations::provide();
    let start = if id.is_some() {
        Map::new()
    } else {
        first_values()
    };
    let overrides = FormOverrides {
        groups: form::groups,
        summary: summary::summary,
        split: merge::split,
        join: merge::join,
        consequences: Some(merge_figures::consequences),
    };
    let check = stored.draft.check(session.choices());
    let calls = editing_calls(
        session,
        stored,
        (MeantLoss::provide(), CorrectionReason::provide()),
        ChangeReasons::provide(),
    );
    let quick_create = provide_quick_create();
    let instead = move || stored.refusal.get().map(|text| refused(text, back.clone()));
    view! {
        {instead}
        <div hidden=move || stored.refusal.with(Option::is_some)>
            <Editor config=&RECORD calls=calls check=check id=id start=start overrides=overrides/>
        </div>
        {quick_create}
    }
    .into_any()
}

/// The message instead of the form, with a link back.
fn refused(text: &'static str, back: String) -> AnyView {
    let word = if back == LIST.path {
        "Go to orders"
    } else {
        "Go to the order"
    };
    view! {
        <div class="empty">
            {icon(Icon::Lock)}
            <h1 tabindex="-1">{text}</h1>
            <div class="row"><a class=ButtonStyle::Plain.class() href=back>{word}</a></div>
        </div>
    }
    .into_any()
}

/// The initial values of a new order: today, one line, and the party, plant, carrier or product of the query.
fn first_values() -> Map<String, Value> {
    let query = UrlQuery::current();
    let given = |name: &str| untrack(|| query.get(name)).and_then(|id| id.parse::<i64>().ok());
    let mut draft = PurchaseOrderDraft {
        lines: vec![blank_line(None)],
        ..PurchaseOrderDraft::default()
    };
    draft.header.order_date = Some(today());
    for line in &mut draft.lines {
        line.product_id = given("product_id").map(Id::new);
    }
    let mut start = object_of(&draft);
    let links = DEAL.fields.iter().chain(ROUTE.fields);
    for spec in links.filter(|spec| spec.name.ends_with("_id")) {
        start.insert(spec.name.to_owned(), Value::from(given(spec.name)));
    }
    start
}

/// The calls of orders. Reading keeps the order for the parts of the form and refuses a read-only order.
fn editing_calls(
    session: Session,
    stored: EditedOrder,
    (loss, correction): (MeantLoss, CorrectionReason),
    reasons: ChangeReasons,
) -> RecordCalls {
    let plain = calls(session, &RECORD);
    let read = Callback::new(move |id: i64| -> BoxFuture<LoadedRecord> {
        Box::pin(async move {
            let loaded = plain.read.run(id).await?;
            let order = order_of(&loaded).ok_or_else(AppError::unreadable)?;
            let closed = if loaded.archived {
                Some("This order is archived. Restore it to edit")
            } else if order.status.is_read_only() {
                Some("This order is closed or cancelled and cannot be edited")
            } else {
                None
            };
            // If the order is closed while the form is open, the server refuses the save and the input stays.
            let first = stored.order.try_with_value(Option::is_none) == Some(true);
            if let Some(text) = closed.filter(|_| first) {
                stored.refusal.try_set(Some(text));
            }
            stored.order.try_set_value(Some(order));
            Ok(loaded)
        })
    });
    let create = Callback::new(
        move |(mut values, key): (Map<String, Value>, String)| -> BoxFuture<LoadedRecord> {
            stored.draft.drop_blank_lines(&mut values);
            plain.create.run((values, key))
        },
    );
    let update = Callback::new(
        move |(id, etag, mut patch): (i64, String, Map<String, Value>)| -> BoxFuture<LoadedRecord> {
            stored.draft.drop_blank_lines(&mut patch);
            loss.add_to(&mut patch);
            correction.add_to(&mut patch);
            reasons.add_to(&mut patch);
            let coming = plain.update.run((id, etag, patch));
            Box::pin(async move {
                let answer = coming.await;
                if let Err(error) = &answer {
                    reasons.learn(error);
                }
                answer
            })
        },
    );
    RecordCalls {
        read,
        create,
        update,
        ..plain
    }
}
