//! What a request says about itself before any route sees it: from where, in which trace and language.

use std::net::{IpAddr, Ipv6Addr};

use poem::Request;
use rand::TryRngCore;

use crate::{
    access::{App, Asked},
    id::RequestId,
};

/// Reads the heads. The session is found out later.
pub fn look(request: &Request, app: &App) -> Asked {
    let peer = request.remote_addr().as_socket_addr().map(|address| address.ip().to_canonical());
    let peer = peer.unwrap_or(IpAddr::from([0, 0, 0, 0]));
    let behind_proxy = app.config.trusted_proxies.contains(&peer);
    let address = if behind_proxy { client_behind(request, app, peer) } else { peer };
    let trace_id = request.header("traceparent").and_then(trace_of);
    Asked {
        request_id: RequestId::new(),
        trace_id: trace_id.unwrap_or_else(|| hex::encode(random::<16>())),
        address: household(address),
        origin: app.config.public_url.clone().unwrap_or_else(|| origin(request, behind_proxy)),
        english: prefers_english(request.header("accept-language").unwrap_or_default()),
        presented: Ok(None),
    }
}

/// The last address in `X-Forwarded-For` that none of our proxies has: what stands before it, the
/// client may have made up.
fn client_behind(request: &Request, app: &App, peer: IpAddr) -> IpAddr {
    let lines = request.headers().get_all("x-forwarded-for").iter();
    let text: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
    let hops = text.iter().flat_map(|line| line.split(',')).map(str::trim).rev();
    let mut client = peer;
    for hop in hops {
        let Ok(hop) = hop.parse::<IpAddr>() else { break };
        client = hop.to_canonical();
        if !app.config.trusted_proxies.contains(&client) {
            break;
        }
    }
    client
}

/// Addresses that one subscriber has at will count as one.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX)).into(),
        address => address,
    }
}

fn origin(request: &Request, behind_proxy: bool) -> String {
    let forwarded = |name| request.header(name).filter(|_| behind_proxy);
    let scheme = match forwarded("x-forwarded-proto") {
        Some("https") => "https",
        _ => "http",
    };
    let host = forwarded("x-forwarded-host").or_else(|| request.header("host"));
    format!("{scheme}://{}", host.filter(|host| plausible(host)).unwrap_or("localhost"))
}

fn plausible(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 255
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}

/// Swedish unless English is wanted more.
fn prefers_english(accepted: &str) -> bool {
    let weight = |language: &str| {
        let weigh = |range: &str| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next()?.to_ascii_lowercase();
            if tag.split('-').next() != Some(language) {
                return None;
            }
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
            Some(weight.unwrap_or(1.0))
        };
        accepted
            .split(',')
            .enumerate()
            .filter_map(|(place, range)| Some((weigh(range)?, place)))
            .fold(
                (0.0, usize::MAX),
                |best: (f32, usize), found| if found.0 > best.0 { found } else { best },
            )
    };
    let ((english, first), (swedish, second)) = (weight("en"), weight("sv"));
    english > swedish || (english > 0.0 && english == swedish && first < second)
}

/// The trace id of a well-formed `traceparent`; a broken one is ignored, as W3C wants.
fn trace_of(text: &str) -> Option<String> {
    let mut parts = text.trim().split('-');
    let (version, trace, parent, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let hex = |part: &str, length| {
        part.len() == length
            && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let some = |part: &str| part.bytes().any(|byte| byte != b'0');
    let sound = hex(version, 2)
        && version != "ff"
        && (version != "00" || parts.next().is_none())
        && hex(trace, 32)
        && some(trace)
        && hex(parent, 16)
        && some(parent)
        && hex(flags, 2);
    sound.then(|| trace.to_owned())
}

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).expect("the system has randomness");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_unless_english_is_wanted_more() {
        for english in ["en", "en-GB, sv;q=0.8", "sv;q=0.5, en;q=0.9", "de, en", "en, sv"] {
            assert!(prefers_english(english), "{english}");
        }
        for swedish in ["", "sv", "sv, en", "de", "*", "en;q=0", "sv-SE;q=0.9, en;q=0.8"] {
            assert!(!prefers_english(swedish), "{swedish}");
        }
    }

    #[test]
    fn a_broken_trace_is_ignored() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(trace_of(good).as_deref(), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
        let zero = "00-00000000000000000000000000000000-00f067aa0ba902b7-01";
        let orphan = "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01";
        for bad in ["", "00", zero, orphan, &good.to_uppercase(), &format!("{good}-1")] {
            assert_eq!(trace_of(bad), None, "{bad}");
        }
    }
}
