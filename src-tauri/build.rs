//! Lets Tauri embed the pages, the icons and the permission lists.
fn main() {
    tauri_build::build();
}
