//! Whether there is a network at all: asked of the system's table of routes, and nothing is sent for it.
//!
//! "No network" and "the server does not answer" are two things for whoever waits: the one ends by walking to where there is
//! reception, the other never does.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use reqwest::Url;

/// Any port will do.
const DISCARD: u16 = 9;
/// Addresses of the documentation's networks (RFC 5737, RFC 3849): they belong to nobody, and the way to them is the way out.
const OUT_4: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
const OUT_6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);

/// Whether some way leads to the server: to its address where it is named by one, else out of this phone.
pub(crate) fn leads_to(server: &Url) -> bool {
    let host = server.host_str().unwrap_or_default().trim_matches(['[', ']']);
    match host.parse() {
        Ok(address) => is_there(address),
        Err(_) if host == "localhost" => true,
        Err(_) => is_there(OUT_4.into()) || is_there(OUT_6.into()),
    }
}

/// Connecting a datagram's socket only looks the route up.
fn is_there(address: IpAddr) -> bool {
    let any: IpAddr = if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    UdpSocket::bind((any, 0)).and_then(|socket| socket.connect(SocketAddr::new(address, DISCARD))).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_this_machine_is_always_within_reach() {
        for url in ["http://127.0.0.1:8787", "http://localhost:8787"] {
            assert!(leads_to(&url.parse().expect("an address")), "{url}");
        }
    }
}
