//! The security scheme: from a bearer token to the context that is the only way to personal data.

use std::{net::IpAddr, sync::Arc};

use poem::Request;
use poem_openapi::{SecurityScheme, auth::Bearer};

use super::{Presented, Sessions, Who};
use crate::{
    attachments::Files,
    bookings::Holds,
    clock::Clock,
    config::Config,
    db::Db,
    failure::{self, Failure},
    id::RequestId,
    identity::Providers,
    journal::{Pace, Sources},
    slots::Feeds,
};

/// What one process of the service is made of. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub db: Db,
    pub sessions: Sessions,
    pub clock: Clock,
    pub providers: Providers,
    pub files: Files,
    pub holds: Holds,
    pub journal: Sources,
    pub journal_pace: Pace,
    pub follow: Feeds,
}

/// What the edge found out about a request before any route saw it.
#[derive(Debug, Clone)]
pub struct Asked {
    pub request_id: RequestId,
    pub trace_id: String,
    pub address: IpAddr,
    /// Scheme and host that the client used, for absolute links.
    pub origin: String,
    /// `sv` or `en`.
    pub english: bool,
    /// The session its token stands for; or why that could not be found out.
    pub presented: Result<Option<Presented>, ()>,
}

/// The context of one request: who asks, and the only door to personal data.
/// Its fields are private to the kernel, so that only a session makes one.
#[derive(Clone)]
pub struct Cx {
    pub(crate) app: App,
    pub(crate) presented: Presented,
    pub(crate) asked: Asked,
    /// Method and path pattern: the bulkhead, and what an idempotency key is bound to.
    pub(crate) operation: Arc<str>,
    pub(crate) path: Arc<str>,
}

impl Cx {
    /// Whom the session stands for. What they may do is decided inside a transaction.
    pub fn who(&self) -> Who {
        self.presented.session.who
    }

    pub fn presented(&self) -> &Presented {
        &self.presented
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn asked(&self) -> &Asked {
        &self.asked
    }
}

/// A signed-in caller: resident, staff or system, by the token that `POST /sessions` gave.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "session", checker = "resolve")]
pub struct Caller(pub Cx);

async fn resolve(request: &Request, _: Bearer) -> poem::Result<Cx> {
    let app: &App = request.data().expect("api() installs App");
    let asked: &Asked = request.data().expect("the edge installs Asked");
    let presented = match &asked.presented {
        Ok(Some(presented)) => presented.clone(),
        Ok(None) => return Err(failure::raise(no_session())),
        Err(()) => return Err(failure::raise(Failure::Unavailable("redis"))),
    };
    let pattern = request.data::<poem::PathPattern>().map(|pattern| pattern.0.clone());
    let path: Arc<str> = request.original_uri().path().into();
    let pattern = pattern.unwrap_or_else(|| path.clone());
    let operation = format!("{} {pattern}", request.method()).into();
    Ok(Cx { app: app.clone(), presented, asked: asked.clone(), operation, path })
}

fn no_session() -> Failure {
    Failure::refused(
        &failure::UNAUTHENTICATED,
        "Sessionen gäller inte.",
        "The session is not valid.",
    )
}
