//! Reading a bundle from a file: one frame in memory at a time, and a sentence for whatever is wrong with it.

use std::{
    fs::File,
    io::{BufReader, ErrorKind, Read},
    path::Path,
};

use protocol::bundle::{BundleError, HEAD_BYTES, LENGTH_BYTES, Opener, Part, frame_length, sealed_to};

use crate::{Error, error::Result, identity::Identity};

/// Gives each part to `take`, in order, to the signed end.
///
/// # Errors
/// Those of `take`, and one sentence for a file that is not a whole bundle for this organization.
pub(crate) fn parts(identity: &Identity, file: &Path, mut take: impl FnMut(Part) -> Result<()>) -> Result<()> {
    let unreadable = || format!("cannot read {}", file.display());
    let opened = File::open(file).map_err(Error::io(unreadable()))?;
    if !opened.metadata().map_err(Error::io(unreadable()))?.is_file() {
        return Err(Error::refused(format!("{} is not a file", file.display())));
    }
    let mut source = BufReader::new(opened);
    let mut head = [0; HEAD_BYTES];
    let read = fill(&mut source, &mut head).map_err(Error::io(unreadable()))?;
    let told = |error| sentence(file, error);
    match read {
        HEAD_BYTES => {}
        0 => return Err(Error::refused(format!("{} is empty", file.display()))),
        _ => return Err(told(BundleError::NotABundle)),
    }
    let mut opener = Opener::begin(identity.organization_secret(sealed_to(&head)), &head).map_err(told)?;
    loop {
        let mut length = [0; LENGTH_BYTES];
        match fill(&mut source, &mut length).map_err(Error::io(unreadable()))? {
            0 if opener.is_whole() => return Ok(()),
            _ if opener.is_whole() => return Err(told(BundleError::Trailing)),
            LENGTH_BYTES => {}
            _ => return Err(told(BundleError::Torn)),
        }
        let length = frame_length(length).map_err(told)?;
        // Room is taken as bytes come, not as a length promises them.
        let mut frame = Vec::new();
        source.by_ref().take(length as u64).read_to_end(&mut frame).map_err(Error::io(unreadable()))?;
        if frame.len() < length {
            return Err(told(BundleError::Torn));
        }
        take(opener.frame(&frame).map_err(told)?)?;
    }
}

/// What a person with the file is told.
pub(crate) fn sentence(file: &Path, error: BundleError) -> Error {
    let file = file.display();
    Error::refused(match error {
        BundleError::NotABundle => format!("{file} is not a rescue bundle of huxiao-field"),
        BundleError::Version(version) => {
            format!("{file} is a bundle of version {version}; use a newer huxiao-server to import it")
        }
        BundleError::OtherOrganization => {
            format!("{file} was made for another organization and can be read by its server alone")
        }
        BundleError::Torn => format!("{file} ends too early; copy it from the phone once more. Nothing was stored"),
        BundleError::BadSignature => format!("{file} is not signed by the phone it names. Nothing was stored"),
        _ => format!("{file} is damaged; copy it from the phone once more. Nothing was stored"),
    })
}

/// Fills `buffer` as far as the source goes; how many bytes that were.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
