//! Signs a system in by its id and secret.

use sha2::{Digest, Sha256};

use super::{
    session_view::{NewSystemSession, SignedInView},
    sign_in::{begin, limit},
    store::{self, KnownClient},
};
use crate::{
    access::{App, Asked, Who},
    audit::Unsigned,
    failure::Failure,
    id::ClientId,
};

pub async fn sign_in(
    app: &App,
    asked: &Asked,
    wanted: NewSystemSession,
) -> Result<SignedInView, Failure> {
    limit(app, asked).await?;
    let request = asked.request_id;
    let known: Option<(ClientId, i64)> = app
        .early("POST /system-sessions", move |early| {
            let found = store::client(early, &wanted.client_id)?;
            let given: [u8; 32] = Sha256::digest(&wanted.client_secret).into();
            let known = judge(found, &given);
            let entry = Unsigned {
                at: early.now,
                actor: known.map(|(id, _)| Who::System(id)),
                action: "session.begin",
                subject: known.map_or(request.0, |(id, _)| id.0),
                outcome: if known.is_some() { "done" } else { "refused" },
                reason: known.is_none().then_some(super::CLIENT_REFUSED.slug),
                request,
            };
            store::note(early, &entry)?;
            Ok(known)
        })
        .await?;
    match known {
        Some((id, epoch)) => begin(app, asked, Who::System(id), (epoch, None)).await,
        None => Err(super::barred(&super::CLIENT_REFUSED)),
    }
}

/// The client, if the secret is its own. A client that is not there takes as long to refuse.
fn judge(found: Option<KnownClient>, given: &[u8; 32]) -> Option<(ClientId, i64)> {
    let nobody = (ClientId(uuid::Uuid::nil()), 0);
    let (client, hash, active) = found.unwrap_or((nobody, vec![0; 32], false));
    (same(&hash, given) & active).then_some(client)
}

/// Compares in a time that does not tell where the first difference is.
fn same(left: &[u8], right: &[u8; 32]) -> bool {
    let difference = left.iter().zip(right).fold(0, |all, (a, b)| all | (a ^ b));
    left.len() == right.len() && std::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_secret_of_a_client_in_use_counts() {
        let id = (ClientId(uuid::Uuid::from_u128(1)), 3);
        let given = [7; 32];
        assert_eq!(judge(Some((id, vec![7; 32], true)), &given), Some(id));
        assert_eq!(judge(Some((id, vec![7; 32], false)), &given), None);
        assert_eq!(judge(Some((id, vec![7; 31], true)), &given), None);
        let mut other = vec![7; 32];
        other[31] = 8;
        assert_eq!(judge(Some((id, other, true)), &given), None);
        assert_eq!(judge(None, &[0; 32]), None);
    }
}
