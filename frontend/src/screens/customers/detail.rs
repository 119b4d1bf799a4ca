//! One customer: its orders, terms and credit, goods, papers, address, history.

use domain::customers::Customer;
use domain::permissions::Operation;
use domain::record::EntityKind;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use serde_json::Value;

use super::ENTITY;
use crate::record_page::{OnPage, RecordPage};
use crate::records::calls;
use crate::screens::parties::{REACH, address_lines, orders_block, orders_tab, whereabouts};
use crate::session::Session;
use crate::ui::button::{LinkButton, Look};
use crate::ui::icon::Icon;
use crate::ui::record::{block, pairs, record_head};
use crate::ui::spec::{FieldSpec, Kind, shown};
use crate::ui::status::{Standing, Tone, pill, token};
use crate::ui::tabs::{Tab, Tabs, current_tab};

/// One customer.
pub struct CustomerPage;

#[lazy_route]
impl LazyRoute for CustomerPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let session = Session::here();
        view! { <RecordPage entity=ENTITY kind=EntityKind::Customer calls={calls::<Customer>(session)} draw=page/> }.into_any()
    }
}

const TERMS: &[FieldSpec] = &[
    FieldSpec::new("payment_terms", "They pay", Kind::Code("payment_terms")),
    FieldSpec::new("payment_method", "By", Kind::Code("payment_method")),
    FieldSpec::new("credit_limit", "Credit limit, $", Kind::Money),
    FieldSpec::new("credit_exposure", "Owed and on order, $", Kind::Money),
    FieldSpec::new("credit_band", "Credit band", Kind::Code("credit_band")),
    FieldSpec::new("credit_application_sent_on", "Application sent", Kind::Day),
    FieldSpec::new("credit_application_approved_on", "Approved", Kind::Day),
];

const GOODS: &[FieldSpec] = &[
    FieldSpec::new("species", "Prefers", Kind::Codes("species")),
    FieldSpec::new("edibility", "Buys", Kind::Code("edibility")),
    FieldSpec::new("origin_preference", "Origin", Kind::Code("origin")),
    FieldSpec::new("cooks_product", "Cooks what it buys", Kind::Flag),
    FieldSpec::new("picks_up_loads", "Picks up loads", Kind::Flag),
    FieldSpec::new("needs_exportable", "Needs exportable goods", Kind::Flag),
];

const PAPERS: &[FieldSpec] = &[
    FieldSpec::new(
        "documents_needed",
        "Each load",
        Kind::Codes("required_document"),
    ),
    FieldSpec::new(
        "certificates_required",
        "Plant certificates",
        Kind::Codes("certificate"),
    ),
];

const MARKS: &[FieldSpec] = &[
    FieldSpec::new("code", "Code", Kind::Line),
    FieldSpec::new("segments", "Segments", Kind::Codes("customer_segment")),
];

fn page(page: OnPage) -> AnyView {
    let id = page.loaded.with_untracked(|loaded| loaded.id);
    let title = page.loaded.with_untracked(|loaded| loaded.label.clone());
    let may_order = page
        .session
        .may(Operation::Create, EntityKind::PurchaseOrder);
    let new_order = (move || {
        (may_order && !page.loaded.with(|loaded| loaded.archived)).then(|| {
            let href = format!("/purchase-orders/new?customer_id={id}");
            view! { <LinkButton href=href label="New order" look=Look::Primary sign=Icon::Plus key="n"/> }
        })
    })
    .into_any();
    let tabs = vec![
        Tab::new("", "Overview"),
        Tab::new("orders", "Orders"),
        Tab::new("history", "History"),
    ];
    let current = current_tab();
    let content = move || match current.get().as_str() {
        "orders" => orders_tab("customer_id", id),
        "history" => block("History", ().into_any(), ().into_any(), page.history()),
        _ => overview(page, id),
    };
    view! {
        {record_head(
            (ENTITY.path, ENTITY.title),
            title,
            hold(page),
            page.actions(Signal::stored(Vec::new()), Some(new_order)),
            summary(page),
        )}
        {page.archived_banner()}
        <Tabs label="Customer" tabs=tabs path=page.path()/>
        {content}
    }
    .into_any()
}

/// The hold stands beside the name, because it stops orders.
fn hold(page: OnPage) -> AnyView {
    let held = page
        .loaded
        .with_untracked(|loaded| loaded.record.get("credit_hold").and_then(Value::as_bool))
        .unwrap_or(false);
    held.then(|| pill(Standing::new(Tone::Trouble, Icon::Stop, "Credit hold")))
        .into_any()
}

fn summary(page: OnPage) -> AnyView {
    let choices = page.session.choices();
    page.loaded.with_untracked(|loaded| {
        let marks = MARKS
            .iter()
            .filter_map(|spec| {
                loaded
                    .record
                    .get(spec.name)
                    .filter(|value| !value.is_null())
                    .map(|value| (spec, value))
            })
            .map(|(spec, value)| shown(value, Some(spec.kind), &choices))
            .filter(|text| text != crate::ui::format::UNKNOWN)
            .map(token)
            .collect_view();
        let words = whereabouts(loaded);
        view! { <p class="row">{marks} {words}</p> }.into_any()
    })
}

fn overview(page: OnPage, id: i64) -> AnyView {
    let choices = page.session.choices();
    let loaded = page.loaded.get_untracked();
    let record = &loaded.record;
    let nothing = || ().into_any();
    let lines = address_lines(&loaded)
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect_view();
    let notes = loaded.text("notes").to_owned();
    let notes = (!notes.is_empty()).then(|| {
        block(
            "Notes",
            nothing(),
            nothing(),
            view! { <p class="prose">{notes}</p> }.into_any(),
        )
    });
    let papers = PAPERS.iter().any(|spec| {
        loaded
            .record
            .get(spec.name)
            .and_then(Value::as_array)
            .is_some_and(|all| !all.is_empty())
    });
    view! {
        <div class="split">
            <div>{orders_block("customer_id", id)}{notes}</div>
            <aside class="side" aria-label="Profile">
                {block("Terms", nothing(), nothing(), pairs(record, TERMS, &choices, true))}
                {block("Goods", nothing(), nothing(), pairs(record, GOODS, &choices, false))}
                {papers.then(|| block("Papers", nothing(), nothing(), pairs(record, PAPERS, &choices, false)))}
                {block("Address", nothing(), nothing(), view! { {lines}{pairs(record, REACH, &choices, false)} }.into_any())}
                {block("Record", nothing(), nothing(), page.stamps())}
            </aside>
        </div>
    }
    .into_any()
}
