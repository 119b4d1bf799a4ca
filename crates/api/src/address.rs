//! The client address of a request: resolved past trusted proxies, in canonical form, and as the network that
//! limits count by.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;

/// Bits of an IPv6 address that identify a client's network; the client chooses the rest itself.
const CLIENT_BITS: u32 = 64;

/// A trusted proxy: an address, or a network such as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrustedProxy(IpNet);

impl TrustedProxy {
    fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl From<IpAddr> for TrustedProxy {
    fn from(address: IpAddr) -> Self {
        Self(address.to_canonical().into())
    }
}

impl FromStr for TrustedProxy {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(address.into());
        }
        let (address, bits) = text.split_once('/').ok_or(())?;
        let address: IpAddr = address.parse().map_err(drop)?;
        let bits: u8 = bits.parse().map_err(drop)?;
        // A dual-stack socket reports the network 10.0.0.0/8 as `::ffff:10.0.0.0/104`.
        let (address, bits) = match address.to_canonical() {
            canonical @ IpAddr::V4(_) if address.is_ipv6() => {
                (canonical, bits.checked_sub(96).ok_or(())?)
            }
            canonical => (canonical, bits),
        };
        IpNet::new(address, bits).map(Self).map_err(drop)
    }
}

/// Whether an address belongs to a trusted proxy.
#[must_use]
pub fn is_trusted(proxies: &[TrustedProxy], address: IpAddr) -> bool {
    proxies.iter().any(|proxy| proxy.contains(address))
}

/// The client of a connection from `peer`: the peer itself, or behind trusted proxies the last address in
/// `X-Forwarded-For` that is not a trusted proxy.
#[must_use]
pub fn client<'a>(
    peer: IpAddr,
    forwarded: impl DoubleEndedIterator<Item = &'a str>,
    proxies: &[TrustedProxy],
) -> IpAddr {
    let mut found = peer.to_canonical();
    let mut hops = forwarded.rev().map_while(hop);
    while is_trusted(proxies, found) {
        let Some(next) = hops.next() else { break };
        found = next;
    }
    found
}

/// Parses an address as proxies write it: bare, with a port, or in brackets.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let address = match bare.parse::<IpAddr>() {
        Ok(address) => address,
        Err(_port) => text.parse::<SocketAddr>().ok()?.ip(),
    };
    Some(address.to_canonical())
}

/// The key that limits count an address under: the address itself, or the /64 of an IPv6 client. Text that is
/// not an address is returned unchanged.
#[must_use]
pub fn network(address: &str) -> String {
    match address
        .parse::<IpAddr>()
        .map(|address| address.to_canonical())
    {
        Ok(IpAddr::V6(address)) => format!("{}/{CLIENT_BITS}", prefix(address)),
        Ok(address) => address.to_string(),
        Err(_no_address) => address.to_owned(),
    }
}

/// Like [`network`], for counting connections.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => prefix(address).into(),
        address => address,
    }
}

fn prefix(address: Ipv6Addr) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - CLIENT_BITS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(texts: &[&str]) -> Vec<TrustedProxy> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn found(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let hops = forwarded.split(',').filter(|hop| !hop.is_empty());
        client(peer.parse().unwrap(), hops, &proxies(trusted)).to_string()
    }

    #[test]
    fn forwarded_addresses_count_behind_trusted_proxies_only() {
        let ours = ["10.0.0.0/8", "2001:db8:1::/48", "192.0.2.1"];
        for (peer, forwarded, client) in [
            ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
            ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
            ("::ffff:10.1.2.3", "203.0.113.9", "203.0.113.9"),
            ("10.1.2.3", "203.0.113.9:5511", "203.0.113.9"),
            ("10.1.2.3", "::ffff:203.0.113.9", "203.0.113.9"),
            ("10.1.2.3", "[2001:db8:7::1]:443", "2001:db8:7::1"),
            ("10.1.2.3", "[2001:db8:7::1]", "2001:db8:7::1"),
            ("10.1.2.3", "1.1.1.1, 203.0.113.9, 10.9.9.9", "203.0.113.9"),
            ("2001:db8:1::5", "203.0.113.9, 192.0.2.1", "203.0.113.9"),
            ("192.0.2.1", "unknown", "192.0.2.1"),
            ("192.0.2.1", "203.0.113.9, unknown, 10.0.0.1", "10.0.0.1"),
            ("192.0.2.1", "", "192.0.2.1"),
        ] {
            assert_eq!(found(peer, forwarded, &ours), client, "{peer}: {forwarded}");
        }
        assert_eq!(
            found("10.1.2.3", "203.0.113.9", &["::ffff:10.0.0.0/104"]),
            "203.0.113.9"
        );
        assert_eq!(found("10.1.2.3", "203.0.113.9", &[]), "10.1.2.3");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in [
            "",
            "proxy",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "::/129",
            "10.0.0.0/",
            "/8",
            "::ffff:10.0.0.0/8",
        ] {
            assert!(text.parse::<TrustedProxy>().is_err(), "{text}");
        }
    }

    #[test]
    fn limits_count_ipv6_clients_by_their_network() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::9"), "2001:db8:1:2::/64");
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network(""), "");
    }
}
