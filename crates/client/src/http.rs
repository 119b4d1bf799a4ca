//! The client without a user.

use domain::auth::{Login, RefreshIn, RefreshRequest, TokenAnswer};

use crate::answer::{Answer, read};
use crate::error::ClientError;
use crate::request::Request;
use crate::transport::Transport;

/// Base path of the API.
const BASE: &str = "/api/v1";

/// A client without a user, for signing in, refreshing and health checks.
#[derive(Debug, Clone)]
pub struct Client {
    transport: Transport,
    origin: String,
}

impl Client {
    /// Creates a client for the server at an origin, for example `http://127.0.0.1:8080`, without a trailing
    /// slash.
    #[must_use]
    pub fn new(origin: impl Into<String>) -> Self {
        Self {
            transport: Transport::new(),
            origin: origin.into(),
        }
    }

    /// Creates a client with a custom HTTP client, for example with timeouts or a proxy.
    #[must_use]
    #[cfg(not(target_arch = "wasm32"))]
    pub fn with_http(origin: impl Into<String>, http: reqwest::Client) -> Self {
        Self {
            transport: Transport(http),
            origin: origin.into(),
        }
    }

    /// The server's origin.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Signs in. With [`RefreshIn::Body`] the refresh token is in the response, else in a cookie.
    ///
    /// # Errors
    /// `invalid_credentials` or `rate_limited`, or a failure to reach the server.
    pub async fn login(
        &self,
        username: &str,
        password: &str,
        refresh: RefreshIn,
    ) -> Result<TokenAnswer, ClientError> {
        let body = Login {
            username: username.to_owned(),
            password: password.to_owned(),
            refresh,
        };
        let request = self
            .request("POST", "/auth/login")
            .marked_ours()
            .json(&body);
        read(self.send(request).await?)
    }

    /// Exchanges a refresh token for new tokens; without one the browser sends its cookie.
    ///
    /// # Errors
    /// `token_revoked` when the session has ended, or a failure to reach the server.
    pub async fn refresh(&self, token: Option<&str>) -> Result<TokenAnswer, ClientError> {
        let body = RefreshRequest {
            refresh_token: token.map(str::to_owned),
        };
        let request = self
            .request("POST", "/auth/refresh")
            .marked_ours()
            .json(&body);
        read(self.send(request).await?)
    }

    /// The response of a path outside `/api/v1`, for example `/health`, with any status.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn probe(&self, path: &str) -> Result<Answer, ClientError> {
        self.send(Request::new("GET", format!("{}{path}", self.origin)))
            .await
    }

    /// Creates a request to a path below `/api/v1`.
    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, format!("{}{BASE}{path}", self.origin))
    }

    /// Sends a request and reads the complete response.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, ClientError> {
        self.transport.send(request.checked()?).await
    }
}
