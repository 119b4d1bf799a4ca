//! The kept ratios of our rates to those of SQL alone, and what has become slower since. Rates differ between machines, ratios do so
//! less.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::load::Figures;

const FILE: &str = "crates/xtask/bench/baseline.json";
/// A row under this share of its kept ratio fails.
const SHARE: f64 = 0.8;

/// Ratios by database and row.
type Ratios = BTreeMap<String, BTreeMap<String, f64>>;

/// The kept ratios.
#[derive(Debug)]
pub(super) struct Baseline(Ratios);

impl Baseline {
    pub(super) fn read(root: &Path) -> Result<Self> {
        let path = root.join(FILE);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok(Self(serde_json::from_str(&text)?))
    }

    /// A line for each row under its share.
    pub(super) fn slower(&self, database: &str, rows: &[Figures]) -> Vec<String> {
        let kept = self.0.get(database);
        let line = |row: &Figures| {
            let kept = *kept?.get(row.name)?;
            let ratio = row.ratio()?;
            (ratio < SHARE * kept).then(|| {
                format!(
                    "{database}, {}: {ratio:.3} of SQL alone, under 80 % of the kept {kept:.3}",
                    row.name
                )
            })
        };
        rows.iter().filter_map(line).collect()
    }

    /// Keeps the ratios of a measurement.
    pub(super) fn keep(&mut self, root: &Path, database: &str, rows: &[Figures]) -> Result<()> {
        let kept = self.0.entry(database.to_owned()).or_default();
        for row in rows {
            if let Some(ratio) = row.ratio() {
                kept.insert(row.name.to_owned(), (ratio * 1_000.0).round() / 1_000.0);
            }
        }
        let text = serde_json::to_string_pretty(&self.0)?;
        Ok(fs::write(root.join(FILE), text + "\n")?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slower_row_is_named() {
        let kept = BTreeMap::from([("one order".to_owned(), 0.5)]);
        let baseline = Baseline(BTreeMap::from([("sqlite".to_owned(), kept)]));
        let row = |rate| Figures {
            name: "one order",
            rate,
            sql: Some(1_000.0),
            ..Figures::default()
        };
        assert!(baseline.slower("sqlite", &[row(401.0)]).is_empty());
        assert!(baseline.slower("postgres", &[row(1.0)]).is_empty());
        let slower = baseline.slower("sqlite", &[row(399.0)]);
        assert_eq!(
            slower,
            ["sqlite, one order: 0.399 of SQL alone, under 80 % of the kept 0.500"]
        );
    }
}
