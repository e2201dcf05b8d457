//! The command `aigraph`: hands the arguments to the library's `cli` and exits with its code.

fn main() {}
