//! PostgreSQL with two roles: one owns the tables and migrates; the other serves with only the rights that it
//! needs.

use serde_json::json;

use crate::support::app::{Database, GIVEN_PASSWORD, Place, http, runtime};
use crate::support::process::{self, Process};
use crate::support::{Actor, environment, postgres};

/// Temporary roles. Roles belong to the whole database server, so each test has its own.
struct Roles {
    owner: String,
    program: String,
}

impl Roles {
    fn new() -> Self {
        let roles = Self {
            owner: format!("pm_owner_{}", std::process::id()),
            program: format!("pm_program_{}", std::process::id()),
        };
        for name in [&roles.owner, &roles.program] {
            as_superuser(&format!("CREATE ROLE {name} LOGIN"));
        }
        roles
    }
}

impl Drop for Roles {
    fn drop(&mut self) {
        let names = format!("{}, {}", self.program, self.owner);
        let dropped = std::thread::spawn(move || {
            let url = environment::postgres_url();
            drop(postgres::try_execute(
                &url,
                &format!("DROP ROLE IF EXISTS {names}"),
            ));
        });
        let _ = dropped.join();
    }
}

fn as_superuser(statement: &str) {
    postgres::execute(&environment::postgres_url(), statement);
}

/// The URL of a place's database for a role.
fn url_of(place: &Place, role: &str) -> String {
    let mut url = reqwest::Url::parse(&place.url()).expect("a URL");
    url.set_username(role).expect("a user name");
    url.to_string()
}

#[test]
fn the_program_serves_under_a_role_that_owns_nothing() {
    let roles = Roles::new();
    let place = Place::empty(Database::Postgres);
    as_superuser(&format!(
        "ALTER DATABASE {} OWNER TO {}",
        place.name(),
        roles.owner
    ));
    let folder = place.folder().display().to_string();
    let (owner, program) = (url_of(&place, &roles.owner), url_of(&place, &roles.program));
    let run = |words: &[&str], url: &str| {
        let settings = [
            ("PROJECTMEATS_DATA_DIR", folder.as_str()),
            ("PROJECTMEATS_DATABASE_URL", url),
        ];
        process::run(words, &settings)
    };
    // Before the migration, the program fails and creates nothing.
    let early = run(&["migrate"], &program);
    assert!(!early.status.success());
    assert!(run(&["migrate"], &owner).status.success());
    let refused = run(&["grant", &roles.owner], &owner);
    assert_eq!(
        refused.status.code(),
        Some(1),
        "the owner is no role to serve with"
    );
    assert_eq!(
        run(&["grant", "nobody_of_that_name"], &owner).status.code(),
        Some(1)
    );
    for _ in 0..2 {
        let given = run(&["grant", &roles.program], &owner);
        let said = String::from_utf8_lossy(&given.stderr).into_owned();
        assert!(given.status.success(), "{said}");
    }
    let settings = [
        ("PROJECTMEATS_DATABASE_URL", program.as_str()),
        ("PROJECTMEATS_MIGRATE", "false"),
    ];
    let server = Process::serve(&place, &["--demo"], &settings);
    runtime().block_on(work(&server));
    drop(server);

    for statement in [
        "UPDATE audit_entries SET action = 'update'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "DELETE FROM users",
        "DELETE FROM purchase_orders",
        "DELETE FROM receivables",
        "UPDATE __diesel_schema_migrations SET version = 'x'",
        "DROP TABLE audit_entries",
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "CREATE TABLE hidden (id BIGINT)",
    ] {
        let refused = postgres::try_execute(&program, statement).expect_err(statement);
        assert!(
            refused.contains("permission denied") || refused.contains("must be owner"),
            "{statement}: {refused}"
        );
    }
}

/// Adds, changes and removes rows in ways that the demo does not cover.
async fn work(server: &Process) {
    let (_, password) = server.greeting.rsplit_once(' ').expect("a sign-in");
    let dana = Actor::sign_in(&http(), &server.origin, "dana", password).await;
    let lee = json!({"username": "morgan", "email": "morgan@x.example", "role": "manager", "password": GIVEN_PASSWORD});
    dana.create("/users", &lee).await;
    let lee = Actor::first_sign_in(&http(), &server.origin, "morgan", GIVEN_PASSWORD).await;
    let supplier = json!({"name": "Role check", "species": ["beef"], "city": "Omaha", "state": "NE", "country": "USA"});
    let supplier = lee.create("/suppliers", &supplier).await;
    let path = format!("/suppliers/{}", supplier.id());
    let patch = json!({"species": ["veal"], "city": "Dallas", "state": "TX"});
    let changed = lee.patch(&path, &supplier.etag(), &patch).await.expect(200);
    // Removes dependent rows: suppliers of a carrier, rows of a product, lines of an order.
    let carrier = json!({"name": "Role hauler", "suppliers": [supplier.id()]});
    let carrier = lee.create("/carriers", &carrier).await;
    let none = json!({"suppliers": []});
    let path = format!("/carriers/{}", carrier.id());
    lee.patch(&path, &carrier.etag(), &none).await.expect(200);
    let rows = json!({"description": "Trim 50's", "species": "beef", "suppliers": [{"supplier_id": supplier.id(), "supplier_item_number": "X-14", "is_primary": true}]});
    let product = lee.create("/products", &rows).await;
    let path = format!("/products/{}", product.id());
    let product = lee.patch(&path, &product.etag(), &none).await.expect(200);
    lee.delete(&path, &product.etag()).await.expect(200);
    let line = |text: &str| json!({"description": text, "ordered_weight": "40000.00"});
    let order =
        json!({"supplier_id": supplier.id(), "lines": [line("Trim 50's"), line("Trim 85's")]});
    let order = lee.create("/purchase-orders", &order).await;
    let path = format!("/purchase-orders/{}", order.id());
    let first = json!({"lines": [order.json()["lines"][0]["id"]]});
    let kept = json!({"lines": [{"id": first["lines"][0], "description": "Trim 50's", "ordered_weight": "41000.00"}]});
    let cut = lee.patch(&path, &order.etag(), &kept).await.expect(200);
    assert_eq!(cut.json()["lines"].as_array().map(Vec::len), Some(1));
    let view = json!({"list": "suppliers", "name": "Mine", "query": "species=beef"});
    let view = lee.create("/views", &view).await;
    let removed = lee
        .delete(&format!("/views/{}", view.id()), &view.etag())
        .await;
    removed.expect(204);
    let found = lee
        .query("/suppliers", &[("q", "role che")])
        .await
        .expect(200);
    assert_eq!(found.json()["items"][0]["id"], json!(supplier.id()));
    assert_ne!(changed.etag(), supplier.etag());
    lee.call("POST", "/auth/logout-all")
        .send()
        .await
        .expect(204);
}
