//! What this browser stores for the signed-in user: drafts of forms and the records opened last. Survives session expiry;
//! cleared on sign-out and when another user signs in.

use leptos::prelude::*;

use crate::ui::dom::{store, stored};

/// The key of the user name that the entries belong to.
const OWNER: &str = "kept-for";

/// The prefix of the keys of drafts.
pub const DRAFTS: &str = "draft:";

/// The key of the records opened last.
pub const RECENT: &str = "recent";

/// Sets the signed-in user, and clears what is stored for another user.
pub fn set_user(username: &str) {
    clear_passwords();
    if stored(OWNER).as_deref() != Some(username) {
        clear();
        store(OWNER, Some(username));
    }
}

/// Clears everything stored for the user.
pub fn clear() {
    for key in draft_keys() {
        store(&key, None);
    }
    store(RECENT, None);
    store(OWNER, None);
}

/// Clears drafts that contain a password, which earlier releases stored.
fn clear_passwords() {
    for key in draft_keys() {
        if stored(&key).is_some_and(|text| text.contains("\"password\":")) {
            store(&key, None);
        }
    }
}

fn draft_keys() -> Vec<String> {
    let Ok(Some(storage)) = window().local_storage() else {
        return Vec::new();
    };
    (0..storage.length().unwrap_or(0))
        .filter_map(|at| storage.key(at).ok().flatten())
        .filter(|key| key.starts_with(DRAFTS))
        .collect()
}
