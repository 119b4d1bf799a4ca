//! Purchase orders: the page of one order, and the form with its lines. The list is configured like any other.

mod appointment;
mod autofill;
mod case_entry;
mod case_list;
mod cell_inputs;
mod change_reasons;
mod claims;
mod container_weights;
mod costs;
mod editor;
#[cfg(feature = "style-guide")]
mod example;
mod fields;
mod figures;
mod form;
mod form_context;
mod formatting;
mod history_labels;
mod invoice_correction;
mod line_cells;
mod line_details;
mod line_editor;
mod line_product;
mod line_row;
mod lines_table;
mod logistics;
mod loss_confirmation;
mod merge;
mod merge_figures;
mod merge_lines;
mod notices;
mod open_claims;
mod order_form;
mod page;
mod parties;
mod preferred_products;
mod price_check;
mod readouts;
mod rest;
mod route;
mod side_facts;
mod step_dialog;
mod step_fields;
mod step_gates;
mod step_request;
mod summary;
mod timeline;
mod weigh_request;
mod weighing;
mod weights;

use std::sync::Arc;

use domain::Resource;
use domain::purchase_orders::{OrderStatus, PurchaseOrder, PurchaseOrderDraft};
use leptos::prelude::*;
use serde_json::Value;

use crate::api::record_json::{Record, text};
use crate::api::session::Session;
use crate::config::purchase_orders::LIST;
use crate::config::record_config::{ParsedRecord, RecordConfig};
use crate::config::route::Route;
use crate::pages::loaded_record::LoadedRecord;
use crate::pages::record_page::record_page;
use crate::screens::not_found;
use crate::ui::form::object_of;

/// One order.
static RECORD: RecordConfig = RecordConfig {
    list: &LIST,
    groups: fields::GROUPS,
    parse: Some(parsed),
    may_archive: |order| {
        let status: OrderStatus = text(order, "status").parse().unwrap_or_default();
        !status.is_open()
    },
    ..RecordConfig::of_draft::<PurchaseOrderDraft>()
};

/// Draws a page of orders, or their part of the page of parts.
pub fn draw(asked: Route) -> AnyView {
    match asked {
        Route::Record(_, id) => record_page(
            &RECORD,
            page::page_calls(Session::from_context()),
            id,
            page::draw,
        ),
        Route::Edit(_, id) => editor::page(id),
        #[cfg(feature = "style-guide")]
        Route::StyleGuide => example::lines(),
        _ => not_found::draw(),
    }
}

/// Reads an order that was loaded, and the inputs of its form: the one place where its JSON becomes an order.
fn parsed(record: &Record) -> ParsedRecord {
    let Ok(order) = serde_json::from_value::<PurchaseOrder>(Value::Object(record.clone())) else {
        return ParsedRecord::default();
    };
    ParsedRecord {
        draft: object_of(&order.draft()),
        typed: Some(Arc::new(order)),
    }
}

/// The order that a page holds.
fn order_of(loaded: &LoadedRecord) -> Option<Arc<PurchaseOrder>> {
    loaded.typed()
}
