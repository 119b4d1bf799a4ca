//! Everything that goes wrong before a handler runs: one shape, stable codes.

use serde_json::{Value, json};

use crate::support::actor::Call;
use crate::support::wire::exchange;
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    unknown_addresses,
    wrong_methods_name_the_right_ones,
    bodies_that_are_not_json,
    bodies_that_are_too_large,
    media_types,
    accept,
    trailing_slashes_are_redirected,
    request_ids_are_echoed,
    problem_pages_explain_each_code,
    numbers_at_the_edge,
    codes_that_no_list_has_are_refused_in_filters,
);

async fn unknown_addresses(app: &mut App) {
    let broker = app.broker().await;
    for path in [
        "/nothing",
        "/suppliers/1/nothing",
        "/purchase-orders/1/lines",
        "/Suppliers",
        "/suppliers;x",
        "/..%2f..%2fetc/passwd",
    ] {
        broker.get(path).await.problem(404, "route_not_found");
        broker
            .post(path, &json!({}))
            .await
            .problem(404, "route_not_found");
    }
    for path in [
        "/api",
        "/api/v2/suppliers",
        "/api/v1",
        "/api/problems/no_such_code",
        "/metrics/x",
    ] {
        let reply = app
            .call("GET", path)
            .header("accept", "application/json")
            .send()
            .await;
        assert_eq!(reply.status, 404, "{path}: {}", reply.text());
        reply.any_problem();
    }
}

async fn wrong_methods_name_the_right_ones(app: &mut App) {
    let broker = app.broker().await;
    let document = app
        .call("GET", "/api/openapi.json")
        .send()
        .await
        .expect(200)
        .json();
    let paths = document["paths"].as_object().expect("paths");
    for (template, operations) in paths {
        let path = fill(template);
        let mut documented: Vec<String> = operations
            .as_object()
            .expect("operations")
            .keys()
            .filter(|name| {
                ["get", "post", "put", "patch", "delete", "head", "options"]
                    .contains(&name.as_str())
            })
            .map(|name| name.to_uppercase())
            .collect();
        documented.sort_unstable();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE"] {
            if documented.iter().any(|known| known == method) {
                continue;
            }
            let reply = Call::new(&app.http, method, &format!("{}{path}", app.origin()))
                .bearer(&broker.token)
                .send()
                .await;
            reply.problem(405, "method_not_allowed");
            assert_eq!(allowed(&reply), documented, "{method} {path}");
        }
        let options = app.call("OPTIONS", &path).send().await;
        assert!(options.status < 300, "OPTIONS {path}: {}", options.status);
        assert_eq!(allowed(&options), documented, "OPTIONS {path}");
    }
}

/// The methods in `Allow`, less those that follow from others.
fn allowed(reply: &Reply) -> Vec<String> {
    let allow = reply
        .header("allow")
        .unwrap_or_else(|| panic!("{}: no Allow", reply.call));
    let mut methods: Vec<String> = allow
        .split(',')
        .map(|method| method.trim().to_owned())
        .collect();
    methods.retain(|method| !["HEAD", "OPTIONS"].contains(&method.as_str()));
    methods.sort_unstable();
    methods
}

/// A path template with something in its places.
fn fill(template: &str) -> String {
    let filled: Vec<&str> = template
        .split('/')
        .map(|part| if part.starts_with('{') { "1" } else { part })
        .collect();
    filled.join("/")
}

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
    for (body, why) in [
        (b"{\"name\": \"\xff\xfe\"}".to_vec(), "not UTF-8"),
        (b"\xef\xbb\xbf{}".to_vec(), "a byte order mark"),
    ] {
        let reply = broker
            .call("POST", "/suppliers")
            .body("application/json", body)
            .send()
            .await;
        assert!(
            [400, 422].contains(&reply.status),
            "{why}: {}",
            reply.text()
        );
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
    assert!(
        [400, 422].contains(&big.status),
        "a huge number: {}",
        big.text()
    );
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
    // Who says nothing about the length is counted.
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

async fn accept(app: &mut App) {
    let world = World::new(app).await;
    let ask = |accept: &str| {
        world
            .broker
            .call("GET", "/suppliers")
            .header("accept", accept)
            .send()
    };
    for accept in [
        "application/json",
        "*/*",
        "application/*",
        "text/html, application/json;q=0.5",
        "",
        "application/json; charset=utf-8",
        "text/html,*/*;q=0.1",
    ] {
        ask(accept).await.expect(200);
    }
    for accept in [
        "text/html",
        "application/xml",
        "text/*",
        "application/json;q=0",
        "*/*;q=0",
    ] {
        ask(accept).await.problem(406, "not_acceptable");
    }
}

async fn trailing_slashes_are_redirected(app: &mut App) {
    let broker = app.broker().await;
    for (path, to) in [
        ("/suppliers/", "/api/v1/suppliers"),
        ("/suppliers/7/", "/api/v1/suppliers/7"),
        (
            "/suppliers/?limit=5&q=a%26b",
            "/api/v1/suppliers?limit=5&q=a%26b",
        ),
        (
            "/purchase-orders/1/issue/",
            "/api/v1/purchase-orders/1/issue",
        ),
    ] {
        for method in ["GET", "POST", "PATCH"] {
            let reply = broker.call(method, path).send().await.expect(308);
            assert_eq!(reply.header("location"), Some(to), "{method} {path}");
        }
    }
    // Never to another host.
    for path in ["//evil.example/", "/%2f/evil.example/", "/\\evil.example/"] {
        let reply = app.call("GET", path).send().await;
        let location = reply.header("location").unwrap_or_default();
        assert!(
            !location.starts_with("//") && !location.contains("://"),
            "{path} leads to {location}"
        );
    }
}

async fn request_ids_are_echoed(app: &mut App) {
    let broker = app.broker().await;
    let ask = |id: &str| {
        broker
            .call("GET", "/suppliers/999999")
            .header("x-request-id", id)
            .send()
    };
    for id in ["a", "req-41.B_2", &"x".repeat(64)] {
        let reply = ask(id).await;
        assert_eq!(reply.header("x-request-id"), Some(id));
        assert_eq!(
            reply.problem(404, "not_found").request_id.as_deref(),
            Some(id)
        );
    }
    for id in [
        "",
        "two words",
        &"x".repeat(65),
        "a/b",
        "é",
        "<script>",
        "a\tb",
    ] {
        let own = ask(id)
            .await
            .header("x-request-id")
            .unwrap_or_default()
            .to_owned();
        assert!(!own.is_empty() && own != id, "{id:?} became {own:?}");
        assert!(
            own.len() <= 64
                && own
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)),
            "{own}"
        );
    }
    let one = broker
        .get("/me")
        .await
        .header("x-request-id")
        .map(str::to_owned);
    let two = broker
        .get("/me")
        .await
        .header("x-request-id")
        .map(str::to_owned);
    assert!(
        one.is_some() && one != two,
        "each request has an id of its own"
    );
}

async fn problem_pages_explain_each_code(app: &mut App) {
    for code in domain::ProblemCode::ALL {
        let page = app
            .call("GET", &format!("/api/problems/{}", code.code()))
            .send()
            .await
            .expect(200);
        let text = page.text();
        assert!(
            text.contains(code.title())
                || text.contains(&code.title().replace('\'', "&#39;"))
                || text.contains(&code.title().replace('\'', "&#x27;")),
            "{}: {text}",
            code.code()
        );
    }
}

async fn codes_that_no_list_has_are_refused_in_filters(app: &mut App) {
    let broker = app.broker().await;
    for (path, field) in [
        ("/suppliers", "species"),
        ("/customers", "segment"),
        ("/plants", "storage[not]"),
        ("/products", "package"),
        ("/purchase-orders", "species"),
        ("/purchase-orders/sums", "species"),
        ("/purchase-orders/counts", "species"),
        ("/contacts", "position"),
    ] {
        let reply = broker.query(path, &[(field, "beef,beaf")]).await;
        let problem = reply.problem(400, "invalid_parameter");
        assert!(
            problem
                .errors
                .iter()
                .all(|error| error.parameter.as_deref() == Some(field)),
            "{path}: {:?}",
            problem.errors
        );
    }
    // Retired ones were used once.
    let mutton = [("species", "mutton")];
    broker.query("/suppliers", &mutton).await.expect(200);
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
