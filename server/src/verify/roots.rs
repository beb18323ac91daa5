//! Roots: each signed and chained to the one before, the heads under them still there and still the same, and the file
//! beside the data saying what the table says. This is what finds a stream that was cut short with everything that
//! belonged to it.

use std::collections::BTreeMap;

use domain::{ids::StreamId, photo::Digest};
use protocol::{HeadTree, Root, ServerKeys};

use super::{Checked, difference, place};
use crate::{
    db::Conn,
    error::Result,
    folder::Folder,
    roots::read_file,
    tables::{root_leaves, roots, streams},
};

/// Roots read at once.
const ROOTS: i64 = 500;
/// Leaves hashed at most: with many streams, the older roots are checked by signature and chain alone. Each later root
/// covers what they covered.
const LEAVES: usize = 20_000_000;

/// Compares what a stream was in earlier roots with what it is; `hashes` are those of its records.
pub(super) async fn check_stream(conn: &mut Conn, id: StreamId, hashes: &[Digest]) -> Result<()> {
    for (root, leaf) in root_leaves::of_stream(conn, id).await? {
        let now = usize::try_from(leaf.seq).ok().and_then(|seq| hashes.get(seq.checked_sub(1)?));
        match now {
            Some(hash) if *hash == leaf.hash => {}
            Some(_) => {
                return Err(difference(format!(
                    "{} is another one than when root {root} was signed",
                    place(id, leaf.seq)
                )));
            }
            None => {
                return Err(difference(format!(
                    "stream {id} ended with record {} when root {root} was signed, and now ends with record {}",
                    leaf.seq,
                    hashes.len()
                )));
            }
        }
    }
    Ok(())
}

/// Checks every root of the table, and the file beside it.
pub(super) async fn check(
    conn: &mut Conn,
    folder: &Folder,
    server: Option<&ServerKeys>,
    checked: &mut Checked,
) -> Result<()> {
    if let Some((stream, root)) = root_leaves::first_orphan(conn).await? {
        return Err(difference(format!("stream {stream} stood in root {root} and is not here any more")));
    }
    let newest = roots::last(conn).await?.map_or(0, |root| root.no);
    let (streams, _) = streams::totals(conn).await?;
    let whole = u64::try_from(LEAVES).unwrap_or(u64::MAX) / streams.max(1);
    let (mut heads, mut last, mut signed) = (BTreeMap::new(), None::<Root>, BTreeMap::new());
    loop {
        let page = roots::after(conn, last.as_ref().map_or(0, |root| root.no), ROOTS).await?;
        if page.is_empty() {
            break;
        }
        for root in page {
            check_link(&root, last.as_ref(), server)?;
            for leaf in root_leaves::of_root(conn, root.no).await? {
                heads.insert(leaf.stream_id, (leaf.seq, leaf.hash));
            }
            if root.no + whole > newest {
                check_heads(&root, &heads)?;
            }
            signed.insert(root.no, root.digest());
            last = Some(root);
            checked.roots += 1;
        }
    }
    compare_with_file(folder, &signed)
}

fn check_link(root: &Root, last: Option<&Root>, server: Option<&ServerKeys>) -> Result<()> {
    let (no, previous) = last.map_or((0, Digest::from([0; 32])), |last| (last.no, last.digest()));
    if root.no != no + 1 {
        return Err(difference(format!("root {} is missing", no + 1)));
    }
    // It was signed by the key of its own time.
    let key = server.and_then(|server| server.find(root.key_id));
    if key.is_none_or(|key| root.verify(key).is_err()) {
        return Err(difference(format!("the signature of root {} does not hold", root.no)));
    }
    if root.previous != previous {
        return Err(difference(format!("root {} does not follow the one before it", root.no)));
    }
    Ok(())
}

fn check_heads(root: &Root, heads: &BTreeMap<StreamId, (u64, Digest)>) -> Result<()> {
    let mut tree = HeadTree::default();
    for (stream, (seq, hash)) in heads {
        tree.add(*stream, *seq, hash);
    }
    if tree.hash() == root.heads {
        return Ok(());
    }
    let records: u64 = heads.values().map(|(seq, _)| seq).sum();
    Err(difference(format!(
        "root {} was signed over {} streams with {} records, and the heads kept of it are {} streams with {records} records",
        root.no,
        root.streams,
        root.records,
        heads.len()
    )))
}

/// The file may lack the newest (a crash) and, on another node, the oldest; what it has, the table must have.
fn compare_with_file(folder: &Folder, signed: &BTreeMap<u64, Digest>) -> Result<()> {
    let mut lines: Vec<Root> = Vec::new();
    for root in read_file(folder)?.unwrap_or_default() {
        // A later life may have been put back to before these; its roots take their numbers again.
        while lines.last().is_some_and(|last| last.no >= root.no && last.epoch.number < root.epoch.number) {
            lines.pop();
        }
        lines.push(root);
    }
    for root in lines {
        if signed.get(&root.no) != Some(&root.digest()) {
            return Err(difference(format!("root {} stands in roots.log, and not so in the database", root.no)));
        }
    }
    Ok(())
}
