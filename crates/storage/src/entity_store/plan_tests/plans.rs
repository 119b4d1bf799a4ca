//! Checks the EXPLAIN output of list statements.

use std::sync::{Arc, Mutex};

use diesel::connection::{Connection, InstrumentationEvent};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use serde_json::Value as Json;

use super::asked::Asked;
use crate::connection::DbConnection;

/// Tables that stay small. `purchase_order_differences` holds orders billed before each line had to match its invoice; no rows are
/// added, and each is removed when it is corrected.
const SMALL: &[&str] = &[
    "choices",
    "choice_lists",
    "payment_terms",
    "purchase_order_differences",
    "settings",
];
/// Names of common table expressions and subqueries, which look like tables in a plan.
const COMPUTED: &[&str] = &["counted", "found", "hits", "newest", "rare", "sample"];
/// Suffixes of partial indexes for a single filter.
const PARTIAL: &[&str] = &["_archived", "_for_stock", "_on_hold"];
/// Maximum number of rows to read for one page. Planners estimate from samples, but half of a table is too many.
const READ: i64 = 50_000;
/// Maximum number of rows to sort for one page.
const SORTED: i64 = 15_000;
/// With fewer matching rows than this, walking an index in list order amounts to reading the whole table.
const RARE: i64 = 500;

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresPlan {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    plan: String,
}

/// The statements that a piece of work sends, with their values inlined.
pub(super) fn sent<T>(
    conn: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> T,
) -> (Vec<String>, T) {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let into = Arc::clone(&seen);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            into.lock().unwrap().push(query.to_string());
        }
    });
    let result = work(conn);
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let seen = seen.lock().unwrap();
    (
        seen.iter().map(|query| written_out(query)).collect(),
        result,
    )
}

/// Inlines the values of a statement in diesel's debug format, `.. -- binds: [..]`.
fn written_out(shown: &str) -> String {
    let (sql, binds) = shown.split_once(" -- binds: ").unwrap_or((shown, "[]"));
    let mut values = literals(binds).into_iter();
    let mut whole = String::new();
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        let numbered = c == '$' && rest.peek().is_some_and(char::is_ascii_digit);
        if c != '?' && !numbered {
            whole.push(c);
            continue;
        }
        while numbered && rest.peek().is_some_and(char::is_ascii_digit) {
            rest.next();
        }
        whole.push_str(&values.next().unwrap());
    }
    whole
}

/// Converts values from Rust's debug format to SQL literals.
fn literals(binds: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = binds.strip_prefix('[').unwrap().strip_suffix(']').unwrap();
    while !rest.is_empty() {
        let (quote, end) = match rest.chars().next() {
            Some('"') => (true, 1 + rest[1..].find('"').unwrap() + 1),
            Some('[') => (true, rest.find(']').unwrap() + 1),
            _ => (false, rest.find(", ").unwrap_or(rest.len())),
        };
        let (value, tail) = rest.split_at(end);
        rest = tail.trim_start_matches(", ");
        let plain = value.trim_matches('"').replace('[', "{").replace(']', "}");
        let number = plain.parse::<i64>().is_ok() || plain == "true" || plain == "false";
        all.push(if !quote && number {
            plain
        } else {
            // Dates and instants too; both databases parse them in this form.
            format!("'{}'", plain.replace('T', if quote { "T" } else { " " }))
        });
    }
    all
}

/// The faults in the plans of a list's statements. `matching` counts the rows that the filter matches.
pub(super) fn faults(
    conn: &mut DbConnection,
    asked: &Asked,
    statements: &[String],
    matching: impl Fn(&mut DbConnection) -> i64,
) -> Vec<String> {
    let mut found = Vec::new();
    for sql in statements {
        let wrong = match conn {
            DbConnection::Postgres(conn) => {
                let explain = format!("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}");
                let plan: PostgresPlan = sql_query(explain).get_result(conn).unwrap();
                postgres(asked, &serde_json::from_str(&plan.plan).unwrap())
            }
            DbConnection::Sqlite(inner) => {
                let steps: Vec<SqliteStep> = sql_query(format!("EXPLAIN QUERY PLAN {sql}"))
                    .load(inner)
                    .unwrap();
                let steps: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
                sqlite(asked, sql, &steps, || matching(conn))
            }
        };
        found.extend(wrong.map(|wrong| format!("{wrong}\n      {sql}")));
    }
    found
}

/// The tables that the statements read completely.
pub(super) fn whole_tables(
    conn: &mut DbConnection,
    statements: &[String],
) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    for sql in statements {
        let plan = match conn {
            DbConnection::Postgres(conn) => {
                let explain = format!("EXPLAIN (FORMAT JSON) {sql}");
                let plan: PostgresPlan = sql_query(explain).get_result(conn).unwrap();
                let mut nodes =
                    vec![serde_json::from_str::<Json>(&plan.plan).unwrap()[0]["Plan"].take()];
                let mut scans = Vec::new();
                while let Some(mut node) = nodes.pop() {
                    let relation = node["Relation Name"].as_str().unwrap_or_default();
                    if node["Node Type"] == "Seq Scan" && !SMALL.contains(&relation) {
                        scans.push(relation.to_owned());
                    }
                    if let Some(inner) = node["Plans"].as_array_mut() {
                        nodes.append(inner);
                    }
                }
                scans
            }
            DbConnection::Sqlite(inner) => {
                let steps: Vec<SqliteStep> = sql_query(format!("EXPLAIN QUERY PLAN {sql}"))
                    .load(inner)
                    .unwrap();
                let scans = steps.into_iter().filter_map(|step| {
                    let relation = step.detail.strip_prefix("SCAN ")?.to_owned();
                    let computed = COMPUTED.contains(&relation.as_str());
                    (!computed
                        && !relation.starts_with('(')
                        && !relation.contains(" VIRTUAL TABLE "))
                    .then_some(relation)
                });
                scans.collect()
            }
        };
        found.extend(
            plan.into_iter()
                .map(|scan| format!("reads all of {scan}\n      {sql}")),
        );
    }
    found.into_iter()
}

/// PostgreSQL runs the statement, so the rows actually read count.
fn postgres(asked: &Asked, answer: &Json) -> Option<String> {
    let mut read = 0;
    let mut whole = Vec::new();
    let mut nodes = vec![&answer[0]["Plan"]];
    let mut shape = Vec::new();
    while let Some(node) = nodes.pop() {
        let kind = node["Node Type"].as_str().unwrap_or_default();
        let relation = node["Relation Name"].as_str().unwrap_or_default();
        let rows = |key: &str| node[key].as_i64().unwrap_or(0);
        let index = node["Index Name"].as_str().unwrap_or_default();
        shape.push(format!("{kind} {relation} {index} {}", rows("Actual Rows")));
        // The heap scan above a bitmap index scan counts its rows.
        if kind.contains("Scan") && kind != "Bitmap Index Scan" {
            let each = rows("Actual Rows")
                + rows("Rows Removed by Filter")
                + rows("Rows Removed by Index Recheck");
            read += each * rows("Actual Loops");
        }
        if kind == "Seq Scan" && !SMALL.contains(&relation) {
            whole.push(relation);
        }
        nodes.extend(node["Plans"].as_array().into_iter().flatten());
    }
    if !whole.is_empty() && !asked.is_negative() {
        return Some(format!(
            "reads the whole of {}: {shape:?}",
            whole.join(", ")
        ));
    }
    (read > READ && !asked.is_negative() && !asked.is_excused())
        .then(|| format!("reads {read} rows: {shape:?}"))
}

/// SQLite only shows the plan; its cost is estimated from the number of matching rows.
fn sqlite(
    asked: &Asked,
    sql: &str,
    steps: &[String],
    matching: impl FnOnce() -> i64,
) -> Option<String> {
    let as_text = || format!("{steps:?}");
    let scans = || {
        let scans = steps.iter().filter_map(|step| step.strip_prefix("SCAN "));
        scans.map(|scan| (scan.split(' ').next().unwrap_or_default(), scan))
    };
    let own = |relation: &str| relation == asked.table;
    let whole = scans().find(|(relation, scan)| {
        let is_table = relation.starts_with(|c: char| c.is_ascii_lowercase());
        // The list's own table may be walked by id.
        let walks = scan.contains(" USING ") || scan.contains(" VIRTUAL TABLE ") || own(relation);
        is_table && !SMALL.contains(relation) && !COMPUTED.contains(relation) && !walks
    });
    if let Some((relation, _)) = whole {
        return Some(format!("reads the whole of {relation}: {}", as_text()));
    }
    let rows = format!("FROM `{}`", asked.table);
    let rows = sql.contains(&rows) || sql.contains(&format!("FROM (`{}`", asked.table));
    if !rows || sql.contains("1 = 0") {
        return None;
    }
    // A partial index already contains only the matching rows.
    let walk = scans().any(|(relation, scan)| {
        own(relation) && !PARTIAL.iter().any(|index| scan.ends_with(index))
    });
    let sort = steps
        .iter()
        .any(|step| step == "USE TEMP B-TREE FOR ORDER BY");
    if walk && sort {
        return Some(format!("puts the whole in order: {}", as_text()));
    }
    if asked.is_negative() || asked.is_excused() || !walk && !sort {
        return None;
    }
    let matching = matching();
    if walk && matching < RARE {
        return Some(format!(
            "walks along everything to find {matching}: {}",
            as_text()
        ));
    }
    // A subquery on the code table finds the rows; its index cannot provide the list's order.
    let found = steps.iter().any(|step| step.starts_with("LIST SUBQUERY"));
    let many = sort && matching > SORTED && asked.is_one_value() && !found;
    many.then(|| format!("puts {matching} rows in order: {}", as_text()))
}
