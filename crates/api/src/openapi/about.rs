//! General part of the API document: description, tags, security schemes.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};

/// Name of the security scheme that most operations require.
pub(super) const BEARER: &str = "bearer";

const DESCRIPTION: &str = "\
The business records of a US meat brokerage: suppliers, customers, carriers, their locations and contacts, plants, products, purchase \
orders, receivables and payments. One purchase order is one deal on one load, bought from a supplier and sold to a customer.

**Signing in.** `POST /api/v1/auth/login` returns an access token that is valid for 15 minutes. Send it as \
`Authorization: Bearer TOKEN`. Programs ask for the refresh token in the body (`\"refresh\": \"body\"`) and exchange it at \
`POST /api/v1/auth/refresh`. Each refresh token works once.

**Errors.** Every 4xx and 5xx is an `application/problem+json` object with a stable `code`. Its `type` links to a page that explains the \
code. A 422 names every invalid field at once with a JSON pointer; a 400 names every invalid query parameter. At most 100 are listed; \
`errors_truncated` says that there are more. Texts may improve; codes never change. Any path may return 431 `headers_too_large` beyond \
16 KB of address and headers, 408 `request_timeout` and 400 `malformed_request`.

**Limits.** Each user has a number of requests in 5 minutes, shown in `RateLimit`; a batch counts as many requests as it has items. \
Beyond it the response is 429 with `Retry-After`. Sign-in, refresh and requests without a valid token are limited separately, by \
address. An array in a body has at most 500 items.

**Updates.** The `ETag` of a record is its version. `PUT`, `PATCH`, `DELETE` and the actions of orders require it in `If-Match`: 428 when \
it is missing, 412 when the record has changed since, with the changes. `PATCH` is a JSON merge patch (RFC 7396), sent as \
`application/merge-patch+json` or `application/json`: an absent field stays as it is, null clears a field, an array replaces the array. \
`DELETE` archives: records are never deleted.

**Safe retries.** A `POST` with an `Idempotency-Key` can be repeated after a lost response: it takes effect once, and the stored \
response is returned with `Idempotency-Replayed: true`.

**Lists.** A page has `items` and `next_cursor`, which is null on the last page. Send it back as `cursor` with the same filters and sort. \
`limit` is 1 to 200. `count=true` adds `total`. `sort=-order_date,number` sorts by up to three keys, `-` for descending.

**Filters.** `field=a&field=b` or `field=a,b` matches any of the values. Write a value that contains a comma in double quotes. \
`field[not]=` excludes values; `field[gte]=`, `[gt]`, `[lte]` and `[lt]` compare; `field[is_null]=true` finds empty fields; `q` searches \
text. Different filters must all match. Unknown parameters are rejected, and so are repeated ones that take a single value.

**Numbers and dates.** Money (US dollars, 2 decimals), prices (4 decimals) and weights (2 decimals) are strings of decimals; the unit and \
the price basis are fields beside them. Days are `YYYY-MM-DD`, instants are RFC 3339 in UTC. Bodies accept dates from 1900-01-01 to \
2999-12-31; other dates are 422 `out_of_range`. Ids are integers below 2^53.

**Unknown fields.** Request bodies with unknown fields are rejected. Responses may gain fields at any time: ignore those that you do not \
know.";

const TAGS: &[(&str, &str)] = &[
    ("auth", "Sign in and out, and list your own sessions"),
    ("me", "Your own profile and password"),
    (
        "purchase-orders",
        "Purchase orders, from draft to closed: one deal on one load",
    ),
    (
        "receivables",
        "Invoices, credit memos and opening balances of customers",
    ),
    (
        "payments",
        "Money from customers, and what it settles; never edited, only reversed",
    ),
    (
        "claims",
        "Claims on loads: the customer's against us, ours against suppliers and carriers",
    ),
    ("suppliers", "Companies that sell to us"),
    ("customers", "Companies that buy from us, with their credit"),
    (
        "carriers",
        "Trucking companies, with authority and insurance",
    ),
    ("contacts", "People at suppliers, customers and carriers"),
    ("locations", "Docks and offices of suppliers and customers"),
    (
        "plants",
        "Plants that make or store product, with their establishment numbers",
    ),
    ("products", "Products that are traded"),
    (
        "supplier-plant-mappings",
        "Supply lines: which supplier ships from which plant, for which customer",
    ),
    (
        "choices",
        "Choice lists: the codes that fields accept, with their labels",
    ),
    ("reports", "Reports over orders, and the start page"),
    (
        "settings",
        "Limits and tolerances that the company chooses for itself",
    ),
    ("views", "Saved views of lists"),
    ("users", "People who use the program, with their roles"),
    (
        "operation",
        "Health, metrics, this document and the pages that explain problem codes",
    ),
];

/// The document without operations.
pub(super) fn base() -> OpenApi {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The access token from `POST /api/v1/auth/login`."))
        .build();
    let metrics = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The monitoring token from the server's settings."))
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
        .description(Some("The server that sent this document"))
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
