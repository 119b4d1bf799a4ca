//! A connection with what actix lacks: a timeout for clients that stop reading, one for clients that never
//! finish a request head, and problem responses instead of the HTTP library's empty ones.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use actix_web::rt::net::TcpStream;
use actix_web::rt::time::{Sleep, sleep_until};
use actix_web::web::Data;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::slots::Slot;
use super::unread;
use crate::activity::Activity;
use crate::state::State;

/// Bytes that a client must accept within the write timeout.
const LEAST_PROGRESS: usize = 32 * 1_024;
/// Socket send buffer in bytes; the kernel doubles it for bookkeeping.
const SEND_BUFFER: usize = 128 * 1_024;

/// A client's connection.
pub(super) struct Connection {
    stream: TcpStream,
    state: Data<State>,
    activity: Rc<Activity>,
    reading: Timer,
    writing: Patience,
    /// Bytes to send first: a response that replaces one of the HTTP library's.
    replaced: Vec<u8>,
    _slot: Slot,
}

impl Connection {
    /// Wraps an accepted connection.
    pub(super) fn new(stream: TcpStream, state: Data<State>, slot: Slot) -> io::Result<Self> {
        let limit = state.config.write_timeout;
        let socket = SockRef::from(&stream);
        socket.set_send_buffer_size(SEND_BUFFER)?;
        // Bounds what the kernel still sends after the close to a client that acknowledges nothing.
        #[cfg(target_os = "linux")]
        socket.set_tcp_user_timeout(Some(limit))?;
        Ok(Self {
            stream,
            state,
            activity: Activity::new(),
            reading: Timer::default(),
            writing: Patience::new(limit),
            replaced: Vec::new(),
            _slot: slot,
        })
    }

    pub(super) fn activity(&self) -> Rc<Activity> {
        Rc::clone(&self.activity)
    }

    /// Writes, unless the client has accepted too little for too long.
    fn poll_send(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, bytes) {
            Poll::Ready(Ok(taken)) => {
                self.writing.progress(taken);
                self.activity.written();
                Poll::Ready(Ok(taken))
            }
            Poll::Pending if self.writing.is_exhausted(cx) => {
                tracing::info!(target: "access", "cut a client that stopped reading");
                // Data still in the kernel's buffer is dropped with the connection.
                let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
                Poll::Ready(Err(too_slow()))
            }
            outcome => outcome,
        }
    }

    fn poll_send_replaced(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.replaced.is_empty() {
            let bytes = std::mem::take(&mut self.replaced);
            let sent = self.poll_send(cx, &bytes);
            let taken = match &sent {
                Poll::Ready(Ok(taken)) => *taken,
                _ => 0,
            };
            self.replaced = bytes.get(taken..).unwrap_or_default().to_vec();
            if ready!(sent)? == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
        }
        Poll::Ready(Ok(()))
    }
}

fn too_slow() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the client is too slow")
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.activity.read();
        }
        let deadline = self.activity.deadline();
        if outcome.is_pending() && self.reading.has_passed(cx, deadline) {
            return Poll::Ready(Err(too_slow()));
        }
        outcome
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_send_replaced(cx))?;
        if let Some(replaced) = unread::replaced(&self.state, bytes) {
            self.replaced = replaced;
            return Poll::Ready(Ok(bytes.len()));
        }
        self.poll_send(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send_replaced(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send_replaced(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// A timer that restarts when its deadline changes.
#[derive(Default)]
struct Timer(Option<(Instant, Pin<Box<Sleep>>)>);

impl Timer {
    /// Whether a deadline has passed; wakes the task when it does.
    fn has_passed(&mut self, cx: &mut Context<'_>, deadline: Option<Instant>) -> bool {
        let Some(deadline) = deadline else {
            self.0 = None;
            return false;
        };
        match &mut self.0 {
            Some((set, _)) if *set == deadline => {}
            Some((set, sleep)) => {
                *set = deadline;
                sleep.as_mut().reset(deadline.into());
            }
            None => self.0 = Some((deadline, Box::pin(sleep_until(deadline.into())))),
        }
        self.0
            .as_mut()
            .is_some_and(|(_, sleep)| sleep.as_mut().poll(cx).is_ready())
    }
}

/// Tracks how long a client has kept a response waiting. Only time in which it accepts nothing counts, until
/// it has accepted `LEAST_PROGRESS` bytes.
struct Patience {
    limit: Duration,
    waited: Duration,
    blocked: Option<Instant>,
    taken: usize,
    timer: Timer,
}

impl Patience {
    fn new(limit: Duration) -> Self {
        Self {
            limit,
            waited: Duration::ZERO,
            blocked: None,
            taken: 0,
            timer: Timer::default(),
        }
    }

    fn progress(&mut self, taken: usize) {
        if let Some(since) = self.blocked.take() {
            self.waited += since.elapsed();
        }
        self.taken += taken;
        if self.taken >= LEAST_PROGRESS {
            (self.taken, self.waited) = (0, Duration::ZERO);
        }
    }

    fn is_exhausted(&mut self, cx: &mut Context<'_>) -> bool {
        let since = *self.blocked.get_or_insert_with(Instant::now);
        let left = self.limit.saturating_sub(self.waited);
        self.timer.has_passed(cx, Some(since + left))
    }
}
