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
    let docs = ResourceDocs {
        one: "supplier",
        a: "a supplier",
        many: "Suppliers",
        listed: "Active records, sorted by name by default.",
    };
    config.service(
        Records::<Supplier>::reading(docs)
            .writing(
                "The creator becomes the owner unless a manager names another user.",
                "",
            )
            .archiving(
                "Rejected while open orders use it.",
                "Rejected if another active record uses its name or code.",
            )
            .similar()
            .batches(),
    );
    let docs = ResourceDocs {
        one: "customer",
        a: "a customer",
        many: "Customers",
        listed: "Active records, sorted by name by default.",
    };
    config.service(
        Records::<Customer>::reading(docs)
            .writing("The creator becomes the owner unless a manager names another user. Only managers set credit limit and credit hold.", "Only managers change credit limit and credit hold.")
            .archiving("Rejected while open orders use it.", "Rejected if another active record uses its name or code.")
            .similar()
            .batches(),
    );
    let docs = ResourceDocs {
        one: "location",
        a: "a location",
        many: "Locations",
        listed: "Active records, sorted by the name of the supplier or customer, then by their own name by default.",
    };
    config.service(
        Records::<Location>::reading(docs)
            .writing("A location belongs to exactly one supplier or customer.", "")
            .archiving("Archiving a supplier or customer archives its locations.", "Rejected if another active record uses its name or code, or while its supplier or customer is archived.")
            .similar()
            .batches(),
    );
    let docs = ResourceDocs {
        one: "carrier",
        a: "a carrier",
        many: "Carriers",
        listed: "Active records, sorted by name by default.",
    };
    config.service(
        Records::<Carrier>::reading(docs)
            .writing(
                "A USDOT number (FMCSA) is unique among active carriers.",
                "",
            )
            .archiving(
                "Records are never deleted.",
                "Rejected if another active carrier uses its code or USDOT number.",
            )
            .similar()
            .batches(),
    );
    let docs = ResourceDocs {
        one: "contact",
        a: "a contact",
        many: "Contacts",
        listed: "Active records, sorted by name by default.",
    };
    config.service(
        Records::<Contact>::reading(docs)
            .writing("A contact belongs to exactly one supplier, customer or carrier. Each has at most one primary contact.", "")
            .archiving("Archiving a supplier, customer or carrier archives its contacts.", "Rejected if another contact is primary meanwhile, or while the supplier, customer or carrier is archived.")
            .similar()
            .batches(),
    );
    let docs = ResourceDocs {
        one: "plant",
        a: "a plant",
        many: "Plants",
        listed: "Active records, sorted by name by default.",
    };
    config.service(
        Records::<Plant>::reading(docs)
            .writing("Establishment numbers (USDA FSIS) are accepted in any spelling, several joined by `+`, and are unique among active plants.", "")
            .archiving("Supply lines of the plant are archived with it.", "Rejected if another active plant uses its code or an establishment number.")
            .similar()
            .batches(),
    );
    let docs = ResourceDocs {
        one: "product",
        a: "a product",
        many: "Products",
        listed: "Active records, sorted by code by default.",
    };
    config.service(
        Records::<Product>::reading(docs)
            .writing("Without a code the server assigns one.", "")
            .archiving(
                "Orders keep what they copied from the product.",
                "Rejected if another active product uses its code.",
            )
            .similar()
            .batches(),
    );
    let docs = ResourceDocs {
        one: "supplier plant mapping",
        a: "a supplier plant mapping",
        many: "Supplier plant mappings",
        listed: "Active records, newest first by default.",
    };
    config.service(
        Records::<SupplierPlantMapping>::reading(docs)
            .writing("Which supplier ships from which plant, for one customer or for any. The three together are unique among active records.", "A generated name follows supplier, plant and customer.")
            .archiving("Archiving the supplier, plant or customer archives it too.", "Rejected while its supplier, plant or customer is archived, or if the same supply line is active.")
            .batches(),
    );
    let docs = ResourceDocs {
        one: "receivable",
        a: "a receivable",
        many: "Receivables",
        listed: "Active records, sorted by due date by default.",
    };
    config.service(
        Records::<Receivable>::reading(docs)
            .writing("Without a number the next of the year is assigned; without a due date it is computed from the payment terms; without terms \
               those of the order or the customer apply. Each line has an amount: price times quantity, or another amount with a reason.", "Once issued, only notes and owner can change.")
            .archiving("Rejected while it has an open balance.", "It is restored as it was.")
            .batches(),
    );
    let docs = ResourceDocs {
        one: "purchase order",
        a: "an order",
        many: "Purchase orders",
        listed: "Active records, latest order date first by default.",
    };
    config.service(
        Records::<PurchaseOrder>::reading(docs)
            .writing("Creates a draft. Without a number the next `PO-YYYY-NNNN` is assigned. The creator becomes the owner unless a manager names another user. Terms, scenario, supply line, plant, contacts, ship-to location and carrier that are left out follow from the parties, where there is no choice to make; null keeps all but terms blank.", "`lines` replaces all lines: a line with its `id` is kept, one without is added, an absent one is removed. Parties, number \
                  and the set of lines are fixed once the order is issued, quantities once it is shipped; closed and cancelled orders are \
                  read-only. A changed line must still meet what issuing required.")
            .archiving("Only drafts, closed and cancelled orders without open claims.", "It keeps its number.")
            .batches(),
    );
}
