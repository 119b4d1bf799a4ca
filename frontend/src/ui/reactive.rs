//! Reactive building blocks that are compiled once, not per closure: each boxes its closure.

use std::sync::Arc;

use leptos::prelude::*;

/// Reactive content.
pub fn live(draw: impl FnMut() -> Option<AnyView> + Send + 'static) -> AnyView {
    let draw: Box<dyn FnMut() -> Option<AnyView> + Send> = Box::new(draw);
    draw.into_any()
}

/// Reactive content of any kind.
pub fn dynamic<V: IntoAny + 'static>(mut draw: impl FnMut() -> V + Send + 'static) -> AnyView {
    live(move || Some(draw().into_any()))
}

/// Reactive text.
pub fn live_text(read: impl FnMut() -> String + Send + 'static) -> AnyView {
    let read: Box<dyn FnMut() -> String + Send> = Box::new(read);
    read.into_any()
}

/// `true` while something holds, else nothing: for attributes such as `aria-busy`.
pub fn truth(holds: Signal<bool>) -> Signal<Option<String>> {
    Signal::derive(move || holds.get().then(|| "true".to_owned()))
}

/// An effect.
pub fn effect(run: impl FnMut() + 'static) {
    run_boxed(Box::new(run));
}

/// An effect that takes the value that it returned the last time.
pub fn effect_with_last<T: 'static>(mut run: impl FnMut(Option<T>) -> T + 'static) {
    let mut last = None;
    effect(move || last = Some(run(last.take())));
}

fn run_boxed(run: Box<dyn FnMut()>) {
    Effect::new(run);
}

/// A computed value that notifies only when it changes.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    read: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    memo_boxed(Box::new(read))
}

fn memo_boxed<T: PartialEq + Send + Sync + 'static>(
    read: Box<dyn Fn() -> T + Send + Sync>,
) -> Memo<T> {
    Memo::new(move |_| read())
}

/// What tells the items of a list apart.
pub type ItemKey = (i64, i64);

/// An item, and what draws it when it is new.
type KeyedItem = (ItemKey, Box<dyn FnOnce() -> AnyView + Send>);

/// A list whose items stay in the page while their keys stay.
pub fn keyed<T: Send + 'static>(
    items: impl Fn() -> Vec<T> + Send + 'static,
    key: impl Fn(&T) -> ItemKey + Send + 'static,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let draw = Arc::new(draw);
    keyed_boxed(Box::new(move || {
        let mut keyed: Vec<KeyedItem> = Vec::new();
        for item in items() {
            let draw = Arc::clone(&draw);
            keyed.push((key(&item), Box::new(move || draw(item))));
        }
        keyed
    }))
}

fn keyed_boxed(items: Box<dyn Fn() -> Vec<KeyedItem> + Send>) -> AnyView {
    view! { <For each=items key=|(key, _)| *key children=|(_, draw)| draw()/> }.into_any()
}

/// The key of an item that has a place in a list.
pub fn place_key(place: usize) -> ItemKey {
    (i64::try_from(place).unwrap_or_default(), 0)
}
