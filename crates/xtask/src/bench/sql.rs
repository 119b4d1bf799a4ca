//! What the same work costs in SQL alone: pgbench with prepared statements on PostgreSQL, the sqlite3 program on SQLite.
//!
//! sqlite3 parses each statement again, on one connection, so its rates are lower than what SQLite can do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::process;
use crate::services::packages::{POSTGRES, SQLITE};

/// How often sqlite3's script does the work.
const REPEATS: u32 = 2_000;

const ORDERS: &str = "SELECT o.*, l.*, (SELECT u.first_name FROM users u WHERE u.id = o.owner_id) FROM (SELECT * FROM purchase_orders \
    WHERE archived_at IS NULL ORDER BY order_date DESC, id DESC LIMIT 21) o JOIN purchase_order_links l ON l.order_id = o.id;";
const ORDER: &str = "SELECT o.*, d.*, l.* FROM purchase_orders o JOIN purchase_order_details d ON d.order_id = o.id \
    JOIN purchase_order_links l ON l.order_id = o.id WHERE o.id = {id};\n\
    SELECT * FROM purchase_order_lines WHERE order_id = {id};\n\
    SELECT * FROM purchase_order_moves WHERE order_id = {id};";
const SUPPLIERS: &str = "SELECT s.*, a.*, (SELECT u.first_name FROM users u WHERE u.id = s.owner_id) FROM suppliers s \
    JOIN addresses a ON a.id = s.address_id WHERE s.archived_at IS NULL ORDER BY s.name_key, s.id LIMIT 21;";
const CREATE: &str = "BEGIN;\n\
    INSERT INTO addresses (id) VALUES ({id});\n\
    INSERT INTO suppliers (id, name, name_key, address_id, owner_id, created_at, created_by, updated_at, updated_by) \
    SELECT {id}, 'Sql {id}', 'sql {id}', {id}, u.id, '2026-03-02 12:00:00', u.id, '2026-03-02 12:00:00', u.id \
    FROM (SELECT min(id) AS id FROM users) u;\n\
    INSERT INTO search_index (id, entity, record_id, text) VALUES (9007199254740992 + {id}, 'supplier', {id}, 'sql {id}');\n\
    INSERT INTO audit_entries (at, entity, record_id, version, action) VALUES ('2026-03-02 12:00:00', 'supplier', {id}, 1, 'create');\n\
    COMMIT;";

/// The rows of the table that have an equivalent in SQL, with it.
const STATEMENTS: [(&str, &str); 4] = [
    ("orders, first page", ORDERS),
    ("one order", ORDER),
    ("suppliers, first page", SUPPLIERS),
    ("create supplier", CREATE),
];

/// Runs SQL against the database of a measurement.
#[derive(Debug)]
pub(super) struct Sql {
    url: String,
    folder: PathBuf,
    seconds: u32,
}

impl Sql {
    /// `folder` takes the scripts.
    pub(super) fn new(url: &str, folder: PathBuf, seconds: u32) -> Self {
        Self {
            url: url.to_owned(),
            folder,
            seconds,
        }
    }

    /// How often a second SQL alone does the work of a request, if it has an equivalent; `ids` are those of orders.
    pub(super) fn rate(&self, name: &str, ids: (u64, u64)) -> Result<Option<f64>> {
        let Some((_, statements)) = STATEMENTS.iter().find(|(row, _)| *row == name) else {
            return Ok(None);
        };
        // New records get ids far above the others.
        let ids = match *statements {
            CREATE => (1_000_000_000, 4_000_000_000),
            _ => ids,
        };
        match self.url.strip_prefix("sqlite://") {
            Some(path) => self.sqlite(Path::new(path), statements, ids),
            None => self.postgres(statements, ids),
        }
        .map(Some)
    }

    fn postgres(&self, statements: &str, (low, high): (u64, u64)) -> Result<f64> {
        let script = self.folder.join("statements.sql");
        let text = statements.replace("{id}", ":id");
        fs::write(&script, format!("\\set id random({low}, {high})\n{text}\n"))?;
        let mut command = Command::new(POSTGRES.path()?.canonicalize()?.with_file_name("pgbench"));
        command
            .args(["-n", "-M", "prepared", "-c16", "-j1", "-T"])
            .arg(self.seconds.to_string())
            .arg("-f")
            .arg(&script)
            .arg(&self.url)
            .stderr(Stdio::null());
        tps(&process::output("pgbench", &mut command)?).context("pgbench printed no rate")
    }

    fn sqlite(&self, file: &Path, statements: &str, (low, high): (u64, u64)) -> Result<f64> {
        let script = self.folder.join("statements.sql");
        let span = high.saturating_sub(low).max(1);
        let mut next = u64::from(std::process::id());
        let mut text =
            String::from(".timeout 5000\nPRAGMA synchronous = FULL;\n.output /dev/null\n");
        for _ in 0..REPEATS {
            next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let id = low + (next >> 33) % span;
            text.push_str(&statements.replace("{id}", &id.to_string()));
            text.push('\n');
        }
        fs::write(&script, text)?;
        let start = Instant::now();
        let mut done = 0_u32;
        while start.elapsed().as_secs() < u64::from(self.seconds) || done == 0 {
            let mut command = Command::new(SQLITE.path()?);
            command.arg(file).arg(format!(".read {}", script.display()));
            process::run("sqlite3", command.stdout(Stdio::null()))?;
            done += 1;
            // The same ids cannot be created twice.
            if statements == CREATE {
                break;
            }
        }
        Ok(f64::from(done * REPEATS) / start.elapsed().as_secs_f64())
    }
}

/// The rate in pgbench's output.
fn tps(output: &str) -> Option<f64> {
    let line = output
        .lines()
        .find_map(|line| line.strip_prefix("tps = "))?;
    line.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_of_pgbench_is_read() {
        let output = "latency average = 1.3 ms\ntps = 12034.51 (without initial connection time)\n";
        assert_eq!(tps(output), Some(12_034.51));
        assert_eq!(tps("pgbench: error"), None);
    }
}
