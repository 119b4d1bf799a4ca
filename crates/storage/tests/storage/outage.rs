//! Outage and recovery of the database.

use std::io::copy;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use storage::{Store, StoreError, users};

use crate::databases::{both, named, postgres, settings};

#[test]
fn cut_connections_are_replaced() {
    let Some(database) = postgres("cut") else {
        return;
    };
    for _ in 0..3 {
        let mut killer = PgConnection::establish(&database.url).unwrap();
        killer
            .batch_execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .unwrap();
        assert!(database.store.read(users::any_exists).unwrap());
        database
            .supplier(&named(&format!("{:?}", Instant::now())))
            .unwrap();
    }
}

#[test]
fn an_absent_database_is_told_at_once() {
    for url in [
        "postgres://nobody@127.0.0.1:1/none",
        "sqlite:///no/such/folder/x.db",
    ] {
        let start = Instant::now();
        let outcome = Store::open(&settings(url)).err();
        assert!(
            matches!(outcome, Some(StoreError::Unavailable(_))),
            "{url}: {outcome:?}"
        );
        assert!(start.elapsed() < Duration::from_secs(1));
    }
    assert!(Store::open(&settings("mysql://x")).is_err());
}

#[test]
fn the_store_says_how_it_is() {
    for database in both("health") {
        let health = database.store.ping();
        assert!(health.read && health.write && health.cause.is_none());
        assert_eq!(health.kind, database.kind());
        assert!(database.store.pool_state().write.connections >= 1);
    }
}

/// A proxy to the server that can be cut and restored.
struct Wire {
    port: u16,
    server: String,
    streams: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl Wire {
    fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let wire = Self {
            port: listener.local_addr().unwrap().port(),
            server: server.to_owned(),
            streams: Arc::new(Mutex::new(Some(Vec::new()))),
        };
        wire.carry(listener);
        wire
    }

    fn carry(&self, listener: TcpListener) {
        let (server, streams) = (self.server.clone(), Arc::clone(&self.streams));
        std::thread::spawn(move || {
            for near in listener.incoming() {
                let mut streams = streams.lock().unwrap();
                let Some(streams) = streams.as_mut() else {
                    return;
                };
                let (near, far) = (near.unwrap(), TcpStream::connect(&server).unwrap());
                streams.push(near.try_clone().unwrap());
                streams.push(far.try_clone().unwrap());
                for (mut from, mut to) in [
                    (near.try_clone().unwrap(), far.try_clone().unwrap()),
                    (far, near),
                ] {
                    std::thread::spawn(move || {
                        let _ = copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Both);
                    });
                }
            }
        });
    }

    fn cut(&self) {
        for stream in self.streams.lock().unwrap().take().unwrap() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Wakes the listener, so that it sees the end.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        std::thread::sleep(Duration::from_millis(50));
    }

    fn mend(&self) {
        *self.streams.lock().unwrap() = Some(Vec::new());
        self.carry(TcpListener::bind(("127.0.0.1", self.port)).unwrap());
    }
}

#[test]
fn an_outage_ends_by_itself() {
    let Some(database) = postgres("outage") else {
        return;
    };
    let (user, rest) = database.url.split_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let wire = Wire::to(server);
    let store = Store::open(&settings(&format!("{user}@127.0.0.1:{}/{name}", wire.port))).unwrap();
    let write = || {
        store.write_plain(|conn| storage::settings::set(conn, "a", "b", crate::databases::noon()))
    };
    for _ in 0..2 {
        assert!(store.read(users::any_exists).unwrap());
        write().unwrap();
        wire.cut();
        for _ in 0..20 {
            let start = Instant::now();
            let outcome = store.read(users::any_exists);
            assert!(
                matches!(outcome, Err(StoreError::Unavailable(_))),
                "{outcome:?}"
            );
            assert!(matches!(write(), Err(StoreError::Unavailable(_))));
            assert!(
                start.elapsed() < Duration::from_secs(1),
                "{:?}",
                start.elapsed()
            );
        }
        let health = store.ping();
        assert!(!health.read && !health.write && health.cause.is_some());
        wire.mend();
        let start = Instant::now();
        while store.read(users::any_exists).is_err() || write().is_err() {
            assert!(start.elapsed() < Duration::from_secs(5), "it does not heal");
            std::thread::sleep(Duration::from_millis(50));
        }
        assert!(store.ping().write);
    }
}
