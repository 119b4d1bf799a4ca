//! What the document says about the API as a whole.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};

/// Name of the scheme that most operations ask for.
pub(super) const BEARER: &str = "bearer";

const DESCRIPTION: &str = "\
The trade of a meat brokerage: suppliers, customers, carriers, their places and people, goods, orders, receivables.

**Signing in.** `POST /api/v1/auth/login` answers an access token that holds for 15 minutes; send it as `Authorization: Bearer TOKEN`. \
Programs ask for the refresh token in the body (`\"refresh\": \"body\"`) and exchange it at `POST /api/v1/auth/refresh`.

**Refusals.** Every 4xx and 5xx is `application/problem+json` with a stable `code`; its `type` leads to a page that explains it. Wrong \
fields are all named at once, with JSON pointers.

**Changes.** A record's `ETag` is its version. `PUT`, `PATCH`, `DELETE` and the actions of orders ask for it in `If-Match`: 428 without, \
412 when somebody else was faster, with what was changed. `PATCH` is a JSON merge patch: what is left out stays, null clears.

**Repeats.** A `POST` with an `Idempotency-Key` may be sent again after a lost answer: it happens once.

**Lists.** `limit` and the opaque `cursor`; `next_cursor` is null on the last page. Filters are `field=a,b`, `field[not]=`, \
`field[gte]=`, `[gt]`, `[lte]`, `[lt]`, `field[is_null]=`; `q` searches; `sort=-order_date,number`; `count=true` counts. Unknown \
parameters are refused.

**Numbers and days.** Money, prices and weights are strings of decimals; days are `YYYY-MM-DD`, instants RFC 3339 in UTC. Clients ignore \
members of answers that they do not know; unknown members of bodies are refused.";

const TAGS: &[(&str, &str)] = &[
    (
        "auth",
        "Signing in and out, and the sessions that come of it",
    ),
    ("me", "The caller's own profile and password"),
    ("choices", "The lists of codes and what they are called"),
    ("suppliers", "Who sells to us"),
    ("locations", "Places of suppliers and customers"),
    ("contacts", "People at suppliers, customers and carriers"),
    ("carriers", "Who moves loads"),
    ("receivables", "What customers owe"),
    ("customers", "Who buys from us, and on what credit"),
    (
        "plants",
        "Where goods are made or stored, and under which numbers",
    ),
    ("products", "What is traded"),
    (
        "supplier-plant-mappings",
        "Who ships from where, and for whom",
    ),
    (
        "purchase-orders",
        "One deal on one load, from the draft to the closed order",
    ),
    ("users", "Who works with the program"),
    ("views", "Saved views of lists"),
    (
        "operation",
        "What monitoring and developers ask, outside of the business",
    ),
];

/// The document before any operation is in it.
pub(super) fn base() -> OpenApi {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The access token of `POST /api/v1/auth/login`."))
        .build();
    let metrics = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "The token that the server's settings name for monitoring.",
        ))
        .build();
    let components = ComponentsBuilder::new()
        .security_scheme(BEARER, SecurityScheme::Http(bearer))
        .security_scheme("metrics_token", SecurityScheme::Http(metrics))
        .build();
    let license = LicenseBuilder::new()
        .name("Apache-2.0")
        .identifier(Some("Apache-2.0"))
        .build();
    let info = InfoBuilder::new()
        .title("ProjectMeats API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(license))
        .build();
    let here = ServerBuilder::new()
        .url("/")
        .description(Some("The server that gave this document"))
        .build();
    let none: [&str; 0] = [];
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([here]))
        .tags(Some(TAGS.iter().copied().map(tag).collect::<Vec<_>>()))
        .components(Some(components))
        .security(Some([SecurityRequirement::new(BEARER, none)]))
        .build()
}

fn tag((name, description): (&str, &str)) -> Tag {
    TagBuilder::new()
        .name(name)
        .description(Some(description))
        .build()
}
