//! Formats the results of a database as a table.

use std::fmt;
use std::time::Duration;

use super::Options;
use super::load::Figures;

/// Results of one database.
#[derive(Debug)]
pub(super) struct Table {
    title: String,
    start_up: Duration,
    rows: Vec<Figures>,
    /// The server's memory after the load, in KiB.
    pub(super) memory: u64,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(database: &str, options: &Options, start_up: Duration) -> Self {
        let title = format!(
            "{database}, {} orders, 16 connections, median of {} x {} s",
            options.orders, options.runs, options.seconds
        );
        Self {
            title,
            start_up,
            rows: Vec::new(),
            memory: 0,
        }
    }

    /// Adds the results of a request.
    pub(super) fn add(&mut self, figures: Figures) {
        self.rows.push(figures);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}\n", self.title)?;
        writeln!(f, "| request | req/s | p50 ms | p99 ms | errors |")?;
        writeln!(f, "|---|---:|---:|---:|---:|")?;
        for row in &self.rows {
            writeln!(
                f,
                "| {} | {:.0} | {:.2} | {:.2} | {} |",
                row.name, row.rate, row.p50_ms, row.p99_ms, row.errors
            )?;
        }
        write!(
            f,
            "\nstart to first answer: {} ms; memory after the load: {} MiB",
            self.start_up.as_millis(),
            self.memory.div_ceil(1024)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_a_request() {
        let mut table = Table::new("sqlite", &Options::default(), Duration::from_millis(33));
        table.memory = 21 * 1024;
        table.add(Figures {
            name: "health",
            rate: 104_310.4,
            p50_ms: 0.151,
            p99_ms: 1.0,
            errors: 0,
        });
        let text = table.to_string();
        assert!(
            text.contains("| health | 104310 | 0.15 | 1.00 | 0 |"),
            "{text}"
        );
        assert!(
            text.contains("33 ms; memory after the load: 21 MiB"),
            "{text}"
        );
    }
}
