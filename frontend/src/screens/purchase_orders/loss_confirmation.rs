//! Confirms a change that makes a binding order lose money. The server refuses it until the flag is sent.

use leptos::prelude::*;
use serde_json::Value;

use super::step_fields::ACCEPTS_LOSS;
use crate::api::record_json::Record;
use crate::ui::form::Form;
use crate::ui::icon::{Icon, icon};
use crate::ui::input::Switch;
use crate::ui::live;

/// Whether the user accepts the loss. It belongs to one change, not to the order, so it is kept beside the form.
#[derive(Clone, Copy)]
pub(super) struct MeantLoss(RwSignal<bool>);

impl MeantLoss {
    /// Puts an empty reason into the context.
    pub(super) fn provide() -> Self {
        let meant = Self(RwSignal::new(false));
        provide_context(meant);
        meant
    }

    /// Says so in a change that is sent.
    pub(super) fn add_to(self, patch: &mut Record) {
        if self.0.try_get_untracked() == Some(true) {
            patch.insert(ACCEPTS_LOSS.to_owned(), Value::Bool(true));
        }
    }
}

/// The checkbox, once the server requires it.
pub(super) fn loss_box(form: Form) -> AnyView {
    let Some(MeantLoss(meant)) = use_context::<MeantLoss>() else {
        return ().into_any();
    };
    let (wrong, error) = (form.wrong(), form.error(ACCEPTS_LOSS));
    let pointer = format!("/{ACCEPTS_LOSS}");
    let asked = Memo::new(move |before: Option<&bool>| {
        let refused = wrong.with(|errors| {
            errors
                .iter()
                .any(|error| error.pointer.as_deref() == Some(pointer.as_str()))
        });
        refused || before == Some(&true)
    });
    live(move || {
        asked.get().then(|| {
            let missing = live(move || {
                let text = error.get().filter(|_| !meant.get())?;
                Some(
                    view! { <span class="error">{icon(Icon::Caution)}<span>{text}</span></span> }
                        .into_any(),
                )
            });
            view! {
                <section class="block" id=format!("field-{ACCEPTS_LOSS}") tabindex="-1">
                    <div class="field">
                        <Switch
                            label="Accept the loss on this order"
                            value=meant
                            on_change=move |on| meant.set(on)
                        />
                        {missing}
                    </div>
                </section>
            }
            .into_any()
        })
    })
}
