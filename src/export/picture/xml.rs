//! Text, numbers and names as XML holds them.

use std::fmt;

/// A length in hundredths of a pixel, written in pixels with at most one decimal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Px(pub(super) i32);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (i64::from(self.0) + 5).div_euclid(10);
        let sign = if tenths < 0 { "-" } else { "" };
        let (whole, part) = (tenths.abs() / 10, tenths.abs() % 10);
        match part {
            0 => write!(f, "{sign}{whole}"),
            part => write!(f, "{sign}{whole}.{part}"),
        }
    }
}

/// Text for the content of an element or the value of an attribute. What XML cannot hold is
/// replaced by U+FFFD; line breaks and tabs survive in attributes too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\n' => f.write_str("&#10;")?,
                '\t' => f.write_str("&#9;")?,
                c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                    f.write_str("\u{fffd}")?;
                }
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_one_decimal_at_most() {
        let written = [0, 5, 100, 1234, 1235, -50, -1234, 99].map(|n| Px(n).to_string());
        assert_eq!(
            written,
            ["0", "0.1", "1", "12.3", "12.4", "-0.5", "-12.3", "1"]
        );
    }

    #[test]
    fn nothing_that_xml_cannot_hold_is_written() {
        let text = "a&b<c>\"d'\u{0}\u{1b}\u{ffff}\n\u{1f600}";
        let expected = "a&amp;b&lt;c&gt;&quot;d'\u{fffd}\u{fffd}\u{fffd}&#10;\u{1f600}";
        assert_eq!(Escaped(text).to_string(), expected);
    }
}
