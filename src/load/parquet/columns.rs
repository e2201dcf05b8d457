//! The columns of a Parquet file as values, a batch of rows at a time.
//!
//! Read are columns of one value a row and lists of such; what is nested deeper is left out, and
//! said. The levels that tell lists and absent values apart are described in the format's own
//! documentation, <https://parquet.apache.org/docs/file-format/nestedencoding/>.

use std::sync::mpsc;
use std::thread;

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::{ColumnDescriptor, Type};

use crate::load::DECODER;
use crate::model::{Date, Value};

/// So many rows are decoded at a time.
const BATCH: usize = 4096;

/// How the stored values of a column become ours.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reading {
    Plain,
    Unsigned,
    Date,
    Text,
    /// A number with so many digits after the point.
    Decimal(i32),
    /// A moment in so many parts of a second.
    Moment(i64),
}

/// A column that can be read.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// Its number among the leaves of the schema.
    leaf: usize,
    reading: Reading,
    /// The definition level of a value that is there.
    most: i16,
    /// The definition level from which on a row has a list.
    listed: i16,
    is_list: bool,
}

/// A file that was opened.
pub(super) struct File {
    reader: SerializedFileReader<Bytes>,
    pub(super) columns: Vec<Column>,
    /// Names of columns that cannot be read.
    pub(super) unread: Vec<String>,
}

/// The values of a batch of rows, column by column; `None` is an absent value.
pub(super) type Batch = Vec<Vec<Option<Value>>>;

impl File {
    /// Reads what the end of a file says of it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn open(bytes: &[u8]) -> Result<File, String> {
        let bytes = Bytes::copy_from_slice(bytes);
        let reader = apart(|| SerializedFileReader::new(bytes).map_err(shown))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let (mut columns, mut unread) = (Vec::new(), Vec::new());
        for field in schema.root_schema().get_fields() {
            let name = field.name().to_owned();
            let leaf =
                (0..schema.num_columns()).find(|&leaf| schema.get_column_root(leaf).name() == name);
            let leaf = leaf.filter(|_| depth(field).is_some());
            let reading = leaf.and_then(|leaf| reading(&schema.column(leaf)));
            match (leaf, reading) {
                (Some(leaf), Some(reading)) => columns.push(Column {
                    name,
                    leaf,
                    reading,
                    most: schema.column(leaf).max_def_level(),
                    listed: i16::from(field.is_optional()),
                    is_list: schema.column(leaf).max_rep_level() > 0,
                }),
                _ => unread.push(name),
            }
        }
        Ok(File {
            reader,
            columns,
            unread,
        })
    }

    /// Hands over all rows, batch by batch.
    ///
    /// The data is decoded on a thread of its own: on damaged data the crate may panic, and then
    /// only that thread ends.
    ///
    /// # Errors
    /// What is wrong with the data; the batches before it were handed over.
    pub(super) fn read(&self, mut take: impl FnMut(usize, Batch)) -> Result<(), String> {
        let (send, receive) = mpsc::sync_channel(2);
        thread::scope(|scope| {
            let decoder = thread::Builder::new().name(DECODER.to_owned());
            let decoder = decoder.spawn_scoped(scope, move || self.decode(&send));
            let decoder = decoder.map_err(|error| error.to_string())?;
            for (rows, batch) in receive {
                take(rows, batch);
            }
            ended(decoder)
        })
    }

    fn decode(&self, to: &mpsc::SyncSender<(usize, Batch)>) -> Result<(), String> {
        for group in 0..self.reader.num_row_groups() {
            let group = self.reader.get_row_group(group).map_err(shown)?;
            let readers = self.columns.iter().map(|column| {
                let reader = group.get_column_reader(column.leaf).map_err(shown)?;
                Ok((column, reader))
            });
            let mut readers: Vec<_> = readers.collect::<Result<_, String>>()?;
            let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            while left > 0 {
                let wanted = left.min(BATCH);
                let mut batch = Batch::with_capacity(readers.len());
                for (column, reader) in &mut readers {
                    let values = column.read(reader, wanted).map_err(shown)?;
                    if values.len() != wanted {
                        return Err(format!("column {} ends early", column.name));
                    }
                    batch.push(values);
                }
                left -= wanted;
                if to.send((wanted, batch)).is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// Does what may panic on damaged data on a thread of its own, so that only that thread ends.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, String> + Send) -> Result<T, String> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name(DECODER.to_owned());
        let thread = thread.spawn_scoped(scope, work);
        ended(thread.map_err(|error| error.to_string())?)
    })
}

fn ended<T>(thread: thread::ScopedJoinHandle<'_, Result<T, String>>) -> Result<T, String> {
    let damaged = |_| "the data is damaged".to_owned();
    thread.join().map_err(damaged).and_then(|done| done)
}

/// The crate's words, without its own name for the kind of error.
fn shown(error: ParquetError) -> String {
    match error {
        ParquetError::General(text) | ParquetError::EOF(text) | ParquetError::NYI(text) => text,
        other => other.to_string(),
    }
}

/// How deep below a field its one leaf is, where it is a value or a list of values.
fn depth(field: &Type) -> Option<usize> {
    let (mut field, mut depth, mut repeated) = (field, 0, 0);
    loop {
        repeated += usize::from(is_repeated(field));
        if field.is_primitive() {
            // More than a plain value: exactly one list, directly around it.
            return (depth == 0 || (repeated == 1 && depth <= 2)).then_some(depth);
        }
        let [only] = field.get_fields() else {
            return None;
        };
        (field, depth) = (only, depth + 1);
    }
}

fn is_repeated(field: &Type) -> bool {
    let info = field.get_basic_info();
    info.has_repetition() && info.repetition() == parquet::basic::Repetition::REPEATED
}

/// How a column's values are read; `None` for those that we have no type for.
fn reading(column: &ColumnDescriptor) -> Option<Reading> {
    let (logical, converted) = (column.logical_type_ref(), column.converted_type());
    let moment = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    Some(match (column.physical_type(), logical, converted) {
        (Physical::BOOLEAN | Physical::FLOAT | Physical::DOUBLE, _, _) => Reading::Plain,
        (_, Some(LogicalType::Decimal(of)), _) => Reading::Decimal(of.scale),
        (_, _, ConvertedType::DECIMAL) => Reading::Decimal(column.type_scale()),
        (Physical::INT32 | Physical::INT64, Some(LogicalType::Integer(of)), _) if !of.is_signed => {
            Reading::Unsigned
        }
        (_, _, ConvertedType::UINT_32 | ConvertedType::UINT_64) => Reading::Unsigned,
        (Physical::INT32, Some(LogicalType::Date), _) => Reading::Date,
        (Physical::INT32, _, ConvertedType::DATE) => Reading::Date,
        (Physical::INT64, Some(LogicalType::Timestamp(of)), _) => Reading::Moment(moment(&of.unit)),
        (Physical::INT64, _, ConvertedType::TIMESTAMP_MILLIS) => Reading::Moment(1_000),
        (Physical::INT64, _, ConvertedType::TIMESTAMP_MICROS) => Reading::Moment(1_000_000),
        (_, Some(LogicalType::Time(_)), _) => return None,
        (Physical::INT32 | Physical::INT64, _, _) => Reading::Plain,
        (_, Some(LogicalType::Bson), _) | (_, _, ConvertedType::BSON) => return None,
        (Physical::BYTE_ARRAY, _, _) => Reading::Text,
        _ => return None,
    })
}

impl Column {
    fn read(
        &self,
        reader: &mut ColumnReader,
        rows: usize,
    ) -> Result<Vec<Option<Value>>, ParquetError> {
        use ColumnReader as R;
        match reader {
            R::BoolColumnReader(r) => self.rows(r, rows, |_, b| Value::Boolean(b)),
            R::Int32ColumnReader(r) => self.rows(r, rows, |how, i| match how {
                // An unsigned number of 32 bits fits in ours.
                Reading::Unsigned => Value::Integer(i64::from(i.cast_unsigned())),
                how => whole(how, i64::from(i)),
            }),
            R::Int64ColumnReader(r) => self.rows(r, rows, whole),
            R::FloatColumnReader(r) => self.rows(r, rows, |_, x| Value::Float(x.into())),
            R::DoubleColumnReader(r) => self.rows(r, rows, |_, x| Value::Float(x)),
            R::ByteArrayColumnReader(r) => self.rows(r, rows, |how, v| bytes(how, v.data())),
            R::FixedLenByteArrayColumnReader(r) => {
                self.rows(r, rows, |how, v| bytes(how, v.data()))
            }
            R::Int96ColumnReader(_) => {
                let message = format!("column {} has no type of ours", self.name);
                Err(ParquetError::General(message))
            }
        }
    }

    /// Decodes so many rows and puts their values together by their levels.
    fn rows<T: DataType>(
        &self,
        reader: &mut ColumnReaderImpl<T>,
        rows: usize,
        value: impl Fn(Reading, T::T) -> Value,
    ) -> Result<Vec<Option<Value>>, ParquetError> {
        let (mut definitions, mut repetitions) = (Vec::new(), Vec::new());
        let mut stored = Vec::new();
        let levels = (Some(&mut definitions), Some(&mut repetitions));
        reader.read_records(rows, levels.0, levels.1, &mut stored)?;
        let mut values = stored.into_iter().map(|v| value(self.reading, v));
        if self.most == 0 {
            return Ok(values.map(Some).collect());
        }
        let mut is_there = |definition: i16| match definition == self.most {
            true => values.next(),
            false => None,
        };
        if !self.is_list {
            return Ok(definitions.into_iter().map(is_there).collect());
        }
        let mut all: Vec<Option<Value>> = Vec::with_capacity(rows);
        for (definition, repetition) in definitions.into_iter().zip(repetitions) {
            if repetition == 0 {
                all.push((definition >= self.listed).then(|| Value::List(Vec::new())));
            }
            // Items that are absent are left out: an array of ours has none.
            if let Some(item) = is_there(definition)
                && let Some(Some(Value::List(items))) = all.last_mut()
            {
                items.push(item);
            }
        }
        Ok(all)
    }
}

/// A value that is stored as a whole number.
fn whole(reading: Reading, i: i64) -> Value {
    match reading {
        Reading::Date => match i32::try_from(i).ok().and_then(Date::from_days) {
            Some(day) => Value::Date(day),
            None => Value::Text(format!("{i} days after 1970-01-01")),
        },
        Reading::Decimal(digits) if digits > 0 => decimal(i.into(), digits),
        Reading::Moment(parts) => Value::Text(moment(i, parts)),
        // Past 63 bits it is no number of ours.
        Reading::Unsigned if i < 0 => Value::Text(i.cast_unsigned().to_string()),
        _ => Value::Integer(i),
    }
}

/// A value that is stored as bytes.
fn bytes(reading: Reading, bytes: &[u8]) -> Value {
    match (reading, bytes.first()) {
        (Reading::Decimal(digits), Some(&first)) if bytes.len() <= 16 => {
            // A number of any length in two's complement, the highest byte first.
            let sign = if first < 0x80 { 0 } else { -1 };
            let number = bytes.iter().fold(sign, |all, &b| all << 8 | i128::from(b));
            decimal(number, digits)
        }
        _ => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn decimal(number: i128, digits: i32) -> Value {
    let text = format!("{number}e-{digits}");
    text.parse().map_or(Value::Text(text), Value::Float)
}

/// A moment as ISO 8601 writes it, as so many parts of a second after 1970.
fn moment(i: i64, parts: i64) -> String {
    let (seconds, part) = (i.div_euclid(parts), i.rem_euclid(parts));
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let Some(day) = i32::try_from(days).ok().and_then(Date::from_days) else {
        return format!("{seconds} seconds after 1970-01-01");
    };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let mut text = format!("{day}T{hour:02}:{minute:02}:{second:02}");
    if part > 0 {
        let width = (parts.ilog10()) as usize;
        let digits = format!("{part:0width$}");
        text.push('.');
        text.push_str(digits.trim_end_matches('0'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_out() {
        for (i, parts, text) in [
            (0, 1_000, "1970-01-01T00:00:00"),
            (-1, 1_000, "1969-12-31T23:59:59.999"),
            (1_677_628_800_500_000, 1_000_000, "2023-03-01T00:00:00.5"),
            (i64::MAX, 1_000, "9223372036854775 seconds after 1970-01-01"),
        ] {
            assert_eq!(moment(i, parts), text);
        }
    }

    #[test]
    fn whole_numbers_become_what_they_stand_for() {
        assert_eq!(whole(Reading::Decimal(2), -150), Value::Float(-1.5));
        assert_eq!(whole(Reading::Decimal(0), 15), Value::Integer(15));
        assert_eq!(
            bytes(Reading::Decimal(2), &[0xff, 0x6a]),
            Value::Float(-1.5)
        );
        assert_eq!(bytes(Reading::Decimal(0), &[1, 0]), Value::Float(256.0));
        let most = Value::Text("18446744073709551615".to_owned());
        assert_eq!(whole(Reading::Unsigned, -1), most);
    }
}
