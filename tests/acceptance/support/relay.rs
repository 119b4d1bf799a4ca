//! A TCP relay between the server and a dependency, to simulate network failures.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use reqwest::Url;

const WHOLE: u8 = 0;
const CUT: u8 = 1;
const MUTE: u8 = 2;

#[derive(Default)]
struct Wire {
    state: AtomicU8,
    open: Mutex<Vec<TcpStream>>,
}

/// Forwards bytes between its clients and the target.
pub(crate) struct Relay {
    address: SocketAddr,
    wire: Arc<Wire>,
}

impl Relay {
    /// Starts a relay in front of the server of a URL.
    pub(crate) fn before(url: &str) -> Self {
        let url = Url::parse(url).expect("a URL");
        let target = format!(
            "{}:{}",
            url.host_str().unwrap_or("127.0.0.1"),
            url.port().expect("a port")
        );
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let wire = Arc::new(Wire::default());
        let shared = Arc::clone(&wire);
        thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                let wire = Arc::clone(&shared);
                let Ok(callee) = TcpStream::connect(&target) else {
                    continue;
                };
                if wire.state.load(Ordering::SeqCst) == CUT {
                    continue;
                }
                let (Ok(back), Ok(forth)) = (caller.try_clone(), callee.try_clone()) else {
                    continue;
                };
                if let Ok(mut open) = wire.open.lock() {
                    open.extend(
                        [caller.try_clone(), callee.try_clone()]
                            .into_iter()
                            .flatten(),
                    );
                }
                let other = Arc::clone(&wire);
                thread::spawn(move || pass_on(caller, forth, &wire));
                thread::spawn(move || pass_on(callee, back, &other));
            }
        });
        Self { address, wire }
    }

    /// The URL of the target through the relay.
    pub(crate) fn leading_to(&self, url: &str) -> String {
        let mut url = Url::parse(url).expect("a URL");
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(self.address.port())).expect("a port");
        url.to_string()
    }

    /// Breaks every connection and accepts no new ones.
    pub(crate) fn cut(&self) {
        self.wire.state.store(CUT, Ordering::SeqCst);
        if let Ok(mut open) = self.wire.open.lock() {
            for stream in open.drain(..) {
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
    }

    /// Keeps connections open but forwards nothing.
    pub(crate) fn mute(&self) {
        self.wire.state.store(MUTE, Ordering::SeqCst);
    }

    /// Forwards everything again; muted connections are broken first.
    pub(crate) fn mend(&self) {
        self.cut();
        self.wire.state.store(WHOLE, Ordering::SeqCst);
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, wire: &Wire) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        while wire.state.load(Ordering::SeqCst) == MUTE {
            thread::sleep(std::time::Duration::from_millis(20));
        }
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
