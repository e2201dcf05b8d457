//! A sign of life for long work, on a terminal and nowhere else.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

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
        if !io::stderr().is_terminal() {
            return Progress { worker: None };
        }
        let (stop, stopped) = mpsc::channel();
        let worker = std::thread::spawn(move || {
            let began = Instant::now();
            let mut wait = PATIENCE;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = TICK;
                // A terminal that cannot be written to needs no sign of life.
                let _ = write!(
                    io::stderr(),
                    "\r{what} … {:.1} s",
                    began.elapsed().as_secs_f32()
                );
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

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, worker)) = self.worker.take() {
            drop(stop);
            // A worker that failed has nothing to give back.
            let _ = worker.join();
        }
    }
}
