//! A disk that takes no more, and one that takes nothing: SQLite only, because PostgreSQL has its own disk.

use std::process::Command;

use serde_json::json;

use crate::support::app::{Database, Place, runtime};
use crate::support::process::Process;
use crate::support::{Actor, Reply};

/// Largest file in KiB that the server may write at first: its database fits, and some records more.
const LIMIT: &str = "2560";

async fn create(actor: &Actor, n: usize) -> Reply {
    let body = json!({"name": format!("Supplier {n}"), "notes": "x".repeat(4_000)});
    actor.post("/suppliers", &body).await
}

async fn health(server: &Process) -> (u16, serde_json::Value) {
    let url = format!("{}/health/ready", server.origin);
    let reply = crate::support::app::http().get(url).send().await;
    let reply = reply.expect("an answer");
    let status = reply.status().as_u16();
    let body = reply.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).expect("JSON"))
}

/// The limit of the file size stands for a full disk: the write that passes it fails, as on a disk without space.
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
        // What was acknowledged is there, and the server says why it is not ready.
        let listed = admin.query("/suppliers", &[("count", "true"), ("limit", "1")]);
        assert_eq!(listed.await.expect(200).json()["total"], kept);
        // After a failed write the probe writes a little too, until that is too much as well.
        let mut probes = 0;
        let report = loop {
            let (status, report) = health(&server).await;
            if status == 503 {
                break report;
            }
            probes += 1;
            assert!(probes < 100, "it is never said");
            create(&admin, kept).await.problem(503, "unavailable");
        };
        assert_eq!(report["database"], "read_only");
        server.set_file_limit("unlimited");
        let (status, report) = health(&server).await;
        assert_eq!((status, &report["database"]), (200, &json!("connected")));
        create(&admin, kept).await.expect(201);
    });
    server.kill();
    let again = Process::serve(&place, &[], &[]);
    assert!(again.greeting.contains("ready"));
}

/// A read-only mount, because file modes do not bind the superuser.
#[test]
fn a_read_only_database_is_named_at_the_start() {
    let allowed = Command::new("unshare").args(["-rm", "true"]).status();
    if !allowed.is_ok_and(|status| status.success()) {
        eprintln!("skipped: this machine allows no mounts of one's own");
        return;
    }
    let place = Place::empty(Database::Sqlite);
    Process::serve(&place, &[], &[]).kill();
    let folder = place.folder().display().to_string();
    let line = format!(
        "mount --bind '{folder}' '{folder}' && mount -o remount,bind,ro '{folder}' && exec \"$0\" \"$@\""
    );
    let output = Process::run_in_shell(&place, &["unshare", "-rm", "/bin/sh", "-c", &line]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "one line: {said}");
    assert!(
        said.contains("PROJECTMEATS_D"),
        "the setting is named: {said}"
    );
}
