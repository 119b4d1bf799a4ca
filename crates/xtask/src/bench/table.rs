//! Formats the results of a database as a table.

use std::fmt;
use std::time::Duration;

use super::Options;
use super::load::Figures;
use super::subject::Served;

/// Results of one database.
#[derive(Debug)]
pub(super) struct Table {
    title: String,
    start_up: Duration,
    memory_at_start: u64,
    pub(super) rows: Vec<Figures>,
    /// Instructions of a request, by row.
    pub(super) instructions: Vec<(&'static str, u64)>,
    /// The server's memory after the load, in KiB.
    pub(super) memory: u64,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(database: &str, options: &Options, server: &Served) -> Self {
        let orders = match options.at {
            Some(_) => "a filled database".to_owned(),
            None => format!("{} orders", options.orders),
        };
        let title = format!(
            "{database}, {orders}, 16 connections (searches: 1), median of {} x {} s",
            options.runs, options.seconds
        );
        Self {
            title,
            start_up: server.start_up,
            memory_at_start: server.memory_at_start,
            rows: Vec::new(),
            instructions: Vec::new(),
            memory: 0,
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}\n", self.title)?;
        writeln!(
            f,
            "| request | req/s | of SQL alone | p50 ms | p95 ms | p99 ms | errors |"
        )?;
        writeln!(f, "|---|---:|---:|---:|---:|---:|---:|")?;
        for row in &self.rows {
            let ratio = row.ratio().map(|ratio| format!("{:.0} %", 100.0 * ratio));
            writeln!(
                f,
                "| {} | {:.0} | {} | {:.2} | {:.2} | {:.2} | {} |",
                row.name,
                row.rate,
                ratio.unwrap_or_default(),
                row.p50_ms,
                row.p95_ms,
                row.p99_ms,
                row.errors
            )?;
        }
        for (name, count) in &self.instructions {
            writeln!(f, "\n{name}: {count} instructions a request")?;
        }
        write!(
            f,
            "\nstart to first answer: {} ms; memory then: {} MiB, after the load: {} MiB",
            self.start_up.as_millis(),
            self.memory_at_start.div_ceil(1024),
            self.memory.div_ceil(1024)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_a_request() {
        let table = Table {
            title: "sqlite".to_owned(),
            start_up: Duration::from_millis(33),
            memory_at_start: 9 * 1024,
            rows: vec![Figures {
                name: "health",
                rate: 104_310.4,
                sql: Some(208_620.8),
                p50_ms: 0.151,
                p95_ms: 0.5,
                p99_ms: 1.0,
                errors: 0,
            }],
            instructions: vec![("one order", 150_000)],
            memory: 21 * 1024,
        };
        let text = table.to_string();
        for line in [
            "| health | 104310 | 50 % | 0.15 | 0.50 | 1.00 | 0 |",
            "one order: 150000 instructions a request",
            "33 ms; memory then: 9 MiB, after the load: 21 MiB",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }
}
