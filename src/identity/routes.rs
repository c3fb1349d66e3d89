//! What can be asked about signing in and sessions.

use poem::web::Data;
use poem_openapi::{ApiResponse, OpenApi, param::Path, payload::Json};

use super::{
    providers, session,
    session_view::{NewSession, NewSystemSession, ProvidersView, SessionView, SignedInView},
    sign_in, system_session,
};
use crate::{
    access::{App, Asked, Caller},
    body::Body,
    failure::Problem,
    id::{ResidentId, StaffId},
    page::BASE,
};

pub struct Routes;

#[derive(ApiResponse)]
enum SignInAnswer {
    /// Signed in. The token is shown this once.
    #[oai(status = 201)]
    Created(
        Json<SignedInView>,
        /// The session.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum RenewAnswer {
    /// The new token; the old one is dead.
    #[oai(status = 200)]
    Ok(Json<SignedInView>),
}

#[derive(ApiResponse)]
enum SessionAnswer {
    /// Who is signed in.
    #[oai(status = 200)]
    Ok(Json<SessionView>),
}

#[derive(ApiResponse)]
enum EndAnswer {
    /// Signed out.
    #[oai(status = 204)]
    Ended,
}

#[derive(ApiResponse)]
enum ProvidersAnswer {
    /// The providers, residents' first.
    #[oai(status = 200)]
    Ok(Json<ProvidersView>, #[oai(header = "Cache-Control")] String),
}

fn created(view: SignedInView, asked: &Asked) -> SignInAnswer {
    SignInAnswer::Created(Json(view), format!("{}{BASE}/sessions/current", asked.origin))
}

#[OpenApi(tag = "crate::api::Tag::Identity")]
impl Routes {
    /// List the identity providers
    ///
    /// How residents and staff sign in: where to send them, and the terms to accept at first
    /// sign-in. Open to everybody.
    #[oai(path = "/identity-providers", method = "get", operation_id = "listIdentityProviders")]
    async fn providers(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
    ) -> Result<ProvidersAnswer, Problem> {
        let view = providers::list(app.0, asked.0).await?;
        Ok(ProvidersAnswer::Ok(Json(view), "public, max-age=60".into()))
    }

    /// Sign a person in
    ///
    /// Send what the identity provider gave the front end. The code is redeemed, and the ID token
    /// checked for issuer, audience, nonce, signature, time and assurance level. At the first
    /// sign-in, and when the terms have changed, `acceptedTerms` must name the version that holds;
    /// a request refused for that may be sent again with it, within five minutes.
    #[oai(path = "/sessions", method = "post", operation_id = "createSession")]
    async fn sign_in(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
        body: Body<NewSession>,
    ) -> Result<SignInAnswer, Problem> {
        Ok(created(sign_in::sign_in(app.0, asked.0, body.value).await?, asked.0))
    }

    /// Sign a system in
    ///
    /// Client credentials for systems that speak for themselves. The token is short-lived, and its
    /// scopes are those the system has now.
    #[oai(path = "/system-sessions", method = "post", operation_id = "createSystemSession")]
    async fn sign_system_in(
        &self,
        app: Data<&App>,
        asked: Data<&Asked>,
        body: Body<NewSystemSession>,
    ) -> Result<SignInAnswer, Problem> {
        Ok(created(system_session::sign_in(app.0, asked.0, body.value).await?, asked.0))
    }

    /// Show the session
    ///
    /// Who is signed in, the children they may act for today, the units and roles they have, the
    /// terms they accepted, and when the session ends.
    #[oai(path = "/sessions/current", method = "get", operation_id = "getSession")]
    async fn session(&self, caller: Caller) -> Result<SessionAnswer, Problem> {
        Ok(SessionAnswer::Ok(Json(session::show(caller.0).await?)))
    }

    /// Renew the session
    ///
    /// Answers a new token for the same session and kills the old one at once. The session's end
    /// does not move.
    #[oai(path = "/sessions/current", method = "put", operation_id = "renewSession")]
    async fn renew(&self, caller: Caller) -> Result<RenewAnswer, Problem> {
        Ok(RenewAnswer::Ok(Json(session::renew(caller.0).await?)))
    }

    /// Sign out
    ///
    /// The token is dead at once, on all servers.
    #[oai(path = "/sessions/current", method = "delete", operation_id = "endSession")]
    async fn end(&self, caller: Caller) -> Result<EndAnswer, Problem> {
        session::end(caller.0).await?;
        Ok(EndAnswer::Ended)
    }

    /// Sign out everywhere
    ///
    /// Ends all of a resident's own sessions, this one too.
    #[oai(
        path = "/residents/:residentId/sessions",
        method = "delete",
        operation_id = "endAllResidentSessions"
    )]
    async fn end_all_of_resident(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] id: Path<ResidentId>,
    ) -> Result<EndAnswer, Problem> {
        session::end_all_of_resident(caller.0, id.0).await?;
        Ok(EndAnswer::Ended)
    }

    /// Sign out everywhere, as staff
    ///
    /// Ends all of one's own sessions, this one too.
    #[oai(
        path = "/staff/:staffId/sessions",
        method = "delete",
        operation_id = "endAllStaffSessions"
    )]
    async fn end_all_of_staff(
        &self,
        caller: Caller,
        #[oai(name = "staffId")] id: Path<StaffId>,
    ) -> Result<EndAnswer, Problem> {
        session::end_all_of_staff(caller.0, id.0).await?;
        Ok(EndAnswer::Ended)
    }
}
