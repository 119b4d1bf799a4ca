//! Which line a case belongs to, and which cases are counted already.

use std::collections::{BTreeMap, BTreeSet};

use super::bodies::RejectedCase;
use super::reading::{CaseReading, Entry};
use crate::id::Id;
use crate::pricing::WeightUnit;
use crate::products::Product;
use crate::purchase_orders::OrderLine;

/// The product that has a GTIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownGtin {
    /// Product.
    pub product: Id<Product>,
    /// Its code.
    pub code: String,
}

/// What is known about the cases that were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFacts {
    /// Products by GTIN.
    pub products: BTreeMap<String, KnownGtin>,
    /// Lines of the order whose cases have a GTIN.
    pub lines: BTreeMap<String, BTreeSet<Id<OrderLine>>>,
    /// Serial numbers of the order's cases, with their GTIN, blank if they have none.
    pub serials: BTreeSet<(String, String)>,
}

/// A case with its line and unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCase {
    /// Line.
    pub line: Id<OrderLine>,
    /// Unit of the weight.
    pub unit: WeightUnit,
    /// What was read.
    pub read: CaseReading,
}

/// The cases to keep, and the others with what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assigned {
    /// Cases to keep.
    pub kept: Vec<NewCase>,
    /// Entries that are not kept, in the order sent.
    pub rejected: Vec<RejectedCase>,
}

/// Finds the line of each case: by its GTIN, else `chosen`, else the line of earlier cases with the GTIN, else the only line.
/// Repeated serial numbers are rejected.
#[must_use]
pub fn assign(
    lines: &[OrderLine],
    entries: Vec<Entry>,
    chosen: Option<Id<OrderLine>>,
    facts: &CaseFacts,
) -> Assigned {
    let mut assigned = Assigned::default();
    let mut sent = BTreeSet::new();
    for entry in entries {
        let read = match entry {
            Ok(read) => read,
            Err(rejected) => {
                assigned.rejected.push(rejected);
                continue;
            }
        };
        let key = serial_key(&read);
        let line = refuse_repeated(key.as_ref(), &sent, facts)
            .and_then(|()| line_of(lines, &read, chosen, facts));
        match line {
            Ok((line, own)) => {
                sent.extend(key);
                let unit = read.unit.unwrap_or(own);
                assigned.kept.push(NewCase { line, unit, read });
            }
            Err((code, message)) => assigned.rejected.push(RejectedCase {
                index: read.index,
                text: read.text.chars().take(40).collect(),
                code: code.to_owned(),
                message,
            }),
        }
    }
    assigned
}

/// GTIN and serial number, by which a case is recognized.
fn serial_key(read: &CaseReading) -> Option<(String, String)> {
    let gtin = read.gtin.as_ref().map(ToString::to_string);
    Some((gtin.unwrap_or_default(), read.serial.clone()?))
}

type Refusal = (&'static str, String);

fn refuse_repeated(
    key: Option<&(String, String)>,
    sent: &BTreeSet<(String, String)>,
    facts: &CaseFacts,
) -> Result<(), Refusal> {
    let Some(key) = key else { return Ok(()) };
    let serial = &key.1;
    if facts.serials.contains(key) {
        let message = format!("Serial number {serial} is on this order already");
        return Err(("serial_known", message));
    }
    if sent.contains(key) {
        let message = format!("Serial number {serial} appears twice");
        return Err(("serial_repeated", message));
    }
    Ok(())
}

fn line_of(
    lines: &[OrderLine],
    read: &CaseReading,
    chosen: Option<Id<OrderLine>>,
    facts: &CaseFacts,
) -> Result<(Id<OrderLine>, WeightUnit), Refusal> {
    let gtin = read.gtin.as_ref().map_or("", |gtin| gtin.as_str());
    let known = facts.products.get(gtin);
    let fitting = |line: &&OrderLine| {
        known.is_none_or(|known| line.details.product_id == Some(known.product))
    };
    let fitting: Vec<&OrderLine> = lines.iter().filter(fitting).collect();
    if let Some(known) = known.filter(|_| fitting.is_empty()) {
        let message = format!("GTIN {gtin} is {}, which is not on this order", known.code);
        return Err(("other_product", message));
    }
    let of = |wanted: Option<Id<OrderLine>>| {
        let mut fitting = fitting.iter();
        fitting.find(|line| wanted.is_some() && line.details.id == wanted)
    };
    let earlier = facts.lines.get(gtin).filter(|lines| lines.len() == 1);
    let earlier = earlier.and_then(|lines| lines.first().copied());
    let only = match fitting.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    let line = only.or_else(|| of(chosen)).or_else(|| of(earlier));
    let found = line.and_then(|line| Some((line.details.id?, line.details.weight_unit)));
    found.ok_or_else(|| {
        let message = if gtin.is_empty() {
            "Choose the line that this case belongs to".to_owned()
        } else {
            format!("GTIN {gtin} does not tell the line. Choose it")
        };
        ("line_unclear", message)
    })
}
