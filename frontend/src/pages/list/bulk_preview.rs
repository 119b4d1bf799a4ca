//! The preview of a bulk change, and the dialog that archives or restores the selected records.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::bulk_send::{BatchOutcome, BulkChange, problem_of};
use crate::api::record_json::{self, Record};
use crate::pages::archive_dialog::about_archive;
use crate::ui::app_error::AppError;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dialog::Dialog;
use crate::ui::field_spec::FieldSpec;
use crate::ui::field_text::shown;
use crate::ui::focus::show_refusal;
use crate::ui::live;

/// The number of records that the preview lists.
const TOLD: usize = 8;

/// Archives what is ticked, or brings it back; drawn while `open`.
pub(super) fn archive_dialog(bulk: BulkChange, back: Memo<bool>, open: RwSignal<bool>) -> AnyView {
    let label = Signal::derive(move || words(bulk, back.get()).0);
    view! { <Dialog open=open label=label>{inside(bulk, back.get_untracked(), open)}</Dialog> }
        .into_any()
}

/// The question, the operation, and what is done by it.
fn words(bulk: BulkChange, back: bool) -> (String, &'static str, &'static str) {
    let count = bulk.state.ticked.with(std::collections::BTreeSet::len);
    let noun = bulk.state.noun(count);
    if back {
        (format!("Restore {count} {noun}?"), "restore", "restored")
    } else {
        (format!("Archive {count} {noun}?"), "archive", "archived")
    }
}

fn inside(bulk: BulkChange, back: bool, open: RwSignal<bool>) -> AnyView {
    let (title, op, verb) = untrack(|| words(bulk, back));
    let changes = StoredValue::new(bulk.changes(op, None));
    let preview = RwSignal::new(None::<Result<BatchOutcome, AppError>>);
    let coming = bulk.preview(changes.get_value());
    spawn_local(async move {
        let answer = coming.await;
        let refused = !matches!(&answer, Ok(outcome) if outcome.done > 0);
        if preview.try_set(Some(answer)).is_none() && refused {
            show_refusal();
        }
    });
    let shown = live(move || {
        Some(match preview.get() {
            None => view! { <p class="muted" role="status">"Checking …"</p> }.into_any(),
            Some(Err(error)) => refusal_banner(error.message()),
            Some(Ok(outcome)) => preview_text(&outcome, verb, None, bulk),
        })
    });
    let about = if back {
        "They will show in lists again."
    } else {
        about_archive(bulk.state.list.kind)
    };
    let none = Signal::derive(move || {
        !preview.with(|preview| matches!(preview, Some(Ok(outcome)) if outcome.done > 0))
    });
    let label = Signal::derive(move || {
        let done = preview.with(|preview| match preview {
            Some(Ok(outcome)) => outcome.done,
            _ => 0,
        });
        let verb = if back { "Restore" } else { "Archive" };
        if done > 0 {
            format!("{verb} {done}")
        } else {
            verb.to_owned()
        }
    });
    let go = move |()| {
        open.set(false);
        bulk.run(changes.get_value(), verb);
    };
    view! {
        <div class="body"><h2>{title}</h2><p class="muted">{about}</p>{shown}</div>
        <footer>
            <Button label="Cancel" on_press=move |()| open.set(false)/>
            <Button label=label look=ButtonStyle::Primary busy=bulk.busy disabled=none on_press=go/>
        </footer>
    }
    .into_any()
}

fn line_of(label: String, words: String, wrong: bool) -> AnyView {
    view! { <li><b>{label}</b> " " <span class:trouble=wrong class:toned=wrong>{words}</span></li> }
        .into_any()
}

/// What would become of it: before each record's value, and why one is refused.
pub(super) fn preview_text(
    outcome: &BatchOutcome,
    verb: &str,
    spec: Option<FieldSpec>,
    bulk: BulkChange,
) -> AnyView {
    let choices = bulk.session.choices();
    let line = |item: &Record| {
        // A refused record comes without its name.
        let id = record_json::number(item, "id");
        let label = record_json::some_text(item, "label").or_else(|| bulk.name_of(id?));
        let label = label.unwrap_or_default();
        let problem = problem_of(item);
        let wrong = problem.is_some();
        let words = match problem {
            Some(problem) => problem,
            None => {
                let Some(spec) = spec else {
                    return line_of(label, String::new(), false);
                };
                match item.get("before").and_then(|before| before.get(spec.name)) {
                    Some(before) => format!("was {}", shown(before, Some(spec.kind), &choices)),
                    None => "no change".to_owned(),
                }
            }
        };
        line_of(label, words, wrong)
    };
    let (refused, fine): (Vec<&Record>, Vec<&Record>) = outcome
        .items
        .iter()
        .partition(|item| problem_of(item).is_some());
    let lines = refused.into_iter().chain(fine).take(TOLD).map(line);
    let rest = outcome.items.len().saturating_sub(TOLD);
    let rest = (rest > 0).then(|| view! { <li class="muted">{format!("and {rest} more")}</li> });
    let sum = match (outcome.done, outcome.refused) {
        (done, 0) => format!("{done} will be {verb}:"),
        (0, 1) => format!("It cannot be {verb}:"),
        (0, _) => format!("None of them can be {verb}:"),
        (done, refused) => format!("{done} will be {verb}, {refused} refused:"),
    };
    let none = outcome.done == 0;
    view! { <div role="status" class:refusal=none tabindex=none.then_some("-1")><p>{sum}</p><ul class="preview">{lines.collect_view()}{rest}</ul></div> }.into_any()
}
