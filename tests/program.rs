//! Runs the program as a user would, and shows all that came of it as one text.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What one run of the program gave.
pub(crate) struct Outcome {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Outcome {
    /// The answer of a run that must have gone well.
    #[track_caller]
    pub(crate) fn answer(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self.stdout
    }
}

/// The folder of the project.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of test inputs.
pub(crate) fn data() -> PathBuf {
    project().join("tests/data")
}

/// A run in the folder `cwd`. Its environment is empty and nothing of it is a terminal, so that it
/// is the same wherever the tests run.
pub(crate) fn outcome(args: &[&str], cwd: &Path, stdin: &[u8]) -> Outcome {
    outcome_on(None, args, cwd, stdin)
}

/// The same with a PATH.
pub(crate) fn outcome_on(path: Option<&Path>, args: &[&str], cwd: &Path, stdin: &[u8]) -> Outcome {
    let path: Vec<(&str, &Path)> = path.map(|path| ("PATH", path)).into_iter().collect();
    outcome_in(&path, args, cwd, stdin)
}

/// The same in an environment of its own.
pub(crate) fn outcome_in(
    variables: &[(&str, &Path)],
    args: &[&str],
    cwd: &Path,
    stdin: &[u8],
) -> Outcome {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aigraph"))
        .args(args)
        .current_dir(cwd)
        .env_clear()
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipe = child.stdin.take().expect("stdin is piped");
    // The program reads all of stdin before it writes, or closes it unread.
    let _ = pipe.write_all(stdin);
    drop(pipe);
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    Outcome {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code().expect("the program ends by no signal"),
    }
}

/// The command line, its stdout, its stderr and its exit code as one block.
pub(crate) fn run(args: &[&str], cwd: &Path, stdin: &str) -> String {
    let Outcome {
        stdout,
        stderr,
        code,
    } = outcome(args, cwd, stdin.as_bytes());
    let quoted = args.iter().map(|arg| quote(arg));
    let mut block = format!("$ aigraph {}\n", quoted.collect::<Vec<_>>().join(" "));
    block.push_str(&stdout);
    if !stderr.is_empty() {
        block.push_str("[stderr]\n");
        block.push_str(&stderr);
    }
    block.push_str(&format!("[exit {code}]\n"));
    block
}

/// An argument as a shell takes it.
fn quote(arg: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:".contains(c);
    match arg {
        arg if !arg.is_empty() && arg.chars().all(plain) => arg.to_owned(),
        arg if arg.contains('\'') => format!("\"{arg}\""),
        arg => format!("'{arg}'"),
    }
}

/// The words of a command line that a shell would see, for lines with plain quotes.
pub(crate) fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (' ', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Holds a text against tests/snapshots/`folder`/`name`.snap.
#[track_caller]
pub(crate) fn snapshot(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(project().join("tests/snapshots").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Runs `each` on every name and fails once, with the names that failed, after all have run.
#[track_caller]
pub(crate) fn every<T>(items: impl IntoIterator<Item = (String, T)>, each: impl Fn(&str, T)) {
    let mut failed = Vec::new();
    for (name, item) in items {
        let run = std::panic::AssertUnwindSafe(|| each(&name, item));
        if std::panic::catch_unwind(run).is_err() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "failed: {}", failed.join(", "));
}

#[test]
fn words_are_those_of_a_shell() {
    let line = "aigraph path 'Google Docs' PaLM --where \"a STARTS WITH '2'\" ''";
    let wanted = [
        "aigraph",
        "path",
        "Google Docs",
        "PaLM",
        "--where",
        "a STARTS WITH '2'",
        "",
    ];
    assert_eq!(words(line), wanted);
}
