//! What is known to fail, with reasons. Knows no scenarios but by their names.

/// Holds failures against a list of known ones: what is wrong with either.
pub(crate) fn judge<'f>(known: &str, failures: impl Iterator<Item = &'f str>) -> Vec<String> {
    let lines = known
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let mut left: Vec<(&str, &str)> = Vec::new();
    let mut wrong = Vec::new();
    for line in lines {
        match line.split_once(" | ") {
            Some((name, reason)) if !reason.trim().is_empty() => left.push((name, reason)),
            _ => wrong.push(format!("a known failure without a reason: {line}")),
        }
    }
    for failure in failures {
        let name = failure.lines().next().unwrap_or("");
        match left.iter().position(|(known, _)| *known == name) {
            Some(at) => drop(left.swap_remove(at)),
            None => wrong.push(format!("failed: {failure}")),
        }
    }
    wrong.extend(
        left.iter()
            .map(|(name, _)| format!("passes, but is known to fail: {name}")),
    );
    wrong
}

#[test]
fn known_failures_may_only_shrink() {
    let known = "# notes\n\nA: [1] x | because\nA: [2] y |  \n";
    let wrong = judge(
        known,
        ["A: [1] x\n  no rows", "B: [1] z\n  why"].into_iter(),
    );
    assert_eq!(
        wrong,
        [
            "a known failure without a reason: A: [2] y |  ",
            "failed: B: [1] z\n  why"
        ]
    );
    let wrong = judge("A: [1] x | because", [].into_iter());
    assert_eq!(wrong, ["passes, but is known to fail: A: [1] x"]);
}
