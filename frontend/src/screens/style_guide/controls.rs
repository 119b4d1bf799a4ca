//! Style guide: buttons and fields.

use leptos::prelude::*;

use crate::ui::app_error::BoxFuture;
use crate::ui::button::{Button, ButtonStyle, IconButton};
use crate::ui::date_input::DateInput;
use crate::ui::field::Field;
use crate::ui::finder::Hit;
use crate::ui::icon::Icon;
use crate::ui::input::{Choice, Segment, Select, Switch, TextArea, TextInput};
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::multi_select::{TickList, TokenInput};
use crate::ui::number_input::{DecimalInput, Joined, Unit};
use crate::ui::picker::Picker;

pub(super) fn buttons() -> AnyView {
    let nothing = Callback::new(|()| ());
    let row = |look: ButtonStyle, word: &'static str| {
        view! {
            <div class="row">
                <Button label=word look=look on_press=nothing/>
                <Button label=word look=look on_press=nothing sign=Icon::Plus/>
                <Button label=word look=look on_press=nothing slim=true/>
                <Button label=word look=look on_press=nothing busy=true/>
                <Button label=word look=look on_press=nothing disabled=true/>
            </div>
        }
    };
    let items = Signal::stored(vec![
        MenuItem::new("Copy as new order", Some(Icon::Copy), nothing),
        MenuItem::new("Archive", Some(Icon::Archive), nothing),
    ]);
    let basis = RwSignal::new("lb".to_owned());
    let choices = vec![
        Choice::new("lb", "$/lb"),
        Choice::new("cwt", "$/cwt"),
        Choice::new("kg", "$/kg"),
    ];
    view! {
        {row(ButtonStyle::Primary, "Mark delivered")}
        {row(ButtonStyle::Plain, "Edit")}
        {row(ButtonStyle::Quiet, "Export")}
        {row(ButtonStyle::Danger, "Cancel order")}
        <div class="row">
            <IconButton sign=Icon::Edit label="Edit" on_press=nothing/>
            <IconButton sign=Icon::Edit label="Edit" framed=true on_press=nothing/>
            <Menu label="More actions" items=items/>
            <Segment label="Basis" name="basis" choices=choices value=basis on_change=move |code| basis.set(code)/>
        </div>
    }
    .into_any()
}

pub(super) fn fields() -> AnyView {
    let text = RwSignal::new("Brindlemoor Beef Packing".to_owned());
    let figure = RwSignal::new("16000.00".to_owned());
    let price = RwSignal::new("338.5000".to_owned());
    let basis = RwSignal::new("cwt".to_owned());
    let day = RwSignal::new("2026-09-14".to_owned());
    let on = RwSignal::new(true);
    let codes = RwSignal::new(vec!["beef".to_owned(), "veal".to_owned()]);
    let picked = RwSignal::new(Some(Hit::named(1, "Oldfen Smokehouse")));
    let species = || {
        ["Beef", "Chicken", "Pork", "Turkey", "Veal"]
            .map(|name| Choice::new(name.to_lowercase(), name))
            .to_vec()
    };
    let bases = || vec![Choice::new("lb", "$/lb"), Choice::new("cwt", "$/cwt")];
    let search = Callback::new(|typed: String| -> BoxFuture<Vec<Hit>> {
        Box::pin(async move {
            let hit = |id, name: &str, detail: &str, archived| Hit {
                id,
                name: name.to_owned(),
                detail: detail.to_owned(),
                archived,
            };
            let all = [
                hit(1, "Oldfen Smokehouse", "OLF", false),
                hit(2, "Oldharrow Meats", "OLD, Denver CO", true),
            ];
            Ok(all
                .into_iter()
                .filter(|hit| hit.name.to_lowercase().contains(&typed.to_lowercase()))
                .collect())
        })
    });
    let wrong = || Some("Delivery cannot be before pick-up. Choose Sep 15 or later.".to_owned());
    view! {
        <div class="fields">
            <Field name="guide-name" label="Name" required=true help="Legal name, as on documents">
                <TextInput value=text on_change=move |now| text.set(now)/>
            </Field>
            <Field name="guide-day" label="Delivery date" error=Signal::derive(wrong)>
                <DateInput value=day on_change=move |now| day.set(now)/>
            </Field>
            <Field name="guide-read" label="Number" help="Read only: fixed when issued">
                <TextInput value="PO-2026-0017" on_change=|_| () read_only=true/>
            </Field>
            <Field name="guide-basis" label="Terms">
                <Select choices=bases() value=basis on_change=move |now| basis.set(now) blank="–"/>
            </Field>
            <Field name="guide-price" label="Buying price" help="is 3.3850 $/lb">
                <Joined>
                    <DecimalInput value=price on_change=move |now| price.set(now) places=4/>
                    <Select choices=bases() value=basis on_change=move |now| basis.set(now) label="Basis"/>
                </Joined>
            </Field>
            <Field name="guide-weight" label="Ordered weight" help=Signal::derive(move || format!("holds {}", figure.get()))>
                <Joined><DecimalInput value=figure on_change=move |now| figure.set(now)/><Unit text="lb"/></Joined>
            </Field>
            <Field name="guide-species" label="Species">
                <TokenInput choices=species() value=codes on_change=move |now| codes.set(now)/>
            </Field>
            <Field name="guide-supplier" label="Supplier">
                <Picker value=picked on_pick=move |hit| picked.set(hit) search=search label="Suppliers" on_create=Callback::new(|_| ())/>
            </Field>
            <Field name="guide-ticks" label="Required documents" group=true>
                <TickList choices=species() value=codes on_change=move |now| codes.set(now)/>
            </Field>
            <div class="field"><Switch label="Picks up loads" value=on on_change=move |now| on.set(now)/></div>
            <Field name="guide-note" label="Special instructions">
                <TextArea value=text on_change=move |now| text.set(now)/>
            </Field>
        </div>
    }
    .into_any()
}
