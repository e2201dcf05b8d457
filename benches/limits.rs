//! What the machine can do with the files at best: reading them, looking at every byte of them for
//! ends of lines and of cells on all cores, and moving memory.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::Instant;

/// How often each is done; the best counts.
const RUNS: usize = 3;
/// More than any cache holds.
const MOVED: usize = 256 << 20;

/// Names and bytes per second.
pub(crate) fn measure(folder: &Path) -> io::Result<Vec<(&'static str, f64)>> {
    let mut files = Vec::new();
    for part in ["nodes", "relationships"] {
        for entry in fs::read_dir(folder.join(part))? {
            files.push(entry?.path());
        }
    }
    let bytes: u64 = files
        .iter()
        .map(|file| fs::metadata(file).map_or(0, |it| it.len()))
        .sum();
    let best = |work: &mut dyn FnMut() -> io::Result<()>, bytes: f64| -> io::Result<f64> {
        let mut least = f64::INFINITY;
        for _ in 0..RUNS {
            let began = Instant::now();
            work()?;
            least = least.min(began.elapsed().as_secs_f64());
        }
        Ok(bytes / least)
    };
    let mut block = vec![0u8; 1 << 20];
    let mut sequential = || {
        for path in &files {
            let mut file = File::open(path)?;
            while file.read(&mut block)? > 0 {}
        }
        Ok(())
    };
    let read = best(&mut sequential, bytes as f64)?;
    let texts: Vec<Vec<u8>> = files.iter().map(fs::read).collect::<io::Result<_>>()?;
    let lines = best(&mut || scan(&texts, |b| b == b'\n'), bytes as f64)?;
    let cells = best(
        &mut || scan(&texts, |b| b == b'\n' || b == b',' || b == b'"'),
        bytes as f64,
    )?;
    let (from, mut to) = (vec![1u8; MOVED], vec![2u8; MOVED]);
    let mut copy = || {
        to.copy_from_slice(std::hint::black_box(&from));
        std::hint::black_box(&mut to);
        Ok(())
    };
    let moved = best(&mut copy, 2.0 * MOVED as f64)?;
    Ok(vec![
        ("sequential read", read),
        ("ends of lines counted, all cores", lines),
        (
            "ends of lines and cells and quotes counted, all cores",
            cells,
        ),
        ("memory read and written by one core", moved),
    ])
}

/// Counts bytes on all cores.
fn scan(texts: &[Vec<u8>], counts: impl Fn(u8) -> bool + Copy + Send + Sync) -> io::Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for text in texts {
        let share = text.len().div_ceil(cores).max(1);
        std::thread::scope(|scope| {
            for part in text.chunks(share) {
                scope.spawn(move || {
                    // Small sums, which compilers make wide instructions of.
                    let small =
                        |block: &[u8]| block.iter().map(|&b| u8::from(counts(b))).sum::<u8>();
                    let count: u64 = part.chunks(255).map(|block| u64::from(small(block))).sum();
                    std::hint::black_box(count)
                });
            }
        });
    }
    Ok(())
}
