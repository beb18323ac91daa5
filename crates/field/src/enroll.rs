//! Becoming a device of the office: a one-time code, typed, pasted or photographed, and one exchange with the server.

use ::sync::{Enrollment, Http, Transport};
use data_encoding::HEXLOWER;
use domain::{Problem, enroll_code};

use crate::{Error, Home, Tag, app::VERSION, error::refused, settings, views::EnrollCode};

/// Reads a typed or pasted code, or the address of the office's QR code.
///
/// # Errors
/// `bad-code`.
pub fn read_code(text: &str) -> Result<EnrollCode, Error> {
    let (server, code) = parse(text)?;
    Ok(EnrollCode { server, code: code.to_string() })
}

/// Reads the office's QR code from a picture.
///
/// # Errors
/// `no-code-found`, `bad-code`, and those of the picture.
pub fn scan(image: &[u8]) -> Result<EnrollCode, Error> {
    let texts = photos::qr::read(image)?;
    if texts.is_empty() {
        return Err(refused("no-code-found"));
    }
    texts.iter().find_map(|text| read_code(text).ok()).ok_or_else(|| refused("bad-code"))
}

/// Enrolls this home. With the code it was enrolled by, it answers as before: the first answer may have been lost on
/// the way to whoever asked.
///
/// # Errors
/// `bad-code`, `bad-server-address`, `already-enrolled`, `code-used`, `code-expired`, `code-unknown`,
/// `server-unreachable`, `not-our-server`.
pub async fn enroll(home: &Home, server: &str, code: &str) -> Result<(), Error> {
    enroll_over(home, &Http::new()?, server, code).await
}

/// The same over a transport of the caller's choice.
///
/// # Errors
/// As [`enroll`].
pub async fn enroll_over(home: &Home, transport: &impl Transport, server: &str, code: &str) -> Result<(), Error> {
    let (_, code) = parse(code)?;
    if !looks_like_address(server) {
        return Err(refused("bad-server-address"));
    }
    let digest = HEXLOWER.encode(&*protocol::sha256(&[b"huxiao-enrolled-with-1", code.as_str().as_bytes()]));
    if let Some(identity) = home.read(|tx| Ok(store::identity::get(tx)?))? {
        if settings::enrolled_with(home)? == Some(digest) {
            return Ok(());
        }
        let problem = Problem::new("already-enrolled");
        return Err(problem.with("place", &identity.place).with("device_no", &identity.device_no).into());
    }
    let label = label();
    let enrollment = Enrollment { server, code: &code, label: &label, app_version: VERSION };
    ::sync::enroll(home.store(), home.clocks(), transport, enrollment).await?;
    settings::set_enrolled_with(home, digest)?;
    home.changed(&[Tag::Session, Tag::Sync]);
    Ok(())
}

fn parse(text: &str) -> Result<(Option<String>, enroll_code::EnrollCode), Error> {
    enroll_code::EnrollCode::read_address(text).ok_or_else(|| refused("bad-code"))
}

/// A name or number of a host, with or without a scheme; whether somebody answers there is seen by asking.
fn looks_like_address(server: &str) -> bool {
    let server = server.trim();
    let host = server.split_once("://").map_or(Some(server), |(scheme, rest)| {
        ["http", "https"].into_iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(rest)
    });
    host.is_some_and(|host| !host.trim_matches('/').is_empty() && !host.contains(char::is_whitespace))
}

/// What the office sees the device as, until somebody names it.
fn label() -> String {
    format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_and_no_blanks() {
        assert!(looks_like_address("http://127.0.0.1:8787/") && looks_like_address("gate.example"));
        for bad in ["", "http://", "ftp://gate.example", "gate example"] {
            assert!(!looks_like_address(bad), "{bad}");
        }
    }
}
