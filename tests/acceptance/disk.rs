//! A disk that takes no more, and one that takes nothing: SQLite only, because PostgreSQL has its own disk.

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::support::app::{ADMIN_PASSWORD, Database, Place, http, runtime};
use crate::support::process::Process;
use crate::support::{Actor, Call, Reply};

/// Largest file in KiB that the server may write at first: its database fits, and some records more.
const LIMIT: &str = "2560";

async fn create(actor: &Actor, n: usize) -> Reply {
    let body = json!({"name": format!("Supplier {n}"), "notes": "x".repeat(4_000)});
    actor.post("/suppliers", &body).await
}

/// A limit on file sizes simulates a full disk: a write beyond it fails, as on a disk without space.
#[test]
fn a_full_disk_is_said_and_survived() {
    let place = Place::empty(Database::Sqlite);
    // dash counts blocks of 512 bytes, bash KiB: `prlimit` counts bytes. Without the trap, the signal would end the program.
    let line = format!(
        "trap '' XFSZ; prlimit --pid $$ --fsize=$(({LIMIT} * 1024)):unlimited; exec \"$0\" \"$@\""
    );
    let server = Process::serve_in_shell(&place, &line);
    runtime().block_on(async {
        let admin = server.admin().await;
        let mut kept = 0;
        let refused = loop {
            let reply = create(&admin, kept).await;
            if reply.status != 201 {
                break reply;
            }
            kept += 1;
            assert!(kept < 5_000, "the disk is never full");
        };
        refused.problem(503, "unavailable");
        assert!(kept > 5, "{kept} records before the disk was full");
        // Acknowledged writes are kept, and writes succeed again once there is space.
        let listed = admin.query("/suppliers", &[("count", "true"), ("limit", "1")]);
        assert_eq!(listed.await.expect(200).json()["total"], kept);
        server.set_file_limit("unlimited");
        create(&admin, kept).await.expect(201);
    });
    server.kill();
    let again = Process::serve(&place, &[], &[]);
    assert!(again.greeting.contains("ready"));
}

/// Backups copy the file of a stopped server without its log.
#[test]
fn a_stopped_server_leaves_everything_in_its_file() {
    let place = Place::empty(Database::Sqlite);
    let copy = Place::empty(Database::Sqlite);
    let server = Process::serve(&place, &[], &[]);
    let made = runtime().block_on(async { create(&server.admin().await, 1).await.expect(201) });
    assert_eq!(server.terminate(), Some(0));
    let file = |place: &Place| place.folder().join("projectmeats.db");
    fs::copy(file(&place), file(&copy)).expect("a copy");
    let server = Process::serve(&copy, &[], &[]);
    runtime().block_on(async {
        let kept = server.admin().await.get(&made.path()).await.expect(200);
        assert_eq!(kept.json(), made.json());
    });
}

/// A read-only mount, because file modes do not bind the superuser.
#[test]
fn a_read_only_database_is_said() {
    let allowed = Command::new("unshare").args(["-rm", "true"]).status();
    if !allowed.is_ok_and(|status| status.success()) {
        eprintln!("skipped: this machine allows no mounts of one's own");
        return;
    }
    let place = Place::empty(Database::Sqlite);
    Process::serve(&place, &[], &[]).kill();
    let folder = place.folder().display().to_string();
    let mounted = format!(
        "mount --bind {folder} {folder} && mount -o remount,bind,ro {folder} && exec \"$0\" \"$@\""
    );
    let line = format!("exec unshare -rm /bin/sh -c '{mounted}' \"$0\" \"$@\"");
    let server = Process::serve_in_shell(&place, &line);
    assert!(
        server.greeting.starts_with("ProjectMeats is read-only"),
        "{}",
        server.greeting
    );
    runtime().block_on(async {
        let url = format!("{}/health/ready", server.origin);
        let report = Call::new(&http(), "GET", &url).send().await.expect(503);
        assert_eq!(report.json()["database"], "read_only");
        // Signing in stores a session.
        let url = format!("{}/api/v1/auth/login", server.origin);
        let body = json!({"username": "admin", "password": ADMIN_PASSWORD, "refresh": "body"});
        let refused = Call::new(&http(), "POST", &url).json(&body).send().await;
        refused.problem(503, "unavailable");
    });
}
