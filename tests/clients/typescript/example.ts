// The API through openapi-fetch, with types that openapi-typescript generated from the OpenAPI document.
//
// Generate the types once, then compile and run this file:
//
//     npx openapi-typescript https://HOST/api/openapi.json --output schema.ts
//     npx tsc && PROJECTMEATS_URL=https://HOST PROJECTMEATS_USERNAME=lee PROJECTMEATS_PASSWORD=... node build/example.js

import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];
type Api = Client<paths>;

/** Returns the data of a response, or throws its problem. */
function expectData<T>(result: { data?: T; error?: unknown; response: Response }): T {
  if (result.data === undefined) {
    throw new Error(`${result.response.status}: ${JSON.stringify(result.error)}`);
  }
  return result.data;
}

function expectEqual(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  }
}

async function signIn(baseUrl: string, username: string, password: string): Promise<Api> {
  const anonymous = createClient<paths>({ baseUrl });
  const answer = expectData(
    await anonymous.POST("/api/v1/auth/login", { body: { username, password, refresh: "body" } }),
  );
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${answer.access_token}` } });
}

/** Creates, filters, changes and archives suppliers; returns one that is still active. */
async function suppliers(api: Api, run: string): Promise<Schemas["Supplier"]> {
  const made: Schemas["Supplier"][] = [];
  for (const [city, state] of [["Omaha", "NE"], ["Barre", "VT"], ["Chicago", "IL"]] as const) {
    // Fields that have a default need not be sent.
    const body: Schemas["SupplierDraft"] = { name: `Tolmarsh ${city} ${run}`, address_line1: "1 Sample Road", city, state };
    // With a key, the request can be repeated after a lost response.
    const params = { header: { "Idempotency-Key": `${run}-${city}` } };
    made.push(expectData(await api.POST("/api/v1/suppliers", { params, body })));
  }
  const [omaha, barre, chicago] = made as [Schemas["Supplier"], Schemas["Supplier"], Schemas["Supplier"]];

  // Several values of one filter, and a text search.
  const page = expectData(
    await api.GET("/api/v1/suppliers", {
      params: {
        query: {
          q: run, state: ["NE", "VT"], delivery_profile: ["delivers", "does_not_deliver"], sort: "name", count: true,
          "created_at[gte]": "2026-01-01T00:00:00Z",
        },
      },
    }),
  );
  expectEqual(page.items.map((row) => row.id), [barre.id, omaha.id]);
  expectEqual(page.total, 2);

  // A change names the version that it is based on; absent fields stay as they are, null clears a field.
  const path = { id: omaha.id };
  const changed = await api.PATCH("/api/v1/suppliers/{id}", {
    params: { path, header: { "If-Match": `"${omaha.version}"` } },
    body: { credit_limit: "250000.00", species: ["beef", "veal"], address_line1: null, city: null, state: null },
  });
  const supplier = expectData(changed);
  expectEqual([supplier.version, supplier.credit_limit, supplier.city], [2, "250000.00", null]);
  expectEqual(changed.response.headers.get("ETag"), '"2"');

  // A change of an outdated version is refused, and the problem says what happened since.
  const stale = await api.PATCH("/api/v1/suppliers/{id}", {
    params: { path, header: { "If-Match": '"1"' } },
    body: { credit_limit: null },
  });
  expectEqual([stale.error?.code, stale.error?.current_etag], ["stale_version", '"2"']);
  expectEqual(stale.error?.changes?.some((change) => change.pointer === "/credit_limit"), true);

  // Invalid fields are all named at once.
  const invalid = await api.POST("/api/v1/suppliers", { body: { name: "X", credit_limit: "-1" } });
  expectEqual(invalid.error?.errors?.map((error) => [error.pointer, error.code]), [["/credit_limit", "must_not_be_negative"]]);

  // Several changes in one request.
  const batch = expectData(
    await api.POST("/api/v1/suppliers/batch", {
      body: { atomic: true, items: [{ op: "update", id: barre.id, etag: '"1"', body: { phone: "802-555-0100" } }] },
    }),
  );
  expectEqual(batch.items.map((item) => [item.status, item.etag, item.before?.phone]), [[200, '"2"', null]]);

  const archived = expectData(
    await api.DELETE("/api/v1/suppliers/{id}", {
      params: { path: { id: chicago.id }, header: { "If-Match": '"1"' } },
    }),
  );
  expectEqual(archived.archived_at === null, false);
  return supplier;
}

/** Creates an order for one load of trim and issues it to the supplier. */
async function purchaseOrder(api: Api, supplier: Schemas["Supplier"], run: string): Promise<void> {
  const where = { address_line1: "2 Sample Road", city: "Chicago", state: "IL" };
  const customer = expectData(await api.POST("/api/v1/customers", { body: { name: `Wexcombe ${run}`, ...where } }));
  const plant = expectData(await api.POST("/api/v1/plants", { body: { name: `Grand Island ${run}`, ...where } }));
  const dock = expectData(
    await api.POST("/api/v1/locations", { body: { name: `Dock ${run}`, customer_id: customer.id, ...where } }),
  );
  const product = expectData(
    await api.POST("/api/v1/products", { body: { description: `Trim 85's ${run}`, species: "beef" } }),
  );
  const order = expectData(
    await api.POST("/api/v1/purchase-orders", {
      body: {
        supplier_id: supplier.id, customer_id: customer.id, customer_terms: "net_15",
        order_date: "2026-03-02", pickup_date: "2026-03-04",
        ship_from_plant_id: plant.id, ship_to_location_id: dock.id,
        delivery_appointment: { method: "first_come_first_serve" },
        lines: [{
          product_id: product.id, description: "Trim 85's", ordered_units: 20, ordered_weight: "40000.00",
          buy_price: "122.75", buy_basis: "per_cwt", sell_price: "1.3150", sell_basis: "per_lb",
        }],
      },
    }),
  );
  expectEqual([order.buy_total, order.sell_total, order.margin], ["49100.00", "52600.00", "3500.00"]);

  const issued = expectData(
    await api.POST("/api/v1/purchase-orders/{id}/issue", {
      params: { path: { id: order.id }, header: { "If-Match": `"${order.version}"` } },
      body: {},
    }),
  );
  expectEqual(issued.status, "issued");

  const page = expectData(
    await api.GET("/api/v1/purchase-orders", {
      params: {
        query: { supplier_id: [supplier.id], status: ["issued", "confirmed"], "order_date[gte]": "2026-03-01" },
      },
    }),
  );
  expectEqual(page.items.map((row) => row.number), [issued.number]);
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set`);
  }
  return value;
}

const run = crypto.randomUUID().slice(0, 8);
const api = await signIn(
  setting("PROJECTMEATS_URL"), setting("PROJECTMEATS_USERNAME"), setting("PROJECTMEATS_PASSWORD"),
);
await purchaseOrder(api, await suppliers(api, run), run);
console.log("done");
