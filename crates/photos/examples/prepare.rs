//! The pipeline alone, for measuring and for a look at one file: `prepare FILE [OUT-DIR]` prints one JSON object, and
//! writes the picture and the thumbnail when a folder is given.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use photos::{Limits, prepare, qr};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let file = arguments.next().ok_or("usage: prepare FILE [OUT-DIR] | prepare --qr FILE")?;
    if file == "--qr" {
        let found = qr::read(&fs::read(arguments.next().ok_or("which file?")?)?)?;
        println!("{}", json!({ "found": found }));
        return Ok(());
    }
    let photo = prepare(&fs::read(&file)?, &Limits::default())?;
    if let Some(folder) = arguments.next() {
        let name = Path::new(&file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        fs::write(Path::new(&folder).join(format!("{name}.jpg")), &photo.picture)?;
        fs::write(Path::new(&folder).join(format!("{name}.thumb.jpg")), &photo.thumb)?;
    }
    let hex = |digest: [u8; 32]| data_encoding::HEXLOWER.encode(&digest);
    println!(
        "{}",
        json!({
            "width": photo.width, "height": photo.height, "bytes": photo.picture.len(), "sha256": hex(photo.sha256),
            "thumb_width": photo.thumb_width, "thumb_height": photo.thumb_height, "thumb_bytes": photo.thumb.len(),
            "taken": photo.taken, "place": photo.place, "orientation_applied": photo.orientation_applied,
        })
    );
    Ok(())
}
