#!/usr/bin/env node
// An OpenID provider nobody here wrote (npm `oidc-provider`, OpenID certified), made to say yes by itself, so that
// signing in is proven against somebody else's reading of the protocol.
//
//   npm ci --prefix tests/oidc
//   node tests/oidc/provider.mjs '{ "redirectUris": ["http://127.0.0.1/cb"], "people": { "alma": { "acr": "loa3", "claims": { "personalIdentityNumber": "189001019802" } } } }'
//
// prints one line of JSON when it listens, and runs until its standard input closes or it is killed:
//
//   {"issuer":"http://127.0.0.1:41234","clientId":"etjanster","clientSecret":"…","browser":"http://127.0.0.1:41234/browser"}
//
// Settings (all optional): port (0 = any free), redirectUris, clientId, clientSecret, alg (RS256, PS256, ES256),
// idTokenSeconds, people {login_hint: {acr, amr, claims}}. PKCE with S256 is demanded of every client.
//
// Who signs in is said with `login_hint`; without it, the first person of `people`. A front end would open
// `authorization_endpoint` in a browser. A test without a cookie jar asks `browser` instead, with the very same
// query: it walks the redirects, and answers 302 with the `Location` the browser would end at
// (`redirect_uri?code=…&state=…&iss=…`).
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const settings = {
  port: 0,
  redirectUris: ["http://127.0.0.1/callback"],
  clientId: "etjanster",
  clientSecret: randomBytes(24).toString("base64url"),
  alg: "RS256",
  idTokenSeconds: 300,
  people: {
    alma: { acr: "http://id.elegnamnden.se/loa/1.0/loa3", claims: { personalIdentityNumber: "189001019802" } },
  },
  ...JSON.parse(process.argv[2] ?? "{}"),
};
const { people } = settings;
const claimNames = [...new Set(Object.values(people).flatMap((person) => Object.keys(person.claims ?? {})))];

/// A fresh signing key of the kind the algorithm wants.
function signingKey(alg) {
  const pair = alg.startsWith("ES")
    ? generateKeyPairSync("ec", { namedCurve: "P-256" })
    : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...pair.privateKey.export({ format: "jwk" }), alg, use: "sig", kid: "test-1" };
}

/// The provider proper; everything not set here is as its makers left it.
function openProvider(issuer) {
  return new Provider(issuer, {
    clients: [{
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      redirect_uris: settings.redirectUris,
      grant_types: ["authorization_code"],
      response_types: ["code"],
      id_token_signed_response_alg: settings.alg,
    }],
    jwks: { keys: [signingKey(settings.alg)] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    acrValues: Object.values(people).map((person) => person.acr).filter(Boolean),
    claims: { openid: ["sub", "acr", "amr", "auth_time", ...claimNames] },
    conformIdTokenClaims: false, // the claims travel in the ID token, as Swedish e-identity brokers send them
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, id) =>
      people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id].claims }) },
    pkce: { required: () => true },
    ttl: { IdToken: settings.idTokenSeconds, AccessToken: 60, AuthorizationCode: 60, Interaction: 60, Session: 60, Grant: 60 },
  });
}

/// Says yes: to who it is, then to what is shared.
async function consent(provider, request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    const who = params.login_hint ?? Object.keys(people)[0];
    const person = people[who];
    const result = person
      ? { login: { accountId: who, acr: person.acr, amr: person.amr, remember: false } }
      : { error: "access_denied", error_description: "nobody by that name" };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  const grant = (grantId && (await provider.Grant.find(grantId))) ||
    new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims([...(prompt.details.missingOIDCClaims ?? []), ...claimNames]);
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

/// A browser in a box: follows redirects inside the provider with a cookie jar and returns where it is sent outside.
async function browse(issuer, start) {
  const jar = new Map();
  let url = new URL(start, issuer);
  for (let hop = 0; hop < 10 && url.origin === issuer; hop += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      jar.set(name, value);
    }
    const next = answer.headers.get("location");
    if (!next) return { status: answer.status, body: await answer.text() };
    url = new URL(next, url);
  }
  return { location: url.href };
}

const server = createServer();
server.listen(settings.port, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = openProvider(issuer);
  const standard = provider.callback();
  server.on("request", (request, response) => {
    const fail = (error) => response.writeHead(500).end(String(error));
    if (request.url.startsWith("/interaction/")) return consent(provider, request, response).catch(fail);
    if (!request.url.startsWith("/browser?")) return standard(request, response);
    return browse(issuer, request.url.replace("/browser?", "/auth?"))
      .then(({ location, status, body }) => location ? response.writeHead(302, { location }).end() : response.writeHead(status).end(body))
      .catch(fail);
  });
  const { clientId, clientSecret } = settings;
  console.log(JSON.stringify({ issuer, clientId, clientSecret, browser: `${issuer}/browser` }));
});
process.stdin.on("end", () => process.exit(0)).resume();
