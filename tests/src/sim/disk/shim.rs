//! A layer between SQLite and the system's files (a SQLite VFS) that asks [`Watched::about_to`] before each write,
//! truncation, flush and removal in a watched folder, and otherwise passes everything on. It is registered as the
//! default, so that the phone's and the server's databases go through it without knowing.
//!
//! This is the one place of the workspace with `unsafe`: SQLite takes a VFS as C structures with pointers to functions.
//! Each file is laid out as our [`Shim`] followed by the system's own; every pointer that comes in was made by
//! `open` here, and SQLite calls a file from one thread at a time.
#![allow(unsafe_code, reason = "SQLite takes a VFS as C structures")]

use std::{
    ffi::{CStr, c_char, c_int, c_void},
    mem,
    path::{Path, PathBuf},
    ptr, slice,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

use super::{Act, Verdict, Watched};

/// The watched folders.
static WATCHED: Mutex<Vec<Arc<Watched>>> = Mutex::new(Vec::new());

/// What the shim passes on to: the system's own layer, which lives as long as the process.
struct System(*mut sqlite3_vfs);

// SAFETY: SQLite's own layer may be called from every thread; the pointer itself is never written through.
unsafe impl Send for System {}
// SAFETY: as above.
unsafe impl Sync for System {}

static SYSTEM: OnceLock<System> = OnceLock::new();

/// An open file: SQLite's own header, whom to tell, and behind it the system's file.
#[repr(C)]
struct Shim {
    header: sqlite3_file,
    told: *mut Told,
}

/// A file of a watched folder.
struct Told {
    watched: Arc<Watched>,
    name: PathBuf,
}

/// Where the system's file begins: aligned for whatever it holds.
const BEHIND: usize = mem::size_of::<Shim>().next_multiple_of(16);

/// Puts the shim under every database that is opened from now on.
pub(super) fn install() {
    SYSTEM.get_or_init(|| {
        // SAFETY: the default layer is there from the start of the process and never goes; ours is a copy of it with
        // other functions where we look, and is leaked because SQLite keeps the pointer.
        unsafe {
            let system = ffi::sqlite3_vfs_find(ptr::null());
            assert!(!system.is_null(), "SQLite has a layer for this system");
            let mut shim = *system;
            shim.zName = c"huxiao-disk".as_ptr();
            shim.pNext = ptr::null_mut();
            shim.szOsFile += c_int::try_from(BEHIND).expect("a few words");
            shim.xOpen = Some(open);
            shim.xDelete = Some(delete);
            let registered = ffi::sqlite3_vfs_register(Box::leak(Box::new(shim)), 1);
            assert_eq!(registered, ffi::SQLITE_OK, "the shim is SQLite's default");
            System(system)
        }
    });
}

pub(super) fn watch(folder: &Arc<Watched>) {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner).push(folder.clone());
}

pub(super) fn forget(folder: &Arc<Watched>) {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|it| !Arc::ptr_eq(it, folder));
}

fn told(path: &Path) -> Option<Told> {
    let watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    watched.iter().find_map(|it| Some(Told { watched: it.clone(), name: it.name_of(path)? }))
}

/// The path SQLite names; `None` for files without a name.
unsafe fn path<'a>(name: *const c_char) -> Option<&'a Path> {
    // SAFETY: SQLite gives a string that ends, or nothing.
    unsafe { (!name.is_null()).then(|| CStr::from_ptr(name)).and_then(|it| it.to_str().ok()).map(Path::new) }
}

unsafe fn behind(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: SQLite gave us as much memory as we said a file takes.
    unsafe { file.cast::<u8>().add(BEHIND).cast() }
}

fn system() -> *mut sqlite3_vfs {
    SYSTEM.get().map_or(ptr::null_mut(), |it| it.0)
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: `file` has room for both; the system's layer is called as SQLite would call it.
    unsafe {
        let shim = file.cast::<Shim>();
        (*shim).header.pMethods = ptr::null();
        (*shim).told = ptr::null_mut();
        let path = path(name);
        let told = path.and_then(told);
        let was_there = path.is_some_and(Path::exists);
        if !was_there && told.as_ref().is_some_and(|it| it.watched.held().is_cut) {
            return ffi::SQLITE_CANTOPEN;
        }
        let Some(open) = (*system()).xOpen else { return ffi::SQLITE_CANTOPEN };
        let opened = open(system(), name, behind(file), flags, out);
        if opened == ffi::SQLITE_OK {
            if let Some(told) = told {
                let flushes_folder = flags & (ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_WAL) != 0;
                told.watched.opened(&told.name, was_there, flushes_folder);
                (*shim).told = Box::into_raw(Box::new(told));
            }
            (*shim).header.pMethods = &raw const METHODS;
        }
        opened
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, flushed: c_int) -> c_int {
    // SAFETY: as for `open`.
    unsafe {
        if let Some(told) = path(name).and_then(told)
            && told.watched.about_to(&told.name, Act::Remove { flushed: flushed != 0 }) != Verdict::Go
        {
            return ffi::SQLITE_IOERR_DELETE;
        }
        (*system()).xDelete.map_or(ffi::SQLITE_IOERR, |delete| delete(system(), name, flushed))
    }
}

/// Whether the disk lets this happen; `fails` is SQLite's word for it otherwise.
unsafe fn asked(file: *mut sqlite3_file, act: Act<'_>, fails: c_int) -> c_int {
    // SAFETY: `told` is null or was boxed by `open` and lives until `close`.
    let Some(told) = (unsafe { (*file.cast::<Shim>()).told.as_ref() }) else { return ffi::SQLITE_OK };
    match told.watched.about_to(&told.name, act) {
        Verdict::Go => ffi::SQLITE_OK,
        Verdict::Fails => fails,
        Verdict::Full => ffi::SQLITE_FULL,
    }
}

/// Calls the system's function of this name with the system's file.
macro_rules! pass_on {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: the system's file behind ours is open, and the arguments are SQLite's own.
        unsafe {
            let file = behind($file);
            (*(*file).pMethods).$method.map_or(ffi::SQLITE_IOERR, |method| method(file $(, $argument)*))
        }
    }};
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let closed = pass_on!(file, xClose);
    // SAFETY: boxed by `open`, and SQLite closes a file once.
    unsafe {
        let told = mem::replace(&mut (*file.cast::<Shim>()).told, ptr::null_mut());
        if !told.is_null() {
            drop(Box::from_raw(told));
        }
    }
    closed
}

unsafe extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    pass_on!(file, xRead, to, amount, at)
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    // SAFETY: SQLite gives `amount` bytes at `from`.
    let verdict = unsafe {
        let bytes = slice::from_raw_parts(from.cast::<u8>(), usize::try_from(amount).unwrap_or(0));
        asked(file, Act::Write { at: usize::try_from(at).unwrap_or(0), bytes }, ffi::SQLITE_IOERR_WRITE)
    };
    if verdict == ffi::SQLITE_OK { pass_on!(file, xWrite, from, amount, at) } else { verdict }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: sqlite3_int64) -> c_int {
    let act = Act::Truncate { length: usize::try_from(length).unwrap_or(0) };
    // SAFETY: as for every call of SQLite.
    let verdict = unsafe { asked(file, act, ffi::SQLITE_IOERR_TRUNCATE) };
    if verdict == ffi::SQLITE_OK { pass_on!(file, xTruncate, length) } else { verdict }
}

/// A flush is only noted: what it means is decided here and not by the machine the tests run on.
unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: as for every call of SQLite.
    let is_told = unsafe { !(*file.cast::<Shim>()).told.is_null() };
    if is_told {
        // SAFETY: as above.
        return unsafe { asked(file, Act::Flush, ffi::SQLITE_IOERR_FSYNC) };
    }
    pass_on!(file, xSync, flags)
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    pass_on!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass_on!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass_on!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    pass_on!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, op: c_int, argument: *mut c_void) -> c_int {
    pass_on!(file, xFileControl, op, argument)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    pass_on!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    pass_on!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    pass_on!(file, xShmMap, page, size, extend, out)
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    pass_on!(file, xShmLock, offset, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    // SAFETY: as in `pass_on`.
    unsafe {
        let file = behind(file);
        if let Some(barrier) = (*(*file).pMethods).xShmBarrier {
            barrier(file);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    pass_on!(file, xShmUnmap, delete)
}

unsafe extern "C" fn fetch(file: *mut sqlite3_file, at: sqlite3_int64, amount: c_int, out: *mut *mut c_void) -> c_int {
    pass_on!(file, xFetch, at, amount, out)
}

unsafe extern "C" fn unfetch(file: *mut sqlite3_file, at: sqlite3_int64, page: *mut c_void) -> c_int {
    pass_on!(file, xUnfetch, at, page)
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 3,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: Some(fetch),
    xUnfetch: Some(unfetch),
};
