//! Rounding to decimal digits, on the digits that a float prints as: 1.005 is what it says.

/// What becomes of digits that are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// Towards the greater.
    Ceiling,
    /// Towards the less.
    Floor,
    /// To the nearest, a half away from zero.
    HalfUp,
    /// To the nearest, a half towards zero.
    HalfDown,
    /// To the nearest, a half to the even neighbour.
    HalfEven,
}

const MODES: &[(&str, Mode)] = &[
    ("UP", Mode::Up),
    ("DOWN", Mode::Down),
    ("CEILING", Mode::Ceiling),
    ("FLOOR", Mode::Floor),
    ("HALF_UP", Mode::HalfUp),
    ("HALF_DOWN", Mode::HalfDown),
    ("HALF_EVEN", Mode::HalfEven),
];

impl Mode {
    /// The mode of that name, in any case.
    pub(super) fn named(name: &str) -> Option<Mode> {
        let row = MODES.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
        row.map(|(_, mode)| *mode)
    }

    /// All names.
    pub(super) fn names() -> String {
        let names: Vec<&str> = MODES.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    /// Whether the digits kept go up by one, away from zero.
    fn raises(self, negative: bool, kept_odd: bool, left: &[u8]) -> bool {
        let some = left.iter().any(|&digit| digit != b'0');
        let (first, others) = match left.split_first() {
            Some((first, others)) => (*first, others.iter().any(|&digit| digit != b'0')),
            None => (b'0', false),
        };
        let more_than_half = first > b'5' || (first == b'5' && others);
        let half = first == b'5' && !others;
        match self {
            Mode::Up => some,
            Mode::Down => false,
            Mode::Ceiling => some && !negative,
            Mode::Floor => some && negative,
            Mode::HalfUp => more_than_half || half,
            Mode::HalfDown => more_than_half,
            Mode::HalfEven => more_than_half || (half && kept_odd),
        }
    }
}

/// A float with so many digits behind the point.
pub(super) fn rounded(x: f64, digits: u32, mode: Mode) -> f64 {
    // No float has more than 1074 digits behind its point.
    let digits = usize::try_from(digits).unwrap_or(usize::MAX);
    if !x.is_finite() || digits > 1100 {
        return x;
    }
    // `{}` writes the shortest digits that read back equal, and never an exponent.
    let text = format!("{}", x.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if part.len() <= digits {
        return x;
    }
    let (kept, left) = part.as_bytes().split_at(digits);
    let mut all: Vec<u8> = whole.bytes().chain(kept.iter().copied()).collect();
    let odd = all.last().is_some_and(|digit| digit % 2 == 1);
    if mode.raises(x < 0.0, odd, left) {
        raise(&mut all);
    }
    let point = all.len() - digits;
    all.insert(point, b'.');
    let text = String::from_utf8(all).unwrap_or_default();
    let size: f64 = text.parse().unwrap_or(x.abs());
    size.copysign(x)
}

/// Adds one to a number of decimal digits.
fn raise(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_rounds_as_its_name_says() {
        let modes = [
            "UP",
            "DOWN",
            "CEILING",
            "FLOOR",
            "HALF_UP",
            "HALF_DOWN",
            "HALF_EVEN",
        ];
        let table: &[(f64, [f64; 7])] = &[
            (1.249, [1.3, 1.2, 1.3, 1.2, 1.2, 1.2, 1.2]),
            (-1.251, [-1.3, -1.2, -1.2, -1.3, -1.3, -1.3, -1.3]),
            (1.25, [1.3, 1.2, 1.3, 1.2, 1.3, 1.2, 1.2]),
            (-1.35, [-1.4, -1.3, -1.3, -1.4, -1.4, -1.3, -1.4]),
            (9.95, [10.0, 9.9, 10.0, 9.9, 10.0, 9.9, 10.0]),
            (7.0, [7.0; 7]),
        ];
        for (x, expected) in table {
            let made = modes.map(|name| rounded(*x, 1, Mode::named(name).unwrap()));
            assert_eq!(made, *expected, "{x}");
        }
        assert_eq!(rounded(1.005, 2, Mode::HalfUp), 1.01);
        assert_eq!(rounded(0.5, 0, Mode::HalfEven), 0.0);
        assert_eq!(rounded(1e300, 2, Mode::Up), 1e300);
        assert!(rounded(f64::NAN, 2, Mode::Up).is_nan());
    }
}
