//! Kinds of records. New kinds come last: the search index stores their places.

fixed_choice! {
    /// Kinds of records.
    pub enum EntityKind in "entity" {
        /// A company that sells to us.
        #[default]
        Supplier = "supplier" => "Supplier",
        /// A company that buys from us.
        Customer = "customer" => "Customer",
        /// A deal on one load.
        PurchaseOrder = "purchase_order" => "Purchase order",
        /// A user of the application.
        User = "user" => "User",
        /// A place of a supplier or of a customer.
        Location = "location" => "Location",
        /// A place where goods are made or stored.
        Plant = "plant" => "Plant",
        /// Goods that are traded.
        Product = "product" => "Product",
        /// A person at a supplier, a customer or a carrier.
        Contact = "contact" => "Contact",
        /// A company that moves loads.
        Carrier = "carrier" => "Carrier",
        /// A supplier that ships from a plant, for one customer or for any.
        SupplierPlantMapping = "supplier_plant_mapping" => "Supply line",
        /// An amount that a customer owes.
        Receivable = "receivable" => "Receivable",
        /// An entry of a choice list.
        Choice = "choice" => "Choice",
        /// A saved view of a list.
        View = "view" => "Saved view",
        /// Money received from a customer.
        Payment = "payment" => "Payment",
        /// The settings of the company; a single record.
        Settings = "settings" => "Company settings",
        /// A claim of a customer, or against a supplier or a carrier.
        Claim = "claim" => "Claim",
    }
}
