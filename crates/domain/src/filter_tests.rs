//! Tests of list filters.

use super::*;
use crate::choices::DeliveryProfile;
use chrono::NaiveDate;

filter! {
    /// A sample.
    pub struct Sample {
        /// Profile.
        pub profile: AnyOf<Choice<DeliveryProfile>>,
        /// Day.
        pub sent_on: Range<NaiveDate>,
        /// City.
        pub city: AnyOf<String>,
    }
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn what_is_written_is_read_back() {
    let given = pairs(&[
        ("archived", "any"),
        ("city", "\"Omaha, NE\",Dallas"),
        ("profile[not]", "delivers"),
        ("q", "bri"),
        ("sent_on[gte]", "2026-01-02"),
    ]);
    let mut reader = QueryReader::new(given.clone());
    let filter = Sample::read(&mut reader);
    reader.finish().unwrap();
    assert_eq!(filter.city.any, ["Omaha, NE", "Dallas"]);
    let mut written = Vec::new();
    filter.write(&mut written);
    written.sort();
    assert_eq!(written, given);
}

#[test]
fn every_wrong_parameter_is_named() {
    let mut reader = QueryReader::new(pairs(&[
        ("profile", "flies"),
        ("sent_on", "2026-02-30"),
        ("colour", "red"),
        ("page", "2"),
        ("q", "a"),
        ("q", "b"),
    ]));
    let _ = Sample::read(&mut reader);
    let errors = reader.finish().unwrap_err();
    let found: Vec<(&str, &str)> = errors
        .iter()
        .map(|e| (e.parameter.as_deref().unwrap_or(""), e.code.as_str()))
        .collect();
    let expected = [
        ("q", "duplicate_parameter"),
        ("profile", "invalid_parameter"),
        ("sent_on", "invalid_parameter"),
        ("colour", "unknown_parameter"),
        ("page", "unknown_parameter"),
    ];
    assert_eq!(found, expected);
}
