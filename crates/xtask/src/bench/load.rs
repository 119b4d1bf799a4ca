//! The benchmarked requests, and wrk to send them.

use std::fmt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::subject::Served;
use crate::process;
use crate::report;
use crate::services::packages::WRK;

const PAGE: usize = 2_500;
const ORDERS: &str = "/api/v1/purchase-orders";
const V1: &str = "/api/v1";
const SUPPLIERS: &str = "/api/v1/suppliers";
/// Every list, with its row name in the table.
const LISTS: [(&str, &str); 11] = [
    ("purchase-orders", "orders, first page"),
    ("suppliers", "suppliers, first page"),
    ("customers", "customers, first page"),
    ("locations", "locations, first page"),
    ("plants", "plants, first page"),
    ("products", "products, first page"),
    ("contacts", "contacts, first page"),
    ("carriers", "carriers, first page"),
    ("supplier-plant-mappings", "supply lines, first page"),
    ("receivables", "receivables, first page"),
    ("users", "users, first page"),
];

/// One kind of request.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) name: &'static str,
    method: &'static str,
    path: String,
    body: Option<Value>,
    /// Requests at a time; searches are measured alone, by their slowest.
    connections: u32,
}

impl Target {
    /// The same request, one at a time.
    pub(super) fn alone(&self) -> Self {
        Self {
            connections: 1,
            ..self.clone()
        }
    }
}

/// All requests, and the ids that the random ones lie between.
pub(super) struct Targets {
    pub(super) all: Vec<Target>,
    pub(super) ids: (u64, u64),
}

/// Builds all requests, using IDs and words found in the data.
pub(super) fn targets(server: &Served) -> Result<Targets> {
    let get = |name, path: String| Target {
        name,
        method: "GET",
        path,
        body: None,
        connections: 16,
    };
    let post = |name, path: &str, body| Target {
        name,
        method: "POST",
        path: path.to_owned(),
        body: Some(body),
        connections: 16,
    };
    let search = |name, q: &str| Target {
        connections: 1,
        ..get(name, format!("{ORDERS}?limit=20&q={q}"))
    };
    let walk = walk(server)?;
    let mut targets = vec![
        get("health", "/health/live".to_owned()),
        get(
            "orders, page 2,500",
            format!("{ORDERS}?limit=20&cursor={}", walk.cursor),
        ),
        get("orders, count", format!("{ORDERS}?limit=20&count=true")),
        search("orders, search a number", &walk.number),
        search("orders, search four digits", "{rand:1000:9999}"),
        search("orders, search a name", &walk.word),
        search(
            "orders, search two letters",
            walk.word.get(..2).unwrap_or("be"),
        ),
        search("orders, search many hits", "trim"),
        get(
            "one order",
            format!("{ORDERS}/{{rand:{}:{}}}", walk.lowest, walk.highest),
        ),
        get(
            "suppliers, type-ahead",
            format!("{SUPPLIERS}?limit=10&q={}", walk.word),
        ),
        get(
            "receivables, overdue",
            format!("{V1}/receivables?limit=20&is_overdue=true"),
        ),
        post(
            "create supplier",
            SUPPLIERS,
            json!({"name": "Load Supplier {n}", "delivery_profile": "does_not_deliver"}),
        ),
        post("login", "/api/v1/auth/login", server.credentials()),
    ];
    let lists = LISTS
        .iter()
        .map(|(list, name)| get(name, format!("{V1}/{list}?limit=20")));
    // After the health check, which shows the cost of the server alone.
    targets.splice(1..1, lists);
    Ok(Targets {
        all: targets,
        ids: (walk.lowest, walk.highest),
    })
}

/// Values collected while paging through the orders.
struct Walk {
    cursor: String,
    lowest: u64,
    highest: u64,
    word: String,
    /// A pattern of order numbers that exist.
    number: String,
}

/// Pages through the orders to page 2,500, or to the last page.
fn walk(server: &Served) -> Result<Walk> {
    let mut path = format!("{ORDERS}?limit=20");
    let mut walk = Walk {
        cursor: String::new(),
        lowest: u64::MAX,
        highest: 0,
        word: String::new(),
        number: String::new(),
    };
    for _ in 1..PAGE {
        let page = server.get(&path)?;
        let items = page.get("items").and_then(Value::as_array);
        for item in items.into_iter().flatten() {
            if let Some(id) = item.get("id").and_then(Value::as_u64) {
                walk.lowest = walk.lowest.min(id);
                walk.highest = walk.highest.max(id);
            }
            if walk.word.is_empty() {
                walk.word = word_of(item).unwrap_or_default();
            }
            walk.number = numbers_like(item).unwrap_or(walk.number);
        }
        let Some(cursor) = page.get("next_cursor").and_then(Value::as_str) else {
            break;
        };
        cursor.clone_into(&mut walk.cursor);
        path = format!("{ORDERS}?limit=20&cursor={cursor}");
    }
    Ok(walk)
}

/// The first word of a supplier's name, if it needs no URL encoding.
fn word_of(item: &Value) -> Option<String> {
    let name = item.get("supplier_name")?.as_str()?;
    let word = name.split(' ').next()?;
    (word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .then(|| word.to_lowercase())
}

/// The numbers of a year up to that of an order, `PO-2024-{rand:1000:19400}`: shorter ones are padded.
fn numbers_like(item: &Value) -> Option<String> {
    let number = item.get("number")?.as_str()?;
    let (year, place) = number.rsplit_once('-')?;
    let place: u64 = place.parse().ok()?;
    (place > 1_000).then(|| format!("{year}-{{rand:1000:{place}}}"))
}

/// Settings of wrk.
#[derive(Debug)]
pub(super) struct Load {
    pub(super) script: PathBuf,
    pub(super) seconds: u32,
    pub(super) runs: u32,
}

/// Results of one request: medians over the runs, and the sum of errors.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Figures {
    pub(super) name: &'static str,
    pub(super) rate: f64,
    /// The rate of SQL alone.
    pub(super) sql: Option<f64>,
    pub(super) p50_ms: f64,
    pub(super) p95_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) errors: u64,
}

impl Load {
    /// Measures one request: a warm-up, then the runs.
    pub(super) fn run(&self, server: &Served, target: &Target) -> Result<Figures> {
        self.once(server, target, 2)?;
        let runs: Vec<Run> = (0..self.runs.max(1))
            .map(|_| self.once(server, target, self.seconds))
            .collect::<Result<_>>()?;
        Ok(Figures {
            name: target.name,
            rate: median(runs.iter().map(|run| run.rate)),
            sql: None,
            p50_ms: median(runs.iter().map(|run| run.p50_ms)),
            p95_ms: median(runs.iter().map(|run| run.p95_ms)),
            p99_ms: median(runs.iter().map(|run| run.p99_ms)),
            errors: runs.iter().map(|run| run.errors).sum(),
        })
    }

    pub(super) fn once(&self, server: &Served, target: &Target, seconds: u32) -> Result<Run> {
        let mut command = Command::new(WRK.path()?);
        command
            .args(["-t1", "--latency", "--timeout", "30s"])
            .arg(format!("-c{}", target.connections))
            .arg(format!("-d{seconds}s"))
            .arg("-s")
            .arg(&self.script)
            .arg(server.url())
            .args(["--", target.method, &target.path])
            .args(target.body.as_ref().map(Value::to_string))
            .env("TOKEN", &server.token)
            .env("RUN_ID", report::elapsed().as_nanos().to_string());
        let output = process::output("wrk", &mut command)?;
        Run::read(&output).context("wrk printed no result")
    }
}

/// Results of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    rate: f64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    errors: u64,
    pub(super) requests: u64,
}

impl Run {
    /// Parses the last line of `request.lua`.
    fn read(output: &str) -> Option<Self> {
        let line = output
            .lines()
            .find_map(|line| line.strip_prefix("RESULT "))?;
        let mut words = line.split(' ');
        let mut figure = || words.next()?.parse::<f64>().ok();
        let (rate, p50, p95, p99) = (figure()?, figure()?, figure()?, figure()?);
        let mut count = || words.next()?.parse::<u64>().ok();
        Some(Self {
            rate,
            p50_ms: p50 / 1000.0,
            p95_ms: p95 / 1000.0,
            p99_ms: p99 / 1000.0,
            errors: count()? + count()?,
            requests: count()?,
        })
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

impl Figures {
    /// Our rate as a share of that of SQL alone.
    pub(super) fn ratio(&self) -> Option<f64> {
        self.sql.map(|sql| self.rate / sql)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {:.0}/s, p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, {} errors",
            self.name, self.rate, self.p50_ms, self.p95_ms, self.p99_ms, self.errors
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_line_is_read() {
        let run = Run::read("Running 15s\nRESULT 641.50 1500 9000 25000 1 2 900\n").unwrap();
        assert_eq!(
            (run.rate, run.p50_ms, run.p95_ms, run.p99_ms),
            (641.5, 1.5, 9.0, 25.0)
        );
        assert_eq!((run.errors, run.requests), (3, 900));
        assert_eq!(Run::read("unable to connect"), None);
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([].into_iter()), 0.0);
    }

    #[test]
    fn numbers_that_exist_are_searched() {
        let like = |number: &str| numbers_like(&json!({"number": number}));
        assert_eq!(
            like("PO-2024-19400"),
            Some("PO-2024-{rand:1000:19400}".to_owned())
        );
        assert_eq!(like("PO-2024-0041"), None);
    }

    #[test]
    fn words_to_search_need_no_quoting() {
        let word = |name: &str| word_of(&json!({"supplier_name": name}));
        assert_eq!(word("Brindlemoor Beef"), Some("brindlemoor".to_owned()));
        assert_eq!(word("O'Hara & Sons"), None);
    }
}
