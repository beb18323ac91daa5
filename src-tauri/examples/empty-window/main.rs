//! A window with nothing in it, by the same means as the app's: what `cargo xtask bench start` holds the app against.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("examples/empty-window/tauri.conf.json"))
}
