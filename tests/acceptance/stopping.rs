//! A server that stops: it reports that it is not ready, and finishes the requests that it has begun.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::Url;
use serde_json::json;

use crate::support::{Actor, App, on_both_databases};

on_both_databases!(a_stopping_server_is_not_ready_and_ends_what_runs);

const BODY: &str = r#"{"name": "Begun before the stop"}"#;

/// A connection that sends raw requests.
struct Wire(TcpStream);

impl Wire {
    fn open(app: &App) -> Self {
        let url = Url::parse(&app.origin()).expect("an origin");
        let port = url.port().expect("a port");
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        let patience = Some(Duration::from_secs(20));
        stream.set_read_timeout(patience).expect("a time limit");
        Self(stream)
    }

    fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).expect("sent");
    }

    /// Reads one response, up to the end of its JSON body.
    fn answer(&mut self) -> String {
        let mut text = String::new();
        let mut buffer = [0; 4096];
        while !text.ends_with('}') {
            let count = self.0.read(&mut buffer).expect("an answer");
            assert!(count > 0, "the connection closed after {text:?}");
            text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
        text
    }

    /// Begins to create a record: the last byte of the body is missing.
    fn begin(&mut self, actor: &Actor) {
        let head = format!(
            "POST /api/v1/suppliers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            actor.token,
            BODY.len()
        );
        self.send(&head);
        self.send(&BODY[..BODY.len() - 1]);
    }

    fn ready(&mut self) -> String {
        self.send("GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n");
        self.answer()
    }
}

async fn a_stopping_server_is_not_ready_and_ends_what_runs(app: &mut App) {
    let broker = app.broker().await;
    let (mut running, mut probe) = (Wire::open(app), Wire::open(app));
    running.begin(&broker);
    let (probe, before) = tokio::task::spawn_blocking(move || {
        let before = probe.ready();
        (probe, before)
    })
    .await
    .expect("an answer");
    assert!(before.starts_with("HTTP/1.1 200"), "{before}");
    let asked = tokio::task::spawn_blocking(move || {
        let mut probe = probe;
        std::thread::sleep(Duration::from_millis(400));
        let during = probe.ready();
        running.send("}");
        (during, running.answer())
    });
    let (asked, ()) = tokio::join!(asked, app.stop());
    let (during, finished) = asked.expect("answers");
    assert!(during.starts_with("HTTP/1.1 503"), "{during}");
    assert!(during.contains(r#""status":"unhealthy""#), "{during}");
    assert!(finished.starts_with("HTTP/1.1 201"), "{finished}");
    assert!(finished.to_lowercase().contains("connection: close"));
    app.restart().await;
    let broker = app.sign_in(&broker.username, &broker.password).await;
    let found = broker.query("/suppliers", &[("q", "begun before")]).await;
    let found = found.expect(200).json();
    assert_eq!(found["items"][0]["name"], json!("Begun before the stop"));
}
