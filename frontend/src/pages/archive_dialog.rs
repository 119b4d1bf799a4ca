//! The dialog before a record is archived: what is archived with it, what still refers to it, and what prevents it.

use domain::EntityKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use crate::api::record_json::{self, Record};
use crate::api::records::count;
use crate::config::record_config::ChildList;
use crate::config::{find_list_of_kind, find_record_config};
use crate::pages::child_lists::names_parent;
use crate::pages::record_page::RecordPage;
use crate::ui::app_error::AppError;
use crate::ui::banner::{banner, refusal_banner};
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::live;
use crate::ui::status::Tone;

/// What becomes of records of a kind that are archived.
#[must_use]
pub fn about_archive(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Supplier | EntityKind::Customer | EntityKind::Carrier => {
            "Hidden from lists, with its locations and contacts. Orders keep it, and it can be restored."
        }
        EntityKind::PurchaseOrder => {
            "Hidden from lists; it can be restored. Close or cancel an open order first."
        }
        _ => "Hidden from lists; it can be restored.",
    }
}

/// The dialog that asks before a record is archived.
pub fn archive_dialog(page: RecordPage) -> AnyView {
    let label = Signal::derive(move || title(page));
    view! { <Dialog open=page.archiving label=label>{inside(page)}</Dialog> }.into_any()
}

fn title(page: RecordPage) -> String {
    page.loaded
        .with(|loaded| format!("Archive {}?", loaded.label))
}

/// The server's answer whether a record can be archived.
#[derive(Debug, Clone)]
enum DryRun {
    Yes,
    No(Refusal),
    /// The server did not say.
    Unknown(AppError),
}

/// Why a record cannot be archived.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    words: String,
    /// What refers to it: word and address.
    blockers: Vec<(String, String)>,
    /// How many more do.
    more: i64,
}

impl Refusal {
    /// Reads it from a problem response.
    fn new(problem: &Record) -> Self {
        let blockers: Vec<(String, String)> = problem
            .get("blockers")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .filter_map(|blocker| {
                let list = find_list_of_kind(record_json::text(blocker, "entity"))?;
                let id = record_json::number(blocker, "id")?;
                Some((record_json::text(blocker, "label").to_owned(), list.at(id)))
            })
            .collect();
        let listed = i64::try_from(blockers.len()).unwrap_or_default();
        let more = record_json::number(problem, "blocker_count").unwrap_or_default() - listed;
        Self {
            words: if blockers.is_empty() {
                record_json::text(problem, "title").to_owned()
            } else {
                "It cannot be archived while these are open:".to_owned()
            },
            blockers,
            more: more.max(0),
        }
    }
}

fn inside(page: RecordPage) -> AnyView {
    let answer = RwSignal::new(None::<DryRun>);
    spawn_local(async move {
        let found = dry_run(page).await;
        answer.try_set(Some(found));
    });
    let outcome = live(move || {
        Some(match answer.get()? {
            DryRun::Yes => return None,
            DryRun::Unknown(error) => refusal_banner(error.message()),
            DryRun::No(refusal) => refused(refusal),
        })
    });
    let goes = counted(page, "Also archived", |child| {
        find_record_config(child.list.path).is_some_and(|config| config.archived_with_parent)
    });
    let stays = counted(page, "Still used by", |child| {
        let follows =
            find_record_config(child.list.path).is_some_and(|config| config.archived_with_parent);
        !follows && names_parent(child.list, child.by)
    });
    let may = Memo::new(move |_| answer.with(|answer| matches!(answer, Some(DryRun::Yes))));
    let line = move |words: Signal<Option<String>>| {
        live(move || {
            let words = words.get().filter(|_| may.get())?;
            Some(view! { <p>{words}</p> }.into_any())
        })
    };
    let go = move |()| {
        page.archiving.set(false);
        page.archive();
    };
    // What cannot be is not offered; until that is known it waits.
    let action = live(move || {
        let refused = answer.with(|answer| matches!(answer, Some(DryRun::No(_))));
        let waits = Signal::derive(move || !may.get());
        (!refused).then(|| {
            view! { <Button label="Archive" look=ButtonStyle::Primary disabled=waits on_press=go/> }
                .into_any()
        })
    });
    view! {
        <div class="body">
            <h2>{untrack(|| title(page))}</h2>
            <p class="muted">{about_archive(page.config.list.kind)}</p>
            <div role="status">{line(goes)}{line(stays)}{outcome}</div>
        </div>
        <footer>
            <Button label="Cancel" on_press=move |()| page.archiving.set(false)/>
            {action}
        </footer>
    }
    .into_any()
}

/// Asks the server what would become of it.
async fn dry_run(page: RecordPage) -> DryRun {
    let (id, etag) = page
        .loaded
        .with_untracked(|loaded| (loaded.id, loaded.etag.clone()));
    let body = json!({
        "atomic": false, "dry_run": true, "items": [{"op": "archive", "id": id, "etag": etag}],
    });
    let body = body.as_object().cloned().unwrap_or_default();
    let api = page.session.api();
    let answer = match api.records(page.config.list.path).batch(None, &body).await {
        Ok(answer) => answer,
        Err(error) => return DryRun::Unknown(error.into()),
    };
    let items = answer.get("items").and_then(Value::as_array);
    let item = items.and_then(|items| items.first()?.as_object());
    match item.and_then(|item| item.get("problem")?.as_object()) {
        Some(problem) => DryRun::No(Refusal::new(problem)),
        None => DryRun::Yes,
    }
}

/// Why it cannot be archived, with the way to each record that is in the way.
fn refused(refusal: Refusal) -> AnyView {
    let links = refusal
        .blockers
        .into_iter()
        .map(|(label, href)| view! { <li><a class="link" href=href>{label}</a></li> });
    let more = (refusal.more > 0)
        .then(|| view! { <li class="muted">{format!("and {} more", refusal.more)}</li> });
    view! {
        {banner(Tone::Caution, Icon::Caution, refusal.words, None)}
        <ul class="preview">{links.collect_view()}{more}</ul>
    }
    .into_any()
}

/// The number of records behind some tabs as a sentence; empty if there are none.
fn counted(
    page: RecordPage,
    begins: &'static str,
    wanted: impl Fn(&ChildList) -> bool,
) -> Signal<Option<String>> {
    let counts = RwSignal::new(Vec::<String>::new());
    let children: Vec<&'static ChildList> = page
        .config
        .related
        .iter()
        .filter(|child| wanted(child))
        .collect();
    let (session, id) = (page.session, page.id());
    spawn_local(async move {
        for child in children {
            let coming = count(session, child.list.path, child.asked(id, false));
            // What cannot be counted is left out.
            let Ok(Some(found)) = coming.await else {
                continue;
            };
            let noun = match found.as_str() {
                "0" => continue,
                "1" => child.list.singular,
                _ => child.list.plural,
            };
            counts.try_update(|counts| counts.push(format!("{found} {noun}")));
        }
    });
    Signal::derive(move || {
        let counts = counts.get();
        (!counts.is_empty()).then(|| format!("{begins}: {}.", counts.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_way_is_a_link() {
        let problem = json!({
            "title": "The record is in use", "blocker_count": 23,
            "blockers": [{"entity": "purchase_order", "id": 4, "label": "PO-2026-0004"}],
        });
        let refusal = Refusal::new(problem.as_object().unwrap());
        let wanted = ("PO-2026-0004".to_owned(), "/purchase-orders/4".to_owned());
        assert_eq!((refusal.blockers, refusal.more), (vec![wanted], 22));
    }
}
