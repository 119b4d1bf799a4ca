//! The first start: creates the first user.

use std::fs;

use domain::choices::UserRole;
use domain::users::UserDraft;
use storage::private_file::tighten_and_log;
use storage::users::NewPassword;
use storage::{Store, StoreError, WriteContext, users};

use super::StartError;
use crate::auth::{Passwords, write_private};
use crate::clock::Clock;
use crate::config::{ADMIN, ADMIN_EMAIL, Config};
use crate::{demo, random};

/// File in the data folder with the demo's sign-in.
const DEMO_FILE: &str = "demo-sign-in";

/// A username and a password to print to the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Username.
    pub username: String,
    /// Password.
    pub password: String,
}

/// Creates the demo or the first administrator when configured and missing.
pub(super) fn sign_in(
    config: &Config,
    store: &Store,
    clock: &Clock,
    passwords: &Passwords,
) -> Result<Option<SignIn>, StartError> {
    if config.demo {
        return demo_sign_in(config, store, clock, passwords).map(Some);
    }
    if store.read_fresh(users::any_exists)? {
        return Ok(None);
    }
    // A generated password is printed, so others may read it; a password from the settings was chosen by the
    // operator.
    let (password, must_change) = match &config.admin_password {
        Some(password) => (password.reveal().to_owned(), false),
        None => (random::password()?, true),
    };
    let hash = passwords.hash_now(&password)?;
    let new = NewPassword {
        hash: &hash,
        must_change,
    };
    let draft = UserDraft {
        username: ADMIN.to_owned(),
        email: ADMIN_EMAIL.to_owned(),
        role: UserRole::Admin,
        is_active: Some(true),
        ..UserDraft::default()
    };
    let context = WriteContext::of_the_program(clock.now());
    let made = store.write(&context, |tx| users::create(tx, draft.clone(), Some(new)));
    match made {
        Ok(_) => Ok(Some(SignIn {
            username: ADMIN.to_owned(),
            password,
        })),
        // Another instance created the user first and has printed its password.
        Err(StoreError::Duplicate { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Seeds the demo once. Its sign-in is stored in the data folder and printed at each start, so the password
/// need not be changed.
pub(crate) fn demo_sign_in(
    config: &Config,
    store: &Store,
    clock: &Clock,
    passwords: &Passwords,
) -> Result<SignIn, StartError> {
    let path = config.data_dir.join(DEMO_FILE);
    tighten_and_log(&path).map_err(|source| StartError::Io {
        what: path.display().to_string(),
        source,
    })?;
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let known = kept.trim().split_once(' ');
    let password = match known {
        Some((_, password)) => password.to_owned(),
        None => random::password()?,
    };
    let hash = passwords.hash_now(&password)?;
    let made = demo::seed(store, clock.now(), &hash)?;
    if known.is_none() {
        if !made {
            renew(store, clock, &hash)?;
        }
        let text = format!("{} {password}\n", demo::SIGN_IN);
        write_private(&path, &text).map_err(|source| StartError::Io {
            what: path.display().to_string(),
            source,
        })?;
    }
    Ok(SignIn {
        username: demo::SIGN_IN.to_owned(),
        password,
    })
}

/// Sets a new password for the demo's administrator when the file with the old one is missing.
fn renew(store: &Store, clock: &Clock, hash: &str) -> Result<(), StartError> {
    let found = store.read_fresh(|conn| users::find_for_login(conn, demo::SIGN_IN))?;
    let Some(user) = found else { return Ok(()) };
    let context = WriteContext::of_the_program(clock.now());
    let new = NewPassword {
        hash,
        must_change: false,
    };
    store.write(&context, |tx| users::set_password(tx, user.id, new))?;
    Ok(())
}
