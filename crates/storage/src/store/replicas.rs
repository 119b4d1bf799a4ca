//! Reading recent writes from replicas: a replica is used only if it has replayed the log up to them.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::Ordering;

use diesel::RunQueryDsl;
use diesel::sql_types::{Bool, Text};

use super::{Store, read_from};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// A position in the write-ahead log of a PostgreSQL primary, in its text format: `16/B374D848`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogPosition(u64);

impl LogPosition {
    /// After every possible position; no replica reaches it.
    pub const END: Self = Self(u64::MAX);
}

impl fmt::Display for LogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xFFFF_FFFF)
    }
}

/// The error for a text that is not a log position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no position of a log")]
pub struct NoPosition;

impl FromStr for LogPosition {
    type Err = NoPosition;

    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let half = |digits: &str| {
            let plain = (1..=8).contains(&digits.len())
                && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            let number = plain.then(|| u32::from_str_radix(digits, 16).ok());
            number.flatten().map(u64::from).ok_or(NoPosition)
        };
        let (high, low) = text.split_once('/').ok_or(NoPosition)?;
        Ok(Self(half(high)? << 32 | half(low)?))
    }
}

impl Store {
    /// The current end of the log, after all commits so far; `None` if every read sees every commit at once.
    #[must_use]
    pub fn position(&self) -> Option<LogPosition> {
        if !self.0.replicated {
            return None;
        }
        let asked = "SELECT CAST(pg_current_wal_insert_lsn() AS TEXT)";
        let position = self.read_fresh(|conn| {
            let text: String = Statement::<Text>::new(Fragment::sql(asked)).get_result(conn)?;
            text.parse().map_err(StoreError::internal)
        });
        // If the position is unknown, use one that no replica reaches.
        Some(position.unwrap_or(LogPosition::END))
    }

    /// Reads a state at or after a log position: from a replica that has replayed it, else from the primary.
    ///
    /// # Errors
    /// Those of `reading`, or `Unavailable`.
    pub fn read_after<T>(
        &self,
        position: LogPosition,
        mut reading: impl FnMut(&mut DbConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let readers = &self.0.readers;
        let turn = self.0.next_reader.fetch_add(1, Ordering::Relaxed);
        if self.0.replicated
            && let Some(pool) = readers.get(turn % readers.len().max(1))
        {
            let outcome = read_from(pool, &mut |conn| {
                if has_replayed(conn, position)? {
                    reading(conn).map(Some)
                } else {
                    Ok(None)
                }
            });
            match outcome {
                Ok(None) => {}
                Err(error) if error.is_lost() || error.is_conflict() => {}
                Ok(Some(value)) => return Ok(value),
                Err(error) => return Err(error),
            }
        }
        self.read_fresh(reading)
    }
}

/// Whether a server has replayed the log up to a position; always true for the primary.
fn has_replayed(conn: &mut DbConnection, position: LogPosition) -> Result<bool, StoreError> {
    let query = Fragment::sql(
        "SELECT NOT pg_is_in_recovery() OR coalesce(pg_last_wal_replay_lsn() >= CAST(",
    )
    .value(Value::Text(position.to_string()))
    .and_sql(" AS pg_lsn), FALSE)");
    Ok(Statement::<Bool>::new(query).get_result(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_as_they_are_written() {
        for text in ["16/B374D848", "0/0", "FFFFFFFF/FFFFFFFF"] {
            let position: LogPosition = text.parse().unwrap();
            assert_eq!(position.to_string(), text);
        }
        for text in ["", "/", "16", "1/2/3", "+1/2", "123456789/1", "x/1", "1/ 2"] {
            assert_eq!(text.parse::<LogPosition>(), Err(NoPosition), "{text}");
        }
        let (low, high): (LogPosition, LogPosition) =
            ("1/F".parse().unwrap(), "2/0".parse().unwrap());
        assert!(low < high && high < LogPosition::END);
    }
}
