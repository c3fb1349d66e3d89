//! Lists how one can sign in.

use super::session_view::{ProviderView, ProvidersView};
use crate::{
    access::{App, Asked},
    config::Provider,
    failure::Failure,
    page::Linker,
};

pub async fn list(app: &App, asked: &Asked) -> Result<ProvidersView, Failure> {
    let terms_version = app
        .early("GET /identity-providers", |early| {
            Ok(early.policies.text("terms.current-version", None, early.today)?.to_owned())
        })
        .await?;
    let all = app.config.identity_providers.iter().map(|provider| describe(app, provider));
    let items = futures_util::future::join_all(all).await;
    let links = Linker::new(asked).add("self", "GET", "/identity-providers").done();
    Ok(ProvidersView { items, terms_version, links })
}

async fn describe(app: &App, provider: &Provider) -> ProviderView {
    ProviderView {
        name: provider.name.clone(),
        audience: provider.audience.into(),
        issuer: provider.issuer.clone(),
        client_id: provider.client_id.clone(),
        authorization_endpoint: app.providers.authorization_endpoint(provider).await,
        redirect_uris: provider.redirect_uris.clone(),
        assurance_levels: provider.assurance_levels.clone(),
    }
}
