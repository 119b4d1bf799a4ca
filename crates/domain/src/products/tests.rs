//! Tests of the rules of products.

use super::*;
use crate::all_choices::all_choices;
use crate::choices::ChoiceEntry;
use crate::fields::{CheckContext, FieldErrors, Rules};
use std::collections::BTreeMap;

fn check(mut draft: ProductDraft) -> FieldErrors {
    let entry = |code: &str| ChoiceEntry {
        id: None,
        code: code.to_owned(),
        label: code.to_owned(),
        position: 1,
        retired: false,
    };
    let lists = [
        ("species", vec![entry("beef"), entry("pork")]),
        ("test_class", vec![entry("not_applicable")]),
        ("quality_grade", vec![entry("choice")]),
    ];
    let open: BTreeMap<String, Vec<ChoiceEntry>> = lists
        .into_iter()
        .map(|(name, entries)| (name.to_owned(), entries))
        .collect();
    draft.tidy();
    assert_eq!(draft.test_class, "not_applicable");
    draft.check(CheckContext {
        today: chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
        choices: &all_choices(open),
        is_zone: |_| true,
    })
}

fn pork() -> ProductDraft {
    ProductDraft {
        description: "Boneless pork butt".to_owned(),
        species: "pork".to_owned(),
        ..ProductDraft::default()
    }
}

#[test]
fn grades_are_of_beef_and_net_weight_needs_a_weight() {
    assert!(check(pork()).is_empty());
    let errors = check(ProductDraft {
        weight_basis: WeightBasis::Net,
        quality_grade: Some("choice".to_owned()),
        fat_limit: Some(7),
        lean_pct: Some(0),
        edibility: Edibility::Both,
        min_unit_weight: Some(WeightAmount::of(7_000)),
        max_unit_weight: Some(WeightAmount::of(5_500)),
        code: "a b".to_owned(),
        ..pork()
    });
    for pointer in [
        "/unit_weight",
        "/quality_grade",
        "/fat_limit",
        "/lean_pct",
        "/edibility",
        "/max_unit_weight",
        "/code",
    ] {
        assert!(errors.has(pointer), "{pointer}");
    }
}

#[test]
fn one_seller_is_primary_and_each_stands_once() {
    let seller = |supplier: i64, plant: Option<i64>, is_primary: bool| ProductSupplier {
        supplier_id: Some(Id::new(supplier)),
        plant_id: plant.map(Id::new),
        is_primary,
        ..ProductSupplier::default()
    };
    let errors = check(ProductDraft {
        suppliers: vec![
            seller(1, None, true),
            seller(1, Some(2), false),
            seller(1, None, true),
            ProductSupplier::default(),
        ],
        ..pork()
    });
    let found: Vec<_> = errors
        .iter()
        .map(|error| (error.pointer.as_deref().unwrap_or(""), error.code.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("/suppliers/2/supplier_id", "duplicate_supplier"),
            ("/suppliers/2/is_primary", "second_primary"),
            ("/suppliers/3/supplier_id", "required"),
        ]
    );
}
