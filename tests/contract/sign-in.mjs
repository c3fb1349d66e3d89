#!/usr/bin/env node
// Signs in and prints the token: `sign-in BASE 198404189287`, `sign-in BASE SE2321000172-DP04`,
// `sign-in BASE CLIENT:SECRET`. People are vouched for by the embedded identity provider, as in `./dev serve`:
// the authorization code with PKCE, just as a front end does it.
import { createHash, randomBytes } from "node:crypto";

const [base, who] = process.argv.slice(2);
const random = (bytes) => randomBytes(bytes).toString("base64url");

async function ask(path, body) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(base + path, body && { method: "POST", headers, body: JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(json)}`);
  return json;
}

async function person() {
  const { items, termsVersion } = await ask("/identity-providers");
  const audience = /^\d{12}$/.test(who) ? "resident" : "staff";
  const provider = items.find((item) => item.audience === audience && item.authorizationEndpoint);
  const [redirectUri] = provider.redirectUris;
  const [codeVerifier, nonce, state] = [random(32), random(16), random(8)];
  const query = new URLSearchParams({
    response_type: "code",
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: "openid",
    acr_values: provider.assuranceLevels.join(" "),
    state,
    nonce,
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
    login_hint: who,
  });
  const sent = await fetch(`${provider.authorizationEndpoint}?${query}`, { redirect: "manual" });
  const back = new URL(sent.headers.get("location")).searchParams;
  if (back.get("state") !== state) throw new Error(`the provider answered ${sent.status}: ${back}`);
  return { provider: provider.name, code: back.get("code"), codeVerifier, redirectUri, nonce, acceptedTerms: termsVersion };
}

async function system() {
  const [clientId, clientSecret] = who.split(":");
  return { clientId, clientSecret };
}

const signedIn = who.includes(":") ? await ask("/system-sessions", await system()) : await ask("/sessions", await person());
console.log(signedIn.token);
