//! Filters that are typed: words and number ranges.

use leptos::prelude::*;

use super::debounce::Debounce;
use super::filters::FilterSpec;
use super::format::padded;
use super::icon::{Icon, icon};
use super::input::TextInput;
use super::live;
use super::number_input::DecimalInput;
use super::url_query::UrlQuery;

/// Asks for a value; nothing is both one of these and not set.
pub(super) fn ask(query: UrlQuery, name: &str, suffix: &str, value: Option<String>, replace: bool) {
    let (key, blank) = (format!("{name}{suffix}"), format!("{name}[is_null]"));
    query.set(&[(&key, value), (&blank, None)], replace);
}

/// A word, searched after a pause in typing.
pub(super) fn word(spec: FilterSpec, query: UrlQuery) -> AnyView {
    let name = spec.name;
    let typed = RwSignal::new(untrack(|| query.get(name)).unwrap_or_default());
    let debounce = Debounce::new();
    // The address may change by other means: the back button, `Not set`.
    Effect::new(move || {
        let asked = query.get(name).unwrap_or_default();
        if !debounce.is_pending() && typed.with_untracked(|typed| typed.trim() != asked) {
            typed.set(asked);
        }
    });
    let set = move |word: String| {
        typed.set(word);
        debounce.run(move || {
            if let Some(word) = typed.try_get_untracked() {
                ask(query, name, "", Some(word.trim().to_owned()), true);
            }
        });
    };
    view! { <TextInput value=typed on_change=set label=spec.label/> }.into_any()
}

/// One end of a range of figures, asked for when it is left or at Enter.
pub(super) fn figure(
    name: &'static str,
    query: UrlQuery,
    places: usize,
    label: &'static str,
    suffix: &'static str,
) -> AnyView {
    let key = format!("{name}{suffix}");
    let typed = RwSignal::new(None::<String>);
    let value = Signal::derive(move || {
        let asked = || query.get(&key).unwrap_or_default();
        typed.get().unwrap_or_else(asked)
    });
    let wrong = RwSignal::new(false);
    let send = move || {
        let Some(Some(figure)) = typed.try_get_untracked() else {
            return;
        };
        let fits = figure.is_empty() || is_figure(&figure, places);
        wrong.set(!fits);
        if fits {
            typed.set(None);
            ask(query, name, suffix, Some(padded(&figure, places)), false);
        }
    };
    let hint = live(move || {
        wrong.get().then(|| {
            let words = if places == 0 {
                "Type a whole number, such as 50"
            } else {
                "Type a figure, such as 1,250.00"
            };
            view! { <span class="error" role="alert">{icon(Icon::Caution)}<span>{words}</span></span> }
                .into_any()
        })
    });
    view! {
        <div
            class="field"
            on:focusout=move |_| send()
            on:keydown=move |event| {
                if event.key() == "Enter" {
                    send();
                }
            }
        >
            <span>{label}</span>
            <DecimalInput value=value on_change=move |figure| typed.set(Some(figure)) places=places label=label wrong=wrong/>
            {hint}
        </div>
    }
    .into_any()
}

/// Whether a text is a plain decimal with at most this number of decimal places.
fn is_figure(plain: &str, places: usize) -> bool {
    let digits = plain.strip_prefix('-').unwrap_or(plain);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let point = digits.contains('.');
    plain(whole)
        && !whole.is_empty()
        && plain(fraction)
        && fraction.len() <= places
        && point != fraction.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_has_no_more_digits_than_its_field() {
        for figure in ["0", "50", "-3"] {
            assert!(is_figure(figure, 0), "{figure}");
        }
        for figure in ["", "1.", "50.5", "x", "-", "1.000"] {
            assert!(!is_figure(figure, 0), "{figure}");
        }
        assert!(is_figure("1250.5", 2) && is_figure("1250.50", 2));
        assert!(!is_figure("1250.505", 2));
    }
}
