//! Parties as documents keep them.

use serde::{Deserialize, Serialize};

/// A party as it was when the order was issued.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartySnapshot {
    /// Name.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub name: String,
    /// Address in one line.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "120 Sample Road, Omaha, NE 68102")
    )]
    pub address: String,
    /// Phone.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Contact.
    #[cfg_attr(feature = "openapi", schema(example = "Rosa Tillman"))]
    pub contact_name: Option<String>,
    /// Phone of the contact.
    pub contact_phone: Option<String>,
    /// E-mail address of the contact.
    pub contact_email: Option<String>,
}
