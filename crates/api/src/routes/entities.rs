//! The entities of the trade, each with its words; what they do is the same for all and stands in `records`.

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
use super::records::{Records, Words};

pub(super) fn configure(config: &mut impl Register) {
    config.service(Records::<Supplier>::new(Words {
        one: "supplier",
        a: "a supplier",
        many: "Suppliers",
        listed: "Active ones by name unless asked otherwise.",
        made: "The creator becomes its owner unless a manager names another.",
        changed: "",
        archived: "Nothing is removed for good. Refused while orders with it are open.",
        restored: "Refused when another one has taken its name or code meanwhile.",
    }));
    config.service(Records::<Customer>::new(Words {
        one: "customer",
        a: "a customer",
        many: "Customers",
        listed: "Active ones by name unless asked otherwise.",
        made: "The creator becomes its owner unless a manager names another. Credit limit and hold are a manager's to set.",
        changed: "Credit limit and hold are a manager's to change.",
        archived: "Nothing is removed for good. Refused while orders with it are open.",
        restored: "Refused when another one has taken its name or code meanwhile.",
    }));
    config.service(Records::<Location>::new(Words {
        one: "location",
        a: "a location",
        many: "Locations",
        listed: "Active ones by the name of their supplier or customer, then by their own, unless asked otherwise.",
        made: "It belongs to exactly one supplier or customer.",
        changed: "",
        archived: "Nothing is removed for good. A location is archived with its supplier or customer too.",
        restored: "Refused when another one has taken its name or code meanwhile, or while its supplier or customer is archived.",
    }));
    config.service(Records::<Carrier>::new(Words {
        one: "carrier",
        a: "a carrier",
        many: "Carriers",
        listed: "Active ones by name unless asked otherwise.",
        made: "The USDOT number, where it is known, is unique among active carriers.",
        changed: "",
        archived: "Nothing is removed for good.",
        restored: "Refused when another one has taken its code or USDOT number meanwhile.",
    }));
    config.service(Records::<Contact>::new(Words {
        one: "contact",
        a: "a contact",
        many: "Contacts",
        listed: "Active ones by name unless asked otherwise.",
        made: "The person belongs to exactly one supplier, customer or carrier, and one person at most is the first to ask there.",
        changed: "",
        archived: "Nothing is removed for good. A contact is archived with the supplier, customer or carrier too.",
        restored: "Refused when another one is the first to ask meanwhile, or while the supplier, customer or carrier is archived.",
    }));
    config.service(Records::<Plant>::new(Words {
        one: "plant",
        a: "a plant",
        many: "Plants",
        listed: "Active ones by name unless asked otherwise.",
        made: "Establishment numbers are read in any spelling, joined ones too, and are unique among active plants.",
        changed: "",
        archived: "Nothing is removed for good. Its supply lines are archived with it.",
        restored: "Refused when another one has taken its code or an establishment number meanwhile.",
    }));
    config.service(Records::<Product>::new(Words {
        one: "product",
        a: "a product",
        many: "Products",
        listed: "Active ones by code unless asked otherwise.",
        made: "A code is proposed when none is sent.",
        changed: "",
        archived: "Nothing is removed for good. Orders that name it keep what they took over from it.",
        restored: "Refused when another one has taken its code meanwhile.",
    }));
    config.service(Records::<SupplierPlantMapping>::new(Words {
        one: "supplier plant mapping",
        a: "a supplier plant mapping",
        many: "Supplier plant mappings",
        listed: "Active ones, the newest first, unless asked otherwise.",
        made: "Supplier, plant and customer together are unique among active ones; no customer means any.",
        changed: "A name that was composed follows supplier, plant and customer.",
        archived: "Nothing is removed for good. It is archived with its supplier, plant or customer too.",
        restored: "Refused while its supplier, plant or customer is archived, or when another one has taken its place.",
    }));
    config.service(Records::<Receivable>::new(Words {
        one: "receivable",
        a: "a receivable",
        many: "Receivables",
        listed: "Active ones by due date unless asked otherwise.",
        made: "A blank number is drawn from the year's sequence, a blank due date follows from the terms, blank terms are those of the order or \
               the customer. Every line has an amount, of price and quantity or typed with a reason.",
        changed: "Once issued, only notes and the owner change.",
        archived: "Nothing is removed for good. Refused while something of it is to be settled.",
        restored: "It comes back as it was.",
    }));
    config.service(Records::<PurchaseOrder>::new(Words {
        one: "purchase order",
        a: "an order",
        many: "Purchase orders",
        listed: "Active ones, the latest order date first, unless asked otherwise.",
        made: "A draft, with the next `PO-YYYY-NNNN` when no number is given. The creator becomes its owner unless a manager names another.",
        changed: "`lines` are replaced whole: those sent with their `id` are kept, those without are added, those left out are removed. \
                  Parties, number and the set of lines are fixed once the order is issued, quantities once the load has left; closed and \
                  cancelled orders are read only. What issuing asked for still holds for a line that changes.",
        archived: "Nothing is removed for good. Drafts, closed and cancelled orders only.",
        restored: "Its number was kept for it.",
    }));
}
