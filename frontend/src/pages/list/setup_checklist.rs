//! The setup checklist that replaces the empty order list: suppliers, customers, plants, products, first order.

use domain::permissions::Operation;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::records::fetch_list;
use crate::api::session::Session;
use crate::config::list_config::ListConfig;
use crate::config::{customers, plants, products, purchase_orders, suppliers};
use crate::ui::button::{ButtonStyle, LinkButton};
use crate::ui::icon::{Icon, icon, named_icon};
use crate::ui::live;

/// One thing to set up.
struct SetupStep {
    list: &'static ListConfig,
    label: &'static str,
    about: &'static str,
}

static STEPS: [SetupStep; 5] = [
    SetupStep {
        list: &suppliers::LIST,
        label: "Add a supplier",
        about: "A company you buy from, with its terms and certificates.",
    },
    SetupStep {
        list: &customers::LIST,
        label: "Add a customer",
        about: "A company you sell to, with its terms, credit limit and required documents.",
    },
    SetupStep {
        list: &plants::LIST,
        label: "Add a plant",
        about: "Where loads are picked up, with its establishment numbers.",
    },
    SetupStep {
        list: &products::LIST,
        label: "Add a product",
        about: "What you buy and sell: species, lean point, packaging.",
    },
    SetupStep {
        list: &purchase_orders::LIST,
        label: "Create the first order",
        about: "One load bought and sold, from draft to delivery.",
    },
];

pub(super) fn setup_checklist() -> AnyView {
    let session = Session::from_context();
    let allowed = STEPS
        .iter()
        .filter(|step| session.may(Operation::Create, step.list.kind));
    let steps: Vec<(&SetupStep, RwSignal<Option<bool>>)> = allowed
        .map(|step| (step, is_done(session, step.list)))
        .collect();
    let all: Vec<RwSignal<Option<bool>>> = steps.iter().map(|(_, done)| *done).collect();
    // The first that is left is the main one.
    let next = Memo::new(move |_| all.iter().position(|done| done.get() == Some(false)));
    let lines: Vec<AnyView> = steps
        .into_iter()
        .enumerate()
        .map(|(at, (step, done))| line(step, done, Memo::new(move |_| next.get() == Some(at))))
        .collect();
    view! {
        <section class="first-steps" aria-labelledby="first-steps">
            <h2 id="first-steps">"Set up your first order"</h2>
            <p class="muted">"Add these once. Orders then take terms, addresses and prices from them."</p>
            <ol>{lines}</ol>
        </section>
    }
    .into_any()
}

fn line(step: &'static SetupStep, done: RwSignal<Option<bool>>, next: Memo<bool>) -> AnyView {
    let sign = live(move || {
        Some(match done.get() {
            Some(true) => named_icon(Icon::Check, "Done"),
            _ => icon(step.list.icon),
        })
    });
    let action = live(move || {
        Some(if done.get() == Some(true) {
            view! { <a class="link" href=step.list.path>{format!("Show {}", step.list.plural)}</a> }
                .into_any()
        } else {
            let look = if next.get() {
                ButtonStyle::Primary
            } else {
                ButtonStyle::Plain
            };
            let href = format!("{}/new", step.list.path);
            view! { <LinkButton href=href label=step.label look=look sign=Icon::Plus/> }.into_any()
        })
    });
    let is_done = Signal::derive(move || done.get() == Some(true));
    view! {
        <li class:done=is_done>
            {sign}
            <div><h3>{step.label}</h3><p class="muted">{step.about}</p></div>
            {action}
        </li>
    }
    .into_any()
}

/// Whether a list has a record already; nothing until that is known.
fn is_done(session: Session, list: &'static ListConfig) -> RwSignal<Option<bool>> {
    let done = RwSignal::new(None);
    let one = vec![("limit".to_owned(), "1".to_owned())];
    let coming = fetch_list(session, list.path, one);
    spawn_local(async move {
        // Where the answer does not come the step is offered all the same.
        let found = coming.await.is_ok_and(|page| !page.items.is_empty());
        done.try_set(Some(found));
    });
    done
}
