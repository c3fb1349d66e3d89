//! What is logged: JSON lines on standard output, without personal data, bodies, queries or tokens.
//! Who saw whom is in the audit record, not here.

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Logging could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("LOG can't be understood: {0}")]
pub struct Fault(String);

/// Starts logging, once for the process.
pub fn start(filter: &str) -> Result<(), Fault> {
    let filter = EnvFilter::try_new(filter).map_err(|error| Fault(error.to_string()))?;
    let lines = fmt::layer().json().flatten_event(true).with_span_list(false).with_target(false);
    let started = tracing_subscriber::registry().with(filter).with(lines).try_init();
    started.map_err(|error| Fault(error.to_string()))?;
    std::panic::set_hook(Box::new(|panic| {
        // The words may quote a value; only those that are part of the programme are safe.
        let said = panic.payload().downcast_ref::<&str>().copied().unwrap_or("(not shown)");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.location = place, panic.message = said, "panic");
    }));
    Ok(())
}
