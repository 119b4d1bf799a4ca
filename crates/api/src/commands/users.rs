//! `user`: creates users and resets passwords. Passwords are generated, never typed where others could read
//! them, and must be changed at the first sign-in.

use domain::choices::UserRole;
use domain::users::UserDraft;
use storage::users::NewPassword;
use storage::{Store, StoreError, WriteContext, sessions, users};

use super::{CommandError, say};
use crate::auth::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::security_log::SecurityEvent;
use crate::server::{self, StartError};
use crate::{logging, random};

pub(super) fn user(words: &[&str]) -> Result<(), CommandError> {
    match words {
        ["create", name, email] => create(name, email, UserRole::Broker),
        ["create", name, email, role] => {
            let role = role
                .parse()
                .map_err(|_unknown| CommandError::Usage(format!("there is no role {role}")))?;
            create(name, email, role)
        }
        ["password", name] => renew(name),
        _ => Err(CommandError::Usage(
            "user takes `create NAME EMAIL [ROLE]` or `password NAME`".to_owned(),
        )),
    }
}

/// Printed before a generated password.
const CHANGE_IT: &str = "this password must be changed at the first sign-in:";

struct Tools {
    store: Store,
    password: String,
    hash: String,
    context: WriteContext,
}

impl Tools {
    /// The generated password. It is printed, so its user must change it.
    fn password(&self) -> NewPassword<'_> {
        NewPassword {
            hash: &self.hash,
            must_change: true,
        }
    }
}

fn tools() -> Result<Tools, CommandError> {
    let config = Config::from_env()?;
    logging::start(&config)?;
    let store = server::open_store(&config)?;
    store.migrate()?;
    let passwords = Passwords::new(config.hash_cost).map_err(StartError::from)?;
    let password = random::password().map_err(StartError::from)?;
    let hash = passwords.hash_now(&password).map_err(StartError::from)?;
    Ok(Tools {
        store,
        password,
        hash,
        context: WriteContext::of_the_program(Clock::default().now()),
    })
}

fn create(name: &str, email: &str, role: UserRole) -> Result<(), CommandError> {
    let mut draft = UserDraft {
        username: name.to_owned(),
        email: email.to_owned(),
        role,
        is_active: Some(true),
        ..UserDraft::default()
    };
    draft.tidy();
    if let Some(wrong) = draft.check().iter().next() {
        return Err(CommandError::Refused(wrong.message.clone()));
    }
    let tools = tools()?;
    let made = tools.store.write(&tools.context, |tx| {
        users::create(tx, draft.clone(), Some(tools.password()))
    });
    match made {
        Ok(_) => {
            say(CHANGE_IT);
            say(&format!("sign in: {name} {}", tools.password));
            Ok(())
        }
        Err(StoreError::Duplicate { pointer, .. }) => Err(CommandError::Refused(format!(
            "another user has this {}",
            pointer.trim_start_matches('/')
        ))),
        Err(error) => Err(error.into()),
    }
}

fn renew(name: &str) -> Result<(), CommandError> {
    let tools = tools()?;
    let found = tools
        .store
        .read_fresh(|conn| users::find_for_login(conn, name))?;
    let Some(user) = found else {
        return Err(CommandError::Refused(format!("there is no user {name}")));
    };
    tools.store.write(&tools.context, |tx| {
        users::set_password(tx, user.id, tools.password())?;
        sessions::end_all(tx.conn, user.id, None, tx.now())?;
        Ok(())
    })?;
    say(CHANGE_IT);
    say(&format!("sign in: {} {}", user.username, tools.password));
    SecurityEvent::new("password_set")
        .reason("command_line")
        .subject(user.id)
        .account(&user.username)
        .record();
    Ok(())
}
