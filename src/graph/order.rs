//! Sorting what a graph is numbered by: many texts, and many relationships by their ends.
//!
//! Texts are sorted by eight bytes at a time as numbers (a multikey sort with cached keys, as Ng
//! and Kakehi describe it), so that most comparisons touch no text. Relationships are counted into
//! the runs of their starts, or of their ends, and each run is sorted by itself. Both give the
//! same order on any number of threads, since no two of what they sort are equal.

use std::cmp::Ordering;
use std::ops::Range;

use super::parallel;

/// So many bytes of a text make a number.
const WORD: usize = 8;
/// Runs of equal numbers up to this length are sorted by their texts.
const SHORT: usize = 12;
/// Fewer texts than these are sorted by one thread.
const FEW: usize = 1 << 14;

/// Rows by their texts and, where these are equal, as `tie` says. O(n log n).
pub(super) fn by_text<'a>(
    threads: usize,
    rows: &[u32],
    text: impl Fn(u32) -> &'a str + Sync,
    tie: impl Fn(u32, u32) -> Ordering + Sync,
) -> Vec<u32> {
    let text = |row: u32| text(row).as_bytes();
    let depth = common_prefix(rows, text);
    let keys = parallel::fill(threads, rows.len(), |i| {
        (word(text(rows[i]), depth), rows[i])
    });
    let buckets = match rows.len() < FEW {
        true => vec![keys],
        false => cut(keys, threads * 4),
    };
    let sorted = parallel::map_vec(threads, buckets, |mut bucket| {
        sort(&mut bucket, depth, text, &tie);
        Some(bucket)
    });
    sorted.into_iter().flatten().map(|(_, row)| row).collect()
}

/// The bytes of a text from `depth` on, the first the highest, with zeros after its end.
fn word(text: &[u8], depth: usize) -> u64 {
    let rest = text.get(depth..).unwrap_or_default();
    match rest.first_chunk() {
        Some(bytes) => u64::from_be_bytes(*bytes),
        None => {
            let mut bytes = [0; WORD];
            bytes[..rest.len()].copy_from_slice(rest);
            u64::from_be_bytes(bytes)
        }
    }
}

/// How many bytes all texts begin with.
fn common_prefix<'a>(rows: &[u32], text: impl Fn(u32) -> &'a [u8]) -> usize {
    let mut common = rows.first().map_or(&[][..], |&row| text(row));
    for &row in rows {
        let same = common.iter().zip(text(row));
        let length = same.take_while(|(a, b)| a == b).count();
        common = &common[..length];
        if length == 0 {
            break;
        }
    }
    common.len()
}

/// Cuts items into about so many parts, all of one less than all of the next.
fn cut(items: Vec<(u64, u32)>, n_parts: usize) -> Vec<Vec<(u64, u32)>> {
    const SAMPLES: usize = 1024;
    let step = items.len() / SAMPLES + 1;
    let mut sample: Vec<u64> = items.iter().step_by(step).map(|&(key, _)| key).collect();
    sample.sort_unstable();
    let bounds: Vec<u64> = (1..n_parts)
        .filter_map(|i| sample.get(i * sample.len() / n_parts).copied())
        .collect();
    let mut parts = vec![Vec::new(); bounds.len() + 1];
    for item in items {
        parts[bounds.partition_point(|&bound| bound <= item.0)].push(item);
    }
    parts
}

/// Sorts items whose numbers are the words of their texts at `depth`.
fn sort<'a>(
    items: &mut [(u64, u32)],
    depth: usize,
    text: impl Fn(u32) -> &'a [u8],
    tie: impl Fn(u32, u32) -> Ordering,
) {
    let by_text = |depth: usize, a: u32, b: u32| {
        let rest = |row: u32| text(row).get(depth..).unwrap_or_default();
        rest(a).cmp(rest(b)).then_with(|| tie(a, b))
    };
    let mut work: Vec<(Range<usize>, usize)> = vec![(0..items.len(), depth)];
    while let Some((range, depth)) = work.pop() {
        let first = range.start;
        let part = &mut items[range];
        part.sort_unstable();
        let (mut from, next) = (0, depth + WORD);
        while from < part.len() {
            let same = part[from..]
                .iter()
                .take_while(|item| item.0 == part[from].0);
            let run = from..from + same.count();
            from = run.end;
            let rows = &mut part[run.clone()];
            // Where a text ends in this word, zeros do not tell it from one that goes on with them.
            let ends = |&(_, row): &(u64, u32)| text(row).len() <= next;
            if rows.len() == 1 {
                continue;
            }
            if rows.len() <= SHORT || rows.iter().any(ends) {
                rows.sort_unstable_by(|a, b| by_text(depth, a.1, b.1));
            } else {
                rows.iter_mut()
                    .for_each(|item| item.0 = word(text(item.1), next));
                work.push((first + run.start..first + run.end, next));
            }
        }
    }
}

/// Items in groups, each group sorted, and where each group begins: one more than there are
/// groups. O(n) and the sorting of each group.
pub(super) fn grouped<T: Copy + Default + Ord + Send>(
    threads: usize,
    n_groups: usize,
    n: usize,
    group: impl Fn(usize) -> u32 + Sync,
    item: impl Fn(usize) -> T + Sync,
) -> (Vec<u32>, Vec<T>) {
    let offsets = offsets(threads, n_groups, n, &group);
    let mut sorted = vec![T::default(); n];
    let parts = even(threads, &offsets);
    std::thread::scope(|scope| {
        let (mut rest, offsets, group, item) = (&mut sorted[..], &offsets, &group, &item);
        let alone = parts.len() == 1;
        for part in parts {
            let (from, to) = (offsets[part.start], offsets[part.end]);
            let (mine, after) = rest.split_at_mut((to - from) as usize);
            rest = after;
            let work = move || place(part, n, offsets, mine, group, item);
            match alone {
                true => work(),
                false => drop(scope.spawn(work)),
            }
        }
    });
    (offsets, sorted)
}

/// Puts the items of some groups into their places and sorts each group.
fn place<T: Copy + Ord>(
    part: Range<usize>,
    n: usize,
    offsets: &[u32],
    slots: &mut [T],
    group: impl Fn(usize) -> u32,
    item: impl Fn(usize) -> T,
) {
    let base = offsets[part.start];
    let begins = &offsets[part.start..=part.end];
    let mut next: Vec<u32> = begins.iter().map(|offset| offset - base).collect();
    for i in 0..n {
        let group = (group(i) as usize).wrapping_sub(part.start);
        if group < part.len() {
            let slot = &mut next[group];
            slots[*slot as usize] = item(i);
            *slot += 1;
        }
    }
    for pair in begins.windows(2) {
        let run = &mut slots[(pair[0] - base) as usize..(pair[1] - base) as usize];
        if run.len() > 1 {
            run.sort_unstable();
        }
    }
}

/// Where each group begins.
fn offsets(
    threads: usize,
    n_groups: usize,
    n: usize,
    group: &(impl Fn(usize) -> u32 + Sync),
) -> Vec<u32> {
    let parts = parallel::parts(threads, n);
    let counted = parallel::map(threads, parts.len(), |p| {
        let mut counts = vec![0u32; n_groups + 1];
        for i in parts[p].clone() {
            counts[group(i) as usize + 1] += 1;
        }
        counts
    });
    let mut counted = counted.into_iter();
    let mut offsets = counted.next().unwrap_or_default();
    for counts in counted {
        for (sum, count) in offsets.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    for i in 1..offsets.len() {
        offsets[i] += offsets[i - 1];
    }
    offsets
}

/// Ranges of groups with about as many items each, one a thread.
fn even(threads: usize, offsets: &[u32]) -> Vec<Range<usize>> {
    let n_groups = offsets.len() - 1;
    let n = offsets.last().copied().unwrap_or(0) as usize;
    let threads = parallel::parts(threads, n).len();
    let mut parts = Vec::with_capacity(threads);
    let mut from = 0;
    for i in 1..=threads {
        let wanted = (n * i / threads) as u32;
        let to = match i == threads {
            true => n_groups,
            false => offsets.partition_point(|&offset| offset < wanted),
        };
        let to = to.clamp(from, n_groups);
        parts.push(from..to);
        from = to;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize) -> impl Iterator<Item = u32> {
        let next = |seed: &u32| Some(seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        std::iter::successors(Some(7u32), next)
            .map(|seed| seed >> 8)
            .take(n)
    }

    #[test]
    fn texts_come_in_their_order() {
        let some = |n: u32| match n % 7 {
            0 => String::new(),
            1 => format!("{}\0", n % 50),
            2 => "org-17/a model of a family".repeat(n as usize % 5),
            3 => format!("org-17/a model of a family {}", n % 1000),
            4 => format!("文心{}", n % 30),
            _ => (n % 50).to_string(),
        };
        for n in [0, 1, 2, 40, 3000, FEW + 1] {
            let texts: Vec<String> = numbers(n).map(some).collect();
            let rows: Vec<u32> = (0..n as u32).collect();
            let mut wanted = rows.clone();
            wanted.sort_by_key(|&row| (&texts[row as usize], row));
            for threads in [1, 2, 3] {
                let text = |row: u32| texts[row as usize].as_str();
                let found = by_text(threads, &rows, text, |a, b| a.cmp(&b));
                assert_eq!(found, wanted, "{n} on {threads}");
            }
        }
    }

    #[test]
    fn groups_are_sorted_and_whole() {
        for (n_groups, n) in [(1, 0), (1, 5), (9, 1000), (5000, 200_000)] {
            let all: Vec<u32> = numbers(n).collect();
            let group = |i: usize| all[i] % n_groups;
            let mut wanted: Vec<(u32, u64)> = (0..n)
                .map(|i| (group(i), u64::from(all[i]) << 32 | i as u64))
                .collect();
            wanted.sort_unstable();
            for threads in [1, 2, 3] {
                let item = |i: usize| u64::from(all[i]) << 32 | i as u64;
                let (offsets, found) = grouped(threads, n_groups as usize, n, group, item);
                let of_wanted: Vec<u64> = wanted.iter().map(|w| w.1).collect();
                assert_eq!(found, of_wanted);
                let before = |g: u32| wanted.partition_point(|w| w.0 < g) as u32;
                let begins: Vec<u32> = (0..=n_groups).map(before).collect();
                assert_eq!(offsets, begins);
            }
        }
    }
}
