//! A labeled field: label, help, control, error, and the ARIA attributes that connect them.

use leptos::context::Provider;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::live;

/// What a control takes over from the field around it.
#[derive(Clone)]
pub struct FieldLink {
    /// The id the label points to.
    pub id: String,
    /// The ids of help and error.
    pub described_by: Signal<Option<String>>,
    /// Whether an error is shown.
    pub invalid: Signal<bool>,
    /// Whether it must be filled.
    pub required: bool,
    /// Longest text, in characters.
    pub max_length: Option<usize>,
}

impl FieldLink {
    /// The field around this control; outside a field `name` is its id and it needs its own label.
    #[must_use]
    pub fn from_context(name: &str) -> Self {
        use_context::<Self>().unwrap_or_else(|| Self {
            id: name.to_owned(),
            described_by: Signal::derive(|| None),
            invalid: Signal::derive(|| false),
            required: false,
            max_length: None,
        })
    }

    /// `maxlength`, which counts UTF-16 units: a character beyond the Basic Multilingual Plane counts twice.
    #[must_use]
    pub fn max_length(&self) -> Option<String> {
        self.max_length.map(|length| length.to_string())
    }

    /// `aria-invalid` while an error is shown.
    #[must_use]
    pub fn aria_invalid(&self) -> Signal<Option<String>> {
        super::truth(self.invalid)
    }
}

/// A prefix for the ids of fields, for pages that show the same field twice.
#[derive(Debug, Clone)]
pub struct FieldPrefix(String);

impl FieldPrefix {
    /// Sets it for the fields of this part, behind that of the part around it.
    pub fn provide(part: &str) {
        let around = Self::from_context();
        provide_context(Self(around + part));
    }

    fn from_context() -> String {
        use_context::<Self>().map_or_else(String::new, |prefix| prefix.0)
    }
}

/// A labeled field. Put one control inside; it finds its id, its description and its error by itself.
#[component]
pub fn Field(
    /// Names the field in the page: the control's id is `field-{name}`, so an error summary can link to it.
    #[prop(into)]
    name: String,
    /// What people read above it.
    #[prop(into)]
    label: String,
    /// A hint under the label.
    #[prop(optional, into)]
    help: Signal<String>,
    /// Whether it must be filled.
    #[prop(optional)]
    required: bool,
    /// Longest text, in characters.
    #[prop(optional_no_strip)]
    max_length: Option<usize>,
    /// What is wrong, with the way out.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Called when the focus leaves the field: the time to check it.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    /// Takes the whole width of the group.
    #[prop(optional)]
    whole: bool,
    /// Holds several controls (a list to tick): drawn as a fieldset.
    #[prop(optional)]
    group: bool,
    children: Children,
) -> AnyView {
    let prefix = FieldPrefix::from_context();
    let id = format!("{prefix}field-{name}");
    let help_id = format!("{id}-help");
    let error_id = format!("{id}-error");
    let described_by = {
        let (help_id, error_id) = (help_id.clone(), error_id.clone());
        Signal::derive(
            move || match (help.with(String::is_empty), error.with(Option::is_some)) {
                (true, false) => None,
                (false, false) => Some(help_id.clone()),
                (true, true) => Some(error_id.clone()),
                (false, true) => Some(format!("{error_id} {help_id}")),
            },
        )
    };
    let link = FieldLink {
        id: id.clone(),
        described_by,
        invalid: Signal::derive(move || error.with(Option::is_some)),
        required,
        max_length,
    };
    let mark = required.then(|| view! { " "<small>"required"</small> });
    let below = live(move || {
        error.get().map(|text| {
            view! { <span class="error" id=error_id.clone()>{icon(Icon::Caution)}<span>{text}</span></span> }.into_any()
        })
    });
    let help = live(move || {
        let text = help.get();
        (!text.is_empty())
            .then(|| view! { <span class="help" id=help_id.clone()>{text}</span> }.into_any())
    });
    let left = move |event: leptos::ev::FocusEvent| {
        if let Some(on_leave) = on_leave
            && !super::dom::keeps_focus(&event)
        {
            // An element that is removed loses the focus too; its callbacks are disposed by then.
            let _ = on_leave.try_run(());
        }
    };
    if group {
        view! {
            <fieldset
                class="field"
                class:whole=whole
                id=id
                tabindex="-1"
                aria-describedby=described_by
                on:focusout=left
            >
                <legend>{label}{mark}</legend>
                {help}
                <Provider value=link>{children()}</Provider>
                {below}
            </fieldset>
        }
        .into_any()
    } else {
        view! {
            <div class="field" class:whole=whole on:focusout=left>
                <label for=id>{label}{mark}</label>
                {help}
                <Provider value=link>{children()}</Provider>
                {below}
            </div>
        }
        .into_any()
    }
}
