//! Where pictures lie makes no difference: all stories of this file are told again over a store that speaks S3.
//!
//! The stand-in is s3s-fs, a program of others that keeps a bucket in a folder, started here on a port of its own. The
//! stories run in a second process, because the bucket's address and keys are environment variables.

use std::{path::Path, process::Stdio};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use object_store::{
    Error as StoreError, ObjectStore as _, ObjectStoreExt as _, PutMode, PutOptions, PutPayload, aws::AmazonS3Builder,
    path::Path as Name,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use tokio::net::TcpListener;

use super::*;

const KEY: (&str, &str) = ("story", "not-a-secret");
const BUCKET: &str = "photos";

/// Serves the buckets in a folder; the address.
async fn serve_buckets(folder: &Path) -> String {
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).expect("the folder is used"));
    service.set_auth(SimpleAuth::from_single(KEY.0, KEY.1));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let addr = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        let http = Builder::new(TokioExecutor::new());
        while let Ok((socket, _)) = listener.accept().await {
            let connection = http.serve_connection(TokioIo::new(socket), service.clone()).into_owned();
            tokio::spawn(connection);
        }
    });
    format!("http://{addr}")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_story_holds_on_a_store_that_speaks_s3() {
    if std::env::var("HUXIAO_TEST_OBJECTS").is_ok() {
        return; // this is the second process
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
    let address = serve_buckets(folder.path()).await;
    let mut stories = std::process::Command::new(std::env::current_exe().expect("this program"));
    stories
        .env("AWS_ENDPOINT_URL", address)
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", KEY.0)
        .env("AWS_SECRET_ACCESS_KEY", KEY.1)
        .env("HUXIAO_TEST_OBJECTS", format!("s3://{BUCKET}"))
        .env("HUXIAO_TEST_OBJECTS_FOLDER", folder.path())
        .env_remove("NEXTEST_EXECUTION_MODE")
        .stdin(Stdio::null());
    let told = tokio::task::spawn_blocking(move || stories.output()).await.expect("awaited").expect("the stories run");
    let said = String::from_utf8_lossy(&told.stdout);
    assert!(told.status.success(), "{said}{}", String::from_utf8_lossy(&told.stderr));
    let bucket = std::fs::read_dir(folder.path().join(BUCKET)).expect("the bucket").count();
    assert!(bucket > 10, "each story had a place of its own in the bucket: {bucket}\n{said}");
}

/// What the stories above lean on: of two that put the same name, the second is told so and changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn the_stand_in_puts_only_what_is_absent() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
    let store = AmazonS3Builder::new()
        .with_endpoint(serve_buckets(folder.path()).await)
        .with_allow_http(true)
        .with_region("us-east-1")
        .with_access_key_id(KEY.0)
        .with_secret_access_key(KEY.1)
        .with_bucket_name(BUCKET)
        .build()
        .expect("a store");
    let name = Name::from("photo/one");
    // Sent as `If-None-Match: *`.
    let put =
        |bytes: &'static [u8]| store.put_opts(&name, PutPayload::from_static(bytes), PutOptions::from(PutMode::Create));
    put(b"first").await.expect("nothing was there");
    let refused = put(b"other").await.expect_err("something is there");
    assert!(matches!(refused, StoreError::AlreadyExists { .. }), "{refused}");
    let kept = store.get(&name).await.expect("found").bytes().await.expect("read");
    assert_eq!(&kept[..], b"first");
}

#[tokio::test]
async fn a_store_that_is_not_there_is_said_in_a_sentence() {
    let dir = tempfile::tempdir().expect("a folder");
    for (place, word) in [("s3://", "s3://BUCKET"), ("photos", "file:DIR"), ("http://somewhere", "file:DIR")] {
        let output = cast::run(dir.path(), &["verify", "--objects", place]);
        assert_eq!(output.status.code(), Some(1));
        assert!(cast::stderr(&output).contains(word), "{}", cast::stderr(&output));
    }
}
