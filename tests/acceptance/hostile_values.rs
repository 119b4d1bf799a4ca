//! Text that looks like SQL, a pattern or a control character, in every parameter of every list: free text finds nothing, and codes,
//! numbers and sorts reject it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::edge_values::{document, resolved};
use crate::support::{Actor, App, Reply, World, on_both_databases};

on_both_databases!(
    no_parameter_is_fooled_by_its_value,
    wildcards_are_searched_as_they_are,
);

/// Values that the text of no record contains.
const HOSTILE: [&str; 14] = [
    "'",
    "''",
    "%",
    "_",
    "\\",
    "%_\\%",
    "' OR 1=1 --",
    "'; DROP TABLE suppliers; --",
    "$1",
    "NEAR(",
    "qq*",
    "{}",
    "\u{202e}txt",
    "\u{627}\u{644}\u{644}\u{62d}\u{645}",
];
/// Whether a parameter takes free text, written by hand; the others take codes, numbers, days and sorts.
pub(crate) fn is_text(path: &str, name: &str) -> bool {
    match name {
        "q" | "list" | "city" | "city[not]" => true,
        "state" | "state[not]" => path != "/products",
        "department" | "department[not]" => path == "/users",
        _ => false,
    }
}

/// Number of records on the page, or in the sums.
fn found(reply: &Reply) -> usize {
    let body = reply.json();
    match (&body["items"], &body["count"]) {
        (Value::Array(items), _) => items.len(),
        (_, Value::Number(count)) => usize::try_from(count.as_u64().unwrap_or(99)).unwrap_or(99),
        // Counts by status.
        (_, _) => body.as_object().map_or(99, |counts| {
            counts.values().filter(|count| **count != json!(0)).count()
        }),
    }
}

/// Tries the values on one parameter.
async fn try_values(actor: &Actor, path: &str, name: &str) {
    let is_text = is_text(path, name);
    for value in HOSTILE {
        let reply = actor.query(path, &[(name, value)]).await;
        if is_text {
            let reply = reply.expect(200);
            // Without a match, the negation finds everything that has a value.
            if !name.ends_with("[not]") {
                assert_eq!(found(&reply), 0, "{path}?{name}={value}");
            }
        } else {
            assert_eq!(reply.status, 400, "{path}?{name}={value}: {}", reply.text());
            reply.any_problem();
        }
    }
    let long = "x".repeat(10_000);
    for value in ["\u{0}", "a\u{0}b", &long] {
        let refused = actor.query(path, &[(name, value)]).await;
        let start: String = value.chars().take(5).collect();
        assert_eq!(
            refused.status,
            400,
            "{path}?{name}={start:?}: {}",
            refused.text()
        );
    }
}

async fn no_parameter_is_fooled_by_its_value(app: &mut App) {
    app.configured(|config| config.rate_limit = 0).await;
    let world = World::new(app).await;
    let document = document(&world.broker).await;
    let mut tried = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let Some(path) = path.strip_prefix("/api/v1") else {
            continue;
        };
        // The search for similar records needs several parameters; it has tests of its own.
        if path.contains('{') || path.ends_with("/similar") {
            continue;
        }
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let parameter = resolved(&document, parameter);
            let name = parameter["name"].as_str().expect("a name");
            let schema = resolved(&document, &parameter["schema"]);
            let items = if schema["type"] == "array" {
                resolved(&document, &schema["items"])
            } else {
                schema
            };
            // One bound of a range is parsed like the others.
            let again = ["[gt]", "[lte]", "[lt]"]
                .iter()
                .any(|bound| name.ends_with(bound));
            if parameter["in"] != "query" || items["type"] != "string" || again {
                continue;
            }
            try_values(&world.broker, path, name).await;
            tried.insert(name.to_owned());
        }
    }
    assert!(tried.len() > 60, "{tried:?}");
    world.broker.get("/suppliers").await.expect(200);
}

async fn wildcards_are_searched_as_they_are(app: &mut App) {
    let broker = app.broker().await;
    let names = [
        "100% Beef_Co \\ O'Brien",
        "1000 Beef Co O Brien",
        "\u{644}\u{62d}\u{645} Trading",
    ];
    let mut ids = Vec::new();
    for name in names {
        let body = json!({"name": name, "city": name});
        ids.push(broker.create("/suppliers", &body).await.id());
    }
    for (text, wanted) in [
        ("100%", &ids[..1]),
        ("beef_co", &ids[..1]),
        ("\\", &ids[..1]),
        ("o'brien", &ids[..1]),
        ("beef", &ids[..2]),
        ("be_f", &[]),
        ("b%f", &[]),
        ("\u{644}\u{62d}\u{645}", &ids[2..]),
    ] {
        let mut found = broker.ids("/suppliers", &[("q", text)]).await;
        found.sort_unstable();
        assert_eq!(found, wanted, "{text}");
    }
}
