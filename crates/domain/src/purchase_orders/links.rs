//! Links of an order besides its parties: supply line, carrier, origin, destination, contacts.

use serde::{Deserialize, Serialize};

use super::order_header::OrderHeader;
use crate::fields::FieldErrors;

/// Current names of the records that an order refers to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkNames {
    /// Name of the supply line.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Brindlemoor Beef Packing / Brindlemoor Grand Island")
    )]
    pub mapping_name: Option<String>,
    /// Name of the carrier.
    #[cfg_attr(feature = "openapi", schema(example = "Northquill Refrigerated Lines"))]
    pub carrier_name: Option<String>,
    /// Name of the plant that it leaves from.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Grand Island"))]
    pub ship_from_plant_name: Option<String>,
    /// Name of the location that it leaves from.
    pub ship_from_location_name: Option<String>,
    /// Name of the location that it goes to.
    #[cfg_attr(feature = "openapi", schema(example = "Receiving dock"))]
    pub ship_to_location_name: Option<String>,
    /// Name of the plant that it goes to.
    pub ship_to_plant_name: Option<String>,
    /// Name of the supplier's contact.
    #[cfg_attr(feature = "openapi", schema(example = "Rosa Tillman"))]
    pub supplier_contact_name: Option<String>,
    /// Name of the customer's contact.
    #[cfg_attr(feature = "openapi", schema(example = "Walt Jessup"))]
    pub customer_contact_name: Option<String>,
    /// Links that lead to an archived record, for example `carrier_id` or `lines/0/product_id`.
    #[cfg_attr(feature = "openapi", schema(example = json!([])))]
    pub archived_links: Vec<String>,
}

impl OrderHeader {
    /// Allows at most one origin and one destination.
    pub(super) fn check_ends(&self, errors: &mut FieldErrors) {
        let ends = [
            (
                "/ship_from_location_id",
                self.ship_from_plant_id.is_some() && self.ship_from_location_id.is_some(),
            ),
            (
                "/ship_to_plant_id",
                self.ship_to_location_id.is_some() && self.ship_to_plant_id.is_some(),
            ),
        ];
        for (pointer, both) in ends {
            let message = "Choose a plant or a location, not both";
            errors.require(!both, pointer, "at_most_one", message);
        }
    }
}
