//! Sessions: tokens work once, reuse ends the session, a lost response does not.

use chrono::TimeDelta;
use domain::Id;
use domain::choices::UserRole;
use domain::users::{User, UserDraft};
use storage::sessions::{self, Client, NewSession, Rotated, TokenHash};
use storage::{Expected, StoreError, users};

use crate::databases::{Database, both, make_user, noon};

const GRACE: TimeDelta = TimeDelta::seconds(10);
const IDLE: TimeDelta = TimeDelta::days(30);

fn laptop() -> Client {
    Client {
        device: Some("Laptop".to_owned()),
        address: Some("192.0.2.1".to_owned()),
    }
}

fn hash(number: u8) -> TokenHash {
    [number; 32]
}

fn sign_in(database: &Database, user: Id<User>, token: u8) -> Id<domain::auth::Session> {
    let new = NewSession {
        user,
        token_hash: hash(token),
        client: laptop(),
        now: noon(),
        idle_until: noon() + IDLE,
        ends_at: noon() + TimeDelta::days(90),
    };
    database
        .store
        .write_plain(|conn| sessions::create(conn, &new))
        .unwrap()
}

fn rotate(database: &Database, old: u8, new: u8, client: &Client, seconds: i64) -> Rotated {
    let now = noon() + TimeDelta::seconds(seconds);
    database
        .store
        .write_plain(|conn| {
            sessions::rotate(conn, &hash(old), &hash(new), client, now, GRACE, IDLE)
        })
        .unwrap()
}

fn alive(database: &Database, session: Id<domain::auth::Session>) -> bool {
    let found = database
        .store
        .read_fresh(|conn| sessions::alive(conn, session, noon()));
    found.unwrap().is_some()
}

#[test]
fn a_token_that_comes_back_ends_the_family() {
    for database in both("reuse") {
        let user = database.user;
        let session = sign_in(&database, user, 1);
        assert_eq!(
            rotate(&database, 1, 2, &laptop(), 5),
            Rotated::Renewed { session, user }
        );
        // The response was lost: the same client retries once within the grace period.
        assert_eq!(
            rotate(&database, 1, 3, &laptop(), 9),
            Rotated::Renewed { session, user }
        );
        assert_eq!(
            rotate(&database, 3, 4, &laptop(), 100),
            Rotated::Renewed { session, user }
        );
        assert!(alive(&database, session));
        assert_eq!(
            rotate(&database, 1, 5, &laptop(), 101),
            Rotated::Reused { session, user }
        );
        assert!(!alive(&database, session));
        assert_eq!(rotate(&database, 4, 6, &laptop(), 102), Rotated::Unknown);
        assert_eq!(rotate(&database, 77, 6, &laptop(), 102), Rotated::Unknown);
    }
}

#[test]
fn another_client_gets_no_grace() {
    for database in both("grace") {
        let session = sign_in(&database, database.user, 1);
        rotate(&database, 1, 2, &laptop(), 1);
        let elsewhere = Client {
            address: Some("198.51.100.7".to_owned()),
            ..laptop()
        };
        let outcome = rotate(&database, 1, 3, &elsewhere, 2);
        assert_eq!(
            outcome,
            Rotated::Reused {
                session,
                user: database.user
            }
        );
    }
}

#[test]
fn two_tabs_at_once_are_one_client() {
    for database in both("tabs") {
        sign_in(&database, database.user, 1);
        let outcomes: Vec<Rotated> = std::thread::scope(|scope| {
            let database = &database;
            let running: Vec<_> = (2..4)
                .map(|new| scope.spawn(move || rotate(database, 1, new, &laptop(), 1)))
                .collect();
            running.into_iter().map(|run| run.join().unwrap()).collect()
        });
        assert!(
            outcomes
                .iter()
                .all(|outcome| matches!(outcome, Rotated::Renewed { .. })),
            "{outcomes:?}"
        );
    }
}

#[test]
fn sessions_end() {
    for database in both("ends") {
        let (first, second) = (
            sign_in(&database, database.user, 1),
            sign_in(&database, database.user, 2),
        );
        let other = make_user(&database.store, "lee", UserRole::Broker);
        let listed = database
            .store
            .read(|conn| sessions::list(conn, database.user, noon()))
            .unwrap();
        assert_eq!(listed.len(), 2);
        let end = |user| {
            database
                .store
                .write_plain(|conn| sessions::end(conn, first, user, noon()))
                .unwrap()
        };
        assert!(!end(other), "not his");
        assert!(end(database.user) && !end(database.user));
        assert!(!alive(&database, first) && alive(&database, second));
        assert_eq!(rotate(&database, 1, 9, &laptop(), 1), Rotated::Unknown);
        let ended = database
            .store
            .write_plain(|conn| sessions::end_all(conn, database.user, None, noon()))
            .unwrap();
        assert_eq!(ended, [second]);
        let late = i64::from(31 * 24 * 3600);
        let third = sign_in(&database, database.user, 3);
        assert_eq!(
            rotate(&database, 3, 4, &laptop(), late),
            Rotated::Unknown,
            "idle for too long"
        );
        let forgotten = database
            .store
            .write_plain(|conn| sessions::forget_before(conn, noon() + TimeDelta::days(91)));
        assert_eq!(forgotten.unwrap(), 3);
        assert!(!alive(&database, third));
    }
}

#[test]
fn a_user_switched_off_is_out_and_the_last_administrator_stays() {
    for database in both("off") {
        let root = make_user(&database.store, "root", UserRole::Admin);
        let session = sign_in(&database, root, 1);
        let administrator = storage::WriteContext {
            role: UserRole::Admin,
            ..database.context()
        };
        let set = |user: Id<User>, active: bool, role: UserRole| {
            database.store.write(&administrator, |tx| {
                users::update(tx, user, &Expected::any(), None, |user| {
                    Ok(UserDraft {
                        is_active: Some(active),
                        role,
                        ..user.details.clone()
                    })
                })
            })
        };
        for (active, role, pointer) in [
            (false, UserRole::Admin, "/is_active"),
            (true, UserRole::Viewer, "/role"),
        ] {
            let Err(StoreError::Invalid(errors)) = set(root, active, role) else {
                panic!("the last administrator was taken away");
            };
            assert!(errors.has(pointer));
        }
        make_user(&database.store, "second", UserRole::Admin);
        set(root, false, UserRole::Admin).unwrap();
        assert!(!alive(&database, session));
        let found = database
            .store
            .read(|conn| users::find_for_login(conn, "ROOT@projectmeats.example"))
            .unwrap();
        assert!(!found.unwrap().is_active);
        assert!(database.store.read(users::any_exists).unwrap());
        let taken = database.store.write(&database.context(), |tx| {
            let draft = UserDraft {
                username: "Root".to_owned(),
                email: "new@projectmeats.example".to_owned(),
                ..UserDraft::default()
            };
            users::create(tx, draft, None)
        });
        let Err(StoreError::Duplicate { pointer, .. }) = taken else {
            panic!("{taken:?}");
        };
        assert_eq!(pointer, "/username");
    }
}
