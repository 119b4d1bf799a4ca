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
fn values_are_repeated_or_joined() {
    let read = |given: &[(&str, &str)]| {
        let mut reader = QueryReader::new(pairs(given));
        let filter = Sample::read(&mut reader);
        reader.finish().unwrap();
        filter
    };
    let joined = read(&[
        ("city", "Dallas,\"Omaha, NE\",Barre"),
        ("profile[not]", "delivers"),
    ]);
    assert_eq!(joined.city.any, ["Dallas", "Omaha, NE", "Barre"]);
    let repeated = read(&[
        ("city", "Dallas"),
        ("profile[not]", "delivers"),
        ("city", "\"Omaha, NE\""),
        ("city", "Barre"),
    ]);
    assert_eq!(joined, repeated);
    let mixed = read(&[
        ("city", "Dallas,\"Omaha, NE\""),
        ("city", "Barre"),
        ("profile[not]", "delivers"),
    ]);
    assert_eq!(joined, mixed);
}

#[test]
fn values_are_counted_over_all_spellings() {
    let many = |count: usize| {
        let city = |n: usize| ("city".to_owned(), format!("c{n},d{n}"));
        let mut reader = QueryReader::new((0..count).map(city));
        let filter = Sample::read(&mut reader);
        reader.finish().map(|()| filter.city.any.len())
    };
    assert_eq!(many(100), Ok(200));
    assert!(many(101).is_err());
}

#[test]
fn single_values_are_sent_once() {
    for name in ["q", "archived", "sent_on[gte]", "city[is_null]"] {
        let mut reader = QueryReader::new(pairs(&[(name, "true"), (name, "true")]));
        let _ = Sample::read(&mut reader);
        let errors = reader.finish().unwrap_err();
        let repeated = errors.iter().any(|error| {
            error.parameter.as_deref() == Some(name) && error.code == "duplicate_parameter"
        });
        assert!(repeated, "{name}: {errors:?}");
    }
}

#[test]
fn days_and_instants_have_years_of_four_digits() {
    let read = |name: &str, value: &str| {
        let mut reader = QueryReader::new(pairs(&[(name, value)]));
        let _ = Sample::read(&mut reader);
        reader.finish().is_ok()
    };
    for day in ["0000-01-01", "9999-12-31"] {
        assert!(read("sent_on", day), "{day}");
    }
    for day in ["+12345-1-1", "-999-01-01", "2026-1-001", "10000-01-01"] {
        assert!(!read("sent_on", day), "{day}");
    }
    assert!(read("created_at[lte]", "9999-12-31T23:59:59Z"));
    assert!(!read("created_at[lte]", "9999-12-31T23:59:59-01:00"));
    assert!(!read("created_at[gte]", "0000-01-01T00:00:00+01:00"));
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
