//! Connections: limits, slow clients, and responses to bytes that never become a request.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::support::wire::exchange;
use crate::support::{App, on_sqlite};

on_sqlite!(
    clients_that_stop_reading_are_cut,
    an_address_has_its_number_of_connections,
    large_heads_are_refused,
    bytes_that_are_not_http_get_a_problem,
    files_are_packed_once,
);

fn connect(app: &App) -> TcpStream {
    let address = app.origin().trim_start_matches("http://").to_owned();
    let stream = TcpStream::connect(address).expect("a connection");
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).expect("a time limit");
    stream
}

/// A connection that has received a response, so it holds a slot, and stays open.
fn answered(app: &App) -> TcpStream {
    let mut stream = connect(app);
    stream
        .write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        .expect("a request");
    let mut start = [0; 12];
    stream.read_exact(&mut start).expect("an answer");
    assert_eq!(&start, b"HTTP/1.1 200");
    stream
}

/// Reads until the server closes; `None` when nothing arrives for long.
fn rest(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => None,
        _ => Some(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

/// Waits up to 30 seconds until a condition holds.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds().await {
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn ask(app: &App, path: &str) -> String {
    let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    exchange(&app.origin(), vec![head.into_bytes()]).await
}

/// Asserts that a response of the outermost layer is complete.
fn problem(answer: &str, status: u16, code: &str) {
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status} ")),
        "{answer}"
    );
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let head = head.to_lowercase();
    for header in [
        "x-request-id: ",
        "content-type: application/problem+json",
        "x-content-type-options: nosniff",
        "content-security-policy: default-src 'none'; frame-ancestors 'none'",
        "cache-control: ",
    ] {
        assert!(head.contains(header), "{header}: {head}");
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    assert_eq!(length, Some(body.len().to_string().as_str()), "{answer}");
    let problem: domain::Problem = serde_json::from_str(body).expect("a problem");
    assert_eq!((problem.status, problem.code.as_str()), (status, code));
    let id = problem.request_id.unwrap_or_default();
    assert!(!id.is_empty() && head.contains(&id), "{answer}");
}

async fn clients_that_stop_reading_are_cut(app: &mut App) {
    app.configured(|config| {
        config.write_timeout = Duration::from_millis(300);
        config.address_connections = 4;
    })
    .await;
    let asked = "GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(12);
    let mut slow: Vec<TcpStream> = (0..4).map(|_| connect(app)).collect();
    for stream in &mut slow {
        stream.write_all(asked.as_bytes()).expect("a question");
    }
    // They hold all slots until the server cuts them; the test neither reads nor closes them.
    until("slow clients are cut", async || {
        ask(app, "/health/live").await.starts_with("HTTP/1.1 200")
    })
    .await;
    let whole = ask(app, "/api/openapi.json").await.len();
    for mut stream in slow {
        let answer = rest(&mut stream).expect("the server has closed");
        assert!(answer.len() < 12 * whole, "it was not sent whole");
    }
}

async fn an_address_has_its_number_of_connections(app: &mut App) {
    app.configured(|config| config.address_connections = 3)
        .await;
    let held: Vec<TcpStream> = (0..3).map(|_| answered(app)).collect();
    let mut fourth = connect(app);
    let answer = rest(&mut fourth).unwrap_or_default();
    problem(&answer, 503, "unavailable");
    assert!(answer.contains("retry-after: "), "{answer}");
    drop(held);
    until("places are given back", async || {
        ask(app, "/health/live").await.starts_with("HTTP/1.1 200")
    })
    .await;
    // A trusted proxy carries many clients, so it is exempt.
    app.configured(|config| {
        config.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    })
    .await;
    let _held: Vec<TcpStream> = (0..8).map(|_| answered(app)).collect();
    assert!(ask(app, "/health/live").await.starts_with("HTTP/1.1 200"));
}

async fn large_heads_are_refused(app: &mut App) {
    let broker = app.broker().await;
    let with = |size: usize| {
        broker
            .call("GET", "/suppliers")
            .header("x-filler", &"x".repeat(size))
            .send()
    };
    with(15_000).await.expect(200);
    let refused = with(16_384).await;
    assert_eq!(
        refused.problem(431, "headers_too_large").limit_bytes,
        Some(16_384)
    );
    let long = format!("/suppliers?q={}", "x".repeat(16_384));
    broker.get(&long).await.problem(431, "headers_too_large");
    // Beyond the limits of the HTTP library itself.
    for head in [
        format!(
            "GET / HTTP/1.1\r\nHost: x\r\nX-Filler: {}\r\n\r\n",
            "x".repeat(140_000)
        ),
        format!(
            "GET / HTTP/1.1\r\nHost: x\r\n{}\r\n",
            "X-Filler: x\r\n".repeat(200)
        ),
    ] {
        let answer = exchange(&app.origin(), vec![head.into_bytes()]).await;
        // The response may be lost, because so much data follows the rejected head.
        if !answer.is_empty() {
            problem(&answer, 431, "headers_too_large");
        }
    }
}

async fn bytes_that_are_not_http_get_a_problem(app: &mut App) {
    app.configured(|config| config.public_url = Some("https://orders.example.com".to_owned()))
        .await;
    for bytes in [
        "nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nBad Header: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}",
    ] {
        let answer = exchange(&app.origin(), vec![bytes.as_bytes().to_vec()]).await;
        problem(&answer, 400, "malformed_request");
        assert!(answer.contains("strict-transport-security: "), "{answer}");
    }
}

async fn files_are_packed_once(app: &mut App) {
    for path in ["/api/docs/swagger-ui-bundle.js", "/api/openapi.json"] {
        let ask = |method: &str, encoding: &str| {
            app.call(method, path)
                .header("accept-encoding", encoding)
                .send()
        };
        let plain = ask("GET", "identity").await.expect(200);
        for encoding in ["br", "gzip"] {
            let packed = ask("GET", encoding).await.expect(200);
            assert_eq!(packed.header("content-encoding"), Some(encoding), "{path}");
            assert!(
                packed.body.len() * 3 < plain.body.len(),
                "{path}: {encoding}"
            );
            assert_ne!(packed.etag(), plain.etag(), "each form has its own tag");
            let head = ask("HEAD", encoding).await.expect(200);
            assert_eq!(head.etag(), packed.etag());
            assert!(head.body.is_empty());
            let known = app
                .call("GET", path)
                .header("accept-encoding", encoding)
                .header("if-none-match", &packed.etag());
            known.send().await.expect(304);
        }
    }
}
