//! Prometheus metrics: requests by route, errors, duration, pools, sign-ins.

use prometheus::{Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts};
use prometheus::{Registry, TextEncoder};
use storage::PoolStates;

/// Metrics of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: HistogramVec,
    problems: IntCounterVec,
    sign_ins: IntCounterVec,
    connections: IntGaugeVec,
}

impl Metrics {
    /// Creates all metrics, at zero.
    ///
    /// # Errors
    /// When two metrics have the same name.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let requests = HistogramVec::new(
            HistogramOpts::new(
                "projectmeats_request_duration_seconds",
                "Requests by method, route template and status",
            )
            .buckets(vec![
                0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 30.0,
            ]),
            &["method", "route", "status"],
        )?;
        let problems = IntCounterVec::new(
            Opts::new("projectmeats_problems_total", "Refusals by code"),
            &["code"],
        )?;
        let sign_ins = IntCounterVec::new(
            Opts::new("projectmeats_sign_ins_total", "Sign-ins by outcome"),
            &["outcome"],
        )?;
        let connections = IntGaugeVec::new(
            Opts::new(
                "projectmeats_database_connections",
                "Database connections by pool and state",
            ),
            &["pool", "state"],
        )?;
        let build = IntGaugeVec::new(
            Opts::new(
                "projectmeats_build_info",
                "Version of the program, always 1",
            ),
            &["version"],
        )?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        registry.register(Box::new(build))?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(problems.clone()))?;
        registry.register(Box::new(sign_ins.clone()))?;
        registry.register(Box::new(connections.clone()))?;
        Ok(Self {
            registry,
            requests,
            problems,
            sign_ins,
            connections,
        })
    }

    /// Records an answered request.
    pub fn answered(&self, method: &str, route: &str, status: u16, seconds: f64) {
        self.requests
            .with_label_values(&[method, route, &status.to_string()])
            .observe(seconds);
    }

    /// Counts a problem response.
    pub fn refused(&self, code: &str) {
        self.problems.with_label_values(&[code]).inc();
    }

    /// Counts a sign-in attempt by outcome.
    pub fn sign_in(&self, outcome: &str) {
        self.sign_ins.with_label_values(&[outcome]).inc();
    }

    /// All metrics in the Prometheus text format.
    ///
    /// # Errors
    /// When a metric cannot be encoded.
    pub(crate) fn text(&self, pools: &PoolStates) -> Result<Vec<u8>, prometheus::Error> {
        for (pool, of) in [("write", pools.write), ("read", pools.read)] {
            let set = |name: &str, value: u32| {
                self.connections
                    .with_label_values(&[pool, name])
                    .set(i64::from(value));
            };
            set("idle", of.idle);
            set("used", of.connections.saturating_sub(of.idle));
        }
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}
