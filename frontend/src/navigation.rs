//! The places one goes to: at the left of every page, by `g` and a letter, and in the palette.

use domain::EntityKind;
use domain::permissions::Operation;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::desk::Desk;
use crate::desks::{
    carriers, contacts, customers, locations, plants, products, purchase_orders, receivables,
    supplier_plant_mappings, suppliers, users,
};
use crate::session::Session;
use crate::ui::icon::{Icon, icon};

/// The places by group, each with the letter behind `g` that leads there.
static PLACES: &[(&str, &[(&str, &Desk)])] = &[
    (
        "Trade",
        &[("o", &purchase_orders::DESK), ("r", &receivables::DESK)],
    ),
    (
        "Parties",
        &[
            ("s", &suppliers::DESK),
            ("c", &customers::DESK),
            ("t", &carriers::DESK),
            ("k", &contacts::DESK),
        ],
    ),
    (
        "Places and goods",
        &[
            ("l", &locations::DESK),
            ("p", &plants::DESK),
            ("d", &products::DESK),
            ("m", &supplier_plant_mappings::DESK),
        ],
    ),
];

/// All places of the trade with their letters.
pub fn places() -> impl Iterator<Item = (&'static str, &'static Desk)> {
    PLACES.iter().flat_map(|(_, group)| group.iter().copied())
}

/// The links.
pub fn navigation() -> AnyView {
    let path = use_location().pathname;
    let link = move |href: &'static str, sign: Icon, word: &'static str| {
        let current = Signal::derive(move || {
            let here = path.with(|path| {
                path.strip_prefix(href)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            here.then(|| "page".to_owned())
        });
        view! { <a class="nav-link" href=href aria-current=current>{icon(sign)}<span>{word}</span></a> }
            .into_any()
    };
    let of = move |desk: &'static Desk| link(desk.path, desk.sign, desk.short);
    let mut groups: Vec<AnyView> = PLACES
        .iter()
        .map(|(title, group)| {
            let links: Vec<AnyView> = group.iter().map(|(_, desk)| of(desk)).collect();
            view! { <h2>{*title}</h2> {links} }.into_any()
        })
        .collect();
    if Session::here().may(Operation::Create, EntityKind::User) {
        let links = [
            of(&users::DESK),
            link("/choice-lists", Icon::Lists, "Choice lists"),
        ];
        groups.push(
            view! { <h2>"Administration"</h2> {links.into_iter().collect::<Vec<_>>()} }.into_any(),
        );
    }
    groups.into_any()
}
