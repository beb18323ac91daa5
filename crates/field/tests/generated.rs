//! What is generated is committed, and compared here. `HUXIAO_CODEGEN=write` writes it anew.

use std::{env, fs, path::Path};

#[test]
fn the_bindings_of_the_pages_are_those_of_the_views() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/app/src/lib/bindings.ts");
    let generated = field::typescript();
    if env::var("HUXIAO_CODEGEN").is_ok_and(|mode| mode == "write") {
        fs::write(&file, &generated).expect("written");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == generated, "run `cargo xtask codegen`: ui/app/src/lib/bindings.ts is not what the views give");
}
