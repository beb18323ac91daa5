//! `huxiao-field`: the field app from the command line. See `cli`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
