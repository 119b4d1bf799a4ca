//! Invented names, places and goods, and a deterministic random generator.

use domain::Id;
use domain::contact_details::Address;
use domain::users::User;

/// A random generator for one record; the same record always gets the same numbers.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(kind: u64, place: u32) -> Self {
        Self(
            kind.wrapping_mul(0x9E37_79B9_7F4A_7C15)
                ^ u64::from(place).wrapping_mul(0xD134_2543_DE82_EF95),
        )
    }

    /// A number from 0 up to, but not including, `sides` (SplitMix64).
    pub(super) fn below(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        u32::try_from((z >> 32) % u64::from(sides.max(1))).unwrap_or(0)
    }

    /// Picks one of several values.
    pub(super) fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let count = u32::try_from(choices.len()).unwrap_or(u32::MAX);
        choices.get(usize::try_from(self.below(count)).unwrap_or(0))
    }

    /// Picks one of several codes.
    pub(super) fn code(&mut self, codes: &[&str]) -> Option<String> {
        self.pick(codes).map(|code| (*code).to_owned())
    }

    /// An address.
    pub(super) fn address(&mut self) -> Address {
        let number = self.below(900) + 100;
        let (city, state, postal_code) = self.pick(CITIES).copied().unwrap_or_default();
        Address {
            address_line1: Some(format!("{number} Sample Road")),
            city: Some(city.to_owned()),
            state: Some(state.to_owned()),
            postal_code: Some(postal_code.to_owned()),
            country: Some("USA".to_owned()),
            ..Address::default()
        }
    }
}

const FIRST: &[&str] = &[
    "Alder", "Barrow", "Cinder", "Dapple", "Ember", "Fallow", "Garnet", "Hazel", "Ivory",
    "Juniper", "Kestrel", "Linden", "Mallow", "Nettle", "Orchard", "Pippin", "Quarry", "Russet",
    "Saffron", "Thistle", "Umber", "Vetch", "Willow", "Yarrow", "Zephyr", "Börde", "Château",
    "Señor", "O'Dray", "Müller", "Bracken", "Clover", "Drover", "Elder", "Furrow", "Grange",
    "Heather", "Inkwell", "Jasper", "Knoll",
];
const SECOND: &[&str] = &[
    "bank", "bridge", "brook", "by", "combe", "cote", "croft", "dale", "den", "fell", "field",
    "ford", "gate", "grove", "ham", "hatch", "hill", "holt", "hurst", "land", "ley", "mere",
    "mill", "moor", "more", "ness", "pool", "ridge", "rigg", "shaw", "side", "stead", "stoke",
    "thorpe", "ton", "vale", "water", "wick", "wold", "worth",
];
const GIVEN: &[&str] = &[
    "Ada", "Bo", "Carol", "Dov", "Elin", "Finn", "Greta", "Hank", "Ines", "Joy", "Kira", "Lena",
    "Milo", "Nell", "Omar", "Paul", "Rosa", "Sue", "Tess", "Walt",
];
const SELLERS: &[&str] = &["Packing", "Beef & Sons", "Provisions", "Cold Storage"];
const BUYERS: &[&str] = &["Foods", "Grinding & Blending", "Kitchens", "Markets"];

/// Cities with their state and a postal code.
const CITIES: &[(&str, &str, &str)] = &[
    ("Omaha", "NE", "68102"),
    ("Gainesville", "GA", "30501"),
    ("Sioux City", "IA", "51101"),
    ("Kansas City", "MO", "64108"),
    ("Dallas", "TX", "75201"),
    ("Springdale", "AR", "72764"),
    ("Philadelphia", "PA", "19148"),
    ("Denver", "CO", "80202"),
    ("Chicago", "IL", "60609"),
    ("Milwaukee", "WI", "53204"),
    ("Minneapolis", "MN", "55413"),
    ("Phoenix", "AZ", "85003"),
];
pub(super) const SPECIES: &[&str] = &["beef", "beef", "beef", "pork", "chicken", "turkey"];
pub(super) const KINDS: &[&str] = &["vertical", "processor", "distributor", "cold_storage"];
pub(super) const SEGMENTS: &[&str] = &["processor", "retail", "wholesaler", "food_service"];
pub(super) const TERMS: &[&str] = &["net_7", "net_15", "net_30", "net_45"];

/// Goods with a price in 1/10,000 dollar per pound and the pounds of a combo or case; true for fixed-weight cases.
pub(super) const GOODS: &[(&str, i64, i64, bool)] = &[
    ("Trim 50's - Tested", 12_275, 2_000, false),
    ("Trim 65's", 18_450, 2_000, false),
    ("Trim 75's", 22_600, 2_000, false),
    ("Trim 85's - Tested", 28_900, 2_000, false),
    ("Trim 90's - Tested", 33_850, 2_000, false),
    ("Chuck rolls", 41_200, 70, false),
    ("Inside rounds", 36_150, 65, false),
    ("Knuckles, peeled", 35_400, 60, false),
    ("Shanks", 29_800, 60, false),
    ("Beef hearts", 9_350, 60, true),
    ("Beef livers", 7_600, 60, true),
    ("Pork trim 42's", 6_850, 2_000, false),
    ("Pork trim 72's", 10_900, 2_000, false),
    ("Picnics, cushion out", 13_400, 60, true),
    ("Boneless loins", 17_900, 50, true),
    ("Chicken leg quarters", 4_300, 40, true),
    ("Boneless breasts", 21_500, 40, true),
    ("Chicken livers", 5_200, 40, true),
    ("Turkey breasts", 24_700, 40, true),
    ("Turkey thigh meat", 15_300, 40, true),
];

/// Name of a supplier by index; distinct below 6,400.
pub(super) fn supplier(place: u32) -> String {
    name(place, SELLERS)
}

/// Name of a customer by index.
pub(super) fn customer(place: u32) -> String {
    name(place, BUYERS)
}

/// Name of a person by index.
pub(super) fn person(place: u32) -> String {
    let at = |words: &[&'static str], place: u32| {
        let count = u32::try_from(words.len()).unwrap_or(1).max(1);
        let word = words.get(usize::try_from(place % count).unwrap_or(0));
        word.copied().unwrap_or_default()
    };
    format!("{} {}", at(GIVEN, place), name(place / 20, &[""]).trim())
}

fn name(place: u32, trades: &[&str]) -> String {
    let at = |words: &[&'static str], place: u32| {
        let count = u32::try_from(words.len()).unwrap_or(1).max(1);
        let word = words.get(usize::try_from(place % count).unwrap_or(0));
        (word.copied().unwrap_or_default(), place / count)
    };
    let (first, rest) = at(FIRST, place);
    let (second, rest) = at(SECOND, rest);
    let count = u32::try_from(trades.len()).unwrap_or(1).max(1);
    let trade = trades.get(usize::try_from(rest % count).unwrap_or(0));
    let trade = trade.copied().unwrap_or_default();
    match rest / count {
        0 => format!("{first}{second} {trade}"),
        round => format!("{first}{second} {trade} {}", round + 1),
    }
}

/// The owner of a record.
pub(super) fn owner(owners: &[Id<User>], place: u32) -> Option<Id<User>> {
    let count = u32::try_from(owners.len()).unwrap_or(1).max(1);
    owners
        .get(usize::try_from(place % count).unwrap_or(0))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_all_different() {
        let names: BTreeSet<String> = (0..20_000).map(supplier).collect();
        assert_eq!(names.len(), 20_000);
    }
}
