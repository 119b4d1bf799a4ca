//! Orders of the demo brokerage. Amounts equal weight times price; days are relative to the seeding day.

use domain::PriceBasis;
use domain::choices::LotTestResult;
use domain::pricing::WeightUnit;
use domain::purchase_orders::LineDraft;

use super::goods::description_of;

use PriceBasis::{PerCwt, PerKg, PerLb};

/// Seed data of an order line.
pub(super) struct DemoLine {
    /// Code of the product.
    pub(super) product: &'static str,
    units: i64,
    weight: &'static str,
    unit: WeightUnit,
    buy: (&'static str, PriceBasis),
    sell: Option<(&'static str, PriceBasis)>,
    lot: Option<&'static str>,
    result: LotTestResult,
    /// Actual weight and its source.
    pub(super) actual: Option<(&'static str, &'static str)>,
}

/// Who hauls the load.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Haul {
    /// The supplier delivers.
    Supplier,
    /// The customer picks up.
    Customer,
    /// The broker hires a truck; the freight, once agreed.
    Ours(Option<&'static str>),
}

/// Final status of an order. Days are relative to the seeding day; past days are negative.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Not yet sent.
    Draft,
    /// Sent to the supplier.
    Issued,
    /// Accepted by the supplier.
    Confirmed,
    /// In transit.
    InTransit { shipped: i64 },
    /// Delivered.
    Delivered { shipped: i64, delivered: i64 },
    /// Closed.
    Closed {
        shipped: i64,
        delivered: i64,
        closed: i64,
    },
    /// Cancelled.
    Cancelled { on: i64, reason: &'static str },
}

/// Seed data of an order.
pub(super) struct DemoOrder {
    pub(super) digits: &'static str,
    pub(super) plant: &'static str,
    pub(super) carrier: Option<&'static str>,
    pub(super) supplier: &'static str,
    /// Code of the customer; `None` means for stock.
    pub(super) customer: Option<&'static str>,
    pub(super) ordered: i64,
    /// Scheduled pickup and delivery.
    pub(super) scheduled: (Option<i64>, Option<i64>),
    pub(super) haul: Haul,
    pub(super) fate: Fate,
    pub(super) setpoint: &'static str,
    /// Time zone of the receiving dock.
    pub(super) zone: &'static str,
    /// Whether the receiving dock has an appointment.
    pub(super) booked: bool,
    /// Reason for the controller's credit override.
    pub(super) credit_override: Option<&'static str>,
    pub(super) lines: &'static [DemoLine],
}

const LINE: DemoLine = DemoLine {
    product: "",
    units: 0,
    weight: "",
    unit: WeightUnit::Lb,
    buy: ("", PerLb),
    sell: None,
    lot: None,
    result: LotTestResult::None,
    actual: None,
};
const ORDER: DemoOrder = DemoOrder {
    digits: "",
    plant: "",
    carrier: None,
    supplier: "",
    customer: None,
    ordered: 0,
    scheduled: (None, None),
    haul: Haul::Supplier,
    fate: Fate::Draft,
    setpoint: "28.0",
    zone: "America/Chicago",
    booked: true,
    credit_override: None,
    lines: &[],
};

/// Orders 0001 to 0016.
#[rustfmt::skip]
pub(super) const ORDERS: &[DemoOrder] = &[
    DemoOrder { digits: "0001", plant: "BRI-GI", carrier: Some("NQL"), supplier: "BRI", customer: Some("WEX"), ordered: -140, scheduled: (Some(-136), Some(-134)), haul: Haul::Ours(Some("2150.00")),
        fate: Fate::Closed { shipped: -136, delivered: -134, closed: -117 }, lines: &[
        DemoLine { product: "BEEF-085-FC-T", units: 20, weight: "40000.00", actual: Some(("40218.50", "scale_ticket")), buy: ("338.5000", PerCwt),
            sell: Some(("3.4750", PerLb)), lot: Some("BL-4471"), result: LotTestResult::Negative, ..LINE }], ..ORDER },
    DemoOrder { digits: "0002", plant: "QUI-GA", supplier: "QUI", customer: Some("THI"), ordered: -128, scheduled: (Some(-113), Some(-111)), setpoint: "30.0",
        zone: "America/Denver", fate: Fate::Closed { shipped: -113, delivered: -111, closed: -96 }, lines: &[
        DemoLine { product: "CHIX-BSB-F40", units: 1000, weight: "40000.00", actual: Some(("40000.00", "bol")),
            buy: ("2.4100", PerLb), sell: Some(("2.5250", PerLb)), ..LINE }], ..ORDER },
    DemoOrder { digits: "0003", plant: "FEN-KC", supplier: "FEN", customer: Some("JUN"), ordered: -125, scheduled: (Some(-117), Some(-116)), haul: Haul::Customer, setpoint: "0.0",
        zone: "America/Phoenix", fate: Fate::Delivered { shipped: -117, delivered: -116 }, lines: &[
        DemoLine { product: "CHIX-BSB-Z40", units: 500, weight: "20000.00", actual: Some(("20000.00", "bol")),
            buy: ("2.2800", PerLb), sell: Some(("2.3950", PerLb)), ..LINE },
        DemoLine { product: "CHIX-SKN-F", units: 9, weight: "18000.00", actual: Some(("18146.00", "bol")), buy: ("28.5000", PerCwt),
            sell: Some(("0.3375", PerLb)), ..LINE }], ..ORDER },
    DemoOrder { digits: "0004", plant: "PEL-SC", supplier: "PEL", customer: Some("MAR"), ordered: -110, scheduled: (Some(-104), Some(-102)), setpoint: "30.0",
        fate: Fate::Delivered { shipped: -104, delivered: -102 }, lines: &[
        DemoLine { product: "PORK-BUT-F", units: 640, weight: "39680.00", actual: Some(("39412.75", "barcode_sum")), buy: ("1.4850", PerLb),
            sell: Some(("1.6225", PerLb)), ..LINE }], ..ORDER },
    DemoOrder { digits: "0005", plant: "BRI-AM", supplier: "BRI", customer: Some("COR"), ordered: -70, scheduled: (Some(-65), Some(-63)),
        fate: Fate::Delivered { shipped: -65, delivered: -63 }, lines: &[
        DemoLine { product: "BEEF-050-FC-P", units: 20, weight: "40000.00", actual: Some(("39874.00", "bol")), buy: ("71.2500", PerCwt),
            sell: Some(("0.8150", PerLb)), lot: Some("BL-4690"), result: LotTestResult::Positive, ..LINE }], ..ORDER },
    DemoOrder { digits: "0006", plant: "LAR-SP", supplier: "LAR", customer: Some("PAW"), ordered: -48, scheduled: (Some(-45), Some(-45)), haul: Haul::Customer,
        fate: Fate::Delivered { shipped: -45, delivered: -45 }, lines: &[
        DemoLine { product: "BEEF-050-IN", units: 12, weight: "24000.00", actual: Some(("24310.00", "scale_ticket")), buy: ("14.5000", PerCwt),
            sell: Some(("0.1850", PerLb)), ..LINE },
        DemoLine { product: "CHIX-SKN-IN", units: 8, weight: "16000.00", actual: Some(("15920.00", "scale_ticket")), buy: ("9.2500", PerCwt),
            sell: Some(("0.1275", PerLb)), ..LINE }], ..ORDER },
    DemoOrder { digits: "0007", plant: "QUI-GA", supplier: "QUI", customer: Some("THI"), ordered: -30, scheduled: (Some(-26), Some(-24)), setpoint: "30.0",
        zone: "America/Denver", fate: Fate::Delivered { shipped: -26, delivered: -24 }, lines: &[
        DemoLine { product: "CHIX-BSB-F40", units: 1000, weight: "40000.00", actual: Some(("40000.00", "bol")),
            buy: ("2.4650", PerLb), sell: Some(("2.5900", PerLb)), ..LINE }], ..ORDER },
    DemoOrder { digits: "0008", plant: "TES-PH", supplier: "TES", customer: Some("MAR"), ordered: -21, scheduled: (Some(-16), Some(-14)), setpoint: "0.0",
        credit_override: Some("$30,000.00 of the older load paid by check CHK-1187"), fate: Fate::Delivered { shipped: -16, delivered: -14 }, lines: &[
        DemoLine { product: "LAMB-SHD-Z", units: 300, weight: "13500.00", actual: Some(("13388.25", "barcode_sum")), buy: ("9.4500", PerKg),
            sell: Some(("5.1250", PerLb)), ..LINE },
        DemoLine { product: "VEAL-TOP-F", units: 120, weight: "6000.00", actual: Some(("6045.50", "barcode_sum")), buy: ("6.2500", PerLb),
            sell: Some(("7.1500", PerLb)), ..LINE }], ..ORDER },
    DemoOrder { digits: "0009", plant: "BRI-GI", supplier: "BRI", customer: Some("SAL"), ordered: -14, scheduled: (Some(-10), Some(-5)), setpoint: "0.0",
        fate: Fate::Delivered { shipped: -10, delivered: -5 }, lines: &[
        DemoLine { product: "BEEF-050-ZB-T", units: 672, weight: "18144.00", unit: WeightUnit::Kg, actual: Some(("18143.69", "barcode_sum")),
            buy: ("2.7100", PerKg), sell: Some(("3.0200", PerKg)), ..LINE }], ..ORDER },
    DemoOrder { digits: "0010", plant: "BRI-GI", carrier: Some("NQL"), supplier: "BRI", customer: Some("WEX"), ordered: -9, scheduled: (Some(-1), Some(1)), haul: Haul::Ours(Some("1980.00")),
        fate: Fate::InTransit { shipped: -1 }, lines: &[
        DemoLine { product: "BEEF-050-FC-T", units: 20, weight: "40000.00", actual: Some(("40127.50", "bol")), buy: ("122.7500", PerCwt),
            sell: Some(("1.3150", PerLb)), lot: Some("BL-4802"), result: LotTestResult::Negative, ..LINE }], ..ORDER },
    DemoOrder { digits: "0011", plant: "DUN-DA", carrier: Some("VRE"), supplier: "DUN", customer: Some("COR"), ordered: -6, scheduled: (Some(2), Some(4)), haul: Haul::Ours(Some("1450.00")), setpoint: "0.0",
        booked: false, fate: Fate::Confirmed, lines: &[
        DemoLine { product: "BEEF-050-ZB-C", units: 666, weight: "39960.00", buy: ("0.7925", PerLb),
            sell: Some(("0.8675", PerLb)), ..LINE }], ..ORDER },
    DemoOrder { digits: "0012", plant: "PEL-SC", supplier: "PEL", customer: Some("THI"), ordered: -4, scheduled: (Some(4), Some(6)), setpoint: "30.0", zone: "America/Denver",
        fate: Fate::Issued, lines: &[
        DemoLine { product: "PORK-BUT-F", units: 645, weight: "39990.00", buy: ("1.5125", PerLb), sell: Some(("1.6450", PerLb)), ..LINE }], ..ORDER },
    DemoOrder { digits: "0013", plant: "FEN-KC", carrier: Some("TOL"), supplier: "FEN", customer: Some("WEX"), ordered: -2, scheduled: (Some(3), Some(5)), haul: Haul::Ours(Some("1275.00")), booked: false,
        fate: Fate::Confirmed, lines: &[
        DemoLine { product: "BEEF-085-FC-N", units: 10, weight: "20000.00", buy: ("331.2500", PerCwt), sell: Some(("3.3850", PerLb)), result: LotTestResult::Pending, ..LINE },
        DemoLine { product: "BEEF-050-FC-N", units: 10, weight: "20000.00", buy: ("116.5000", PerCwt), sell: Some(("1.2450", PerLb)), result: LotTestResult::Pending, ..LINE }], ..ORDER },
    DemoOrder { digits: "0014", plant: "QUI-GA", supplier: "QUI", customer: None, ordered: -1, setpoint: "30.0", booked: false, lines: &[
        DemoLine { product: "CHIX-SKN-F", units: 20, weight: "40000.00", buy: ("0.2850", PerLb), ..LINE }], ..ORDER },
    DemoOrder { digits: "0015", plant: "DUN-DA", supplier: "DUN", customer: Some("SAL"), ordered: 0, setpoint: "0.0", booked: false, lines: &[
        DemoLine { product: "CHIX-BSB-Z40", units: 1080, weight: "43200.00", buy: ("2.3100", PerLb),
            sell: Some(("2.4800", PerLb)), ..LINE }], ..ORDER },
    DemoOrder { digits: "0016", plant: "BRI-GI", carrier: Some("NQL"), supplier: "BRI", customer: Some("WEX"), ordered: -35, haul: Haul::Ours(None), booked: false,
        fate: Fate::Cancelled { on: -33, reason: "Customer cut its program" }, lines: &[
        DemoLine { product: "BEEF-085-FC-T", units: 20, weight: "40000.00", buy: ("336.0000", PerCwt), sell: Some(("3.4100", PerLb)), ..LINE }], ..ORDER },
];

impl DemoLine {
    /// The line as a broker enters it, without its product.
    pub(super) fn draft(&self) -> LineDraft {
        LineDraft {
            description: description_of(self.product).to_owned(),
            ordered_units: Some(self.units),
            ordered_weight: self.weight.parse().ok(),
            weight_unit: self.unit,
            buy_price: self.buy.0.parse().ok(),
            buy_basis: Some(self.buy.1),
            sell_price: self.sell.and_then(|(price, _)| price.parse().ok()),
            sell_basis: self.sell.map(|(_, basis)| basis),
            lot_number: self.lot.map(str::to_owned),
            lot_test_result: self.result,
            ..LineDraft::default()
        }
    }
}

impl DemoOrder {
    /// Lee owns beef orders, Priya the rest.
    pub(super) fn owner(&self) -> &'static str {
        if matches!(self.supplier, "BRI" | "FEN" | "DUN" | "LAR") {
            "lee"
        } else {
            "priya"
        }
    }

    /// Days on which the load shipped, was delivered and was closed.
    pub(super) const fn journey(&self) -> (Option<i64>, Option<i64>, Option<i64>) {
        match self.fate {
            Fate::InTransit { shipped } => (Some(shipped), None, None),
            Fate::Delivered { shipped, delivered } => (Some(shipped), Some(delivered), None),
            Fate::Closed {
                shipped,
                delivered,
                closed,
            } => (Some(shipped), Some(delivered), Some(closed)),
            Fate::Draft | Fate::Issued | Fate::Confirmed | Fate::Cancelled { .. } => {
                (None, None, None)
            }
        }
    }
}
