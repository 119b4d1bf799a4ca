//! The cases of an order by line: a list in a dialog, their removal, and the export.

use domain::Id;
use domain::list::MAX_LIMIT;
use domain::order_cases::{OrderCase, RemoveCases};
use domain::purchase_orders::{CorrectInvoices, OrderLine, PurchaseOrder};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::RECORD;
use super::case_entry::CaseEntry;
use super::formatting::{counted, joined, unit};
use super::order_of;
use super::step_dialog::show;
use super::weights::id_of;
use crate::api::idempotency_key::new_key;
use crate::pages::loaded_record::LoadedRecord;
use crate::ui::app_error::AppError;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dialog::{Dialog, ask_before_closing};
use crate::ui::field::Field;
use crate::ui::format::{day, grouped, moment};
use crate::ui::input::{Switch, TextInput};
use crate::ui::status::token;
use crate::ui::{live, set_of};

/// The dialog with the cases of a line.
#[derive(Clone, Copy)]
pub(super) struct CaseList {
    entry: CaseEntry,
    open: RwSignal<bool>,
    line: RwSignal<i64>,
    cases: RwSignal<Vec<OrderCase>>,
    /// Where the next page begins.
    next: RwSignal<Option<String>>,
    with_removed: RwSignal<bool>,
    loading: RwSignal<bool>,
    chosen: RwSignal<Vec<i64>>,
    reason: RwSignal<String>,
    /// Why nothing was removed.
    refusal: RwSignal<Option<String>>,
    missing: RwSignal<Option<String>>,
    confirms: RwSignal<bool>,
    saving: RwSignal<bool>,
}

impl CaseList {
    /// Closed.
    pub(super) fn of(entry: CaseEntry) -> Self {
        Self {
            entry,
            open: RwSignal::new(false),
            line: RwSignal::new(0),
            cases: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            with_removed: RwSignal::new(false),
            loading: RwSignal::new(false),
            chosen: RwSignal::new(Vec::new()),
            reason: RwSignal::new(String::new()),
            refusal: RwSignal::new(None),
            missing: RwSignal::new(None),
            confirms: RwSignal::new(false),
            saving: RwSignal::new(false),
        }
    }

    /// Shows the cases of a line.
    pub(super) fn start(self, line: i64) {
        self.line.set(line);
        self.with_removed.set(false);
        self.reset();
        self.open.set(true);
        self.load(true);
    }

    fn reset(self) {
        self.chosen.set(Vec::new());
        self.reason.set(String::new());
        self.refusal.set(None);
        self.missing.set(None);
        self.confirms.set(false);
    }

    /// Reads the first page, or the next.
    fn load(self, anew: bool) {
        let (session, order) = (self.entry.page.session, self.entry.page.id());
        let cursor = self.next.get_untracked().filter(|_| !anew);
        let mut query = vec![
            ("line_id".to_owned(), self.line.get_untracked().to_string()),
            ("limit".to_owned(), MAX_LIMIT.to_string()),
        ];
        if self.with_removed.get_untracked() {
            query.push(("removed".to_owned(), "true".to_owned()));
        }
        query.extend(cursor.map(|cursor| ("cursor".to_owned(), cursor)));
        self.loading.set(true);
        spawn_local(async move {
            let answer = session.api().order_cases(Id::new(order), &query).await;
            self.loading.try_set(false);
            match answer.map_err(AppError::from) {
                Ok(page) => {
                    self.cases.try_update(|cases| {
                        if anew {
                            cases.clear();
                        }
                        cases.extend(page.items);
                    });
                    self.next.try_set(page.next_cursor);
                }
                Err(error) => {
                    self.refusal.try_set(Some(error.message()));
                }
            }
        });
    }

    pub(super) fn dialog(self) -> AnyView {
        let label = Signal::stored("Cases".to_owned());
        let content = move || {
            let order = self.entry.page.loaded.with_untracked(order_of);
            order.map(|order| self.inside(&order))
        };
        view! { <Dialog open=self.open label=label class="wide">{content()}</Dialog> }.into_any()
    }

    fn inside(self, order: &PurchaseOrder) -> AnyView {
        let allowed = self.entry.allowed(order);
        let line = self.line.get_untracked();
        let mut lines = order.lines.iter();
        let line = lines.find(|known| known.details.id.map(Id::get) == Some(line));
        let title = line.map_or_else(
            || "Cases".to_owned(),
            |line| {
                format!(
                    "Cases of line {}: {}",
                    line.line_no, line.details.description
                )
            },
        );
        ask_before_closing(Signal::derive(move || {
            self.chosen.with(|chosen| !chosen.is_empty())
        }));
        let rows = move || {
            let cases = self.cases.get();
            let rows = cases.into_iter().map(|case| self.row(case, allowed));
            rows.collect_view()
        };
        let more = live(move || {
            self.next.with(Option::is_some).then(|| {
                view! { <Button label="Load more" slim=true busy=self.loading on_press=move |()| self.load(false)/> }
                    .into_any()
            })
        });
        let empty = live(move || {
            let none = self.cases.with(Vec::is_empty) && !self.loading.get();
            none.then(|| view! { <p class="muted">"No cases"</p> }.into_any())
        });
        let both = move |both: bool| {
            self.with_removed.set(both);
            self.load(true);
        };
        let removal = live(move || {
            self.chosen.with(|chosen| !chosen.is_empty()).then(|| {
                view! {
                    <Field name="case_reason" label="Why they are removed" required=true error=self.missing>
                        <TextInput value=self.reason on_change=move |text| self.reason.set(text)/>
                    </Field>
                }
                .into_any()
            })
        });
        let label = Signal::derive(move || {
            let count = self.chosen.with(Vec::len);
            let anyway = if self.confirms.get() { " anyway" } else { "" };
            format!("Remove {}{anyway}", counted(count, "case", "cases"))
        });
        let remove = live(move || {
            self.chosen.with(|chosen| !chosen.is_empty()).then(|| {
                view! { <Button label=label look=ButtonStyle::Danger busy=self.saving on_press=move |()| self.remove(None)/> }
                    .into_any()
            })
        });
        view! {
            <div class="body cases">
                <h2>{title}</h2>
                {move || self.refusal.get().map(refusal_banner)}
                <Switch label="Removed cases too" value=self.with_removed on_change=both/>
                {empty}
                <ul class="plain-list case-list">{rows}</ul>
                {more}
                {removal}
            </div>
            <footer>
                <Button label="Download CSV" on_press=move |()| self.download()/>
                <Button label="Close" on_press=move |()| self.open.set(false)/>
                {remove}
            </footer>
        }
        .into_any()
    }

    fn row(self, case: OrderCase, allowed: bool) -> AnyView {
        let id = case.id.get();
        let weight = grouped(short(&case.weight.to_string()));
        let many = (case.units > 1).then(|| format!("{} cases, ", case.units));
        let name = format!(
            "{}{weight} {}",
            many.unwrap_or_default(),
            unit(case.weight_unit)
        );
        let word = |word: &str, text: Option<String>| {
            text.map(|text| format!("{word} {text}"))
                .unwrap_or_default()
        };
        let said = joined([
            word("serial", case.serial.clone()),
            word("lot", case.lot_number.clone()),
            word("GTIN", case.gtin.clone()),
            word("produced", case.production_date.map(day)),
            word("packed", case.packaging_date.map(day)),
            word("best before", case.best_before.map(day)),
            word("expires", case.expiration_date.map(day)),
        ]);
        let entered = format!("{}, {}", case.created_by_name, moment(case.created_at));
        let gone = case.removed_at.map(|at| {
            let by = case.removed_by_name.clone().unwrap_or_default();
            let why = case.remove_reason.clone().unwrap_or_default();
            let words = format!("{by}, {}: {why}", moment(at));
            view! { <small>{token("Removed")}" "{words}</small> }
        });
        let counts = case.removed_at.is_none();
        let tick = move |event: web_sys::Event| {
            let on = event_target_checked(&event);
            self.confirms.set(false);
            self.chosen.update(|chosen| {
                chosen.retain(|known| *known != id);
                if on {
                    chosen.push(id);
                }
            });
        };
        let ticked = move || self.chosen.with(|chosen| chosen.contains(&id));
        let head = if allowed && counts {
            view! { <label class="hit"><input type="checkbox" prop:checked=ticked on:change=tick/><b>{name}</b></label> }
                .into_any()
        } else {
            view! { <b>{name}</b> }.into_any()
        };
        view! {
            <li class:past=!counts>
                {head}
                <small>{said}</small>
                <small class="faint">{entered}</small>
                {gone}
            </li>
        }
        .into_any()
    }

    fn remove(self, invoices: Option<String>) {
        let reason = self.reason.get_untracked().trim().to_owned();
        if reason.is_empty() {
            self.missing
                .set(Some("Enter a reason; it is kept with the case".to_owned()));
            return;
        }
        if self.saving.get_untracked() {
            return;
        }
        self.missing.set(None);
        let page = self.entry.page;
        let loaded = page.loaded;
        let Some((id, etag)) = loaded.try_with_untracked(|now| (now.id, now.etag.clone())) else {
            return;
        };
        let chosen = self
            .chosen
            .with_untracked(|chosen| set_of(chosen.iter().copied()));
        let body = RemoveCases {
            ids: chosen.into_iter().map(Id::new).collect(),
            reason,
            accept_variance: self.confirms.get_untracked(),
            correct_invoices: invoices.map(|reason| CorrectInvoices { reason }),
        };
        self.saving.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            let api = page.session.api();
            let answer = api
                .remove_order_cases(Id::new(id), &etag, Some(&new_key()), &body)
                .await;
            self.saving.try_set(false);
            match answer.map_err(AppError::from) {
                Ok(after) => {
                    let count = counted(body.ids.len(), "case", "cases");
                    self.entry.toasts.say(format!("{count} removed"));
                    if !self.open.is_disposed() {
                        self.reset();
                        self.load(true);
                    }
                    show(page, LoadedRecord::new(&RECORD, after));
                }
                Err(error) if self.open.is_disposed() => self.entry.toasts.error(&error),
                Err(error) => {
                    let again = Callback::new(move |reason: String| self.remove(Some(reason)));
                    if !self.entry.correcting.asks(&error, again) {
                        self.refused(&error);
                    }
                }
            }
        });
    }

    fn refused(self, error: &AppError) {
        let errors = error.errors();
        let confirmable =
            !errors.is_empty() && errors.iter().all(|error| error.code == "weight_variance");
        self.confirms.set(confirmable);
        let words = errors.first().map(|error| error.message.clone());
        self.refusal
            .set(Some(words.unwrap_or_else(|| error.message())));
    }

    fn download(self) {
        let page = self.entry.page;
        let number = page.loaded.with_untracked(|now| now.label.clone());
        spawn_local(async move {
            let api = page.session.api();
            match api.order_cases_csv(Id::new(page.id())).await {
                Ok(text) => save_file(&format!("{number} cases.csv"), &text),
                Err(error) => self.entry.toasts.error(&AppError::from(error)),
            }
        });
    }
}

/// Opens the cases that give the weight of a line.
pub(super) fn case_link(line: &OrderLine, cases: CaseList) -> Option<AnyView> {
    let count = usize::try_from(line.weights.case_count).ok()?;
    let id = id_of(line);
    (count > 0).then(|| {
        let words = counted(count, "case", "cases");
        view! { <small><button type="button" class="link" on:click=move |_| cases.start(id)>{words}</button></small> }
            .into_any()
    })
}

/// Saves a text as a file, as the browser's own download.
fn save_file(name: &str, text: &str) {
    let href = format!(
        "data:text/csv;charset=utf-8,{}",
        String::from(js_sys::encode_uri_component(text))
    );
    let link = document().create_element("a").ok();
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    // Both are valid names of attributes.
    drop(link.set_attribute("href", &href));
    drop(link.set_attribute("download", name));
    link.click();
}

/// A weight of a label without the zeros that say nothing; at least two decimals stay.
fn short(weight: &str) -> &str {
    let whole = weight.find('.').map_or(weight.len(), |point| point + 3);
    let kept = weight.trim_end_matches('0').len().max(whole);
    weight.get(..kept).unwrap_or(weight)
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn zeros_that_say_nothing_are_left_out() {
        for (weight, shown) in [
            ("41.25000", "41.25"),
            ("40.00000", "40.00"),
            ("0.41250", "0.4125"),
            ("1000.00001", "1000.00001"),
        ] {
            assert_eq!(short(weight), shown);
        }
    }
}
