#!/usr/bin/env node
// Holds resources to FHIR R4's own profiles, required value sets included: `fhir_profiles.mjs FILE`, a list that
// fhir_resources.py has written. Spoilt ones must be refused, or the check would prove nothing.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [file, tools] = process.argv.slice(2);
const { Fhir } = createRequire(join(tools, "package.json"))("fhir");
const fhir = new Fhir();
// Care services are SNOMED CT, and the value set that it misses them in is an example (binding strength `example`); media
// types are a set that nobody can list.
const beyond = [["warning", /not found in value set/], ["info", /ValueSet\/mimetypes" could not be found/]];

function faults(resource) {
  const { messages } = fhir.validate(resource);
  return messages.filter((it) => !beyond.some(([severity, text]) => it.severity === severity && text.test(it.message)));
}

const resources = JSON.parse(readFileSync(file));
const wrong = resources.flatMap((resource) => faults(resource).map((it) => `${resource.resourceType}/${resource.id}: ${it.location} ${it.message}`));
const appointment = resources.find((it) => it.resourceType === "Appointment");
const slot = resources.find((it) => it.resourceType === "Slot");
const spoilt = [
  { ...appointment, status: "bokad" },
  { ...appointment, participant: undefined },
  { ...appointment, slot: {} },
  { ...slot, status: "ledig" },
  { ...slot, nonsense: 1 },
];
const taken = spoilt.filter((it) => !faults(JSON.parse(JSON.stringify(it))).length);
wrong.slice(0, 20).forEach((line) => console.log(line));
taken.forEach((it) => console.log(`a spoilt ${it.resourceType} was taken for a good one`));
console.log(`${resources.length} resources held to R4's profiles, ${wrong.length} faults`);
process.exit(wrong.length || taken.length ? 1 : 0);
