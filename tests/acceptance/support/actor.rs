//! Users who call the server, and their requests.

use client::{Client, SignedIn};
use domain::Id;
use domain::users::{Me, User};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::app::PASSWORD;
use super::reply::Reply;

/// A signed-in user.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    /// The typed client, as programs use it.
    pub(crate) api: SignedIn<String>,
    /// The user.
    pub(crate) me: Me,
    /// The access token.
    pub(crate) token: String,
    /// The refresh token.
    pub(crate) refresh: String,
    pub(crate) username: String,
    pub(crate) password: String,
    http: reqwest::Client,
    origin: String,
}

impl Actor {
    /// Signs in.
    pub(crate) async fn sign_in(
        http: &reqwest::Client,
        origin: &str,
        username: &str,
        password: &str,
    ) -> Self {
        let client = Client::with_http(origin, http.clone());
        let answer = client
            .login(username, password, domain::auth::RefreshIn::Body)
            .await
            .unwrap_or_else(|error| panic!("{username} cannot sign in: {error}"));
        Self {
            api: SignedIn::new(client, answer.access_token.clone()),
            me: answer.user,
            token: answer.access_token,
            refresh: answer.refresh_token.expect("a refresh token in the body"),
            username: username.to_owned(),
            password: password.to_owned(),
            http: http.clone(),
            origin: origin.to_owned(),
        }
    }

    /// Signs in with a password set by another user, changes it to that of all tests, and signs in again.
    pub(crate) async fn first_sign_in(
        http: &reqwest::Client,
        origin: &str,
        username: &str,
        given: &str,
    ) -> Self {
        let first = Self::sign_in(http, origin, username, given).await;
        first
            .api
            .change_password(given, PASSWORD)
            .await
            .expect("the password changes");
        first.api.logout().await.expect("signed out");
        Self::sign_in(http, origin, username, PASSWORD).await
    }

    /// The user's id.
    pub(crate) fn id(&self) -> Id<User> {
        self.me.user.id
    }

    /// Creates a request to a path below `/api/v1`.
    pub(crate) fn call(&self, method: &str, path: &str) -> Call {
        Call::new(&self.http, method, &format!("{}/api/v1{path}", self.origin)).bearer(&self.token)
    }

    /// Reads a path.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.call("GET", path).send().await
    }

    /// Reads a path with query parameters.
    pub(crate) async fn query(&self, path: &str, pairs: &[(&str, &str)]) -> Reply {
        self.call("GET", path).query(pairs).send().await
    }

    /// Creates a record, or takes an action that needs no ETag.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.call("POST", path).json(body).send().await
    }

    /// Takes an action on a record, with the ETag of an earlier response.
    pub(crate) async fn act(&self, record: &Reply, action: &str, body: &Value) -> Reply {
        let path = format!("{}/{action}", record.path());
        self.post_with_etag(&path, &record.etag(), body).await
    }

    /// Sends a POST that needs the ETag.
    pub(crate) async fn post_with_etag(&self, path: &str, etag: &str, body: &Value) -> Reply {
        self.call("POST", path).etag(etag).json(body).send().await
    }

    /// Sends a merge patch.
    pub(crate) async fn patch(&self, path: &str, etag: &str, body: &Value) -> Reply {
        self.call("PATCH", path).etag(etag).patch(body).send().await
    }

    /// Replaces all fields.
    pub(crate) async fn put(&self, path: &str, etag: &str, body: &Value) -> Reply {
        self.call("PUT", path).etag(etag).json(body).send().await
    }

    /// Archives a record.
    pub(crate) async fn delete(&self, path: &str, etag: &str) -> Reply {
        self.call("DELETE", path).etag(etag).send().await
    }

    /// Creates a record and asserts success.
    pub(crate) async fn create(&self, path: &str, body: &Value) -> Reply {
        self.post(path, body).await.expect(201)
    }

    /// The IDs of a list, in its order.
    pub(crate) async fn ids(&self, path: &str, pairs: &[(&str, &str)]) -> Vec<i64> {
        let page = self.query(path, pairs).await.expect(200).json();
        ids_of(&page)
    }
}

/// The IDs on a page.
#[track_caller]
pub(crate) fn ids_of(page: &Value) -> Vec<i64> {
    let items = page["items"]
        .as_array()
        .unwrap_or_else(|| panic!("no items in {page}"));
    items
        .iter()
        .filter_map(|item| item["id"].as_i64())
        .collect()
}

/// A request under construction.
pub(crate) struct Call {
    name: String,
    request: RequestBuilder,
}

impl Call {
    /// Creates a request to a full URL.
    pub(crate) fn new(http: &reqwest::Client, method: &str, url: &str) -> Self {
        let parsed = Method::from_bytes(method.as_bytes()).expect("a method");
        Self {
            name: format!("{method} {url}"),
            request: http.request(parsed, url),
        }
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.with(|request| request.bearer_auth(token))
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        self.with(|request| request.header(name, value))
    }

    pub(crate) fn etag(self, etag: &str) -> Self {
        self.header("if-match", etag)
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub(crate) fn query(self, pairs: &[(&str, &str)]) -> Self {
        self.with(|request| request.query(pairs))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.with(|request| request.json(body))
    }

    /// Sets a body with a media type.
    pub(crate) fn body(self, media: &str, body: impl Into<reqwest::Body>) -> Self {
        self.with(|request| request.header("content-type", media).body(body))
    }

    /// Sets a body without a media type.
    pub(crate) fn raw(self, body: impl Into<reqwest::Body>) -> Self {
        self.with(|request| request.body(body))
    }

    pub(crate) fn patch(self, body: &Value) -> Self {
        self.body("application/merge-patch+json", body.to_string())
    }

    /// Sends the request; a missing response fails the test.
    pub(crate) async fn send(self) -> Reply {
        let name = self.name.clone();
        match self.try_send().await {
            Ok(reply) => reply,
            Err(error) => panic!("{name}: {error:?}"),
        }
    }

    /// Sends the request to a server that may be gone.
    pub(crate) async fn try_send(self) -> Result<Reply, reqwest::Error> {
        let response = self.request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Reply {
            call: self.name,
            status,
            headers,
            body: response.bytes().await?.to_vec(),
        })
    }

    fn with(self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        Self {
            request: change(self.request),
            ..self
        }
    }
}
