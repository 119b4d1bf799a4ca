//! Sign-in, as a page and over the page when a session has ended.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::svg;
use leptos::task::spawn_local;

use super::new_password;
use crate::api::session::Session;
use crate::ui::button::{Button, ButtonStyle, SubmitButton};
use crate::ui::dialog::Dialog;
use crate::ui::dom::{focus_soon, set_title};
use crate::ui::field::{Field, FieldLink};
use crate::ui::icon::{Icon, brand_mark, icon};
use crate::ui::input::TextInput;
use crate::ui::live;
use crate::ui::theme::ThemeSwitch;
use crate::ui::unsaved_guard::UnsavedGuard;

/// The sign-in page.
pub fn draw() -> AnyView {
    view! { <SignIn/> }.into_any()
}

/// The sign-in page.
#[component]
fn SignIn() -> AnyView {
    set_title(&["Sign in"]);
    focus_soon(".gate #field-username");
    gate(view! { <SignInForm over=false/> }.into_any())
}

/// The frame of the sign-in pages.
pub fn gate(content: AnyView) -> AnyView {
    view! {
        <div class="gate">
            <main>
                <div>
                    <p class="brand">{brand_mark()}<span>"ProjectMeats"</span></p>
                    {content}
                </div>
                <ThemeSwitch/>
            </main>
            {strokes()}
        </div>
    }
    .into_any()
}

/// The sign-in form over a page whose session has ended. The page stays, and its calls are repeated.
#[component]
pub fn SignInOver() -> AnyView {
    let session = Session::from_context();
    let open = session.asking();
    Effect::new(move || {
        if open.get() {
            focus_soon("dialog #field-password");
        }
    });
    // The memo keeps the form and its input while the session state stays the same.
    let given = Memo::new(move |_| session.must_change_password());
    let body = move || {
        if given.get() {
            view! { <div class="body"><h2>"Choose a new password"</h2>{new_password::question()}</div> }.into_any()
        } else {
            view! {
                <div class="body">
                    <h2>"Sign in again"</h2>
                    <p class="muted">"Your session has ended. Sign in to continue where you left off."</p>
                    <SignInForm over=true/>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <Dialog open=open label="Sign in again" firm=true>{body}</Dialog>
    }
    .into_any()
}

#[component]
fn SignInForm(over: bool) -> AnyView {
    let session = Session::from_context();
    let known = session.username();
    let username = RwSignal::new(if over {
        known.unwrap_or_default()
    } else {
        String::new()
    });
    let password = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        if username.with_untracked(|name| name.trim().is_empty())
            || password.with_untracked(String::is_empty)
        {
            refused.set(Some("Enter your username and password".to_owned()));
            return;
        }
        busy.set(true);
        refused.set(None);
        spawn_local(async move {
            let answer = session
                .sign_in(username.get_untracked(), password.get_untracked())
                .await;
            if let Err(error) = answer {
                refused.try_set(Some(error.message()));
                password.try_set(String::new());
                focus_soon("#field-password");
            }
            busy.try_set(false);
        });
    };
    let heading = (!over).then(|| view! { <h1>"Sign in"</h1> });
    let guard = use_context::<UnsavedGuard>();
    let leave = over.then(|| {
        view! { <Button label="Sign out instead" look=ButtonStyle::Quiet on_press=move |()| session.give_up(guard)/> }
    });
    let hint = (!over).then(|| {
        view! { <p class="small muted">"Forgot your password? An administrator can reset it."</p> }
    });
    view! {
        <form class="form" on:submit=submit>
            {heading}
            {live(move || refused.get().map(|text| {
                view! { <p class="error" role="alert">{icon(Icon::Caution)}<span>{text}</span></p> }.into_any()
            }))}
            <Field name="username" label="Username">
                <TextInput value=username on_change=move |text| username.set(text) autocomplete="username"/>
            </Field>
            <Field name="password" label="Password"><PasswordInput value=password/></Field>
            <SubmitButton label="Sign in" busy=busy/>
            {leave}
            {hint}
        </form>
    }
    .into_any()
}

#[component]
fn PasswordInput(value: RwSignal<String>) -> AnyView {
    let link = FieldLink::from_context("password");
    let seen = RwSignal::new(false);
    let either = move |hide: &'static str, show: &'static str| {
        Signal::derive(move || if seen.get() { hide } else { show }.to_owned())
    };
    let name = either("Hide password", "Show password");
    view! {
        <span class="joined">
            <input
                class="input"
                id=link.id
                name="password"
                autocomplete="current-password"
                type=either("text", "password")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            <button type="button" class="btn bare" aria-label=name title=name on:click=move |_| seen.update(|seen| *seen = !*seen)>
                {icon(Icon::Eye)}
            </button>
        </span>
    }
    .into_any()
}

/// The mark of the program, drawn large in strokes; one of them is warm.
fn strokes() -> AnyView {
    let mut cold = String::new();
    for index in 0_u32..=60 {
        let x = 150 + index * 7;
        let (top, bottom) = match index {
            0..=9 | 51..=60 => (190, 530),
            30 => continue,
            _ => {
                let top = 200 + index.abs_diff(10).min(index.abs_diff(50)) * 10;
                (top, (top + 129).min(520))
            }
        };
        cold.push_str(&format!("M{x} {top}V{bottom}"));
    }
    svg::svg()
        .attr("class", "strokes")
        .attr("viewBox", "0 0 720 720")
        .attr("aria-hidden", "true")
        .inner_html(format!(
            "<path d=\"{cold}\"/><path class=\"warm\" d=\"M360 401V530\"/>"
        ))
        .into_any()
}
