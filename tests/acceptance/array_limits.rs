//! Limits on long arrays and long lists of errors.

use super::limits::send;
use crate::support::actor::Call;
use crate::support::samples::order;
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    long_arrays_are_refused_at_their_place,
    errors_are_capped,
    answers_to_batches_are_capped,
);

/// An array with many items as text, so that the test does not build it as a value.
fn many(item: &str, count: usize) -> String {
    format!("[{}]", vec![item; count].join(","))
}

async fn long_arrays_are_refused_at_their_place(app: &mut App) {
    let world = World::new(app).await;
    let order = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let order = format!("/purchase-orders/{}", order.id());
    for (method, path, body, place) in [
        (
            "POST",
            "/suppliers/batch",
            format!("{{\"items\": {}}}", many("{\"x\":1}", 90_000)),
            "/items",
        ),
        (
            "POST",
            "/suppliers/batch",
            format!("{{\"items\": {}}}", many("{}", 501)),
            "/items",
        ),
        (
            "POST",
            "/purchase-orders",
            format!("{{\"lines\": {}}}", many("{\"x\":1}", 90_000)),
            "/lines",
        ),
        (
            "PUT",
            &order,
            format!("{{\"lines\": {}}}", many("[]", 90_000)),
            "/lines",
        ),
        (
            "PATCH",
            &order,
            format!("{{\"lines\": {}}}", many("{\"x\":1}", 90_000)),
            "/lines",
        ),
        (
            "POST",
            &format!("{order}/weigh"),
            format!("{{\"lines\": {}}}", many("{}", 90_000)),
            "/lines",
        ),
        (
            "POST",
            "/receivables",
            format!("{{\"lines\": {}}}", many("0", 300_000)),
            "/lines",
        ),
        (
            "POST",
            "/plants",
            format!("{{\"establishments\": {}}}", many("{}", 90_000)),
            "/establishments",
        ),
        (
            "POST",
            "/products",
            format!("{{\"suppliers\": {}}}", many("{}", 90_000)),
            "/suppliers",
        ),
        (
            "POST",
            "/suppliers",
            format!("{{\"species\": {}}}", many("\"\"", 90_000)),
            "/species",
        ),
        (
            "POST",
            "/carriers",
            format!("{{\"suppliers\": {}}}", many("1", 90_000)),
            "/suppliers",
        ),
        (
            "POST",
            "/views",
            format!("{{\"columns\": {}}}", many("1", 90_000)),
            "/columns",
        ),
        (
            "PATCH",
            "/me",
            format!("{{\"preferences\": {{\"a/b\": {}}}}}", many("1", 90_000)),
            "/preferences/a~1b",
        ),
        (
            "POST",
            "/suppliers",
            format!("{{\"nothing\": [{}]}}", many("1", 501)),
            "/nothing/0",
        ),
    ] {
        let reply = send(&world.broker, method, path, body).await;
        assert_eq!(
            reply.wrong_fields(),
            [(place.to_owned(), "too_many".to_owned())],
            "{method} {path}"
        );
        assert!(reply.body.len() < 1_000);
    }
    let rows = many(&many("0", 499), 300);
    let reply = send(
        &world.broker,
        "POST",
        "/suppliers",
        format!("{{\"x\": {rows}}}"),
    )
    .await;
    assert_eq!(
        reply.wrong_fields(),
        [(String::new(), "too_many".to_owned())]
    );
}

/// Asserts exactly 100 errors and the mark that more were omitted.
fn capped(reply: &Reply) {
    let problem = reply.problem(422, "validation_failed");
    assert_eq!(problem.errors.len(), 100, "{}", reply.call);
    assert_eq!(problem.errors_truncated, Some(true), "{}", reply.call);
    let detail = problem.detail.unwrap_or_default();
    assert!(detail.contains("More than 100"), "{detail}");
    assert!(
        reply.body.len() < 32_768,
        "{}: {}",
        reply.call,
        reply.body.len()
    );
}

fn unknown_fields(count: usize) -> String {
    let fields: Vec<String> = (0..count).map(|n| format!("\"f{n}\":1")).collect();
    format!("{{{}}}", fields.join(","))
}

async fn errors_are_capped(app: &mut App) {
    let world = World::new(app).await;
    let broker = &world.broker;
    capped(&send(broker, "POST", "/suppliers", unknown_fields(80_000)).await);
    let path = format!("/suppliers/{}", world.supplier);
    capped(&send(broker, "PATCH", &path, unknown_fields(80_000)).await);
    capped(&send(broker, "PUT", &path, unknown_fields(80_000)).await);
    let lines = |line: &str, count| format!("{{\"lines\": {}}}", many(line, count));
    capped(&send(broker, "POST", "/purchase-orders", lines("{\"x\":1}", 500)).await);
    capped(&send(broker, "POST", "/purchase-orders", lines("7", 500)).await);
    capped(&send(broker, "POST", "/receivables", lines("{\"x\":1}", 500)).await);
    let batch = format!("{{\"items\": {}}}", many("{\"x\":1}", 500));
    capped(&send(broker, "POST", "/suppliers/batch", batch).await);
    let sets = format!("{{\"name\": \"A\", \"species\": {}}}", many("\"no\"", 500));
    capped(&send(broker, "POST", "/suppliers", sets).await);
    let few = send(broker, "POST", "/suppliers", unknown_fields(3)).await;
    assert_eq!(few.problem(422, "validation_failed").errors_truncated, None);
    let query: Vec<String> = (0..1_000).map(|n| format!("f{n}=1")).collect();
    let url = format!("{}/api/v1/suppliers?{}", app.origin(), query.join("&"));
    let reply = Call::new(&app.http, "GET", &url)
        .bearer(&broker.token)
        .send()
        .await;
    let problem = reply.problem(400, "unknown_parameter");
    assert_eq!(
        (problem.errors.len(), problem.errors_truncated),
        (100, Some(true))
    );
    // The smaller limit for anonymous bodies, with short problems as well.
    for (body, status) in [(unknown_fields(5_000), 422), (unknown_fields(80_000), 413)] {
        let call = app.call("POST", "/api/v1/auth/login");
        let reply = call
            .body("application/json", body)
            .send()
            .await
            .expect(status);
        assert!(reply.body.len() < 32_768, "{}", reply.body.len());
    }
}

async fn answers_to_batches_are_capped(app: &mut App) {
    let broker = app.broker().await;
    let item = format!("{{\"op\":\"create\",\"body\":{}}}", unknown_fields(150));
    let body = format!("{{\"items\": {}}}", many(&item, 400));
    let reply = send(&broker, "POST", "/suppliers/batch", body)
        .await
        .expect(207);
    let answer = reply.json();
    assert_eq!(answer["refused"], 400);
    let counts: Vec<usize> = answer["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| item["problem"]["errors"].as_array().map_or(0, Vec::len))
        .collect();
    assert!(
        counts.iter().all(|count| *count >= 1),
        "each says something"
    );
    assert!(counts.iter().sum::<usize>() <= 1_000, "{counts:?}");
    assert!(reply.body.len() < 400_000, "{}", reply.body.len());
}
