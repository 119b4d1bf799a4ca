//! The dialog that takes cases: barcodes and weights are pasted or scanned into it, and it shows at once what can be read.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::order_cases::{
    AddCases, CaseFacts, CasesAdded, RejectedCase, WeightSum, assign, read_text,
};
use domain::permissions::Operation;
use domain::purchase_orders::{CorrectInvoices, OrderAction, OrderLine, PurchaseOrder};
use domain::record::EntityKind;
use domain::{CaseWeight, Id, ProblemCode, WeightUnit};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::formatting::{counted, weight};
use super::invoice_correction::InvoiceCorrection;
use super::order_of;
use super::step_dialog::show;
use crate::api::idempotency_key::IdempotencyKey;
use crate::pages::record_page::RecordPage;
use crate::ui::app_error::AppError;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dialog::{Dialog, ask_before_closing};
use crate::ui::dom::{focus, focus_soon};
use crate::ui::field::Field;
use crate::ui::format::today;
use crate::ui::icon::{Icon, icon};
use crate::ui::input::{Choice, Select, TextArea};
use crate::ui::toast::Toasts;

/// Rejected entries that are shown at once; the others are counted.
const SHOWN: usize = 50;
const TITLE: &str = "Add cases";

/// The entry of cases on the page of an order.
#[derive(Clone, Copy)]
pub(super) struct CaseEntry {
    pub(super) page: RecordPage,
    pub(super) toasts: Toasts,
    pub(super) correcting: InvoiceCorrection,
    open: RwSignal<bool>,
    text: RwSignal<String>,
    /// The id of the chosen line; blank for the line that the GTIN tells.
    line: RwSignal<String>,
    saving: RwSignal<bool>,
    /// Whether saving again confirms a sum that differs from the ordered weight.
    confirms: RwSignal<bool>,
    refusal: RwSignal<Option<String>>,
    /// What the server did not keep of the last entry.
    left_out: RwSignal<Option<CasesAdded>>,
    key: IdempotencyKey,
}

/// What the text in the dialog says.
#[derive(Debug, Clone, Default, PartialEq)]
struct Preview {
    readable: usize,
    /// Cases whose line only the server can tell, by their GTIN.
    undecided: usize,
    pounds: String,
    wrong: Vec<RejectedCase>,
}

impl CaseEntry {
    /// Closed.
    pub(super) fn on(page: RecordPage) -> Self {
        Self {
            page,
            toasts: Toasts::from_context(),
            correcting: InvoiceCorrection::new(),
            open: RwSignal::new(false),
            text: RwSignal::new(String::new()),
            line: RwSignal::new(String::new()),
            saving: RwSignal::new(false),
            confirms: RwSignal::new(false),
            refusal: RwSignal::new(None),
            left_out: RwSignal::new(None),
            key: IdempotencyKey::new(),
        }
    }

    /// Whether cases can be added to the order, and removed from it.
    pub(super) fn allowed(self, order: &PurchaseOrder) -> bool {
        order.stamps.archived_at.is_none()
            && order.allowed_actions.contains(&OrderAction::Weigh)
            && self
                .page
                .session
                .may(Operation::Act, EntityKind::PurchaseOrder)
    }

    pub(super) fn start(self) {
        self.text.set(String::new());
        self.line.set(String::new());
        self.confirms.set(false);
        self.refusal.set(None);
        self.left_out.set(None);
        self.open.set(true);
    }

    pub(super) fn dialogs(self) -> AnyView {
        let label = Signal::stored(TITLE.to_owned());
        let content = move || {
            let order = self.page.loaded.with_untracked(order_of);
            order.map(|order| self.inside(&order))
        };
        view! {
            <Dialog open=self.open label=label class="wide">{content()}</Dialog>
            {self.correcting.dialog()}
        }
        .into_any()
    }

    fn inside(self, order: &Arc<PurchaseOrder>) -> AnyView {
        let lines = order.lines.iter().map(|line| {
            let id = line
                .details
                .id
                .map_or_else(String::new, |id| id.to_string());
            Choice::new(
                id,
                format!("{}. {}", line.line_no, line.details.description),
            )
        });
        let lines: Vec<Choice> = lines.collect();
        let several = lines.len() > 1;
        let lines = Signal::stored(lines);
        let read = Arc::clone(order);
        let preview = Memo::new(move |_| {
            let chosen = self.line.with(|line| line.parse::<i64>().ok().map(Id::new));
            self.text.with(|text| preview_of(&read, text, chosen))
        });
        let filled = Signal::derive(move || self.text.with(|text| !text.trim().is_empty()));
        ask_before_closing(filled);
        let change = move |text: String| {
            self.text.set(text);
            self.confirms.set(false);
        };
        let choose = move |line: String| {
            self.line.set(line);
            self.confirms.set(false);
        };
        let label = Signal::derive(move || {
            let cases = preview.with(|preview| preview.readable + preview.undecided);
            match (self.confirms.get(), cases) {
                (true, _) => "Save anyway".to_owned(),
                (false, 0) => "Save".to_owned(),
                (false, cases) => format!("Save {}", counted(cases, "case", "cases")),
            }
        });
        let nothing = Signal::derive(move || {
            preview.with(|preview| preview.readable + preview.undecided == 0)
        });
        focus_soon("dialog[open] textarea");
        view! {
            <div class="body cases" on:keydown=move |event| self.take_separator(&event)>
                <h2>{TITLE}</h2>
                {move || self.refusal.get().map(refusal_banner)}
                {move || self.left_out.get().map(|added| left_out(&added))}
                {several.then(|| view! {
                    <Field name="case_line" label="Line" help="Not needed for a GTIN that a product of this order has">
                        <Select choices=lines value=self.line on_change=choose blank="By GTIN"/>
                    </Field>
                })}
                <Field name="case_text" label="Barcodes or weights" help="Scan GS1 barcodes one after the other, or paste them or a list of weights">
                    <TextArea value=self.text on_change=change rows=8/>
                </Field>
                <div role="status">{move || preview.with(shown)}</div>
            </div>
            <footer>
                <Button label="Close" on_press=move |()| self.open.set(false)/>
                <Button label=label look=ButtonStyle::Primary busy=self.saving disabled=nothing key="save" on_press=move |()| self.save(None)/>
            </footer>
        }
        .into_any()
    }

    /// Scanners that type send the separator of GS1 data (ASCII 29) as Ctrl+], which browsers ignore.
    fn take_separator(self, event: &KeyboardEvent) {
        if event.ctrl_key() && event.key() == "]" {
            event.prevent_default();
            self.text.update(|text| text.push(domain::gs1::FNC1));
        }
    }

    fn save(self, reason: Option<String>) {
        if self.saving.get_untracked() {
            return;
        }
        let loaded = self.page.loaded;
        let Some((id, etag)) = loaded.try_with_untracked(|now| (now.id, now.etag.clone())) else {
            return;
        };
        let body = AddCases {
            line_id: self
                .line
                .with_untracked(|line| line.parse::<i64>().ok().map(Id::new)),
            text: self.text.get_untracked(),
            accept_variance: self.confirms.get_untracked(),
            correct_invoices: reason.map(|reason| CorrectInvoices { reason }),
            ..AddCases::default()
        };
        let (session, key) = (self.page.session, self.key.get());
        self.saving.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            let answer = session
                .api()
                .add_order_cases(Id::new(id), &etag, Some(&key), &body)
                .await;
            self.saving.try_set(false);
            match answer.map_err(AppError::from) {
                Ok(added) => self.saved(id, added.value).await,
                Err(error) => self.refused(id, &error).await,
            }
        });
    }

    async fn saved(self, id: i64, added: CasesAdded) {
        self.key.used();
        let pounds: Vec<String> = added
            .lines
            .iter()
            .filter_map(|line| {
                let pounds = weight(line.weight_lb?);
                Some(format!("line {}: {pounds} lb", line.line_no))
            })
            .collect();
        let kept = usize::try_from(added.kept).unwrap_or_default();
        if kept > 0 {
            let cases = counted(kept, "case", "cases");
            self.toasts
                .say(format!("{cases} saved, {}", pounds.join(", ")));
        }
        self.text.try_set(String::new());
        self.confirms.try_set(false);
        if added.rejected.is_empty() {
            self.open.try_set(false);
        }
        self.left_out
            .try_set(Some(added).filter(|added| !added.rejected.is_empty()));
        focus("dialog[open] textarea");
        self.reload(id).await;
    }

    async fn refused(self, id: i64, error: &AppError) {
        if self.open.is_disposed() {
            self.toasts.error(error);
            return;
        }
        self.key.failed(error);
        let again = Callback::new(move |reason: String| self.save(Some(reason)));
        if self.correcting.asks(error, again) {
            return;
        }
        let errors = error.errors();
        let confirmable =
            !errors.is_empty() && errors.iter().all(|error| error.code == "weight_variance");
        self.confirms.set(confirmable);
        let words = errors.first().map(|error| error.message.clone());
        if error.is(ProblemCode::StaleVersion) {
            self.reload(id).await;
            self.refusal.try_set(Some(
                "The order was changed meanwhile. Save again".to_owned(),
            ));
            return;
        }
        self.refusal
            .set(Some(words.unwrap_or_else(|| error.message())));
    }

    /// Shows the order as it is now.
    pub(super) async fn reload(self, id: i64) {
        let Some(coming) = self.page.calls.read.try_run(id) else {
            return;
        };
        match coming.await {
            Ok(now) => show(self.page, now),
            Err(error) => self.toasts.error(&error),
        }
    }
}

/// What a text says about the lines of an order. Which product has a GTIN only the server knows.
fn preview_of(order: &PurchaseOrder, text: &str, chosen: Option<Id<OrderLine>>) -> Preview {
    let entries = read_text(text, today());
    // A barcode names its unit.
    let labeled: BTreeMap<i64, (CaseWeight, WeightUnit)> = entries
        .iter()
        .flatten()
        .filter(|read| read.gtin.is_some())
        .map(|read| (read.index, (read.weight, read.unit.unwrap_or_default())))
        .collect();
    let assigned = assign(&order.lines, entries, chosen, &CaseFacts::default());
    let mut sum = WeightSum::default();
    for case in &assigned.kept {
        sum.add(case.read.weight.units(), case.unit);
    }
    let (mut undecided, mut wrong) = (0, Vec::new());
    for rejected in assigned.rejected {
        let label = labeled.get(&rejected.index);
        match label.filter(|_| rejected.code == "line_unclear") {
            Some((weight, unit)) => {
                undecided += 1;
                sum.add(weight.units(), *unit);
            }
            None => wrong.push(rejected),
        }
    }
    Preview {
        readable: assigned.kept.len(),
        undecided,
        pounds: sum.in_unit(WeightUnit::Lb).map(weight).unwrap_or_default(),
        wrong,
    }
}

fn shown(preview: &Preview) -> AnyView {
    let cases = preview.readable + preview.undecided;
    let sum = (cases > 0).then(|| {
        let words = format!("{}, {} lb", counted(cases, "case", "cases"), preview.pounds);
        view! { <p class="row"><b>{words}</b></p> }
    });
    let undecided = (preview.undecided > 0).then(|| {
        let words =
            "The GTIN tells the line if a product of this order has it. Otherwise choose the line.";
        view! { <p class="small muted">{words}</p> }
    });
    let wrong = wrong_entries(&preview.wrong, "will be left out");
    view! { {sum}{undecided}{wrong} }.into_any()
}

/// What was not kept, after saving.
fn left_out(added: &CasesAdded) -> AnyView {
    let kept = usize::try_from(added.kept).unwrap_or_default();
    let words = format!("{} saved.", counted(kept, "case", "cases"));
    let wrong = wrong_entries(&added.rejected, "left out");
    view! { <div class="left-out" role="alert"><p><b>{words}</b></p>{wrong}</div> }.into_any()
}

fn wrong_entries(wrong: &[RejectedCase], said: &'static str) -> AnyView {
    if wrong.is_empty() {
        return ().into_any();
    }
    let words = format!("{} {said}:", counted(wrong.len(), "entry", "entries"));
    let rows = wrong.iter().take(SHOWN).map(|entry| {
        let text = entry.text.replace(domain::gs1::FNC1, "[GS]");
        let place = entry.index + 1;
        view! { <li><span class="muted">{place}". "</span><code>{text}</code>" "<span>{entry.message.clone()}</span></li> }
    });
    let rows = rows.collect_view();
    let more = wrong.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| view! { <p class="small muted">"and "{more}" more"</p> });
    view! {
        <p class="caution row">{icon(Icon::Caution)}<span>{words}</span></p>
        <ul class="wrong-cases">{rows}</ul>
        {more}
    }
    .into_any()
}
