#!/usr/bin/env python3
"""Books a time and has somebody else's parser read the calendar file: `calendar_file.py BASE TOKEN`.

On both sides of the night when the clock is moved, and after the booking has been cancelled.
"""

import json, sys, urllib.request, uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar

BASE, TOKEN = sys.argv[1:]


def ask(method, path, body=None, **headers):
    headers |= {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(BASE + path, data, headers, method=method), timeout=20) as answer:
        return answer.read()


def event(booking):
    """The one event of the file, which must hold nothing that the parser stumbles on."""
    raw = ask("GET", f"/bookings/{booking['id']}/calendar")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")), "folded"
    calendar = icalendar.Calendar.from_ical(raw)
    events = calendar.walk("VEVENT")
    assert len(events) == 1 and not events[0].errors and not calendar.errors, raw
    return calendar, events[0]


def main():
    me = json.loads(ask("GET", "/sessions/current"))["callerId"]
    slots = json.loads(ask("GET", "/slots?timeType=provtagning&limit=1"))["items"] or sys.exit("the demonstration has no free times")
    made = json.loads(ask("POST", f"/residents/{me}/bookings", {"slotId": slots[0]["id"]}))["booking"]
    calendar, one = event(made)
    starts, ends = one["DTSTART"].dt, one["DTEND"].dt
    assert starts == datetime.fromisoformat(made["startsAt"]) and ends == datetime.fromisoformat(made["endsAt"]), one
    assert starts.astimezone(ZoneInfo("Europe/Stockholm")).hour < 13, "a morning in Sweden"
    assert (calendar["METHOD"], one["STATUS"], one["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", made["version"])
    ask("POST", f"/bookings/{made['id']}/cancellations", {}, **{"If-Match": f"\"v{made['version']}\""})
    calendar, other = event(made)
    assert (calendar["METHOD"], other["STATUS"]) == ("CANCEL", "CANCELLED")
    assert other["UID"] == one["UID"] and other["SEQUENCE"] > one["SEQUENCE"]
    print(f"read by icalendar {icalendar.__version__}: published and cancelled, {starts:%Y-%m-%dT%H:%MZ}")


main()
