//! Requests that Schemathesis generates from the API document get the responses that the document promises.

use std::process::Command;

use crate::support::app::{ADMIN_PASSWORD, Database, Place};
use crate::support::environment;
use crate::support::process::Process;

/// Longest time of a run, in seconds.
const TIME: &str = "300";

mod sqlite {
    #[test]
    #[ignore = "long: cargo xtask test --all"]
    fn generated_requests_get_documented_responses() {
        super::generated_requests_get_documented_responses(super::Database::Sqlite);
    }
}

mod postgres {
    #[test]
    #[ignore = "long: cargo xtask test --all"]
    fn generated_requests_get_documented_responses() {
        super::generated_requests_get_documented_responses(super::Database::Postgres);
    }
}

fn generated_requests_get_documented_responses(database: Database) {
    let place = Place::empty(database);
    // All generated sign-ins come from one address.
    let unlimited = [
        ("PROJECTMEATS_RATE_LIMIT", "0"),
        ("PROJECTMEATS_LOGIN_FAILURES", "1000000"),
        ("PROJECTMEATS_ADDRESS_FAILURES", "1000000"),
    ];
    let server = Process::serve(&place, &[], &unlimited);
    let seed = crate::support::random::seed();
    let program = environment::clients().join("schemathesis/bin/schemathesis");
    let output = Command::new(program)
        .arg("--config-file")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/schemathesis.toml"))
        .args(["run", &format!("{}/api/openapi.json", server.origin)])
        .args(["--max-time", TIME, "--no-color"])
        .args(["--seed", &seed.to_string()])
        .env("PM_ORIGIN", &server.origin)
        .env("PM_PASSWORD", ADMIN_PASSWORD)
        .env("NO_PROXY", "127.0.0.1")
        .current_dir(place.folder())
        .output()
        .expect("schemathesis runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
}
