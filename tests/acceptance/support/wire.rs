//! Raw requests that no HTTP library would send.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::Url;

/// Sends pieces of a request to an origin and reads the response until the server closes or pauses for a while.
pub(crate) async fn exchange(origin: &str, pieces: Vec<Vec<u8>>) -> String {
    let url = Url::parse(origin).expect("an origin");
    let address = (
        url.host_str().unwrap_or_default().to_owned(),
        url.port().unwrap_or(80),
    );
    let spoken = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a time limit");
        for piece in pieces {
            // The server may close before everything is sent.
            if stream.write_all(&piece).is_err() {
                break;
            }
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    });
    spoken.await.expect("an exchange")
}
