//! Boards: loads by day and dock, and the orders of each kind of work. Each in one statement.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};
use domain::boards::{BoardLoad, BoardOrder, LoadBoard, LoadEnd, Worklist};
use domain::choices::{LogisticsScenario, lists};
use domain::purchase_orders::OrderStatus;
use domain::record::Instant;
use domain::reports::WaitingKind;
use domain::{Id, WeightAmount};

use crate::codes::{quoted, read as code};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::worklists::waits;

/// Most rows of a board.
const MAX: usize = 1_000;

/// The columns of an order.
const ORDER: &str = "purchase_orders.id, purchase_orders.number, purchase_orders.status, purchase_orders.supplier_name, \
     purchase_orders.customer_name, purchase_orders.pickup_date, purchase_orders.delivery_date, purchase_orders.weight_lb, \
     (SELECT users.display_name FROM users WHERE users.id = purchase_orders.owner_id)";
type Order = (
    i64,
    String,
    String,
    String,
    Option<String>,
    Option<NaiveDate>,
    Option<NaiveDate>,
    i64,
    String,
);
type OrderTypes = (
    BigInt,
    Text,
    Text,
    Text,
    Nullable<Text>,
    Nullable<Date>,
    Nullable<Date>,
    BigInt,
    Text,
);

fn order(row: Order) -> Result<BoardOrder, StoreError> {
    let (id, number, status, supplier_name, customer_name, pickup, delivery, weight, owner) = row;
    Ok(BoardOrder {
        id: Id::new(id),
        number,
        status: code(&status)?,
        supplier_name,
        customer_name,
        pickup_date: pickup,
        delivery_date: delivery,
        weight_lb: WeightAmount::of(weight),
        owner_name: owner,
    })
}

/// The orders of a kind of work; none for kinds that are no orders.
///
/// # Errors
/// If the database fails.
pub fn worklist(
    conn: &mut DbConnection,
    kind: WaitingKind,
    today: NaiveDate,
) -> Result<Worklist, StoreError> {
    let mut orders = Vec::new();
    if kind.is_of_orders() {
        let query = Fragment::sql(format!("SELECT {ORDER} FROM "))
            .and(waits(kind, today))
            .and_sql(" ORDER BY coalesce(purchase_orders.pickup_date, purchase_orders.order_date), purchase_orders.id LIMIT ")
            .value(limit());
        let found: Vec<Order> = Statement::<OrderTypes>::new(query).load(conn)?;
        orders = found.into_iter().map(order).collect::<Result<_, _>>()?;
    }
    let has_more = orders.len() > MAX;
    orders.truncate(MAX);
    Ok(Worklist {
        kind,
        orders,
        has_more,
    })
}

fn limit() -> Value {
    Value::Int(i64::try_from(MAX).unwrap_or(i64::MAX).saturating_add(1))
}

type Row = (
    String,
    NaiveDate,
    Option<NaiveDateTime>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    Order,
);
type RowTypes = (
    Text,
    Date,
    Nullable<Timestamp>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Text,
    OrderTypes,
);

/// The pick-ups and deliveries of a span of days, by day, dock and time.
///
/// # Errors
/// If the database fails.
pub fn loads(
    conn: &mut DbConnection,
    (from, to): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<LoadBoard, StoreError> {
    let query = Fragment::sql("SELECT * FROM (")
        .and(end_of(LoadEnd::Pickup, from, to))
        .and_sql(" UNION ALL ")
        .and(end_of(LoadEnd::Delivery, from, to))
        .and_sql(") AS loads ORDER BY day, number, load_end LIMIT ")
        .value(limit());
    let found: Vec<Row> = Statement::<RowTypes>::new(query).load(conn)?;
    let mut loads = found
        .into_iter()
        .map(|row| load(row, today))
        .collect::<Result<Vec<_>, StoreError>>()?;
    let has_more = loads.len() > MAX;
    loads.truncate(MAX);
    // The databases disagree on where nothing comes.
    loads.sort_by_cached_key(|load| {
        let at = load.at.map_or(NaiveDateTime::MAX, |at| at.0);
        let dock = (load.dock.is_none(), load.dock.clone());
        (load.day, dock, at, load.order.number.clone(), load.end)
    });
    Ok(LoadBoard {
        from,
        to,
        loads,
        has_more,
    })
}

fn end_of(end: LoadEnd, from: NaiveDate, to: NaiveDate) -> Fragment {
    let (name, side) = match end {
        LoadEnd::Pickup => ("pickup", "ship_from"),
        LoadEnd::Delivery => ("delivery", "ship_to"),
    };
    Fragment::sql(format!(
        "SELECT '{name}' AS load_end, purchase_orders.{name}_date AS day, details.{name}_at AS at, details.{name}_time_zone, \
         details.{name}_method, coalesce((SELECT plants.name FROM plants WHERE plants.id = links.{side}_plant_id), \
         (SELECT locations.name FROM locations WHERE locations.id = links.{side}_location_id)) AS dock, \
         (SELECT carriers.name FROM carriers WHERE carriers.id = links.carrier_id), purchase_orders.logistics_scenario, {ORDER} \
         FROM purchase_orders JOIN purchase_order_details AS details ON details.order_id = purchase_orders.id \
         JOIN purchase_order_links AS links ON links.order_id = purchase_orders.id \
         WHERE purchase_orders.archived_at IS NULL AND purchase_orders.status IN {} AND purchase_orders.{name}_date >= ",
        quoted(OrderStatus::OPEN)
    ))
    .value(Value::Day(from))
    .and_sql(format!(" AND purchase_orders.{name}_date <= "))
    .value(Value::Day(to))
}

fn load(row: Row, today: NaiveDate) -> Result<BoardLoad, StoreError> {
    let (end, day, at, time_zone, method, dock, carrier_name, scenario, of_order) = row;
    let end: LoadEnd = code(&end)?;
    let scenario: LogisticsScenario = code(&scenario)?;
    let order = order(of_order)?;
    let is_first_come = method.as_deref() == Some(lists::FIRST_COME);
    let is_done = end.is_done(order.status);
    Ok(BoardLoad {
        end,
        day,
        needs_appointment: end.needs_appointment(scenario)
            && !is_done
            && at.is_none()
            && !is_first_come,
        is_late: end.is_late(day, order.status, today),
        at: at.map(Instant),
        time_zone,
        is_first_come,
        is_done,
        dock,
        carrier_name,
        order,
    })
}
