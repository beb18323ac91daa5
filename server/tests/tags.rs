//! Tags: printed, read back, and replaced.

mod cast;

use std::{collections::BTreeSet, path::Path, process::Command};

use cast::{SCHOOL, World, clerk::json_of};
use protocol::{PublicKey, Tag};
use reqwest::{Method, StatusCode};
use serde_json::json;

/// The texts of all codes on the pages of a PDF, as a draft printer would put them on paper and our phones read them.
fn read_back(pdf: &Path) -> BTreeSet<String> {
    let pages = pdf.with_extension("page");
    let drawn = Command::new("pdftoppm").args(["-png", "-gray", "-r", "150"]).arg(pdf).arg(&pages).output();
    let drawn = drawn.expect("pdftoppm of poppler-utils is installed; `cargo xtask test` sees to it");
    assert!(drawn.status.success() && drawn.stderr.is_empty(), "{}", String::from_utf8_lossy(&drawn.stderr));
    let folder = pdf.parent().expect("a folder");
    let files = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let pictures = files.filter(|path| path.extension().is_some_and(|it| it == "png"));
    pictures.flat_map(|path| photos::qr::read(&std::fs::read(path).expect("a page")).expect("a picture")).collect()
}

fn server_key(phone: &cast::Phone) -> PublicKey {
    phone.identity.as_ref().expect("it was enrolled").server_key
}

#[tokio::test]
async fn every_tag_on_a_sheet_is_read_back_and_signed_for_its_point() {
    let world = World::new().await;
    let phone = world.phone().await;
    let clerk = world.clerk("station01").await;
    for size in [4, 8] {
        let folder = tempfile::TempDir::new().expect("a folder");
        let file = folder.path().join("tags.pdf");
        let sheet = clerk.ask(Method::GET, &format!("/api/tags/sheet?school={SCHOOL}&size={size}")).await;
        assert_eq!(sheet.headers()["content-type"], "application/pdf");
        std::fs::write(&file, sheet.bytes().await.expect("bytes")).expect("written");
        let read = read_back(&file);
        let listed = clerk.get(&format!("/api/tags?school={SCHOOL}")).await;
        let points: BTreeSet<String> = listed["tags"]
            .as_array()
            .expect("tags")
            .iter()
            .filter_map(|t| t["point_id"].as_str())
            .map(Into::into)
            .collect();
        let tags: Vec<Tag> = read.iter().filter_map(|text| Tag::read(text)).collect();
        assert!(tags.iter().all(|tag| tag.is_from(&server_key(&phone)) && tag.serial == 1));
        assert_eq!(tags.iter().map(|tag| tag.point_id.to_string()).collect::<BTreeSet<_>>(), points, "{size} a page");
        assert_eq!(listed["tags"][0]["issued"]["account"], clerk.session["user"]["label"]);
    }
}

#[tokio::test]
async fn the_words_of_a_sheet_can_be_searched() {
    let world = World::new().await;
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("tags.pdf");
    let out = file.display().to_string();
    let told = world.run(&["tags", "--school", SCHOOL, "--out", &out, "--json"]).await;
    assert!(told.status.success(), "{}", cast::stderr(&told));
    assert!(String::from_utf8_lossy(&told.stdout).contains("\"tags\":4"));
    let text = Command::new("pdftotext").arg(&file).arg("-").output().expect("pdftotext of poppler-utils");
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    for words in ["第一小学（测试）", "后围墙巡查点", &domain::point_no::with_check("0002"), "第 1 版"]
    {
        assert!(text.replace('\n', "").contains(words), "{words} in {text}");
    }
    let unknown = world.run(&["tags", "--school", "1", "--out", &out]).await;
    assert_eq!(unknown.status.code(), Some(1));
    assert!(cast::stderr(&unknown).contains("no school with the code 1"));
}

#[tokio::test]
async fn a_replaced_tag_keeps_its_history_and_phones_learn_the_new_number() {
    let world = World::new().await;
    let clerk = world.clerk("school01").await;
    let point = clerk.get(&format!("/api/tags?school={SCHOOL}")).await["tags"][0]["point_id"].clone();
    let path = format!("/api/points/{}", point.as_str().expect("an id"));
    let before = clerk.get(&path).await["tag_text"].clone();
    let sheet = clerk.ask(Method::GET, &format!("/api/tags/sheet?point={}", point.as_str().expect("an id"))).await;
    assert_eq!(sheet.status(), StatusCode::OK);
    let wish = json!({ "form": "print", "reason": "被人拍照" });
    let report = json_of(clerk.tell(Method::POST, &format!("{path}/tag"), &wish).await).await;
    assert_eq!(report["point"]["tag_serial"], 2);
    assert_ne!(report["tag_text"], before);
    let tags = report["tags"].as_array().expect("tags");
    assert_eq!((&tags[0]["serial"], &tags[0]["issued"]), (&2.into(), &serde_json::Value::Null));
    let office = &clerk.session["user"]["label"];
    assert_eq!((&tags[1]["reason"], &tags[1]["retired"]["account"]), (&"被人拍照".into(), office));
    assert_eq!(&tags[1]["issued"]["account"], office);
}
