//! Any text as a barcode, and as a pasted list of cases.

#![no_main]

use chrono::NaiveDate;
use domain::CaseWeight;
use domain::gs1;
use domain::order_cases::read_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let today = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap_or_default();
    if let Ok(read) = gs1::parse(text, today) {
        assert!(read.weight.is_none_or(|(weight, _)| !weight.is_negative()));
        assert!(
            read.serial
                .is_none_or(|serial| (1..=20).contains(&serial.len()))
        );
    }
    for (index, entry) in (0..).zip(read_text(text, today)) {
        match entry {
            Ok(read) => assert!(read.index == index && read.weight > CaseWeight::ZERO),
            Err(rejected) => assert!(rejected.index == index),
        }
    }
});
