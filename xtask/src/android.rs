//! Type-checks the whole app for a phone (`aarch64-linux-android`) on a machine that has no Android kit.
//!
//! Debian's browser compiler (`rustc-web`) comes with the sources of the standard library, so Cargo can build that
//! library for a target nobody ships here; GCC's cross compiler stands in for the NDK's clang, so that C build scripts
//! pass. What comes out can be checked and not linked: an APK needs the real kit (docs/ANDROID.md).

use std::{
    fs,
    path::{Path, PathBuf},
};

use xshell::{Shell, cmd};

use crate::{
    fault::{Done, Fault},
    setup::{self, Consent, Packages, on_path},
    steps::Steps,
};

const TARGET: &str = "aarch64-linux-android";

/// Checks, or says why this machine cannot.
///
/// # Errors
/// When the app does not type-check, or the set-up fails halfway.
pub(crate) fn check(sh: &Shell, root: &Path, consent: Consent) -> Done {
    if on_path("apt-get").is_none() || !cfg!(target_arch = "x86_64") {
        println!("Not checked: the recipe needs Debian's packages on x86-64, and this machine has none.");
        return Ok(());
    }
    let mut steps = Steps::start();
    steps.step("System packages", || setup::install_packages(sh, Packages::Android, consent))?;
    let names = compiler_packages(sh)?;
    if names.is_empty() {
        println!("Not checked: this release of the system offers no rustc-web with sources (Debian 12 does).");
        return Ok(());
    }
    let home = root.join("target/android");
    let compiler = home.join("compiler");
    steps.step("A compiler with its sources", || unpack(sh, &home, &compiler, &names))?;
    let headers = steps.step("OpenSSL headers", || openssl_headers(&home))?;
    steps.step("Pages", || {
        setup::install_pages(sh, root)?;
        setup::build_pages(sh, root)
    })?;
    steps.step("The app, for a phone", || cargo_check(sh, &home, &compiler, &headers))?;
    println!("\nThe app type-checks for {TARGET}.\n{}", steps.summary());
    Ok(())
}

/// Looked up, because the names carry versions that move with the browser.
fn compiler_packages(sh: &Shell) -> Done<Vec<String>> {
    let versioned = |of: &str, prefix: &str| -> Done<Vec<String>> {
        let depends = cmd!(sh, "apt-cache depends {of}").quiet().ignore_status().ignore_stderr().read()?;
        let depends = depends.lines().filter_map(|line| line.trim().strip_prefix("Depends: "));
        Ok(depends.filter(|name| name.starts_with(prefix)).map(str::to_owned).collect())
    };
    let mut names = versioned("libstd-rust-web-dev", "libstd-rust-web-")?;
    let Some(library) = names.first().cloned() else { return Ok(names) };
    names.extend(versioned(&library, "libllvm")?);
    names.extend(["rustc-web", "libstd-rust-web-dev", "rust-web-src"].map(str::to_owned));
    Ok(names)
}

fn unpack(sh: &Shell, home: &Path, compiler: &Path, names: &[String]) -> Done {
    if compiler.join("usr/bin/rustc").exists() {
        println!("Unpacked already in {}.", compiler.display());
        return Ok(());
    }
    let (packages, unfinished) = (home.join("packages"), home.join("unfinished"));
    for folder in [&packages, &unfinished] {
        // What an interrupted run left is not trusted.
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
    }
    {
        let _at = sh.push_dir(&packages);
        cmd!(sh, "apt-get download {names...}").run()?;
    }
    for package in fs::read_dir(&packages)? {
        let package = package?.path();
        cmd!(sh, "dpkg -x {package} {unfinished}").run()?;
    }
    fs::rename(&unfinished, compiler)?;
    fs::remove_dir_all(&packages)?;
    Ok(())
}

/// SQLCipher's C code wants the headers; nothing is linked, so this machine's own will do.
fn openssl_headers(home: &Path) -> Done<PathBuf> {
    let openssl = home.join("openssl");
    let target = openssl.join("include/openssl");
    fs::create_dir_all(&target)?;
    fs::create_dir_all(openssl.join("lib"))?;
    for from in ["/usr/include/openssl", "/usr/include/x86_64-linux-gnu/openssl"] {
        let entries = fs::read_dir(from).map_err(|_| Fault::new(format!("{from} is missing: install libssl-dev.")))?;
        for entry in entries {
            let entry = entry?;
            fs::copy(entry.path(), target.join(entry.file_name()))?;
        }
    }
    Ok(openssl)
}

fn cargo_check(sh: &Shell, home: &Path, compiler: &Path, openssl: &Path) -> Done {
    cmd!(sh, "cargo check -Zbuild-std=std,panic_abort --target {TARGET} --package shell --lib")
        .env("CARGO_TARGET_DIR", home.join("build"))
        .env("RUSTC", compiler.join("usr/bin/rustc"))
        .env("LD_LIBRARY_PATH", compiler.join("usr/lib/x86_64-linux-gnu"))
        // The other compiler is a stable one; building the standard library is not a stable wish.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CC_aarch64_linux_android", "aarch64-linux-gnu-gcc")
        .env("AR_aarch64_linux_android", "aarch64-linux-gnu-ar")
        // glibc hides a type that aws-lc needs; bionic does not.
        .env("CFLAGS_aarch64_linux_android", "-D_GNU_SOURCE")
        .env("OPENSSL_DIR", openssl)
        .run()?;
    Ok(())
}
