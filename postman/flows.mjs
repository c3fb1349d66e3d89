#!/usr/bin/env node
// The source of the Postman collection: what happens, told as flows. Every operation of the document is here, and
// nothing else (tests/api/postman.rs). Write the collection with
//
//   node postman/flows.mjs > postman/etjanster.postman_collection.json
//
// and run it against `./dev serve` in Postman, or with
//
//   newman run postman/etjanster.postman_collection.json --env-var baseUrl=http://127.0.0.1:8080/etjanster/v1
//
// People sign in by themselves, through the embedded identity provider. Who they are: docs/demo.md.
import { collection, flow, step } from "./collection.mjs";

const PEOPLE = {
  anna: "198404189287",
  maria: "196312123240",
  eva: "SE2321000172-DP01", // receiver
  mikael: "SE2321000172-DP02", // handler
  jonas: "SE2321000172-DP03", // another handler
  maja: "SE2321000172-DP06", // another local administrator
  lena: "SE2321000172-DP05", // local administrator
  gunilla: "SE2321000172-DP08", // reviewer
  sofia: "SE2321000172-DP14", // does everything at the pain clinic
  tomas: "SE2321000172-DP16", // the region's administrator
  kerstin: "SE2321000172-DP30", // account administrator
  viktor: "SE2321000172-DP31", // the second one
};

/** What a front end does before `POST /sessions`: PKCE, and the code from the provider. */
const vouch = (who) => `
const crypto = require("crypto-js");
const text = (words) => crypto.enc.Base64.stringify(words).replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
const random = (bytes) => text(crypto.lib.WordArray.random(bytes));
const [codeVerifier, nonce, state] = [random(32), random(16), random(8)];
const audience = "${/^\d+$/.test(PEOPLE[who]) ? "resident" : "staff"}";
pm.sendRequest(pm.variables.replaceIn("{{baseUrl}}/identity-providers"), (error, answer) => {
  const { items, termsVersion } = answer.json();
  const provider = items.find((item) => item.audience === audience && item.authorizationEndpoint);
  const redirectUri = provider.redirectUris[0];
  const query = Object.entries({
    response_type: "code",
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: "openid",
    state,
    nonce,
    code_challenge: text(crypto.SHA256(codeVerifier)),
    code_challenge_method: "S256",
    login_hint: "${PEOPLE[who]}",
  }).map(([name, value]) => name + "=" + encodeURIComponent(value));
  pm.sendRequest(provider.authorizationEndpoint + "?" + query.join("&"), (error, page) => {
    // Postman has followed the way back, to the page of the provider that shows what a front end would get.
    const code = /<dt>code<\\/dt><dd><code>([^<]+)</.exec(page.text())[1];
    const session = { provider: provider.name, code, codeVerifier, redirectUri, nonce, acceptedTerms: termsVersion };
    Object.entries(session).forEach(([name, value]) => pm.variables.set(name, value));
  });
});`.trim().split("\n");

const NEW_SESSION = {
  provider: "{{provider}}",
  code: "{{code}}",
  codeVerifier: "{{codeVerifier}}",
  redirectUri: "{{redirectUri}}",
  nonce: "{{nonce}}",
  acceptedTerms: "{{acceptedTerms}}",
};

const signIn = (who) =>
  step(`${name(who)} signs in`, "POST /sessions", {
    status: 201,
    before: vouch(who),
    body: NEW_SESSION,
    save: { [`${who}Token`]: "json.token", [`${who}Id`]: "json.callerId" },
  });
const name = (who) => who[0].toUpperCase() + who.slice(1);
const test = (what, ...lines) => [`pm.test(${JSON.stringify(what)}, () => {`, ...lines.map((line) => `  ${line}`), "});"];
const answered = (what, expression) => test(what, `const json = pm.response.json(); pm.expect(${expression}).to.be.true;`);
const problem = (slug) => answered(`the problem is ${slug}`, `json.type.endsWith("/${slug}")`);
const caseId = { caseId: "{{caseId}}" };
const unitId = { unitId: "{{unitId}}" };
const clinic = { unitId: "{{clinicId}}" };
const grant = { ...clinic, caseTypeGrantId: "{{grantId}}" };
const region = { regionCode: "19" };
const child = { residentId: "{{childId}}" };
const protection = { ...child, protectionId: "{{protectionId}}" };
const decision = { decidedBy: "Birgitta Öberg", decidedAs: "operations-manager", unitId: "{{unitId}}", diaryReference: "RV 2026:1177" };
const sealed = { residentId: "{{mariaId}}", sealId: "{{sealId}}" };
const youth = { residentId: "{{youthId}}" };
const ruled = (initiative, ground) => ({ unitId: "{{unitId}}", initiative, ground, diaryReference: "RV 2026:1204" });
const AT_REQUEST = { decision: ruled("resident", "request-of-resident"), identityCheck: "Körkort, se daganteckning" };
const OVER = { decision: ruled("care", "need-has-ceased") };
const review = { ...unitId, logReviewId: "{{reviewId}}" };
const purge = { ...unitId, purgeProposalId: "{{purgeId}}" };
const inGroup = { ...unitId, staffGroupId: "{{groupId}}" };
const annas = { residentId: "{{annaId}}" };
const item = { ...annas, itemId: "{{itemId}}" };
const aBlock = { ...annas, patientBlockId: "{{patientBlockId}}" };
const aBooking = { bookingId: "{{bookingId}}" };
const aCopy = { ...unitId, recordCopyRequestId: "{{copyId}}" };
const aGroup = { unitId: "{{groupUnitId}}" };
const aSummons = { summonsId: "{{summonsId}}" };
const aLetter = { ...unitId, summonsId: "{{summonsId}}" };
const aRun = { ...unitId, summonsRunId: "{{runId}}" };
const aTimeType = { ...unitId, timeTypeId: "{{timeTypeId}}" };
const aSlot = { slotId: "{{slotId}}" };
const aWeek = { ...unitId, slotTemplateId: "{{weekId}}" };
const TIME_TYPE = {
  name: "Nybesök hos sjuksköterska", contactKind: "visit", hidden: false, active: true,
  capabilities: { showsBooked: true, takesBookings: true, cancellable: true, rebookable: true },
  cutOffMinutes: { book: 60, cancel: 120, rebook: 120 },
};
const WEEK = { times: [{ weekday: 2, starts: "13:00", minutes: 45, timeType: "{{timeCode}}", resource: "{{timeCode}}" }] };
/** A code that no earlier run has taken, a day ahead, and two weeks after it. */
const FREE_DAY = [
  `const ahead = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);`,
  `pm.collectionVariables.set("timeCode", "T-" + Date.now());`,
  `pm.collectionVariables.set("freeDay", ahead(20));`,
  `pm.collectionVariables.set("weekFrom", ahead(30));`,
  `pm.collectionVariables.set("weekThrough", ahead(43));`,
];
/** A day that no earlier run of these flows has taken. */
const LATER = [`pm.variables.set("laterDay", new Date(Date.now() + (30 + Math.floor(Math.random() * 1400)) * 86400000).toISOString().slice(0, 10));`];
const DAYS = [
  `pm.variables.set("today", new Date().toISOString().slice(0, 10));`,
  `pm.variables.set("nextWeek", new Date(Date.now() + 7 * 86400000).toISOString().slice(0, 10));`,
];
/** Anna asks, and Mikael takes it. */
const asked = (which) => [
  step(`Anna asks for her ${which} copy`, "POST /residents/{residentId}/journal/record-copy-requests", {
    as: "anna", path: annas, status: 202, once: true, body: { ...unitId, scope: "unit", delivery: "post" },
  }),
  step(`The ${which} has come`, "GET /units/{unitId}/record-copy-requests", {
    as: "mikael", path: unitId, query: { stage: "filed" }, save: { copyId: "json.items[0].id" },
  }),
  step(`Mikael looks at the ${which}`, "GET /units/{unitId}/record-copy-requests/{recordCopyRequestId}", {
    as: "mikael", path: aCopy, save: { copyTag: "header.etag" },
  }),
  step(`He takes the ${which}`, "POST /units/{unitId}/record-copy-requests/{recordCopyRequestId}/assessments", {
    as: "mikael", path: aCopy, status: 201, once: true, headers: { "If-Match": "{{copyTag}}" }, body: {}, save: { copyTag: "header.etag" },
  }),
];
const weighed = step("He weighs everything in it", "GET /units/{unitId}/record-copy-requests/{recordCopyRequestId}/content", {
  as: "mikael", path: aCopy, save: { copyDigest: "json.assessedDigest", copyItem: "json.items[0].id" },
});
const KEEP_TAG = { caseTag: "header.etag" };

/** One step in a case's life: it takes the version that was seen, and gives the next. */
const move = (what, noun, who, body, options = {}) =>
  step(what, `POST /cases/{caseId}/${noun}`, {
    as: who, path: caseId, status: 201, once: true, headers: { "If-Match": "{{caseTag}}" }, body, save: KEEP_TAG, ...options,
  });
const see = (what, who, ...check) =>
  step(what, "GET /cases/{caseId}", { as: who, path: caseId, save: KEEP_TAG, check: check.flat() });

const ANSWERS = { lakemedel: "Levaxin 50 mikrogram", dos: "En tablett på morgonen", dagar: 12, biverkningar: "nej" };
const BACKBY = "SE2321000172-DV01";
const LETTER = {
  owner: { level: "unit", unitId: "{{unitId}}" },
  mode: "questions",
  basis: "care-contact",
  content: {
    title: "Frågor inför ditt besök",
    body: "Hej {{resident-name}}! Svara på frågorna före ditt besök på {{unit-name}}.",
    purpose: "Vi förbereder ditt besök.",
    replyUse: "Den du ska träffa läser dina svar.",
    questions: [{ id: "lakemedel", kind: "text", label: "Vilka läkemedel tar du?", required: true }],
  },
  active: true,
};
const template = { templateId: "{{templateId}}" };
const sending = { sendingId: "{{sendingId}}" };
const findUnit = step("Anyone finds the unit by its HSA-id", "GET /units", {
  query: { hsaId: BACKBY },
  check: answered("there is exactly one", "json.items.length === 1"),
  save: { unitId: "json.items[0].id" },
});
const readCard = step("Anyone reads its contact card", "GET /units/{unitId}", {
  path: unitId,
  check: answered("it offers to renew a prescription", `json.caseTypes.some((it) => it.name === "Förnya recept")`),
  save: { caseTypeId: `json.caseTypes.find((it) => it.name === "Förnya recept").id`, cardTag: "header.etag" },
});
const begin = (who, answers = ANSWERS) =>
  step(`${name(who)} begins a case`, "POST /residents/{residentId}/cases", {
    as: who, path: { residentId: `{{${who}Id}}` }, status: 201, once: true,
    body: { unitId: "{{unitId}}", caseTypeId: "{{caseTypeId}}", answers },
    check: answered("it is a draft", `json.stage === "draft"`),
    save: { caseId: "json.id", ...KEEP_TAG },
  });
const submit = (who) =>
  move(`${name(who)} submits it`, "submissions", who, {}, { check: answered("it is new", `json.stage === "new"`) });

const type = { caseTypeId: "{{typeId}}" };
const NATIONS_POLICY = "01941f29-7c00-7000-8000-000000000001";
const CASE_TYPE = {
  name: "Fråga om rehab", description: "Ställ en fråga till rehab.", termsText: "Svar inom två arbetsdagar.",
  limitedSelection: false, agentAllowed: true,
  standardAnswers: [{ title: "Telefontid", body: "Ring oss vardagar 8–10." }],
  components: [
    { id: "fraga", kind: "text", label: "Vad vill du fråga?", required: true },
    { id: "kontakt", kind: "contact-preference", label: "Hur vill du ha svar?" },
  ],
};
const file = { ...caseId, attachmentId: "{{fileId}}" };
const PDF = `%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>
endobj
trailer
<< /Root 1 0 R /Size 4 >>
startxref
0
%%EOF
`;
const upload = (what, who, body, options = {}) =>
  step(what, "POST /cases/{caseId}/attachments", {
    as: who, path: caseId, status: 201, once: true, type: "application/pdf", body,
    headers: { "Content-Disposition": "attachment; filename*=UTF-8''remiss.pdf" }, save: { fileId: "json.id" }, ...options,
  });

const replyTemplate = { replyTemplateId: "{{templateId}}" };
const ASKS = {
  title: "Hur mycket finns kvar?", body: "Hej {{resident-given-name}}! Hur mycket {{fill:lakemedel}} har du kvar?",
  questions: [{ id: "kvar", kind: "number", label: "Antal tabletter", required: true, min: 0, max: 1000 }],
};

const flows = [
  flow("A case, from contact card to closed", "The main job: a resident asks, a receiver distributes, a handler answers.", [
    findUnit,
    readCard,
    step("The form says what will be asked", "GET /units/{unitId}/case-types/{caseTypeId}", {
      path: { ...unitId, caseTypeId: "{{caseTypeId}}" },
      check: answered("it has components", "json.components.length > 0"),
    }),
    signIn("anna"),
    step("Anna sees the card as herself", "GET /residents/{residentId}/units/{unitId}", {
      as: "anna", path: { ...annas, ...unitId },
      check: answered("the unit is open to her", "json.openToResident === true"),
    }),
    begin("anna", { lakemedel: "Levaxin 50 mikrogram" }),
    move("She can't submit it before it is filled in", "submissions", "anna", {}, { status: 422, save: {}, check: problem("invalid-fields") }),
    step("She fills it in", "PUT /cases/{caseId}/draft", {
      as: "anna", path: caseId, headers: { "If-Match": "{{caseTag}}" }, body: { answers: ANSWERS }, save: KEEP_TAG,
    }),
    submit("anna"),
    signIn("eva"),
    step("Eva sees it among the unit's new cases", "GET /units/{unitId}/cases", {
      as: "eva", path: unitId, query: { stage: "new" },
      check: answered("it is there", `json.items.some((it) => it.id === pm.collectionVariables.get("caseId"))`),
    }),
    signIn("mikael"),
    see("Eva reads it", "eva", answered("it is new", `json.stage === "new"`)),
    step("Mikael can't see it: it isn't his", "GET /cases/{caseId}", { as: "mikael", path: caseId, status: 404, check: problem("not-found") }),
    move("Eva gives it to Mikael", "distributions", "eva", { handlerId: "{{mikaelId}}" }, {
      check: answered("it is with him", `json.stage === "assigned"`),
    }),
    see("Mikael reads it", "mikael", answered("he may reply", "Object.keys(json._links).length > 1")),
    move("Mikael asks back", "replies", "mikael", { kind: "counter-question", body: "Vilken styrka har du nu?" }, {
      check: answered("it waits for Anna", `json.stage === "awaiting-resident"`),
    }),
    step("Anna's inbox says that something has come", "GET /residents/{residentId}/inbox-items", {
      as: "anna", path: annas,
      check: answered("there is an item", "json.items.length > 0"),
      save: { itemId: "json.items[0].id" },
    }),
    step("It says from whom, and about which case", "GET /residents/{residentId}/inbox-items/{itemId}", {
      as: "anna", path: item, check: answered("about this case", `json.caseId === pm.collectionVariables.get("caseId")`),
    }),
    step("She marks it as read", "POST /residents/{residentId}/inbox-items/{itemId}/read-marks", {
      as: "anna", path: item, check: answered("it is read", `typeof json.readAt === "string"`),
    }),
    see("Anna reads the question", "anna", answered("it is there", `json.messages.some((it) => it.kind === "counter-question")`)),
    move("Anna answers", "messages", "anna", { body: "50 mikrogram, som förra gången." }, {
      check: answered("Mikael has it back", `json.stage === "assigned"`),
    }),
    see("Mikael reads her answer", "mikael"),
    move("Mikael tells her how far he is", "replies", "mikael", { kind: "partial-reply", body: "Jag kontrollerar dina provsvar." }),
    move("Mikael answers, and the case is closed", "replies", "mikael", { kind: "answer", body: "Receptet är förnyat och finns på apoteket." }, {
      check: answered("it is closed", `json.stage === "closed" && json.closeKind === "answered"`),
    }),
    see("Anna reads the answer", "anna", answered("it is signed", `json.messages.some((it) => it.kind === "answer" && it.signature)`)),
    step("All that was said, page by page", "GET /cases/{caseId}/messages", {
      as: "anna", path: caseId, query: { limit: 100 },
      check: answered("each once", "json.items.every((it, at) => at === 0 || json.items[at - 1].seq !== it.seq)"),
    }),
    move("Nothing more can be added", "messages", "anna", { body: "En sak till." }, { status: 409, save: {}, check: problem("case-closed") }),
    step("She puts the item away", "POST /residents/{residentId}/inbox-items/{itemId}/archivings", {
      as: "anna", path: item, check: answered("it is put away", `typeof json.archivedAt === "string"`),
    }),
    step("It stands among her cases", "GET /residents/{residentId}/cases", {
      as: "anna", path: annas, query: { stage: "closed", limit: 100 },
      check: answered("closed", `json.items.some((it) => it.id === pm.collectionVariables.get("caseId"))`),
    }),
    step("She sees who has seen her", "GET /residents/{residentId}/access-log", {
      as: "anna", path: annas, query: { limit: 100 }, check: answered("there are entries", "json.items.length > 5"),
    }),
    signIn("gunilla"),
    step("Gunilla reviews the unit's record", "GET /units/{unitId}/access-log", {
      as: "gunilla", path: unitId, check: answered("there are entries", "json.items.length > 5"),
    }),
  ]),

  flow("A case changes hands, another is taken back", "Partial reply at once, another handler, withdrawal, a discarded draft.", [
    findUnit,
    readCard,
    signIn("maria"),
    signIn("eva"),
    signIn("mikael"),
    signIn("jonas"),
    begin("maria"),
    submit("maria"),
    step("Anna can't see that Maria has a case", "GET /cases/{caseId}", { as: "anna", path: caseId, status: 404, check: problem("not-found") }),
    move("Eva gives it to Mikael and tells Maria so", "distributions", "eva", { handlerId: "{{mikaelId}}", partialReply: "Vi har tagit emot din fråga." }, {
      check: answered("Maria has been told", "json.hasPartialReply === true"),
    }),
    move("Mikael passes it on to Jonas", "redistributions", "mikael", { handlerId: "{{jonasId}}" }, { save: {} }),
    step("Mikael no longer sees it", "GET /cases/{caseId}", { as: "mikael", path: caseId, status: 404, check: problem("not-found") }),
    step("Jonas's old version won't do", "POST /cases/{caseId}/replies", {
      as: "jonas", path: caseId, status: 412, once: true, headers: { "If-Match": "\"v1\"" },
      body: { kind: "answer", body: "Klart." }, check: problem("stale-version"),
    }),
    see("Jonas reads it", "jonas"),
    move("Jonas answers", "replies", "jonas", { kind: "answer", body: "Receptet är förnyat." }),
    begin("maria"),
    submit("maria"),
    move("Maria takes the second one back", "withdrawals", "maria", {}, {
      check: answered("it is closed", `json.stage === "closed" && json.closeKind === "withdrawn"`),
    }),
    begin("maria"),
    step("The third was never meant", "DELETE /cases/{caseId}/draft", {
      as: "maria", path: caseId, status: 204, headers: { "If-Match": "{{caseTag}}" },
    }),
    step("Nothing is left of it", "GET /cases/{caseId}", { as: "maria", path: caseId, status: 404, check: problem("not-found") }),
  ]),

  flow("A case beyond its first answer", "Put back, documented, closed without an answer, opened again, followed up.", [
    findUnit,
    readCard,
    signIn("maria"),
    signIn("eva"),
    signIn("mikael"),
    begin("maria"),
    submit("maria"),
    move("Eva gives it to Mikael", "distributions", "eva", { handlerId: "{{mikaelId}}" }),
    move("He can't take what is no group's", "takings", "mikael", {}, { status: 403, save: {}, check: problem("forbidden") }),
    move("Eva puts it back among the new ones", "unassignments", "eva", { reason: "Mikael är på utbildning." }, {
      check: answered("it is new again", `json.stage === "new"`),
    }),
    move("She gives it to him after all", "distributions", "eva", { handlerId: "{{mikaelId}}" }),
    move("He says that what matters is in the record", "documentations", "mikael", {}, {
      check: answered("it is", `typeof json.documentedAt === "string"`),
    }),
    move("He closes it without an answer", "closures", "mikael", { reason: "Vi har talats vid i telefon." }, {
      check: answered("it is closed, and says why", `json.closeKind === "without-reply" && json.closeReason.length > 0`),
    }),
    move("Eva opens it again", "reopenings", "eva", { reason: "Provsvaret kom i dag." }, {
      check: answered("Mikael has it", `json.stage === "assigned" && json.reopenedCount === 1`),
    }),
    move("Mikael answers", "replies", "mikael", { kind: "answer", body: "Provsvaret ser bra ut." }),
    step("Maria follows it up", "POST /residents/{residentId}/cases", {
      as: "maria", path: { residentId: "{{mariaId}}" }, status: 201, once: true,
      body: { unitId: "{{unitId}}", caseTypeId: "{{caseTypeId}}", answers: ANSWERS, previousCaseId: "{{caseId}}" },
      check: answered("it knows the first one", `json.previousCaseId === pm.collectionVariables.get("caseId")`),
    }),
  ]),

  flow("A group shares the work, and someone is away", "Groups give roles and take cases; absences leave no case without an owner.", [
    findUnit,
    readCard,
    signIn("maria"),
    signIn("eva"),
    signIn("mikael"),
    signIn("jonas"),
    signIn("lena"),
    step("Lena makes a group", "POST /units/{unitId}/staff-groups", {
      as: "lena", path: unitId, status: 201, once: true, body: { name: "Team {{$guid}}", roles: ["handler"] },
      check: answered("it gives the role", `json.roles[0] === "handler"`), save: { groupId: "json.id" },
    }),
    step("She takes Jonas in", "POST /units/{unitId}/staff-groups/{staffGroupId}/members", {
      as: "lena", path: inGroup, status: 201, once: true, body: { hsaId: PEOPLE.jonas },
      check: answered("he is in it", "json.members.length === 1"), save: { groupTag: "header.etag" },
    }),
    step("She gives it another name", "PUT /units/{unitId}/staff-groups/{staffGroupId}", {
      as: "lena", path: inGroup, headers: { "If-Match": "{{groupTag}}" }, body: { name: "Team igen {{$guid}}", roles: ["handler"] },
    }),
    step("Eva looks at the groups", "GET /units/{unitId}/staff-groups", { as: "eva", path: unitId, check: answered("it is there", "json.items.length > 0") }),
    begin("maria"),
    submit("maria"),
    move("Eva gives it to the group", "distributions", "eva", { groupId: "{{groupId}}" }, {
      check: answered("it waits there", `json.stage === "with-group"`),
    }),
    move("Jonas takes it", "takings", "jonas", {}, { check: answered("it is his", `json.stage === "assigned"`) }),
    step("Jonas is to be away, and Mikael stands in", "POST /units/{unitId}/absences", {
      as: "jonas", path: unitId, status: 201, once: true,
      body: { staffId: "{{jonasId}}", substituteId: "{{mikaelId}}", fromDay: "2099-07-01", toDay: "2099-07-31" },
      save: { absenceId: "json.id" },
    }),
    step("Eva sees it", "GET /units/{unitId}/absences", { as: "eva", path: unitId, check: answered("it is there", "json.items.length > 0") }),
    step("Jonas calls it off", "DELETE /units/{unitId}/absences/{absenceId}", {
      as: "jonas", path: { ...unitId, absenceId: "{{absenceId}}" }, status: 204,
    }),
    step("Lena takes him out of the group", "DELETE /units/{unitId}/staff-groups/{staffGroupId}/members/{staffId}", {
      as: "lena", path: { ...inGroup, staffId: "{{jonasId}}" }, status: 204,
    }),
    step("Nobody is left in it", "GET /units/{unitId}/staff-groups/{staffGroupId}", {
      as: "lena", path: inGroup, check: answered("empty", "json.members.length === 0"),
    }),
    step("She ends it", "DELETE /units/{unitId}/staff-groups/{staffGroupId}", { as: "lena", path: inGroup, status: 204 }),
    step("Eva sees the unit's work, the most urgent first", "GET /units/{unitId}/cases", {
      as: "eva", path: unitId, query: { sort: "deadline", unassigned: true, limit: 100 },
    }),
  ]),

  flow("Who I am and for whom I act", "Signing in, settings, children, signing out.", [
    step("Anyone asks how to sign in", "GET /identity-providers", {
      check: answered("residents and staff can", `new Set(json.items.map((it) => it.audience)).size === 2`),
    }),
    signIn("anna"),
    step("Anna's session", "GET /sessions/current", {
      as: "anna",
      check: answered("it knows her children", "json.children.length > 0"),
      save: { childId: "json.children[0].residentId" },
    }),
    step("Anna", "GET /residents/{residentId}", { as: "anna", path: annas, check: answered("is Anna", `json.givenName === "Anna"`) }),
    step("Her children", "GET /residents/{residentId}/children", {
      as: "anna", path: annas, check: answered("all under 13", `json.items.every((it) => it.agencyEndsOn > new Date().toISOString().slice(0, 10))`),
    }),
    step("A child's cases", "GET /residents/{residentId}/cases", { as: "anna", path: { residentId: "{{childId}}" } }),
    step("The units that are open to her", "GET /residents/{residentId}/units", { as: "anna", path: annas, query: { limit: 100 } }),
    step("A form, as herself", "GET /residents/{residentId}/units/{unitId}/case-types/{caseTypeId}", {
      as: "anna", path: { ...annas, ...unitId, caseTypeId: "{{caseTypeId}}" },
    }),
    step("Where notices go", "GET /residents/{residentId}/settings", { as: "anna", path: annas, save: { settingsTag: "header.etag" } }),
    step("She changes that", "PUT /residents/{residentId}/settings", {
      as: "anna", path: annas, headers: { "If-Match": "{{settingsTag}}" },
      body: { email: "anna@demo.invalid", notifyByEmail: true, notifySms: false },
      status: 422, check: problem("invalid-fields"),
    }),
    step("She changes it without a slip", "PUT /residents/{residentId}/settings", {
      as: "anna", path: annas, headers: { "If-Match": "{{settingsTag}}" },
      body: { email: "anna@demo.invalid", notifyByEmail: true, notifyBySms: false },
      check: answered("e-mail only", "json.notifyByEmail && !json.notifyBySms"),
    }),
    step("She renews her session", "PUT /sessions/current", { as: "anna", save: { newToken: "json.token" } }),
    step("The old token is dead", "GET /sessions/current", { as: "anna", status: 401 }),
    step("She signs out", "DELETE /sessions/current", { as: "new", status: 204 }),
    step("The new one is dead too", "GET /sessions/current", { as: "new", status: 401 }),
    signIn("anna"),
    step("She signs out everywhere", "DELETE /residents/{residentId}/sessions", { as: "anna", path: annas, status: 204 }),
    signIn("lena"),
    step("Lena looks a resident up", "POST /resident-searches", {
      as: "lena", body: { unitId: "{{unitId}}", personalNumber: PEOPLE.maria },
      check: answered("there she is", "json.items.length === 1"),
    }),
    step("Lena signs out everywhere", "DELETE /staff/{staffId}/sessions", { as: "lena", path: { staffId: "{{lenaId}}" }, status: 204 }),
  ]),

  flow("A unit writes to residents", "Templates for citizen cases, a sending to several residents at once, and what became of each line.", [
    findUnit,
    signIn("lena"),
    signIn("mikael"),
    step("Lena makes a template that asks something", "POST /citizen-case-templates", {
      as: "lena", status: 201, once: true, body: LETTER,
      check: answered("it is the first edition", "json.edition === 1"),
      save: { templateId: "json.id", templateTag: "header.etag" },
    }),
    step("A placeholder that is not there is refused", "POST /citizen-case-templates", {
      as: "lena", status: 422, once: true, body: { ...LETTER, content: { ...LETTER.content, body: "Hej {{namn}}!" } },
      check: problem("invalid-fields"),
    }),
    step("She words it better", "PUT /citizen-case-templates/{templateId}", {
      as: "lena", path: template, headers: { "If-Match": "{{templateTag}}" },
      body: { content: { ...LETTER.content, purpose: "Vi vill kunna förbereda ditt besök." }, active: true },
      check: answered("that is another edition", "json.edition === 2"),
    }),
    step("Mikael sees what he can send with", "GET /units/{unitId}/citizen-case-templates", {
      as: "mikael", path: unitId, query: { limit: 100 },
      check: answered("hers is there", `json.items.some((it) => it.id === pm.collectionVariables.get("templateId"))`),
    }),
    step("He reads it", "GET /citizen-case-templates/{templateId}", { as: "mikael", path: template }),
    step("Lena may not send", "POST /units/{unitId}/citizen-case-sendings", {
      as: "lena", path: unitId, status: 403, once: true, body: { templateId: "{{templateId}}", recipients: [PEOPLE.anna] }, check: problem("forbidden"),
    }),
    step("Mikael writes to Anna and Maria, with a slip of the keyboard", "POST /units/{unitId}/citizen-case-sendings", {
      as: "mikael", path: unitId, status: 202, once: true,
      body: { templateId: "{{templateId}}", relationDeclared: true, recipients: [PEOPLE.anna, PEOPLE.maria, "19840418-9288"] },
      check: answered("three lines are taken", "json.lines === 3"),
      save: { sendingId: "json.id" },
    }),
    step("How far it has come", "GET /citizen-case-sendings/{sendingId}", {
      as: "mikael", path: sending, check: answered("it is counted", `typeof json.progress.waiting === "number"`),
    }),
    step("What became of each line", "GET /citizen-case-sendings/{sendingId}/results", {
      as: "mikael", path: sending, check: answered("the slip is told", `json.items[2].outcome === "malformed-number"`),
    }),
    step("The unit's sendings", "GET /units/{unitId}/citizen-case-sendings", {
      as: "mikael", path: unitId, check: answered("his is there", `json.items.some((it) => it.id === pm.collectionVariables.get("sendingId"))`),
    }),
    step("Nothing but slips needs no sending", "POST /units/{unitId}/citizen-case-sendings", {
      as: "mikael", path: unitId, status: 202, once: true, body: { templateId: "{{templateId}}", recipients: ["x"] },
      check: answered("it is finished", `json.state === "finished"`),
      save: { sendingId: "json.id" },
    }),
    step("So there is nothing to cancel", "POST /citizen-case-sendings/{sendingId}/cancellations", {
      as: "mikael", path: sending, status: 409, once: true, body: {}, check: problem("citizen-case-sending-finished"),
    }),
  ]),

  flow("Running a unit", "Settings, status, service area, approvals, limited case types, roles and one's own signature.", [
    step("Anyone finds the pain clinic", "GET /units", {
      query: { hsaId: "SE2321000172-DV16" }, save: { clinicId: "json.items[0].id" },
    }),
    signIn("maria"),
    signIn("sofia"),
    signIn("tomas"),
    step("Sofia reads the unit's settings", "GET /units/{unitId}/settings", { as: "sofia", path: clinic, save: { unitTag: "header.etag" } }),
    step("She tells those who sign in something", "PUT /units/{unitId}/settings", {
      as: "sofia", path: clinic, headers: { "If-Match": "{{unitTag}}" }, body: { otherInformation: "Vi svarar inom två arbetsdagar." },
      save: { unitTag: "header.etag" },
    }),
    step("She may not recommend her own unit", "PUT /units/{unitId}/recommendation", {
      as: "sofia", path: clinic, headers: { "If-Match": "{{unitTag}}" }, body: { recommended: true }, status: 403, check: problem("forbidden"),
    }),
    step("Tomas decides that, and does not", "PUT /units/{unitId}/recommendation", {
      as: "tomas", path: clinic, headers: { "If-Match": "{{unitTag}}" }, body: { recommended: false }, save: { unitTag: "header.etag" },
    }),
    step("Tomas keeps the unit in use", "PUT /units/{unitId}/status", {
      as: "tomas", path: clinic, headers: { "If-Match": "{{unitTag}}" }, body: { status: "active" },
      check: answered("it is active", `json.status === "active"`),
    }),
    step("The clinic has no service area", "GET /units/{unitId}/service-areas", { as: "sofia", path: clinic }),
    step("Sofia opens it to young people of another region", "POST /units/{unitId}/service-areas", {
      as: "sofia", path: clinic, status: 201, once: true, body: { regionCode: "03", ageTo: 22 }, save: { areaId: "json.id" },
    }),
    step("And takes that back", "DELETE /units/{unitId}/service-areas/{serviceAreaId}", {
      as: "sofia", path: { ...clinic, serviceAreaId: "{{areaId}}" }, status: 204,
    }),
    step("Sofia approves Maria", "POST /units/{unitId}/approvals", {
      as: "sofia", path: clinic, status: 201, once: true, body: { personalNumber: PEOPLE.maria }, save: { approvalId: "json.id" },
    }),
    step("Maria is among the approved", "GET /units/{unitId}/approvals", {
      as: "sofia", path: clinic, check: answered("she is there", "json.items.some((it) => it.resident.id === pm.collectionVariables.get('mariaId'))"),
    }),
    step("Sofia removes the approval", "DELETE /units/{unitId}/approvals/{approvalId}", {
      as: "sofia", path: { ...clinic, approvalId: "{{approvalId}}" }, status: 204,
    }),
    step("Removing it with others passes over it", "POST /units/{unitId}/approval-removals", {
      as: "sofia", path: clinic, once: true, body: { approvalIds: ["{{approvalId}}"] }, check: answered("none was left", "json.removed === 0"),
    }),
    step("The unit's case types", "GET /units/{unitId}/case-type-settings", {
      as: "sofia", path: clinic, save: { limitedId: "json.items.find((it) => it.limitedSelection).caseTypeId" },
    }),
    step("The limited one", "GET /units/{unitId}/case-type-settings/{caseTypeId}", {
      as: "sofia", path: { ...clinic, caseTypeId: "{{limitedId}}" }, save: { typeTag: "header.etag" },
    }),
    step("It stays in use", "PUT /units/{unitId}/case-type-settings/{caseTypeId}", {
      as: "sofia", path: { ...clinic, caseTypeId: "{{limitedId}}" }, headers: { "If-Match": "{{typeTag}}" }, body: { active: true, sortOrder: 2 },
    }),
    step("Sofia hands it out to Maria", "POST /units/{unitId}/case-type-grants", {
      as: "sofia", path: clinic, status: 201, once: true, body: { caseTypeId: "{{limitedId}}", residentId: "{{mariaId}}" },
      save: { grantId: "json.id" },
    }),
    step("Who has which", "GET /units/{unitId}/case-type-grants", { as: "sofia", path: clinic }),
    step("Maria's", "GET /units/{unitId}/case-type-grants/{caseTypeGrantId}", { as: "sofia", path: grant, save: { grantTag: "header.etag" } }),
    step("It is to end", "PUT /units/{unitId}/case-type-grants/{caseTypeGrantId}", {
      as: "sofia", path: grant, headers: { "If-Match": "{{grantTag}}" }, body: { validUntil: "2099-12-31" },
    }),
    step("Sofia takes it back", "DELETE /units/{unitId}/case-type-grants/{caseTypeGrantId}", { as: "sofia", path: grant, status: 204 }),
    step("Why Maria may not use it now", "POST /units/{unitId}/availability-explanations", {
      as: "sofia", path: clinic, body: { residentId: "{{mariaId}}", caseTypeId: "{{limitedId}}" },
      check: answered("one rule decides", "json.rules.filter((it) => it.decides).length === 1 && !json.available"),
    }),
    step("Whether somebody could act for Maria is the region's to know", "POST /units/{unitId}/availability-explanations", {
      as: "sofia", path: clinic, status: 403, body: { residentId: "{{mariaId}}", guardianPersonalNumber: "19840418-9287", caseTypeId: "{{limitedId}}" },
    }),
    step("Who works there", "GET /units/{unitId}/staff", { as: "sofia", path: clinic }),
    step("Sofia makes Stefan a handler", "POST /units/{unitId}/role-assignments", {
      as: "sofia", path: clinic, status: 201, once: true, body: { hsaId: " se2321000172-dp18 ", role: "handler" }, save: { roleId: "json.id" },
    }),
    step("The roles there", "GET /units/{unitId}/role-assignments", { as: "sofia", path: clinic }),
    step("His last role is not taken by a slip", "DELETE /units/{unitId}/role-assignments/{roleAssignmentId}", {
      as: "sofia", path: { ...clinic, roleAssignmentId: "{{roleId}}" }, status: 409, check: problem("last-role"),
    }),
    step("It is when that is meant", "DELETE /units/{unitId}/role-assignments/{roleAssignmentId}", {
      as: "sofia", path: { ...clinic, roleAssignmentId: "{{roleId}}" }, query: { confirm: true }, status: 204,
    }),
    step("Tomas appoints Stefan for the region", "POST /regions/{regionCode}/role-assignments", {
      as: "tomas", path: region, status: 201, once: true, body: { hsaId: "SE2321000172-DP18" }, save: { roleId: "json.id" },
    }),
    step("The region's administrators", "GET /regions/{regionCode}/role-assignments", { as: "tomas", path: region }),
    step("Tomas dismisses him", "DELETE /regions/{regionCode}/role-assignments/{roleAssignmentId}", {
      as: "tomas", path: { ...region, roleAssignmentId: "{{roleId}}" }, status: 204,
    }),
    step("Sofia's own settings", "GET /staff/{staffId}/settings", { as: "sofia", path: { staffId: "{{sofiaId}}" }, save: { ownTag: "header.etag" } }),
    step("She wants to be told of all", "PUT /staff/{staffId}/settings", {
      as: "sofia", path: { staffId: "{{sofiaId}}" }, headers: { "If-Match": "{{ownTag}}" }, body: { notifyOnAssigned: true, notifyOnIncoming: true },
      check: answered("she signs with her name", `json.signature.startsWith("Med vänlig hälsning")`),
    }),
  ]),

  flow("A case type, from draft to archive", "Built by a unit, previewed, published, renewed and ended; a central one handed out.", [
    findUnit,
    signIn("lena"),
    signIn("tomas"),
    signIn("mikael"),
    step("Lena begins a case type of the unit's own", "POST /case-types", {
      as: "lena", status: 201, once: true, body: { unitId: "{{unitId}}", content: CASE_TYPE },
      check: answered("it is a draft", `json.status === "draft"`), save: { typeId: "json.id", typeTag: "header.etag" },
    }),
    step("A form that goes in circles is refused", "PUT /case-types/{caseTypeId}", {
      as: "lena", path: type, headers: { "If-Match": "{{typeTag}}" }, status: 422, check: problem("invalid-fields"),
      body: { ...CASE_TYPE, components: [{ id: "a", kind: "text", label: "?", shownWhen: { component: "a" } }] },
    }),
    step("She looks at it as a resident would", "POST /units/{unitId}/case-type-previews", {
      as: "lena", path: unitId, body: { personalNumber: PEOPLE.maria, withDraft: "{{typeId}}" },
      check: answered("it is among those she would see", `json.items.some((it) => it.caseType.name === "Fråga om rehab")`),
    }),
    step("She may not publish it without a decision on retention", "POST /case-types/{caseTypeId}/publications", {
      as: "lena", path: type, status: 409, once: true, headers: { "If-Match": "{{typeTag}}" }, body: {},
      check: problem("case-type-without-retention-policy"),
    }),
    step("She names the nation's", "PUT /case-types/{caseTypeId}", {
      as: "lena", path: type, headers: { "If-Match": "{{typeTag}}" }, body: { ...CASE_TYPE, retentionPolicyId: NATIONS_POLICY },
      save: { typeTag: "header.etag" },
    }),
    step("And publishes it", "POST /case-types/{caseTypeId}/publications", {
      as: "lena", path: type, status: 201, once: true, headers: { "If-Match": "{{typeTag}}" }, body: {},
      check: answered("it has a first form", "json.formVersion.number === 1"), save: { typeTag: "header.etag" },
    }),
    step("She asks one thing more", "PUT /case-types/{caseTypeId}", {
      as: "lena", path: type, headers: { "If-Match": "{{typeTag}}" }, save: { typeTag: "header.etag" },
      body: { ...CASE_TYPE, retentionPolicyId: NATIONS_POLICY,
        components: [...CASE_TYPE.components, { id: "bild", kind: "attachment", label: "Bifoga en bild om du vill" }] },
    }),
    step("And publishes the new form", "POST /case-types/{caseTypeId}/form-versions", {
      as: "lena", path: type, status: 201, once: true, headers: { "If-Match": "{{typeTag}}" }, body: {},
      check: answered("it is the second", "json.formVersion.number === 2"), save: { typeTag: "header.etag" },
    }),
    step("Both are kept", "GET /case-types/{caseTypeId}/form-versions", {
      as: "lena", path: type, check: answered("there are two", "json.items.length === 2"),
    }),
    step("The first as it was", "GET /case-types/{caseTypeId}/form-versions/{number}", { as: "lena", path: { ...type, number: 1 } }),
    step("The unit's own types", "GET /case-types", {
      as: "lena", query: { unitId: "{{unitId}}" }, check: answered("it is there", `json.items.some((it) => it.name === "Fråga om rehab")`),
    }),
    step("Mikael sees what he may answer with", "GET /units/{unitId}/case-types/{caseTypeId}/standard-answers", {
      as: "mikael", path: { ...unitId, ...type }, check: answered("one is offered", "json.offered.length === 1"),
    }),
    step("Lena takes it out of use", "POST /case-types/{caseTypeId}/deactivations", {
      as: "lena", path: type, status: 201, once: true, headers: { "If-Match": "{{typeTag}}" }, body: {}, save: { typeTag: "header.etag" },
    }),
    step("And puts it away", "POST /case-types/{caseTypeId}/archivings", {
      as: "lena", path: type, status: 201, once: true, headers: { "If-Match": "{{typeTag}}" }, body: {},
    }),
    step("It is still there to be seen", "GET /case-types/{caseTypeId}", {
      as: "lena", path: type, check: answered("it is archived", `json.status === "archived"`),
    }),
    step("Tomas begins one for the region", "POST /case-types", {
      as: "tomas", status: 201, once: true, body: { regionCode: "19", content: CASE_TYPE }, save: { typeId: "json.id" },
    }),
    step("Lena can't hand it out to herself", "POST /units/{unitId}/case-type-settings", {
      as: "lena", path: unitId, status: 403, once: true, body: { caseTypeId: "{{typeId}}" },
    }),
    step("Tomas hands it out", "POST /units/{unitId}/case-type-settings", {
      as: "tomas", path: unitId, status: 201, once: true, body: { caseTypeId: "{{typeId}}" },
    }),
  ]),

  flow("Replying with a template", "A unit's template with a question in it, one's own, and a message signed by the unit.", [
    findUnit,
    readCard,
    signIn("lena"),
    signIn("eva"),
    signIn("mikael"),
    signIn("anna"),
    step("A placeholder that is not known is refused", "POST /units/{unitId}/reply-templates", {
      as: "lena", path: unitId, status: 422, once: true, check: problem("invalid-fields"),
      body: { personal: false, kind: "answer", content: { title: "Fel", body: "Hej {{personal-number}}" } },
    }),
    step("Lena writes one that asks", "POST /units/{unitId}/reply-templates", {
      as: "lena", path: unitId, status: 201, once: true, save: { templateId: "json.id", templateTag: "header.etag" },
      body: { personal: false, kind: "counter-question", content: ASKS },
      check: answered("the sender fills in one thing", "json.toFill.length === 1"),
    }),
    step("She changes it", "PUT /reply-templates/{replyTemplateId}", {
      as: "lena", path: replyTemplate, headers: { "If-Match": "{{templateTag}}" }, body: { ...ASKS, title: "Frågor om läkemedel" },
      check: answered("it is the second version", "json.version === 2"),
    }),
    step("Both versions are kept", "GET /reply-templates/{replyTemplateId}/versions", { as: "mikael", path: replyTemplate }),
    step("Mikael reads it", "GET /reply-templates/{replyTemplateId}", { as: "mikael", path: replyTemplate }),
    step("He writes one of his own", "POST /units/{unitId}/reply-templates", {
      as: "mikael", path: unitId, status: 201, once: true, save: { ownTemplateId: "json.id" },
      body: { personal: true, kind: "answer", content: { title: "Klart", body: "Hej {{resident-given-name}}! Receptet är förnyat." } },
    }),
    step("Both are on his list", "GET /units/{unitId}/reply-templates", {
      as: "mikael", path: unitId, check: answered("there are at least two", "json.items.length >= 2"),
    }),
    step("The unit's signature", "GET /units/{unitId}/signature", { as: "lena", path: unitId, save: { signTag: "header.etag" } }),
    step("Lena changes it", "PUT /units/{unitId}/signature", {
      as: "lena", path: unitId, headers: { "If-Match": "{{signTag}}" }, body: { signatureText: "Hälsningar från oss på Bäckby" },
    }),
    begin("anna"),
    submit("anna"),
    move("Eva gives it to Mikael", "distributions", "eva", { handlerId: "{{mikaelId}}" }),
    move("Mikael asks with the template, as the unit", "replies", "mikael", {
      kind: "counter-question", signAs: "unit", template: { id: "{{templateId}}", values: { lakemedel: "Levaxin" } },
    }),
    see("Anna sees the unit's signature", "anna", answered("it is signed by the unit", `json.messages.at(-1).signature === "Hälsningar från oss på Bäckby"`)),
    move("She must answer the question", "messages", "anna", { body: "Ja" }, { status: 422, save: {}, check: problem("invalid-fields") }),
    move("She answers it", "messages", "anna", { answers: { kvar: 3 } }),
    see("Mikael reads her answer", "mikael", answered("it is there", "json.messages.at(-1).answers.kvar === 3")),
    move("He answers with his own", "replies", "mikael", { kind: "answer", template: { id: "{{ownTemplateId}}" } }),
    step("And throws it away", "DELETE /reply-templates/{replyTemplateId}", {
      as: "mikael", path: { replyTemplateId: "{{ownTemplateId}}" }, status: 204,
    }),
  ]),

  flow("How long things are kept", "Decisions on retention.", [
    signIn("tomas"),
    step("Tomas enters what the region has decided", "POST /regions/{regionCode}/retention-policies", {
      as: "tomas", path: region, status: 201, once: true,
      body: {
        informationType: "prov-{{$timestamp}}", isRecordDocument: false, purpose: "Dialog mellan invånare och mottagning.",
        retainMonths: 36, fromEvent: "closed", decidedBy: "Regionarkivet", decisionRef: "RV 2026-1177", validFrom: "2099-01-01",
      },
      check: answered("it goes by deletion", `json.purgeMethod === "delete"`),
    }),
    signIn("lena"),
    step("Lena sees what she may choose among", "GET /regions/{regionCode}/retention-policies", {
      as: "lena", path: region, check: answered("one applies to cases", `json.items.some((it) => it.informationType === "case" && it.appliesToday)`),
    }),
    step("Lena sees which purges there have been", "GET /units/{unitId}/purge-proposals", { as: "lena", path: unitId }),
    step("She looks what has been kept long enough", "POST /units/{unitId}/purge-proposals", {
      as: "lena", path: unitId, status: 201, once: true, body: {},
      check: answered("something has", `json.cases > 0 && json.stage === "proposed"`),
      save: { purgeId: "json.id", purgeTag: "header.etag" },
    }),
    step("Case by case, without saying whose", "GET /units/{unitId}/purge-proposals/{purgeProposalId}/cases", {
      as: "lena", path: purge, check: answered("each with its day", "json.items.every((it) => it.dueOn)"), save: { oldCaseId: "json.items[0].caseId" },
    }),
    step("She takes it out for the archive", "GET /units/{unitId}/purge-proposals/{purgeProposalId}/export-package", { as: "lena", path: purge }),
    step("The archive has it", "POST /units/{unitId}/purge-proposals/{purgeProposalId}/deliveries", {
      as: "lena", path: purge, status: 201, once: true, headers: { "If-Match": "{{purgeTag}}" }, body: { reference: "E-arkiv 2026-0417" },
      save: { purgeTag: "header.etag" },
    }),
    step("She can't approve what she proposed", "POST /units/{unitId}/purge-proposals/{purgeProposalId}/approvals", {
      as: "lena", path: purge, status: 409, once: true, headers: { "If-Match": "{{purgeTag}}" }, body: {}, check: problem("purge-own-proposal"),
    }),
    signIn("maja"),
    step("Maja looks at it", "GET /units/{unitId}/purge-proposals/{purgeProposalId}", {
      as: "maja", path: purge, check: answered("she may approve", `"approve" in json._links`), save: { purgeTag: "header.etag" },
    }),
    step("One of the cases is disputed: she holds it", "POST /units/{unitId}/legal-holds", {
      as: "maja", path: unitId, status: 201, once: true, body: { caseId: "{{oldCaseId}}", reason: "Patientskadeärende LÖF 2026-1177" },
      save: { holdId: "json.id" },
    }),
    step("So nothing is to go today", "POST /units/{unitId}/purge-proposals/{purgeProposalId}/rejections", {
      as: "maja", path: purge, status: 201, once: true, headers: { "If-Match": "{{purgeTag}}" }, body: { reason: "Ett ärende är tvistigt." },
      check: answered("it is rejected", `json.stage === "rejected"`),
    }),
    step("What is on hold", "GET /units/{unitId}/legal-holds", { as: "maja", path: unitId, check: answered("the case is", "json.items.length > 0") }),
    step("The dispute is settled", "POST /units/{unitId}/legal-holds/{legalHoldId}/liftings", {
      as: "maja", path: { ...unitId, legalHoldId: "{{holdId}}" }, status: 201, once: true, body: { reason: "Ärendet är avslutat." },
      check: answered("it is lifted", "typeof json.liftedAt === 'string'"),
    }),
    step("What has been purged before", "GET /units/{unitId}/purge-certificates", { as: "maja", path: unitId }),
  ]),

  flow("Staff of the region", "Taken in from the directory, looked up, away for long and back again.", [
    findUnit,
    signIn("tomas"),
    signIn("lena"),
    step("Tomas takes Sara in from the directory", "POST /staff", {
      as: "tomas", status: 201, once: true, body: { hsaId: " se2321000172-dp50", regionCode: "19" }, save: { saraId: "json.id" },
    }),
    step("Nobody is taken in twice", "POST /staff", {
      as: "tomas", status: 409, once: true, body: { hsaId: "SE2321000172-DP50", regionCode: "19" }, check: problem("staff-already-known"),
    }),
    step("Lena makes her a handler", "POST /units/{unitId}/role-assignments", {
      as: "lena", path: unitId, status: 201, once: true, body: { hsaId: "SE2321000172-DP50", role: "handler" }, save: { roleId: "json.id" },
    }),
    step("Tomas looks her up", "POST /staff-searches", {
      as: "tomas", body: { regionCode: "19", name: "Sara Ny" },
      check: answered("she has never signed in", `json.items[0].warnings.includes("never-signed-in")`),
    }),
    step("He sees where she works", "GET /staff/{staffId}", {
      as: "tomas", path: { staffId: "{{saraId}}" }, check: answered("at Bäckby", `json.roles.some((it) => it.role === "handler")`),
    }),
    step("Lena may not: it is the region's business", "GET /staff/{staffId}", {
      as: "lena", path: { staffId: "{{saraId}}" }, status: 404, check: problem("not-found"),
    }),
    step("He asks the directory anew", "POST /staff/{staffId}/directory-refreshes", {
      as: "tomas", path: { staffId: "{{saraId}}" }, check: answered("she is active", "json.activeInDirectory === true"),
    }),
    step("Sara goes on parental leave", "POST /units/{unitId}/staff-deactivations", {
      as: "lena", path: unitId, status: 201, once: true, body: { staffId: "{{saraId}}" },
    }),
    step("She stays in the unit's list", "GET /units/{unitId}/staff", {
      as: "lena", path: unitId, query: { limit: 100 },
      check: answered("marked", `json.items.some((it) => it.deactivated && it.familyName === "Nyqvist")`),
    }),
    step("She comes back", "DELETE /units/{unitId}/staff-deactivations/{staffId}", {
      as: "lena", path: { ...unitId, staffId: "{{saraId}}" }, status: 204,
    }),
    step("And leaves for another unit", "DELETE /units/{unitId}/role-assignments/{roleAssignmentId}", {
      as: "lena", path: { ...unitId, roleAssignmentId: "{{roleId}}" }, query: { confirm: true }, status: 204,
    }),
  ]),

  flow("Keeping a child safe", "A preview, one act that protects, a second person, and each part lifted on its own.", [
    signIn("anna"),
    step("Anna's children", "GET /sessions/current", { as: "anna", save: { childId: "json.children[0].residentId" } }),
    step("Her children's settings are hers to see", "GET /residents/{residentId}/contact-sharing", {
      as: "anna", path: child, save: { childTag: "header.etag" }, check: answered("it says nothing before an answer", "json.shares !== true"),
    }),
    step("No, contact details stay here", "PUT /residents/{residentId}/contact-sharing", {
      as: "anna", path: child, headers: { "If-Match": "{{childTag}}" }, body: { shares: false }, check: answered("it is no", "json.shares === false"),
    }),
    step("Anna opens the child's account", "POST /residents/{residentId}/activations", {
      as: "anna", path: child, status: 201, once: true, body: { acceptedTerms: "2026-01" },
    }),
    signIn("kerstin"),
    step("Kerstin looks at what a protection would do", "POST /residents/{residentId}/protection-previews", {
      as: "kerstin", path: child, body: { regionCode: "19" },
      check: answered("guardians would see nothing", "json.viewers.filter((it) => it.relation === 'guardian').every((it) => it.services.every((one) => !one.visibleAfterwards))"),
      save: { guardianId: "json.viewers.find((it) => it.relation === 'guardian').residentId" },
    }),
    step("She protects the child", "POST /residents/{residentId}/protections", {
      as: "kerstin", path: child, status: 201, once: true,
      body: { regionCode: "19", reason: "secret-placement", initiatedBy: "care", decision },
      save: { protectionId: "json.id", lockId: "json.logInLocks[0].id", blockId: "json.guardianBlocks[0].id", otherBlockId: "json.guardianBlocks[1].id" },
      check: answered("it waits for a second person", "json.state === 'waiting'"),
    }),
    step("To Anna there is no such child", "GET /residents/{residentId}", { as: "anna", path: child, status: 404 }),
    step("Nobody follows up their own act", "POST /residents/{residentId}/protections/{protectionId}/follow-ups", {
      as: "kerstin", path: protection, status: 403, once: true, body: { outcome: "upheld" }, check: problem("own-act"),
    }),
    signIn("viktor"),
    step("Viktor finds what waits", "GET /regions/{regionCode}/protections", { as: "viktor", path: region, query: { state: "waiting" } }),
    step("The child's protections", "GET /residents/{residentId}/protections", { as: "viktor", path: child }),
    step("This one", "GET /residents/{residentId}/protections/{protectionId}", { as: "viktor", path: protection }),
    step("Viktor follows it up", "POST /residents/{residentId}/protections/{protectionId}/follow-ups", {
      as: "viktor", path: protection, status: 201, once: true, body: { outcome: "to-be-lifted", note: "Faran är över." },
    }),
    step("The seal is lifted", "POST /residents/{residentId}/protections/{protectionId}/liftings", {
      as: "viktor", path: protection, status: 201, once: true, body: { part: "journal-seal", regionCode: "19" },
    }),
    step("The silence is lifted", "POST /residents/{residentId}/protections/{protectionId}/liftings", {
      as: "viktor", path: protection, status: 201, once: true, body: { part: "notice-silence", regionCode: "19" },
    }),
    step("The locks there are", "GET /residents/{residentId}/log-in-locks", { as: "viktor", path: child }),
    step("The lock is lifted", "POST /residents/{residentId}/log-in-locks/{logInLockId}/liftings", {
      as: "viktor", path: { ...child, logInLockId: "{{lockId}}" }, status: 201, once: true, body: { regionCode: "19" },
    }),
    step("The blocks there are", "GET /residents/{residentId}/guardian-blocks", { as: "viktor", path: child }),
    step("One block is lifted", "POST /residents/{residentId}/guardian-blocks/{guardianBlockId}/liftings", {
      as: "viktor", path: { ...child, guardianBlockId: "{{blockId}}" }, status: 201, once: true, body: { regionCode: "19" },
    }),
    step("And the other", "POST /residents/{residentId}/guardian-blocks/{guardianBlockId}/liftings", {
      as: "viktor", path: { ...child, guardianBlockId: "{{otherBlockId}}" }, status: 201, once: true, body: { regionCode: "19" },
    }),
    step("Anna has her child again", "GET /residents/{residentId}", { as: "anna", path: child }),
    step("A block by itself", "POST /residents/{residentId}/guardian-blocks", {
      as: "kerstin", path: child, status: 201, once: true,
      body: { guardianId: "{{guardianId}}", regionCode: "19", reason: "other", decision }, save: { blockId: "json.id" },
    }),
    step("It is lifted", "POST /residents/{residentId}/guardian-blocks/{guardianBlockId}/liftings", {
      as: "kerstin", path: { ...child, guardianBlockId: "{{blockId}}" }, status: 201, once: true, body: { regionCode: "19" },
    }),
    step("A lock by itself", "POST /residents/{residentId}/log-in-locks", {
      as: "kerstin", path: child, status: 201, once: true, body: { regionCode: "19", reason: "lost-e-id", initiatedBy: "resident" }, save: { lockId: "json.id" },
    }),
    step("It is lifted too", "POST /residents/{residentId}/log-in-locks/{logInLockId}/liftings", {
      as: "kerstin", path: { ...child, logInLockId: "{{lockId}}" }, status: 201, once: true, body: { regionCode: "19" },
    }),
  ]),

  flow("Closing and opening a journal", "Who decides, a seal set and broken, one of care's renewed, and a unit's part opened to a guardian and a youth.", [
    findUnit,
    signIn("tomas"),
    signIn("maja"),
    step("Tomas appoints Maja operations manager", "POST /units/{unitId}/decision-makers", {
      as: "tomas", path: unitId, status: 201, once: true, body: { staffId: "{{majaId}}", kind: "operations-manager" }, save: { deciderId: "json.id" },
    }),
    step("And ends it", "POST /units/{unitId}/decision-makers/{decisionMakerId}/endings", {
      as: "tomas", path: { ...unitId, decisionMakerId: "{{deciderId}}" }, status: 201, once: true, body: {}, check: answered("she decides no more", "json.state === 'ended'"),
    }),
    signIn("lena"),
    step("Lena delegates to Maja", "POST /units/{unitId}/decision-makers", {
      as: "lena", path: unitId, status: 201, once: true,
      body: { staffId: "{{majaId}}", kind: "delegate", delegationReference: "Delegationsordning, punkt 7" }, save: { deciderId: "json.id" },
    }),
    step("Who decides at the unit", "GET /units/{unitId}/decision-makers", { as: "lena", path: unitId, check: answered("Maja does", "json.items[0].staffId === pm.collectionVariables.get('majaId')") }),
    step("She takes it back", "POST /units/{unitId}/decision-makers/{decisionMakerId}/endings", {
      as: "lena", path: { ...unitId, decisionMakerId: "{{deciderId}}" }, status: 201, once: true, body: {},
    }),
    signIn("maria"),
    step("Maria seals her journal", "POST /residents/{residentId}/journal/seals", {
      as: "maria", path: { residentId: "{{mariaId}}" }, status: 201, once: true, body: { scope: "full" }, save: { sealId: "json.id" },
      check: answered("at once", "json.state === 'holds'"),
    }),
    step("She can't break it herself", "POST /residents/{residentId}/journal/seals/{sealId}/liftings", {
      as: "maria", path: sealed, status: 403, once: true, body: AT_REQUEST, check: problem("forbidden"),
    }),
    step("Lena sees it", "GET /residents/{residentId}/journal/seals", { as: "lena", path: { residentId: "{{mariaId}}" }, query: { unitId: "{{unitId}}" } }),
    step("Lena breaks it at her request", "POST /residents/{residentId}/journal/seals/{sealId}/liftings", {
      as: "lena", path: sealed, status: 201, once: true, body: AT_REQUEST, check: answered("it is open", "json.state === 'ended'"),
    }),
    step("Lena seals the unit's part", "POST /residents/{residentId}/journal/seals", {
      as: "lena", path: { residentId: "{{mariaId}}" }, status: 201, once: true,
      body: { scope: "unit", decision: ruled("care", "harm-patient") }, save: { sealId: "json.id" },
    }),
    step("And for two months more", "POST /residents/{residentId}/journal/seals/{sealId}/renewals", {
      as: "lena", path: sealed, status: 201, once: true, body: { decision: ruled("care", "harm-patient") }, save: { renewalId: "json.id" },
      check: answered("it follows the first", "json.renewsId === pm.collectionVariables.get('sealId')"),
    }),
    step("Maria sees that it is sealed, and not why", "GET /residents/{residentId}/journal/seals", {
      as: "maria", path: { residentId: "{{mariaId}}" }, check: answered("no decision is told", "json.items.every((it) => !it.decision)"),
    }),
    step("The need is over", "POST /residents/{residentId}/journal/seals/{sealId}/liftings", { as: "lena", path: sealed, status: 201, once: true, body: OVER }),
    step("For the months to come too", "POST /residents/{residentId}/journal/seals/{sealId}/liftings", {
      as: "lena", path: { ...sealed, sealId: "{{renewalId}}" }, status: 201, once: true, body: OVER,
    }),
    step("What ends soon at the unit", "GET /units/{unitId}/journal-renewals", { as: "lena", path: unitId }),
    step("Lena looks Wilma up", "POST /resident-searches", {
      as: "lena", body: { unitId: "{{unitId}}", personalNumber: "201106092388" }, save: { youthId: "json.items[0].residentId" },
    }),
    step("What Wilma's guardians read at the unit", "GET /residents/{residentId}/journal/extended-accesses", {
      as: "lena", path: youth, save: { accessId: "json.items[0].id" },
    }),
    step("It is ended", "POST /residents/{residentId}/journal/extended-accesses/{extendedAccessId}/endings", {
      as: "lena", path: { ...youth, extendedAccessId: "{{accessId}}" }, status: 201, once: true, body: OVER,
    }),
    step("And given anew, after asking both", "POST /residents/{residentId}/journal/extended-accesses", {
      as: "lena", path: youth, status: 201, once: true,
      body: { guardianId: "{{mariaId}}", consultedGuardian: true, consultedChild: true, decision: ruled("resident", "request-of-resident") },
    }),
    step("To Maria there is nothing to see of it", "GET /residents/{residentId}/journal/extended-accesses", { as: "maria", path: youth, status: 404 }),
    step("Wilma is to read her part herself", "POST /residents/{residentId}/journal/early-accesses", {
      as: "lena", path: youth, status: 201, once: true, body: { consultedChild: true, decision: ruled("resident", "request-of-resident") }, save: { accessId: "json.id" },
    }),
    step("What youths read early at the unit", "GET /residents/{residentId}/journal/early-accesses", { as: "lena", path: youth }),
    step("It was a mistake", "POST /residents/{residentId}/journal/early-accesses/{earlyAccessId}/endings", {
      as: "lena", path: { ...youth, earlyAccessId: "{{accessId}}" }, status: 201, once: true, body: OVER,
    }),
  ]),

  flow("Reading the journal", "The record, fetched from its sources at each visit.", [
    signIn("anna"),
    step("Anna reads her journal, newest first", "GET /residents/{residentId}/journal", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      check: ["pm.test(\"it says who was asked\", () => {", "  const json = pm.response.json(); pm.expect(json.sources.length > 0 && json.completeness === \"complete\" && json.notice.length > 0).to.be.true;", "});", "pm.test(\"in the order of time\", () => {", "  const json = pm.response.json(); pm.expect(json.items.every((item, at) => at === 0 || item.date <= json.items[at - 1].date)).to.be.true;", "});"],
    }),
    step("Only the notes, two at a time", "GET /residents/{residentId}/journal/notes", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      query: { limit: "2" },
      check: ["pm.test(\"it says who was asked\", () => {", "  const json = pm.response.json(); pm.expect(json.sources.length > 0 && json.completeness === \"complete\" && json.notice.length > 0).to.be.true;", "});", "pm.test(\"nothing else\", () => {", "  const json = pm.response.json(); pm.expect(json.items.every((item) => item.note)).to.be.true;", "});"],
    }),
    step("Answers to referrals", "GET /residents/{residentId}/journal/referral-answers", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      check: ["pm.test(\"nothing else\", () => {", "  const json = pm.response.json(); pm.expect(json.items.every((item) => item.referralAnswer)).to.be.true;", "});"],
    }),
    step("Lab results", "GET /residents/{residentId}/journal/lab-results", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      check: ["pm.test(\"nothing else\", () => {", "  const json = pm.response.json(); pm.expect(json.items.every((item) => item.labResult)).to.be.true;", "});"],
    }),
    step("Diagnoses", "GET /residents/{residentId}/journal/diagnoses", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      check: ["pm.test(\"nothing else\", () => {", "  const json = pm.response.json(); pm.expect(json.items.every((item) => item.diagnosis)).to.be.true;", "});"],
    }),
    step("Care contacts", "GET /residents/{residentId}/journal/care-contacts", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      check: ["pm.test(\"nothing else\", () => {", "  const json = pm.response.json(); pm.expect(json.items.every((item) => item.careContact)).to.be.true;", "});"],
    }),
    step("Medication", "GET /residents/{residentId}/journal/medications", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      check: ["pm.test(\"nothing else\", () => {", "  const json = pm.response.json(); pm.expect(json.items.every((item) => item.medication)).to.be.true;", "});"],
    }),
    step("Who has worked in her record", "GET /residents/{residentId}/journal/access-log", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      check: ["pm.test(\"nothing else\", () => {", "  const json = pm.response.json(); pm.expect(json.items.every((item) => item.logEntry)).to.be.true;", "});"],
    }),
    step("A period that ends before it begins", "GET /residents/{residentId}/journal/notes", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      query: { from: "2026-05-02", through: "2026-05-01" },
      status: 400, check: problem("journal-span"),
    }),
    step("She takes it out on paper", "GET /residents/{residentId}/journal/print", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      check: ["pm.test(\"a PDF\", () => {", "  pm.expect(pm.response.headers.get(\"content-type\")).to.include(\"application/pdf\");", "});"],
    }),
    step("What she wants of it", "GET /residents/{residentId}/journal/preferences", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      save: { journalTag: "header.etag" },
    }),
    step("She wants to wait for what is new", "PUT /residents/{residentId}/journal/preferences", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      headers: { "If-Match": "{{journalTag}}" },
      body: { coolingOff: true },
      check: ["pm.test(\"so it is\", () => {", "  const json = pm.response.json(); pm.expect(json.coolingOff).to.be.true;", "});"],
      save: { journalTag: "header.etag" },
    }),
    step("And no longer", "PUT /residents/{residentId}/journal/preferences", {
      as: "anna",
      path: { residentId: "{{annaId}}" },
      headers: { "If-Match": "{{journalTag}}" },
      body: { coolingOff: false },
      check: ["pm.test(\"so it is\", () => {", "  const json = pm.response.json(); pm.expect(json.coolingOff).to.be.false;", "});"],
    }),
  ]),

  flow("What the region sets for the journal", "A document is proposed, tried against the vectors and taken back; a unit is told of.", [
    signIn("tomas"),
    step("What applies today", "GET /regions/{regionCode}/journal-policies", {
      as: "tomas",
      path: { regionCode: "19" },
      check: ["pm.test(\"a document applies\", () => {", "  const json = pm.response.json(); pm.expect(json.items.some((it) => it.appliesToday)).to.be.true;", "});"],
    }),
    step("Tomas proposes that legal representatives read", "POST /regions/{regionCode}/journal-policies", {
      as: "tomas",
      path: { regionCode: "19" },
      status: 201,
      once: true,
      body: { people: { agencyEndsAt: 13, opensAt: 16, ownSealClosesOthers: true, legalRepresentatives: true, lockClosesJournal: true, careSealMonths: 2, extensionYears: 1, renewalNoticeDays: 21 }, validFrom: "2099-01-01", source: "Förslag, RV 2026-1177" },
      check: ["pm.test(\"one vector would differ\", () => {", "  const json = pm.response.json(); pm.expect(json.vectors.different === 1 && json.vectors.caseIds[0] === 'J062').to.be.true;", "});"],
      save: { journalPolicyId: "json.id", journalPolicyEtag: "header.etag" },
    }),
    step("He looks at it again", "GET /regions/{regionCode}/journal-policies/{journalPolicyId}", {
      as: "tomas",
      path: { regionCode: "19", journalPolicyId: "{{journalPolicyId}}" },
      check: ["pm.test(\"nobody has approved it\", () => {", "  const json = pm.response.json(); pm.expect(json.state === 'proposed').to.be.true;", "});"],
    }),
    step("He can't approve what he proposed", "POST /regions/{regionCode}/journal-policies/{journalPolicyId}/approvals", {
      as: "tomas",
      path: { regionCode: "19", journalPolicyId: "{{journalPolicyId}}" },
      status: 403, check: problem("journal-policy-own"),
      once: true,
      headers: { "If-Match": "{{journalPolicyEtag}}" },
      body: {},
    }),
    step("He takes it back", "POST /regions/{regionCode}/journal-policies/{journalPolicyId}/withdrawals", {
      as: "tomas",
      path: { regionCode: "19", journalPolicyId: "{{journalPolicyId}}" },
      status: 201,
      once: true,
      headers: { "If-Match": "{{journalPolicyEtag}}" },
      body: {},
      check: ["pm.test(\"it is withdrawn\", () => {", "  const json = pm.response.json(); pm.expect(json.state === 'withdrawn').to.be.true;", "});"],
    }),
    step("The units that records come from", "GET /regions/{regionCode}/journal-units", {
      as: "tomas",
      path: { regionCode: "19" },
      check: ["pm.test(\"the region has a provider\", () => {", "  const json = pm.response.json(); pm.expect(json.providers.length > 0).to.be.true;", "});"],
    }),
    step("He tells of one more", "PUT /regions/{regionCode}/journal-units", {
      as: "tomas",
      path: { regionCode: "19" },
      body: { units: [{ hsaId: "SE2321000172-DV77", providerHsaId: "SE2321000172-VG01", name: "Provmottagningen", class: "general" }] },
      check: ["pm.test(\"it is among them\", () => {", "  const json = pm.response.json(); pm.expect(json.units.some((it) => it.hsaId === 'SE2321000172-DV77')).to.be.true;", "});"],
    }),
  ]),

  flow("Why somebody reads", "A decision is explained, a block tried before it is set, and the days are told on which access changes.", [
    signIn("anna"),
    step("Anna's children", "GET /sessions/current", { as: "anna", save: { childId: "json.children[0].residentId" } }),
    signIn("kerstin"),
    step("Why Anna reads the child's journal", "POST /residents/{residentId}/journal/explanations", {
      as: "kerstin",
      path: { residentId: "{{childId}}" },
      body: { viewerId: "{{annaId}}", question: "open-journal" },
      check: ["pm.test(\"the last rule decides\", () => {", "  const json = pm.response.json(); pm.expect(json.steps[json.steps.length - 1].decided).to.be.true;", "});"],
    }),
    step("What a block would change", "POST /residents/{residentId}/journal/simulations", {
      as: "kerstin",
      path: { residentId: "{{childId}}" },
      body: { kind: "block", guardianId: "{{annaId}}", validFrom: "2026-11-23" },
      check: ["pm.test(\"she would see nothing\", () => {", "  const json = pm.response.json(); pm.expect(json.viewers.filter((it) => it.relation === 'guardian').some((it) => it.services.every((one) => one.outcomeThen === 'deny'))).to.be.true;", "});"],
    }),
    step("On which days access changes by itself", "GET /residents/{residentId}/journal/boundaries", {
      as: "kerstin",
      path: { residentId: "{{childId}}" },
      check: ["pm.test(\"the journal opens one day\", () => {", "  const json = pm.response.json(); pm.expect(json.items.some((it) => it.causes.some((one) => one.cause === 'journal-opens'))).to.be.true;", "});"],
    }),
  ]),

  flow("Files go with messages", "A picture with a case, a PDF with the answer: uploaded, sent, read, taken back.", [
    findUnit,
    signIn("anna"),
    step("Her card offers to contact the unit", "GET /residents/{residentId}/units/{unitId}", {
      as: "anna", path: { ...annas, ...unitId },
      save: { contactTypeId: `json.caseTypes.find((it) => it.name === "Kontakta oss").id` },
    }),
    step("Anna begins a case whose form asks for files", "POST /residents/{residentId}/cases", {
      as: "anna", path: annas, status: 201, once: true,
      body: { unitId: "{{unitId}}", caseTypeId: "{{contactTypeId}}", answers: { rubrik: "besvar", fraga: "Kan ni se på remissen?" } },
      save: { caseId: "json.id", ...KEEP_TAG },
    }),
    upload("Anna uploads what is no PDF", "anna", "This is text.", { status: 415, save: {}, check: problem("unsupported-media-type") }),
    upload("Anna uploads a PDF", "anna", PDF, { check: answered("it can be read", `json.state === "ready"`) }),
    step("It waits to be sent", "GET /cases/{caseId}/attachments", {
      as: "anna", path: caseId, check: answered("it is there", "json.items.length === 1"),
    }),
    step("She names it in the form", "PUT /cases/{caseId}/draft", {
      as: "anna", path: caseId, headers: { "If-Match": "{{caseTag}}" }, save: KEEP_TAG,
      body: { answers: { rubrik: "besvar", fraga: "Kan ni se på remissen?", bilder: ["{{fileId}}"] } },
    }),
    submit("anna"),
    signIn("eva"),
    signIn("mikael"),
    step("Eva reads the file", "GET /cases/{caseId}/attachments/{attachmentId}/content", {
      as: "eva", path: file, headers: { Accept: "*/*" },
      check: test("it is the file", `pm.expect(pm.response.headers.get("content-disposition")).to.include("remiss.pdf");`),
    }),
    move("Eva gives it to Mikael", "distributions", "eva", { handlerId: "{{mikaelId}}" }),
    upload("Mikael uploads the wrong file", "mikael", PDF),
    step("And takes it back", "DELETE /cases/{caseId}/attachments/{attachmentId}", { as: "mikael", path: file, status: 204 }),
    upload("Mikael uploads the right one", "mikael", PDF),
    move("Mikael answers with it", "replies", "mikael", { kind: "answer", body: "Se bilagan.", attachmentIds: ["{{fileId}}"] }, {
      check: answered("it is with the answer", `json.messages.at(-1).attachments.length === 1`),
    }),
  ]),

  flow("On paper", "What is printed is recorded as a print.", [
    signIn("maria"),
    begin("maria"),
    step("Maria prints her draft", "GET /cases/{caseId}/print", { as: "maria", path: caseId }),
  ]),

  flow("Checking the access log", "A reviewer draws rows, judges them and signs.", [
    signIn("gunilla"),
    step("Gunilla draws rows of the last days by lot", "POST /units/{unitId}/log-reviews", {
      as: "gunilla", path: unitId, status: 201, once: true,
      before: [`pm.variables.set("today", new Date().toISOString().slice(0, 10));`],
      body: { periodFrom: "{{today}}", periodTo: "{{today}}", randomRows: 1, targeted: { rows: 0, risks: ["no-assignment"] } },
      check: answered("one row", "json.rows === 1"), save: { reviewId: "json.id" },
    }),
    step("The unit's reviews", "GET /units/{unitId}/log-reviews", { as: "gunilla", path: unitId }),
    step("Who did what to whom", "GET /units/{unitId}/log-reviews/{logReviewId}/rows", {
      as: "gunilla", path: review, check: answered("none of it is hers", "json.items.every((it) => !it.own)"),
    }),
    step("The same draw gives the same rows", "GET /units/{unitId}/log-reviews/{logReviewId}/repeated-draw", {
      as: "gunilla", path: review, check: answered("it does", "json.same === true"),
    }),
    step("She finds it justified", "POST /units/{unitId}/log-reviews/{logReviewId}/rows/{place}/findings", {
      as: "gunilla", path: { ...review, place: 1 }, status: 201, once: true, body: { finding: "justified" },
    }),
    step("Every row is judged", "GET /units/{unitId}/log-reviews/{logReviewId}", {
      as: "gunilla", path: review, check: answered("she may sign", `"sign" in json._links`), save: { reviewTag: "header.etag" },
    }),
    step("She signs", "POST /units/{unitId}/log-reviews/{logReviewId}/signatures", {
      as: "gunilla", path: review, status: 201, once: true, headers: { "If-Match": "{{reviewTag}}" },
      body: { outcome: "ok", conclusion: "En rad granskad. Inget att anmärka." },
      check: answered("it is signed", "typeof json.signedAt === 'string'"),
    }),
  ]),

  flow("What a region sets", "Policies with the day from which they apply.", [
    signIn("tomas"),
    step("Tomas sees what the region may set", "GET /regions/{regionCode}/policies", {
      as: "tomas", path: region,
      check: answered("each says what it means and what applies", "json.items.length > 20 && json.items.every((it) => it.meaningSv && it.inForce.appliesToday)"),
    }),
    step("A case can be opened again for two weeks, from a day to come", "POST /regions/{regionCode}/policies", {
      as: "tomas", path: region, status: 201, once: true,
      before: [`pm.variables.set("comingDay", new Date(Date.now() + (2 + Math.floor(Math.random() * 1500)) * 864e5).toISOString().slice(0, 10));`],
      body: { name: "case.reopen-days", value: { number: 14 }, validFrom: "{{comingDay}}", decision: "RV 2026-1177" },
      check: answered("it does not apply yet", "json.appliesToday === false && json.value.number === 14"),
    }),
    step("How old a child is when agency ends is the nation's", "POST /regions/{regionCode}/policies", {
      as: "tomas", path: region, status: 422, once: true,
      body: { name: "agency.ends-at-age", value: { number: 15 }, validFrom: "2027-06-01", decision: "RV 2026-1177" },
    }),
  ]),

  flow("Numbers", "What came in and how it was answered.", [
    signIn("lena"),
    step("Lena reads the unit's month", "GET /units/{unitId}/statistics", { as: "lena", path: unitId, query: { month: "2026-01" } }),
    step("As lines for a spreadsheet", "GET /units/{unitId}/statistics-table", { as: "lena", path: unitId, query: { month: "2026-01" } }),
    signIn("tomas"),
    step("Tomas reads the region's", "GET /regions/{regionCode}/statistics", { as: "tomas", path: region, query: { month: "2026-01" } }),
    step("As lines", "GET /regions/{regionCode}/statistics-table", { as: "tomas", path: region, query: { month: "2026-01" } }),
  ]),

  flow("A unit's life", "From the directory, into use, kept up to date, and closing; and whom to write to about it.", [
    signIn("tomas"),
    step("Tomas takes Skultuna in from the directory", "POST /units", {
      as: "tomas", status: 201, once: true, body: { hsaId: "SE2321000172-DV40", regionCode: "19" }, save: { newUnitId: "json.unitId" },
      check: answered("it is not in use", `json.status === "inactive"`),
    }),
    step("It is among the region's units", "GET /regions/{regionCode}/units", {
      as: "tomas", path: region, query: { status: "inactive", limit: 100 },
      check: answered("without anybody to run it", `json.items.some((it) => it.hsaId === "SE2321000172-DV40" && it.warnings.includes("no-local-administrator"))`),
    }),
    step("He takes it into use, with Lena to run it", "POST /units/{unitId}/activations", {
      as: "tomas", path: { unitId: "{{newUnitId}}" }, status: 201, once: true, body: { localAdministratorHsaId: "SE2321000172-DP05" },
      check: answered("it is active", `json.status === "active"`),
    }),
    signIn("lena"),
    step("Lena asks the directory anew", "POST /units/{unitId}/directory-refreshes", {
      as: "lena", path: { unitId: "{{newUnitId}}" }, check: answered("it has answered", `typeof json.directoryFetchedAt === "string"`),
    }),
    step("Whom Tomas writes to", "GET /regions/{regionCode}/contacts", {
      as: "tomas", path: region, check: answered("somebody", "json.items.length > 0"),
    }),
    step("The same as a file", "GET /regions/{regionCode}/contact-file", {
      as: "tomas", path: region, headers: { Accept: "text/csv" },
      check: test("it is CSV", `pm.expect(pm.response.headers.get("content-type")).to.include("text/csv");`),
    }),
    step("No unit closes at short notice", "POST /units/{unitId}/closures", {
      as: "tomas", path: { unitId: "{{newUnitId}}" }, status: 422, once: true, body: { closesOn: "2026-01-01" }, check: problem("invalid-fields"),
    }),
    step("Skultuna closes one day", "POST /units/{unitId}/closures", {
      as: "tomas", path: { unitId: "{{newUnitId}}" }, status: 201, once: true, body: { closesOn: "2099-12-31" },
      check: answered("it takes nothing new", `json.status === "closing"`),
    }),
  ]),

  flow("A contact card", "What the editor writes, whose e-services are shown, the basic range, and complaints.", [
    findUnit,
    signIn("lena"),
    signIn("tomas"),
    step("Lena reads what is set", "GET /units/{unitId}/card-content", { as: "lena", path: unitId, save: { unitTag: "header.etag" } }),
    step("She fetches an e-service, and adds a link", "PUT /units/{unitId}/card-content", {
      as: "lena", path: unitId, headers: { "If-Match": "{{unitTag}}" },
      body: {
        shown: true, news: "Ny ingång från gården.",
        services: [
          { kind: "own-link", name: "Hitta till oss", url: "https://example.se/hitta-hit" },
          { kind: "case-type", caseTypeId: "{{caseTypeId}}" },
        ],
      },
      check: answered("there are two", "json.services.length === 2"),
    }),
    readCard,
    step("What the unit lacks", "GET /units/{unitId}/basic-range", {
      as: "lena", path: unitId, check: answered("one can get in touch", "json.canBeContacted === true"),
    }),
    step("Tomas says what renews prescriptions", "PUT /regions/{regionCode}/basic-range", {
      as: "tomas", path: region, body: { items: [{ service: "renew-prescription", caseTypeIds: ["{{caseTypeId}}"] }] },
    }),
    step("Bäckby takes complaints", "PUT /units/{unitId}/complaints-handling", {
      as: "tomas", path: unitId, check: answered("and there is a patient board", "json.open === true"),
    }),
    step("Lena sees that", "GET /units/{unitId}/complaints-handling", { as: "lena", path: unitId }),
    step("Another time it does not", "DELETE /units/{unitId}/complaints-handling", { as: "tomas", path: unitId, status: 204 }),
    step("And now it does again", "PUT /units/{unitId}/complaints-handling", { as: "tomas", path: unitId }),
  ]),

  flow("Reading across providers", "Relation, consent, blocks and an emergency: what lets staff read, and what the patient sees of it.", [
    findUnit,
    step("And the pain clinic", "GET /units", { query: { hsaId: "SE2321000172-DV16" }, save: { clinicId: "json.items[0].id" } }),
    signIn("anna"),
    signIn("mikael"),
    signIn("sofia"),
    step("Mikael may not read yet", "GET /patients/{residentId}/overview", {
      as: "mikael", path: annas, query: unitId, status: 403, check: problem("no-patient-relation"),
    }),
    step("Anna is in his unit's care", "POST /patients/{residentId}/care-relations", {
      as: "mikael", path: annas, status: 201, once: true, before: DAYS,
      body: { ...unitId, validFrom: "{{today}}", validThrough: "{{nextWeek}}" }, save: { relationId: "json.id" },
    }),
    step("She consents", "POST /patients/{residentId}/consents", {
      as: "mikael", path: annas, status: 201, once: true, before: DAYS,
      body: { ...unitId, kind: "coherent-documentation", manner: "in-person", validFrom: "{{today}}", validThrough: "{{nextWeek}}" },
      save: { consentId: "json.id" },
    }),
    step("He reads", "GET /patients/{residentId}/overview", {
      as: "mikael", path: annas, query: { ...unitId, limit: 5 }, check: answered("each item says why it is shown", "json.items.every((it) => it.reason.startsWith('ok'))"),
    }),
    step("The relations there are", "GET /patients/{residentId}/care-relations", { as: "mikael", path: annas, query: unitId }),
    step("The consents there are", "GET /patients/{residentId}/consents", { as: "mikael", path: annas, query: unitId }),
    step("Anna has the pain clinic close its part", "POST /patients/{residentId}/blocks", {
      as: "sofia", path: annas, status: 201, once: true,
      body: { unitId: "{{clinicId}}", kind: "inner", requestedBy: "patient" }, save: { patientBlockId: "json.id" },
    }),
    step("Mikael sees that there is a block", "GET /patients/{residentId}/blocks", {
      as: "mikael", path: annas, query: unitId, check: answered("and not whose", "json.items[0].unitHsaId === undefined"),
    }),
    step("He sees past it for a while", "POST /patients/{residentId}/blocks/{patientBlockId}/temporary-lifts", {
      as: "mikael", path: aBlock, status: 201, once: true, before: DAYS,
      body: { ...unitId, ground: "consent", reason: "Inför operation.", validThrough: "{{today}}" },
    }),
    step("Anna sees her blocks", "GET /residents/{residentId}/patient-blocks", { as: "anna", path: annas }),
    step("It is lifted for good", "POST /patients/{residentId}/blocks/{patientBlockId}/liftings", {
      as: "sofia", path: aBlock, status: 201, once: true, body: { unitId: "{{clinicId}}" },
    }),
    step("Anna sees to whom she has consented", "GET /residents/{residentId}/consents", { as: "anna", path: annas }),
    step("She takes it back", "POST /residents/{residentId}/consents/{patientConsentId}/endings", {
      as: "anna", path: { ...annas, patientConsentId: "{{consentId}}" }, status: 201, once: true, body: {},
    }),
    step("It has been ended", "POST /patients/{residentId}/consents/{patientConsentId}/endings", {
      as: "mikael", path: { ...annas, patientConsentId: "{{consentId}}" }, status: 409, once: true, body: unitId, check: problem("consent-already-ended"),
    }),
    step("In danger to life", "POST /patients/{residentId}/emergency-openings", {
      as: "mikael", path: annas, status: 201, once: true, body: { ...unitId, reason: "Medvetslös vid ankomst." },
    }),
    step("Anna sees that", "GET /residents/{residentId}/emergency-openings", { as: "anna", path: annas }),
    step("She leaves the unit", "POST /patients/{residentId}/care-relations/{careRelationId}/endings", {
      as: "mikael", path: { ...annas, careRelationId: "{{relationId}}" }, status: 201, once: true, body: unitId,
    }),
  ]),

  flow("A copy of the record", "Asked for, weighed, handed over; in part, and refused with a way to appeal.", [
    findUnit,
    signIn("anna"),
    signIn("mikael"),
    ...asked("first"),
    step("The unit's requests", "GET /units/{unitId}/record-copy-requests", { as: "mikael", path: unitId, query: { stage: "assessing" } }),
    weighed,
    step("All is handed over", "POST /units/{unitId}/record-copy-requests/{recordCopyRequestId}/releases", {
      as: "mikael", path: aCopy, status: 201, once: true, headers: { "If-Match": "{{copyTag}}" }, body: { assessedDigest: "{{copyDigest}}" },
      save: { copyTag: "header.etag" },
    }),
    step("The copy", "GET /units/{unitId}/record-copy-requests/{recordCopyRequestId}/copy", { as: "mikael", path: aCopy }),
    step("The copy on paper", "GET /units/{unitId}/record-copy-requests/{recordCopyRequestId}/print", { as: "mikael", path: aCopy }),
    step("Assessed anew", "POST /units/{unitId}/record-copy-requests/{recordCopyRequestId}/reassessments", {
      as: "mikael", path: aCopy, status: 201, once: true, headers: { "If-Match": "{{copyTag}}" }, body: {}, save: { copyTag: "header.etag" },
    }),
    weighed,
    step("A part is withheld", "POST /units/{unitId}/record-copy-requests/{recordCopyRequestId}/partial-releases", {
      as: "mikael", path: aCopy, status: 201, once: true, headers: { "If-Match": "{{copyTag}}" },
      body: { assessedDigest: "{{copyDigest}}", reasons: "Uppgifter om en annan person.", withheld: [{ itemId: "{{copyItem}}", ground: "third-person" }] },
      check: answered("it can be appealed", `json.decision.appealTo === "administrative-court-of-appeal"`),
    }),
    ...asked("second"),
    step("Nothing is handed over", "POST /units/{unitId}/record-copy-requests/{recordCopyRequestId}/refusals", {
      as: "mikael", path: aCopy, status: 201, once: true, headers: { "If-Match": "{{copyTag}}" },
      body: { ground: "harm-to-treatment", reasons: "Med hänsyn till vården." },
    }),
    step("Anna's requests", "GET /residents/{residentId}/journal/record-copy-requests", { as: "anna", path: annas }),
    step("She reads the decision", "GET /residents/{residentId}/journal/record-copy-requests/{recordCopyRequestId}", {
      as: "anna", path: { ...annas, recordCopyRequestId: "{{copyId}}" }, check: answered("with where to turn", "json.decision.appealInstructions.length > 0"),
    }),
  ]),

  flow("The time book", "What can be booked at a unit, times made one by one and by the week, and found by anyone.", [
    findUnit,
    signIn("lena"),
    signIn("eva"),
    step("Lena offers a time type", "POST /units/{unitId}/time-types", {
      as: "lena", path: unitId, status: 201, once: true, before: [...DAYS, ...FREE_DAY],
      body: { code: "{{timeCode}}", settings: TIME_TYPE }, save: { timeTypeId: "json.id", timeTypeTag: "header.etag" },
    }),
    step("The code is taken", "POST /units/{unitId}/time-types", {
      as: "lena", path: unitId, status: 409, once: true, body: { code: "{{timeCode}}", settings: TIME_TYPE }, check: problem("time-type-exists"),
    }),
    step("What anyone can book", "GET /units/{unitId}/time-types", { path: unitId, check: answered("it is there", `json.items.some((it) => it.id === pm.collectionVariables.get("timeTypeId"))`) }),
    step("All that the unit offers", "GET /units/{unitId}/time-type-settings", { as: "eva", path: unitId }),
    step("The time type", "GET /units/{unitId}/time-types/{timeTypeId}", { as: "eva", path: aTimeType }),
    step("With another name", "PUT /units/{unitId}/time-types/{timeTypeId}", {
      as: "lena", path: aTimeType, headers: { "If-Match": "{{timeTypeTag}}" }, body: { ...TIME_TYPE, name: "Återbesök" },
    }),
    step("A time is made", "POST /units/{unitId}/slots", {
      as: "lena", path: unitId, status: 201, once: true,
      body: { timeType: "{{timeCode}}", start: "{{freeDay}}T08:00:00+01:00", minutes: 30 }, save: { slotId: "json.id", slotTag: "header.etag" },
    }),
    step("Another in its way", "POST /units/{unitId}/slots", {
      as: "lena", path: unitId, status: 409, once: true,
      body: { timeType: "{{timeCode}}", start: "{{freeDay}}T08:15:00+01:00", minutes: 30 }, check: problem("slots-overlap"),
    }),
    step("Two more in a file", "POST /units/{unitId}/slot-imports", {
      as: "lena", path: unitId, once: true, type: "application/x-ndjson",
      body: ["09:00", "09:30"].map((time) => JSON.stringify({ timeType: "{{timeCode}}", start: `{{freeDay}}T${time}:00+01:00`, minutes: 30 })).join("\n"),
      check: answered("both are made", "json.created === 2"),
    }),
    step("Free times at the unit", "GET /units/{unitId}/slots", {
      path: unitId, query: { timeType: "{{timeCode}}" }, check: answered("by UTC and by the Swedish clock", "json.items.length === 3 && json.items[0].localStart.length === 25"),
    }),
    step("On which days", "GET /units/{unitId}/slot-days", {
      path: unitId, query: { timeType: "{{timeCode}}", from: "{{freeDay}}" }, check: answered("on one", "json.items.length === 1"),
    }),
    step("Free times anywhere", "GET /slots", { query: { timeType: "{{timeCode}}" } }),
    step("By time type or care service", "GET /slots", { query: { timeType: "{{timeCode}}", careService: "308335008" }, status: 422, check: problem("invalid-fields") }),
    step("A unit that nobody knows is not followed", "GET /units/{unitId}/slots/stream", {
      path: { unitId: "01a0b0f0-7a4e-7c5c-9d6f-3f1e5e8a1bff" }, status: 404, headers: { Accept: "text/event-stream, application/problem+json" },
    }),
    step("The unit's time book that day", "GET /units/{unitId}/time-book", { as: "eva", path: unitId, query: { from: "{{freeDay}}" } }),
    step("Eva looks at the time", "GET /slots/{slotId}", { as: "eva", path: aSlot }),
    step("She blocks it", "PUT /slots/{slotId}/status", {
      as: "eva", path: aSlot, headers: { "If-Match": "{{slotTag}}" }, body: { status: "blocked" }, check: answered("it is blocked", `json.state === "blocked"`),
    }),
    step("Lena plans a week", "POST /units/{unitId}/slot-templates", {
      as: "lena", path: unitId, status: 201, once: true, body: { ...WEEK, name: "{{timeCode}}" }, save: { weekId: "json.id", weekTag: "header.etag" },
    }),
    step("The unit's planned weeks", "GET /units/{unitId}/slot-templates", { as: "eva", path: unitId }),
    step("The planned week", "GET /units/{unitId}/slot-templates/{slotTemplateId}", { as: "eva", path: aWeek }),
    step("It is changed", "PUT /units/{unitId}/slot-templates/{slotTemplateId}", {
      as: "lena", path: aWeek, headers: { "If-Match": "{{weekTag}}" }, body: { ...WEEK, name: "{{timeCode}} ny" },
    }),
    step("It is applied", "POST /units/{unitId}/slot-templates/{slotTemplateId}/applications", {
      as: "lena", path: aWeek, once: true, body: { from: "{{weekFrom}}", through: "{{weekThrough}}", publish: true },
      check: answered("a time on each Tuesday", "json.created === 2"),
    }),
    step("And removed", "DELETE /units/{unitId}/slot-templates/{slotTemplateId}", { as: "lena", path: aWeek, status: 204 }),
    step("The time type is taken out of use", "DELETE /units/{unitId}/time-types/{timeTypeId}", { as: "lena", path: aTimeType, status: 204 }),
  ]),

  flow("In line for a freed time", "Anna waits for a time of a type, sees her place, and leaves the line.", [
    findUnit,
    signIn("anna"),
    signIn("lena"),
    step("A time type", "POST /units/{unitId}/time-types", {
      as: "lena", path: unitId, status: 201, once: true, before: [...DAYS, ...FREE_DAY],
      body: { code: "{{timeCode}}", settings: TIME_TYPE }, save: { timeTypeId: "json.id" },
    }),
    step("Anna stands in line", "POST /residents/{residentId}/waiting-list-entries", {
      as: "anna", path: annas, status: 201, once: true,
      body: { timeTypeId: "{{timeTypeId}}", from: "{{today}}", through: "{{nextWeek}}", earliest: "08:00" }, save: { entryId: "json.id" },
      check: answered("she is first", "json.placeInLine === 1"),
    }),
    step("Not twice", "POST /residents/{residentId}/waiting-list-entries", {
      as: "anna", path: annas, status: 409, once: true, check: problem("already-waiting"),
      body: { timeTypeId: "{{timeTypeId}}", from: "{{today}}", through: "{{nextWeek}}" },
    }),
    step("The lines she waits in", "GET /residents/{residentId}/waiting-list-entries", { as: "anna", path: annas }),
    step("She leaves", "DELETE /residents/{residentId}/waiting-list-entries/{waitingListEntryId}", {
      as: "anna", path: { ...annas, waitingListEntryId: "{{entryId}}" }, status: 204,
    }),
    step("The time type is taken out of use", "DELETE /units/{unitId}/time-types/{timeTypeId}", { as: "lena", path: aTimeType, status: 204 }),
  ]),

  flow("Summoned to a screening", "What a programme says, who is due, one summoned and all of them, in the inbox and on paper.", [
    findUnit,
    signIn("tomas"),
    signIn("eva"),
    signIn("anna"),
    step("What the programmes say", "GET /regions/{regionCode}/programmes", {
      as: "tomas", path: region, check: answered("cervical screening has a rule", `json.items.some((it) => it.programme === "cervical" && it.appliesToday)`),
    }),
    step("A rule from a day to come", "POST /regions/{regionCode}/programmes", {
      as: "tomas", path: region, status: 201, once: true, before: LATER,
      body: {
        programme: "other", validFrom: "{{laterDay}}", timeTypeCode: "halsosamtal", summonsDays: 90, againAfterMonths: 12,
        bands: [{ fromAge: 50, throughAge: 50, intervalMonths: 12 }], source: "RV 2026-1177",
      },
    }),
    step("A unit that is to group others", "GET /units", { query: { name: "Herrg" }, save: { groupUnitId: "json.items[0].id" } }),
    step("And one to be grouped", "GET /units", { query: { name: "Hemdal" }, save: { memberUnitId: "json.items[0].id" } }),
    step("It is grouped", "POST /units/{unitId}/member-units", {
      as: "tomas", path: aGroup, status: 201, once: true, body: { unitId: "{{memberUnitId}}" },
    }),
    step("Which units it groups", "GET /units/{unitId}/member-units", { as: "tomas", path: aGroup, check: answered("one", "json.items.length === 1") }),
    step("None any more", "DELETE /units/{unitId}/member-units/{memberUnitId}", {
      as: "tomas", path: { ...aGroup, memberUnitId: "{{memberUnitId}}" }, status: 204,
    }),
    step("Who is due", "GET /units/{unitId}/programme-due", {
      as: "eva", path: unitId, query: { programme: "cervical" }, check: answered("each since a day", "json.items.every((it) => it.dueOn)"),
    }),
    step("Eva summons Anna", "POST /units/{unitId}/summonses", {
      as: "eva", path: unitId, status: 201, once: true,
      body: { personalNumber: PEOPLE.anna, timeTypeCode: "provtagning", validThrough: "{{nextWeek}}", information: "Välkommen." }, before: DAYS,
      save: { summonsId: "json.id" },
    }),
    step("What Anna is summoned to", "GET /residents/{residentId}/summonses", { as: "anna", path: annas }),
    step("What the unit has sent", "GET /units/{unitId}/summonses", { as: "eva", path: unitId, query: { status: "delivered" } }),
    step("Anna reads hers", "GET /summonses/{summonsId}", { as: "anna", path: aSummons, check: answered("it says what can be done", "!!json._links.book && !!json._links.decline") }),
    step("Which times there are", "GET /summonses/{summonsId}/slots", { as: "anna", path: aSummons }),
    step("She has seen it", "POST /summonses/{summonsId}/openings", {
      as: "anna", path: aSummons, status: 201, once: true, body: {}, save: { summonsTag: "header.etag" },
    }),
    step("She will not come", "POST /summonses/{summonsId}/declines", {
      as: "anna", path: aSummons, status: 201, once: true, headers: { "If-Match": "{{summonsTag}}" }, body: {},
    }),
    step("Eva summons a child, on paper too", "POST /units/{unitId}/summonses", {
      as: "eva", path: unitId, status: 201, once: true,
      body: { personalNumber: "201809152380", timeTypeCode: "provtagning", validThrough: "{{nextWeek}}" },
      save: { summonsId: "json.id", summonsTag: "header.etag" }, check: answered("on paper", "json.paperCopy === true"),
    }),
    step("What the mail-out takes now", "GET /units/{unitId}/summons-letters", { as: "eva", path: unitId }),
    step("The letter", "GET /units/{unitId}/summons-letters/{summonsId}/print", { as: "eva", path: aLetter }),
    step("It is in the post", "POST /units/{unitId}/summons-letters/{summonsId}/postings", { as: "eva", path: aLetter, status: 201, once: true, body: {} }),
    step("The summons is taken back", "POST /summonses/{summonsId}/withdrawals", {
      as: "eva", path: aSummons, status: 201, once: true, headers: { "If-Match": "{{summonsTag}}" }, body: {},
    }),
    step("Everybody who is due, as a dry run", "POST /units/{unitId}/summons-runs", {
      as: "eva", path: unitId, status: 201, once: true, body: { programme: "cervical", information: "Välkommen på cellprov." },
      save: { runId: "json.id", runTag: "header.etag" },
    }),
    step("The unit's runs", "GET /units/{unitId}/summons-runs", { as: "eva", path: unitId }),
    step("How far it has come", "GET /units/{unitId}/summons-runs/{summonsRunId}", { as: "eva", path: aRun }),
    step("Not yet", "POST /units/{unitId}/summons-runs/{summonsRunId}/cancellations", {
      as: "eva", path: aRun, status: 201, once: true, headers: { "If-Match": "{{runTag}}" }, body: {}, save: { runTag: "header.etag" },
    }),
    step("What is cancelled is not ordered", "POST /units/{unitId}/summons-runs/{summonsRunId}/orders", {
      as: "eva", path: aRun, status: 409, once: true, headers: { "If-Match": "{{runTag}}" }, body: {}, check: problem("summons-run-wrong-stage"),
    }),
  ]),

  flow("A time to come", "Offered, held, booked, moved, taken along in a calendar and cancelled; proposed, confirmed and kept account of.", [
    findUnit,
    signIn("lena"),
    signIn("eva"),
    signIn("anna"),
    step("Lena offers a kind of time", "POST /units/{unitId}/time-types", {
      as: "lena", path: unitId, status: 201, once: true,
      before: [
        `pm.collectionVariables.set("timeTypeCode", "P" + Date.now());`,
        `pm.collectionVariables.set("slotDay", new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10));`,
      ],
      body: { code: "{{timeTypeCode}}", settings: { ...TIME_TYPE, name: "Läkarbesök", cutOffMinutes: { book: 60, cancel: 60, rebook: 60 } } },
    }),
    ...["08:00", "09:00", "10:00"].map((at, place) =>
      step(`A time at ${at}`, "POST /units/{unitId}/slots", {
        as: "lena", path: unitId, status: 201, once: true,
        body: { timeType: "{{timeTypeCode}}", start: `{{slotDay}}T${at}:00Z`, minutes: 30, resource: "Rum {{timeTypeCode}}" },
        save: { [`slot${place + 1}`]: "json.id" },
      })),
    step("Anna holds a time", "POST /residents/{residentId}/slot-holds", {
      as: "anna", path: annas, status: 201, body: { slotId: "{{slot1}}" }, save: { holdToken: "json.token" },
    }),
    step("She thinks better of it", "DELETE /residents/{residentId}/slot-holds/{slotId}", {
      as: "anna", path: { ...annas, slotId: "{{slot1}}" }, status: 204,
    }),
    step("She books", "POST /residents/{residentId}/bookings", {
      as: "anna", path: annas, status: 201, once: true, body: { slotId: "{{slot1}}" },
      save: { bookingId: "json.booking.id", bookingTag: "header.etag" }, check: answered("it is hers", `json.booking.status === "confirmed"`),
    }),
    step("The time is taken", "POST /residents/{residentId}/bookings", {
      as: "anna", path: annas, status: 409, once: true, body: { slotId: "{{slot1}}" }, check: problem("requested-time-is-already-reserved"),
    }),
    step("Her bookings", "GET /residents/{residentId}/bookings", { as: "anna", path: annas, query: { when: "coming" } }),
    step("The booking", "GET /bookings/{bookingId}", { as: "anna", path: aBooking, check: answered("it can be moved", "!!json._links.rebook") }),
    step("In her calendar", "GET /bookings/{bookingId}/calendar", {
      as: "anna", path: aBooking, headers: { Accept: "text/calendar, application/problem+json" },
      check: test("an event", `pm.expect(pm.response.text()).to.include("BEGIN:VEVENT");`),
    }),
    step("She moves it", "POST /bookings/{bookingId}/rebookings", {
      as: "anna", path: aBooking, status: 201, once: true, headers: { "If-Match": "{{bookingTag}}" }, body: { slotId: "{{slot2}}" },
      save: { bookingId: "json.booking.id", bookingTag: "header.etag" },
    }),
    step("She cancels it", "POST /bookings/{bookingId}/cancellations", {
      as: "anna", path: aBooking, status: 201, once: true, headers: { "If-Match": "{{bookingTag}}" }, body: { reasonText: "Jag är frisk igen." },
    }),
    step("Eva proposes a time", "POST /units/{unitId}/bookings", {
      as: "eva", path: unitId, status: 201, once: true, body: { residentId: "{{annaId}}", slotId: "{{slot3}}", proposal: true },
      save: { bookingId: "json.booking.id", bookingTag: "header.etag" },
    }),
    step("Anna confirms it", "POST /bookings/{bookingId}/confirmations", {
      as: "anna", path: aBooking, status: 201, once: true, headers: { "If-Match": "{{bookingTag}}" }, body: {}, save: { bookingTag: "header.etag" },
    }),
    step("The unit's day", "GET /units/{unitId}/bookings", {
      as: "eva", path: unitId, query: { day: "{{slotDay}}" }, check: answered("Anna comes", "json.items.length > 0"),
    }),
    ...["arrivals", "fulfilments", "no-shows"].map((noun) =>
      step(`Too early for ${noun}`, `POST /bookings/{bookingId}/${noun}`, {
        as: "eva", path: aBooking, status: 409, once: true, headers: { "If-Match": "{{bookingTag}}" }, body: {},
        check: problem("appointment-step-is-not-possible"),
      })),
    step("The unit cancels it", "POST /bookings/{bookingId}/cancellations", {
      as: "eva", path: aBooking, status: 201, once: true, headers: { "If-Match": "{{bookingTag}}" }, body: {},
    }),
  ]),

  flow("A record system keeps the time book", "Gives a time by personal number, moves it, takes it back, and blocks a time. After the flow before.", [
    step("The record system signs in", "POST /system-sessions", {
      status: 201, body: { clientId: "demo-time-book", clientSecret: "demo-time-book-secret" }, save: { recordToken: "json.token" },
    }),
    step("It gives Anna a time", "POST /units/{unitId}/bookings", {
      as: "record", path: unitId, status: 201, once: true, body: { personalNumber: PEOPLE.anna, slotId: "{{slot1}}" },
      save: { bookingId: "json.booking.id", bookingTag: "header.etag" },
    }),
    step("Neither number nor id", "POST /units/{unitId}/bookings", {
      as: "record", path: unitId, status: 422, once: true, body: { slotId: "{{slot2}}" }, check: problem("invalid-fields"),
    }),
    step("It moves it", "POST /bookings/{bookingId}/rebookings", {
      as: "record", path: aBooking, status: 201, once: true, headers: { "If-Match": "{{bookingTag}}" }, body: { slotId: "{{slot2}}" },
      save: { bookingId: "json.booking.id", bookingTag: "header.etag" },
    }),
    step("It answers no proposal for her", "POST /bookings/{bookingId}/confirmations", {
      as: "record", path: aBooking, status: 403, once: true, headers: { "If-Match": "{{bookingTag}}" }, body: {},
    }),
    step("It takes it back", "POST /bookings/{bookingId}/cancellations", {
      as: "record", path: aBooking, status: 201, once: true, headers: { "If-Match": "{{bookingTag}}" }, body: {},
    }),
    step("A time of its own", "GET /slots/{slotId}", { as: "record", path: { slotId: "{{slot1}}" }, save: { slotTag: "header.etag" } }),
    step("It blocks it", "PUT /slots/{slotId}/status", {
      as: "record", path: { slotId: "{{slot1}}" }, headers: { "If-Match": "{{slotTag}}" }, body: { status: "blocked" }, save: { slotTag: "header.etag" },
    }),
    step("And publishes it again", "PUT /slots/{slotId}/status", {
      as: "record", path: { slotId: "{{slot1}}" }, headers: { "If-Match": "{{slotTag}}" }, body: { status: "published" },
    }),
  ]),

  flow("A partner reads FHIR", "The unit's time book and bookings as FHIR R4: Schedule, Slot, Appointment. After the flow before.", [
    step("What the FHIR server can do", "GET /fhir/R4/metadata", { check: answered("it is R4", `json.fhirVersion === "4.0.1"`) }),
    step("The partner signs in", "POST /system-sessions", {
      status: 201, body: { clientId: "demo-partner", clientSecret: "demo-partner-secret" }, save: { partnerToken: "json.token" },
    }),
    step("What can be booked at the unit", "GET /fhir/R4/Schedule", {
      as: "partner", query: { "actor:identifier": `urn:oid:1.2.752.129.2.1.4.1|${BACKBY}` },
      save: { scheduleId: `json.entry.find((it) => it.resource.identifier[0].value === pm.collectionVariables.get("timeTypeCode")).resource.id` },
    }),
    step("One of it", "GET /fhir/R4/Schedule/{timeTypeId}", {
      as: "partner", path: { timeTypeId: "{{scheduleId}}" }, check: answered("it is a Schedule", `json.resourceType === "Schedule" && json.active`),
    }),
    step("Its free times", "GET /fhir/R4/Slot", {
      as: "partner", query: { schedule: "Schedule/{{scheduleId}}", status: "free", start: "ge{{slotDay}}" },
      check: answered("all three are free again", "json.entry.length === 3"),
    }),
    step("A time", "GET /fhir/R4/Slot/{slotId}", {
      as: "partner", path: { slotId: "{{slot3}}" }, check: answered("it is free", `json.status === "free"`),
    }),
    step("Who was to come that day", "GET /fhir/R4/Appointment", {
      as: "partner", query: { "actor:identifier": BACKBY, date: "{{slotDay}}" },
      check: answered("by number alone", `json.entry.every((it) => it.resource.participant[0].actor.identifier && !it.resource.participant[0].actor.display)`),
    }),
    step("What became of one", "GET /fhir/R4/Appointment/{bookingId}", {
      as: "partner", path: aBooking, check: answered("it is cancelled", `json.status === "cancelled"`),
    }),
    step("A search without a unit", "GET /fhir/R4/Appointment", { as: "partner", status: 400 }),
  ]),

  flow("Systems and the service itself", "Client credentials, and what the API says of itself.", [
    step("The API's own facts", "GET /api-info", { check: answered("it is named", `typeof json.apiName === "string"`) }),
    step("The register signs in", "POST /system-sessions", {
      status: 201, body: { clientId: "demo-register", clientSecret: "demo-register-secret" },
      save: { registerToken: "json.token" },
    }),
    step("A wrong secret is refused", "POST /system-sessions", {
      status: 403, body: { clientId: "demo-register", clientSecret: "demo-register-secret-not" },
    }),
    step("It sends a line", "POST /register-imports", {
      as: "register", type: "application/x-ndjson",
      body: JSON.stringify({ personalNumber: PEOPLE.maria, givenName: "Maria", familyName: "Holm", sex: "female", regionCode: "19", municipalityCode: "1980" }),
      check: answered("one line, nothing new", `json.lines.length === 1 && json.unchanged === 1`),
    }),
    step("A system reads no cases", "GET /units/{unitId}/cases", { as: "register", path: unitId, status: 404 }),
  ]),
];

const description = "Every operation of the E-tjänster API, as flows. Run it from the top; people sign in by themselves.";
const variables = { baseUrl: "http://127.0.0.1:8080/etjanster/v1" };
console.log(JSON.stringify(collection("E-tjänster", description, variables, flows), null, 2));
