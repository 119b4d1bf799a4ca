//! Bulk insert of orders, for measurements: writes the same rows as entering them one by one, in a few wide statements.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use domain::Id;
use domain::history::AuditAction;
use domain::purchase_orders::PurchaseOrder;
use domain::record::EntityKind;

use super::save::texts;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::purchase_order_rows::lines::LineValues;
use crate::purchase_order_rows::links::LinkValues;
use crate::purchase_order_rows::rows::{DetailValues, MoveValues, OrderValues};
use crate::search;

/// Maximum number of values per statement; SQLite allows 32,766, PostgreSQL 65,535.
const VALUES: usize = 16_000;

/// A value for a column, or null.
type Cell = Option<Value>;

/// A type that can be a column value.
trait AsCell {
    fn cell(&self) -> Cell;
}

macro_rules! as_cell {
    ($($type:ty => $variant:ident),+ $(,)?) => { $(
        impl AsCell for $type {
            fn cell(&self) -> Cell {
                Some(Value::$variant(self.clone().into()))
            }
        }
    )+ };
}
as_cell! {
    i64 => Int,
    i32 => Int,
    bool => Flag,
    String => Text,
    chrono::NaiveDate => Day,
    chrono::NaiveDateTime => Instant,
}

impl<T: AsCell> AsCell for Option<T> {
    fn cell(&self) -> Cell {
        self.as_ref().and_then(AsCell::cell)
    }
}

/// A row as values, in the order of its columns.
trait Row {
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];
    fn cells(&self) -> Vec<Cell>;
}

macro_rules! row {
    ($row:ident in $table:literal: $($field:ident),+ $(,)?) => {
        impl Row for $row {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn cells(&self) -> Vec<Cell> {
                vec![$(self.$field.cell()),+]
            }
        }
    };
}

row! { OrderValues in "purchase_orders":
    version, number, number_sort, status, status_rank, supplier_id, supplier_name, supplier_name_key, customer_id,
    customer_name, customer_name_key, for_stock, logistics_scenario, order_date, pickup_date, delivery_date, shipped_on,
    delivered_on, ordered_weight_lb, actual_weight_lb, weight_lb, buy_total, sell_total, margin, is_estimated, owner_id,
    created_at, updated_at, archived_at, archived_by, margin_per_lb,
}
row! { DetailValues in "purchase_order_details":
    created_by, updated_by, deal_role, requested_delivery_date, pickup_at, pickup_time_zone, pickup_method,
    pickup_confirmation, delivery_at, delivery_time_zone, delivery_method, delivery_confirmation, freight_terms, freight_cost,
    supplier_confirmation_number, release_format, carrier_release_number, customer_po_number, supplier_terms, customer_terms,
    temperature_setpoint_f, seal_out, seal_in, special_instructions, notes, supplier_snapshot, customer_snapshot,
    cancel_reason, unbilled_reason, credit_amount, route_snapshots,
}
row! { LineValues in "purchase_order_lines":
    line_no, description, ordered_units, ordered_weight, weight_unit, weight_basis, buy_price, buy_basis, zero_price_reason,
    sell_price, sell_basis, max_age, production_date, lot_number, test_class, lot_test_result, country_of_origin, notes,
    actual_units, actual_weight, weight_source, product_id, case_count,
}
row! { LinkValues in "purchase_order_links":
    mapping_id, carrier_id, ship_from_plant_id, ship_from_location_id, ship_to_location_id, ship_to_plant_id,
    supplier_contact_id, customer_contact_id,
}
row! { MoveValues in "purchase_order_moves": order_id, status, moved_at, moved_by, reason }

/// Inserts orders with their lines, steps, search texts and a first history entry.
pub(crate) fn insert_many(
    conn: &mut DbConnection,
    orders: &mut [PurchaseOrder],
) -> Result<(), StoreError> {
    let headers = orders
        .iter()
        .map(OrderValues::of)
        .collect::<Result<Vec<_>, _>>()?;
    let rows = headers.iter().map(Row::cells).collect();
    let ids = insert_returning(conn, OrderValues::TABLE, OrderValues::COLUMNS, rows)?;
    for (order, id) in orders.iter_mut().zip(ids) {
        order.id = Id::new(id);
    }
    let mut details = Vec::new();
    let mut links = Vec::new();
    let mut lines = Vec::new();
    let mut moves = Vec::new();
    let mut found_by = Vec::new();
    let mut history = Vec::new();
    for order in orders.iter() {
        let id = order.id.get();
        details.push(under(id, &DetailValues::of(order)?));
        links.push(under(id, &LinkValues::from(&order.details)));
        lines.extend(
            order
                .lines
                .iter()
                .map(|line| under(id, &LineValues::of(line))),
        );
        moves.extend(order.moves.iter().map(|step| {
            MoveValues {
                order_id: id,
                status: step.status.to_string(),
                moved_at: step.at.0,
                moved_by: step.by.map(Id::get),
                reason: step.reason.clone(),
            }
            .cells()
        }));
        found_by.push(
            search::row(EntityKind::PurchaseOrder, id, &texts(order))
                .map(Some)
                .to_vec(),
        );
        history.push(vec![
            order.stamps.created_at.cell(),
            Some(Value::Int(order.stamps.created_by.get())),
            EntityKind::PurchaseOrder.to_string().cell(),
            id.cell(),
            1_i64.cell(),
            AuditAction::Create.to_string().cell(),
            "[]".to_owned().cell(),
        ]);
    }
    insert(
        conn,
        DetailValues::TABLE,
        &with_order(DetailValues::COLUMNS),
        details,
    )?;
    insert(
        conn,
        LinkValues::TABLE,
        &with_order(LinkValues::COLUMNS),
        links,
    )?;
    insert(
        conn,
        LineValues::TABLE,
        &with_order(LineValues::COLUMNS),
        lines,
    )?;
    insert(conn, MoveValues::TABLE, MoveValues::COLUMNS, moves)?;
    insert(conn, "search_index", &search::COLUMNS, found_by)?;
    let entry = [
        "at",
        "actor_id",
        "entity",
        "record_id",
        "version",
        "action",
        "changes",
    ];
    insert(conn, "audit_entries", &entry, history)
}

fn with_order(columns: &[&'static str]) -> Vec<&'static str> {
    let mut all = vec!["order_id"];
    all.extend(columns);
    all
}

fn under(order_id: i64, row: &impl Row) -> Vec<Cell> {
    let mut cells = vec![order_id.cell()];
    cells.extend(row.cells());
    cells
}

fn insert(
    conn: &mut DbConnection,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Cell>>,
) -> Result<(), StoreError> {
    for statement in statements(table, columns, rows) {
        statement.execute(conn)?;
    }
    Ok(())
}

/// Inserts rows; returns their ids in the order of the rows.
fn insert_returning(
    conn: &mut DbConnection,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Cell>>,
) -> Result<Vec<i64>, StoreError> {
    let mut ids = Vec::with_capacity(rows.len());
    for statement in statements(table, columns, rows) {
        let statement = statement.and_sql(" RETURNING id");
        let mut some: Vec<i64> = Statement::<BigInt>::new(statement).load(conn)?;
        some.sort_unstable();
        ids.extend(some);
    }
    Ok(ids)
}

fn statements(
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Cell>>,
) -> impl Iterator<Item = Fragment> {
    let start = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    let size = (VALUES / columns.len().max(1)).max(1);
    let mut rows = rows.into_iter().peekable();
    std::iter::from_fn(move || {
        rows.peek()?;
        let mut statement = Fragment::sql(start.clone());
        for (index, row) in rows.by_ref().take(size).enumerate() {
            statement = statement.and_sql(if index == 0 { "(" } else { "), (" });
            for (index, cell) in row.into_iter().enumerate() {
                if index > 0 {
                    statement = statement.and_sql(", ");
                }
                statement = match cell {
                    Some(value) => statement.value(value),
                    None => statement.and_sql("NULL"),
                };
            }
        }
        Some(statement.and_sql(")").not_kept())
    })
}
