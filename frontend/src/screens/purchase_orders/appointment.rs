//! A dock appointment: date, time in the dock's time zone, booking method, reference. First come, first served needs no time.
//! Zone and method default to those of the dock's record until something is booked.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime, Timelike};
use domain::Id;
use domain::choices::{Choices, lists};
use domain::locations::Location;
use domain::plants::Plant;
use domain::purchase_orders::{Appointment, OrderHeader};
use domain::record::instant;
use leptos::context::Provider;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::order_form::OrderForm;
use crate::api::record_json::text;
use crate::api::session::Session;
use crate::config::{locations, plants};
use crate::ui::date_input::DateInput;
use crate::ui::dom::keeps_focus;
use crate::ui::field::FieldLink;
use crate::ui::field_spec::offered;
use crate::ui::format;
use crate::ui::icon::{Icon, icon};
use crate::ui::input::{Select, TextInput};
use crate::ui::object;
use crate::ui::zone_input::ZoneInput;
use crate::ui::zoned_time;

/// Stands in the form while a day is given and its time is not, so that the check names the field.
const HALF: &str = "day or time is missing";

/// What is typed, before it is an instant.
#[derive(Clone, Copy)]
struct AppointmentInput {
    day: RwSignal<String>,
    time: RwSignal<String>,
    zone: RwSignal<String>,
    method: RwSignal<String>,
    confirmation: RwSignal<String>,
    /// Zone and method of the dock's record; blank if unset.
    defaults: RwSignal<BookingDefaults>,
}

/// The booking defaults of a dock.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct BookingDefaults {
    zone: String,
    method: String,
}

impl AppointmentInput {
    fn new() -> Self {
        let blank = || RwSignal::new(String::new());
        Self {
            day: blank(),
            time: blank(),
            zone: RwSignal::new(zoned_time::usual()),
            method: blank(),
            confirmation: blank(),
            defaults: RwSignal::new(BookingDefaults::default()),
        }
    }

    /// Adopts the defaults of another dock unless something is booked. Returns whether they are a complete booking.
    fn adopt_defaults(self, defaults: BookingDefaults) -> bool {
        let before = self.defaults.get_untracked();
        let own = |signal: RwSignal<String>| signal.with_untracked(|text| !text.is_empty());
        let method = self.method.get_untracked();
        // A stored booking equal to the dock's defaults came from the dock.
        if method == defaults.method && self.zone.with_untracked(|zone| *zone == defaults.zone) {
            self.defaults.set(defaults);
            return false;
        }
        let free = !own(self.day) && !own(self.time) && !own(self.confirmation);
        if !free || !(method.is_empty() || method == before.method) {
            return false;
        }
        self.zone.set(if defaults.zone.is_empty() {
            zoned_time::usual()
        } else {
            defaults.zone.clone()
        });
        self.method.set(defaults.method.clone());
        let booked = defaults.method == lists::FIRST_COME || before.method == lists::FIRST_COME;
        self.defaults.set(defaults);
        booked
    }

    /// Whether zone and method still are the dock's defaults.
    fn has_defaults(self) -> bool {
        self.defaults.with(|defaults| {
            let (zone, method) = (self.zone.get(), self.method.get());
            *defaults != BookingDefaults::default()
                && (defaults.zone.is_empty() || defaults.zone == zone)
                && defaults.method == method
        })
    }

    /// Shows an appointment that is not typed here.
    fn take(self, booked: Option<&Appointment>) {
        if let Some(booked) = booked {
            let zone = booked.time_zone.clone();
            self.zone.set(zone.unwrap_or_else(zoned_time::usual));
        }
        let text = |part: fn(&Appointment) -> Option<&String>| {
            booked.and_then(part).cloned().unwrap_or_default()
        };
        let at = booked.and_then(|booked| booked.at.as_ref());
        let clock = at.and_then(|at| zoned_time::local(at.0, &self.zone.get_untracked()));
        self.day.set(
            clock
                .map(|clock| clock.date().to_string())
                .unwrap_or_default(),
        );
        self.time.set(
            clock
                .map(|now| format::clock(now.hour(), now.minute()))
                .unwrap_or_default(),
        );
        self.method.set(text(|booked| booked.method.as_ref()));
        self.confirmation
            .set(text(|booked| booked.confirmation.as_ref()));
    }

    /// What is typed as it travels; nothing when all is blank.
    fn value(self) -> Value {
        let text = |signal: RwSignal<String>| match signal.get_untracked().trim() {
            "" => Value::Null,
            text => Value::String(text.to_owned()),
        };
        let (day, time) = (self.day.get_untracked(), self.time.get_untracked());
        let timeless = self
            .method
            .with_untracked(|method| method == lists::FIRST_COME);
        let at = match (day.is_empty(), time.is_empty()) {
            _ if timeless => Value::Null,
            (true, true) => Value::Null,
            _ => Value::String(self.instant(&day, &time).unwrap_or_else(|| HALF.to_owned())),
        };
        let (method, confirmation) = (text(self.method), text(self.confirmation));
        // How the dock is booked is no booking yet.
        let usual = self
            .defaults
            .with_untracked(|defaults| method.as_str() == Some(defaults.method.as_str()));
        let says_nothing = method.is_null() || (usual && !timeless);
        if at.is_null() && says_nothing && confirmation.is_null() {
            return Value::Null;
        }
        let fields = [
            ("at", at),
            ("time_zone", text(self.zone)),
            ("method", method),
            ("confirmation", confirmation),
        ];
        let fields = fields.into_iter();
        Value::Object(object(fields.map(|(name, value)| (name.to_owned(), value))))
    }

    fn instant(self, day: &str, time: &str) -> Option<String> {
        let (day, time): (NaiveDate, NaiveTime) = (day.parse().ok()?, time.parse().ok()?);
        zoned_time::instant_at(day.and_time(time), &self.zone.get_untracked())
            .map(|at| instant::show(&at))
    }
}

/// One end of the route: its field, its appointment, and its dock, which is a location or a plant.
#[derive(Clone, Copy)]
pub(super) struct RouteEnd {
    name: &'static str,
    label: &'static str,
    booked: fn(&OrderHeader) -> Option<Appointment>,
    dock: fn(&OrderHeader) -> Option<(&'static str, i64)>,
}

/// Where the load leaves from.
pub(super) const PICKUP: RouteEnd = RouteEnd {
    name: "pickup_appointment",
    label: "Pick-up appointment",
    booked: |header| header.pickup_appointment.clone(),
    dock: |header| dock(header.ship_from_location_id, header.ship_from_plant_id),
};

/// The delivery end.
pub(super) const DELIVERY: RouteEnd = RouteEnd {
    name: "delivery_appointment",
    label: "Delivery appointment",
    booked: |header| header.delivery_appointment.clone(),
    dock: |header| dock(header.ship_to_location_id, header.ship_to_plant_id),
};

fn dock(location: Option<Id<Location>>, plant: Option<Id<Plant>>) -> Option<(&'static str, i64)> {
    let location = location.map(|id| (locations::LIST.path, id.get()));
    location.or_else(|| Some((plants::LIST.path, plant?.get())))
}

/// Reads the booking defaults of the form's dock, and again when another dock is chosen.
fn follow_dock(
    named: Memo<Option<(&'static str, i64)>>,
    typed: AppointmentInput,
    send: impl Fn() + Copy + 'static,
) {
    let session = Session::from_context();
    Effect::new(move |before: Option<()>| {
        let Some((path, id)) = named.get() else {
            return;
        };
        let chosen = before.is_some();
        spawn_local(async move {
            // A help, not a rule: without an answer zone and method are chosen by hand.
            let Ok(read) = session.api().records(path).read(id).await else {
                return;
            };
            if named.try_get_untracked().flatten() != Some((path, id)) {
                return;
            }
            let defaults = BookingDefaults {
                zone: text(&read.value, "time_zone").to_owned(),
                method: text(&read.value, "appointment_method").to_owned(),
            };
            // What a stored order has is not changed by looking at it.
            if typed.adopt_defaults(defaults) && chosen {
                send();
            }
        });
    });
}

/// An appointment field of the form; `needed` says when it is required.
pub(super) fn appointment_field(
    order: OrderForm,
    end: RouteEnd,
    needed: Signal<String>,
    choices: &Arc<Choices>,
) -> AnyView {
    let typed = AppointmentInput::new();
    // Takes over values set elsewhere (merge, undo), but not those typed here.
    let RouteEnd { name, label, .. } = end;
    let form = order.form;
    let booked = order.header(end.booked);
    let own = StoredValue::new(None);
    Effect::new(move || {
        let booked = booked.get();
        if own.get_value() != booked {
            typed.take(booked.as_ref());
            own.set_value(booked);
        }
    });
    let send = move || {
        form.set(name, typed.value());
        own.set_value(booked.get_untracked());
    };
    follow_dock(order.header(end.dock), typed, send);
    let set = move |signal: RwSignal<String>| {
        Callback::new(move |text: String| {
            signal.set(text);
            send();
        })
    };
    let open = move || typed.method.with(|method| method == lists::FIRST_COME);
    let error = form.error(name);
    let leave = form.leave(name);
    let id = format!("field-{name}");
    let link = |part: &str| FieldLink {
        id: if part.is_empty() {
            format!("{id}-day")
        } else {
            format!("{id}-{part}")
        },
        described_by: Signal::derive(|| None),
        invalid: Signal::derive(move || error.with(Option::is_some)),
        required: false,
        max_length: None,
    };
    let methods = Signal::stored(offered(choices, lists::APPOINTMENT_METHOD));
    view! {
        <fieldset
            class="field whole"
            id=id.clone()
            tabindex="-1"
            on:focusout=move |event| {
                if !keeps_focus(&event) {
                    let _ = leave.try_run(());
                }
            }
        >
            <legend>{label} " " <small>{move || needed.get()}</small></legend>
            <div class="booking">
                <Select choices=methods value=typed.method on_change=set(typed.method) blank="Booked by" label="Booked by"/>
                <span class="when" hidden=open>
                    <Provider value=link("")><DateInput value=typed.day on_change=set(typed.day) label="Day" placeholder="Mar 2, 3/2"/></Provider>
                    <input
                        class="input"
                        type="time"
                        aria-label="Dock local time"
                        prop:value=move || typed.time.get()
                        on:input=move |event| {
                            typed.time.set(event_target_value(&event));
                            send();
                        }
                    />
                    <Provider value=link("zone")><ZoneInput value=typed.zone on_change=set(typed.zone) label="Dock time zone"/></Provider>
                </span>
                <Provider value=link("reference")>
                    <TextInput value=typed.confirmation on_change=set(typed.confirmation) placeholder="Reference" label="Dock reference"/>
                </Provider>
            </div>
            {move || typed.has_defaults().then(|| view! { <span class="help">"From the dock's record"</span> })}
            {move || error.get().map(|text| view! { <span class="error">{icon(Icon::Caution)}<span>{text}</span></span> })}
        </fieldset>
    }
    .into_any()
}
