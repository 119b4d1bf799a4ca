//! Registers the business entities with their documentation texts; their common behavior is in `records`.

use domain::carriers::Carrier;
use domain::contacts::Contact;
use domain::customers::Customer;
use domain::locations::Location;
use domain::plants::Plant;
use domain::products::Product;
use domain::purchase_orders::PurchaseOrder;
use domain::receivables::Receivable;
use domain::supplier_plant_mappings::SupplierPlantMapping;
use domain::suppliers::Supplier;

use super::Register;
use super::records::{Records, ResourceDocs};

pub(super) fn configure(config: &mut impl Register) {
    config.service(Records::<Supplier>::new(ResourceDocs {
        one: "supplier",
        a: "a supplier",
        many: "Suppliers",
        listed: "Active records, sorted by name by default.",
        made: "The creator becomes the owner unless a manager names another user.",
        changed: "",
        archived: "Records are never deleted. Rejected while open orders use it.",
        restored: "Rejected if another active record uses its name or code.",
    }));
    config.service(Records::<Customer>::new(ResourceDocs {
        one: "customer",
        a: "a customer",
        many: "Customers",
        listed: "Active records, sorted by name by default.",
        made: "The creator becomes the owner unless a manager names another user. Only managers set credit limit and credit hold.",
        changed: "Only managers change credit limit and credit hold.",
        archived: "Records are never deleted. Rejected while open orders use it.",
        restored: "Rejected if another active record uses its name or code.",
    }));
    config.service(Records::<Location>::new(ResourceDocs {
        one: "location",
        a: "a location",
        many: "Locations",
        listed: "Active records, sorted by the name of the supplier or customer, then by their own name by default.",
        made: "A location belongs to exactly one supplier or customer.",
        changed: "",
        archived: "Records are never deleted. Archiving a supplier or customer archives its locations.",
        restored: "Rejected if another active record uses its name or code, or while its supplier or customer is archived.",
    }));
    config.service(Records::<Carrier>::new(ResourceDocs {
        one: "carrier",
        a: "a carrier",
        many: "Carriers",
        listed: "Active records, sorted by name by default.",
        made: "A USDOT number (FMCSA) is unique among active carriers.",
        changed: "",
        archived: "Records are never deleted.",
        restored: "Rejected if another active carrier uses its code or USDOT number.",
    }));
    config.service(Records::<Contact>::new(ResourceDocs {
        one: "contact",
        a: "a contact",
        many: "Contacts",
        listed: "Active records, sorted by name by default.",
        made: "A contact belongs to exactly one supplier, customer or carrier. Each has at most one primary contact.",
        changed: "",
        archived: "Records are never deleted. Archiving a supplier, customer or carrier archives its contacts.",
        restored: "Rejected if another contact is primary meanwhile, or while the supplier, customer or carrier is archived.",
    }));
    config.service(Records::<Plant>::new(ResourceDocs {
        one: "plant",
        a: "a plant",
        many: "Plants",
        listed: "Active records, sorted by name by default.",
        made: "Establishment numbers (USDA FSIS) are accepted in any spelling, several joined by `+`, and are unique among active plants.",
        changed: "",
        archived: "Records are never deleted. Supply lines of the plant are archived with it.",
        restored: "Rejected if another active plant uses its code or an establishment number.",
    }));
    config.service(Records::<Product>::new(ResourceDocs {
        one: "product",
        a: "a product",
        many: "Products",
        listed: "Active records, sorted by code by default.",
        made: "Without a code the server assigns one.",
        changed: "",
        archived: "Records are never deleted. Orders keep what they copied from the product.",
        restored: "Rejected if another active product uses its code.",
    }));
    config.service(Records::<SupplierPlantMapping>::new(ResourceDocs {
        one: "supplier plant mapping",
        a: "a supplier plant mapping",
        many: "Supplier plant mappings",
        listed: "Active records, newest first by default.",
        made: "Which supplier ships from which plant, for one customer or for any. The three together are unique among active records.",
        changed: "A generated name follows supplier, plant and customer.",
        archived: "Records are never deleted. Archiving the supplier, plant or customer archives it too.",
        restored: "Rejected while its supplier, plant or customer is archived, or if the same supply line is active.",
    }));
    config.service(Records::<Receivable>::new(ResourceDocs {
        one: "receivable",
        a: "a receivable",
        many: "Receivables",
        listed: "Active records, sorted by due date by default.",
        made: "Without a number the next of the year is assigned; without a due date it is computed from the payment terms; without terms \
               those of the order or the customer apply. Each line has an amount: price times quantity, or another amount with a reason.",
        changed: "Once issued, only notes and owner can change.",
        archived: "Records are never deleted. Rejected while it has an open balance.",
        restored: "It is restored as it was.",
    }));
    config.service(Records::<PurchaseOrder>::new(ResourceDocs {
        one: "purchase order",
        a: "an order",
        many: "Purchase orders",
        listed: "Active records, latest order date first by default.",
        made: "Creates a draft. Without a number the next `PO-YYYY-NNNN` is assigned. The creator becomes the owner unless a manager names another user.",
        changed: "`lines` replaces all lines: a line with its `id` is kept, one without is added, an absent one is removed. Parties, number \
                  and the set of lines are fixed once the order is issued, quantities once it is shipped; closed and cancelled orders are \
                  read-only. A changed line must still meet what issuing required.",
        archived: "Records are never deleted. Only drafts, closed and cancelled orders.",
        restored: "It keeps its number.",
    }));
}
