use super::*;
use proptest::prelude::*;

const GTIN: &str = "90012345678908";

fn today() -> NaiveDate {
    "2026-03-10".parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(scan: &str) -> &'static str {
    parse(scan, today()).map_or_else(|error| error.code, |_read| "read")
}

#[test]
fn one_label_reads_the_same_in_every_form() {
    let expected = ElementString {
        gtin: Gtin::new(GTIN),
        weight: Some((CaseWeight::of(4_125_000), WeightUnit::Lb)),
        produced_on: Some(day("2026-03-01")),
        lot: Some("L26/3-A".to_owned()),
        serial: Some("000123456".to_owned()),
        ..ElementString::default()
    };
    for scan in [
        "(01)90012345678908(3202)004125(11)260301(10)L26/3-A(21)000123456",
        "(01) 9 0012345 67890 8 (3202) 004125 (11) 260301 (10) L26/3-A (21) 000123456",
        "019001234567890832020041251126030110L26/3-A\u{1d}21000123456",
        "]C1019001234567890832020041251126030110L26/3-A\u{1d}21000123456",
        "]C1\u{1d}0190012345678908\u{1d}3202004125\u{1d}11260301\u{1d}10L26/3-A\u{1d}21000123456\u{1d}",
        "]d2019001234567890832020041251126030121000123456\u{1d}10L26/3-A",
    ] {
        assert_eq!(parse(scan, today()).as_ref(), Ok(&expected), "{scan:?}");
    }
    // Without a separator the lot goes on to the end: nothing tells where it would end.
    let run = parse("0190012345678908320200412510LOT21000123456", today()).unwrap();
    assert_eq!(run.lot.as_deref(), Some("LOT21000123456"));
    assert_eq!(run.serial, None);
}

#[test]
fn every_identifier_of_cases_is_read() {
    let scan = "(02)90012345678908(37)24(3103)012345(11)260228(13)260301(15)260315(17)260400(10)B(21)S(00)106141411234567897";
    let read = parse(scan, today()).unwrap();
    assert_eq!(read.content, Gtin::new(GTIN));
    assert_eq!(read.count, Some(24));
    assert_eq!(
        read.weight,
        Some((CaseWeight::of(1_234_500), WeightUnit::Kg))
    );
    assert_eq!(read.produced_on, Some(day("2026-02-28")));
    assert_eq!(read.packed_on, Some(day("2026-03-01")));
    assert_eq!(read.best_before, Some(day("2026-03-15")));
    assert_eq!(
        read.expires_on,
        Some(day("2026-04-30")),
        "day 00 is the last"
    );
    assert_eq!(read.sscc.as_deref(), Some("106141411234567897"));
    // Other valid identifiers are passed over.
    let more = parse(
        "(01)90012345678908(240)A-7(7030)372EST123(3202)004125(422)840(99)x",
        today(),
    );
    assert_eq!(
        more.unwrap().weight,
        Some((CaseWeight::of(4_125_000), WeightUnit::Lb))
    );
    let more = parse(
        "019001234567890820013202004125240A\u{1d}4108400000000007",
        today(),
    );
    assert_eq!(
        more.unwrap().weight,
        Some((CaseWeight::of(4_125_000), WeightUnit::Lb))
    );
}

#[test]
fn decimals_are_those_of_the_identifier() {
    for (decimals, weight) in [
        (0, "4125.00000"),
        (1, "412.50000"),
        (2, "41.25000"),
        (3, "4.12500"),
        (4, "0.41250"),
        (5, "0.04125"),
    ] {
        let read = parse(&format!("(320{decimals})004125"), today()).unwrap();
        assert_eq!(read.weight.unwrap().0.to_string(), weight);
    }
    assert_eq!(code("(3206)004125"), "unknown_identifier");
    assert_eq!(code("3106004125"), "unknown_identifier");
}

#[test]
fn dates_have_a_century_and_a_last_day() {
    let made = |digits: &str| {
        parse(&format!("(11){digits}"), today())
            .unwrap()
            .produced_on
    };
    assert_eq!(made("260310"), Some(day("2026-03-10")));
    assert_eq!(made("760101"), Some(day("2076-01-01")), "50 years on");
    assert_eq!(
        made("770101"),
        Some(day("1977-01-01")),
        "51 years on is 49 ago"
    );
    assert_eq!(made("240200"), Some(day("2024-02-29")));
    assert_eq!(made("251200"), Some(day("2025-12-31")));
    let in_2060 = parse("(11)050101", day("2060-01-01")).unwrap();
    assert_eq!(in_2060.produced_on, Some(day("2105-01-01")));
    for bad in ["260230", "261301", "260001", "260332"] {
        assert_eq!(code(&format!("(11){bad}")), "bad_date", "{bad}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let error = |scan: &str| parse(scan, today()).unwrap_err();
    for (scan, code) in [
        ("", "empty"),
        ("\u{1d}", "empty"),
        ("]A0019001234567890832020041", "not_gs1"),
        ("(01)90012345678901(3202)004125", "check_digit"),
        ("(01)9001234567890(3202)004125", "too_short"),
        ("01900123456789", "too_short"),
        ("(01)900123456789081(3202)004125", "too_long"),
        ("(01)9001234567890A(3202)004125", "not_digits"),
        ("(3202)0041x5", "not_digits"),
        ("(10)", "too_short"),
        ("(10)123456789012345678901", "too_long"),
        ("(05)1", "unknown_identifier"),
        ("(1)23", "unknown_identifier"),
        ("(01)90012345678908x(3202)004125", "too_long"),
        ("X190012345678908", "unknown_identifier"),
        ("0190012345678908A", "unknown_identifier"),
        ("(01)90012345678908(10)L\u{e9}", "bad_character"),
        ("(21)a#b", "bad_character"),
        ("(21)a\u{1d}b", "bad_character"),
        ("(21)1(21)2", "repeated_element"),
        ("(3202)004125(3203)004125", "repeated_element"),
        ("(3202)004125(3102)001871", "two_weights"),
        ("(00)106141411234567890", "check_digit"),
        ("(37)123456789", "too_long"),
    ] {
        assert_eq!(error(scan).code, code, "{scan:?}");
    }
    assert_eq!(
        error("(01)90012345678901(3202)004125").message,
        "(01) The check digit of the GTIN is wrong"
    );
    assert_eq!(
        error("0190012345678908320200412").message,
        "(3202) is too short: 5 of 6 characters"
    );
    assert_eq!(error(&"9".repeat(SCAN_MAX + 1)).code, "too_long");
    assert!(
        parse("(21)1(21)1", today()).is_ok(),
        "the same twice is the same"
    );
}

#[test]
fn check_digits_are_those_of_gs1() {
    for good in [
        "90012345678908",
        "00012345600012",
        "10614141000415",
        "106141411234567897",
    ] {
        assert!(check_digit_fits(good), "{good}");
    }
    for bad in ["90012345678900", "", "9001234567890A", "90012345687908"] {
        assert!(!check_digit_fits(bad), "{bad}");
    }
    assert!(Gtin::new("0012345600012").is_none(), "13 digits");
    assert!(Gtin::new(GTIN).unwrap().is_variable_weight());
}

fn gtin() -> impl Strategy<Value = String> {
    "[0-9]{13}".prop_map(|digits| {
        let fits = (0..10).map(|last| format!("{digits}{last}"));
        fits.into_iter().find(|all| check_digit_fits(all)).unwrap()
    })
}

proptest! {
    #[test]
    fn labels_round_trip(
        gtin in gtin(), weight in 0_i64..1_000_000, decimals in 0_u32..=5, kg: bool, days in -17_000_i64..17_000,
        lot in "[!\"%&'*+,./0-9:;<=>?A-Z_a-z-]{1,20}", serial in "[!\"%&'*+,./0-9:;<=>?A-Z_a-z-]{1,20}", serial_first: bool,
    ) {
        let made = today() + chrono::Duration::days(days);
        let kind = if kg { "310" } else { "320" };
        let ymd = made.format("%y%m%d");
        let tail = if serial_first { ("21", &serial, "10", &lot) } else { ("10", &lot, "21", &serial) };
        let (a, x, b, y) = tail;
        let fnc1 = format!("]C101{gtin}{kind}{decimals}{weight:06}11{ymd}{a}{x}\u{1d}{b}{y}");
        let typed = format!("(01){gtin}({kind}{decimals}){weight:06}(11){ymd}({a}){x}({b}){y}");
        let read = parse(&fnc1, today());
        prop_assert_eq!(&read, &parse(&typed, today()));
        let read = read.unwrap();
        let unit = if kg { WeightUnit::Kg } else { WeightUnit::Lb };
        let exact = CaseWeight::of(weight * 10_i64.pow(5 - decimals));
        prop_assert_eq!(read.weight, Some((exact, unit)));
        prop_assert_eq!(read.gtin.map(|gtin| gtin.to_string()), Some(gtin));
        prop_assert_eq!(read.produced_on, Some(made));
        prop_assert_eq!(read.lot, Some(lot));
        prop_assert_eq!(read.serial, Some(serial));
    }

    #[test]
    fn no_text_breaks_the_parser(text in "\\PC{0,120}") {
        drop(parse(&text, today()));
    }

    #[test]
    fn no_label_like_text_breaks_the_parser(text in "(\\]C1|\\(|\\)|\u{1d}|[0-9]|[0-3]{2}|310|320|[A-Z ]){0,60}") {
        drop(parse(&text, today()));
    }

    #[test]
    fn one_wrong_digit_is_noticed(gtin in gtin(), place in 0_usize..14, by in 1_u8..10) {
        let mut digits = gtin.into_bytes();
        digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
        let wrong = String::from_utf8(digits).unwrap();
        prop_assert_eq!(parse(&format!("01{wrong}"), today()).unwrap_err().code, "check_digit");
    }
}
