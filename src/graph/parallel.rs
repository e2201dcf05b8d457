//! Work on several threads, and the same results as on one.
//!
//! Threads of the standard library that end with the work: there is no pool to be kept, and what
//! is worth a thread here takes milliseconds, a thread microseconds.

use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

/// How many threads there may be.
const MOST: usize = 64;
/// What is shorter than this is not worth a thread.
const LEAST: usize = 1 << 15;

/// As many threads as run at once on this machine.
pub(crate) fn available() -> usize {
    thread::available_parallelism().map_or(1, |n| n.get().min(MOST))
}

/// As many of these threads as so many items are worth.
pub(crate) fn worth(threads: usize, n: usize) -> usize {
    match n < LEAST {
        true => 1,
        false => threads.clamp(1, MOST),
    }
}

/// Runs `work` on so many threads at once; gives what each of them gives.
pub(crate) fn each<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = threads.clamp(1, MOST);
    if threads == 1 {
        return vec![work(0)];
    }
    thread::scope(|scope| {
        let work = &work;
        let others: Vec<ScopedJoinHandle<'_, T>> =
            (1..threads).map(|i| scope.spawn(move || work(i))).collect();
        let mut all = vec![work(0)];
        for other in others {
            all.push(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    })
}

/// What two pieces of work give, at once where there is more than one thread.
pub(crate) fn both<A, B: Send>(
    threads: usize,
    one: impl FnOnce() -> A,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if threads <= 1 {
        return (one(), other());
    }
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        (
            one,
            other.join().unwrap_or_else(|panic| resume_unwind(panic)),
        )
    })
}

/// What `work` gives for every number below `n`, in their order.
pub(crate) fn map<T: Send>(threads: usize, n: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let parts = each(threads.min(n), |_| {
        let mut done = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= n {
                return done;
            }
            done.push((i, work(i)));
        }
    });
    let mut all: Vec<(usize, T)> = parts.into_iter().flatten().collect();
    all.sort_unstable_by_key(|&(i, _)| i);
    all.into_iter().map(|(_, value)| value).collect()
}

/// What `work` gives, given each item.
pub(crate) fn map_vec<I: Send, T: Send>(
    threads: usize,
    items: Vec<I>,
    work: impl Fn(I) -> Option<T> + Sync,
) -> Vec<T> {
    let slots: Vec<std::sync::Mutex<Option<I>>> = items
        .into_iter()
        .map(|item| std::sync::Mutex::new(Some(item)))
        .collect();
    let take = |i: usize| slots[i].lock().ok().and_then(|mut slot| slot.take());
    let done = map(threads, slots.len(), |i| take(i).and_then(&work));
    done.into_iter().flatten().collect()
}

/// A range cut into as many equal parts as there are threads; one where it is short.
pub(crate) fn parts(threads: usize, n: usize) -> Vec<Range<usize>> {
    let threads = threads.clamp(1, MOST).min(n / LEAST + 1);
    let at = |i: usize| n * i / threads;
    (0..threads).map(|i| at(i)..at(i + 1)).collect()
}

/// A vector whose values are made by their places, part by part.
pub(crate) fn fill<T: Copy + Default + Send>(
    threads: usize,
    n: usize,
    value: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let mut all = vec![T::default(); n];
    let parts = parts(threads, n);
    if parts.len() == 1 {
        for (i, slot) in all.iter_mut().enumerate() {
            *slot = value(i);
        }
        return all;
    }
    thread::scope(|scope| {
        let (mut rest, value) = (&mut all[..], &value);
        for part in parts {
            let (mine, after) = rest.split_at_mut(part.len());
            rest = after;
            scope.spawn(move || {
                for (i, slot) in part.zip(mine) {
                    *slot = value(i);
                }
            });
        }
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_what_one_thread_gives() {
        for threads in [1, 2, 3, 7] {
            for n in [0, 1, 5, 100, 3 * LEAST + 1] {
                let wanted: Vec<usize> = (0..n).map(|i| i * 3).collect();
                assert_eq!(fill(threads, n, |i| i * 3), wanted);
                if n <= 100 {
                    assert_eq!(map(threads, n, |i| i * 3), wanted);
                    let items: Vec<usize> = (0..n).collect();
                    assert_eq!(map_vec(threads, items, |i| Some(i * 3)), wanted);
                }
                let parts = parts(threads, n);
                assert_eq!(parts.iter().map(Range::len).sum::<usize>(), n);
            }
        }
    }
}
