//! Lets Tauri embed the pages, the icons and the permission lists.
//!
//! In a fresh clone the pages are not built yet: one page that says so stands in for them, so that `cargo` works.

use std::{fs, path::Path};

const PLACEHOLDER: &str = "<!doctype html><meta charset=\"utf-8\"><title>huxiao</title>\
    <p>The pages are not built yet: <code>cargo xtask run</code>, or <code>npm run build -w app</code> in <code>ui</code>.\n";

fn main() {
    let pages = Path::new("../ui/app/build");
    if !pages.join("index.html").exists() {
        let made = fs::create_dir_all(pages).and_then(|()| fs::write(pages.join("index.html"), PLACEHOLDER));
        if let Err(error) = made {
            println!("cargo::warning=no placeholder for the pages: {error}");
        }
    }
    println!("cargo::rerun-if-changed=../ui/app/build");
    tauri_build::build();
}
