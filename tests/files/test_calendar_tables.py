"""Calendars read as tables: by us and by somebody else's library alike; and what is hostile ends soon."""

import time
from contextlib import suppress
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.files.nights import NIGHTS, STARTS, event, moved, plain
from tracker.errors import Refusal
from tracker.files import calendar_tables
from tracker.files.calendar_lines import NotACalendar, TooManyEvents
from tracker.files.calendar_tables import HEADER, read_calendar
from tracker.files.kinds import NotATable, ReallyAnother
from tracker.files.tables import read_table

AT = {name: at for at, name in enumerate(HEADER)}
CHICAGO = ZoneInfo("America/Chicago")


def rows(data: bytes) -> list[dict[str, str]]:
    """Those that could be read, by heading."""
    return [dict(zip(HEADER, one.cells, strict=True)) for one in read_calendar(data).happenings if one.why is None]


def starts(data: bytes) -> list[str]:
    return [row["Starts"] for row in rows(data)]


def why(data: bytes) -> str:
    return " ".join(str(one.why) for one in read_calendar(data).happenings if one.why)


def told(data: bytes) -> list[tuple[str, str, bool]]:
    return sorted((row["UID"].split("/")[0], row["Starts"], row["Status"] == "cancelled") for row in rows(data))


def told_by_another(text: str) -> list[tuple[str, str, bool]]:
    """The same of vobject, which follows rules but knows nothing of exceptions, nor of zones that nobody describes."""
    found = []
    events = list(vobject.readOne(text).vevent_list)
    exceptions = {
        (str(each.uid.value), each.recurrence_id.value.replace(tzinfo=None))
        for each in events
        if hasattr(each, "recurrence_id")
    }
    for each in events:
        uid, start = str(each.uid.value), each.dtstart.value
        off = hasattr(each, "status") and each.status.value == "CANCELLED"
        times = [start]
        if not hasattr(each, "recurrence_id") and each.getrruleset(addRDate=True) is not None:
            times = [at for at in each.getrruleset(addRDate=True) if (uid, at.replace(tzinfo=None)) not in exceptions]
        zone = each.dtstart.params.get("X-VOBJ-ORIGINAL-TZID", each.dtstart.params.get("TZID", [""]))[0]
        for at in times:
            if isinstance(at, datetime) and (at.tzinfo or zone):
                found.append((uid, plain(at.replace(tzinfo=ZoneInfo(zone)) if zone else at), off))
            else:
                found.append((uid, at.isoformat(), off))
    return sorted(found)


def test_moved_called_off_and_repeated_in_two_zones_are_read_as_another_library_reads_them():
    assert told(NIGHTS.encode()) == STARTS == told_by_another(NIGHTS)
    again = moved()
    assert told(again.encode()) == told_by_another(again)


def test_places_ids_and_clocks_are_told_and_nobody_who_was_invited():
    read = read_calendar(NIGHTS.encode())
    first, *others = rows(NIGHTS.encode())
    assert read.name == "Two nights"
    assert [first[name] for name in ("Title", "Venue", "Street address", "City", "State", "Zip")] == [
        "Beyond Utopia", "Barton Street Cinema", "12 Barton St", "Austin", "TX", "78701",
    ]  # fmt: skip
    assert first["Ends"] == "2023-10-24T02:45:00Z"
    assert "private" not in str(read).lower()
    ids = [row["UID"] for row in (first, *others)]
    assert len(set(ids)) == len(ids)
    assert ids[0] == "first@nights.example" and "weekly@nights.example/20231107T1930" in ids
    clocks = {row["UID"].split("@")[0]: row["Calendar clock"] for row in (first, *others)}
    assert clocks == {
        "first": "America/Chicago", "weekly": "America/Los_Angeles", "off": "America/New_York", "day": "America/New_York",
        "floats": "America/New_York",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            ("DTSTART:20231023T190000", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20231024"),
            ["2023-10-23T19:00:00", "2023-10-25T19:00:00"],
        ),
        (("DTSTART;TZID=Central Standard Time:20231023T190000",), ["2023-10-24T00:00:00Z"]),
        (
            ("DTSTART;TZID=America/Chicago:20231104T190000", "RRULE:FREQ=DAILY;UNTIL=20231106T010000Z"),
            ["2023-11-05T00:00:00Z", "2023-11-06T01:00:00Z"],
        ),
        (("DTSTART;VALUE=DATE:20231023", "RRULE:FREQ=WEEKLY;UNTIL=20231030"), ["2023-10-23", "2023-10-30"]),
        (("DTSTART;VALUE=DATE:20231023", "DTEND;VALUE=DATE:20231026"), ["2023-10-23"]),
        (("DTSTART:20231013T190000", "RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2"), ["2023-10-13T19:00:00", "2024-09-13T19:00:00"]),
        (("DTSTART:20231023T190000", "RDATE:20231024T150000,20231023T190000"), ["2023-10-23T19:00:00", "2023-10-24T15:00:00"]),
    ],
)  # fmt: skip
def test_rules_and_days(lines: tuple[str, ...], wanted: list[str]):
    assert starts(event(*lines)) == wanted


def test_this_and_future_moves_all_that_follow():
    series = event("DTSTART:20231023T190000", "RRULE:FREQ=DAILY;COUNT=4")
    later = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20231025T190000", "DTSTART:20231025T203000")
    whole = series.replace(b"END:VCALENDAR\r\n", b"") + later.replace(b"BEGIN:VCALENDAR\r\n", b"")
    assert sorted(starts(whole)) == [
        f"2023-10-{day}" for day in ("23T19:00:00", "24T19:00:00", "25T20:30:00", "26T20:30:00")
    ]


def test_of_two_versions_the_later_counts_whatever_their_order():
    new, old = event("DTSTART:20231024T190000", "SEQUENCE:3"), event("DTSTART:20231023T190000", "SEQUENCE:2")
    both = new.replace(b"END:VCALENDAR\r\n", b"") + old.replace(b"BEGIN:VCALENDAR\r\n", b"")
    assert starts(both) == ["2023-10-24T19:00:00"]
    off = event("DTSTART:20231024T190000").replace(b"BEGIN:VEVENT", b"METHOD:CANCEL\r\nBEGIN:VEVENT")
    assert rows(off)[0]["Status"] == "cancelled"


@time_machine.travel(datetime(2023, 10, 1, 12), tick=False)
def test_a_rule_without_an_end_ends_two_years_from_now():
    read = read_calendar(event("DTSTART:20150105T190000", "RRULE:FREQ=WEEKLY")).happenings
    days = [date.fromisoformat(one.cells[AT["Starts"]][:10]) for one in read]
    assert date(2021, 9, 28) < days[0] < days[-1] < date(2025, 10, 5) and len(days) == 209
    assert "without an end" in str(read[0].said[0])


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("DTSTART:20231023T190000", "RRULE:FREQ=SECONDLY"), "cannot be followed"),
        (("DTSTART:20231023T190000", "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2"), "cannot be followed"),
        (("DTSTART:20231023T190000", "RRULE:FREQ=DAILY;COUNT=99999"), "more than 1000 times"),
        (("DTSTART:20231023T190000", "RRULE:nonsense"), "cannot be followed"),
        (("DTSTART:tomorrow",), "cannot be read"),
        (("SUMMARY:no start at all",), "cannot be read"),
        (("DTSTART;TZID=Our Own Clock:20231023T190000",), "Our Own Clock"),
        (("DTSTART:99991231T190000", "RRULE:FREQ=YEARLY"), "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_refused_by_itself_with_the_reason(lines: tuple[str, ...], words: str):
    assert words in why(event(*lines))


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=DAILY;INTERVAL=7;BYDAY=TU"]
)  # fmt: skip
def test_a_rule_that_never_comes_true_ends_with_its_first_day(rule: str):
    assert starts(event("DTSTART:20231023T190000", f"RRULE:{rule};COUNT=5")) == ["2023-10-23T19:00:00"]


def test_a_calendar_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calendar_tables, "PATIENCE", -1.0)
    with pytest.raises(calendar_tables.TakesTooLong):
        read_calendar(event("DTSTART:20231023T190000"))


HOSTILE = {
    "a million events": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 300_000 + b"END:VCALENDAR\r\n",
    "folded for ever": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x"
    + b"\r\n x" * 2_000_000
    + b"\r\nEND:VEVENT\r\nEND:VCALENDAR",
    "nested for ever": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000,
    "never closed": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\n",
    "lines of nothing": b"BEGIN:VCALENDAR\r\n" + b"A:\r\n" * 2_000_000,
    "repeats of repeats": b"BEGIN:VCALENDAR\r\n"
    + b"BEGIN:VEVENT\r\nDTSTART:20230101T190000\r\nRRULE:FREQ=DAILY;COUNT=999\r\nEND:VEVENT\r\n" * 15
    + b"END:VCALENDAR\r\n",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_made_to_never_end_is_refused_soon(data: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calendar_tables, "MOST_ROWS", 10_000)
    began = time.process_time()
    with pytest.raises(Refusal):
        read_table(data, "x.ics", calendars=True)
    assert time.process_time() - began < 30


def test_a_zone_whose_clocks_change_every_second_is_not_followed():
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\n"
        "RRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    data = event("DTSTART;TZID=Ours:20231023T190000").replace(b"BEGIN:VEVENT", zone.encode() + b"BEGIN:VEVENT")
    assert starts(data) == ["2023-10-23T18:00:00Z"]


def test_only_a_calendar_is_one_and_only_where_one_is_asked_for():
    for data, name, refusal in (
        (NIGHTS.encode(), "x.csv", ReallyAnother), (b"a,b\n1,2\n", "x.ics", ReallyAnother), (NIGHTS.encode(), "x.ics", NotATable),
    ):  # fmt: skip
        with pytest.raises(refusal):
            read_table(data, name)
    assert (
        read_table(("\ufeff" + NIGHTS.replace("Two nights", "두 밤")).encode(), "x.ics", calendars=True).name == "두 밤"
    )
    for wrong in (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", b"BEGIN:VCALENDAR\r\n"):
        with pytest.raises(NotACalendar):
            read_calendar(wrong)
    with pytest.raises(TooManyEvents):
        read_calendar(b"BEGIN:VCALENDAR\r\n" * 9)


@settings(max_examples=25, deadline=None)
@given(
    first=st.datetimes(datetime(2020, 1, 1), datetime(2024, 1, 1)).map(lambda at: at.replace(microsecond=0)),
    freq=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), interval=st.integers(1, 9), count=st.integers(1, 40),
    more=st.sampled_from(["", ";BYDAY=MO,FR", ";BYMONTH=2,10", ";BYMONTHDAY=1,15,-1"]),
)  # fmt: skip
def test_rules_followed_in_the_far_future_are_those_of_today(
    first: datetime, freq: str, interval: int, count: int, more: str
):
    rule = f"FREQ={freq};INTERVAL={interval};COUNT={count}{more}"
    wanted = {first, *rrulestr(rule, dtstart=first)}
    found = starts(event(f"DTSTART:{first:%Y%m%dT%H%M%S}", f"RRULE:{rule}"))
    assert found == sorted(each.isoformat() for each in wanted if each.year < 2200)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet='BEGINDVT:;=\r\n 0123456789TZCALR-PUQFSY,\\"@xé한', max_size=300))
def test_any_text_is_read_or_refused(text: str):
    for data in (text.encode(), event(*text.splitlines()), f"BEGIN:VCALENDAR\r\n{text}\r\nEND:VCALENDAR".encode()):
        with suppress(Refusal):
            read_calendar(data)
