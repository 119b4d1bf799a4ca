//! Links of an order besides its parties: names and checks.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::Id;
use domain::fields::FieldErrors;
use domain::purchase_orders::{CostDraft, LinkNames, OrderHeader, PurchaseOrderDraft};

use super::lines::LineProduct;
use super::rows::Route;
use crate::connection::DbConnection;
use crate::entity_store::links::{
    self, LinkColumns, Linked, Many, NamedLink, Names, wanted_by_draft,
};
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement};
use crate::schema::{contacts, purchase_order_links, supplier_plant_mappings};

/// A row of `purchase_order_links`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = purchase_order_links, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct LinkValues {
    pub(crate) mapping_id: Option<i64>,
    pub(crate) carrier_id: Option<i64>,
    pub(crate) ship_from_plant_id: Option<i64>,
    pub(crate) ship_from_location_id: Option<i64>,
    pub(crate) ship_to_location_id: Option<i64>,
    pub(crate) ship_to_plant_id: Option<i64>,
    pub(crate) supplier_contact_id: Option<i64>,
    pub(crate) customer_contact_id: Option<i64>,
}

impl From<&OrderHeader> for LinkValues {
    fn from(header: &OrderHeader) -> Self {
        Self {
            mapping_id: header.mapping_id.map(Id::get),
            carrier_id: header.carrier_id.map(Id::get),
            ship_from_plant_id: header.ship_from_plant_id.map(Id::get),
            ship_from_location_id: header.ship_from_location_id.map(Id::get),
            ship_to_location_id: header.ship_to_location_id.map(Id::get),
            ship_to_plant_id: header.ship_to_plant_id.map(Id::get),
            supplier_contact_id: header.supplier_contact_id.map(Id::get),
            customer_contact_id: header.customer_contact_id.map(Id::get),
        }
    }
}

type Draft = PurchaseOrderDraft;

fn one<T>(field: &str, id: Option<Id<T>>) -> Vec<(String, i64)> {
    let link = id.map(|id| (field.to_owned(), id.get()));
    link.into_iter().collect()
}

/// The links of the costs, by field.
fn payees(draft: &Draft, field: &str, of: fn(&CostDraft) -> Option<i64>) -> Vec<(String, i64)> {
    let costs = draft.costs.iter().enumerate();
    let links =
        costs.filter_map(|(index, cost)| Some((format!("costs/{index}/{field}"), of(cost)?)));
    links.collect()
}

/// The parties. Their names are loaded with the party; here only whether they are archived.
const PARTIES: &[Many<Draft>] = &[
    Many {
        table: "suppliers",
        name: "name",
        of: |draft| one("supplier_id", draft.header.supplier_id),
    },
    Many {
        table: "customers",
        name: "name",
        of: |draft| one("customer_id", draft.header.customer_id),
    },
];

/// All other links.
const OTHERS: &[Many<Draft>] = &[
    Many {
        table: "supplier_plant_mappings",
        name: "name",
        of: |draft| one("mapping_id", draft.header.mapping_id),
    },
    Many {
        table: "carriers",
        name: "name",
        of: |draft| one("carrier_id", draft.header.carrier_id),
    },
    Many {
        table: "plants",
        name: "name",
        of: |draft| {
            let from = one("ship_from_plant_id", draft.header.ship_from_plant_id);
            let to = one("ship_to_plant_id", draft.header.ship_to_plant_id);
            [from, to].concat()
        },
    },
    Many {
        table: "locations",
        name: "name",
        of: |draft| {
            let from = one("ship_from_location_id", draft.header.ship_from_location_id);
            let to = one("ship_to_location_id", draft.header.ship_to_location_id);
            [from, to].concat()
        },
    },
    Many {
        table: "contacts",
        name: "name",
        of: |draft| {
            let supplier = one("supplier_contact_id", draft.header.supplier_contact_id);
            let customer = one("customer_contact_id", draft.header.customer_contact_id);
            [supplier, customer].concat()
        },
    },
    Many {
        table: "carriers",
        name: "name",
        of: |draft| payees(draft, "carrier_id", |cost| cost.carrier_id.map(Id::get)),
    },
    Many {
        table: "suppliers",
        name: "name",
        of: |draft| payees(draft, "supplier_id", |cost| cost.supplier_id.map(Id::get)),
    },
    Many {
        table: "products",
        name: "code",
        of: |draft| {
            let lines = draft.lines.iter().enumerate();
            let links = lines.filter_map(|(index, line)| {
                Some((format!("lines/{index}/product_id"), line.product_id?.get()))
            });
            links.collect()
        },
    },
];

/// Carriers and ship-from plants of these orders, in one query. Names are subqueries: for a join, PostgreSQL reads all carriers.
pub(crate) fn routes(
    conn: &mut DbConnection,
    orders: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, Route>, StoreError> {
    let orders: Vec<i64> = orders.collect();
    if orders.is_empty() {
        return Ok(HashMap::new());
    }
    let query = Fragment::sql(
        "SELECT order_id, carrier_id, (SELECT carriers.name FROM carriers WHERE carriers.id = carrier_id), \
         ship_from_plant_id, (SELECT plants.name FROM plants WHERE plants.id = ship_from_plant_id) \
         FROM purchase_order_links WHERE order_id IN (",
    )
    .ids(orders, 1)
    .and_sql(")");
    type Row = (
        i64,
        Option<i64>,
        Option<String>,
        Option<i64>,
        Option<String>,
    );
    let rows: Vec<Row> = Statement::<(
        BigInt,
        Nullable<BigInt>,
        Nullable<Text>,
        Nullable<BigInt>,
        Nullable<Text>,
    )>::new(query)
    .load(conn)?;
    let route = |(order, carrier, carrier_name, plant, plant_name): Row| {
        let route = Route {
            carrier: carrier.zip(carrier_name),
            plant: plant.zip(plant_name),
        };
        (order, route)
    };
    Ok(rows.into_iter().map(route).collect())
}

/// The linked records of an order row, in the order in which archived ones are reported.
pub(crate) type LinkRow = (
    LinkColumns,
    LinkColumns,
    LinkColumns,
    LinkColumns,
    LinkColumns,
    LinkColumns,
    LinkColumns,
    LinkColumns,
    LinkColumns,
    LinkColumns,
);

type LinkExpressions = (
    NamedLink,
    NamedLink,
    NamedLink,
    NamedLink,
    NamedLink,
    NamedLink,
    NamedLink,
    NamedLink,
    NamedLink,
    NamedLink,
);

/// The expressions of a [`LinkRow`].
pub(crate) fn columns() -> LinkExpressions {
    let party = |field, target| links::columns("purchase_orders", field, target, "name");
    let other = |field, target| links::columns("purchase_order_links", field, target, "name");
    (
        party("supplier_id", "suppliers"),
        party("customer_id", "customers"),
        other("mapping_id", "supplier_plant_mappings"),
        other("carrier_id", "carriers"),
        other("ship_from_plant_id", "plants"),
        other("ship_to_plant_id", "plants"),
        other("ship_from_location_id", "locations"),
        other("ship_to_location_id", "locations"),
        other("supplier_contact_id", "contacts"),
        other("customer_contact_id", "contacts"),
    )
}

/// The linked records of an order that was read.
pub(crate) fn of_row(row: &LinkRow, products: &[Option<LineProduct>]) -> Linked {
    let linked = Linked::of_columns([
        ("supplier_id", row.0.clone()),
        ("customer_id", row.1.clone()),
        ("mapping_id", row.2.clone()),
        ("carrier_id", row.3.clone()),
        ("ship_from_plant_id", row.4.clone()),
        ("ship_to_plant_id", row.5.clone()),
        ("ship_from_location_id", row.6.clone()),
        ("ship_to_location_id", row.7.clone()),
        ("supplier_contact_id", row.8.clone()),
        ("customer_contact_id", row.9.clone()),
    ]);
    let products = products.iter().enumerate().filter_map(|(index, product)| {
        let product = product.as_ref()?;
        let found = (product.facts.code.clone(), product.is_archived);
        Some((format!("lines/{index}/product_id"), product.id, found))
    });
    linked.and(Linked::of_parts(products))
}

/// The linked records of a draft.
pub(crate) struct DraftLinks {
    parties: Linked,
    others: Linked,
}

/// Loads the names of all records that a draft links to, in one query.
pub(crate) fn load(conn: &mut DbConnection, draft: &Draft) -> Result<DraftLinks, StoreError> {
    let mut wanted = wanted_by_draft::<Draft>(&[], PARTIES, draft);
    wanted.extend(wanted_by_draft::<Draft>(&[], OTHERS, draft));
    let names = Names::load(conn, wanted)?;
    Ok(DraftLinks {
        parties: names.of_draft::<Draft>(&[], PARTIES, draft),
        others: names.of_draft::<Draft>(&[], OTHERS, draft),
    })
}

impl DraftLinks {
    /// What is wrong with the links besides the parties: missing targets, and archived ones that the order did not link to before.
    pub(crate) fn faults(&self, before: Option<&Draft>) -> FieldErrors {
        let known = before.map(|draft| Names::default().of_draft::<Draft>(&[], OTHERS, draft));
        self.others.faults(&known.unwrap_or_default())
    }

    /// Names of the carrier and of the supplier of each cost.
    pub(crate) fn payees(&self, costs: usize) -> Vec<(Option<String>, Option<String>)> {
        let named = |index: usize, field: &str| self.others.name(&format!("costs/{index}/{field}"));
        let names = |index| (named(index, "carrier_id"), named(index, "supplier_id"));
        (0..costs).map(names).collect()
    }

    /// The names of the records, as an order shows them.
    pub(crate) fn names(self) -> LinkNames {
        names(&self.parties.and(self.others))
    }
}

/// The names of linked records, as an order shows them.
pub(crate) fn names(linked: &Linked) -> LinkNames {
    let named = |field: &str| linked.name(field);
    LinkNames {
        mapping_name: named("mapping_id"),
        carrier_name: named("carrier_id"),
        ship_from_plant_name: named("ship_from_plant_id"),
        ship_from_location_name: named("ship_from_location_id"),
        ship_to_location_name: named("ship_to_location_id"),
        ship_to_plant_name: named("ship_to_plant_id"),
        supplier_contact_name: named("supplier_contact_id"),
        customer_contact_name: named("customer_contact_id"),
        archived_links: linked.archived(),
    }
}

/// The records that a draft links to, by table and id.
pub(crate) fn linked_rows(draft: &Draft) -> BTreeSet<(&'static str, i64)> {
    let parties = wanted_by_draft::<Draft>(&[], PARTIES, draft);
    let others = wanted_by_draft::<Draft>(&[], OTHERS, draft);
    let all = parties.into_iter().chain(others);
    all.map(|(table, _, id)| (table, id)).collect()
}

/// The supply line must be of this supplier, and of this customer or of any; each contact must be one of its party. Unchanged links
/// are not checked again.
pub(crate) fn must_fit(
    conn: &mut DbConnection,
    draft: &Draft,
    before: Option<&Draft>,
) -> Result<(), StoreError> {
    let bound = |draft: &Draft| {
        let header = &draft.header;
        (
            (header.supplier_id, header.customer_id, header.mapping_id),
            (header.supplier_contact_id, header.customer_contact_id),
        )
    };
    if before.map(bound) == Some(bound(draft)) {
        return Ok(());
    }
    let header = &draft.header;
    let supplier = header.supplier_id.map(Id::get);
    let customer = header.customer_id.map(Id::get);
    let mut errors = FieldErrors::new();
    if let Some(id) = header.mapping_id {
        let (seller, buyer): (i64, Option<i64>) = supplier_plant_mappings::table
            .find(id.get())
            .select((
                supplier_plant_mappings::supplier_id,
                supplier_plant_mappings::customer_id,
            ))
            .get_result(conn)?;
        errors.require(
            Some(seller) == supplier && (buyer.is_none() || buyer == customer),
            "/mapping_id",
            "other_party",
            "Choose a supply line of this supplier, for this customer or for any",
        );
    }
    let contacts = [
        ("/supplier_contact_id", header.supplier_contact_id, supplier),
        ("/customer_contact_id", header.customer_contact_id, customer),
    ];
    for (pointer, contact, party) in contacts {
        let Some(contact) = contact else { continue };
        let of_supplier = pointer == "/supplier_contact_id";
        let (seller, buyer): (Option<i64>, Option<i64>) = contacts::table
            .find(contact.get())
            .select((contacts::supplier_id, contacts::customer_id))
            .get_result(conn)?;
        let at = if of_supplier { seller } else { buyer };
        errors.require(
            at.is_some() && at == party,
            pointer,
            "other_party",
            "Choose a contact of this party",
        );
    }
    errors.into_result().map_err(StoreError::Invalid)
}
