//! Golden vectors: the bytes of one record of each kind, as they were when that kind was released.
//!
//! They never change. A build that no longer reads or writes them would no longer read what phones
//! recorded years ago. A new kind adds a file (`HUXIAO_CODEGEN=write` makes it); an existing file is law.

mod cast;

use std::{fs, path::PathBuf};

use data_encoding::HEXLOWER;
use domain::ids::PhotoId;
use protocol::{Kind, Record, chain, check_code, photo_code, read_code, sha256};

fn vector(kind: Kind) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1").join(format!("{}.hex", kind.word()))
}

#[test]
fn every_kind_is_written_as_it_was_when_it_was_released() {
    for record in cast::one_of_each_kind() {
        let path = vector(record.kind);
        if !path.exists() && std::env::var("HUXIAO_CODEGEN").is_ok_and(|v| v == "write") {
            fs::write(&path, format!("{}\n", HEXLOWER.encode(&record.encode()))).expect("vector is written");
        }
        let golden = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
        assert_eq!(HEXLOWER.encode(&record.encode()), golden.trim(), "{} changed", record.kind.word());
    }
}

#[test]
fn what_was_added_at_the_end_of_a_picture_is_written_as_it_was_released() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1/hazard_report.notes.hex");
    let record = cast::with_notes();
    if !path.exists() && std::env::var("HUXIAO_CODEGEN").is_ok_and(|v| v == "write") {
        fs::write(&path, format!("{}\n", HEXLOWER.encode(&record.encode()))).expect("vector is written");
    }
    let golden = fs::read_to_string(&path).expect("the vector is there");
    assert_eq!(HEXLOWER.encode(&record.encode()), golden.trim());
    let bytes = HEXLOWER.decode(golden.trim().as_bytes()).expect("hex");
    assert_eq!(Record::decode(&bytes).expect("a record"), record);
    assert!(record.read_body().is_ok());
}

#[test]
fn every_other_form_is_written_as_it_was_released_and_read_back() {
    let more = [("check_in.copy", cast::a_copy()), ("duty_on.called", cast::called())];
    for (name, record) in cast::other_forms().into_iter().chain(cast::with_pictures()).chain(more) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1").join(format!("{name}.hex"));
        if !path.exists() && std::env::var("HUXIAO_CODEGEN").is_ok_and(|v| v == "write") {
            fs::write(&path, format!("{}\n", HEXLOWER.encode(&record.encode()))).expect("vector is written");
        }
        let golden = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
        let bytes = HEXLOWER.decode(golden.trim().as_bytes()).expect("hex");
        assert_eq!(record.encode(), bytes, "{name} changed");
        let read = Record::decode(&bytes).expect("a record");
        assert_eq!(read, record, "{name}");
        assert_eq!(read.read_body().expect("a body of its shape").encode(), record.body, "{name}");
    }
}

#[test]
fn every_golden_record_is_read_back_whole() {
    for kind in Kind::all() {
        let text = fs::read_to_string(vector(kind)).expect("one vector for each kind");
        let bytes = HEXLOWER.decode(text.trim().as_bytes()).expect("hex");
        let record = Record::decode(&bytes).expect("a record");
        assert_eq!(record.kind, kind);
        let body = record.read_body().expect("a body of its shape");
        assert_eq!(body.encode(), record.body, "{} is not deterministic", kind.word());
        assert!(cast::one_of_each_kind().contains(&record));
    }
}

#[test]
fn chain_and_check_code_of_the_golden_records_are_law_too() {
    let records = cast::one_of_each_kind();
    // Those of the first release; kinds that came later have only their own vectors.
    let bytes: Vec<Vec<u8>> = records[..6].iter().map(Record::encode).collect();
    let genesis = chain::genesis(records[0].stream_id, &cast::device().public(), &[7; 16]);
    let head = chain::extend(&genesis, bytes.iter().map(Vec::as_slice));
    let mut lines = vec![HEXLOWER.encode(&*genesis), HEXLOWER.encode(&*head)];
    lines.extend(bytes.iter().map(|b| check_code(b)));
    let digest = HEXLOWER.encode(&*sha256(&[lines.join("\n").as_bytes()]));
    assert_eq!(digest, include_str!("golden/v1/chain.sha256").trim());
}

/// Codes that were drawn into pictures cannot be drawn again: the rule is law. The vectors were made by another program.
#[test]
fn codes_of_photos_are_law() {
    for line in include_str!("golden/v1/photo_codes.txt").lines() {
        let (id, code) = line.split_once(' ').expect("id and code");
        let id: PhotoId = id.parse().expect("an id");
        assert_eq!(photo_code(id), code);
        let typed = code.replace('-', " ").to_lowercase().replace('0', "o").replace('1', "l");
        assert_eq!(read_code(&typed).as_deref(), Some(code), "{typed}");
    }
    for typed in ["", "7F3K-92Q", "7F3K-92QAA", "7F3K-92QU", "港头中心小学校门"] {
        assert_eq!(read_code(typed), None, "{typed}");
    }
}
