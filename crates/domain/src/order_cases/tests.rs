use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::decimal::{CaseWeight, WeightAmount};
use crate::id::Id;
use crate::pricing::WeightUnit;
use crate::purchase_orders::{LineDraft, LineWeights, OrderLine};

const GTIN: &str = "90012345678908";
const OTHER: &str = "10614141000415";

fn today() -> NaiveDate {
    "2026-03-10".parse().unwrap()
}

/// What each entry of a text is: its weight and unit, or a code.
fn said(text: &str) -> Vec<String> {
    read_text(text, today())
        .into_iter()
        .map(|entry| match entry {
            Ok(read) => match read.unit {
                Some(unit) => format!("{} {unit}", read.weight),
                None => read.weight.to_string(),
            },
            Err(rejected) => rejected.code,
        })
        .collect()
}

#[test]
fn lists_of_weights_are_read() {
    assert_eq!(said("41.25, 40.10 kg"), ["41.25000 kg", "40.10000 kg"]);
    assert_eq!(
        said("41.25\n40.1\r\n\r\n39"),
        ["41.25000", "40.10000", "39.00000"]
    );
    assert_eq!(
        said("41.25\t40.10 lb\n18.5kg;17.9 KGS"),
        ["41.25000 lb", "40.10000 lb", "18.50000 kg", "17.90000 kg"]
    );
    assert_eq!(said("41.25 lb 18.5 kg"), ["41.25000 lb", "18.50000 kg"]);
    assert_eq!(
        said("1,987.50 lb\n2,011.00"),
        ["1987.50000 lb", "2011.00000"]
    );
    assert_eq!(said("41.25,40.10,39"), ["41.25000", "40.10000", "39.00000"]);
    assert_eq!(said("41, 40, 39"), ["41.00000", "40.00000", "39.00000"]);
    for unclear in ["41,25", "1,987", "41,40,39"] {
        assert_eq!(said(unclear), ["unclear_comma"], "{unclear}");
    }
    assert_eq!(
        said("0 -5 x 41.25x 1.123456 41. 9999999"),
        [
            "must_be_positive",
            "not_a_weight",
            "not_a_weight",
            "not_a_weight",
            "too_many_decimals",
            "not_a_weight",
            "out_of_range"
        ]
    );
}

#[test]
fn barcodes_are_told_from_weights() {
    let text = "(01)90012345678908(3202)004125(21)1\n41.25\n0190012345678908320200412521\u{241d}\n\
        0190012345678908320200401021A\u{1d}10L\t0190012345678908";
    assert_eq!(
        said(text),
        [
            "41.25000 lb",
            "41.25000",
            "too_short",
            "40.10000 lb",
            "no_weight"
        ]
    );
    let pallet = |scan: &str| read_text(scan, today()).remove(0);
    let read = pallet("(02)90012345678908(37)24(3201)009876(00)106141411234567897").unwrap();
    assert_eq!(
        (read.units, read.serial.as_deref()),
        (24, Some("106141411234567897"))
    );
    for (scan, code) in [
        (
            "(01)90012345678908(02)90012345678908(37)2(3202)004125",
            "two_gtins",
        ),
        ("(02)90012345678908(3202)004125", "no_count"),
        ("(01)90012345678908(37)2(3202)004125", "no_content"),
        ("(02)90012345678908(37)0(3202)004125", "out_of_range"),
        ("(01)90012345678908(3202)000000", "must_be_positive"),
        ("(01)90012345678908(11)260301", "no_weight"),
    ] {
        assert_eq!(pallet(scan).unwrap_err().code, code, "{scan}");
    }
    let cut = pallet(&format!("(01){}", "9".repeat(120))).unwrap_err();
    assert_eq!(cut.text.chars().count(), 40);
}

#[test]
fn a_request_is_bounded() {
    let sent = |text: String, scans: Vec<String>| {
        let sent = AddCases {
            text,
            scans,
            ..AddCases::default()
        };
        let errors = read_cases(&sent, today()).unwrap_err();
        let found = errors.iter();
        let found = found.map(|error| (error.pointer.clone().unwrap(), error.code.clone()));
        found.collect::<Vec<_>>()
    };
    let at = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    assert_eq!(sent(" \n".to_owned(), vec![]), at("/text", "required"));
    let scan = "(3202)004125".to_owned();
    assert_eq!(
        sent("41".to_owned(), vec![scan]),
        at("/scans", "text_or_scans")
    );
    assert_eq!(
        sent("41 ".repeat(CASES_MAX + 1), vec![]),
        at("/text", "too_many")
    );
    assert_eq!(sent("4".repeat(304_001), vec![]), at("/text", "too_long"));
    assert_eq!(
        read_text(&"41 ".repeat(CASES_MAX), today()).len(),
        CASES_MAX
    );
}

fn lines(products: &[Option<i64>]) -> Vec<OrderLine> {
    (1..)
        .zip(products)
        .map(|(no, product)| {
            let details = LineDraft {
                id: Some(Id::new(i64::from(no) + 100)),
                product_id: product.map(Id::new),
                ..LineDraft::default()
            };
            OrderLine::compute(no, details, LineWeights::default())
        })
        .collect()
}

fn facts() -> CaseFacts {
    let known = KnownGtin {
        product: Id::new(3),
        code: "TRIM-50".to_owned(),
    };
    CaseFacts {
        products: [(GTIN.to_owned(), known)].into(),
        ..CaseFacts::default()
    }
}

/// The line of each case, or the code of what is wrong.
fn placed(order: &[OrderLine], text: &str, chosen: Option<i64>, facts: &CaseFacts) -> Vec<String> {
    let assigned = assign(order, read_text(text, today()), chosen.map(Id::new), facts);
    let kept = assigned.kept.into_iter();
    let mut all: Vec<(i64, String)> = kept
        .map(|case| (case.read.index, case.line.to_string()))
        .collect();
    let rejected = assigned.rejected.into_iter();
    all.extend(rejected.map(|rejected| (rejected.index, rejected.code)));
    all.sort();
    all.into_iter().map(|(_, told)| told).collect()
}

#[test]
fn a_case_finds_its_line() {
    let scan = |gtin: &str, serial: u32| format!("(01){gtin}(3202)004125(21){serial}");
    let two = lines(&[Some(3), Some(4)]);
    let mut known = facts();
    // A GTIN that a product has picks its line, whatever was chosen.
    for chosen in [None, Some(101), Some(102)] {
        assert_eq!(placed(&two, &scan(GTIN, 1), chosen, &known), ["101"]);
    }
    // Others ask for the line.
    assert_eq!(
        placed(&two, &scan(OTHER, 1), None, &known),
        ["line_unclear"]
    );
    assert_eq!(placed(&two, &scan(OTHER, 1), Some(102), &known), ["102"]);
    assert_eq!(placed(&two, "41.25", None, &known), ["line_unclear"]);
    // Earlier cases tell it, unless another line is chosen.
    known.lines = [(OTHER.to_owned(), BTreeSet::from([Id::new(102)]))].into();
    assert_eq!(placed(&two, &scan(OTHER, 1), None, &known), ["102"]);
    assert_eq!(placed(&two, &scan(OTHER, 1), Some(101), &known), ["101"]);
    // With one line there is nothing to choose, but a wrong product is noticed.
    let one = lines(&[Some(4)]);
    assert_eq!(placed(&one, "41.25", None, &known), ["101"]);
    assert_eq!(
        placed(&one, &scan(GTIN, 1), None, &known),
        ["other_product"]
    );
    // The product is on two lines.
    let twice = lines(&[Some(3), Some(3), Some(4)]);
    assert_eq!(
        placed(&twice, &scan(GTIN, 1), None, &known),
        ["line_unclear"]
    );
    assert_eq!(placed(&twice, &scan(GTIN, 1), Some(102), &known), ["102"]);
    assert_eq!(
        placed(&twice, &scan(GTIN, 1), Some(103), &known),
        ["line_unclear"]
    );
}

#[test]
fn a_serial_number_counts_once() {
    let order = lines(&[Some(3)]);
    let mut known = facts();
    known.serials.insert((GTIN.to_owned(), "7".to_owned()));
    let text = "(01)90012345678908(3202)004125(21)7\n(01)90012345678908(3202)004125(21)8\n\
        (01)90012345678908(3202)004000(21)8\n(01)10614141000415(3202)004000(21)8\n(3202)004000(21)8\n(3202)004000(21)8\n\
        (01)90012345678908(3202)004000\n(01)90012345678908(3202)004000";
    assert_eq!(
        placed(&order, text, None, &known),
        [
            "serial_known",
            "101",
            "serial_repeated",
            "101",
            "101",
            "serial_repeated",
            "101",
            "101"
        ]
    );
}

#[test]
fn cells_are_quoted_and_are_no_formulas() {
    let case = OrderCase {
        id: Id::new(1),
        line_id: Id::new(101),
        gtin: Some(GTIN.to_owned()),
        units: 1,
        weight: CaseWeight::of(4_125_000),
        weight_unit: WeightUnit::Lb,
        weight_lb: WeightAmount::of(4_125),
        production_date: Some(today()),
        packaging_date: None,
        best_before: None,
        expiration_date: None,
        lot_number: Some("=1+1".to_owned()),
        serial: Some("+7,\"8".to_owned()),
        source: CaseSource::Scan,
        scanned_text: "@x".to_owned(),
        created_at: today().and_hms_opt(9, 0, 0).unwrap(),
        created_by_name: "-Lee".to_owned(),
        removed_at: None,
        removed_by_name: None,
        remove_reason: Some("\ttab".to_owned()),
    };
    let text = cases_csv(&[case], &HashMap::from([(Id::new(101), 2)]));
    let rows: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0].split(',').count(), 19);
    assert_eq!(
        rows[1],
        "2,90012345678908,1,41.25000,lb,41.25,2026-03-10,,,,'=1+1,\"'+7,\"\"8\",scan,'@x,2026-03-10T09:00:00Z,'-Lee,,,'\ttab"
    );
}

proptest! {
    #[test]
    fn sums_are_exact(weights in prop::collection::vec((1_i64..100_000_000, any::<bool>()), 1..60)) {
        let mut sum = WeightSum::default();
        // The same in 1/10,000,000,000,000 lb x 45,359,237, which both units have in common.
        let (mut lb, mut kg) = (0_i128, 0_i128);
        for (weight, is_kg) in weights {
            let unit = if is_kg { WeightUnit::Kg } else { WeightUnit::Lb };
            sum.add(weight, unit);
            *(if is_kg { &mut kg } else { &mut lb }) += i128::from(weight);
        }
        let exact_lb = lb * 45_359_237 + kg * 100_000_000;
        let in_lb = i128::from(sum.in_unit(WeightUnit::Lb).unwrap().units());
        prop_assert!((in_lb * 1_000 * 45_359_237 - exact_lb).abs() * 2 <= 1_000 * 45_359_237);
        let exact_kg = kg * 100_000_000 + lb * 45_359_237;
        let in_kg = i128::from(sum.in_unit(WeightUnit::Kg).unwrap().units());
        prop_assert!((in_kg * 1_000 * 100_000_000 - exact_kg).abs() * 2 <= 1_000 * 100_000_000);
    }

    #[test]
    fn any_text_gives_entries_in_order(text in "(\\PC|[\t\n\r]|[0-9]{1,4}|kg|lb|,|\\.|\\(3202\\)00[0-9]{4}){0,80}") {
        let entries = read_text(&text, today());
        for (index, entry) in (0..).zip(entries) {
            match entry {
                Ok(read) => {
                    prop_assert_eq!(read.index, index);
                    prop_assert!(read.weight > CaseWeight::ZERO && read.units >= 1);
                }
                Err(rejected) => prop_assert_eq!(rejected.index, index),
            }
        }
    }

    #[test]
    fn lists_round_trip(weights in prop::collection::vec(1_i64..1_000_000, 1..30), glue in 0_usize..5) {
        let glue = [" ", ", ", "\t", "\n", ";"][glue];
        let written: Vec<String> = weights.iter().map(|weight| WeightAmount::of(*weight).to_string()).collect();
        let read: Vec<i64> = read_text(&written.join(glue), today()).into_iter().map(|entry| entry.unwrap().weight.units()).collect();
        let exact: Vec<i64> = weights.iter().map(|weight| weight * 1_000).collect();
        prop_assert_eq!(read, exact);
    }
}
