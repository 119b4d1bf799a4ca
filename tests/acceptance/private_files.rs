//! Files with data or secrets are readable by the server's user only, whatever their previous mode or the umask.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use crate::support::app::Place;
use crate::support::process::Process;
use crate::support::{App, Database, on_both_databases};

on_both_databases!(
    new_files_are_private,
    open_files_are_closed,
    the_demo_keeps_its_sign_in_private
);

/// The files of a place that other users may access, with their modes.
fn open_to_others(place: &Place) -> Vec<String> {
    let files = fs::read_dir(place.folder()).expect("a folder").flatten();
    files
        .filter_map(|file| {
            let mode = file.metadata().expect("a file").permissions().mode() & 0o777;
            let name = file.file_name().to_string_lossy().into_owned();
            (mode & 0o077 != 0).then(|| format!("{name}: {mode:o}"))
        })
        .collect()
}

fn names(place: &Place) -> Vec<String> {
    let files = fs::read_dir(place.folder()).expect("a folder").flatten();
    files
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect()
}

async fn new_files_are_private(app: &mut App) {
    let place = Place::empty(app.database());
    // A folder readable by everyone, and a umask that removes no permissions.
    fs::set_permissions(place.folder(), Permissions::from_mode(0o755)).expect("a mode");
    let server = Process::serve_in_shell(&place, "umask 000; exec \"$0\" \"$@\"");
    server.admin().await.get("/suppliers").await.expect(200);
    let there = names(&place);
    assert!(there.contains(&"signing-keys.json".to_owned()), "{there:?}");
    if app.database() == Database::Sqlite {
        for name in [
            "projectmeats.db",
            "projectmeats.db-wal",
            "projectmeats.db-shm",
        ] {
            assert!(there.contains(&name.to_owned()), "{name}: {there:?}");
        }
    }
    assert_eq!(open_to_others(&place), [""; 0]);
}

async fn open_files_are_closed(app: &mut App) {
    app.stop().await;
    for name in names(&app.place) {
        let path = app.place.folder().join(name);
        fs::set_permissions(path, Permissions::from_mode(0o666)).expect("a mode");
    }
    app.restart().await;
    app.admin().await.get("/suppliers").await.expect(200);
    assert_eq!(open_to_others(&app.place), [""; 0]);
}

async fn the_demo_keeps_its_sign_in_private(app: &mut App) {
    let demo = App::start_empty(app.database(), |config| config.demo = true).await;
    let file = demo.place.folder().join("demo-sign-in");
    fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("a mode");
    let mut demo = demo;
    demo.restart().await;
    assert_eq!(open_to_others(&demo.place), [""; 0]);
    let first = demo.first_sign_in().expect("how to sign in");
    let (name, password) = (first.username.clone(), first.password.clone());
    // It is printed at each start, so it need not be changed.
    let dana = demo.sign_in(&name, &password).await;
    dana.get("/suppliers").await.expect(200);
    demo.stop().await;
}
