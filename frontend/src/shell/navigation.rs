//! The links of the navigation, also used by the `g` shortcuts and the palette.

use domain::EntityKind;
use domain::permissions::Operation;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use crate::api::records::count as count_of;
use crate::api::session::Session;
use crate::config::list_config::ListConfig;
use crate::config::{
    carriers, claims, contacts, customers, locations, payments, plants, products, purchase_orders,
    receivables, supplier_plant_mappings, suppliers, users,
};
use crate::ui::icon::{Icon, icon};
use crate::ui::live;

/// The places by group, each with the letter behind `g` that leads there.
static PLACES: &[(&str, &[(&str, &ListConfig)])] = &[
    (
        "Trade",
        &[
            ("o", &purchase_orders::LIST),
            ("r", &receivables::LIST),
            ("y", &payments::LIST),
            ("i", &claims::LIST),
        ],
    ),
    (
        "Parties",
        &[
            ("s", &suppliers::LIST),
            ("c", &customers::LIST),
            ("t", &carriers::LIST),
            ("k", &contacts::LIST),
        ],
    ),
    (
        "Places and goods",
        &[
            ("l", &locations::LIST),
            ("p", &plants::LIST),
            ("d", &products::LIST),
            ("m", &supplier_plant_mappings::LIST),
        ],
    ),
];

/// A report: the letter behind `g`, its address, its name and sign.
pub type ReportPlace = (&'static str, &'static str, &'static str, Icon);

/// The reports of the first group.
pub static REPORTS: &[ReportPlace] = &[
    ("b", "/boards", "Boards", Icon::Board),
    ("a", "/aging", "Aging", Icon::Aging),
    ("x", "/reports", "Reports", Icon::Report),
];

/// Work waiting in a list, shown as a count.
struct WaitingCount {
    list: &'static ListConfig,
    /// Which of its records.
    filters: &'static [(&'static str, &'static str)],
    /// The word behind their number.
    word: &'static str,
}

static WAITING: &[WaitingCount] = &[
    WaitingCount {
        list: &purchase_orders::LIST,
        filters: &[("status", "issued,confirmed,in_transit,delivered")],
        word: "open",
    },
    WaitingCount {
        list: &receivables::LIST,
        filters: &[("status", "issued"), ("payment_status", "unpaid,partial")],
        word: "unpaid",
    },
    WaitingCount {
        list: &claims::LIST,
        filters: &[("is_open", "true")],
        word: "open",
    },
];

/// From this width on the navigation has room for numbers.
const ROOMY: &str = "(width >= 1400px)";
/// How long a count is cached, in milliseconds.
const FRESH: f64 = 20_000.0;

/// The count of waiting records, refreshed on navigation; `None` where nothing is counted.
fn waiting(list: &'static ListConfig, path: Memo<String>) -> Option<AnyView> {
    let wanted = WAITING
        .iter()
        .find(|wanted| wanted.list.path == list.path)?;
    let session = Session::from_context();
    let count = RwSignal::new(None::<String>);
    let asked = StoredValue::new(f64::NEG_INFINITY);
    Effect::new(move || {
        path.track();
        let roomy = window().match_media(ROOMY).ok().flatten();
        let now = js_sys::Date::now();
        if roomy.is_none_or(|roomy| !roomy.matches()) || now - asked.get_value() < FRESH {
            return;
        }
        asked.set_value(now);
        let filters = wanted.filters.iter();
        let filters = filters.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let coming = count_of(session, list.path, filters.collect());
        spawn_local(async move {
            // Without a count the link is shown all the same.
            if let Ok(found) = coming.await {
                count.try_set(found.filter(|found| found != "0"));
            }
        });
    });
    Some(live(move || {
        let count = count.get()?;
        let said = format!(" {}", wanted.word);
        Some(
            view! { <span class="count">{count}<span class="unseen">{said}</span></span> }
                .into_any(),
        )
    }))
}

/// All places of the trade with their letters.
pub fn places() -> impl Iterator<Item = (&'static str, &'static ListConfig)> {
    PLACES.iter().flat_map(|(_, group)| group.iter().copied())
}

pub fn navigation() -> AnyView {
    let path = use_location().pathname;
    let link = move |href: &'static str, sign: Icon, word: &'static str| {
        let current = Signal::derive(move || {
            let here = path.with(|path| {
                if href == "/" {
                    return path == "/";
                }
                path.strip_prefix(href)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            here.then(|| "page".to_owned())
        });
        view! { <a class="nav-link" href=href aria-current=current>{icon(sign)}<span>{word}</span></a> }
            .into_any()
    };
    let of = move |list: &'static ListConfig| {
        let link = link(list.path, list.icon, list.short);
        match waiting(list, path) {
            Some(count) => view! { <div class="nav-place">{link}{count}</div> }.into_any(),
            None => link,
        }
    };
    let home = link("/", Icon::Home, "Home");
    let groups = PLACES
        .iter()
        .enumerate()
        .map(|(at, (title, group))| {
            let mut links: Vec<AnyView> = group.iter().map(|(_, list)| of(list)).collect();
            let reports = REPORTS.iter().filter(|_| at == 0);
            links.extend(reports.map(|(_, path, name, sign)| link(path, *sign, name)));
            view! { <h2>{*title}</h2> {links} }.into_any()
        })
        .collect::<Vec<AnyView>>();
    let mut groups: Vec<AnyView> = std::iter::once(home).chain(groups).collect();
    if Session::from_context().may(Operation::Create, EntityKind::User) {
        let links = [
            of(&users::LIST),
            link("/choice-lists", Icon::Lists, "Choice lists"),
            link("/settings", Icon::Settings, "Settings"),
        ];
        groups.push(
            view! { <h2>"Administration"</h2> {links.into_iter().collect::<Vec<_>>()} }.into_any(),
        );
    }
    groups.into_any()
}

#[cfg(test)]
mod tests {
    use domain::choices::FixedChoice as _;
    use domain::purchase_orders::OrderStatus;

    use super::*;

    #[test]
    fn open_orders_are_counted_in_all_their_states() {
        let codes: Vec<&str> = OrderStatus::OPEN
            .iter()
            .map(|status| status.code())
            .collect();
        let orders = WAITING.first().unwrap();
        assert_eq!(orders.list.path, purchase_orders::LIST.path);
        assert_eq!(orders.filters, [("status", codes.join(",").as_str())]);
    }
}
