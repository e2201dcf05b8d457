//! Text as XML holds it, or an error where it cannot.

use std::borrow::Cow;

use super::ExportError;

/// Text for the value of an attribute.
///
/// # Errors
/// [`ExportError::Unfit`] where XML has no place for a character; `what` names the text.
pub(super) fn attribute(
    text: &str,
    what: impl Fn() -> String,
) -> Result<Cow<'_, str>, ExportError> {
    escaped(text, "&<>\"\r\n\t", what)
}

/// Text for the content of an element.
///
/// # Errors
/// As [`attribute`].
pub(super) fn content(text: &str, what: impl Fn() -> String) -> Result<Cow<'_, str>, ExportError> {
    // Readers make `\r\n` one `\n`; every other break is kept as it is.
    escaped(text, "&<>\r", what)
}

fn escaped<'a>(
    text: &'a str,
    special: &str,
    what: impl Fn() -> String,
) -> Result<Cow<'a, str>, ExportError> {
    if let Some(c) = text.chars().find(|&c| !is_character(c)) {
        let message = format!(
            "{} has the character U+{:04X}, which XML cannot hold",
            what(),
            u32::from(c)
        );
        let hint = "remove it from the text, or export json, which can hold it";
        return Err(ExportError::unfit(message, hint));
    }
    if !text.contains(|c| special.contains(c)) {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if special.contains('"') => out.push_str("&quot;"),
            c if special.contains(c) => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    Ok(Cow::Owned(out))
}

/// Whether XML 1.0 allows a character (section 2.2, `Char`).
fn is_character(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_escaped_and_breaks_kept() {
        let what = || "it".to_owned();
        let text = "a&b<c>\"d'\r\n\te\u{85}\u{1f600}";
        let in_attribute = "a&amp;b&lt;c&gt;&quot;d'&#13;&#10;&#9;e\u{85}\u{1f600}";
        assert_eq!(attribute(text, what).unwrap_or_default(), in_attribute);
        let in_content = "a&amp;b&lt;c&gt;\"d'&#13;\n\te\u{85}\u{1f600}";
        assert_eq!(content(text, what).unwrap_or_default(), in_content);
    }

    #[test]
    fn what_xml_cannot_hold_is_an_error() {
        for c in ['\0', '\u{1b}', '\u{ffff}'] {
            let text = c.to_string();
            let error = content(&text, || "name of a".to_owned())
                .unwrap_err()
                .to_string();
            let wanted = format!(
                "name of a has the character U+{:04X}, which XML cannot hold",
                u32::from(c)
            );
            assert_eq!(error, wanted);
        }
    }
}
