//! What is generated is committed, and compared here. `HUXIAO_CODEGEN=write` writes it instead.

use std::{fs, path::Path};

#[test]
fn the_dashboards_types_are_those_of_the_server() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dashboard/src/lib/bindings.ts");
    let generated = server::bindings::typescript();
    if std::env::var("HUXIAO_CODEGEN").is_ok_and(|mode| mode == "write") {
        fs::write(&file, &generated).expect("the file can be written");
    }
    let committed = fs::read_to_string(&file).expect("the file is there");
    assert!(
        committed == generated,
        "{} is not current; run HUXIAO_CODEGEN=write cargo nextest run -p server --test generated",
        file.display()
    );
}
