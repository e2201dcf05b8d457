//! Small things as bytes and back: numbers of seven bits a byte, texts, values.

use crate::model::{Date, Value};

/// Bytes that grow.
#[derive(Debug, Default)]
pub(crate) struct Coder {
    pub(crate) bytes: Vec<u8>,
}

impl Coder {
    pub(crate) fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    pub(crate) fn size(&mut self, n: usize) {
        self.number(n as u64);
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.bytes.push(u8::from(flag));
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.size(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn optional(&mut self, text: Option<&str>) {
        self.flag(text.is_some());
        if let Some(text) = text {
            self.text(text);
        }
    }

    pub(crate) fn list<T>(
        &mut self,
        items: impl ExactSizeIterator<Item = T>,
        mut item: impl FnMut(&mut Coder, T),
    ) {
        self.size(items.len());
        items.for_each(|it| item(self, it));
    }

    pub(crate) fn date(&mut self, date: Option<Date>) {
        self.number(date.map_or(0, |date| u64::from(date.code()) + 1));
    }

    /// A value that holds no list of lists.
    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.bytes.push(0),
            Value::Boolean(b) => self.bytes.push(1 + u8::from(*b)),
            Value::Integer(i) => {
                self.bytes.push(3);
                self.bytes.extend_from_slice(&i.to_le_bytes());
            }
            Value::Float(x) => {
                self.bytes.push(4);
                self.bytes.extend_from_slice(&x.to_bits().to_le_bytes());
            }
            Value::Text(text) => {
                self.bytes.push(5);
                self.text(text);
            }
            Value::Date(date) => {
                self.bytes.push(6);
                self.date(Some(*date));
            }
            Value::List(items) => {
                self.bytes.push(7);
                self.items(items);
            }
        }
    }

    /// The items of a list that holds no list; one within is left out, as no column has any.
    pub(crate) fn items(&mut self, items: &[Value]) {
        let flat = items.iter().filter(|item| !matches!(item, Value::List(_)));
        self.size(flat.clone().count());
        flat.for_each(|item| self.value(item));
    }
}

/// Bytes that are read; `None` wherever they are not what they should be.
pub(crate) struct Decoder<'a> {
    rest: &'a [u8],
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Decoder<'a> {
        Decoder { rest: bytes }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(n);
            }
        }
        None
    }

    pub(crate) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(crate) fn text(&mut self) -> Option<String> {
        let len = self.size()?;
        Some(std::str::from_utf8(self.take(len)?).ok()?.to_owned())
    }

    /// A text or none; the outer `None` is that of damage.
    pub(crate) fn optional(&mut self) -> Option<Option<String>> {
        match self.flag()? {
            true => self.text().map(Some),
            false => Some(None),
        }
    }

    pub(crate) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Decoder<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let len = self.size()?;
        // Each item takes a byte at least: a length beyond that is none.
        if len > self.rest.len() {
            return None;
        }
        (0..len).map(|_| item(self)).collect()
    }

    /// A date or none; the outer `None` is that of damage.
    pub(crate) fn date(&mut self) -> Option<Option<Date>> {
        match self.number()?.checked_sub(1) {
            None => Some(None),
            Some(code) => Date::from_code(u32::try_from(code).ok()?).map(Some),
        }
    }

    pub(crate) fn value(&mut self) -> Option<Value> {
        match self.rest.first()? {
            7 => {
                self.byte()?;
                self.items().map(Value::List)
            }
            _ => self.scalar(),
        }
    }

    pub(crate) fn items(&mut self) -> Option<Vec<Value>> {
        self.list(Decoder::scalar)
    }

    fn scalar(&mut self) -> Option<Value> {
        Some(match self.byte()? {
            0 => Value::Null,
            byte @ (1 | 2) => Value::Boolean(byte == 2),
            3 => Value::Integer(i64::from_le_bytes(self.array()?)),
            4 => Value::Float(f64::from_bits(u64::from_le_bytes(self.array()?))),
            5 => Value::Text(self.text()?),
            6 => Value::Date(self.date()??),
            _ => return None,
        })
    }
}
