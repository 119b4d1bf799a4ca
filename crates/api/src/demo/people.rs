//! Contacts of the demo's suppliers, customers and carriers. All are invented; their phone numbers are
//! reserved for fiction.

use domain::carriers::Carrier;
use domain::contacts::{Contact, ContactDraft};
use domain::customers::Customer;
use domain::suppliers::Supplier;
use storage::StoreError;

use super::demo_seed::{DemoSeed, Seeded};
use super::parties::owned;

/// Seed data of a contact.
pub(super) struct DemoContact {
    /// Code of the party and name of the person, separated by a slash.
    key: &'static str,
    at: At,
    title: &'static str,
    positions: &'static [&'static str],
    departments: &'static [&'static str],
    reach: Reach,
    is_primary: bool,
}

#[derive(Clone, Copy)]
enum At {
    Supplier,
    Customer,
    Carrier,
}

/// How to reach a person.
#[derive(Clone, Copy)]
enum Reach {
    /// Email at this company, and this phone.
    Desk(&'static str, &'static str),
    /// This mobile phone only.
    Mobile(&'static str),
    /// Not known.
    Unknown,
}
use Reach::{Desk, Mobile, Unknown};

#[rustfmt::skip]
pub(super) const CONTACTS: &[DemoContact] = &[
    DemoContact { key: "BRI/Rosa Tillman", at: At::Supplier, title: "Sales manager", positions: &["sales_rep"], departments: &["sales"], reach: Desk("brindlemoor", "402-555-0101"), is_primary: true },
    DemoContact { key: "BRI/Greg Amato", at: At::Supplier, title: "Traffic", positions: &["logistics"], departments: &["shipping", "docs_bol"], reach: Desk("brindlemoor", "402-555-0102"), is_primary: false },
    DemoContact { key: "BRI/Nell Osei", at: At::Supplier, title: "Accounting", positions: &["accounts_receivable"], departments: &["accounting"], reach: Desk("brindlemoor", "402-555-0103"), is_primary: false },
    DemoContact { key: "QUI/Hank Prewitt", at: At::Supplier, title: "Sales", positions: &["sales_rep"], departments: &["sales"], reach: Desk("quillhaven", "770-555-0111"), is_primary: true },
    DemoContact { key: "QUI/Joy Lindqvist", at: At::Supplier, title: "QA", positions: &[], departments: &["quality", "docs_coa"], reach: Desk("quillhaven", "770-555-0112"), is_primary: false },
    DemoContact { key: "PEL/Omar Vance", at: At::Supplier, title: "Sales", positions: &["sales_rep"], departments: &["sales"], reach: Desk("pellwick", "712-555-0121"), is_primary: true },
    DemoContact { key: "FEN/Tess Boyle", at: At::Supplier, title: "Owner", positions: &["owner", "sales_rep"], departments: &["executive"], reach: Desk("fennimarsh", "816-555-0131"), is_primary: true },
    DemoContact { key: "DUN/Milo Farrow", at: At::Supplier, title: "Operations", positions: &["logistics"], departments: &["operations", "receiving"], reach: Desk("dunwicket", "214-555-0141"), is_primary: true },
    DemoContact { key: "LAR/Ada Crowe", at: At::Supplier, title: "Dispatch", positions: &["logistics"], departments: &["shipping"], reach: Desk("larkspindle", "479-555-0151"), is_primary: true },
    DemoContact { key: "TES/Ines Duarte", at: At::Supplier, title: "Import desk", positions: &["sales_rep"], departments: &["sales"], reach: Mobile("215-555-0161"), is_primary: true },
    DemoContact { key: "WEX/Walt Jessup", at: At::Customer, title: "Buyer", positions: &["buyer"], departments: &[], reach: Desk("wexcombe", "312-555-0111"), is_primary: true },
    DemoContact { key: "WEX/Fern Abbot", at: At::Customer, title: "Payables", positions: &["accounts_payable"], departments: &["accounting"], reach: Desk("wexcombe", "312-555-0112"), is_primary: false },
    DemoContact { key: "COR/Kira Maddox", at: At::Customer, title: "Purchasing director", positions: &["buyer"], departments: &[], reach: Desk("corvane", "414-555-0113"), is_primary: true },
    DemoContact { key: "COR/Ned Salter", at: At::Customer, title: "QA", positions: &[], departments: &["quality", "docs_coa"], reach: Desk("corvane", "414-555-0114"), is_primary: false },
    DemoContact { key: "PAW/Bo Renner", at: At::Customer, title: "Buyer", positions: &["buyer"], departments: &[], reach: Desk("pawmeadow", "417-555-0115"), is_primary: true },
    DemoContact { key: "THI/Lena Strand", at: At::Customer, title: "Buyer", positions: &["buyer"], departments: &[], reach: Desk("thistlebay", "303-555-0116"), is_primary: true },
    DemoContact { key: "THI/Paul Ibarra", at: At::Customer, title: "Receiving", positions: &["logistics"], departments: &["receiving", "docs_pod"], reach: Desk("thistlebay", "303-555-0117"), is_primary: false },
    DemoContact { key: "MAR/Carol Udell", at: At::Customer, title: "Category manager", positions: &["buyer"], departments: &[], reach: Desk("marrowick", "612-555-0118"), is_primary: true },
    DemoContact { key: "MAR/Finn Ashby", at: At::Customer, title: "Payables", positions: &["accounts_payable"], departments: &[], reach: Desk("marrowick", "612-555-0119"), is_primary: false },
    DemoContact { key: "SAL/Mei Sorrel", at: At::Customer, title: "Documents", positions: &[], departments: &["operations", "docs_bol"], reach: Desk("saltmarrow", "713-555-0121"), is_primary: true },
    DemoContact { key: "JUN/Rick Dunmore", at: At::Customer, title: "Owner", positions: &["owner", "buyer"], departments: &[], reach: Unknown, is_primary: true },
    DemoContact { key: "NQL/Sue Halden", at: At::Carrier, title: "Dispatch", positions: &["logistics"], departments: &["docs_bol", "docs_pod"], reach: Desk("northquill", "402-555-0146"), is_primary: true },
    DemoContact { key: "VRE/Abe Norris", at: At::Carrier, title: "Sales", positions: &["sales_rep"], departments: &[], reach: Desk("varnhold", "817-555-0147"), is_primary: true },
];

impl DemoContact {
    /// Splits the key into the party's code and the person's name.
    fn parts(&self) -> (&'static str, &'static str) {
        self.key.split_once('/').unwrap_or((self.key, self.key))
    }
}

impl Seeded for DemoContact {
    type Record = Contact;

    fn key(&self) -> &'static str {
        self.key
    }

    fn owner(&self) -> &'static str {
        match self.parts().0 {
            "BRI" | "FEN" | "DUN" | "LAR" | "WEX" | "COR" | "PAW" | "SAL" => "lee",
            _ => "priya",
        }
    }

    fn draft(&self, seed: &DemoSeed) -> Result<ContactDraft, StoreError> {
        let (code, name) = self.parts();
        let mut draft = ContactDraft {
            name: name.to_owned(),
            title: Some(self.title.to_owned()),
            positions: owned(self.positions),
            departments: owned(self.departments),
            is_primary: self.is_primary,
            ..ContactDraft::default()
        };
        match self.reach {
            Desk(company, phone) => {
                let person = name.to_lowercase().replace(' ', ".");
                draft.email = Some(format!("{person}@{company}.example"));
                draft.phone = Some(phone.to_owned());
            }
            Mobile(phone) => draft.phone_mobile = Some(phone.to_owned()),
            Unknown => {}
        }
        match self.at {
            At::Supplier => draft.supplier_id = Some(seed.id::<Supplier>(code)?),
            At::Customer => draft.customer_id = Some(seed.id::<Customer>(code)?),
            At::Carrier => draft.carrier_id = Some(seed.id::<Carrier>(code)?),
        }
        Ok(draft)
    }
}

/// Key of the primary contact of the party with this code.
pub(super) fn primary_contact(party: &str) -> Option<&'static str> {
    let first = CONTACTS
        .iter()
        .find(|contact| contact.is_primary && contact.parts().0 == party);
    first.map(|contact| contact.key)
}
