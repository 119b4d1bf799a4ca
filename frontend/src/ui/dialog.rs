//! Modal dialogs, built on the browser's `<dialog>`: it traps the focus, closes on Esc, and returns the focus.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use super::Action;
use super::button::{Button, ButtonStyle};
use super::live;

/// Whether a dialog has unsaved input; in the context of its content.
#[derive(Debug, Clone, Copy)]
struct HasInput(StoredValue<Option<Signal<bool>>>);

/// Has Esc ask before it closes the dialog around this part, while `dirty` holds.
pub fn ask_before_closing(dirty: Signal<bool>) {
    if let Some(HasInput(filled)) = use_context() {
        filled.set_value(Some(dirty));
    }
}

/// A dialog. While `open` it covers the page; closing by Esc sets `open` to false.
#[component]
pub fn Dialog(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// Its name, read out; put a heading of the same words inside.
    #[prop(into)]
    label: Signal<String>,
    /// Further classes: `wide`, `palette`.
    #[prop(optional)]
    class: &'static str,
    /// Cannot be closed by Esc: the sign-in over a page.
    #[prop(optional)]
    firm: bool,
    /// The content, created each time it opens.
    children: ChildrenFn,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let open = open.get();
        let Some(dialog) = node.get() else { return };
        if open && !dialog.open() {
            // Refused only when it is shown already.
            drop(dialog.show_modal());
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    // Opening it while it is open keeps the input.
    let shown = Memo::new(move |_| open.get());
    let filled = StoredValue::new(None::<Signal<bool>>);
    let asker = ConfirmDialog::from_context();
    let leave = move || {
        let dirty = filled.get_value();
        // Clear the previous content.
        let dirty = dirty.and_then(|dirty| dirty.try_get_untracked());
        match (firm, dirty == Some(true)) {
            (true, _) => {}
            (false, true) => asker.ask(Question {
                title: "Close without saving?".to_owned(),
                text: "What you filled in here will be lost.".to_owned(),
                yes: "Close".to_owned(),
                no: "Keep editing".to_owned(),
                on_yes: Arc::new(move || open.set(false)),
            }),
            (false, false) => open.set(false),
        }
    };
    view! {
        <dialog
            node_ref=node
            class=format!("dialog {class}")
            aria-label=label
            // Esc is taken before the browser acts on it, which listens to a refusal only once.
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.default_prevented() {
                    event.prevent_default();
                    event.stop_propagation();
                    leave();
                }
            }
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                leave();
            }
            on:close=move |_| open.set(false)
        >
            {live(move || shown.get().then(|| {
                provide_context(HasInput(filled));
                children().into_any()
            }))}
        </dialog>
    }
    .into_any()
}

/// A question that must be answered before going on.
#[derive(Clone)]
pub struct Question {
    /// The question as a title: `Leave without saving?`
    pub title: String,
    /// What follows from a yes.
    pub text: String,
    /// The verb of yes.
    pub yes: String,
    /// The verb of no.
    pub no: String,
    /// Called after yes.
    pub on_yes: Action,
}

/// Asks questions; taken from the context.
#[derive(Debug, Clone, Copy)]
pub struct ConfirmDialog {
    question: RwSignal<Option<Question>>,
    open: RwSignal<bool>,
}

impl ConfirmDialog {
    /// Puts it into the context.
    pub fn provide() -> Self {
        let asker = Self {
            question: RwSignal::new(None),
            open: RwSignal::new(false),
        };
        provide_context(asker);
        asker
    }

    /// The one of this page.
    #[must_use]
    pub fn from_context() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    pub fn ask(self, question: Question) {
        self.question.set(Some(question));
        self.open.set(true);
    }
}

/// Draws the question. Once a page, at its end.
#[component]
pub fn AskedQuestion() -> AnyView {
    let asker = ConfirmDialog::from_context();
    let title = Signal::derive(move || {
        asker
            .question
            .with(|question| question.as_ref().map(|question| question.title.clone()))
            .unwrap_or_default()
    });
    view! {
        <Dialog open=asker.open label=title>
            {live(move || asker.question.get().map(|question| {
                let on_yes = Arc::clone(&question.on_yes);
                view! {
                    <div class="body"><h2>{question.title}</h2><p class="muted">{question.text}</p></div>
                    <footer>
                        <Button label=question.no on_press=move |()| asker.open.set(false)/>
                        <Button
                            label=question.yes
                            look=ButtonStyle::Danger
                            on_press=move |()| {
                                asker.open.set(false);
                                on_yes();
                            }
                        />
                    </footer>
                }
                .into_any()
            }))}
        </Dialog>
    }
    .into_any()
}
