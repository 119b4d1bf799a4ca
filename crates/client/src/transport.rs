//! Sends requests with reqwest in native programs and with the browser's `fetch` in WASM.
//!
//! reqwest works in the browser too, but its URL parser and header tables, which the browser already has, add
//! 40 KB to the first load.

use crate::answer::Answer;
use crate::error::ClientError;
use crate::request::Request;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::Transport;
#[cfg(target_arch = "wasm32")]
pub(crate) use web::Transport;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::{Answer, ClientError, Request};

    /// reqwest with its connection pool.
    #[derive(Debug, Clone)]
    pub(crate) struct Transport(pub(crate) reqwest::Client);

    impl Transport {
        pub(crate) fn new() -> Self {
            Self(reqwest::Client::new())
        }

        pub(crate) async fn send(&self, request: Request) -> Result<Answer, ClientError> {
            let method = reqwest::Method::from_bytes(request.method.as_bytes())
                .map_err(|error| ClientError::Unreadable(error.to_string()))?;
            let mut sent = self.0.request(method, request.url).query(&request.query);
            for (name, value) in request.headers {
                sent = sent.header(name, value);
            }
            if let Some(body) = request.body {
                sent = sent.body(body);
            }
            let response = sent.send().await?;
            let status = response.status().as_u16();
            let headers = response.headers().iter();
            let headers = headers
                .map(|(name, value)| {
                    let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.as_str().to_owned(), text)
                })
                .collect();
            Ok(Answer {
                status,
                headers,
                body: response.bytes().await?.to_vec(),
            })
        }
    }

    impl From<reqwest::Error> for ClientError {
        fn from(error: reqwest::Error) -> Self {
            let text = error.to_string();
            if error.is_decode() || error.is_body() || error.is_builder() {
                Self::Unreadable(text)
            } else {
                Self::Unreachable(text)
            }
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod web {
    use gloo_net::http::{Request as Fetch, RequestBuilder};

    use super::{Answer, ClientError, Request};

    /// The browser manages the connections.
    #[derive(Debug, Clone)]
    pub(crate) struct Transport;

    impl Transport {
        pub(crate) const fn new() -> Self {
            Self
        }

        pub(crate) async fn send(&self, request: Request) -> Result<Answer, ClientError> {
            let mut sent = builder(&request.method, &request.url);
            if !request.query.is_empty() {
                let pairs = request.query.iter();
                sent = sent.query(pairs.map(|(name, value)| (name.as_str(), value.as_str())));
            }
            for (name, value) in &request.headers {
                sent = sent.header(name, value);
            }
            let sent = match request.body {
                Some(body) => sent.body(body)?,
                None => sent.build()?,
            };
            let response = sent.send().await?;
            Ok(Answer {
                status: response.status(),
                headers: response.headers().entries().collect(),
                body: response.binary().await?,
            })
        }
    }

    fn builder(method: &str, url: &str) -> RequestBuilder {
        match method {
            "POST" => Fetch::post(url),
            "PUT" => Fetch::put(url),
            "PATCH" => Fetch::patch(url),
            "DELETE" => Fetch::delete(url),
            _ => Fetch::get(url),
        }
    }

    impl From<gloo_net::Error> for ClientError {
        fn from(error: gloo_net::Error) -> Self {
            Self::Unreachable(error.to_string())
        }
    }
}
