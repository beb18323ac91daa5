//! What a picture of twelve megapixels costs at its largest, counted by every allocation: the file itself and all that is
//! made of it. Each kind in a process of its own, because what was counted once stays counted.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod heavy;

use std::alloc::System;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use cap::Cap;
use photos::{Limits, prepare};

#[global_allocator]
static COUNTED: Cap<System> = Cap::new(System, usize::MAX);

/// A phone may give 80 MB; the program itself takes some of it.
const MOST: usize = 72_000_000;
/// Names the file that the second test looks at.
const FILE: &str = "HUXIAO_ONE_PICTURE";

#[test]
fn a_picture_of_twelve_megapixels_fits_into_a_cheap_phone_whatever_its_kind() {
    let folder = tempfile::tempdir().unwrap();
    for (name, make) in heavy::KINDS {
        let path = folder.path().join("picture");
        fs::write(&path, make()).unwrap();
        let (most, size) = alone(&path);
        println!("{name}: {most} bytes at most, the file has {}", fs::metadata(&path).unwrap().len());
        assert_eq!(size, "1600x1200", "{name}");
        assert!(most < MOST, "{name}: {most} bytes");
    }
}

/// What the test below says of a file.
fn alone(path: &Path) -> (usize, String) {
    let arguments = ["--exact", "one_picture_in_a_process_of_its_own", "--include-ignored", "--nocapture"];
    let ended = Command::new(env::current_exe().unwrap()).args(arguments).env(FILE, path).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    let told = said.lines().find_map(|line| line.split_once("took ")).unwrap_or_else(|| panic!("{said}"));
    let (most, size) = told.1.split_once(' ').unwrap();
    (most.parse().unwrap(), size.to_owned())
}

#[test]
#[ignore = "a part of the test above"]
fn one_picture_in_a_process_of_its_own() {
    let file = fs::read(env::var_os(FILE).unwrap()).unwrap();
    let photo = prepare(&file, &Limits::default()).unwrap();
    println!("\ntook {} {}x{}", COUNTED.max_allocated(), photo.width, photo.height);
}
