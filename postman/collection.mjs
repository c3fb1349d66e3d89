// Turns flows, as flows.mjs tells them, into a Postman collection (v2.1).

/** One request: what happens, which operation, and what it should lead to. */
export function step(name, operation, options = {}) {
  const [method, template] = operation.split(" ");
  return { name, method, template, status: 200, path: {}, query: {}, headers: {}, check: [], save: {}, ...options };
}

export function flow(name, story, steps) {
  return { name, description: story, item: steps.map(item) };
}

export function collection(name, description, variables, flows) {
  return {
    info: { name, description, schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
    variable: Object.entries(variables).map(([key, value]) => ({ key, value })),
    item: flows,
  };
}

const named = (map) => Object.entries(map).map(([key, value]) => ({ key, value: String(value) }));

function item(step) {
  const segments = step.template.slice(1).split("/").map((part) => part.replace(/^\{(.+)\}$/, ":$1"));
  const query = Object.keys(step.query).length ? named(step.query) : undefined;
  const accept = isFhir(step) ? "application/fhir+json" : "application/json, application/problem+json";
  const headers = { Accept: accept, ...step.headers };
  if (step.body !== undefined) headers["Content-Type"] = step.type ?? "application/json";
  if (step.once) headers["Idempotency-Key"] = "{{$guid}}";
  const text = typeof step.body === "string" ? step.body : JSON.stringify(step.body, null, 2);
  return {
    name: step.name,
    event: [
      ...(step.before ? [script("prerequest", step.before)] : []),
      script("test", [...expectations(step), ...step.check, ...savings(step)]),
    ],
    request: {
      method: step.method,
      ...(step.as
        ? { auth: { type: "bearer", bearer: [{ key: "token", value: `{{${step.as}Token}}`, type: "string" }] } }
        : { auth: { type: "noauth" } }),
      header: named(headers),
      url: {
        raw: `{{baseUrl}}/${segments.join("/")}${query ? `?${query.map((q) => `${q.key}=${q.value}`).join("&")}` : ""}`,
        host: ["{{baseUrl}}"],
        path: segments,
        ...(query && { query }),
        ...(Object.keys(step.path).length && { variable: named(step.path) }),
      },
      ...(text !== undefined && { body: { mode: "raw", raw: text, options: { raw: { language: "json" } } } }),
    },
  };
}

const isFhir = ({ template }) => template.startsWith("/fhir/");

const script = (listen, exec) => ({ listen, script: { type: "text/javascript", exec } });

/** What holds for every answer, whatever was asked. */
function expectations(step) {
  const { name, status } = step;
  const lines = [
    `pm.test(${JSON.stringify(`${name}: ${status}`)}, () => pm.response.to.have.status(${status}));`,
    `pm.test("the answer can be traced", () => pm.expect(pm.response.headers.get("traceparent")).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/));`,
  ];
  if (status >= 400 && isFhir(step)) {
    lines.push(`pm.test("it says what is wrong", () => pm.expect(pm.response.json().resourceType).to.eql("OperationOutcome"));`);
  } else if (status >= 400) {
    lines.push(
      `pm.test("it says what is wrong", () => {`,
      `  pm.expect(pm.response.headers.get("content-type")).to.include("application/problem+json");`,
      `  pm.expect(pm.response.json()).to.include.keys("type", "title", "status", "instance", "traceId");`,
      `});`,
    );
  }
  if (status === 201 || status === 202) {
    lines.push(`pm.test("Location says where", () => pm.expect(pm.response.headers.get("location")).to.be.ok);`);
  }
  return lines;
}

/** Keeps values for later steps: `save: { caseId: "json.id", caseTag: "header.etag" }`. */
function savings({ save }) {
  if (!Object.keys(save).length) return [];
  const lines = Object.entries(save).map(([name, from]) =>
    from.startsWith("header.")
      ? `pm.collectionVariables.set("${name}", pm.response.headers.get("${from.slice(7)}"));`
      : `pm.collectionVariables.set("${name}", ${from});`,
  );
  return [...(lines.some((line) => line.includes("json")) ? ["const json = pm.response.json();"] : []), ...lines];
}
