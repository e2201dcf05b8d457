//! Time and peak memory of a process.

use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// One run of a program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// From start to end, as a clock on the wall sees it.
    pub(crate) seconds: f64,
    /// The most bytes that were resident; `None` where the system does not tell.
    pub(crate) peak: Option<u64>,
}

/// How often a running program is looked at.
const STEP: Duration = Duration::from_micros(500);

/// Runs a program to its end, its output thrown away.
///
/// The kernel keeps the peak (`VmHWM`) while the process lives, so the last look before its end
/// gives it up to what the last half millisecond allocates.
pub(crate) fn run(command: &mut Command) -> io::Result<Run> {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn()?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        if let Some(status) = child.try_wait()? {
            let seconds = start.elapsed().as_secs_f64();
            if !status.success() {
                return Err(io::Error::other(format!("{command:?}: {status}")));
            }
            return Ok(Run { seconds, peak });
        }
        let status = std::fs::read_to_string(&status_file).unwrap_or_default();
        peak = peak.max(high_water(&status));
        std::thread::sleep(STEP);
    }
}

/// The peak in the text of a process's status file, in bytes.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// The least of some times.
pub(crate) fn minimum(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The middle one of an odd number of times.
pub(crate) fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
