//! Empty, no results, failed, forbidden; and the skeleton of a loading record.

use leptos::prelude::*;

use super::button::{Button, ButtonStyle};
use super::dom::focus_soon;
use super::icon::{Icon, icon, scene};
use crate::ui::app_error::AppError;

/// An empty list: description and create button.
pub fn empty_list(
    title: impl Into<String>,
    text: &'static str,
    action: Option<AnyView>,
) -> AnyView {
    let title = title.into();
    view! {
        <div class="empty">
            {scene()}
            <h2>{title}</h2>
            <p>{text}</p>
            {action.map(|action| view! { <div class="row">{action}</div> })}
        </div>
    }
    .into_any()
}

/// Nothing matches the search and the filters.
pub fn no_results(on_clear: Callback<()>) -> AnyView {
    view! {
        <div class="empty">
            {icon(Icon::Search)}
            <h2>"Nothing matches these filters"</h2>
            <p>"Use fewer words or remove a filter."</p>
            <div class="row"><Button label="Clear filters" on_press=on_clear/></div>
        </div>
    }
    .into_any()
}

/// The error of a part of the page, with a retry button if a retry may help.
pub fn failed(error: &AppError, on_retry: Option<Callback<()>>) -> AnyView {
    let sign = match error.status {
        0 => Icon::Offline,
        401 | 403 => Icon::Lock,
        404 => Icon::Search,
        _ => Icon::Caution,
    };
    let retry = on_retry.filter(|_| error.is_transient()).map(|on_retry| {
        view! { <Button label="Try again" on_press=on_retry/> }
    });
    let back = matches!(error.status, 403 | 404).then(|| {
        view! { <a class=ButtonStyle::Plain.class() href="/purchase-orders">"Go to orders"</a> }
    });
    view! {
        <div class="empty" role="alert">
            {icon(sign)}
            <h2>{error.title.clone()}</h2>
            {error.detail().map(|text| view! { <p>{text}</p> })}
            {error.request().map(|id| view! { <p class="small faint">"Request " {id}</p> })}
            <div class="row">{retry}{back}</div>
        </div>
    }
    .into_any()
}

/// Stands instead of a form: why there is none, and the way back.
pub fn no_form(text: String, back: String) -> AnyView {
    no_form_with_link(text, back, None)
}

/// The same with what can be done instead.
pub fn no_form_with_link(text: String, back: String, instead: Option<AnyView>) -> AnyView {
    focus_soon("main h1");
    view! {
        <div class="empty">
            {icon(Icon::Lock)}
            <h1 tabindex="-1">{text}</h1>
            <div class="row"><a class=ButtonStyle::Plain.class() href=back>"Go back"</a>{instead}</div>
        </div>
    }
    .into_any()
}

/// No such page or record, with a way back.
pub fn not_found(
    title: &'static str,
    text: &'static str,
    back: (&'static str, &'static str),
) -> AnyView {
    view! {
        <div class="empty">
            {icon(Icon::Search)}
            <h1>{title}</h1>
            <p>{text}</p>
            <div class="row"><a class=ButtonStyle::Plain.class() href=back.0>{back.1}</a></div>
        </div>
    }
    .into_any()
}

/// The bones of a record that is loading: head, tabs, two columns.
pub fn record_skeleton() -> AnyView {
    let lines = |count: usize| {
        (0..count)
            .map(|_| view! { <p><span class="bone long"></span></p> })
            .collect_view()
    };
    view! {
        <div aria-busy="true">
            <div class="head"><div class="title"><span class="unseen" role="status">"Loading"</span><h1><span class="bone long"></span></h1></div></div>
            <div class="split">
                <div class="block">{lines(6)}</div>
                <div class="side"><div class="block">{lines(4)}</div></div>
            </div>
        </div>
    }
    .into_any()
}
