//! Warnings while an order is written: customer credit, carrier, dock hours. The domain computes them; each is shown at its
//! field.

use chrono::NaiveTime;
use domain::carriers::TRUCK;
use domain::purchase_orders::{
    Appointment, CarrierFacts, CreditFacts, DockFacts, OrderHeader, OrderStatus, PartySnapshot,
    WarningFacts, order_warnings,
};
use domain::{FieldError, Id};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::fields::label_of;
use super::figures::Figures;
use super::order_form::OrderForm;
use crate::api::record_json::{Record, day, is, some_text, text};
use crate::api::session::Session;
use crate::config::{carriers, customers, locations};
use crate::ui::app_error::BoxFuture;
use crate::ui::format::today;
use crate::ui::icon::{Icon, icon};
use crate::ui::live;
use crate::ui::status::Tone;
use crate::ui::zoned_time;

/// The warnings of a form; in the context of its parts.
#[derive(Clone, Copy)]
pub(super) struct OrderWarnings(Memo<Vec<FieldError>>);

impl OrderWarnings {
    /// Follows a form.
    pub(super) fn provide(order: OrderForm, status: OrderStatus, figures: Memo<Figures>) -> Self {
        let session = Session::from_context();
        let record = move |path: &'static str| {
            move |id: i64| -> BoxFuture<Record> {
                Box::pin(async move { Ok(session.api().records(path).read(id).await?.value) })
            }
        };
        let named = move |id: fn(&OrderHeader) -> Option<i64>| order.header(id);
        let customer = follow(
            named(|header| header.customer_id.map(Id::get)),
            record(customers::LIST.path),
        );
        let carrier = follow(
            named(|header| header.carrier_id.map(Id::get)),
            record(carriers::LIST.path),
        );
        let from = follow(
            named(|header| header.ship_from_location_id.map(Id::get)),
            record(locations::LIST.path),
        );
        let to = follow(
            named(|header| header.ship_to_location_id.map(Id::get)),
            record(locations::LIST.path),
        );
        let all = Memo::new(move |_| {
            let header = order.typed.with(|typed| typed.draft.header.clone());
            let facts = WarningFacts {
                credit: customer.with(|customer| customer.as_ref().map(credit_facts)),
                carrier: carrier.with(|carrier| carrier.as_ref().map(carrier_facts)),
                pickup_dock: dock(from, header.pickup_appointment.as_ref()),
                delivery_dock: dock(to, header.delivery_appointment.as_ref()),
            };
            figures.with(|figures| order_warnings(status, &header, &figures.lines, &facts, today()))
        });
        let notices = Self(all);
        provide_context(notices);
        notices
    }

    /// The warnings of a field, where the form has some.
    pub(super) fn at(pointer: &'static str) -> AnyView {
        let Some(Self(all)) = use_context::<Self>() else {
            return ().into_any();
        };
        let here = move |warning: &&FieldError| warning.pointer.as_deref() == Some(pointer);
        let lines = live(move || {
            let found: Vec<FieldError> = all.with(|all| all.iter().filter(here).cloned().collect());
            (!found.is_empty()).then(|| found.iter().map(notice).collect_view().into_any())
        });
        view! { <div class="notices" role="status">{lines}</div> }.into_any()
    }

    /// The warnings of the lines, in the side column.
    pub(super) fn of_lines(self) -> AnyView {
        let lines = live(move || {
            let of_line = |warning: &&FieldError| {
                warning
                    .pointer
                    .as_deref()
                    .is_some_and(|at| at.starts_with("/lines/"))
            };
            let found: Vec<FieldError> = self
                .0
                .with(|all| all.iter().filter(of_line).cloned().collect());
            (!found.is_empty()).then(|| found.iter().map(named).collect_view().into_any())
        });
        view! { <div class="notices" role="status">{lines}</div> }.into_any()
    }
}

/// The warnings of a stored order from the server.
pub(super) fn warnings_of(id: i64) -> AnyView {
    let session = Session::from_context();
    let found = RwSignal::new(Vec::<FieldError>::new());
    spawn_local(async move {
        // Without an answer the steps still refuse what they must.
        let answer = session.api().order_warnings(Id::new(id)).await;
        found.try_set(answer.map(|warnings| warnings.items).unwrap_or_default());
    });
    let lines = live(move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            let lines = found.iter().map(named).collect_view();
            view! { <div class="in-the-way caution">{lines}</div> }.into_any()
        })
    });
    view! { <div class="notices" role="status">{lines}</div> }.into_any()
}

/// Codes of what a gate will refuse; the others only need a look.
const REFUSED: &[&str] = &[
    "credit_hold",
    "long_overdue",
    "over_limit",
    "tender_blocked",
];

fn notice(warning: &FieldError) -> AnyView {
    shown(warning, warning.message.clone())
}

/// The same with the name of its field.
fn named(warning: &FieldError) -> AnyView {
    let label = label_of(warning.pointer.as_deref().unwrap_or_default());
    shown(warning, format!("{label}: {}", warning.message))
}

fn shown(warning: &FieldError, words: String) -> AnyView {
    let (tone, sign) = if REFUSED.contains(&warning.code.as_str()) {
        (Tone::Danger, Icon::Stop)
    } else {
        (Tone::Caution, Icon::Caution)
    };
    let class = format!("status notice {}", tone.class());
    view! { <p class=class>{icon(sign)}<span>{words}</span></p> }.into_any()
}

/// Reads the record that a field names, and again when another one is chosen.
fn follow<T: Clone + Send + Sync + 'static>(
    named: Memo<Option<i64>>,
    read: impl Fn(i64) -> BoxFuture<T> + Send + Sync + 'static,
) -> RwSignal<Option<T>> {
    let known = RwSignal::new(None::<T>);
    Effect::new(move || {
        let now = named.get();
        known.set(None);
        let Some(id) = now else { return };
        let coming = read(id);
        spawn_local(async move {
            // A help, not a rule: without an answer nothing is shown.
            let Ok(value) = coming.await else { return };
            if named.try_get_untracked().flatten() == Some(id) {
                known.try_set(Some(value));
            }
        });
    });
    known
}

fn credit_facts(customer: &Record) -> CreditFacts {
    CreditFacts {
        limit: text(customer, "credit_limit").parse().ok(),
        hold: is(customer, "credit_hold"),
        exposure: text(customer, "credit_exposure")
            .parse()
            .unwrap_or_default(),
        oldest_due: day(customer, "oldest_due_date"),
        ..CreditFacts::default()
    }
}

fn carrier_facts(carrier: &Record) -> CarrierFacts {
    CarrierFacts {
        name: carriers::LIST.label(carrier),
        is_truck: text(carrier, "carrier_type") == TRUCK,
        usdot_number: some_text(carrier, "usdot_number"),
        authority: text(carrier, "authority_status")
            .parse()
            .unwrap_or_default(),
        insurance_expires_on: day(carrier, "insurance_expires_on"),
        snapshot: PartySnapshot::default(),
    }
}

/// The hours of a dock, and the appointment on its clock.
fn dock(place: RwSignal<Option<Record>>, appointment: Option<&Appointment>) -> Option<DockFacts> {
    place.with(|place| {
        let place = place.as_ref()?;
        let receiving_hours = some_text(place, "receiving_hours")?;
        let zone = appointment.and_then(|booked| booked.time_zone.clone());
        let zone = zone.or_else(|| some_text(place, "time_zone"));
        let at = appointment.and_then(|booked| booked.at.as_ref()).zip(zone);
        let clock: Option<NaiveTime> =
            at.and_then(|(at, zone)| Some(zoned_time::local(at.0, &zone)?.time()));
        Some(DockFacts {
            receiving_hours,
            appointment: clock,
        })
    })
}
