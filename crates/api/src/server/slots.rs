//! Connection limits: in total and per network.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::address::{TrustedProxy, is_trusted, network_of};
use crate::config::Config;

#[derive(Debug, Default)]
struct Counts {
    total: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// Connection counts of one server.
#[derive(Debug)]
pub(super) struct Slots {
    counts: Mutex<Counts>,
    most: usize,
    most_by_network: usize,
    proxies: Vec<TrustedProxy>,
}

impl Slots {
    pub(super) fn new(config: &Config) -> Arc<Self> {
        Arc::new(Self {
            counts: Mutex::default(),
            most: config.max_connections,
            most_by_network: config.address_connections,
            proxies: config.trusted_proxies.clone(),
        })
    }

    /// Reserves a slot for a connection, unless a limit is reached. Trusted proxies are exempt from the
    /// per-network limit, because they carry many clients.
    pub(super) fn take(self: &Arc<Self>, peer: IpAddr) -> Option<Slot> {
        let network = (!is_trusted(&self.proxies, peer)).then(|| network_of(peer));
        let mut counts = self.lock();
        if counts.total >= self.most {
            return None;
        }
        if let Some(network) = network {
            let count = counts.by_network.entry(network).or_default();
            if *count >= self.most_by_network {
                return None;
            }
            *count += 1;
        }
        counts.total += 1;
        Some(Slot {
            slots: Arc::clone(self),
            network,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The slot of one connection, released when dropped.
#[derive(Debug)]
pub(super) struct Slot {
    slots: Arc<Slots>,
    network: Option<IpAddr>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut counts = self.slots.lock();
        counts.total = counts.total.saturating_sub(1);
        let Some(network) = self.network else { return };
        if let Some(count) = counts.by_network.get_mut(&network) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.by_network.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_all_and_by_network() {
        let config = Config {
            max_connections: 4,
            address_connections: 2,
            trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
            ..Config::default()
        };
        let slots = Slots::new(&config);
        let take = |address: &str| slots.take(address.parse().unwrap());
        let first = take("2001:db8::1").unwrap();
        let _second = take("2001:db8::2").unwrap();
        assert!(take("2001:db8::3").is_none(), "one network");
        let _other = take("2001:db8:0:1::1").unwrap();
        let _proxy = take("10.0.0.1").unwrap();
        assert!(take("192.0.2.1").is_none(), "too many in all");
        drop(first);
        let proxy = take("10.0.0.1").unwrap();
        drop(proxy);
        assert!(take("2001:db8::3").is_some(), "a place that was given back");
        drop((_second, _other, _proxy));
        let counts = slots.lock();
        assert_eq!((counts.total, counts.by_network.len()), (0, 0));
    }
}
