//! Which record systems there are and how one gets in, as a deployer writes it.

use std::fmt;

use reqwest::Url;
use serde::Deserialize;

use crate::{config::Mode, journal::decision::InformationType};

/// A record system that speaks FHIR R4.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SourceSetting {
    /// What logs and metrics call it: a to z, digits and hyphens.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The code of the system, as publications name it: `cosmic`, `radgivningsstodet`.
    pub system: String,
    /// The FHIR base.
    pub url: Url,
    /// A bearer token that does not change.
    pub token: Option<Secret>,
    /// Or where tokens are fetched.
    pub auth: Option<ClientCredentials>,
    /// What it holds; absent: everything. It is not asked for anything else.
    pub holds: Option<Vec<InformationType>>,
    /// Gives out nothing but what care has approved, without saying so each time.
    #[serde(default)]
    pub unlabelled_is_approved: bool,
}

/// OAuth 2.0 client credentials.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientCredentials {
    pub token_url: Url,
    pub client_id: String,
    pub client_secret: Secret,
    pub scope: Option<String>,
}

/// A word that opens doors; never printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(text)
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What is wrong with the list, if anything.
pub fn check(sources: &[SourceSetting], mode: Mode) -> Result<(), String> {
    for (number, source) in sources.iter().enumerate() {
        let name = &source.name;
        let code = |text: &str| {
            let sound =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            (1..=40).contains(&text.len()) && text.bytes().all(sound)
        };
        if !code(name) || !code(&source.system) {
            return Err("needs names and systems of a to z, digits and hyphens".to_owned());
        }
        if sources[..number].iter().any(|other| other.name == *name) {
            return Err(format!("names {name} twice"));
        }
        if source.title.is_empty() || source.title.chars().count() > 100 {
            return Err(format!("needs a title of at most 100 letters for {name}"));
        }
        if source.token.is_some() && source.auth.is_some() {
            return Err(format!("has two ways into {name}: give `token` or `auth`"));
        }
        let doors = source.auth.iter().map(|auth| &auth.token_url).chain([&source.url]);
        for url in doors {
            check_address(url, mode).map_err(|what| format!("{what} for {name}"))?;
        }
    }
    Ok(())
}

/// Records and secrets cross no network in the clear, unless that is the machine's own.
pub fn check_address(url: &Url, mode: Mode) -> Result<(), &'static str> {
    let own = ["localhost", "127.0.0.1", "[::1]"].contains(&url.host_str().unwrap_or_default());
    match url.scheme() {
        "https" => {}
        "http" if own || mode == Mode::Development => {}
        _ => return Err("needs an https address"),
    }
    let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if bare { Ok(()) } else { Err("needs an address without query or user") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Vec<SourceSetting> {
        serde_json::from_str(json).expect("settings")
    }

    #[test]
    fn a_source_is_named_once_reached_safely_and_entered_one_way() {
        let good = r#"{"name": "a", "title": "A", "system": "cosmic", "url": "https://a.example"}"#;
        let with = |more: &str| read(&format!("[{}, {more}]", good.replace(r#""a""#, r#""b""#)));
        assert_eq!(check(&with(good), Mode::Production), Ok(()));
        for (bad, why) in [
            (good.replace(r#""a""#, r#""b""#), "twice"),
            (good.replace(r#""a""#, r#""Å""#), "a to z"),
            (good.replace("https", "http"), "https"),
            (good.replace("https://a.example", "http://localhost/?x=1"), "query"),
            (
                good.replace(
                    '}',
                    r#", "token": "t", "auth": {"tokenUrl": "https://t.example",
                    "clientId": "c", "clientSecret": "s"}}"#,
                ),
                "two ways",
            ),
        ] {
            let told = check(&with(&bad), Mode::Production).expect_err("it is wrong");
            assert!(told.contains(why), "{told}");
        }
        let plain = with(&good.replace("https://a.example", "http://gateway/fhir"));
        assert!(
            check(&plain, Mode::Development).is_ok() && check(&plain, Mode::Production).is_err()
        );
    }

    #[test]
    fn secrets_are_not_printed() {
        let sources = read(
            r#"[{"name": "a", "title": "A", "system": "cosmic", "url": "https://a.example",
                "token": "hush"}]"#,
        );
        assert!(!format!("{sources:?}").contains("hush"));
    }
}
