//! Databases of earlier releases, filled with the demo's data, are brought to this release: whole, also after a kill half way.
//!
//! `tests/data/` holds one dump of each release, made by `dump.sh`.

use std::fs;
use std::io::Read;
use std::time::Duration;

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::support::app::{Database, Place, http, runtime};
use crate::support::postgres;
use crate::support::process::{self, Process};
use crate::support::{Actor, actor::ids_of};

/// A release by its last migration, and its data on each database.
struct Release {
    migrations: usize,
    sqlite: &'static [u8],
    postgres: &'static [u8],
}

const OLDEST: Release = Release {
    migrations: 22,
    sqlite: include_bytes!("../data/0022.sqlite.gz"),
    postgres: include_bytes!("../data/0022.postgres.sql.gz"),
};
const RELEASES: &[Release] = &[
    OLDEST,
    Release {
        migrations: 29,
        sqlite: include_bytes!("../data/0029.sqlite.gz"),
        postgres: include_bytes!("../data/0029.postgres.sql.gz"),
    },
];

mod sqlite {
    use super::Database::Sqlite;

    #[test]
    fn old_data_is_brought_to_today() {
        super::old_data_is_brought_to_today(Sqlite);
    }

    #[test]
    fn a_kill_half_way_is_made_up_for() {
        super::a_kill_in_a_file_is_made_up_for();
    }
}

mod postgres_server {
    use super::Database::Postgres;

    #[test]
    fn old_data_is_brought_to_today() {
        super::old_data_is_brought_to_today(Postgres);
    }

    #[test]
    fn a_kill_half_way_is_made_up_for() {
        super::a_kill_between_migrations_is_made_up_for();
    }
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut all).expect("gzip");
    all
}

/// A place with the data of a release.
fn place_of(release: &Release, database: Database) -> Place {
    let place = Place::empty(database);
    match database {
        Database::Sqlite => {
            let file = place.folder().join("projectmeats.db");
            fs::write(file, unpacked(release.sqlite)).expect("a file");
        }
        Database::Postgres => {
            let text = String::from_utf8(unpacked(release.postgres)).expect("SQL");
            postgres::execute(&place.url(), &text);
        }
    }
    place
}

/// Settings of the program's commands.
fn settings(place: &Place) -> [(&'static str, String); 3] {
    [
        (
            "PROJECTMEATS_DATA_DIR",
            place.folder().display().to_string(),
        ),
        ("PROJECTMEATS_DATABASE_URL", place.url()),
        ("PROJECTMEATS_LOG", "error".to_owned()),
    ]
}

fn command(place: &Place, words: &[&str]) -> std::process::Command {
    let settings = settings(place);
    let settings: Vec<(&str, &str)> = settings
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    process::command(words, &settings)
}

fn old_data_is_brought_to_today(database: Database) {
    for release in RELEASES {
        let place = place_of(release, database);
        let migrated = command(&place, &["migrate"]).output().expect("it runs");
        let said = String::from_utf8_lossy(&migrated.stderr).into_owned();
        assert!(migrated.status.success(), "{said}");
        runtime().block_on(is_whole(&place));
    }
}

/// SQLite migrates in one transaction, so that a kill leaves the file as it was.
fn a_kill_in_a_file_is_made_up_for() {
    let mut killed = 0;
    let place = place_of(&OLDEST, Database::Sqlite);
    for delay in [5, 15, 30, 50, 80, 120, 200] {
        let mut running = command(&place, &["migrate"]).spawn().expect("it runs");
        std::thread::sleep(Duration::from_millis(delay));
        running.kill().expect("killed");
        killed += usize::from(!running.wait().expect("ended").success());
    }
    runtime().block_on(is_whole(&place));
    assert!(killed > 0, "no migration was cut off");
}

/// PostgreSQL migrates in one transaction per migration, so that a kill leaves some of them applied.
fn a_kill_between_migrations_is_made_up_for() {
    const APPLIED: &str = "SELECT count(*) FROM __diesel_schema_migrations";
    let place = place_of(&OLDEST, Database::Postgres);
    // A later migration waits for this lock while the process is killed.
    let holder = place.hold("LOCK TABLE receivables", Duration::from_secs(3));
    std::thread::sleep(Duration::from_millis(300));
    let mut running = command(&place, &["migrate"]).spawn().expect("it runs");
    std::thread::sleep(Duration::from_millis(1_500));
    running.kill().expect("killed");
    assert!(!running.wait().expect("ended").success(), "it was killed");
    let applied: usize = place.ask(APPLIED)[0].parse().expect("a number");
    assert!(
        applied > OLDEST.migrations,
        "{applied}: killed before the first"
    );
    holder.join().expect("let go");
    runtime().block_on(is_whole(&place));
    let today: usize = place.ask(APPLIED)[0].parse().expect("a number");
    assert!(applied < today, "{applied}: killed after the last");
}

/// All rows of a list.
async fn rows(actor: &Actor, path: &str) -> Vec<Value> {
    let pairs = [("limit", "200"), ("archived", "any")];
    let page = actor.query(path, &pairs).await.expect(200).json();
    assert_eq!(page["next_cursor"], Value::Null, "{path} has one page");
    page["items"].as_array().cloned().unwrap_or_default()
}

fn cents(value: &Value) -> i64 {
    let text = value.as_str().unwrap_or("0").replace('.', "");
    text.parse().expect("an amount")
}

/// The server starts on the data, and everything of the demo is there with its sums.
async fn is_whole(place: &Place) {
    let reset = command(place, &["user", "password", "dana"]).output();
    let reset = String::from_utf8_lossy(&reset.expect("it runs").stdout).into_owned();
    let password = reset.split_whitespace().last().expect("a password");
    let server = Process::serve(place, &[], &[]);
    let dana = Actor::first_sign_in(&http(), &server.origin, "dana", password).await;
    for (path, count) in [
        ("/suppliers", 8),
        ("/customers", 8),
        ("/plants", 8),
        ("/products", 17),
        ("/contacts", 23),
        ("/carriers", 6),
        ("/locations", 13),
        ("/supplier-plant-mappings", 14),
        ("/purchase-orders", 16),
        ("/receivables", 7),
        ("/users", 5),
    ] {
        let rows = if path == "/users" {
            ids_of(&dana.query(path, &[]).await.expect(200).json()).len()
        } else {
            rows(&dana, path).await.len()
        };
        assert_eq!(rows, count, "{path}");
    }
    orders_are_whole(&dana).await;
    receivables_are_whole(&dana).await;
    // Work goes on: the next number follows, and a change is stored.
    let supplier = rows(&dana, "/suppliers").await[0]["id"].clone();
    let draft = dana
        .create("/purchase-orders", &json!({"supplier_id": supplier}))
        .await;
    let noted = json!({"notes": "after the upgrade"});
    let path = draft.path();
    let changed = dana.patch(&path, &draft.etag(), &noted).await;
    assert_eq!(changed.expect(200).json()["version"], 2);
}

/// Records, rows and sums agree, and each order has its history and is found by its number.
async fn orders_are_whole(dana: &Actor) {
    let (mut lines, mut buy, mut sell) = (0, 0, 0);
    for row in rows(dana, "/purchase-orders").await {
        let path = format!("/purchase-orders/{}", row["id"]);
        let order = dana.get(&path).await.expect(200).json();
        for field in ["buy_total", "sell_total", "margin", "status", "number"] {
            assert_eq!(order[field], row[field], "{path} {field}");
        }
        lines += order["lines"].as_array().map_or(0, Vec::len);
        buy += cents(&order["buy_total"]);
        sell += cents(&order["sell_total"]);
        let history = dana.get(&format!("{path}/history")).await.json();
        let entries = history["items"].as_array().map_or(0, Vec::len);
        assert_eq!(
            json!(entries),
            order["version"],
            "{path}: one entry a version"
        );
        let number = row["number"].as_str().unwrap_or_default();
        let found = dana.ids("/purchase-orders", &[("q", number)]).await;
        assert!(found.contains(&row["id"].as_i64().unwrap_or_default()));
    }
    assert_eq!((lines, buy, sell), (20, 109_474_045, 115_734_178));
}

/// The open balance of each customer is the sum of its receivables.
async fn receivables_are_whole(dana: &Actor) {
    let sums = dana.query("/receivables/sums", &[]).await.json();
    assert_eq!(cents(&sums["balance"]), 37_243_604 - 40_750);
    let mut total = 0;
    for customer in rows(dana, "/customers").await {
        let id = customer["id"].to_string();
        let pairs = [("customer_id", id.as_str()), ("status", "issued")];
        let own = dana.query("/receivables/sums", &pairs).await.json();
        assert_eq!(cents(&own["balance"]), cents(&customer["open_balance"]));
        total += cents(&customer["open_balance"]);
    }
    assert_eq!(total, cents(&sums["balance"]));
}
