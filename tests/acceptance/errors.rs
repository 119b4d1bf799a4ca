//! Errors before a handler runs: the same format and stable codes.

use serde_json::json;

use crate::support::actor::Call;
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    unknown_addresses,
    wrong_methods_name_the_right_ones,
    accept,
    trailing_slashes_are_redirected,
    request_ids_are_echoed,
    problem_pages_explain_each_code,
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

/// The methods in `Allow`, except those that follow from others.
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

/// Fills the placeholders of a path template.
fn fill(template: &str) -> String {
    let filled: Vec<&str> = template
        .split('/')
        .map(|part| if part.starts_with('{') { "1" } else { part })
        .collect();
    filled.join("/")
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
    // It never redirects to another host.
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
    // Retired codes were valid once.
    let mutton = [("species", "mutton")];
    broker.query("/suppliers", &mutton).await.expect(200);
}
