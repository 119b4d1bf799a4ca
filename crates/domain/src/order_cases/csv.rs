//! Cases as comma-separated values (RFC 4180).

use std::collections::HashMap;

use super::row::OrderCase;
use crate::csv::guarded;
use crate::id::Id;
use crate::purchase_orders::OrderLine;
use crate::record::instant;

const HEADER: &str = "line,gtin,units,weight,weight_unit,weight_lb,production_date,packaging_date,best_before,expiration_date,\
    lot_number,serial,source,scanned_text,created_at,created_by,removed_at,removed_by,remove_reason";

/// Writes cases with a header; `lines` gives the position of each line.
#[must_use]
pub fn cases_csv(cases: &[OrderCase], lines: &HashMap<Id<OrderLine>, i32>) -> String {
    let mut text = format!("{HEADER}\r\n");
    for case in cases {
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
        let line = lines.get(&case.line_id).map(ToString::to_string);
        let cells = [
            line,
            case.gtin.clone(),
            Some(case.units.to_string()),
            Some(case.weight.to_string()),
            Some(case.weight_unit.to_string()),
            Some(case.weight_lb.to_string()),
            day(case.production_date),
            day(case.packaging_date),
            day(case.best_before),
            day(case.expiration_date),
            case.lot_number.clone(),
            case.serial.clone(),
            Some(case.source.to_string()),
            Some(case.scanned_text.clone()),
            Some(instant::show(&case.created_at)),
            Some(case.created_by_name.clone()),
            case.removed_at.as_ref().map(instant::show),
            case.removed_by_name.clone(),
            case.remove_reason.clone(),
        ];
        let cells = cells.map(|cell| quoted(&cell.unwrap_or_default()));
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

fn quoted(cell: &str) -> String {
    let guarded = guarded(cell);
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded.into_owned()
    }
}
