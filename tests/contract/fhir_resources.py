#!/usr/bin/env python3
"""Reads what partners read as FHIR and has it checked: `fhir_resources.py BASE RESIDENT_TOKEN PARTNER_TOKEN FILE`.

Every resource, Bundle and OperationOutcome goes through the models of `fhir.resources` (4.3.0, in which these are as
in 4.0.1), which know each field, its type and whether it must be there. All of them are written to FILE, a list, for
fhir_profiles.mjs. Spoilt ones must be refused, or the check would prove nothing.
"""

import json, sys, urllib.error, urllib.parse, urllib.request, uuid

from fhir.resources.R4B import get_fhir_model_class

BASE, RESIDENT, PARTNER, FILE = sys.argv[1:]
HSA_ID = "urn:oid:1.2.752.129.2.1.4.1|SE2321000172-DV01"
seen = []


def ask(token, method, url, body=None, **headers):
    headers |= {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def valid(resource):
    get_fhir_model_class(resource["resourceType"]).model_validate_json(json.dumps(resource))


def read(url, expected=200):
    status, resource = ask(PARTNER, "GET", url, Accept="application/fhir+json")
    assert status == expected, (url, status, resource)
    valid(resource)
    seen.append(resource)
    return resource


def search(kind, **query):
    """All that is found, by its links."""
    url, found = f"{BASE}/fhir/R4/{kind}?{urllib.parse.urlencode(query)}", []
    while url:
        bundle = read(url)
        for entry in bundle.get("entry", []):
            valid(entry["resource"])
            assert entry["fullUrl"].endswith(f"/{kind}/{entry['resource']['id']}")
            found.append(entry["resource"])
        url = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), None)
    return found


def refused(resource):
    try:
        valid(resource)
    except ValueError:
        return
    sys.exit(f"a spoilt {resource['resourceType']} was taken for a good one")


def booked():
    _, me = ask(RESIDENT, "GET", f"{BASE}/sessions/current")
    _, free = ask(RESIDENT, "GET", f"{BASE}/slots?timeType=provtagning&limit=1")
    body = {"slotId": free["items"][0]["id"]}
    status, made = ask(RESIDENT, "POST", f"{BASE}/residents/{me['callerId']}/bookings", body)
    assert status == 201, made
    return made["booking"]


def main():
    booking = booked()
    assert read(f"{BASE}/fhir/R4/metadata")["fhirVersion"] == "4.0.1"
    schedules = search("Schedule", **{"actor:identifier": HSA_ID})
    slots = [slot for it in schedules for slot in search("Slot", schedule=f"Schedule/{it['id']}", _count=100)]
    appointments = search("Appointment", **{"actor:identifier": HSA_ID, "_count": 10})
    mine = read(f"{BASE}/fhir/R4/Appointment/{booking['id']}")
    assert mine in appointments and mine["status"] == "booked" and mine["start"] == booking["startsAt"]
    read(f"{BASE}/fhir/R4/{mine['slot'][0]['reference']}")
    read(f"{BASE}/fhir/R4/Schedule/{schedules[0]['id']}")
    read(f"{BASE}/fhir/R4/Slot/{uuid.uuid4()}", 404)
    read(f"{BASE}/fhir/R4/Appointment", 400)
    ask(RESIDENT, "POST", f"{BASE}/bookings/{booking['id']}/cancellations", {}, **{"If-Match": f"\"v{booking['version']}\""})
    assert read(f"{BASE}/fhir/R4/Appointment/{booking['id']}")["status"] == "cancelled"
    for spoilt in ({"start": "i morgon"}, {"nonsense": 1}, {"participant": None}):
        refused(mine | spoilt)
    json.dump(seen + schedules + slots + appointments, open(FILE, "w"))
    statuses = {it["status"] for it in slots} | {it["status"] for it in appointments}
    print(f"{len(schedules)} Schedules, {len(slots)} Slots, {len(appointments)} Appointments are sound: {', '.join(sorted(statuses))}")


main()
