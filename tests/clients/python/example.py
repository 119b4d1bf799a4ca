"""The API through a client that openapi-python-client generated from the OpenAPI document.

Generate the client once, then run this file:

    openapi-python-client generate --url https://HOST/api/openapi.json --meta none --output-path projectmeats_client
    PROJECTMEATS_URL=https://HOST PROJECTMEATS_USERNAME=lee PROJECTMEATS_PASSWORD=... python example.py
"""

import os
from datetime import date
from uuid import uuid4

from projectmeats_client import AuthenticatedClient, Client
from projectmeats_client.api.auth import login
from projectmeats_client.api.customers import create_customer
from projectmeats_client.api.locations import create_location
from projectmeats_client.api.plants import create_plant
from projectmeats_client.api.products import create_product
from projectmeats_client.api.purchase_orders import (
    create_purchase_order,
    issue_purchase_order,
    list_purchase_orders,
)
from projectmeats_client.api.suppliers import (
    archive_supplier,
    batch_suppliers,
    change_supplier,
    create_supplier,
    list_suppliers,
)
from projectmeats_client.models import (
    AppointmentInput,
    CustomerDraft,
    DeliveryProfile,
    IssueOrder,
    LineDraft,
    LocationDraft,
    Login,
    OrderStatus,
    PagePurchaseOrderSummary,
    PageSupplierSummary,
    PlantDraft,
    PriceBasis,
    Problem,
    ProductDraft,
    PurchaseOrder,
    PurchaseOrderDraft,
    RefreshIn,
    Supplier,
    SupplierBatch,
    SupplierBatchAnswer,
    SupplierBatchUpdate,
    SupplierDraft,
    SupplierPatch,
    TokenAnswer,
)


def expect(kind, response):
    """Returns the parsed body if it has the expected type; shows the problem otherwise."""
    if not isinstance(response.parsed, kind):
        raise SystemExit(f"{response.status_code}: {response.content.decode()}")
    return response.parsed


def sign_in(url: str, username: str, password: str) -> AuthenticatedClient:
    body = Login(username=username, password=password, refresh=RefreshIn.BODY)
    answer = expect(TokenAnswer, login.sync_detailed(client=Client(base_url=url), body=body))
    return AuthenticatedClient(base_url=url, token=answer.access_token)


def suppliers(client: AuthenticatedClient, run: str) -> Supplier:
    """Creates, filters, changes and archives suppliers; returns one that is still active."""
    made = []
    for city, state in [("Omaha", "NE"), ("Barre", "VT"), ("Chicago", "IL")]:
        draft = SupplierDraft(name=f"Brindlemoor {city} {run}", address_line1="1 Sample Road", city=city, state=state)
        # With a key, the request can be repeated after a lost response.
        response = create_supplier.sync_detailed(client=client, body=draft, idempotency_key=f"{run}-{city}")
        made.append(expect(Supplier, response))

    # Several values of one filter, and a text search.
    page = expect(
        PageSupplierSummary,
        list_suppliers.sync_detailed(
            client=client,
            q=run,
            state=["NE", "VT"],
            delivery_profile=[DeliveryProfile.DELIVERS, DeliveryProfile.DOES_NOT_DELIVER],
            sort="name",
            count=True,
        ),
    )
    assert [row.id for row in page.items] == [made[1].id, made[0].id], page
    assert page.total == 2

    # A change names the version that it is based on; absent fields stay as they are.
    omaha = made[0]
    patch = SupplierPatch(credit_limit="250000.00", species=["beef", "veal"])
    response = change_supplier.sync_detailed(omaha.id, client=client, body=patch, if_match=f'"{omaha.version}"')
    changed = expect(Supplier, response)
    assert (changed.version, changed.credit_limit, changed.city) == (2, "250000.00", "Omaha")
    assert response.headers["ETag"] == '"2"'

    # A change of an outdated version is refused, and the problem says what happened since.
    response = change_supplier.sync_detailed(omaha.id, client=client, body=patch, if_match='"1"')
    problem = expect(Problem, response)
    assert (problem.status, problem.code, problem.current_etag) == (412, "stale_version", '"2"')
    assert "/credit_limit" in [change.pointer for change in problem.changes]

    # Invalid fields are all named at once.
    problem = expect(Problem, create_supplier.sync_detailed(client=client, body=SupplierDraft(name="X", credit_limit="-1")))
    assert [(error.pointer, error.code) for error in problem.errors] == [("/credit_limit", "must_not_be_negative")]

    # Several changes in one request.
    update = SupplierBatchUpdate(id=made[1].id, etag='"1"', body=SupplierPatch(phone="802-555-0100"))
    response = batch_suppliers.sync_detailed(client=client, body=SupplierBatch(atomic=True, items=[update]))
    outcome = expect(SupplierBatchAnswer, response).items[0]
    assert (outcome.status, outcome.etag, outcome.before.phone) == (200, '"2"', None)

    archived = expect(Supplier, archive_supplier.sync_detailed(made[2].id, client=client, if_match='"1"'))
    assert archived.archived_at is not None
    return changed


def purchase_order(client: AuthenticatedClient, supplier: Supplier, run: str) -> None:
    """Creates an order for one load of trim and issues it to the supplier."""
    where = {"address_line1": "2 Sample Road", "city": "Chicago", "state": "IL"}
    customer = create_customer.sync(client=client, body=CustomerDraft(name=f"Wexcombe {run}", **where))
    plant = create_plant.sync(client=client, body=PlantDraft(name=f"Grand Island {run}", **where))
    dock = create_location.sync(
        client=client, body=LocationDraft(name=f"Dock {run}", customer_id=customer.id, **where)
    )
    product = create_product.sync(client=client, body=ProductDraft(description=f"Trim 85's {run}", species="beef"))
    draft = PurchaseOrderDraft(
        supplier_id=supplier.id,
        customer_id=customer.id,
        customer_terms="net_15",
        order_date=date(2026, 3, 2),
        pickup_date=date(2026, 3, 4),
        ship_from_plant_id=plant.id,
        ship_to_location_id=dock.id,
        delivery_appointment=AppointmentInput(method="first_come_first_serve"),
        lines=[
            LineDraft(
                product_id=product.id,
                description="Trim 85's",
                ordered_units=20,
                ordered_weight="40000.00",
                buy_price="122.75",
                buy_basis=PriceBasis.PER_CWT,
                sell_price="1.3150",
                sell_basis=PriceBasis.PER_LB,
            )
        ],
    )
    order = expect(PurchaseOrder, create_purchase_order.sync_detailed(client=client, body=draft))
    assert (order.buy_total, order.sell_total, order.margin) == ("49100.00", "52600.00", "3500.00")

    issued = expect(
        PurchaseOrder,
        issue_purchase_order.sync_detailed(
            order.id, client=client, body=IssueOrder(), if_match=f'"{order.version}"'
        ),
    )
    assert issued.status == OrderStatus.ISSUED

    page = expect(
        PagePurchaseOrderSummary,
        list_purchase_orders.sync_detailed(
            client=client,
            supplier_id=[supplier.id],
            status=[OrderStatus.ISSUED, OrderStatus.CONFIRMED],
            order_dategte=date(2026, 3, 1),
        ),
    )
    assert [row.number for row in page.items] == [issued.number], page


def main() -> None:
    run = uuid4().hex[:8]
    client = sign_in(
        os.environ["PROJECTMEATS_URL"], os.environ["PROJECTMEATS_USERNAME"], os.environ["PROJECTMEATS_PASSWORD"]
    )
    with client:
        purchase_order(client, suppliers(client, run), run)
    print("done")


if __name__ == "__main__":
    main()
