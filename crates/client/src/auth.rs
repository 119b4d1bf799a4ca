//! Calls of a signed-in user.

use std::future::Future;

use domain::auth::{PasswordChange, Session};
use domain::choices::Choices;
use domain::users::{Me, ProfileDraft};
use domain::{Id, ProblemCode};
use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ClientError;
use crate::http::{Answer, Client, good, header, json, read};
use crate::resource::Tagged;

/// Where access tokens come from. The browser keeps one in memory and refreshes it; a program may just hold one.
pub trait AccessTokens: Clone + 'static {
    /// The token now; `None` when signed out.
    fn current(&self) -> impl Future<Output = Option<String>>;

    /// A token other than `stale`, which the server has refused; `None` when none can be had.
    fn renewed(&self, stale: &str) -> impl Future<Output = Option<String>>;
}

impl AccessTokens for String {
    async fn current(&self) -> Option<String> {
        Some(self.clone())
    }

    async fn renewed(&self, _stale: &str) -> Option<String> {
        None
    }
}

/// A client with a user.
#[derive(Debug, Clone)]
pub struct SignedIn<T> {
    client: Client,
    tokens: T,
}

impl<T: AccessTokens> SignedIn<T> {
    /// A client that takes its access tokens from `tokens`.
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

    /// Changes the own profile.
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

    /// Replaces the own profile as a whole.
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

    /// Changes the own password; other sessions end.
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

    /// The own sessions, newest first.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn sessions(&self) -> Result<Vec<Session>, ClientError> {
        read(self.get("/auth/sessions").await?)
    }

    /// Ends one of the own sessions.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn end_session(&self, id: Id<Session>) -> Result<(), ClientError> {
        let path = format!("/auth/sessions/{id}");
        self.call(|| self.client.request(Method::DELETE, &path))
            .await
            .map(drop)
    }

    /// Ends this session.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn logout(&self) -> Result<(), ClientError> {
        self.call(|| {
            self.client
                .marked_ours(self.client.request(Method::POST, "/auth/logout"))
        })
        .await
        .map(drop)
    }

    /// Ends every session of the user.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn logout_all(&self) -> Result<(), ClientError> {
        self.call(|| {
            self.client
                .marked_ours(self.client.request(Method::POST, "/auth/logout-all"))
        })
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

    /// Any method on any path below `/api/v1` with headers and body of the caller's own, whatever the status: for tests and for
    /// calls that this client does not know.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Option<&str>,
    ) -> Result<Answer, ClientError> {
        let method = Method::from_bytes(method.as_bytes())
            .map_err(|error| ClientError::Unreadable(error.to_string()))?;
        let token = self.tokens.current().await.ok_or(ClientError::SignedOut)?;
        let mut request = self.client.request(method, path).bearer_auth(token);
        for (name, value) in headers {
            request = header(request, name, value);
        }
        if let Some(body) = body {
            request = request.body(body.to_owned());
        }
        self.client.send(request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Answer, ClientError> {
        self.call(|| self.client.request(Method::GET, path)).await
    }

    pub(crate) async fn get_with(
        &self,
        path: &str,
        query: &[(String, String)],
    ) -> Result<Answer, ClientError> {
        self.call(|| self.client.request(Method::GET, path).query(query))
            .await
    }

    pub(crate) async fn post<B: Serialize + ?Sized>(
        &self,
        path: &str,
        etag: Option<&str>,
        key: Option<&str>,
        body: &B,
    ) -> Result<Answer, ClientError> {
        self.call(|| {
            let mut request = json(self.client.request(Method::POST, path), body);
            if let Some(etag) = etag {
                request = header(request, "if-match", etag);
            }
            if let Some(key) = key {
                request = header(request, "idempotency-key", key);
            }
            request
        })
        .await
    }

    pub(crate) async fn patch(
        &self,
        path: &str,
        etag: &str,
        patch: &serde_json::Value,
    ) -> Result<Answer, ClientError> {
        self.call(|| {
            let request = header(self.client.request(Method::PATCH, path), "if-match", etag);
            json(
                header(request, "content-type", "application/merge-patch+json"),
                patch,
            )
        })
        .await
    }

    pub(crate) async fn put<B: Serialize + ?Sized>(
        &self,
        path: &str,
        etag: &str,
        body: &B,
    ) -> Result<Answer, ClientError> {
        self.call(|| {
            header(
                json(self.client.request(Method::PUT, path), body),
                "if-match",
                etag,
            )
        })
        .await
    }

    pub(crate) async fn delete(&self, path: &str, etag: &str) -> Result<Answer, ClientError> {
        self.call(|| header(self.client.request(Method::DELETE, path), "if-match", etag))
            .await
    }

    /// Sends with the access token; when the server refuses it, once more with a renewed one.
    async fn call(&self, build: impl Fn() -> RequestBuilder) -> Result<Answer, ClientError> {
        let token = self.tokens.current().await.ok_or(ClientError::SignedOut)?;
        match self
            .client
            .send(build().bearer_auth(&token))
            .await
            .and_then(good)
        {
            Err(error)
                if error.is(ProblemCode::TokenExpired)
                    || error.is(ProblemCode::TokenRevoked)
                    || error.is(ProblemCode::Unauthenticated) =>
            {
                let renewed = self
                    .tokens
                    .renewed(&token)
                    .await
                    .ok_or(ClientError::SignedOut)?;
                self.client
                    .send(build().bearer_auth(renewed))
                    .await
                    .and_then(good)
            }
            other => other,
        }
    }
}

/// Reads a body that has no tag of its own.
pub(crate) fn plain<B: DeserializeOwned>(answer: Answer) -> Result<B, ClientError> {
    read(answer)
}
