"""One row: read under the choices made for its file, or refused with the reason."""

import datetime as dt

import pytest
from hypothesis import given as drive
from hypothesis import settings
from hypothesis import strategies as st

from tests.drawn import so_many
from tracker.files.tables import read_table
from tracker.imports.cells import clean, is_missing, read_address, read_number, read_postcode, read_yes_no, zip_in
from tracker.imports.choices import Choices, Clock, Holds, Midnight, When, given
from tracker.imports.columns import guess_columns
from tracker.imports.dates import DateAmbiguous, DateUnreadable, Order, TimeUnreadable, order_of, read_date, read_time
from tracker.imports.far_places import without_far_places
from tracker.imports.matching import World, decide
from tracker.imports.meanings import Meaning
from tracker.imports.readings import read_rows


def read(text: str, name="a.csv", **choices):
    table = read_table(text.encode(), name)
    columns = tuple(guess.meaning for guess in guess_columns(table))
    return list(read_rows(table, Choices(columns, **choices)))


def one(text: str, heading="starts", state="IL", **choices):
    (reading,) = read(f'title,venue,state,{heading}\nBeyond Utopia,Cinema,{state},"{text}"\n', **choices)
    return reading


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("2023-10-23", (2023, 10, 23), None),
        ("2025. 9. 24.", (2025, 9, 24), None),
        ("2023. 10. 26 오후 8:00", (2023, 10, 26), (20, 0)),
        ("2023년 10월 23일 오전 7시 30분", (2023, 10, 23), (7, 30)),
        ("Aug 12, 2019", (2019, 8, 12), None),
        ("August 12 2019", (2019, 8, 12), None),
        ("12 Aug 2019", (2019, 8, 12), None),
        ("23 de octubre de 2023 19:30", (2023, 10, 23), (19, 30)),
        ("Mon, Oct 23, 2023 7:00 pm", (2023, 10, 23), (19, 0)),
        ("2026/09/20 10:00:00 AM", (2026, 9, 20), (10, 0)),
        ("20/10/2023", (2023, 10, 20), None),
        ("11/29/24 22:28", (2024, 11, 29), (22, 28)),
        ("23.10.2023", (2023, 10, 23), None),
    ],
)
def test_dates_are_read_as_people_write_them(text, day, clock):
    written = read_date(clean(text))
    assert written.day == dt.date(*day)
    assert written.clock == (dt.time(*clock) if clock else None)


@pytest.mark.parametrize(
    "text", ["??", "2023-02-30", "soon", "45222", "0001-01-01", "13/13/2023", "2023-10", "Smarch 1, 2023"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(DateUnreadable):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("7:00 pm", (19, 0)),
        ("19:00", (19, 0)),
        ("오후 7:00", (19, 0)),
        ("7pm", (19, 0)),
        ("12am", (0, 0)),
        ("12:30 p.m.", (12, 30)),
        ("19h", (19, 0)),
        ("noon", (12, 0)),
    ],
)
def test_times_are_read_as_people_write_them(text, clock):
    assert read_time(text) == dt.time(*clock)


@pytest.mark.parametrize("text", ["7", "25:00", "13pm", "late", "0 pm", "19:00-21:00"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(TimeUnreadable):
        read_time(text)


def test_one_clear_row_decides_the_order_of_day_and_month_for_the_file():
    assert order_of(["5/6/2023", "23/6/2023"]) is Order.DAY
    assert order_of(["5/6/2023", "6/23/2023"]) is Order.MONTH
    assert order_of(["2023-06-05"]) is None
    assert order_of(["5/6/2023"]) is Order.ASK
    assert order_of(["23/6/2023", "6/23/2023"]) is Order.ASK
    rows = read("title,venue,state,date\nA,V,IL,5/6/2023\nA,V,IL,23/6/2023\n")
    assert [reading.planned[0].day for reading in rows] == [dt.date(2023, 6, 5), dt.date(2023, 6, 23)]


def test_an_undecided_date_is_asked_about_and_never_guessed():
    assert isinstance(one("5/6/2023").refused, DateAmbiguous)
    assert one("5/6/2023", when=When(order=Order.DAY)).planned[0].day == dt.date(2023, 6, 5)


def test_numbers_are_dates_only_in_workbooks():
    assert read_date("45222", epoch=dt.datetime(1899, 12, 30)).day == dt.date(2023, 10, 23)
    assert read_date("45222.75", epoch=dt.datetime(1899, 12, 30)).clock == dt.time(18, 0)


def test_a_wall_time_is_the_venues_own_and_a_stated_offset_is_believed():
    assert one("2023-10-23 19:00").planned[0].starts_at == dt.datetime(2023, 10, 24, 0, 0, tzinfo=dt.UTC)
    assert one("2023-10-23T19:00:00-07:00").planned[0].starts_at == dt.datetime(2023, 10, 24, 2, 0, tzinfo=dt.UTC)
    lying = one("2023-10-23T19:00:00Z", when=When(clock=Clock.VENUE))
    assert lying.planned[0].starts_at == dt.datetime(2023, 10, 24, 0, 0, tzinfo=dt.UTC)
    unstated = one("2023-10-24 00:30", when=When(clock=Clock.UTC)).planned[0]
    assert (unstated.day, unstated.starts_at) == (
        dt.date(2023, 10, 23),
        dt.datetime(2023, 10, 24, 0, 30, tzinfo=dt.UTC),
    )


def test_a_time_that_clocks_skip_is_refused_and_one_that_comes_twice_is_taken_first_and_said():
    assert (
        str(one("2023-03-12 2:30 am").refused)
        == "02:30 does not exist that night in America/Chicago: clocks go forward."
    )
    twice = one("2023-11-05 1:30 am")
    assert twice.planned[0].starts_at == dt.datetime(2023, 11, 5, 6, 30, tzinfo=dt.UTC)
    assert twice.notes


@pytest.mark.parametrize(
    ("text", "when", "day"),
    [
        ("2014-05-30T01:30:00Z", When(Holds.ENDS), (2014, 5, 29)),
        ("2014-05-30T05:20:00Z", When(Holds.ENDS), (2014, 5, 29)),
        ("2017-06-13T05:00:00Z", When(Holds.DAYS), (2017, 6, 13)),
        ("2017-06-13T00:00:00Z", When(Holds.DAYS), (2017, 6, 13)),
        ("2017-06-13T05:00:00Z", When(Holds.ENDS, midnight=Midnight.VENUE), (2017, 6, 13)),
        ("2017-06-13T00:00:00Z", When(Holds.ENDS, midnight=Midnight.UTC), (2017, 6, 13)),
        ("2017-06-13T00:00:00Z", When(Holds.STARTS), (2017, 6, 12)),
    ],
)
def test_the_day_is_the_venues_whatever_the_column_holds(text, when, day):
    assert one(text, "date", when=when).planned[0].day == dt.date(*day)


def test_one_row_without_a_date_gives_a_screening_for_each_date_given():
    both = (given("2023-10-23 19:00"), given("2023-10-24 19:00"))
    rows = read("theater,state\nOne,TX\nTwo,WA\nThree,AZ\n", film="Beyond Utopia", given=both)
    assert [len(reading.planned) for reading in rows] == [2, 2, 2]
    assert [reading.planned[0].starts_at.hour for reading in rows] == [0, 2, 2]
    assert {planned.title for reading in rows for planned in reading.planned} == {"Beyond Utopia"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title,venue,state,date\nNA,V,IL,2023-10-23\n", "NoTitle"),
        ("title,venue,state,date\nA,N/A,IL,2023-10-23\n", "NoVenue"),
        ("title,venue,state,date\nA,V,IL,NULL\n", "NoDate"),
        ("title,venue,state,date\nA,V,Narnia,2023-10-23\n", "NoZone"),
        ("title,venue,date,time zone\nA,V,2023-10-23,Mars/Base\n", "NoZone"),
        ("title,venue,state,date\nA,V,IL,2023-10-23,extra\n", "TooManyCells"),
        ("title,venue,state,date\n" + "A" * 201 + ",V,IL,2023-10-23\n", "TextTooLong"),
        ("title,venue,state,date\nA,V,IL,2023-10-23\ntitle,venue,state,date\n", "HeadingAgain"),
    ],
)
def test_a_row_is_refused_with_its_own_reason(text, why):
    refused = read(text)[-1].refused
    assert type(refused).__name__ == why
    assert "%" not in str(refused)


def test_na_can_be_a_title_when_a_person_says_so():
    assert read("title,venue,state,date\nNA,V,IL,2023-10-23\n", missing_words=False)[0].planned[0].title == "NA"


def test_extras_that_cannot_be_read_are_left_out_and_said():
    (row,) = read(
        "title,venue,state,date,ticket link,lat,long,capacity,status\nA,V,TX,2023-10-23,javascript:x,95,10,many,odd\n"
        "B,V,TX,2023-10-24,https://example.org,30,-97,120,cancelled\n"
        "B,V,TX,2023-10-25,https://example.org,30,-97,120,confirmed\n"
        "B,V,TX,2023-10-26,https://example.org,30,-97,120,confirmed\n"
    )[:1]
    assert row.planned[0].ticket_url == ""
    assert len(row.notes) == 5  # link, latitude, capacity, status, and Texas keeps two clocks


def test_cells_are_cleaned_and_read():
    assert clean(" Ｆｉｌｍ\u200b  \u00a0x\n") == "Film x"
    assert is_missing("n/a")
    assert not is_missing("Nana")
    assert [read_number(text) for text in ("1,234.5", "-87.6", "3,5")] == [1234.5, -87.6, 3.5]
    assert [read_yes_no(text) for text in ("Y", "Sí", "아니오", "N", "N/A")] == [True, True, False, False, None]
    assert read_postcode("2134", "US") == "02134"
    assert [
        zip_in(text)
        for text in ("5610 W Lake St Chicago, IL 60644", "60644 Main St", "1 A St, Austin, TX 78701-1234, USA")
    ] == ["60644", "", "78701"]
    assert read_address('{"address": "1 A St", "city": "X", "state": "IL", "zip": ""}') == {
        "address": "1 A St",
        "city": "X",
        "region": "IL",
    }
    assert read_address("{[[[") == {}


ANY_CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "NA",
            "2023-03-12 02:30",
            "9999-12-31T23:59:59Z",
            "1888-01-01",
            "0",
            "1e99",
            "-",
            "{",
            '{"zip": 1}',
            "오후 7:00",
            "America/Chicago",
            "US",
            "IL",
            "http://x",
            "2023-10-23T00:00:00+14:00",
            "12/12/12",
            "²",
            "१२:३०",
            "\ud800".encode("utf-8", "replace").decode(),
        ]
    ),
)


@settings(max_examples=so_many(150), deadline=None)
@drive(
    st.lists(st.lists(ANY_CELL, min_size=len(Meaning), max_size=len(Meaning)), min_size=1, max_size=6),
    st.builds(
        When,
        st.sampled_from(Holds),
        st.sampled_from(Clock),
        st.sampled_from(Midnight),
        st.sampled_from([None, *Order]),
        st.sampled_from([None, 90]),
    ),
    st.sampled_from(["", "America/Chicago", "Asia/Seoul", "Pacific/Apia"]),
    st.booleans(),
)
def test_arbitrary_rows_are_planned_or_refused_and_nothing_else(rows, when, zone, workbook):
    from tracker.files.table_rows import Row
    from tracker.files.tables import Table

    header = [f"c{at}" for at in range(len(Meaning))]
    table = Table(
        header,
        [Row(at, cells) for at, cells in enumerate(rows, 2)],
        "xlsx",
        epoch=dt.datetime(1899, 12, 30) if workbook else None,
    )
    guess_columns(table)
    readings = without_far_places(list(read_rows(table, Choices(tuple(Meaning), zone=zone, film="A", when=when))))
    assert len(readings) == len(rows)
    assert all(bool(reading.planned) != bool(reading.refused) for reading in readings)
    for reading in readings:
        assert "" not in [str(note) for note in reading.notes]
        assert reading.refused is None or str(reading.refused)
    assert len(decide(readings, World()).decisions) == len(rows)
