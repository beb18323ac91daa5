//! Who may know whom. An arrow that is not in this table is a decision, and decisions are written down first.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use super::{expect_none, root, texts};

/// Each room with the rooms it may know (ARCHITECTURE.md draws the same).
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("protocol", &["domain"]),
    ("photos", &[]),
    ("store", &["domain", "protocol"]),
    ("sync", &["domain", "protocol", "store", "photos"]),
    ("field", &["domain", "protocol", "store", "photos", "sync"]),
    ("shell", &["domain", "field"]),
    ("server", &["domain", "protocol", "photos"]),
    // The simulator carries exchanges itself and looks into the phone's database.
    ("tests", &["domain", "protocol", "store", "sync", "field", "server"]),
    ("xtask", &[]),
];

/// Packages that only these rooms may name, and why. `tests` plays the world outside and is free.
const ONLY_IN: &[(&[&str], &[&str], &str)] = &[
    (&["tauri", "tauri-build"], &["shell"], "the client is a library without a window"),
    (&["axum", "sqlx", "tower-http", "utoipa", "object_store"], &["server"], "one room knows how the server is made"),
    (&["calamine", "rust_xlsxwriter", "zip"], &["server"], "the office's workbooks stay in the office"),
    (
        &["rusqlite"],
        &["store", "server"],
        "one room knows the phone's tables, and one how the embedded database is written",
    ),
    (&["reqwest"], &["sync"], "the network is never on the path of a tap"),
    (
        &[
            "gif",
            "image",
            "image-webp",
            "png",
            "jpeg-decoder",
            "jpeg-encoder",
            "zune-jpeg",
            "zune-core",
            "fast_image_resize",
            "moxcms",
            "rxing",
        ],
        &["photos"],
        "a stranger's picture is decoded in one place, with limits",
    ),
];

/// Doors to the outside that the pure rooms must not have.
const IO: &[&str] = &[
    "tokio",
    "rusqlite",
    "reqwest",
    "tauri",
    "axum",
    "sqlx",
    "image",
    "rustix",
    "getrandom",
    "tracing",
    "futures-util",
    "object_store",
    "clap",
];
const PURE: &[&str] = &["domain", "protocol"];

fn packages() -> Vec<Package> {
    let manifest = root().join("Cargo.toml");
    let metadata =
        MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo describes the workspace");
    metadata.packages
}

fn names(package: &Package, kinds: &[DependencyKind]) -> BTreeSet<String> {
    let named = package.dependencies.iter().filter(|dependency| kinds.contains(&dependency.kind));
    named.map(|dependency| dependency.name.clone()).collect()
}

const BUILT: &[DependencyKind] = &[DependencyKind::Normal, DependencyKind::Build];

#[test]
fn rooms_know_only_whom_they_may_know() {
    let packages = packages();
    let rooms: BTreeSet<String> = packages.iter().map(|package| package.name.to_string()).collect();
    let mut findings = Vec::new();
    for package in &packages {
        let Some((_, may)) = MAY_KNOW.iter().find(|(room, _)| *room == package.name.as_str()) else {
            findings.push(format!("{} is a room that the table does not name", package.name));
            continue;
        };
        let known = names(package, &[BUILT, &[DependencyKind::Development]].concat());
        for room in known.intersection(&rooms).filter(|room| !may.contains(&room.as_str())) {
            findings.push(format!("{} must not know {room}", package.name));
        }
    }
    expect_none("Rooms depend downward only (ARCHITECTURE.md).", &findings);
}

#[test]
fn what_must_be_absent_is_absent() {
    let mut findings = Vec::new();
    for package in packages().iter().filter(|package| package.name.as_str() != "tests") {
        let named = names(package, BUILT);
        for (guarded, rooms, why) in ONLY_IN {
            for name in guarded.iter().filter(|name| named.contains(**name) && !rooms.contains(&package.name.as_str()))
            {
                findings.push(format!("{} names {name}, which only {} may: {why}", package.name, rooms.join(", ")));
            }
        }
        for name in IO.iter().filter(|name| PURE.contains(&package.name.as_str()) && named.contains(**name)) {
            findings.push(format!("{} names {name}, and has no IO", package.name));
        }
    }
    expect_none("Each door to the outside has one room.", &findings);
}

/// Where the compiler's checks of memory are laid aside, and why.
const UNSAFE_IN: &[(&str, &str)] = &[("tests/src/sim/disk/shim.rs", "SQLite takes a VFS as C structures")];

#[test]
fn unsafe_code_stands_where_it_was_agreed() {
    // Written in halves, so that this file does not find itself.
    let allowed = ["allow(uns", "afe_code"].concat();
    let places = texts(&[".rs", ".toml"]).into_iter().filter(|(_, text)| text.contains(&allowed));
    let strangers = places.map(|(path, _)| path).filter(|path| UNSAFE_IN.iter().all(|(agreed, _)| agreed != path));
    expect_none("Unsafe code is a decision with a reason.", &strangers.collect::<Vec<_>>());
}
