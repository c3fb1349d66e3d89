//! The key that ID tokens are signed with, ES256, made anew at each start.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use rand::TryRngCore;
use serde_json::{Map, Value, json};

/// A signing key and its name.
pub struct Key {
    pub id: String,
    secret: SigningKey,
}

pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).expect("the system has randomness");
    bytes
}

impl Key {
    pub fn generate() -> Self {
        let id = hex::encode(random::<8>());
        // A random number is a valid key but for one in 2³² times.
        let secret = std::iter::repeat_with(random::<32>)
            .find_map(|bytes| SigningKey::from_slice(&bytes).ok())
            .expect("the iterator never ends");
        Self { id, secret }
    }

    /// Another key that says it is this one.
    pub fn impostor(&self) -> Self {
        Self { id: self.id.clone(), ..Self::generate() }
    }

    /// The public half, as JWKS shows it.
    pub fn public(&self) -> Value {
        let point = self.secret.verifying_key().to_sec1_bytes();
        let half = |from| URL_SAFE_NO_PAD.encode(&point[from..from + 32]);
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
            "kid": self.id, "x": half(1), "y": half(33),
        })
    }

    /// A signed token with those claims.
    pub fn sign(&self, claims: &Map<String, Value>) -> String {
        let head = json!({"alg": "ES256", "typ": "JWT", "kid": self.id});
        let part = |value: Vec<u8>| URL_SAFE_NO_PAD.encode(value);
        let claims = serde_json::to_vec(claims).expect("claims are JSON");
        let message = format!("{}.{}", part(head.to_string().into()), part(claims));
        let signature: Signature = self.secret.sign(message.as_bytes());
        format!("{message}.{}", part(signature.to_bytes().to_vec()))
    }
}
