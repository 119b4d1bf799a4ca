//! Calls of a signed-in user.

use std::future::{Future, ready};

use domain::auth::{PasswordChange, Session};
use domain::choices::Choices;
use domain::users::{Me, ProfileDraft};
use domain::{Id, ProblemCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::{Answer, good, read};
use crate::error::ClientError;
use crate::http::Client;
use crate::request::Request;
use crate::tagged::Tagged;

/// How often a call is sent while the server is busy.
const TRIES: usize = 3;

/// Source of access tokens. The browser app keeps a token in memory and refreshes it; a program may just hold
/// one.
pub trait AccessTokens: Clone + 'static {
    /// The current token; `None` when signed out.
    fn current(&self) -> impl Future<Output = Option<String>>;

    /// A token other than `stale`, which the server rejected; `None` if there is none.
    fn renewed(&self, stale: &str) -> impl Future<Output = Option<String>>;

    /// Waits for a busy server and returns whether to retry the call. By default there is no retry, and the
    /// caller gets the server's response at once.
    fn waited(&self, _seconds: u64) -> impl Future<Output = bool> {
        ready(false)
    }
}

impl AccessTokens for String {
    async fn current(&self) -> Option<String> {
        Some(self.clone())
    }

    async fn renewed(&self, _stale: &str) -> Option<String> {
        None
    }
}

/// A client with a signed-in user.
#[derive(Debug, Clone)]
pub struct SignedIn<T> {
    client: Client,
    tokens: T,
}

impl<T: AccessTokens> SignedIn<T> {
    /// Creates a client that takes its access tokens from `tokens`.
    pub const fn new(client: Client, tokens: T) -> Self {
        Self { client, tokens }
    }

    /// The client without a user.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The signed-in user.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn me(&self) -> Result<Tagged<Me>, ClientError> {
        Tagged::read(self.get("/me").await?)
    }

    /// Changes the user's own profile.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn update_me(
        &self,
        etag: &str,
        patch: &serde_json::Value,
    ) -> Result<Tagged<Me>, ClientError> {
        Tagged::read(self.patch("/me", etag, patch).await?)
    }

    /// Replaces the user's own profile.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn save_me(
        &self,
        etag: &str,
        profile: &ProfileDraft,
    ) -> Result<Tagged<Me>, ClientError> {
        let patch = serde_json::to_value(profile)
            .map_err(|error| ClientError::Unreadable(error.to_string()))?;
        self.update_me(etag, &patch).await
    }

    /// Changes the user's own password; other sessions end.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn change_password(&self, current: &str, new: &str) -> Result<(), ClientError> {
        let body = PasswordChange {
            current_password: current.to_owned(),
            new_password: new.to_owned(),
        };
        self.post("/me/password", None, None, &body).await.map(drop)
    }

    /// The user's sessions, most recently used first.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn sessions(&self) -> Result<Vec<Session>, ClientError> {
        read(self.get("/auth/sessions").await?)
    }

    /// Ends one of the user's sessions.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn end_session(&self, id: Id<Session>) -> Result<(), ClientError> {
        let path = format!("/auth/sessions/{id}");
        self.call(self.client.request("DELETE", &path))
            .await
            .map(drop)
    }

    /// Ends this session.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn logout(&self) -> Result<(), ClientError> {
        self.call(self.client.request("POST", "/auth/logout").marked_ours())
            .await
            .map(drop)
    }

    /// Ends every session of the user.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn logout_all(&self) -> Result<(), ClientError> {
        self.call(
            self.client
                .request("POST", "/auth/logout-all")
                .marked_ours(),
        )
        .await
        .map(drop)
    }

    /// All choice lists.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn choices(&self) -> Result<Choices, ClientError> {
        read(self.get("/choices").await?)
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Answer, ClientError> {
        self.call(self.client.request("GET", path)).await
    }

    /// Reads a path as another media type than JSON.
    pub(crate) async fn get_as(&self, path: &str, media: &str) -> Result<Answer, ClientError> {
        let request = self.client.request("GET", path);
        self.call(request.header("accept", media)).await
    }

    pub(crate) async fn get_with(
        &self,
        path: &str,
        query: &[(String, String)],
    ) -> Result<Answer, ClientError> {
        self.call(self.client.request("GET", path).query(query))
            .await
    }

    pub(crate) async fn post<B: Serialize + ?Sized>(
        &self,
        path: &str,
        etag: Option<&str>,
        key: Option<&str>,
        body: &B,
    ) -> Result<Answer, ClientError> {
        let request = self.client.request("POST", path).json(body);
        let request = request.maybe("if-match", etag);
        self.call(request.maybe("idempotency-key", key)).await
    }

    pub(crate) async fn patch(
        &self,
        path: &str,
        etag: &str,
        patch: &serde_json::Value,
    ) -> Result<Answer, ClientError> {
        let request = self.client.request("PATCH", path).header("if-match", etag);
        self.call(request.body("application/merge-patch+json", patch.to_string()))
            .await
    }

    pub(crate) async fn put<B: Serialize + ?Sized>(
        &self,
        path: &str,
        etag: &str,
        body: &B,
    ) -> Result<Answer, ClientError> {
        let request = self.client.request("PUT", path).header("if-match", etag);
        self.call(request.json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str, etag: &str) -> Result<Answer, ClientError> {
        let request = self.client.request("DELETE", path);
        self.call(request.header("if-match", etag)).await
    }

    /// Sends a request with the access token; if the server rejects the token, retries once with a renewed
    /// one.
    async fn call(&self, request: Request) -> Result<Answer, ClientError> {
        let token = self.tokens.current().await.ok_or(ClientError::SignedOut)?;
        let answer = self.sent(bearer(request.clone(), &token)).await?;
        if answer.status != 401 {
            return good(answer);
        }
        match good(answer) {
            Err(error)
                if error.is(ProblemCode::TokenExpired)
                    || error.is(ProblemCode::TokenRevoked)
                    || error.is(ProblemCode::Unauthenticated) =>
            {
                let renewed = self.tokens.renewed(&token).await;
                let renewed = renewed.ok_or(ClientError::SignedOut)?;
                good(self.sent(bearer(request, &renewed)).await?)
            }
            other => other,
        }
    }

    /// Sends a request; while the server is busy, retries after the time that it names.
    async fn sent(&self, request: Request) -> Result<Answer, ClientError> {
        for _ in 1..TRIES {
            let answer = self.client.send(request.clone()).await?;
            let pause = answer.retry_after().filter(|_| request.may_repeat());
            match pause {
                Some(seconds) if self.tokens.waited(seconds).await => {}
                _ => return Ok(answer),
            }
        }
        self.client.send(request).await
    }
}

fn bearer(request: Request, token: &str) -> Request {
    request.header("authorization", &format!("Bearer {token}"))
}

/// Reads a body that has no ETag.
pub(crate) fn plain<B: DeserializeOwned>(answer: Answer) -> Result<B, ClientError> {
    read(answer)
}
