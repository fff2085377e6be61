"""A calendar as programs write them: two zones, one of them without a description; moved, called off, repeated."""

from datetime import UTC, datetime

# Windows' name of a zone, described once; Chicago's is not described at all; one time floats, one day has no time.
NIGHTS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody//Calendar 4.2//EN
X-WR-CALNAME:Two nights
X-WR-TIMEZONE:America/New_York
BEGIN:VTIMEZONE
TZID:America/Los_Angeles
BEGIN:DAYLIGHT
TZOFFSETFROM:-0800
TZOFFSETTO:-0700
TZNAME:PDT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:-0700
TZOFFSETTO:-0800
TZNAME:PST
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:first@nights.example
DTSTAMP:20230901T120000Z
DTSTART;TZID=America/Chicago:20231023T190000
DTEND;TZID=America/Chicago:20231023T214500
SUMMARY:Beyond
  Utopia
LOCATION:Barton Street Cinema\\, 12 Barton St\\, Austin\\, TX 78701
STATUS:CONFIRMED
ATTENDEE;CN=Somebody Private:mailto:somebody.private@example.org
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:weekly@nights.example
DTSTAMP:20230901T120000Z
DTSTART;TZID=America/Los_Angeles:20231024T193000
DURATION:PT2H
SUMMARY:Beyond Utopia
LOCATION:Harbor Row Cinema\\, Seattle\\, WA
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=America/Los_Angeles:20231031T193000
RDATE;TZID=America/Los_Angeles:20231109T140000
END:VEVENT
BEGIN:VEVENT
UID:weekly@nights.example
DTSTAMP:20230901T120000Z
RECURRENCE-ID;TZID=America/Los_Angeles:20231107T193000
DTSTART;TZID=America/Los_Angeles:20231108T200000
DURATION:PT2H
SUMMARY:Beyond Utopia
LOCATION:Harbor Row Cinema\\, Seattle\\, WA
END:VEVENT
BEGIN:VEVENT
UID:off@nights.example
DTSTAMP:20230901T120000Z
DTSTART:20231025T233000Z
SUMMARY:Beyond Utopia
LOCATION:Marquette Twelve\\, Chicago\\, IL
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:day@nights.example
DTSTAMP:20230901T120000Z
DTSTART;VALUE=DATE:20231101
SUMMARY:Beyond Utopia
LOCATION:Town Library\\, Waco\\, TX
END:VEVENT
BEGIN:VEVENT
UID:floats@nights.example
DTSTAMP:20230901T120000Z
DTSTART:20231102T190000
SUMMARY:Beyond Utopia
LOCATION:Grace Church\\, Denver\\, CO
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")

# Where each takes place: UID, start in UTC (or as written, where it floats or is a day), called off.
STARTS = [
    ("day@nights.example", "2023-11-01", False),
    ("first@nights.example", "2023-10-24T00:00:00Z", False),
    ("floats@nights.example", "2023-11-02T19:00:00", False),
    ("off@nights.example", "2023-10-25T23:30:00Z", True),
    ("weekly@nights.example", "2023-10-25T02:30:00Z", False),
    ("weekly@nights.example", "2023-11-09T04:00:00Z", False),
    ("weekly@nights.example", "2023-11-09T22:00:00Z", False),
    ("weekly@nights.example", "2023-11-15T03:30:00Z", False),
]


def moved(text: str = NIGHTS) -> str:
    """Its next version: the first a day later, the third week called off, the church no longer in it."""
    text = text.replace("DTSTART;TZID=America/Chicago:20231023T190000", "DTSTART;TZID=America/Chicago:20231024T203000")
    text = text.replace("DTEND;TZID=America/Chicago:20231023T214500", "SEQUENCE:1")
    week = "TZID=America/Los_Angeles:20231107T193000\r\n"
    text = text.replace(f"{week}DTSTART", f"{week}STATUS:CANCELLED\r\nDTSTART")
    begin = text.rindex("BEGIN:VEVENT")
    return text[:begin] + "END:VCALENDAR\r\n"


def event(*lines: str, uid: str = "x@x") -> bytes:
    """One event in a calendar of its own."""
    inside = "\r\n".join((f"UID:{uid}", "SUMMARY:Beyond Utopia", "LOCATION:Barton Street Cinema", *lines))
    return f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{inside}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()


def plain(moment: datetime) -> str:
    """A moment with a zone as the table writes it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
