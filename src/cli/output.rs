//! Where answers go: stdout, or a pager on a terminal that is too small for them.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::process::{Command, Stdio};

use super::watch;

/// Stdout, which takes nothing that came from a damaged snapshot.
struct Guarded(io::Stdout);

impl Write for Guarded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        watch::sound()?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Stdout of this run. On a terminal the answer is gathered, so that a long one can be paged;
/// elsewhere it is written as it comes.
pub(super) struct Output {
    gathered: Option<Vec<u8>>,
    direct: BufWriter<Guarded>,
    height: usize,
}

impl Output {
    /// An output that pages if `may_page` and stdout is a terminal.
    pub(super) fn new(may_page: bool) -> Output {
        let height = terminal_size::terminal_size().map_or(0, |(_, height)| usize::from(height.0));
        let pages = may_page && height > 0 && io::stdout().is_terminal();
        let direct = BufWriter::with_capacity(1 << 16, Guarded(io::stdout()));
        Output {
            gathered: pages.then(Vec::new),
            direct,
            height,
        }
    }

    /// Where to write.
    pub(super) fn writer(&mut self) -> &mut dyn Write {
        match &mut self.gathered {
            Some(bytes) => bytes,
            None => &mut self.direct,
        }
    }

    /// Shows what was gathered and flushes the rest.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if let Some(bytes) = self.gathered.take() {
            watch::sound()?;
            let lines = bytes.iter().filter(|&&b| b == b'\n').count();
            if lines < self.height || !page(&bytes) {
                self.direct.write_all(&bytes)?;
            }
        }
        self.direct.flush()
    }
}

/// Hands the text to the pager; false where there is none.
fn page(bytes: &[u8]) -> bool {
    let pager = std::env::var("PAGER").unwrap_or_default();
    let mut words = pager.split_whitespace();
    let program = words.next().unwrap_or("less");
    let child = Command::new(program)
        .args(words)
        .env(
            "LESS",
            std::env::var("LESS").unwrap_or_else(|_| "FRX".to_owned()),
        )
        .stdin(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // A reader who quits early has read enough.
        let _ = stdin.write_all(bytes);
    }
    child.wait().is_ok()
}
