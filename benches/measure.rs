//! Time and peak memory of a process.

use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// One run of a program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// From start to end, as a clock on the wall sees it.
    pub(crate) seconds: f64,
    /// What it kept a processor busy, in itself and in the system, which other programs on the
    /// machine disturb less; not a number where the system does not tell.
    pub(crate) busy: f64,
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
    run_into(command, Stdio::null())
}

/// The same with its output kept.
pub(crate) fn run_into(command: &mut Command, out: impl Into<Stdio>) -> io::Result<Run> {
    command.stdout(out).stderr(Stdio::null());
    let before = busy();
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
            let busy = busy() - before;
            return Ok(Run {
                seconds,
                busy,
                peak,
            });
        }
        let status = std::fs::read_to_string(&status_file).unwrap_or_default();
        peak = peak.max(high_water(&status));
        std::thread::sleep(STEP);
    }
}

/// Seconds that all processes started from here and ended have kept a processor busy.
#[cfg(unix)]
fn busy() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN);
    usage.map_or(f64::NAN, |usage| {
        let times = [usage.user_time(), usage.system_time()];
        let seconds = times.map(|t| t.tv_sec() as f64 + t.tv_usec() as f64 / 1e6);
        seconds.iter().sum()
    })
}

#[cfg(not(unix))]
fn busy() -> f64 {
    f64::NAN
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
