//! Costs of an order in its form, with the amount of each, and on its page.

use std::sync::Arc;

use domain::choices::{Choices, FixedChoice};
use domain::purchase_orders::{CostPayee, OrderCost, PurchaseOrder};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::LIST;
use super::fields::{COST, COSTS};
use super::figures::Figures;
use super::formatting::dollars;
use crate::ui::button::{Button, IconButton};
use crate::ui::field_spec::{FieldSpec, Kind};
use crate::ui::form::Form;
use crate::ui::form_value::FormValue;
use crate::ui::form_view::frame;
use crate::ui::format::UNKNOWN;
use crate::ui::icon::Icon;
use crate::ui::record_parts::internal_block;
use crate::ui::rows_input::cell;

/// The list of costs in the form.
const FIELD: FieldSpec = FieldSpec::new("costs", "Costs", Kind::Rows(COST));

/// The group of the form.
pub(super) fn costs_group(form: Form, figures: Memo<Figures>, choices: &Arc<Choices>) -> AnyView {
    let list = FormValue::new(form, "/costs");
    let value = list.value();
    let count = Memo::new(move |_| value.with(|value| value.as_array().map_or(0, Vec::len)));
    let all = move || value.with_untracked(|value| value.as_array().cloned().unwrap_or_default());
    let add = move |()| {
        let mut rows = all();
        rows.push(json!({
            "kind": "freight", "description": null, "paid_by": "us", "payee": "other", "carrier_id": null, "supplier_id": null,
            "payee_name": null, "basis": "flat", "rate": null, "actual_amount": null,
        }));
        list.set(Value::Array(rows));
    };
    let remove = move |at: usize| {
        move |()| {
            let mut rows = all();
            if at < rows.len() {
                rows.remove(at);
            }
            list.set(Value::Array(rows));
        }
    };
    let choices = Arc::clone(choices);
    let row = move |at: usize| {
        let payee = FormValue::new(form, format!("/costs/{at}/payee")).text();
        empty_other_payees(form, at, payee);
        let choices = Arc::clone(&choices);
        let cells = move || {
            let shown = |spec: &&FieldSpec| match spec.name {
                "carrier_id" => payee.get() == CostPayee::Carrier.code(),
                "supplier_id" => payee.get() == CostPayee::Supplier.code(),
                "payee_name" => payee.get() == CostPayee::Other.code(),
                _ => true,
            };
            let cells = COST.iter().filter(shown);
            cells
                .map(|spec| cell(form, FIELD, at, *spec, &choices))
                .collect_view()
        };
        let amount = move || figures.with(|figures| figures.costs.get(at).map(amount_of));
        let label = format!("Remove cost {}", at + 1);
        view! {
            <div class="cells cost" role="group" aria-label=format!("Cost {}", at + 1)>
                {cells}
                <div class="field"><span class="label">"Amount, $"</span><output class="amount">{amount}</output></div>
                <IconButton sign=Icon::Cross label=label on_press=remove(at)/>
            </div>
        }
    };
    let rows = view! {
        <div class="rows-input" id="field-costs">
            <For each=move || 0..count.get() key=|at| *at children=row/>
            <div><Button label="Add a cost" sign=Icon::Plus slim=true on_press=add/></div>
        </div>
    };
    frame(COSTS.title, COSTS.about, rows.into_any())
}

/// Empties the payees that are not chosen: the server refuses more than one.
fn empty_other_payees(form: Form, at: usize, payee: Signal<String>) {
    Effect::new(move |before: Option<String>| {
        let now = payee.get();
        if before.is_some_and(|before| before != now) {
            for (code, field) in [
                (CostPayee::Carrier.code(), "carrier_id"),
                (CostPayee::Supplier.code(), "supplier_id"),
                (CostPayee::Other.code(), "payee_name"),
            ] {
                if now != code {
                    FormValue::new(form, format!("/costs/{at}/{field}")).set(Value::Null);
                }
            }
        }
        now
    });
}

fn amount_of(cost: &OrderCost) -> AnyView {
    match cost.amount {
        Some(amount) => {
            view! { <span class:est=cost.is_estimated()>{dollars(amount)}</span> }.into_any()
        }
        None => view! { <span class="faint">{UNKNOWN}</span> }.into_any(),
    }
}

/// The costs on the order's page; nothing while there are none.
pub(super) fn costs_block(order: &PurchaseOrder) -> Option<AnyView> {
    if order.costs.is_empty() {
        return None;
    }
    let rows = order.costs.iter().map(|cost| {
        let details = &cost.details;
        let what = details
            .description
            .clone()
            .unwrap_or_else(|| details.kind.label().to_owned());
        let payee = match details.payee {
            CostPayee::Us => Some("to us".to_owned()),
            _ => cost.payee().map(str::to_owned),
        };
        let payer = (!cost.is_ours())
            .then(|| format!("paid by the {}", details.paid_by.label().to_lowercase()));
        let about: Vec<String> = [payee, payer].into_iter().flatten().collect();
        view! {
            <dt>{what}<small class="muted">{about.join(", ")}</small></dt>
            <dd class:muted=!(cost.is_ours() || cost.is_earned())>{amount_of(cost)}</dd>
        }
    });
    let open = order.costs.iter().any(OrderCost::is_estimated);
    let href = format!("{}/edit?at=/costs", LIST.at(order.id.get()));
    let waits = (open && !order.status.is_read_only())
        .then(|| view! { <p class="muted">"≈ until the bill is in. "<a class="link" href=href>"Enter actual amounts"</a></p> });
    let content = view! { <dl class="pairs costs">{rows.collect_view()}</dl>{waits} };
    Some(internal_block("Costs", content.into_any()))
}
