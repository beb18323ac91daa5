//! `--objects`: a folder, or a bucket of any store that speaks S3.
//!
//! The bucket's region, address and keys come from the environment variables that every S3 program reads
//! (`AWS_REGION`, `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, …); none of them is kept.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use domain::defect::{self, Defect};
use object_store::{ObjectStore, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem, prefix::PrefixStore};

use crate::{Error, error::Result, folder::Folder};

/// Faults of the store are waited out for so long, then the phone is told to come again.
const RETRY: Duration = Duration::from_secs(15);

/// Where pictures lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket, and what all names in it begin with.
    Bucket { bucket: String, prefix: String },
}

/// Reads the value of `--objects`; `None` is the data folder's own place.
pub(crate) fn check_place(place: Option<&str>) -> Result<Option<Place>> {
    let Some(place) = place else { return Ok(None) };
    if let Some(path) = place.strip_prefix("file:").filter(|path| !path.is_empty()) {
        return Ok(Some(Place::Folder(path.into())));
    }
    if let Some(rest) = place.strip_prefix("s3://") {
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if !bucket.is_empty() {
            return Ok(Some(Place::Bucket { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned() }));
        }
    }
    Err(Error::refused(format!("--objects takes file:DIR or s3://BUCKET[/PREFIX], and {place:?} is neither")))
}

/// Opens the place, or the data folder's own.
pub(super) fn open(folder: &Folder, place: Option<&str>) -> Result<Arc<dyn ObjectStore>> {
    match check_place(place)? {
        None => open_folder(&folder.objects()),
        Some(Place::Folder(path)) => open_folder(&path),
        Some(Place::Bucket { bucket, prefix }) => open_bucket(&bucket, &prefix),
    }
}

/// Opens a folder, and creates it when it is missing.
pub(super) fn open_folder(path: &Path) -> Result<Arc<dyn ObjectStore>> {
    let path = std::path::absolute(path).map_err(Error::io(format!("cannot use the folder {}", path.display())))?;
    std::fs::create_dir_all(&path).map_err(Error::io(format!("cannot create the folder {}", path.display())))?;
    let flushes = !defect::has(Defect::PicturesUnflushed);
    Ok(Arc::new(LocalFileSystem::new_with_prefix(&path)?.with_automatic_cleanup(true).with_fsync(flushes)))
}

fn open_bucket(bucket: &str, prefix: &str) -> Result<Arc<dyn ObjectStore>> {
    let retry = RetryConfig { max_retries: 4, retry_timeout: RETRY, ..RetryConfig::default() };
    let store = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_allow_http(names_plain_http())
        .with_retry(retry)
        .build()?;
    Ok(if prefix.is_empty() { Arc::new(store) } else { Arc::new(PrefixStore::new(store, prefix)) })
}

/// Without encryption only where the operator says so, by the address itself.
fn names_plain_http() -> bool {
    ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT"]
        .iter()
        .any(|name| std::env::var(name).is_ok_and(|address| address.starts_with("http://")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_or_a_bucket() {
        let bucket = |bucket: &str, prefix: &str| Place::Bucket { bucket: bucket.into(), prefix: prefix.into() };
        let read = |text| check_place(Some(text)).expect("a place").expect("one");
        assert_eq!(read("file:/srv/photos"), Place::Folder("/srv/photos".into()));
        assert_eq!(read("s3://evidence"), bucket("evidence", ""));
        assert_eq!(read("s3://evidence/district/2/"), bucket("evidence", "district/2"));
        for wrong in ["", "photos", "file:", "s3://", "s3:///x", "https://example.com"] {
            assert!(check_place(Some(wrong)).is_err(), "{wrong:?}");
        }
        assert_eq!(check_place(None).expect("fine"), None);
    }
}
