//! The command line: arguments, progress, exit codes. Everything it does is a call of the library.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
