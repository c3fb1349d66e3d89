//! Signs somebody in: the provider vouches for who they are, the register says whether they may.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    openid::Proof,
    personal_number::{NumberKind, PersonalNumber},
    resident::{Bar, may_sign_in},
    session_view::{NewSession, SignedInView},
    staff::{Terms, hsa_id, judge_terms},
    store,
};
use crate::{
    access::{App, Asked, LaidBy, Session, Who},
    audit::Unsigned,
    config::{Audience, Provider},
    db::Early,
    failure::{Failure, Kind},
};

/// How a sign-in came out. Whatever it is has been recorded.
enum Outcome {
    /// With how many times the log-in has been locked by now.
    Welcome(Who, i64),
    TermsMissing(Who, String),
    /// With the person it concerns, where one is known.
    Refused(Option<Who>, &'static Kind),
}

/// Whom the provider vouched for: named just now, or known from an attempt that lacked the terms.
enum Vouched {
    Named(String),
    Known(Who),
}

/// Signs in. The token is new, whatever the client came with.
pub async fn sign_in(
    app: &App,
    asked: &Asked,
    wanted: NewSession,
) -> Result<SignedInView, Failure> {
    limit(app, asked).await?;
    let provider = choose(app, &wanted)?.clone();
    let secret = secret_of(&wanted);
    let (vouched, assurance) = match app.sessions.take_back(&secret).await? {
        Some(LaidBy { who, assurance }) => (Vouched::Known(who), assurance),
        None => match app.providers.redeem(&provider, proof_of(&wanted), app.clock.now()).await {
            Ok(token) => (Vouched::Named(token.identity), token.assurance),
            Err(failure) => return Err(remember_refusal(app, asked, failure).await?),
        },
    };
    let (audience, accepted, request) =
        (provider.audience, wanted.accepted_terms, asked.request_id);
    let outcome = app.early("POST /sessions", move |early| {
        let outcome = decide(early, audience, &vouched, accepted.as_deref())?;
        store::note(early, &entry(early, &outcome, request))?;
        Ok(outcome)
    });
    match outcome.await? {
        Outcome::Welcome(who, epoch) => begin(app, asked, who, (epoch, assurance)).await,
        Outcome::Refused(_, kind) => Err(super::barred(kind)),
        Outcome::TermsMissing(who, current) => {
            app.sessions.lay_by(&secret, &LaidBy { who, assurance }).await?;
            Err(terms_missing(&current))
        }
    }
}

/// Starts the session of one who may have it.
pub(super) async fn begin(
    app: &App,
    asked: &Asked,
    who: Who,
    (epoch, assurance): (i64, Option<String>),
) -> Result<SignedInView, Failure> {
    let life = match who {
        Who::System(_) => app.config.system_token_life,
        _ => app.config.session_life,
    };
    let session = Session::begin(who, app.clock.now(), app.config.session_idle.min(life), life);
    let session = session.in_epoch(epoch).vouched_for(assurance);
    let token = app.sessions.start(&session).await?;
    Ok(SignedInView::of(&token, &session, asked))
}

/// Attempts are few from any one address, so that codes and secrets can't be tried out.
pub(super) async fn limit(app: &App, asked: &Asked) -> Result<(), Failure> {
    let now = app.clock.now();
    let attempts = app.sessions.count("sign-in", &asked.address.to_string(), now).await?;
    if attempts > app.config.rate_sign_in {
        let second = u32::try_from(now.timestamp().rem_euclid(60)).unwrap_or(0);
        return Err(Failure::Limited { retry_after: 60 - second });
    }
    Ok(())
}

fn choose<'a>(app: &'a App, wanted: &NewSession) -> Result<&'a Provider, Failure> {
    let named = app.config.identity_providers.iter().find(|one| one.name == wanted.provider);
    let provider = named.ok_or_else(|| {
        let sv = "Ingen sådan legitimeringstjänst är inställd.";
        Failure::field("/provider", "unknown-provider", sv, "No such provider is configured.")
    })?;
    if !provider.redirect_uris.contains(&wanted.redirect_uri) {
        let sv = "Adressen hör inte till legitimeringstjänstens återvändsadresser.";
        let en = "The address is not one that the provider may send back to.";
        return Err(Failure::field("/redirectUri", "unknown-redirect-uri", sv, en));
    }
    Ok(provider)
}

fn proof_of(wanted: &NewSession) -> Proof {
    Proof {
        code: wanted.code.clone(),
        code_verifier: wanted.code_verifier.clone(),
        redirect_uri: wanted.redirect_uri.clone(),
        nonce: wanted.nonce.clone(),
    }
}

/// What only the one who began this sign-in knows: the code and its verifier among it.
fn secret_of(wanted: &NewSession) -> [u8; 32] {
    let parts = [
        &wanted.provider,
        &wanted.code,
        &wanted.code_verifier,
        &wanted.redirect_uri,
        &wanted.nonce,
    ];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

fn decide(
    early: &mut Early<'_>,
    audience: Audience,
    vouched: &Vouched,
    accepted: Option<&str>,
) -> Result<Outcome, Failure> {
    let (who, stored, epoch) = match candidate(early, audience, vouched)? {
        Ok(candidate) => candidate,
        Err((who, kind)) => return Ok(Outcome::Refused(who, kind)),
    };
    let current = early.policies.text("terms.current-version", None, early.today)?.to_owned();
    match judge_terms(stored.as_deref(), accepted, &current) {
        Terms::Missing => return Ok(Outcome::TermsMissing(who, current)),
        Terms::Accept => store::accept_terms(early, who, &current)?,
        Terms::Stand => {}
    }
    Ok(Outcome::Welcome(who, epoch))
}

type Candidate = Result<(Who, Option<String>, i64), (Option<Who>, &'static Kind)>;

/// The one who was vouched for, if they may sign in, the terms they have accepted, and their epoch.
fn candidate(
    early: &mut Early<'_>,
    audience: Audience,
    vouched: &Vouched,
) -> Result<Candidate, Failure> {
    match (audience, vouched) {
        (Audience::Resident, Vouched::Named(text)) => {
            let number = match PersonalNumber::read(text, early.today) {
                Err(_) => return Ok(Err((None, &super::NUMBER_INVALID))),
                Ok(number) => number,
            };
            match number.kind() {
                NumberKind::Coordination => return Ok(Err((None, &super::COORDINATION_NUMBER))),
                NumberKind::Reserve => return Ok(Err((None, &super::RESERVE_NUMBER))),
                NumberKind::Personnummer => {}
            }
            let found = store::candidate(early, number.as_str())?;
            resident(early, found)
        }
        (Audience::Staff, Vouched::Named(text)) => {
            let hsa_id = hsa_id(text).unwrap_or_default();
            let found = store::staff_candidate(early, &hsa_id)?;
            Ok(staff(found))
        }
        (_, Vouched::Known(Who::Resident(id))) => {
            let found = store::candidate_again(early, *id)?;
            resident(early, found)
        }
        (_, Vouched::Known(Who::Staff(id))) => Ok(staff(store::staff_candidate_again(early, *id)?)),
        (_, Vouched::Known(Who::System(_))) => Ok(Err((None, &super::STAFF_UNKNOWN))),
    }
}

fn resident(
    early: &Early<'_>,
    found: Option<super::resident::Resident>,
) -> Result<Candidate, Failure> {
    let Some(resident) = found else { return Ok(Err((None, &super::PERSON_UNKNOWN))) };
    let who = Who::Resident(resident.id);
    let minimum_age = early.policies.number(
        "sign-in.minimum-age",
        resident.region_code.as_deref(),
        early.today,
    )?;
    Ok(match may_sign_in(&resident, early.today, minimum_age) {
        Ok(()) => Ok((who, resident.terms_version, resident.session_epoch)),
        Err(bar) => Err((Some(who), kind_of(bar))),
    })
}

fn kind_of(bar: Bar) -> &'static Kind {
    match bar {
        Bar::Coordination => &super::COORDINATION_NUMBER,
        Bar::Reserve => &super::RESERVE_NUMBER,
        Bar::Deceased => &super::ACCOUNT_INACTIVATED,
        Bar::Locked => &super::LOG_IN_LOCKED,
        Bar::TooYoung => &super::TOO_YOUNG,
    }
}

fn staff(found: Option<super::staff::StaffMember>) -> Candidate {
    match found {
        None => Err((None, &super::STAFF_UNKNOWN)),
        Some(staff) if !staff.active_in_directory => {
            Err((Some(Who::Staff(staff.id)), &super::STAFF_INACTIVE))
        }
        Some(staff) => Ok((Who::Staff(staff.id), staff.terms_version, 0)),
    }
}

fn entry(early: &Early<'_>, outcome: &Outcome, request: crate::id::RequestId) -> Unsigned {
    let (actor, result, reason) = match outcome {
        Outcome::Welcome(who, _) => (Some(*who), "done", None),
        Outcome::TermsMissing(who, _) => {
            (Some(*who), "refused", Some(super::TERMS_NOT_ACCEPTED.slug))
        }
        Outcome::Refused(who, kind) => (*who, "refused", Some(kind.slug)),
    };
    Unsigned {
        at: early.now,
        actor,
        action: "session.begin",
        subject: actor.map_or(request.0, subject_of),
        outcome: result,
        reason,
        request,
    }
}

pub(super) fn subject_of(who: Who) -> Uuid {
    match who {
        Who::Resident(id) => id.0,
        Who::Staff(id) => id.0,
        Who::System(id) => id.0,
    }
}

/// Records what the provider would not vouch for; a provider that is away leaves nothing to record.
async fn remember_refusal(app: &App, asked: &Asked, failure: Failure) -> Result<Failure, Failure> {
    let kind = failure.kind();
    if matches!(failure, Failure::Refused(..)) {
        let request = asked.request_id;
        let work = move |early: &mut Early<'_>| {
            let line = entry(early, &Outcome::Refused(None, kind), request);
            Ok(store::note(early, &line)?)
        };
        app.early("POST /sessions", work).await?;
    }
    Ok(failure)
}

fn terms_missing(current: &str) -> Failure {
    Failure::refused(
        &super::TERMS_NOT_ACCEPTED,
        format!("Skicka samma begäran igen inom fem minuter, med acceptedTerms \"{current}\"."),
        format!(
            "Send the same request again within five minutes, with acceptedTerms \"{current}\"."
        ),
    )
}
