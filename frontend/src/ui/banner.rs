//! A sentence over the whole width under the head: archived, refused, offline, the summary of a form.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::status::Tone;

/// A banner: sign, sentence, at most one action.
pub fn banner(tone: Tone, sign: Icon, text: impl IntoView, action: Option<AnyView>) -> AnyView {
    banner_view(tone, sign, text.into_any(), action)
}

fn banner_view(tone: Tone, sign: Icon, text: AnyView, action: Option<AnyView>) -> AnyView {
    let urgent = matches!(tone, Tone::Caution | Tone::Trouble);
    view! {
        <div class=format!("banner {}", tone.class()) role=if urgent { "alert" } else { "status" }>
            {icon(sign)}
            <span>{text}</span>
            {action}
        </div>
    }
    .into_any()
}
