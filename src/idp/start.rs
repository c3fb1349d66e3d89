//! Starts the provider beside `serve`, and says how to use it. Never in production.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Idp, Person, Setup};
use crate::{
    clock::Clock,
    config::{Config, Mode},
    demo,
    page::BASE,
};

/// Why the provider did not start.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("--embedded-idp needs MODE=development: it vouches for whoever one picks")]
    Production,
    #[error("EMBEDDED_IDP can't be listened on: {0}")]
    Address(#[from] std::io::Error),
}

/// Starts the provider and adds it to those that the API believes. `api` is where the API listens.
pub async fn start(
    config: &mut Config,
    api: SocketAddr,
    stop: CancellationToken,
) -> Result<(), Refusal> {
    if config.mode == Mode::Production {
        return Err(Refusal::Production);
    }
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = TcpListener::bind(config.embedded_idp.unwrap_or(any)).await?;
    let api = format!("http://{}{BASE}", reachable(api));
    let idp = Idp::new(Setup {
        address: reachable(listener.local_addr()?),
        people: people(),
        clock: Clock::System,
        redirect_uris: config.embedded_idp_redirect_uris.clone(),
        api: Some(api.clone()),
        twist: None,
    });
    config.identity_providers.extend(idp.providers());
    println!("{}", welcome(&api, idp.base()));
    tokio::spawn(async move {
        if let Err(error) = idp.serve(listener, stop).await {
            tracing::error!(error.message = %error, "the embedded identity provider stopped");
        }
    });
    Ok(())
}

fn people() -> Vec<Person> {
    demo::people()
        .map(|person| Person {
            audience: person.audience,
            name: person.name,
            identity: person.identity.to_owned(),
            shows: person.shows.to_owned(),
        })
        .collect()
}

/// An address that answers on every interface is reached on this machine's own.
fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::from(([127, 0, 0, 1], address.port()))
    } else {
        address
    }
}

fn welcome(api: &str, idp: &str) -> String {
    let unit = demo::stable_id("unit", "backby");
    format!(
        "
Swagger UI             {api}/docs/
A public contact card  curl {api}/units/{unit}
Pick whom to be        {idp}/
A token for Anna       curl {idp}/sign-in/198404189287
A token for Eva (ÄM)   curl {idp}/sign-in/SE2321000172-DP01
At first sign-in       add ?acceptedTerms=2026-01
Everybody there is     docs/demo.md
"
    )
}
