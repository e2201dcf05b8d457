//! The command `aigraph`: hands the arguments to the library's `cli` and exits with its code.

fn main() -> std::process::ExitCode {
    aigraph::cli::main(std::env::args_os())
}
