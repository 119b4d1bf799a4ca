//! The devices on which the user is signed in, with a button that ends each session.

use domain::auth::Session as Signed;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls;
use crate::api::session::Session;
use crate::ui::app_error::AppError;
use crate::ui::button::Button;
use crate::ui::form_view::frame;
use crate::ui::format::moment;
use crate::ui::live;
use crate::ui::page_states::failed;
use crate::ui::toast::Toasts;

/// The list of devices.
pub fn sessions(session: Session, toasts: Toasts) -> AnyView {
    let answer = RwSignal::new(None::<Result<Vec<Signed>, AppError>>);
    let fetch = move || {
        spawn_local(async move {
            let found = calls::devices(session).await;
            drop(answer.try_set(Some(found)));
        });
    };
    fetch();
    let end = move |ids: Vec<i64>| {
        spawn_local(async move {
            for id in ids {
                if let Err(error) = calls::end_device(session, id).await {
                    toasts.error(&error);
                    fetch();
                    return;
                }
            }
            toasts.say("Device signed out");
            fetch();
        });
    };
    let content = live(move || {
        Some(match answer.get()? {
            Err(error) => failed(&error, Some(Callback::new(move |()| fetch()))),
            Ok(devices) => {
                let rows = grouped(devices)
                    .into_iter()
                    .map(|group| row(&group, end))
                    .collect_view();
                view! { <ul class="plain-list">{rows}</ul> }.into_any()
            }
        })
    });
    frame(
        "Signed-in devices",
        "Sign out devices you do not know, then change your password.",
        content,
    )
}

/// The sessions of one device at one address, the one used last first.
struct DeviceSessions {
    first: Signed,
    others: Vec<Signed>,
}

impl DeviceSessions {
    fn takes(&self, session: &Signed) -> bool {
        !self.first.current
            && !session.current
            && self.first.device_name == session.device_name
            && self.first.address == session.address
    }
}

/// Groups sessions by device and address; the current session is alone and first.
fn grouped(sessions: Vec<Signed>) -> Vec<DeviceSessions> {
    let is_current = |session: &Signed| session.current;
    let (current, others): (Vec<_>, Vec<_>) = sessions.into_iter().partition(is_current);
    let mut groups: Vec<DeviceSessions> = Vec::new();
    for session in current.into_iter().chain(others) {
        match groups.iter_mut().find(|group| group.takes(&session)) {
            Some(group) => group.others.push(session),
            None => groups.push(DeviceSessions {
                first: session,
                others: Vec::new(),
            }),
        }
    }
    groups
}

fn row(group: &DeviceSessions, end: impl Fn(Vec<i64>) + Copy + Send + Sync + 'static) -> AnyView {
    let DeviceSessions { first, others } = group;
    let place = first.address.as_deref().unwrap_or("unknown address");
    let used = moment(first.last_used_at);
    let count = others.len() + 1;
    let times = if others.is_empty() {
        format!("signed in {}, last used {used}", moment(first.created_at))
    } else {
        format!("{count} sessions, last used {used}")
    };
    let ids: Vec<i64> = std::iter::once(first)
        .chain(others)
        .map(|session| session.id.get())
        .collect();
    let action = if first.current {
        view! { <span class="token">"This device"</span> }.into_any()
    } else if others.is_empty() {
        view! { <Button label="Sign out" slim=true on_press=move |()| end(ids.clone())/> }
            .into_any()
    } else {
        let label = format!("Sign out all {count}");
        view! { <Button label=label slim=true on_press=move |()| end(ids.clone())/> }.into_any()
    };
    let details = format!("{place}, {times}");
    view! {
        <li class="row">
            <span class="grow"><b>{first.device_name.clone()}</b><br/><span class="muted">{details}</span></span>
            {action}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use domain::Id;

    use super::*;

    fn session(id: i64, device: &str, address: &str, current: bool) -> Signed {
        let at = NaiveDateTime::default();
        Signed {
            id: Id::new(id),
            user_id: Id::new(1),
            device: None,
            device_name: device.to_owned(),
            address: Some(address.to_owned()),
            created_at: at,
            last_used_at: at,
            current,
        }
    }

    #[test]
    fn like_sessions_are_one_line() {
        let groups = grouped(vec![
            session(5, "curl 8.5.0", "192.0.2.1", false),
            session(4, "Chrome on Linux", "192.0.2.1", false),
            session(3, "Chrome on Linux", "192.0.2.1", true),
            session(2, "curl 8.5.0", "192.0.2.1", false),
            session(1, "curl 8.5.0", "192.0.2.2", false),
        ]);
        let ids: Vec<Vec<i64>> = groups
            .iter()
            .map(|group| {
                let all = std::iter::once(&group.first).chain(&group.others);
                all.map(|session| session.id.get()).collect()
            })
            .collect();
        assert_eq!(ids, [vec![3], vec![5, 2], vec![4], vec![1]]);
    }
}
