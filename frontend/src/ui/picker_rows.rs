//! The rows in the dropdown of a picker: results and actions.

use leptos::prelude::*;

use super::finder::Hit;
use super::highlight::marked;
use super::icon::{Icon, icon};

/// The rows of one picker.
pub(super) struct Rows {
    /// Id of the list; the ids of its rows begin with it.
    pub(super) list_id: String,
    /// The row that the arrows chose.
    pub(super) at: RwSignal<usize>,
    /// Whether archived hits can be taken.
    pub(super) past_too: bool,
    /// Takes a hit.
    pub(super) take: Callback<Hit>,
}

impl Rows {
    /// The hits, with the words that were typed in accent.
    pub(super) fn hits(&self, found: Vec<Hit>, needle: &str) -> AnyView {
        found
            .into_iter()
            .enumerate()
            .map(|(index, hit)| self.hit(index, hit, needle))
            .collect_view()
            .into_any()
    }

    fn hit(&self, index: usize, hit: Hit, needle: &str) -> AnyView {
        let (at, past_too, take) = (self.at, self.past_too, self.take);
        let archived = hit.archived;
        let taken = hit.clone();
        view! {
            <li
                role="option"
                id=format!("{}-{index}", self.list_id)
                aria-selected=move || (at.get() == index).to_string()
                aria-disabled=(archived && !past_too).then_some("true")
                on:mousedown=move |event| {
                    event.prevent_default();
                    if past_too || !archived {
                        take.run(taken.clone());
                    }
                }
            >
                <span>{marked(&hit.name, needle)} " " <span class="muted">{hit.detail}</span></span>
                {archived.then(|| view! { <span class="token">"Archived"</span> })}
            </li>
        }
        .into_any()
    }

    /// An action below the results: icon, label, callback.
    pub(super) fn action(
        &self,
        index: usize,
        sign: Icon,
        words: String,
        act: Callback<()>,
    ) -> AnyView {
        let at = self.at;
        view! {
            <li
                role="option"
                id=format!("{}-{index}", self.list_id)
                aria-selected=move || (at.get() == index).to_string()
                on:mousedown=move |event| {
                    event.prevent_default();
                    act.run(());
                }
            >
                {icon(sign)}
                <span>{words}</span>
            </li>
        }
        .into_any()
    }
}
