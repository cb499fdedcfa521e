//! The thin binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    offramp::cli::main()
}
