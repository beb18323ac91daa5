//! Pictures arrive in pieces, over connections that break, and count only when they are the signed ones. The same
//! stories are told over a folder, over PostgreSQL and over an S3-compatible store.

mod attached;
#[path = "../cast/mod.rs"]
mod cast;
mod damaged;
mod expiry;
mod faults;
mod figures;
mod limits;
mod lost;
mod office;
mod oversize;
mod pieces;
mod place;
mod rules;
mod tus;

use cast::{Kept, Phone, World};
use domain::{
    hazard::{HazardReport, SuspectedSeverity},
    ids::{PhotoId, SchoolId},
    photo::{Photo, PhotoRole},
};
use protocol::{
    Body, WireProblem, from_cbor, sha256,
    tus::{UploadMetadata, upload_checksum, upload_path},
};
use reqwest::{
    Method, Response,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use uuid::Uuid;

/// Header fields.
fn headers(fields: &[(&'static str, String)]) -> HeaderMap {
    let field = |(name, value): &(&'static str, String)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header"))
    };
    fields.iter().map(field).collect()
}

/// Bytes that are no two times alike within a chunk.
fn picture(length: usize) -> Vec<u8> {
    (0..length).map(|i| ((i * 31) ^ (i >> 7)) as u8).collect()
}

fn new_id() -> PhotoId {
    PhotoId(Uuid::from_bytes(cast::phone::random()))
}

/// The phone reports a hazard that names a picture of these bytes, and the server has the report.
async fn reported(phone: &mut Phone, bytes: &[u8]) -> UploadMetadata {
    let told = phone.report(bytes);
    let last = phone.records.len();
    phone.push(last, last).await.expect("the push is taken");
    told
}

fn hazard(photos: Vec<Photo>) -> Body {
    Body::HazardReport(HazardReport {
        school_id: SchoolId(Uuid::nil()),
        category: "FIR".into(),
        text: "消防通道堵塞".into(),
        severity: SuspectedSeverity::General,
        position: None,
        photos,
        effort: None,
    })
}

async fn create(phone: &mut Phone, wanted: &UploadMetadata, length: usize, body: &[u8]) -> Response {
    let mut fields = vec![("upload-length", length.to_string()), ("upload-metadata", wanted.header())];
    if !body.is_empty() {
        fields.push(("content-type", protocol::tus::OFFSET_MEDIA_TYPE.to_owned()));
    }
    phone.signed(Method::POST, protocol::tus::PATH, body.to_vec(), headers(&fields)).await
}

/// An upload that has begun; its path.
async fn begun(phone: &mut Phone, bytes: &[u8]) -> (UploadMetadata, String) {
    let wanted = reported(phone, bytes).await;
    let created = create(phone, &wanted, bytes.len(), &[]).await;
    assert_eq!((created.status().as_u16(), offset(&created)), (201, 0));
    let path = upload_path(wanted.photo_id, 1);
    assert_eq!(created.headers()["location"].to_str().expect("text"), path);
    (wanted, path)
}

fn chunk_headers(offset: usize, body: &[u8]) -> HeaderMap {
    headers(&[
        ("content-type", protocol::tus::OFFSET_MEDIA_TYPE.to_owned()),
        ("upload-offset", offset.to_string()),
        ("upload-checksum", upload_checksum(&sha256(&[body]))),
    ])
}

async fn patch(phone: &mut Phone, path: &str, offset: usize, body: &[u8]) -> Response {
    phone.signed(Method::PATCH, path, body.to_vec(), chunk_headers(offset, body)).await
}

async fn head(phone: &mut Phone, path: &str) -> Response {
    phone.signed(Method::HEAD, path, vec![], HeaderMap::new()).await
}

fn offset(response: &Response) -> usize {
    response.headers()["upload-offset"].to_str().expect("text").parse().expect("a number")
}

/// Status and offset.
fn at(response: &Response) -> (u16, usize) {
    (response.status().as_u16(), offset(response))
}

/// Status and code of a refusal.
async fn refused(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    (status, from_cbor::<WireProblem>(&response.bytes().await.expect("a body")).expect("a refusal").code)
}

fn hex(bytes: &[u8]) -> String {
    sha256(&[bytes]).iter().map(|b| format!("{b:02x}")).collect()
}

/// What the store has under the digest of these bytes.
fn stored(kept: &Kept<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
    std::fs::read(place_of(kept, bytes)).ok()
}

fn place_of(kept: &Kept<'_>, bytes: &[u8]) -> std::path::PathBuf {
    let hex = hex(bytes);
    kept.objects().join("sha256").join(&hex[..2]).join(&hex[2..4]).join(&hex)
}

/// The files of chunks on their way.
fn staged(kept: &Kept<'_>) -> Vec<std::path::PathBuf> {
    let uploads = std::fs::read_dir(kept.objects().join("staging")).into_iter().flatten().flatten();
    let chunks = uploads.flat_map(|upload| std::fs::read_dir(upload.path()).into_iter().flatten().flatten());
    chunks.map(|chunk| chunk.path()).collect()
}

/// The server's own check of everything passes.
async fn verified(world: &World) {
    let output = world.run(&["verify"]).await;
    assert!(output.status.success(), "{}{}", cast::stdout(&output), cast::stderr(&output));
}
