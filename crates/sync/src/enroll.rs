//! Becoming a phone that the server knows. The key is kept before the request goes out, so the same code can be sent
//! again after a lost answer and gives the same answer.

use domain::{enroll_code::EnrollCode, ids::StreamId, time::Anchor};
use protocol::{
    ServerKeys, SigningKey, VouchedKey, chain,
    enroll::{EnrollRequest, EnrollResponse, PATH},
    server_keys::{KNOWN_KEY, NO_KEY},
    sha256, to_cbor,
};
use store::{
    Store, StoreError, Tx, anchors, entities, fork,
    identity::{self, Identity},
    organization_key, server_keys, stream,
};
use uuid::Uuid;

use crate::{
    Clocks, Failure, Method, Transport, answer,
    bound::{self, Asked, Names},
    request,
};

/// What a person gives to enroll a phone.
#[derive(Clone, Copy, Debug)]
pub struct Enrollment<'a> {
    /// Where the server is; a scheme may be missing, a slash at the end does not matter.
    pub server: &'a str,
    /// The one-time code.
    pub code: &'a EnrollCode,
    /// What the office will see the phone as.
    pub label: &'a str,
    /// Version of the app.
    pub app_version: &'a str,
}

/// Enrolls the phone and begins its stream.
///
/// # Errors
/// [`Failure::Refused`] with `code-unknown`, `code-used` or `code-expired`; [`Failure::Unreachable`], captive when
/// something else than our server answered; [`Failure::Phone`].
pub async fn enroll<T: Transport>(
    store: &Store,
    clocks: &dyn Clocks,
    transport: &T,
    enrollment: Enrollment<'_>,
) -> Result<Identity, Failure> {
    let server_url = server_url(enrollment.server);
    let seed = store.write(identity::pending_seed)?;
    let key = SigningKey::from_seed(&seed);
    let begun = clocks.read();
    let ask = EnrollRequest::sign(
        &key,
        enrollment.code.as_str().to_owned(),
        enrollment.label.to_owned(),
        enrollment.app_version.to_owned(),
        begun,
    );
    let mut exchange = request::plain(PATH, to_cbor(&ask));
    exchange.headers.insert(KNOWN_KEY, NO_KEY.to_owned());
    // Nobody has signed the request but its own body.
    let asked = Asked { digest: sha256(&[&exchange.body]), method: Method::Post };
    let answered = transport.send(&server_url, exchange).await?;
    let ended = clocks.read();
    let given: EnrollResponse = answer::value(&answered)?;
    let mut keys = ServerKeys::of(given.server_key, Vec::new());
    keys.learn(&bound::changes(&answered));
    let names = bound::word(&keys, asked, &answered);
    if names == Names::Another {
        return Err(Failure::Unreachable { captive: false });
    }
    let anchor = Anchor::from_exchange(begun.boot_id, begun.boot_ms, ended.boot_ms, given.server_time);
    let identity = Identity {
        device_id: given.device_id,
        device_no: given.device_no,
        organization: given.organization,
        place: given.place,
        audience: given.audience,
        server_url,
        server_key: *keys.newest(),
        epoch: given.epoch,
        nonce: *given.nonce,
        device_seed: seed,
    };
    store.write(|tx| {
        begin(tx, &identity, &keys)?;
        if names == Names::This {
            server_keys::note_binding(tx)?;
        }
        if let Some(vouched) = &given.organization_key {
            keep_organization_key(tx, vouched, &keys)?;
        }
        if begun.boot_id == ended.boot_id {
            anchors::put(tx, &anchor)?;
        }
        Ok(())
    })?;
    Ok(identity)
}

/// Keeps who the phone is, and begins a stream unless the one there is already bound to this very enrollment.
fn begin(tx: &Tx<'_>, identity: &Identity, keys: &ServerKeys) -> Result<(), StoreError> {
    let before = identity::get(tx)?;
    if before.is_some_and(|before| keys.all().all(|key| *key != before.server_key)) {
        entities::forget_all(tx)?;
    }
    identity::put(tx, identity)?;
    server_keys::put(tx, keys)?;
    let device = identity.signing_key().public();
    let genesis = |stream_id| chain::genesis(stream_id, &device, &identity.nonce);
    let stream_id = StreamId(Uuid::new_v4());
    match stream::get(tx)? {
        Some(stream) if stream.genesis == genesis(stream.stream_id) => {}
        // What no receipt covers yet goes on under the new enrollment.
        Some(stream) => {
            fork::branch(tx, stream_id, stream.acked_upto)?;
        }
        None => {
            stream::open(tx, stream_id, &genesis(stream_id))?;
        }
    }
    Ok(())
}

/// Keeps the organization's key, if a believed key of the server vouched for it; anything else is passed over.
pub(crate) fn keep_organization_key(tx: &Tx<'_>, vouched: &VouchedKey, server: &ServerKeys) -> Result<(), StoreError> {
    let voucher = server.believed().find_map(|key| Some((vouched.verify(key).ok()?, key)));
    match voucher {
        Some((key, voucher)) => organization_key::put(tx, &key, voucher),
        None => {
            tracing::warn!("a key of the organization that the server key does not vouch for");
            Ok(())
        }
    }
}

/// The address in its one form. Without a scheme, a name is taken to have a certificate and a bare number is not.
fn server_url(typed: &str) -> String {
    let typed = typed.trim().trim_end_matches('/');
    if typed.contains("://") {
        return typed.to_owned();
    }
    let host = typed.split(['/', ':']).next().unwrap_or_default();
    let is_local = host == "localhost" || host.parse::<std::net::Ipv4Addr>().is_ok();
    format!("{}://{typed}", if is_local { "http" } else { "https" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        assert_eq!(server_url(" https://gate.example/ "), "https://gate.example");
        assert_eq!(server_url("gate.example:8443"), "https://gate.example:8443");
        assert_eq!(server_url("192.168.1.5:8787"), "http://192.168.1.5:8787");
        assert_eq!(server_url("http://localhost:8787"), "http://localhost:8787");
    }
}
