//! Booking a dock: day, time on the dock's clock, how it was booked, the dock's reference. First come, first served needs no time.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use domain::choices::{Choices, lists};
use domain::record::instant;
use leptos::context::Provider;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::docks;
use crate::ui::date_input::DateInput;
use crate::ui::dom::keeps_focus;
use crate::ui::field::FieldLink;
use crate::ui::form::Form;
use crate::ui::icon::{Icon, icon};
use crate::ui::input::{Select, TextInput};
use crate::ui::spec::offered;

/// Stands in the form while a day is given and its time is not, so that the check names the field.
const HALF: &str = "day or time is missing";

/// What is typed, before it is an instant.
#[derive(Clone, Copy)]
struct Typed {
    day: RwSignal<String>,
    time: RwSignal<String>,
    zone: RwSignal<String>,
    method: RwSignal<String>,
    confirmation: RwSignal<String>,
}

impl Typed {
    fn new() -> Self {
        let blank = || RwSignal::new(String::new());
        Self {
            day: blank(),
            time: blank(),
            zone: RwSignal::new(docks::usual()),
            method: blank(),
            confirmation: blank(),
        }
    }

    /// Takes over what stands in the form.
    fn take(self, stored: &Value) {
        let text = |name: &str| {
            stored
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        if stored.is_object() {
            let zone = text("time_zone");
            self.zone.set(if zone.is_empty() {
                docks::usual()
            } else {
                zone
            });
        }
        let clock =
            instant::parse(&text("at")).and_then(|at| docks::local(at, &self.zone.get_untracked()));
        self.day.set(
            clock
                .map(|clock| clock.date().to_string())
                .unwrap_or_default(),
        );
        self.time.set(
            clock
                .map(|clock| clock.format("%H:%M").to_string())
                .unwrap_or_default(),
        );
        self.method.set(text("method"));
        self.confirmation.set(text("confirmation"));
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
        if at.is_null() && method.is_null() && confirmation.is_null() {
            return Value::Null;
        }
        let fields = [
            ("at", at),
            ("time_zone", text(self.zone)),
            ("method", method),
            ("confirmation", confirmation),
        ];
        Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<Map<_, _>>(),
        )
    }

    fn instant(self, day: &str, time: &str) -> Option<String> {
        let (day, time): (NaiveDate, NaiveTime) = (day.parse().ok()?, time.parse().ok()?);
        docks::instant_at(day.and_time(time), &self.zone.get_untracked())
            .map(|at| instant::show(&at))
    }
}

/// The appointment of a name in the form; `needed` says when it is.
pub(super) fn appointment_field(
    form: Form,
    name: &'static str,
    label: &'static str,
    needed: Signal<String>,
    choices: &Arc<Choices>,
) -> AnyView {
    let typed = Typed::new();
    // What is set from elsewhere (a merge, an undo) is taken over; what is typed here is not read back.
    let own = StoredValue::new(Value::Null);
    Effect::new(move || {
        let stored = form.tracked().get(name).cloned().unwrap_or_default();
        if own.get_value() != stored {
            typed.take(&stored);
            own.set_value(stored);
        }
    });
    let send = move || {
        let value = typed.value();
        own.set_value(value.clone());
        form.set(name, value);
    };
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
    };
    let methods = Signal::stored(offered(choices, lists::APPOINTMENT_METHOD));
    let zones = Signal::stored(docks::offered());
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
                    <Provider value=link("")><DateInput value=typed.day on_change=set(typed.day) label="Day"/></Provider>
                    <input
                        class="input"
                        type="time"
                        aria-label="Time on the dock's clock"
                        prop:value=move || typed.time.get()
                        on:input=move |event| {
                            typed.time.set(event_target_value(&event));
                            send();
                        }
                    />
                    <Select choices=zones value=typed.zone on_change=set(typed.zone) label="Time zone of the dock"/>
                </span>
                <Provider value=link("reference")>
                    <TextInput value=typed.confirmation on_change=set(typed.confirmation) placeholder="Reference" label="Reference of the dock"/>
                </Provider>
            </div>
            {move || error.get().map(|text| view! { <span class="error">{icon(Icon::Caution)}<span>{text}</span></span> })}
        </fieldset>
    }
    .into_any()
}
