//! Tells the program which commit it was built from and when its bundled data last changed.
//!
//! Outside a git checkout both are empty, and `--version` leaves them out.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=graph");
    println!("cargo:rerun-if-changed=.git/HEAD");
    println!("cargo:rerun-if-changed=.git/refs/heads");
    println!(
        "cargo:rustc-env=AIGRAPH_COMMIT={}",
        git(&["rev-parse", "--short=9", "HEAD"])
    );
    let data_date = git(&["log", "-1", "--format=%cs", "--", "graph"]);
    println!("cargo:rustc-env=AIGRAPH_DATA_DATE={data_date}");
}

/// What git prints for these arguments; empty where it fails.
fn git(arguments: &[&str]) -> String {
    let output = Command::new("git").args(arguments).output();
    match output {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        }
        _ => String::new(),
    }
}
