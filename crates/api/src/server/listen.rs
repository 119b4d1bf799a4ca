//! The listener: accepts connections within the limits and passes them to the HTTP library and the
//! application.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use actix_http::HttpService;
use actix_http::error::DispatchError;
use actix_server::{Server, ServerHandle};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::middleware::from_fn;
use actix_web::rt::net::TcpStream;
use actix_web::web::{self, Data};
use actix_web::{App, Error};
use socket2::SockRef;
use tokio::task::JoinHandle;

use super::connection::Connection;
use super::slots::Slots;
use super::{StartError, unread};
use crate::activity::{HEAD_TIMEOUT, KEEP_ALIVE};
use crate::middleware;
use crate::openapi::{self, Document};
use crate::state::State;
use crate::web::fallback;

/// How long a connection may take to close after the last response.
const CLOSING: Duration = Duration::from_secs(1);
/// Shortest time between log lines about rejected connections.
const LOG_GAP: Duration = Duration::from_secs(10);

/// Serves a listener until its handle stops it.
pub(super) fn serve(
    listener: TcpListener,
    state: &Data<State>,
) -> Result<(ServerHandle, JoinHandle<io::Result<()>>), StartError> {
    let gate = Arc::new(Gate {
        state: state.clone(),
        slots: Slots::new(&state.config),
        logged: Mutex::default(),
    });
    let document = Data::from(Document::shared()?);
    let routes = Data::from(document.routes());
    let mut server = Server::build().disable_signals();
    if let Some(workers) = state.config.workers {
        server = server.workers(workers);
    }
    let server = server
        .listen("projectmeats", listener, move || {
            let app = App::new()
                .app_data(gate.state.clone())
                .app_data(document.clone())
                .app_data(routes.clone())
                .wrap(from_fn(middleware::answer))
                .configure(openapi::configure)
                .default_service(web::to(fallback))
                .into_factory()
                .map_err(|error: Error| error.error_response());
            let http = HttpService::build()
                .keep_alive(KEEP_ALIVE)
                .client_request_timeout(HEAD_TIMEOUT)
                .client_disconnect_timeout(CLOSING)
                .on_connect_ext(|connection: &Connection, data| {
                    data.insert(connection.activity());
                })
                .h1(map_config(app, |()| AppConfig::default()));
            let gate = Arc::clone(&gate);
            fn_service(move |stream: TcpStream| std::future::ready(gate.admit(stream)))
                .and_then(http)
        })
        .map_err(|source| StartError::Io {
            what: "the port".to_owned(),
            source,
        })?
        .run();
    Ok((server.handle(), tokio::spawn(server)))
}

/// Admits or rejects connections.
struct Gate {
    state: Data<State>,
    slots: Arc<Slots>,
    logged: Mutex<Option<Instant>>,
}

impl Gate {
    fn admit(&self, stream: TcpStream) -> Result<(Connection, Option<SocketAddr>), DispatchError> {
        let peer = stream.peer_addr().map_err(DispatchError::Io)?;
        let Some(slot) = self.slots.take(peer.ip()) else {
            self.log_refusal(peer);
            // Written directly to the socket: the runtime does not know yet that the connection is writable.
            let _ = SockRef::from(&stream).send(&unread::too_many_connections(&self.state));
            return Err(DispatchError::Io(io::ErrorKind::ConnectionRefused.into()));
        };
        let connection = Connection::new(stream, self.state.clone(), slot);
        Ok((connection.map_err(DispatchError::Io)?, Some(peer)))
    }

    fn log_refusal(&self, peer: SocketAddr) {
        let Ok(mut logged) = self.logged.lock() else {
            return;
        };
        if logged.is_none_or(|at| at.elapsed() >= LOG_GAP) {
            *logged = Some(Instant::now());
            let address = peer.ip().to_canonical().to_string();
            tracing::warn!(target: "security", event = "too_many_connections", address);
        }
    }
}
