//! Style guide: parts driven by field tables.

use std::sync::Arc;

use domain::history::HistoryEntry;
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::api::record_json::Record;
use crate::api::session::Session;
use crate::ui::app_error::BoxFuture;
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::filter_controls::filter_control;
use crate::ui::filters::{FilterKind, FilterSpec, filter_bar};
use crate::ui::form::Form;
use crate::ui::form_view::form_groups;
use crate::ui::grid::Grid;
use crate::ui::history::{History, HistoryPage};
use crate::ui::icon::Icon;
use crate::ui::record_parts::pairs;
use crate::ui::status::{StatusLabel, Tone};
use crate::ui::table::{Cell, Column, OnCard, Row, all_shown};
use crate::ui::tabs::{Tab, Tabs};
use crate::ui::url_query::UrlQuery;

fn object(value: Value) -> Record {
    match value {
        Value::Object(record) => record,
        _ => Record::new(),
    }
}

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("species", "Species", FilterKind::Codes("species")),
    FilterSpec::new("supplier_id", "Supplier", FilterKind::Record("/suppliers")),
    FilterSpec::new("pickup_date", "Pick-up", FilterKind::Days),
    FilterSpec::new("buy_total", "Buy, $", FilterKind::Figures(2)),
    FilterSpec::new("city", "City", FilterKind::Word),
    FilterSpec::new("has_contacts", "Has contacts", FilterKind::Flag),
    FilterSpec::new("archived", "Archived", FilterKind::Archived),
];

/// The filters of a list, stored in the address.
pub(super) fn filters() -> AnyView {
    let choices = Session::from_context().choices();
    view! { <div class="row">{filter_bar(FILTERS, choices, UrlQuery::current(), None, filter_control)}</div> }.into_any()
}

/// Tabs with counts.
pub(super) fn tabs() -> AnyView {
    let counted = |name, label, count: &str| Tab {
        count: Signal::stored(Some(count.to_owned())),
        ..Tab::new(name, label)
    };
    let tabs = vec![
        Tab::new("", "Overview"),
        counted("orders", "Orders", "12"),
        counted("contacts", "Contacts", "0"),
        Tab::new("history", "History"),
    ];
    view! { <Tabs label="Example" tabs=tabs path="/styleguide".to_owned()/> }.into_any()
}

const ROW: &[FieldSpec] = &[
    FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")).required(),
    FieldSpec::new("item_number", "Their item number", Kind::Line),
    FieldSpec::new("is_primary", "Primary", Kind::Flag),
];

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Kinds of field",
        about: "One control for each, from a table.",
        fields: &[
            FieldSpec::new("line", "A line", Kind::Line).required(),
            FieldSpec::new("phone", "Phone", Kind::Phone),
            FieldSpec::new("email", "E-mail", Kind::Email),
            FieldSpec::new("state", "State", Kind::State),
            FieldSpec::new("time_zone", "Time zone", Kind::Zone),
            FieldSpec::new("day", "Day", Kind::Day),
            FieldSpec::new("money", "Money", Kind::Money),
            FieldSpec::new("price", "Price", Kind::Price),
            FieldSpec::new("weight", "Weight", Kind::Weight),
            FieldSpec::new("count", "Count", Kind::Count),
            FieldSpec::new("code", "One code", Kind::Code("species")),
            FieldSpec::new("codes", "Several codes", Kind::Codes("species")),
            FieldSpec::new("flag", "Yes or no", Kind::Flag),
            FieldSpec::new("password", "Password", Kind::Secret),
            FieldSpec::new("ticks", "A short list", Kind::Ticks("delivery_profile")).full_width(),
        ],
    },
    FieldGroup {
        title: "Other records",
        about: "Found by typing, made in place, in rows.",
        fields: &[
            FieldSpec::new("supplier_id", "Supplier", Kind::Record("/suppliers")),
            FieldSpec::new("customers", "Customers", Kind::Records("/customers")),
            FieldSpec::new("sellers", "Suppliers", Kind::Rows(ROW)).full_width(),
        ],
    },
];

/// A form of every kind of field.
pub(super) fn form() -> AnyView {
    let choices = Session::from_context().choices();
    let start = json!({
        "line": "Brindlemoor Beef Packing", "phone": "+14025550100", "country": "USA", "state": "NE",
        "time_zone": "America/Chicago", "day": "2026-09-14", "money": "49256.51", "price": "122.75",
        "weight": "40127.5", "count": 20, "code": "beef", "codes": ["beef", "veal"], "flag": true,
        "sellers": [{"supplier_id": null, "item_number": "X-14", "is_primary": true}],
    });
    let form = Form::new(object(start), Arc::new(|_| Vec::new()));
    view! { <div class="form">{form_groups(form, GROUPS, &choices)}</div> }.into_any()
}

/// Facts, with links to other records.
pub(super) fn facts() -> AnyView {
    let choices = Session::from_context().choices();
    let record = object(json!({
        "line": "Brindlemoor Beef Packing", "phone": "+14025550100", "money": "49256.51", "codes": ["beef", "veal"],
        "supplier_id": 1, "supplier_name": "Oldharrow Meats", "archived_links": ["supplier_id"],
        "customers": [1, 2], "customer_names": ["Wexcombe Grinding Company", "Marrowick Grocers"],
    }));
    let fields: Vec<FieldSpec> = GROUPS
        .iter()
        .flat_map(|group| group.fields)
        .copied()
        .collect();
    pairs(&record, &fields, &choices, false)
}

/// A table whose rows are ticked, with links and an archived one.
pub(super) fn ticked() -> AnyView {
    let columns = all_shown(&[
        Column::new("name", "Carrier", Kind::Line)
            .cut()
            .card(OnCard::Head),
        Column::new("insurance", "Insurance", Kind::Line).card(OnCard::State),
        Column::new("supplier", "Loads at", Kind::Line)
            .cut()
            .card(OnCard::Lead),
        Column::new("species", "Species", Kind::Line).card(OnCard::Whole),
    ]);
    let row = |id: i64, name: &str, standing: StatusLabel, archived: bool| Row {
        id,
        version: 1,
        href: "/styleguide".to_owned(),
        cells: vec![
            Cell::Text(name.to_owned()),
            Cell::Status(standing, Vec::new()),
            Cell::Link(
                "Oldharrow Meats".to_owned(),
                "/styleguide".to_owned(),
                archived,
            ),
            Cell::Tokens(vec!["Beef".to_owned(), "Veal".to_owned()]),
        ],
        past: archived,
        archived,
    };
    let rows = vec![
        row(
            1,
            "Coldwater Haulage",
            StatusLabel::new(Tone::Good, Icon::Valid, "Valid"),
            false,
        ),
        row(
            2,
            "Northfork Reefer Lines",
            StatusLabel::new(Tone::Caution, Icon::Caution, "Expiring"),
            false,
        ),
        row(
            3,
            "Tallgrass Transport",
            StatusLabel::new(Tone::Danger, Icon::Stop, "Expired"),
            true,
        ),
    ];
    let chosen = RwSignal::new([2].into_iter().collect());
    view! {
        <Grid
            label="Carriers"
            columns=Signal::stored(columns)
            rows=rows
            plain=true
            density="compact"
            ticked=Some(chosen)
            on_width=Callback::new(|_| ())
        />
    }
    .into_any()
}

/// A history.
pub(super) fn history() -> AnyView {
    let choices = Session::from_context().choices();
    let load = Callback::new(|_: Option<String>| -> BoxFuture<HistoryPage> {
        Box::pin(async {
            let entries_json = json!([
                {"id": 2, "at": "2026-09-16T14:11:08Z", "actor_id": 1, "actor_name": "Sam Orton", "action": "update", "version": 2,
                 "changes": [{"pointer": "/money", "before": "40000.00", "after": "49256.51"}], "request_id": null, "reason": null},
                {"id": 1, "at": "2026-09-15T09:02:41Z", "actor_id": 2, "actor_name": "Dana Whitlock", "action": "create", "version": 1,
                 "changes": [], "request_id": null, "reason": null},
            ]);
            let entries: Vec<HistoryEntry> =
                serde_json::from_value(entries_json).unwrap_or_default();
            Ok((entries, None))
        })
    });
    view! { <History load=load groups=GROUPS choices=choices back=None/> }.into_any()
}
