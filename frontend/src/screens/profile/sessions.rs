//! Where one is signed in: each device with its last use, and the way to end what is not one's own any more.

use domain::auth::Session as Signed;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls;
use crate::session::Session;
use crate::trouble::Trouble;
use crate::ui::button::Button;
use crate::ui::form_view::frame;
use crate::ui::format::moment;
use crate::ui::live;
use crate::ui::states::failed;
use crate::ui::toast::Toasts;

/// The list of devices.
pub fn sessions(session: Session, toasts: Toasts) -> AnyView {
    let answer = RwSignal::new(None::<Result<Vec<Signed>, Trouble>>);
    let fetch = move || {
        spawn_local(async move {
            let found = calls::devices(session).await;
            drop(answer.try_set(Some(found)));
        });
    };
    fetch();
    let end = move |id: i64| {
        spawn_local(async move {
            match calls::end_device(session, id).await {
                Ok(()) => {
                    toasts.say("That device is signed out");
                    fetch();
                }
                Err(trouble) => toasts.trouble(&trouble),
            }
        });
    };
    let content = live(move || {
        Some(match answer.get()? {
            Err(trouble) => failed(&trouble, Some(Callback::new(move |()| fetch()))),
            Ok(devices) => {
                let rows = devices
                    .into_iter()
                    .map(|device| row(device, end))
                    .collect_view();
                view! { <ul class="plain-list">{rows}</ul> }.into_any()
            }
        })
    });
    frame(
        "Signed in on",
        "End what you do not know, then change your password.",
        content,
    )
}

fn row(device: Signed, end: impl Fn(i64) + Copy + Send + Sync + 'static) -> AnyView {
    let name = device.device.as_deref().map_or("Another program", told);
    let address = device.address.unwrap_or_default();
    let used = format!("{address}, last used {}", moment(device.last_used_at));
    let id = device.id.get();
    let action = if device.current {
        view! { <span class="token">"This one"</span> }.into_any()
    } else {
        view! { <Button label="Sign out there" slim=true on_press=move |()| end(id)/> }.into_any()
    };
    view! {
        <li class="row">
            <span class="grow"><b>{name.to_owned()}</b><br/><span class="muted">{used}</span></span>
            {action}
        </li>
    }
    .into_any()
}

/// What a device calls itself, in a word; programs that are no browser keep their own.
fn told(agent: &str) -> &str {
    const BROWSERS: &[(&str, &str)] = &[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let known = BROWSERS.iter().find(|(mark, _)| agent.contains(mark));
    known.map_or(agent, |(_, name)| name)
}
