//! What the rescue bundle promises: only its organization reads it, and it is whole, in order and signed, or refused.

mod cast;

use std::{fs, path::PathBuf};

use data_encoding::HEXLOWER;
use protocol::{
    OrganizationSecret, Record, Seal, SigningKey, VouchedKey,
    bundle::{BundleError, HEAD_BYTES, LENGTH_BYTES, Opener, Opening, Part, Picture, Run, Sealer, frame_length},
    sha256,
    sync::Push,
};

fn organization() -> OrganizationSecret {
    OrganizationSecret::from_seed(&[3; 32])
}

fn opening(device: &SigningKey) -> Opening {
    Opening { device: device.public(), app_version: "0.1.0".into(), made_at: cast::time(1) }
}

fn run() -> Run {
    let seal = Seal::sign(&cast::device(), cast::stream(), 1, 6, &sha256(&[b"h"]), cast::time(9));
    let records = cast::one_of_each_kind().iter().map(|it| it.encode().into()).collect();
    Run { stream_id: cast::stream(), push: Push { records, seal } }
}

fn picture() -> Picture {
    let bytes = vec![0xd8; 70_000];
    let (photo, sha256) = (cast::photo(), sha256(&[&bytes]));
    Picture { photo_id: photo.id, stream_id: cast::stream(), seq: 4, sha256, is_thumb: true, bytes: bytes.into() }
}

/// A bundle as its head and its frames.
fn bundle(signer: &SigningKey) -> Vec<Vec<u8>> {
    let (mut sealer, begun) =
        Sealer::begin(&organization().public(), opening(&cast::device()), [4; 32]).expect("begins");
    let (head, first) = begun.split_at(HEAD_BYTES);
    let run = sealer.frame(&Part::Run(run())).expect("fits");
    let picture = sealer.frame(&Part::Picture(picture())).expect("fits");
    vec![head.to_vec(), first.to_vec(), run, picture, sealer.end(signer).expect("ends")]
}

fn read(secret: &OrganizationSecret, pieces: &[Vec<u8>]) -> Result<Vec<Part>, BundleError> {
    let head = pieces[0].as_slice().try_into().expect("a head");
    let mut opener = Opener::begin(secret, head)?;
    let mut parts = Vec::new();
    for frame in &pieces[1..] {
        let (length, sealed) = frame.split_first_chunk::<LENGTH_BYTES>().expect("a length");
        assert_eq!(frame_length(*length).expect("a length"), sealed.len());
        parts.push(opener.frame(sealed)?);
    }
    if opener.is_whole() { Ok(parts) } else { Err(BundleError::Torn) }
}

#[test]
fn what_was_put_in_comes_out_in_order() {
    let parts = read(&organization(), &bundle(&cast::device())).expect("whole");
    let [Part::Opening(opened), Part::Run(records), Part::Picture(file), Part::End(end)] = parts.as_slice() else {
        panic!("{parts:?}");
    };
    assert_eq!((opened, records, file), (&opening(&cast::device()), &run(), &picture()));
    assert_eq!(end.frames, 3);
    assert!(bundle(&cast::device()).concat().len() < 72_000, "a frame costs little more than what is in it");
}

#[test]
fn frames_left_out_swapped_or_doubled_are_noticed() {
    let whole = bundle(&cast::device());
    for index in 1..whole.len() {
        let mut without = whole.clone();
        without.remove(index);
        assert!(read(&organization(), &without).is_err(), "without frame {index}");
        let mut doubled = whole.clone();
        doubled.insert(index, whole[index].clone());
        assert!(read(&organization(), &doubled).is_err(), "frame {index} twice");
    }
    let mut swapped = whole.clone();
    swapped.swap(2, 3);
    assert_eq!(read(&organization(), &swapped), Err(BundleError::Damaged));
    let trailing = [whole.clone(), vec![whole[2].clone()]].concat();
    assert_eq!(read(&organization(), &trailing), Err(BundleError::Trailing));
    assert_eq!(read(&organization(), &whole[..4]), Err(BundleError::Torn));
}

#[test]
fn one_wrong_bit_anywhere_is_noticed() {
    let whole = bundle(&cast::device());
    for (piece, step) in [(0, 1), (1, 1), (2, 7), (3, 977), (4, 1)] {
        let from = if piece == 0 { 0 } else { LENGTH_BYTES };
        for at in (from..whole[piece].len()).step_by(step) {
            let mut flipped = whole.clone();
            flipped[piece][at] ^= 1 << (at % 8);
            assert!(read(&organization(), &flipped).is_err(), "byte {at} of piece {piece}");
        }
    }
}

#[test]
fn nobody_else_reads_it_and_nobody_else_signs_it() {
    let other = OrganizationSecret::from_seed(&[9; 32]);
    assert_eq!(read(&other, &bundle(&cast::device())), Err(BundleError::OtherOrganization));
    let mut renamed = bundle(&cast::device());
    renamed[0][9..17].copy_from_slice(&*other.public().id().0);
    assert_eq!(read(&other, &renamed), Err(BundleError::Damaged), "the name on it does not make it theirs");
    assert_eq!(read(&organization(), &bundle(&cast::server())), Err(BundleError::BadSignature));
    let mut later = bundle(&cast::device());
    later[0][8] = 2;
    assert_eq!(read(&organization(), &later), Err(BundleError::Version(2)));
    later[0][0] = b'x';
    assert_eq!(read(&organization(), &later), Err(BundleError::NotABundle));
}

#[test]
fn lengths_that_no_frame_has_reserve_nothing() {
    for length in [0, 9 * 1024 * 1024, u32::MAX] {
        assert_eq!(frame_length(length.to_be_bytes()), Err(BundleError::Damaged));
    }
    let packed_bomb = [vec![1], zstd::bulk::compress(&vec![0; 8 << 20], 3).expect("packs")].concat();
    assert!(packed_bomb.len() < 4_000);
    assert_eq!(Part::decode(&packed_bomb), Err(BundleError::TooLarge));
}

#[test]
fn the_organizations_key_is_believed_by_the_word_of_the_server_alone() {
    let key = organization().public();
    let vouched = VouchedKey::sign(&cast::server(), key);
    assert_eq!(vouched.verify(&cast::server().public()).expect("vouched for"), key);
    assert!(vouched.verify(&cast::device().public()).is_err());
    let other = VouchedKey { key: OrganizationSecret::from_seed(&[9; 32]).public(), ..vouched };
    assert!(other.verify(&cast::server().public()).is_err());
}

/// A file that was written once must be read for ever. (How it is packed may change; how it is read may not.)
#[test]
fn a_bundle_of_the_first_version_is_read_for_ever() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1/bundle.hex");
    let organization_key = organization().public();
    if !path.exists() && std::env::var("HUXIAO_CODEGEN").is_ok_and(|it| it == "write") {
        let small = Picture { sha256: sha256(&[b"small"]), bytes: b"small".to_vec().into(), ..picture() };
        let (mut sealer, mut file) =
            Sealer::begin(&organization_key, opening(&cast::device()), [4; 32]).expect("begins");
        file.extend(sealer.frame(&Part::Run(run())).expect("fits"));
        file.extend(sealer.frame(&Part::Picture(small)).expect("fits"));
        file.extend(sealer.end(&cast::device()).expect("ends"));
        fs::write(&path, HEXLOWER.encode(&file) + "\n").expect("written");
    }
    let file = HEXLOWER.decode(fs::read_to_string(&path).expect("golden").trim().as_bytes()).expect("hex");
    let (head, mut rest) = file.split_at(HEAD_BYTES);
    let mut pieces = vec![head.to_vec()];
    while let Some((length, after)) = rest.split_first_chunk::<LENGTH_BYTES>() {
        let frame = LENGTH_BYTES + frame_length(*length).expect("a length");
        pieces.push(rest[..frame].to_vec());
        rest = &after[frame - LENGTH_BYTES..];
    }
    let parts = read(&organization(), &pieces).expect("whole");
    let [Part::Opening(opened), Part::Run(records), Part::Picture(file), Part::End(_)] = parts.as_slice() else {
        panic!("{parts:?}");
    };
    assert_eq!((opened, file.bytes.as_slice()), (&opening(&cast::device()), b"small".as_slice()));
    let Run { stream_id, push } = records;
    assert_eq!((*stream_id, push.records.len(), push.seal.last), (cast::stream(), 6, 6));
    for bytes in &push.records {
        let record = Record::decode(bytes).expect("an envelope");
        assert!(record.read_body().is_ok(), "{record:?}");
    }
}
