//! A minimal client of PostgreSQL's wire protocol (version 3, simple queries, trust), to create, drop and disturb databases
//! without the server's knowledge. A driver crate would cost more build time.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::Url;

const PROTOCOL: i32 = 196_608;

/// Runs a statement as the user of a URL; returns the first column of its rows, or PostgreSQL's error.
pub(crate) fn try_execute(url: &str, statement: &str) -> Result<Vec<String>, String> {
    Connection::open(url).and_then(|mut connection| connection.query(statement))
}

/// Runs a statement as the superuser and returns the first column of its rows.
#[track_caller]
pub(crate) fn execute(url: &str, statement: &str) -> Vec<String> {
    match try_execute(url, statement) {
        Ok(rows) => rows,
        Err(problem) => panic!("PostgreSQL refused `{statement}`: {problem}"),
    }
}

/// The same URL with another database.
pub(crate) fn with_database(url: &str, database: &str) -> String {
    let mut url = Url::parse(url).expect("PM_TEST_POSTGRES_URL is a URL");
    url.set_path(database);
    url.to_string()
}

struct Connection {
    stream: TcpStream,
}

impl Connection {
    fn open(url: &str) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|error| error.to_string())?;
        let address = (
            url.host_str().unwrap_or("127.0.0.1"),
            url.port().unwrap_or(5432),
        );
        let stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .map_err(|error| error.to_string())?;
        let mut connection = Self { stream };
        let database = url.path().trim_start_matches('/');
        let mut body = PROTOCOL.to_be_bytes().to_vec();
        for word in ["user", url.username(), "database", database] {
            body.extend_from_slice(word.as_bytes());
            body.push(0);
        }
        body.push(0);
        connection.send(None, &body)?;
        connection.until_ready()?;
        Ok(connection)
    }

    fn query(&mut self, statement: &str) -> Result<Vec<String>, String> {
        let mut body = statement.as_bytes().to_vec();
        body.push(0);
        self.send(Some(b'Q'), &body)?;
        self.until_ready()
    }

    fn send(&mut self, kind: Option<u8>, body: &[u8]) -> Result<(), String> {
        let length = i32::try_from(body.len() + 4).map_err(|error| error.to_string())?;
        let mut message: Vec<u8> = kind.into_iter().collect();
        message.extend_from_slice(&length.to_be_bytes());
        message.extend_from_slice(body);
        self.stream
            .write_all(&message)
            .map_err(|error| error.to_string())
    }

    fn until_ready(&mut self) -> Result<Vec<String>, String> {
        let (mut rows, mut problem) = (Vec::new(), None);
        loop {
            let (kind, body) = self.receive()?;
            match kind {
                b'Z' => return problem.map_or(Ok(rows), Err),
                b'R' if body.get(..4) != Some(&[0; 4]) => {
                    return Err("it asks for a password; tests need trust".to_owned());
                }
                b'E' => {
                    problem = Some(error_text(&body));
                    // An error before the first "ready" ends the connection.
                    if problem
                        .as_deref()
                        .is_some_and(|text| text.starts_with("FATAL"))
                    {
                        return Err(problem.unwrap_or_default());
                    }
                }
                b'D' => rows.push(first_column(&body)),
                _ => {}
            }
        }
    }

    fn receive(&mut self) -> Result<(u8, Vec<u8>), String> {
        let mut head = [0; 5];
        self.stream
            .read_exact(&mut head)
            .map_err(|error| error.to_string())?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        let length = usize::try_from(length).map_err(|error| error.to_string())?;
        let mut body = vec![0; length.saturating_sub(4)];
        self.stream
            .read_exact(&mut body)
            .map_err(|error| error.to_string())?;
        Ok((head[0], body))
    }
}

/// The severity and the message of an error, from fields `S` and `M`.
fn error_text(body: &[u8]) -> String {
    body.split(|byte| *byte == 0)
        .filter_map(|field| match field.split_first() {
            Some((b'S' | b'M', text)) => Some(String::from_utf8_lossy(text).into_owned()),
            _ => None,
        })
        .collect::<Vec<_>>()
        .join(": ")
}

fn first_column(body: &[u8]) -> String {
    let length = body.get(2..6).map_or(0, |size| {
        i32::from_be_bytes([size[0], size[1], size[2], size[3]])
    });
    let end = 6 + usize::try_from(length).unwrap_or(0);
    String::from_utf8_lossy(body.get(6..end).unwrap_or_default()).into_owned()
}
