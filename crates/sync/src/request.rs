//! Making requests: encoded, compressed when that helps, and signed by the phone's key over what is really sent.

use std::collections::BTreeMap;

use domain::photo::Digest;
use protocol::{
    MEDIA_TYPE, answer,
    auth::{self, CONTENT_DIGEST, DeviceSig},
    pack,
    server_keys::KNOWN_KEY,
    sha256,
};
use store::identity::Identity;

use crate::{Exchange, Method};

/// A body smaller than this does not shrink.
const COMPRESS_FROM: usize = 200;
/// Bytes cost more than the phone's time, and bodies are small.
const LEVEL: i32 = 9;

/// A request with a CBOR body as it is, not signed yet.
pub(crate) fn plain(path: &str, body: Vec<u8>) -> Exchange {
    let headers = BTreeMap::from([
        ("content-type", MEDIA_TYPE.to_owned()),
        ("accept", MEDIA_TYPE.to_owned()),
        ("accept-encoding", "zstd".to_owned()),
    ]);
    Exchange { method: Method::Post, path: path.to_owned(), headers, body }
}

/// A request with a CBOR body, compressed when that makes it smaller, not signed yet.
pub(crate) fn packed(path: &str, body: Vec<u8>) -> Exchange {
    match (body.len() >= COMPRESS_FROM).then(|| pack(&body, LEVEL)).flatten() {
        Some(smaller) => {
            let mut exchange = plain(path, smaller);
            exchange.headers.insert("content-encoding", "zstd".to_owned());
            exchange
        }
        None => plain(path, body),
    }
}

/// Signs a request with the phone's key, and says which key of the server it knows. With it what its answer has to name.
pub(crate) fn sign(identity: &Identity, ctr: u64, mut exchange: Exchange) -> (Exchange, Digest) {
    let digest = sha256(&[&exchange.body]);
    let request = auth::Request {
        method: exchange.method.word(),
        path: &exchange.path,
        body: &digest,
        audience: &identity.audience,
    };
    let signature = DeviceSig::sign(&identity.signing_key(), request, ctr);
    exchange.headers.insert(CONTENT_DIGEST, auth::content_digest(&digest));
    exchange.headers.insert("authorization", signature.header());
    exchange.headers.insert(KNOWN_KEY, identity.server_key.id().to_string());
    (exchange, answer::asked(&signature.signature))
}
