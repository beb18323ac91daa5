//! The commands a page asks for and the commands there are: two lists in two languages, held together here.

use std::{collections::BTreeSet, fs, path::Path};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("readable")
}

/// The names between `generate_handler![` and `]`.
fn offered() -> BTreeSet<String> {
    let source = read("src/lib.rs");
    let (_, list) = source.split_once("generate_handler![").expect("the list of commands");
    let (list, _) = list.split_once(']').expect("its end");
    list.split(',')
        .filter_map(|path| path.trim().rsplit("::").next())
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The names in `ask<…>("…"`, the one way pages call Rust.
fn asked() -> BTreeSet<String> {
    let source = read("../ui/app/src/lib/api.ts");
    let calls = source.split("ask<").skip(2);
    calls.filter_map(|call| Some(call.split_once("(\"")?.1.split_once('"')?.0.to_owned())).collect()
}

#[test]
fn every_command_a_page_asks_for_exists_and_none_is_left_over() {
    assert!(offered().len() > 20, "the list was read: {:?}", offered());
    assert_eq!(asked(), offered());
}
