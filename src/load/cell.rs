//! One cell to a value, and what to say where that fails.

use crate::model::{Date, DateError, Kind, Problem, PropertyType, ReadError, Value, ValueRef};

/// A cell as read; its text stays in the record.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Parsed {
    /// An empty cell.
    Absent,
    /// The cell's text is the value.
    Text,
    /// A boolean, a number or a date.
    Scalar(Value),
    /// An array.
    List(Vec<Value>),
}

impl Parsed {
    /// The value, of a cell with that text.
    pub(super) fn value<'a>(&'a self, text: &'a str) -> Option<ValueRef<'a>> {
        match self {
            Parsed::Absent => None,
            Parsed::Text => Some(ValueRef::Text(text)),
            Parsed::Scalar(value) => value.as_ref(),
            Parsed::List(items) => Some(ValueRef::List(items)),
        }
    }
}

/// Reads a cell that is not empty.
///
/// # Errors
/// What the text fails to be.
pub(super) fn read(kind: PropertyType, text: &str) -> Result<Parsed, ReadError> {
    if kind == PropertyType::Text {
        return Ok(Parsed::Text);
    }
    Ok(match kind.read(text)? {
        Value::List(items) if items.is_empty() => Parsed::Absent,
        Value::List(items) => Parsed::List(items),
        value => Parsed::Scalar(value),
    })
}

/// The problem of a cell that is no value of its column, without its place.
pub(super) fn problem(kind: PropertyType, key: &str, text: &str, error: &ReadError) -> Problem {
    let item = kind.item();
    let bad = |t: &&str| item.is_some_and(|item| item.read(t).is_err());
    let mut items = text.split(';').map(str::trim).filter(|t| !t.is_empty());
    let text = match item {
        Some(_) => items.find(bad).unwrap_or(text),
        None => text,
    };
    let of = if key.is_empty() {
        String::new()
    } else {
        format!(" as {key}")
    };
    match error {
        ReadError::Date(error) => {
            let message = match error {
                DateError::Form => format!("{text:?} is no date{of}"),
                wrong => format!("{text:?} {wrong}{of}"),
            };
            Problem::new(Kind::BadDate, message).hint(date_hint(text))
        }
        ReadError::Number => {
            let name = item.unwrap_or(kind).name();
            let message = format!("{text:?} is no {name}{of}");
            Problem::new(Kind::BadNumber, message).hint(number_hint(item.unwrap_or(kind), text))
        }
        ReadError::Boolean => {
            let message = format!("{text:?} is neither true nor false{of}");
            let yes = ["yes", "y", "1", "t", "on", "是"];
            let no = ["no", "n", "0", "f", "off", "否"];
            let is = |words: &[&str]| words.iter().any(|w| w.eq_ignore_ascii_case(text.trim()));
            let hint = match (is(&yes), is(&no)) {
                (true, _) => "write true",
                (_, true) => "write false",
                _ => "write true or false",
            };
            Problem::new(Kind::BadBoolean, message).hint(hint)
        }
    }
}

fn date_hint(text: &str) -> String {
    match likely_date(text) {
        Some(date) => format!("write {date}"),
        None => "a date is 2023, 2023-03 or 2023-03-17".to_owned(),
    }
}

/// The date that a text in another form must mean; none where day and month could be swapped.
fn likely_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.split(['T', ' ']).next().unwrap_or(text);
    let parts: Vec<&str> = day
        .split(|c: char| !c.is_alphanumeric() || "年月日".contains(c))
        .filter(|part| !part.is_empty())
        .collect();
    if parts.iter().any(|p| !p.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let number = |p: &str| p.parse::<u16>().ok();
    let parts = match parts.as_slice() {
        [all] if all.len() == 8 => vec![&all[..4], &all[4..6], &all[6..]],
        [all] if all.len() == 6 => vec![&all[..4], &all[4..]],
        [a, b, year] if year.len() == 4 => match (number(a)?, number(b)?) {
            (13.., ..=12) => vec![*year, b, a],
            (..=12, 13..) => vec![*year, a, b],
            _ => return None,
        },
        [month, year] if year.len() == 4 => vec![*year, month],
        parts => parts.to_vec(),
    };
    let padded: Vec<String> = parts.iter().map(|p| format!("{p:0>2}")).collect();
    Date::parse(&padded.join("-")).ok()
}

fn number_hint(kind: PropertyType, text: &str) -> String {
    let trimmed = text.trim();
    let reads = |t: &str| kind.read(t).is_ok();
    if reads(trimmed) {
        return "remove the spaces around it".to_owned();
    }
    let digits = trimmed.strip_prefix('-').unwrap_or(trimmed);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return "it does not fit in 64 bits: declare the column as string".to_owned();
    }
    let plain: String = trimmed
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '_' | '\'' | '\u{a0}'))
        .collect();
    let in_threes = trimmed
        .split([',', ' ', '_', '\'', '\u{a0}'])
        .skip(1)
        .all(|group| group.len() == 3 || group.contains('.'));
    if in_threes && reads(&plain) {
        return format!("write {plain}");
    }
    let point = trimmed.replacen(',', ".", 1);
    if PropertyType::Float.read(&point).is_ok() {
        return match (kind, whole(&point)) {
            (PropertyType::Float, _) => format!("write {point}"),
            (_, Some(whole)) => format!("write {whole}"),
            _ => format!("declare the column as double and write {point}"),
        };
    }
    match kind {
        PropertyType::Float => "write a number such as 1.5 or 1e9, without a unit".to_owned(),
        _ => "write a whole number, without a unit".to_owned(),
    }
}

/// The integer that a floating-point text stands for, if it stands for one exactly.
fn whole(text: &str) -> Option<i64> {
    let number: f64 = text.parse().ok()?;
    // Up to 2^53 every whole number is exact.
    (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_show_the_right_form() {
        use PropertyType::{Boolean, Date, DateList, Float, Integer};
        let table = [
            (Date, "2023/3", "write 2023-03"),
            (Date, "2023年3月17日", "write 2023-03-17"),
            (Date, "17.03.2023", "write 2023-03-17"),
            (Date, "03/04/2023", "a date is 2023, 2023-03 or 2023-03-17"),
            (Date, "2023-03-17T00:00:00Z", "write 2023-03-17"),
            (Date, "20230317", "write 2023-03-17"),
            (Date, "soon", "a date is 2023, 2023-03 or 2023-03-17"),
            (Date, "2023-13", "a date is 2023, 2023-03 or 2023-03-17"),
            (DateList, "2023; 2023/4", "write 2023-04"),
            (Integer, "1,000,000", "write 1000000"),
            (Integer, "1e9", "write 1000000000"),
            (Integer, "1.5", "declare the column as double and write 1.5"),
            (Integer, " 7", "remove the spaces around it"),
            (
                Integer,
                "9223372036854775808",
                "it does not fit in 64 bits: declare the column as string",
            ),
            (Integer, "175B", "write a whole number, without a unit"),
            (Float, "1,5", "write 1.5"),
            (
                Float,
                "inf",
                "write a number such as 1.5 or 1e9, without a unit",
            ),
            (Boolean, "Yes", "write true"),
            (Boolean, "maybe", "write true or false"),
        ];
        for (kind, text, hint) in table {
            let Err(error) = read(kind, text) else {
                assert_eq!(text, "", "reads as {kind:?}");
                continue;
            };
            let found = problem(kind, "x", text, &error);
            assert_eq!(found.hint.as_deref(), Some(hint), "{text:?}");
        }
    }
}
