//! Reasons that are sent with a change and stored in history only: why a shipped record is replaced, why a margin is below the floor,
//! why a manager overrides a gate.

use domain::ProblemCode;
use domain::choices::FixedChoice;
use domain::permissions::Operation;
use domain::purchase_orders::{FieldLock, OrderStatus, OverridableRule};
use domain::record::EntityKind;
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::api::record_json::Record;
use crate::api::session::Session;
use crate::ui::app_error::AppError;
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::input::TextArea;
use crate::ui::live;

/// The name under which the reason of a change travels.
const CHANGE_REASON: &str = "change_reason";
/// The name under which the reason for a margin below the floor travels.
const MARGIN_REASON: &str = "margin_reason";
/// The name under which an override travels.
const OVERRIDE: &str = "override";

/// Reasons beside the form: they are no values of the order.
#[derive(Clone, Copy)]
pub(super) struct ChangeReasons {
    change: RwSignal<String>,
    margin: RwSignal<String>,
    override_reason: RwSignal<String>,
    /// The gate that refused the last save.
    blocked: RwSignal<Option<OverridableRule>>,
}

impl ChangeReasons {
    /// Puts empty reasons into the context.
    pub(super) fn provide() -> Self {
        let reasons = Self {
            change: RwSignal::new(String::new()),
            margin: RwSignal::new(String::new()),
            override_reason: RwSignal::new(String::new()),
            blocked: RwSignal::new(None),
        };
        provide_context(reasons);
        reasons
    }

    /// Says them in a change that is sent.
    pub(super) fn add_to(self, patch: &mut Record) {
        let typed = |signal: RwSignal<String>| {
            let text = signal.try_get_untracked().unwrap_or_default();
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        if let Some(reason) = typed(self.change) {
            patch.insert(CHANGE_REASON.to_owned(), Value::String(reason));
        }
        if let Some(reason) = typed(self.margin) {
            patch.insert(MARGIN_REASON.to_owned(), Value::String(reason));
        }
        let rule = self.blocked.try_get_untracked().flatten();
        if let (Some(rule), Some(reason)) = (rule, typed(self.override_reason)) {
            let override_reason = json!({"rule": rule.code(), "reason": reason});
            patch.insert(OVERRIDE.to_owned(), override_reason);
        }
    }

    /// Learns from a refusal which gate has to be overridden.
    pub(super) fn learn(self, error: &AppError) {
        let rules = [
            (ProblemCode::CreditBlocked, OverridableRule::CreditBlocked),
            (ProblemCode::TenderBlocked, OverridableRule::TenderBlocked),
        ];
        for (code, rule) in rules {
            if error.is(code) {
                self.blocked.try_set(Some(rule));
            }
        }
    }
}

/// Whether a field of a shipped load's record is replaced in the form.
fn replaces(status: OrderStatus, before: &Record, now: &Record) -> bool {
    before.iter().any(|(name, old)| {
        !old.is_null()
            && now.get(name) != Some(old)
            && status.header_lock(name) == FieldLock::Replaceable
    })
}

/// The places for the reasons, as soon as they are needed.
pub(super) fn reasons_box(form: Form, status: OrderStatus) -> AnyView {
    let Some(reasons) = use_context::<ChangeReasons>() else {
        return ().into_any();
    };
    let session = Session::from_context();
    let asked = Memo::new(move |_| {
        let wrong = form.error(CHANGE_REASON).with(Option::is_some);
        wrong || replaces(status, &form.base(), &form.tracked())
    });
    let may_override = session.may(Operation::Override, EntityKind::PurchaseOrder);
    let change = live(move || {
        asked.get().then(|| {
            reason_field(
                form,
                CHANGE_REASON,
                "Reason for the change after shipping",
                reasons.change,
            )
        })
    });
    // Once asked for, it stays, so that it can be corrected.
    let below_floor = Memo::new(move |before: Option<&bool>| {
        form.error(MARGIN_REASON).with(Option::is_some) || before == Some(&true)
    });
    let margin = live(move || {
        below_floor.get().then(|| {
            reason_field(
                form,
                MARGIN_REASON,
                "Reason for a margin below the floor",
                reasons.margin,
            )
        })
    });
    let override_reason = live(move || {
        let rule = reasons.blocked.get().filter(|_| may_override)?;
        let label = match rule {
            OverridableRule::CreditBlocked => "Reason for the credit override",
            OverridableRule::TenderBlocked => "Reason for the carrier override",
            // A change is never held back by claims.
            OverridableRule::ClaimsOpen => return None,
        };
        Some(reason_field(form, OVERRIDE, label, reasons.override_reason))
    });
    view! { {change}{margin}{override_reason} }.into_any()
}

fn reason_field(
    form: Form,
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
) -> AnyView {
    view! {
        <section class="block" id=format!("field-{name}") tabindex="-1">
            <Field
                name=name
                label=label
                help="Kept in the history"
                required=true
                max_length=form.field_rule(name).max_length
                error=form.error(name)
                on_leave=form.leave(name)
            >
                <TextArea value=value on_change=move |text: String| value.set(text) rows=2/>
            </Field>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reason_is_asked_for_what_shipping_rests_on() {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let before =
            object(json!({"carrier_release_number": "REL-1", "freight_cost": null, "notes": "a"}));
        let other =
            object(json!({"carrier_release_number": "REL-2", "freight_cost": null, "notes": "a"}));
        let noted = object(
            json!({"carrier_release_number": "REL-1", "freight_cost": "5.00", "notes": "b"}),
        );
        assert!(replaces(OrderStatus::InTransit, &before, &other));
        assert!(!replaces(OrderStatus::Confirmed, &before, &other));
        assert!(
            !replaces(OrderStatus::InTransit, &before, &noted),
            "filled in for the first time"
        );
    }
}
