//! People who call the server, and their calls.

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
    /// Who it is.
    pub(crate) me: Me,
    /// What the server gave for the password.
    pub(crate) token: String,
    /// The refresh token, held by a program in its own memory.
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

    /// Signs in with the password that somebody else set, changes it to the one of all tests, and signs in with that.
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

    /// A call of any method to a path below `/api/v1`.
    pub(crate) fn call(&self, method: &str, path: &str) -> Call {
        Call::new(&self.http, method, &format!("{}/api/v1{path}", self.origin)).bearer(&self.token)
    }

    /// Reads.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.call("GET", path).send().await
    }

    /// Reads with query parameters.
    pub(crate) async fn query(&self, path: &str, pairs: &[(&str, &str)]) -> Reply {
        self.call("GET", path).query(pairs).send().await
    }

    /// Makes a record or signs something off without an ETag.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.call("POST", path).json(body).send().await
    }

    /// Takes a step that needs the ETag.
    pub(crate) async fn act(&self, path: &str, etag: &str, body: &Value) -> Reply {
        self.call("POST", path).etag(etag).json(body).send().await
    }

    /// Changes the fields of a merge patch.
    pub(crate) async fn patch(&self, path: &str, etag: &str, body: &Value) -> Reply {
        self.call("PATCH", path).etag(etag).patch(body).send().await
    }

    /// Replaces all fields.
    pub(crate) async fn put(&self, path: &str, etag: &str, body: &Value) -> Reply {
        self.call("PUT", path).etag(etag).json(body).send().await
    }

    /// Archives.
    pub(crate) async fn delete(&self, path: &str, etag: &str) -> Reply {
        self.call("DELETE", path).etag(etag).send().await
    }

    /// Makes a record and insists that it worked.
    pub(crate) async fn create(&self, path: &str, body: &Value) -> Reply {
        self.post(path, body).await.expect(201)
    }

    /// The ids of a list in its order.
    pub(crate) async fn ids(&self, path: &str, pairs: &[(&str, &str)]) -> Vec<i64> {
        let page = self.query(path, pairs).await.expect(200).json();
        ids_of(&page)
    }
}

/// The ids on a page.
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

/// A request that is being put together.
pub(crate) struct Call {
    name: String,
    request: RequestBuilder,
}

impl Call {
    /// A request to a whole address.
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

    /// A body of any kind under a media type.
    pub(crate) fn body(self, media: &str, body: impl Into<reqwest::Body>) -> Self {
        self.with(|request| request.header("content-type", media).body(body))
    }

    /// A body of which nothing is said.
    pub(crate) fn raw(self, body: impl Into<reqwest::Body>) -> Self {
        self.with(|request| request.body(body))
    }

    pub(crate) fn patch(self, body: &Value) -> Self {
        self.body("application/merge-patch+json", body.to_string())
    }

    /// Sends it; the server must answer.
    pub(crate) async fn send(self) -> Reply {
        let name = self.name.clone();
        match self.try_send().await {
            Ok(reply) => reply,
            Err(error) => panic!("{name}: {error:?}"),
        }
    }

    /// Sends it to a server that may be gone.
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
