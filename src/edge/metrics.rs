//! What operators watch, in Prometheus' text format, on a port of its own.

use std::sync::{LazyLock, Mutex};

use poem::{Endpoint, Response, endpoint::make_sync};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, text},
    metrics::{
        counter::Counter, family::Family, gauge::ConstGauge, gauge::Gauge, histogram::Histogram,
    },
    registry::Registry,
};

/// The process's figures.
pub static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);

pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Labels, Counter>,
    durations: Family<Route, Histogram, fn() -> Histogram>,
    sources: Family<SourceAnswer, Counter>,
    source_durations: Family<Source, Histogram, fn() -> Histogram>,
    pub(super) connections: Gauge,
    pub(super) sent_away: Counter,
    pub(super) limited: Counter,
    pub(super) panics: Counter,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    method: &'static str,
    route: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SourceAnswer {
    source: String,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Source {
    source: String,
}

/// Seconds. Fine where reads lie, coarse where only deadlines do.
const BUCKETS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

impl Metrics {
    fn new() -> Self {
        let mut registry = Registry::with_prefix("etjanster");
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        let all = Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(histogram),
            sources: Family::default(),
            source_durations: Family::new_with_constructor(histogram),
            connections: Gauge::default(),
            sent_away: Counter::default(),
            limited: Counter::default(),
            panics: Counter::default(),
            registry: Mutex::default(),
        };
        registry.register("requests", "Requests answered", all.requests.clone());
        registry.register(
            "request_duration_seconds",
            "From the whole head to the answer",
            all.durations.clone(),
        );
        registry.register(
            "journal_source_visits",
            "Record systems asked, by outcome",
            all.sources.clone(),
        );
        registry.register(
            "journal_source_seconds",
            "How long record systems took for a visit",
            all.source_durations.clone(),
        );
        registry.register("connections", "Open client connections", all.connections.clone());
        registry.register(
            "connections_sent_away",
            "Silent connections closed to make room",
            all.sent_away.clone(),
        );
        registry.register("requests_limited", "Requests answered 429", all.limited.clone());
        registry.register("panics", "Requests that ended in a panic", all.panics.clone());
        Self { registry: Mutex::new(registry), ..all }
    }

    pub(super) fn answered(
        &self,
        method: &'static str,
        route: &'static str,
        status: u16,
        seconds: f64,
    ) {
        self.requests.get_or_create(&Labels { method, route, status }).inc();
        self.durations.get_or_create(&Route { method, route }).observe(seconds);
    }

    /// A record system was asked. Its configured name, and nothing of whom or what.
    pub fn source_asked(&self, source: &str, outcome: &'static str, seconds: f64) {
        let source = source.to_owned();
        self.source_durations.get_or_create(&Source { source: source.clone() }).observe(seconds);
        self.sources.get_or_create(&SourceAnswer { source, outcome }).inc();
    }

    /// Everything, as Prometheus reads it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().expect("nobody panics while holding it");
        text::encode(&mut text, &registry).expect("writing to a string does not fail");
        text
    }
}

/// Adds a figure that is read whenever Prometheus asks, such as the depth of a queue. The reading
/// must not block: keep the figure in an atomic where it costs something to find out.
pub fn watch(
    name: &'static str,
    help: &'static str,
    read: impl Fn() -> i64 + Send + Sync + 'static,
) {
    let mut registry = METRICS.registry.lock().expect("nobody panics while holding it");
    registry.register_collector(Box::new(Watch { name, help, read: Box::new(read) }));
}

struct Watch {
    name: &'static str,
    help: &'static str,
    read: Box<dyn Fn() -> i64 + Send + Sync>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Collector for Watch {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let gauge = ConstGauge::new((self.read)());
        let descriptor =
            encoder.encode_descriptor(self.name, self.help, None, gauge.metric_type())?;
        gauge.encode(descriptor)
    }
}

/// `GET /metrics`, for the port that only the operators reach.
pub fn endpoint() -> impl Endpoint<Output = Response> + 'static {
    make_sync(|request| {
        let known = request.uri().path() == "/metrics";
        if !known {
            return Response::builder().status(poem::http::StatusCode::NOT_FOUND).finish();
        }
        Response::builder()
            .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
            .body(METRICS.text())
    })
}
