//! A status as a shape and a word, in the color of its tone.

use leptos::prelude::*;

use super::icon::{Icon, icon, named_icon};

/// The tone of a state. Caution and trouble are never decoration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing is moving.
    #[default]
    Still,
    /// Asked for, not yet answered.
    Asked,
    /// Agreed.
    Agreed,
    /// On its way.
    Moving,
    /// As it should be.
    Good,
    /// Needs a look.
    Caution,
    /// Stops something.
    Danger,
}

impl Tone {
    /// The class that sets the tone.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Still => "still",
            Self::Asked => "asked",
            Self::Agreed => "agreed",
            Self::Moving => "moving",
            Self::Good => "good",
            Self::Caution => "caution",
            Self::Danger => "trouble",
        }
    }
}

/// A state: tone, shape, word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusLabel {
    /// Its tone.
    pub tone: Tone,
    /// Its shape.
    pub shape: Icon,
    pub word: String,
}

impl StatusLabel {
    /// A state.
    pub fn new(tone: Tone, shape: Icon, word: impl Into<String>) -> Self {
        Self {
            tone,
            shape,
            word: word.into(),
        }
    }
}

/// An icon after a status that shows why a row needs attention; `name` is its accessible name and tooltip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Its tone.
    pub tone: Tone,
    /// Its shape.
    pub shape: Icon,
    /// Its label.
    pub name: &'static str,
}

/// Shape and word, as in a table.
pub fn status(standing: StatusLabel) -> AnyView {
    view! { <span class=format!("status {}", standing.tone.class())>{icon(standing.shape)}{standing.word}</span> }.into_any()
}

/// Shape and word on a tint: only beside a title.
pub fn pill(standing: StatusLabel) -> AnyView {
    view! { <span class=format!("status pill {}", standing.tone.class())>{icon(standing.shape)}{standing.word}</span> }
        .into_any()
}

/// The lone shape of a flag.
pub fn flag(flag: Flag) -> AnyView {
    view! { <span class=format!("flag {}", flag.tone.class()) title=flag.name>{named_icon(flag.shape, flag.name)}</span> }
        .into_any()
}

/// A value of a set.
pub fn token(text: impl Into<String>) -> AnyView {
    let text = text.into();
    view! { <span class="token">{text}</span> }.into_any()
}
