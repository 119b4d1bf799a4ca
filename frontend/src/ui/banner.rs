//! A banner below the page header: archived, refused, offline, error summary.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::status::Tone;

/// A banner: sign, sentence, at most one action.
pub fn banner(tone: Tone, sign: Icon, text: impl IntoView, action: Option<AnyView>) -> AnyView {
    banner_view(tone, sign, text.into_any(), action)
}

fn banner_view(tone: Tone, sign: Icon, text: AnyView, action: Option<AnyView>) -> AnyView {
    let urgent = matches!(tone, Tone::Caution | Tone::Danger);
    view! {
        <div class=format!("banner {}", tone.class()) role=if urgent { "alert" } else { "status" }>
            {icon(sign)}
            <span>{text}</span>
            {action}
        </div>
    }
    .into_any()
}

/// Why a request was refused as a whole. It takes the focus, so that it scrolls into view.
pub fn refusal_banner(text: impl IntoView) -> AnyView {
    view! {
        <div class="banner trouble refusal" role="alert" tabindex="-1">
            {icon(Icon::Caution)}
            <span>{text.into_any()}</span>
        </div>
    }
    .into_any()
}
