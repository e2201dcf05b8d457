//! What a build without features says of the formats that it leaves out. With a feature there is
//! nothing here: `make test` builds this file once more without.
#![cfg(not(any(feature = "embed-font", feature = "pdf", feature = "png")))]
#![allow(
    clippy::expect_used,
    reason = "a test that panics is a test that fails; clippy's own exemption stops at #[test]"
)]

use std::process::Command;

use aigraph::export::picture::{EMBEDDING, PICTURES};

/// Its exit code and its notes.
fn diagram(args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aigraph"));
    let command = command.arg("diagram").arg("chain").args(args).env_clear();
    let output = command.output().expect("the program starts");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.code().expect("it ends by no signal"), text)
}

fn refusal(what: &str, feature: &str) -> (i32, String) {
    let text = format!(
        "error: {what} is not in this build, which lacks the feature {feature}\n\
         hint: cargo install --path . --features {feature} builds one that has it\n"
    );
    (2, text)
}

#[test]
fn a_format_that_is_left_out_names_its_feature() {
    let absent = PICTURES.iter().filter(|format| format.write.is_none());
    let absent: Vec<&str> = absent.map(|format| format.name).collect();
    assert_eq!(absent, ["png", "pdf"]);
    for name in absent {
        let file = format!("there/is/no/such/folder/x.{name}");
        assert_eq!(diagram(&["-o", &file]), refusal(name, name));
        assert_eq!(diagram(&["--format", name]), refusal(name, name));
    }
}

#[test]
fn fonts_that_are_left_out_name_their_feature() {
    let refused = refusal("--embed-font", EMBEDDING);
    assert_eq!(diagram(&["--embed-font", "bundled"]), refused);
    let file = "there/is/no/such/folder/x.svg";
    assert_eq!(diagram(&["--embed-font", "bundled", "-o", file]), refused);
}
