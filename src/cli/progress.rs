//! A sign of life for long work, on a terminal and nowhere else.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::load;

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(700);
const TICK: Duration = Duration::from_millis(200);

/// Shows that something is going on until it is dropped.
pub(super) struct Progress {
    worker: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins; shows nothing where stderr is no terminal.
    pub(super) fn start(what: &'static str) -> Progress {
        Progress::of(move |seconds| format!("{what} … {seconds:.1} s"))
    }

    /// Begins, and shows how many bytes are read, how fast, and how long the rest will take.
    pub(super) fn reading(what: &'static str, read: Arc<load::Progress>) -> Progress {
        Progress::of(move |seconds| reading(what, seconds, read.get()))
    }

    fn of(shown: impl Fn(f64) -> String + Send + 'static) -> Progress {
        if !io::stderr().is_terminal() {
            return Progress { worker: None };
        }
        let (stop, stopped) = mpsc::channel();
        let worker = std::thread::spawn(move || {
            let began = Instant::now();
            let mut wait = PATIENCE;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = TICK;
                let shown = shown(began.elapsed().as_secs_f64());
                // A terminal that cannot be written to needs no sign of life.
                let _ = write!(io::stderr(), "\r\x1b[K{shown}");
            }
            if began.elapsed() >= PATIENCE {
                let _ = write!(io::stderr(), "\r\x1b[K");
            }
        });
        Progress {
            worker: Some((stop, worker)),
        }
    }
}

/// `reading the graph … 120 of 844 MB, 310 MB/s, 2 s left`; after the last byte there is still
/// some work, whose end nobody knows.
fn reading(what: &str, seconds: f64, (done, total): (u64, u64)) -> String {
    if total == 0 || done >= total {
        return format!("{what} … {seconds:.1} s");
    }
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let rate = megabytes(done) / seconds.max(0.001);
    let left = megabytes(total - done) / rate.max(0.001);
    format!(
        "{what} … {:.0} of {:.0} MB, {rate:.0} MB/s, {left:.0} s left",
        megabytes(done),
        megabytes(total)
    )
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, worker)) = self.worker.take() {
            drop(stop);
            // A worker that failed has nothing to give back.
            let _ = worker.join();
        }
    }
}

/// Shows how far counted work is, how fast it goes and how long it will take.
#[cfg(feature = "bolt")]
pub(super) struct Rate {
    shows: bool,
    state: std::cell::Cell<Shown>,
}

/// What is on the terminal.
#[cfg(feature = "bolt")]
#[derive(Clone, Copy)]
struct Shown {
    phase: &'static str,
    began: Instant,
    last: Option<Instant>,
}

#[cfg(feature = "bolt")]
impl Rate {
    /// Begins; shows nothing where stderr is no terminal.
    pub(super) fn start() -> Rate {
        Rate {
            shows: io::stderr().is_terminal(),
            state: std::cell::Cell::new(Shown {
                phase: "",
                began: Instant::now(),
                last: None,
            }),
        }
    }

    /// Takes notice of how far a phase is.
    pub(super) fn show(&self, phase: &'static str, done: usize, total: Option<usize>) {
        let mut state = self.state.get();
        let now = Instant::now();
        if state.phase != phase {
            (state.phase, state.began) = (phase, now);
        }
        if self.shows && state.last.is_none_or(|last| now - last >= TICK) {
            state.last = Some(now);
            let seconds = (now - state.began).as_secs_f64().max(0.001);
            let rate = done as f64 / seconds;
            let left = total.map_or(String::new(), |total| {
                let left = total.saturating_sub(done) as f64 / rate.max(1.0);
                format!(" of {total}, {left:.0} s left")
            });
            // A terminal that cannot be written to needs no sign of life.
            let _ = write!(io::stderr(), "\r\x1b[K{phase}: {done}{left} ({rate:.0}/s)");
        }
        self.state.set(state);
    }
}

#[cfg(feature = "bolt")]
impl Drop for Rate {
    fn drop(&mut self) {
        if self.state.get().last.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_far_reading_is() {
        let table = [
            ((0, 0), "reading … 2.0 s"),
            (
                (120_000_000, 844_000_000),
                "reading … 120 of 844 MB, 60 MB/s, 12 s left",
            ),
            ((844_000_000, 844_000_000), "reading … 2.0 s"),
        ];
        for (bytes, wanted) in table {
            assert_eq!(reading("reading", 2.0, bytes), wanted);
        }
    }
}
