//! Names that look the same are the same, in every operation: full case folding, and invisible characters are
//! dropped.

use serde_json::{Value, json};

use crate::support::{App, People, on_both_databases};

on_both_databases!(
    case_is_folded_in_full,
    what_nobody_sees_is_not_kept,
    reasons_of_nothing_to_see_are_none,
    joiners_that_are_seen_stay
);

async fn case_is_folded_in_full(app: &mut App) {
    let people = People::new(app).await;
    for path in ["/suppliers", "/customers"] {
        let made = people
            .broker
            .create(path, &json!({"name": "Straße Fleisch"}))
            .await;
        let twin = json!({"name": "STRASSE FLEISCH"});
        let refused = people.broker.post(path, &twin).await;
        let problem = refused.problem(409, "duplicate");
        assert_eq!(
            problem.existing.map(|existing| existing.id),
            Some(made.id())
        );
        let found = people.broker.ids(path, &[("q", "strasse")]).await;
        assert_eq!(found, [made.id()]);
        let found = people.broker.ids(path, &[("q", "STRAẞE")]).await;
        assert_eq!(found, [made.id()]);
        // The field changes later.
        let other = people.broker.create(path, &json!({"name": "Other"})).await;
        let at = format!("{path}/{}", other.id());
        let refused = people.broker.patch(&at, &other.etag(), &twin).await;
        refused.problem(409, "duplicate");
        let refused = people.broker.put(&at, &other.etag(), &twin).await;
        refused.problem(409, "duplicate");
    }
}

const SEEN: &str = "Brindlemoor Beef";
const UNSEEN: [&str; 6] = [
    "Brindle\u{200b}moor Beef",
    "\u{feff}Brindlemoor\u{200e} Beef",
    "\u{202e}Brindlemoor Beef\u{202c}",
    "Brindle\u{ad}moor \u{2066}Beef\u{2069}",
    "Brindle\u{200d}moor Beef\u{fe0f}",
    "Brindlemoor\u{3164} \u{2060}Beef\u{e0041}",
];

async fn what_nobody_sees_is_not_kept(app: &mut App) {
    let people = People::new(app).await;
    let broker = &people.broker;
    let name = |reply: &Value| reply["name"].as_str().unwrap_or_default().to_owned();
    for path in ["/suppliers", "/customers", "/plants", "/carriers"] {
        let made = broker.create(path, &json!({"name": UNSEEN[0]})).await;
        assert_eq!(name(&made.json()), SEEN, "{path}");
        let at = format!("{path}/{}", made.id());
        let mut etag = made.etag();
        for typed in UNSEEN {
            let body = json!({"name": typed, "notes": format!("Called {typed}")});
            let changed = broker.patch(&at, &etag, &body).await.expect(200);
            assert_eq!(name(&changed.json()), SEEN, "{path} {typed:?}");
            assert_eq!(changed.json()["notes"], format!("Called {SEEN}"));
            let put = broker.put(&at, &changed.etag(), &body).await.expect(200);
            assert_eq!(name(&put.json()), SEEN, "{path} {typed:?}");
            let item = json!({"op": "update", "id": made.id(), "etag": put.etag(), "body": body});
            let batch = json!({"atomic": true, "items": [item]});
            let done = broker.post(&format!("{path}/batch"), &batch).await;
            let done = done.expect(200).json();
            etag = done["items"][0]["etag"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            let now = broker.get(&at).await.expect(200).json();
            assert_eq!(name(&now), SEEN, "{path} {typed:?}");
        }
        let nothing = json!({"name": "\u{200b}\u{202e}\u{feff} \u{2800}"});
        let refused = broker.patch(&at, &etag, &nothing).await;
        assert_eq!(
            refused.wrong_fields(),
            [("/name".to_owned(), "required".to_owned())]
        );
    }
    for path in ["/suppliers", "/customers"] {
        for typed in UNSEEN {
            let twin = broker.post(path, &json!({"name": typed})).await;
            twin.problem(409, "duplicate");
        }
    }
}

async fn reasons_of_nothing_to_see_are_none(app: &mut App) {
    let people = People::new(app).await;
    let supplier = people
        .broker
        .create("/suppliers", &json!({"name": SEEN}))
        .await;
    let order = json!({"supplier_id": supplier.id()});
    let order = people.broker.create("/purchase-orders", &order).await;
    let at = format!("/purchase-orders/{}/cancel", order.id());
    for (reason, code) in [
        ("\u{200b}\u{feff}", "required"),
        ("Called \u{202e}ffo", "invisible_character"),
    ] {
        let body = json!({"reason": reason});
        let refused = people
            .manager
            .post_with_etag(&at, &order.etag(), &body)
            .await;
        assert_eq!(
            refused.wrong_fields(),
            [("/reason".to_owned(), code.to_owned())]
        );
    }
}

async fn joiners_that_are_seen_stay(app: &mut App) {
    let people = People::new(app).await;
    let word = "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}";
    let made = people
        .broker
        .create("/suppliers", &json!({"name": word}))
        .await;
    assert_eq!(made.json()["name"], word);
    let plain = json!({"name": word.replace('\u{200c}', "")});
    let twin = people.broker.post("/suppliers", &plain).await;
    twin.problem(409, "duplicate");
}
