//! `cargo xtask run`: from a fresh clone to a guard's window and the office's board, in one command.
//!
//! Whatever was done before is found done: the second start builds nothing, keeps the demo's records and takes
//! seconds. Before the first window opens, and with `--headless` each time, three demo phones live a school day, so that
//! the office's pages have something to show.

use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
};

use clap::Args;
use xshell::{Shell, cmd};

use crate::{
    children::{Children, Ended},
    demo::Demo,
    fault::{Done, Fault},
    photograph, school_day,
    setup::{self, Consent, Packages},
    steps::Steps,
    test::FEATURES,
};

const PORT: u16 = 8787;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// No window: three demo phones live a school day through the real client
    #[arg(long)]
    headless: bool,
    /// With --headless: end after that day instead of serving on
    #[arg(long, requires = "headless")]
    exit: bool,
    /// Port of the server on this machine [default: 8787, or the port of the last start]
    #[arg(long)]
    port: Option<u16>,
    /// Where the demo keeps everything; delete it to begin anew [default: .demo]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Install missing system packages without asking
    #[arg(long)]
    yes: bool,
}

/// Sets up, builds, serves.
///
/// # Errors
/// With a sentence that says what to do.
pub(crate) fn run(sh: &Shell, root: &Path, options: &Options) -> Done {
    if !options.headless {
        check_display()?;
    }
    let data = options.data.as_ref().map_or_else(|| Ok(root.join(".demo")), std::path::absolute)?;
    fs::create_dir_all(&data)?;
    let port = agree_on_port(&data, options.port)?;
    let mut steps = Steps::start();
    prepare(sh, root, options, &mut steps)?;

    let demo = Demo::new(root, data.clone(), port);
    let mut children = Children::new()?;
    let new = !demo.is_loaded();
    if new {
        steps.step("Demo district", || demo.load())?;
    }
    steps.step("Server", || {
        children.start("The server", demo.serve())?;
        children.wait_listening("The server", demo.address())
    })?;
    if options.headless {
        let pictures = photograph::find(sh, root)?;
        println!("\n{}", demo.greeting());
        steps.step("A school day", || school_day::live(&demo, &pictures, &children))?;
        if !options.exit {
            println!("\nThe server keeps running at http://{}. Ctrl-C stops it.", demo.address());
            serve_on(&mut children)?;
        }
    } else {
        if new {
            let pictures = photograph::find(sh, root)?;
            steps.step("A school day of three demo phones", || school_day::live(&demo, &pictures, &children))?;
        }
        steps.step("A demo phone", || demo.enroll_phone(Demo::WINDOW_PHONE, demo.first_school()?))?;
        println!("\n{}", demo.greeting());
        println!("The field app opens now. Ctrl-C stops everything.");
        children.start("The field app", window(root, &demo))?;
        if children.wait("The field app")? == Ended::ByItself {
            println!("The window is closed; the server keeps running. Ctrl-C stops it.");
            serve_on(&mut children)?;
        }
    }
    println!("\nStopping.");
    children.stop();
    println!("Everything is kept in {}. Start again with the same command.", data.display());
    Ok(())
}

/// Until somebody wishes to stop.
fn serve_on(children: &mut Children) -> Done {
    match children.wait("The server")? {
        Ended::Asked => Ok(()),
        Ended::ByItself => Err(Fault::new("The server has ended; its own words are above.")),
    }
}

fn prepare(sh: &Shell, root: &Path, options: &Options, steps: &mut Steps) -> Done {
    let packages = if options.headless { Packages::Programs } else { Packages::Window };
    steps.step("System packages", || setup::install_packages(sh, packages, Consent::from_flag(options.yes)))?;
    steps.step("npm packages", || setup::install_pages(sh, root))?;
    steps.step("Pages", || setup::build_pages(sh, root))?;
    steps.step("Programs (the first build takes some minutes)", || {
        let programs = cmd!(sh, "cargo build --package server --package field");
        let programs = if options.headless { programs } else { programs.args(["-p", "shell", "--features", FEATURES]) };
        Ok(programs.run()?)
    })
}

fn check_display() -> Done {
    let has_display =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|it| !it.is_empty()));
    if cfg!(target_os = "linux") && !has_display {
        return Err(Fault::new(
            "There is no display here to open the window on. Without a window: cargo xtask run --headless",
        ));
    }
    Ok(())
}

/// The phones of a demo know their server by its port, so a demo keeps the port of its first start.
fn agree_on_port(data: &Path, wanted: Option<u16>) -> Done<u16> {
    let file = data.join("demo-port");
    let kept = fs::read_to_string(&file).ok().and_then(|text| text.trim().parse::<u16>().ok());
    let port = wanted.or(kept).unwrap_or(PORT);
    if let Some(kept) = kept.filter(|kept| *kept != port) {
        return Err(Fault::new(format!(
            "The phones of this demo know their server at port {kept}. Leave --port out, or begin another demo with --data DIR."
        )));
    }
    if TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).is_err() {
        return Err(Fault::new(format!(
            "Port {port} is taken, perhaps by an earlier start that still runs. Stop that one, or choose: cargo xtask run --port {} --data .demo-2",
            port.checked_add(1).unwrap_or(PORT)
        )));
    }
    fs::write(file, port.to_string())?;
    Ok(port)
}

fn window(root: &Path, demo: &Demo) -> Command {
    let mut command = Command::new(root.join("target/debug").join(format!("huxiao{}", env::consts::EXE_SUFFIX)));
    command.env("HUXIAO_HOME", demo.phone_home(Demo::WINDOW_PHONE));
    command
}
