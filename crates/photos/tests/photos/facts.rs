//! When and where: read into the record, gone from the file.

use photos::{Limits, Place, Prepared, Taken, jpeg_has_metadata, prepare};

use crate::files::{exif_body, with_exif, with_segments};
use crate::scene::{Picture, alike, view};
use crate::tiff::{Field, Order, block, rationals, short, signed_rationals, text};

const LAT: u16 = 2;
const LAT_REF: u16 = 1;
const LON: u16 = 4;
const LON_REF: u16 = 3;

fn taken_by(camera: &[Field], position: &[Field]) -> Prepared {
    let file = with_exif(&Picture::usual(64, 48).jpeg(), &block(Order::Little, &[], camera, position));
    prepare(&file, &Limits::default()).unwrap()
}

fn place(position: &[Field]) -> Option<Place> {
    taken_by(&[], position).place
}

/// The people's square of a city in the east: 31° 13' 43.32" N, 121° 28' 25.5" E.
fn position(lat_ref: &str, lon_ref: &str) -> [Field; 4] {
    [
        text(LAT_REF, lat_ref),
        rationals(LAT, &[(31, 1), (13, 1), (4332, 100)]),
        text(LON_REF, lon_ref),
        rationals(LON, &[(121, 1), (28, 1), (255, 10)]),
    ]
}

#[test]
fn position_is_read_in_all_four_quarters_of_the_earth() {
    let (lat_e7, lon_e7) = (312_287_000, 1_214_737_500);
    for (lat_ref, lon_ref, lat_sign, lon_sign) in
        [("N", "E", 1, 1), ("N", "W", 1, -1), ("S", "E", -1, 1), ("s", "West", -1, -1)]
    {
        let found = place(&position(lat_ref, lon_ref)).unwrap();
        assert_eq!(found, Place { lat_e7: lat_e7 * lat_sign, lon_e7: lon_e7 * lon_sign });
    }
}

#[test]
fn both_byte_orders_say_the_same() {
    let camera = [text(0x9003, "2026:11:23 08:15:30"), text(0x9011, "+08:00")];
    let read = |order| {
        let tiff = block(order, &[short(0x0112, 1)], &camera, &position("N", "E"));
        let photo = prepare(&with_exif(&Picture::usual(64, 48).jpeg(), &tiff), &Limits::default()).unwrap();
        (photo.taken.unwrap(), photo.place.unwrap())
    };
    assert_eq!(read(Order::Little), read(Order::Big));
}

#[test]
fn decimals_may_stand_in_degrees_or_in_minutes() {
    let in_degrees =
        [text(1, "N"), rationals(2, &[(312_287, 10_000)]), text(3, "E"), rationals(4, &[(1_214_737_500, 10_000_000)])];
    let in_minutes = [
        text(1, "N"),
        rationals(2, &[(31, 1), (13_722, 1000), (0, 1)]),
        text(3, "E"),
        rationals(4, &[(121, 1), (28_425, 1000), (0, 1)]),
    ];
    for fields in [in_degrees, in_minutes] {
        assert_eq!(place(&fields), Some(Place { lat_e7: 312_287_000, lon_e7: 1_214_737_500 }));
    }
}

#[test]
fn a_negative_number_in_the_south_is_still_south() {
    let fields = [
        text(1, "S"),
        signed_rationals(2, &[(-33, 1), (30, 1), (0, 1)]),
        text(3, "W"),
        signed_rationals(4, &[(-70, 1), (15, 1), (0, 1)]),
    ];
    assert_eq!(place(&fields), Some(Place { lat_e7: -335_000_000, lon_e7: -702_500_000 }));
    let contradiction = [text(1, "N"), signed_rationals(2, &[(-33, 1)]), text(3, "E"), rationals(4, &[(70, 1)])];
    assert_eq!(place(&contradiction), None);
}

#[test]
fn half_a_position_is_none() {
    let whole = position("N", "E");
    for missing in 0..4 {
        let mut fields = whole.to_vec();
        fields.remove(missing);
        assert_eq!(place(&fields), None, "without field {missing}");
    }
}

#[test]
fn positions_off_the_earth_or_without_value_are_refused() {
    let with_lat =
        |parts: &[(u32, u32)]| place(&[text(1, "N"), rationals(2, parts), text(3, "E"), rationals(4, &[(121, 1)])]);
    assert_eq!(with_lat(&[(90, 1)]), Some(Place { lat_e7: 900_000_000, lon_e7: 1_210_000_000 }));
    for parts in [
        [(91, 1), (0, 1), (0, 1)].as_slice(),
        &[(90, 1), (0, 1), (1, 1)],
        &[(31, 0), (13, 1), (0, 1)],
        &[(31, 1), (13, 0), (0, 1)],
        &[(31, 1), (13, 1), (0, 0)],
        &[(31, 1), (61, 1), (0, 1)],
        &[(u32::MAX, 1)],
    ] {
        assert_eq!(with_lat(parts), None, "{parts:?}");
    }
    let off_east = [text(1, "N"), rationals(2, &[(31, 1)]), text(3, "E"), rationals(4, &[(181, 1)])];
    assert_eq!(place(&off_east), None);
    assert_eq!(place(&[text(1, "X"), rationals(2, &[(31, 1)]), text(3, "E"), rationals(4, &[(121, 1)])]), None);
    // A camera without a fix writes zeros; that point lies in the sea.
    assert_eq!(place(&[text(1, "N"), rationals(2, &[(0, 1)]), text(3, "E"), rationals(4, &[(0, 1)])]), None);
}

#[test]
fn capture_time_comes_with_its_fraction_and_offset() {
    let camera = [text(0x9003, "2026:11:23 08:15:30"), text(0x9011, "+08:00"), text(0x9291, "042")];
    let taken = taken_by(&camera, &[]).taken.unwrap();
    assert_eq!(taken, Taken { local_ms: 1_795_421_730_042, offset_min: Some(480) });
}

#[test]
fn a_camera_that_does_not_know_its_offset_leaves_it_open() {
    let taken = taken_by(&[text(0x9003, "2026:11:23 08:15:30"), text(0x9011, "   :  ")], &[]).taken.unwrap();
    assert_eq!(taken, Taken { local_ms: 1_795_421_730_000, offset_min: None });
}

#[test]
fn a_blank_capture_time_falls_back_to_the_next_clock() {
    let camera = [text(0x9003, "0000:00:00 00:00:00"), text(0x9004, "2026:11:23 08:15:31")];
    assert_eq!(taken_by(&camera, &[]).taken.unwrap().local_ms, 1_795_421_731_000);
    assert_eq!(taken_by(&[text(0x9003, "yesterday afternoon")], &[]).taken, None);
}

#[test]
fn no_metadata_of_any_kind_stays_in_the_files() {
    let tiff = block(Order::Big, &[short(0x0112, 3)], &[text(0x9003, "2026:11:23 08:15:30")], &position("N", "E"));
    let segments = [
        (0xE1, exif_body(&tiff)),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>secret-name</x:xmpmeta>".to_vec()),
        (0xE2, b"MPF\0II*\0\x08\0\0\0\0\0".to_vec()),
        (0xED, b"Photoshop 3.0\08BIM secret-name".to_vec()),
        (0xFE, b"secret-name".to_vec()),
    ];
    let mut file = with_segments(&Picture::usual(400, 300).jpeg(), &segments);
    // A second picture behind the first, as cameras with previews append it.
    file.extend(Picture::usual(64, 48).jpeg());
    assert!(jpeg_has_metadata(&file));
    let photo = prepare(&file, &Limits::default()).unwrap();
    assert_eq!((photo.width, photo.height), (400, 300));
    for file in [&photo.picture, &photo.thumb] {
        assert!(!jpeg_has_metadata(file));
        for secret in [b"secret-name".as_slice(), b"Exif", b"2026:", b"ICC", b"http"] {
            assert!(!file.windows(secret.len()).any(|part| part == secret));
        }
    }
}

#[test]
fn metadata_is_noticed_where_it_is() {
    let clean = Picture::usual(64, 48).jpeg();
    assert!(!jpeg_has_metadata(&clean));
    for marker in (0xE0..=0xEF).chain([0xFE]) {
        assert!(jpeg_has_metadata(&with_segments(&clean, &[(marker, b"anything".to_vec())])), "marker {marker:#x}");
    }
    assert!(jpeg_has_metadata(&[clean.as_slice(), b"tail"].concat()));
}

#[test]
fn broken_or_huge_metadata_does_not_cost_the_photo() {
    let picture = Picture::usual(400, 300);
    let thumbnail = Picture::usual(80, 60).jpeg();
    let huge = with_segments(&picture.jpeg(), &vec![(0xE2, vec![0xAB; 65_533]); 40]);
    let nonsense = with_exif(&picture.jpeg(), &[0xFF; 300]);
    let cut_block = with_exif(&picture.jpeg(), &block(Order::Big, &[short(0x0112, 1)], &[], &position("N", "E"))[..40]);
    let with_thumbnail = with_exif(&picture.jpeg(), &[b"II*\0".as_slice(), &thumbnail].concat());
    // The stated length ends inside the block, in front of the nested picture.
    let mut short_length = with_thumbnail.clone();
    short_length[4..6].copy_from_slice(&10_u16.to_be_bytes());
    // The stated length reaches into the real picture.
    let mut long_length = with_exif(&picture.jpeg(), b"II*\0");
    long_length[4..6].copy_from_slice(&700_u16.to_be_bytes());
    for (name, file) in [
        ("huge", huge),
        ("nonsense", nonsense),
        ("cut", cut_block),
        ("thumbnail", with_thumbnail),
        ("short length", short_length),
        ("long length", long_length),
    ] {
        let photo = prepare(&file, &Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((photo.width, photo.height), (400, 300), "{name}");
        assert!(alike(view(&photo.picture).at(20, 20), picture.at(20, 20)), "{name}");
    }
}
