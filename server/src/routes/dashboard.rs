//! The dashboard's files, embedded in the program. Every address that is no file is a page of the one application.

use std::sync::OnceLock;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use data_encoding::BASE64;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::{CSP_AFTER_SCRIPT, CSP_BEFORE_SCRIPT, CSP_PICTURES};
use crate::{base_map::BaseMap, state::Shared};

/// The built pages; a build without them serves a page that says so.
#[derive(RustEmbed)]
#[folder = "../ui/dashboard/build"]
#[allow_missing = true]
struct Pages;

const NOT_BUILT: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>护校</title>\
    <p>这个程序没有带网页。请先运行 <code>npm run build --workspace dashboard</code>（在 ui 目录），再重新编译。</p>\
    <p lang=\"en\">This program was built without its pages. Build ui/dashboard, then build the server again.</p>";

/// Serves a file, or the application for every other address.
pub(crate) async fn page(State(state): State<Shared>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if method != Method::GET && method != Method::HEAD || path.starts_with("api/") || path.starts_with("v1/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    if let Some(file) = Some(path).filter(|path| !path.is_empty() && *path != "index.html").and_then(Pages::get) {
        return send(path, file, &headers);
    }
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match Pages::get("index.html") {
        _ if is_file && path != "index.html" => StatusCode::NOT_FOUND.into_response(),
        Some(index) => application(&index, &state.base_map),
        None => Html(NOT_BUILT).into_response(),
    }
}

fn send(path: &str, file: EmbeddedFile, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&file.metadata.sha256_hash()[..16]));
    // Files under immutable/ carry their digest in their name.
    let keep = if path.contains("/immutable/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [
        (header::CONTENT_TYPE, file.metadata.mimetype().to_owned()),
        (header::CACHE_CONTROL, keep.to_owned()),
        (header::ETAG, tag.clone()),
    ];
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, file.data).into_response()
}

/// The application's page. Its one start script stands inside it; the policy names that script by its digest.
fn application(index: &EmbeddedFile, base_map: &BaseMap) -> Response {
    static POLICY: OnceLock<String> = OnceLock::new();
    let text = String::from_utf8_lossy(&index.data);
    // Read from the disk, the page may change while the program runs; embedded, it does not.
    let policy = if cfg!(debug_assertions) { policy(&text) } else { POLICY.get_or_init(|| policy(&text)).clone() };
    let policy = with_pictures_of(policy, base_map);
    let mut response = Html(index.data.clone()).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn policy(page: &str) -> String {
    let mut policy = CSP_BEFORE_SCRIPT.to_owned();
    for script in page.split("<script>").skip(1).filter_map(|rest| rest.split("</script>").next()) {
        let digest = protocol::sha256(&[script.as_bytes()]);
        policy.push_str(&format!(" 'sha256-{}'", BASE64.encode(&*digest)));
    }
    policy.push_str(CSP_AFTER_SCRIPT);
    policy
}

/// A page may show pictures of the base map, too.
fn with_pictures_of(mut policy: String, base_map: &BaseMap) -> String {
    for origin in base_map.origins() {
        policy = policy.replace(CSP_PICTURES, &format!("{CSP_PICTURES} {origin}"));
    }
    policy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_script_inside_the_page_is_named_by_its_digest() {
        let policy = policy("<body><script>start()</script></body>");
        let digest = BASE64.encode(&*protocol::sha256(&[b"start()"]));
        assert!(policy.contains(&format!("script-src 'self' 'sha256-{digest}';")), "{policy}");
    }

    #[test]
    fn pictures_come_from_the_base_map_too_and_nothing_else_does() {
        let layer = |host: &str| format!("https://{host}/{{z}}/{{x}}/{{y}}");
        let map = BaseMap::read(vec![layer("a.example"), layer("b.example")], String::new()).unwrap();
        let (bare, wide) = (policy(""), with_pictures_of(policy(""), &map));
        assert!(wide.contains("; img-src 'self' https://b.example https://a.example data: blob:;"), "{wide}");
        assert_eq!(wide.replace(" https://b.example https://a.example", ""), bare);
        assert_eq!(with_pictures_of(bare.clone(), &BaseMap::default()), bare);
    }
}
