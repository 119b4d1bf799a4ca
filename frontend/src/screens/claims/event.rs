//! The main column of a claim: how far it is, what happened, the clock, and the other claims of the event.

use domain::choices::FixedChoice;
use domain::claims::{ClaimKind, ClaimStatus, ClaimSummary, ClockWarning};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::api::record_json::{Record, day, id, number, some_text, text};
use crate::config::claims::{LIST, clock_mark, standing_of};
use crate::pages::record_page::RecordPage;
use crate::ui::app_error::AppError;
use crate::ui::format::{UNKNOWN, cash, day as day_text};
use crate::ui::live;
use crate::ui::metrics_panel::{StepState, TimelineStep, steps};
use crate::ui::page_states::failed;
use crate::ui::record_parts::{block, pair};
use crate::ui::status::status;

/// The states of a claim that is paid.
const ROAD: [ClaimStatus; 3] = [
    ClaimStatus::Pending,
    ClaimStatus::Approved,
    ClaimStatus::Settled,
];

/// The section of the page.
pub(super) fn section(page: RecordPage) -> AnyView {
    let shown = live(move || {
        let record = page.loaded.with(|loaded| loaded.record.clone());
        let nothing = || ().into_any();
        Some(
            view! {
                <div class="block">{steps("Claim status", road(&record))}</div>
                {block("Event", nothing(), nothing(), event(&record))}
            }
            .into_any(),
        )
    });
    view! { {shown}{siblings(page)} }.into_any()
}

fn amount(record: &Record, field: &str) -> String {
    some_text(record, field).map_or_else(String::new, |amount| cash(&amount))
}

/// The steps with the amount of each.
fn road(record: &Record) -> Vec<TimelineStep> {
    let now: ClaimStatus = text(record, "status").parse().unwrap_or_default();
    let here = || {
        let standing = standing_of(now);
        StepState::Now(standing.tone, standing.shape)
    };
    let note = |status: ClaimStatus| match status {
        ClaimStatus::Pending => amount(record, "claimed"),
        ClaimStatus::Approved => amount(record, "approved"),
        ClaimStatus::Settled => amount(record, "settled"),
        ClaimStatus::Denied | ClaimStatus::Cancelled => String::new(),
    };
    let step = |status: ClaimStatus, place: StepState| TimelineStep {
        label: status.label(),
        note: note(status),
        place,
    };
    if matches!(now, ClaimStatus::Denied | ClaimStatus::Cancelled) {
        return vec![
            step(ClaimStatus::Pending, StepState::Done),
            step(now, here()),
        ];
    }
    let position = ROAD.iter().position(|status| *status == now).unwrap_or(0);
    ROAD.iter()
        .enumerate()
        .map(|(place, status)| {
            let state = match place.cmp(&position) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => here(),
                std::cmp::Ordering::Greater => StepState::ToCome,
            };
            step(*status, state)
        })
        .collect()
}

/// What happened, and until when it can be filed with the carrier.
fn event(record: &Record) -> AnyView {
    let kind: ClaimKind = text(record, "kind").parse().unwrap_or_default();
    let happened = day(record, "happened_on").map_or_else(|| UNKNOWN.to_owned(), day_text);
    let line = some_text(record, "line_description").map(|line| pair("Line", line));
    let clock = record.get("clock").and_then(Value::as_object).map(|clock| {
        let warning: Option<ClockWarning> = text(clock, "warning").parse().ok();
        let mark = clock_mark(number(clock, "days_left").unwrap_or_default(), warning);
        let ends = day(clock, "ends_on").map_or_else(String::new, day_text);
        view! { <dt>"File with the carrier by"</dt><dd>{ends}" "{status(mark)}</dd> }
    });
    view! {
        <p class="prose">{text(record, "description").to_owned()}</p>
        <dl class="pairs">
            {pair("What", kind.label())}
            {pair("Day", happened)}
            {line}
            {clock}
        </dl>
    }
    .into_any()
}

/// The other claims of the event; nothing if there are none.
fn siblings(page: RecordPage) -> AnyView {
    let found = RwSignal::new(None::<Result<Vec<ClaimSummary>, AppError>>);
    let fetch = move || {
        let order = page
            .loaded
            .with_untracked(|loaded| id(&loaded.record, "purchase_order_id"));
        let Some(order) = order else { return };
        spawn_local(async move {
            let api = page.session.api();
            let answer = api.order_claims(order).await.map_err(AppError::from);
            found.try_set(Some(answer.map(|claims| claims.items)));
        });
    };
    Effect::new(move || {
        page.loaded.track();
        fetch();
    });
    live(move || {
        let nothing = || ().into_any();
        let content = match found.get()? {
            Err(error) => failed(&error, Some(Callback::new(move |()| fetch()))),
            Ok(all) => {
                let (own, event) = page
                    .loaded
                    .with_untracked(|loaded| (loaded.id, number(&loaded.record, "event_id")));
                let others = all
                    .iter()
                    .filter(|claim| Some(claim.event_id.get()) == event && claim.id.get() != own);
                let rows: Vec<AnyView> = others.map(row).collect();
                if rows.is_empty() {
                    return None;
                }
                view! { <ul class="claims">{rows}</ul> }.into_any()
            }
        };
        Some(block(
            "Other claims of this event",
            nothing(),
            nothing(),
            content,
        ))
    })
}

/// A claim in a short list: number, party, status, amount, clock.
pub fn row(claim: &ClaimSummary) -> AnyView {
    let amount = claim.settled.or(claim.approved).unwrap_or(claim.claimed);
    let clock = claim
        .clock
        .map(|clock| status(clock_mark(clock.days_left, clock.warning)));
    view! {
        <li>
            <span><a class="link" href=LIST.at(claim.id.get())>{claim.number.clone()}</a>" "{claim.party_name.clone()}</span>
            <span class="figure-text">{cash(&amount.to_string())}</span>
            <span class="row">{status(standing_of(claim.status))}{clock}</span>
        </li>
    }
    .into_any()
}
