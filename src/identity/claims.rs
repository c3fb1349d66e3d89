//! What an ID token says, and every reason to doubt it.

use chrono::{DateTime, Utc};
use openidconnect::{
    ClaimsVerificationError as Error, Nonce, SignatureVerificationError as SignatureError,
    core::CoreProviderMetadata,
};
use serde_json::Value;

use super::openid::{Answer, refused, verified};
use crate::{config::Provider, failure::Failure};

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    Missing,
    Issuer,
    Audience,
    Nonce,
    Signature,
    /// Signed by a key we have not seen: it may be new.
    UnknownKey,
    Expired,
    Assurance,
    Form,
    /// The claim that names the person is not there.
    Nameless,
}

/// What a token says of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// The personal number or HSA-id.
    pub identity: String,
    /// The assurance level (`acr`), one of those that the provider is configured with.
    pub assurance: Option<String>,
}

/// The person in a token that has stood every check.
pub(super) fn identity(
    provider: &Provider,
    metadata: &CoreProviderMetadata,
    answer: &Answer,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<Vouched, Doubt> {
    let claims = verified(provider, metadata, answer, nonce, now)?;
    // A token made for another party is none for us, even when it names us too.
    if claims.authorized_party().is_some_and(|party| party.as_str() != provider.client_id) {
        return Err(Doubt::Audience);
    }
    let named = match provider.subject_claim.as_str() {
        "sub" => Some(claims.subject().as_str()),
        claim => claims.additional_claims().0.get(claim).and_then(Value::as_str),
    };
    let identity = named.filter(|text| !text.trim().is_empty()).ok_or(Doubt::Nameless)?.to_owned();
    let assurance = claims.auth_context_ref().map(|acr| acr.as_str().to_owned());
    Ok(Vouched { identity, assurance })
}

impl From<Error> for Doubt {
    fn from(error: Error) -> Self {
        match error {
            Error::Expired(_) | Error::InvalidAuthTime(_) => Self::Expired,
            Error::InvalidAudience(_) => Self::Audience,
            Error::InvalidAuthContext(_) => Self::Assurance,
            Error::InvalidIssuer(_) => Self::Issuer,
            Error::InvalidNonce(_) => Self::Nonce,
            Error::SignatureVerification(SignatureError::NoMatchingKey) => Self::UnknownKey,
            Error::SignatureVerification(_) => Self::Signature,
            _ => Self::Form,
        }
    }
}

impl From<Doubt> for Failure {
    fn from(doubt: Doubt) -> Self {
        let check = match doubt {
            Doubt::Assurance => return refused(&super::ASSURANCE_TOO_LOW, "acr"),
            Doubt::Missing => "id_token",
            Doubt::Issuer => "iss",
            Doubt::Audience => "aud",
            Doubt::Nonce => "nonce",
            Doubt::Signature | Doubt::UnknownKey => "signature",
            Doubt::Expired => "exp",
            Doubt::Form => "form",
            Doubt::Nameless => "identity claim",
        };
        refused(&super::TOKEN_REFUSED, check)
    }
}
