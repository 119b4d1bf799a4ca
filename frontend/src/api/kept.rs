//! What is kept in this browser for whoever works with it: drafts of forms, the records opened last. It waits when a session ends by
//! itself, and goes when somebody signs out or another user signs in.

use crate::pages::{drafts, recent};
use crate::ui::dom::{store, stored};

/// Whose it is.
const OWNER: &str = "kept-for";

/// Says who has signed in; what was kept for another user is forgotten.
pub fn belongs_to(username: &str) {
    drafts::forget_passwords();
    if stored(OWNER).as_deref() != Some(username) {
        forget();
        store(OWNER, Some(username));
    }
}

/// Forgets it.
pub fn forget() {
    drafts::forget_all();
    recent::forget();
    store(OWNER, None);
}
