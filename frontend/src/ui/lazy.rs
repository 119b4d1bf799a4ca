//! Content from a part of the program that is fetched when first needed.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::live;

/// Draws content once its part of the program is there.
pub fn draw_fetched<T: Copy + Send + Sync + 'static>(
    part: impl Future<Output = T> + 'static,
    draw: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let fetched = RwSignal::new(None::<T>);
    spawn_local(async move {
        let part = part.await;
        fetched.try_set(Some(part));
    });
    live(move || fetched.get().map(&draw))
}
