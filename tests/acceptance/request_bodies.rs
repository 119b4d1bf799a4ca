//! Rejected request bodies: invalid JSON, too large, wrong media type, extreme numbers.

use serde_json::{Value, json};

use crate::support::wire::exchange;
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    bodies_that_are_not_json,
    bodies_that_are_too_large,
    media_types,
    numbers_at_the_edge,
);

async fn bodies_that_are_not_json(app: &mut App) {
    let broker = app.broker().await;
    let send = |body: String| {
        broker
            .call("POST", "/suppliers")
            .body("application/json", body)
            .send()
    };
    for (body, line, column) in [
        ("{\"name\": \"A\",\n  \"code\": }", 2, 11),
        ("{\"name\": \"A\"", 1, 12),
        ("", 1, 0),
        ("nonsense", 1, 2),
        ("{\"name\": \"A\"} x", 1, 15),
        ("{'name': 'A'}", 1, 2),
        ("{\"name\": NaN}", 1, 11),
        ("{\"name\": \"A\",}", 1, 14),
        ("{\"name\": \"\u{1}\"}", 1, 11),
    ] {
        let problem = send(body.to_owned()).await.problem(400, "malformed_json");
        let detail = problem.detail.unwrap_or_default().to_lowercase();
        assert!(
            detail.contains("line") && detail.contains("column"),
            "{body:?}: {detail}"
        );
        assert!(
            detail.contains(&format!("line {line}")),
            "{body:?}: {detail}"
        );
        let near =
            (column - 1..=column + 1).any(|column| detail.contains(&format!("column {column}")));
        assert!(near, "{body:?}: {detail}, not near column {column}");
    }
    let not_utf8 = b"{\"name\": \"\xff\xfe\"}".to_vec();
    let byte_order_mark = b"\xef\xbb\xbf{}".to_vec();
    for body in [not_utf8, byte_order_mark] {
        let reply = broker
            .call("POST", "/suppliers")
            .body("application/json", body)
            .send()
            .await;
        reply.problem(400, "malformed_json");
    }
    let doubled = send("{\"name\": \"A\", \"notes\": {\"x\": 1, \"x\": 2}}".to_owned())
        .await
        .problem(400, "malformed_json");
    assert!(
        doubled.detail.unwrap_or_default().contains('x'),
        "the doubled name is said"
    );
    send("{\"name\": \"A\", \"name\": \"B\"}".to_owned())
        .await
        .problem(400, "malformed_json");
    send("{\"name\": \"A\", \"na\\u006de\": \"B\"}".to_owned())
        .await
        .problem(400, "malformed_json");
    let deep = |depth: usize| format!("{{\"name\": {}1{}}}", "[".repeat(depth), "]".repeat(depth));
    send(deep(32)).await.problem(400, "malformed_json");
    send(deep(100_000)).await.problem(400, "malformed_json");
    send(deep(31)).await.problem(422, "validation_failed");
    let big = send(format!("{{\"name\": {}}}", "9".repeat(400))).await;
    big.problem(400, "malformed_json");
    assert!(
        broker.ids("/suppliers", &[]).await.is_empty(),
        "nothing was made"
    );
}

async fn bodies_that_are_too_large(app: &mut App) {
    let broker = app.broker().await;
    let body = |size: usize| {
        let frame = "{\"name\": \"\"}".len();
        format!("{{\"name\": \"{}\"}}", "x".repeat(size - frame))
    };
    let limit = 1_048_576;
    let call = broker
        .call("POST", "/suppliers")
        .body("application/json", body(limit));
    call.send().await.problem(422, "validation_failed");
    let call = broker
        .call("POST", "/suppliers")
        .body("application/json", body(limit + 1));
    let problem = call.send().await.problem(413, "body_too_large");
    assert_eq!(problem.limit_bytes, Some(1_048_576));
    // A body without a length is counted while it arrives.
    let head = format!(
        "POST /api/v1/suppliers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        broker.token
    );
    let mut pieces = vec![head.into_bytes()];
    pieces.extend((0..40).map(|_| format!("10000\r\n{}\r\n", "x".repeat(0x10000)).into_bytes()));
    pieces.push(b"0\r\n\r\n".to_vec());
    let answer = exchange(&app.origin(), pieces).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 413"),
        "{answer}"
    );
    let anonymous = app
        .call("POST", "/api/v1/auth/login")
        .body("application/json", "x".repeat(4 * 1024 * 1024));
    if let Ok(reply) = anonymous.try_send().await {
        reply.problem(413, "body_too_large");
    }
    broker.get("/suppliers").await.expect(200);
}

async fn media_types(app: &mut App) {
    let broker = app.broker().await;
    let body = json!({"name": "A"}).to_string();
    for media in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/merge-patch+json",
        "json",
    ] {
        let call = broker.call("POST", "/suppliers").body(media, body.clone());
        call.send().await.problem(415, "unsupported_media_type");
    }
    let bare = broker.call("POST", "/suppliers").raw(body.clone());
    bare.send().await.problem(415, "unsupported_media_type");
    let taken = [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON",
    ];
    for (n, media) in taken.into_iter().enumerate() {
        let body = json!({"name": format!("Media {n}")}).to_string();
        let made = broker
            .call("POST", "/suppliers")
            .body(media, body)
            .send()
            .await
            .expect(201);
        assert_eq!(
            made.header("content-type"),
            Some("application/json; charset=utf-8")
        );
    }
}

async fn numbers_at_the_edge(app: &mut App) {
    let world = World::new(app).await;
    let lines = |fields: Value| json!({"supplier_id": world.supplier, "lines": [fields]});
    for units in [
        json!(1e300),
        json!(1.5),
        json!(9_223_372_036_854_775_807_i64),
        json!(-9_223_372_036_854_775_808_i64),
        json!("5"),
        json!(true),
    ] {
        let reply = world
            .broker
            .post(
                "/purchase-orders",
                &lines(json!({"description": "x", "ordered_units": units})),
            )
            .await;
        assert_eq!(
            reply.wrong_fields()[0].0,
            "/lines/0/ordered_units",
            "{units}"
        );
    }
    for id in [
        json!(0),
        json!(-1),
        json!(1.0e18),
        json!(9_007_199_254_740_992_i64),
        json!("1"),
        json!([1]),
        json!(1.5),
    ] {
        let found = world
            .broker
            .post("/purchase-orders", &json!({"supplier_id": id}))
            .await
            .wrong_fields();
        assert_eq!(found[0].0, "/supplier_id", "{id}");
    }
    for weight in [
        "",
        "-",
        ".5",
        "5.",
        "1,000",
        "1e3",
        "+1",
        "0x1",
        " 1",
        "١",
        "Infinity",
        "NaN",
        "1000000000000000.00",
        "-1.00",
    ] {
        let found = world
            .broker
            .post(
                "/purchase-orders",
                &lines(json!({"description": "x", "ordered_weight": weight})),
            )
            .await
            .wrong_fields();
        assert_eq!(found[0].0, "/lines/0/ordered_weight", "{weight:?}");
    }
}
