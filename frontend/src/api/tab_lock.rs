//! A lock over all tabs of this browser. Refreshing a session needs it, because a refresh token works once.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Does `work` while holding the lock of a name. Where the browser has no locks (plain http), `work` is simply done.
pub async fn with_tab_lock<T>(name: &str, work: impl Future<Output = T>) -> T {
    let release = acquire(name).await;
    let outcome = work.await;
    if let Some(release) = release {
        drop(release.call0(&JsValue::NULL));
    }
    outcome
}

/// Waits for the lock; the returned function releases it.
async fn acquire(name: &str) -> Option<Function> {
    let locks = Reflect::get(&leptos::prelude::window().navigator(), &"locks".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let mut granted = None;
    let waiting = Promise::new(&mut |resolve, _| granted = Some(resolve));
    let granted = granted?;
    // The lock is held until the promise that the callback answers is settled.
    let callback = Closure::once_into_js(move |_lock: JsValue| {
        drop(granted.call0(&JsValue::NULL));
        JsValue::from(held)
    });
    request.call2(&locks, &name.into(), &callback).ok()?;
    JsFuture::from(waiting).await.ok()?;
    release
}
