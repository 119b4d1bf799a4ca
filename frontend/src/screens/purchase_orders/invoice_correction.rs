//! Corrects issued invoices together with their order: which invoices bill the changed fields, and the reason.

use domain::ProblemCode;
use domain::problem::Problem;
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::api::record_json::Record;
use crate::config::receivables;
use crate::ui::app_error::AppError;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dialog::Dialog;
use crate::ui::dom::focus_soon;
use crate::ui::field::Field;
use crate::ui::form::Form;
use crate::ui::input::TextArea;
use crate::ui::live;

/// The JSON member of the reason.
const MEMBER: &str = "correct_invoices";
const WHY: &str = "Why the invoice is corrected";
const TITLE: &str = "Correct invoices";

/// The dialog that confirms correcting issued invoices.
#[derive(Clone, Copy)]
pub(super) struct InvoiceCorrection {
    open: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    send: StoredValue<Option<Callback<String>>>,
}

impl InvoiceCorrection {
    /// Closed.
    pub(super) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            problem: RwSignal::new(None),
            send: StoredValue::new(None),
        }
    }

    /// Asks, when that is what the server refused for; `send` sends the change again with the reason.
    pub(super) fn asks(self, error: &AppError, send: Callback<String>) -> bool {
        let asked = error.is(ProblemCode::LineBilled);
        if asked {
            self.problem.set(error.problem.as_deref().cloned());
            self.send.set_value(Some(send));
            self.open.set(true);
        }
        asked
    }

    /// Asks without a refusal: for a difference that is there already.
    pub(super) fn start(self, send: Callback<String>) {
        self.problem.set(None);
        self.send.set_value(Some(send));
        self.open.set(true);
    }

    pub(super) fn dialog(self) -> AnyView {
        let label = Signal::stored(TITLE.to_owned());
        view! {
            <Dialog open=self.open label=label>
                {move || self.open.get().then(|| self.inside())}
            </Dialog>
        }
        .into_any()
    }

    fn inside(self) -> AnyView {
        let reason = RwSignal::new(String::new());
        let missing = RwSignal::new(None::<String>);
        let go = move |()| {
            let text = reason.get_untracked().trim().to_owned();
            if text.is_empty() {
                missing.set(Some(
                    "Enter a reason; it is kept with the order and the invoice".to_owned(),
                ));
                return;
            }
            self.open.set(false);
            if let Some(send) = self.send.get_value() {
                send.run(text);
            }
        };
        focus_soon("dialog[open] textarea");
        view! {
            <div class="body">
                <h2>{TITLE}</h2>
                {self.problem.get_untracked().map(|problem| invoices(&problem))}
                <p class="muted">
                    "A credit memo or an invoice for the difference is issued together with this change. The issued invoice stays as it is."
                </p>
                <Field name="reason" label=WHY required=true error=missing>
                    <TextArea value=reason on_change=move |text| reason.set(text)/>
                </Field>
            </div>
            <footer>
                <Button label="Cancel" on_press=move |()| self.open.set(false)/>
                <Button label=TITLE look=ButtonStyle::Primary on_press=go/>
            </footer>
        }
        .into_any()
    }
}

/// The invoices that bill what changes, with the way to each, and the lines.
fn invoices(problem: &Problem) -> AnyView {
    let links = problem.blockers.iter().map(|invoice| {
        let href = receivables::LIST.at(invoice.id);
        view! { <li><a class="link" href=href>{invoice.label.clone()}</a></li> }
    });
    let lines = problem
        .errors
        .iter()
        .map(|error| view! { <li>{error.message.clone()}</li> });
    view! {
        <p>"This change affects lines that are invoiced:"</p>
        <ul class="prose">{lines.collect_view()}{problem.errors.is_empty().then(|| links.collect_view())}</ul>
    }
    .into_any()
}

/// Adds the reason to a body.
pub(super) fn with_reason(body: &mut Record, reason: &str) {
    body.insert(MEMBER.to_owned(), json!({"reason": reason}));
}

/// The reason for correcting invoices with a form's change. It belongs to the change, not to the order.
#[derive(Clone, Copy)]
pub(super) struct CorrectionReason(RwSignal<String>);

impl CorrectionReason {
    /// Puts an empty reason into the context.
    pub(super) fn provide() -> Self {
        let reason = Self(RwSignal::new(String::new()));
        provide_context(reason);
        reason
    }

    /// Says so in a change that is sent.
    pub(super) fn add_to(self, patch: &mut Record) {
        if let Some(reason) = self.0.try_get_untracked()
            && !reason.trim().is_empty()
        {
            with_reason(patch, reason.trim());
        }
    }
}

/// The field for the reason, once the server requires it.
pub(super) fn correction_box(form: Form) -> AnyView {
    let Some(CorrectionReason(reason)) = use_context::<CorrectionReason>() else {
        return ().into_any();
    };
    let wrong = form.wrong();
    let asked = Memo::new(move |before: Option<&bool>| {
        let billed = wrong.with(|errors| errors.iter().any(|error| error.code == "billed"));
        billed || before == Some(&true)
    });
    live(move || {
        asked.get().then(|| {
            focus_soon("#field-correct_invoices textarea");
            view! {
                <section class="block" id="field-correct_invoices" tabindex="-1">
                    <Field name="correct_invoices" label=WHY help="Then save again: a credit memo or an invoice for the difference is issued">
                        <TextArea value=reason on_change=move |text| reason.set(text)/>
                    </Field>
                </section>
            }
            .into_any()
        })
    })
}

/// A change of nothing but the invoices.
pub(super) fn only_correction(reason: &str) -> Record {
    let mut body = Record::new();
    body.insert(MEMBER.to_owned(), Value::Null);
    with_reason(&mut body, reason);
    body
}
