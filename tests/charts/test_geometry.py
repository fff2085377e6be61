"""What is drawn: nothing outside the drawing, lengths that are shares, and nothing of a number that is hidden."""

import os
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from tracker.charts import bars, columns, spans
from tracker.charts.bars import Item
from tracker.charts.columns import HIGH, MARKS, Series
from tracker.charts.months import Evenings, months
from tracker.charts.shades import shade_of
from tracker.charts.spans import MOST, Span
from tracker.charts.state_map import HIGH as MAP_HIGH
from tracker.charts.state_map import PLACES, SIZE, WIDE, State, state_map
from tracker.charts.told import Told, share_words

# How many worlds are drawn: DRAWN=1000 for a long look.
few = settings(max_examples=int(os.environ.get("DRAWN", "25")), deadline=None)
HIDDEN = Told(None, "under 5")
NUMBERS = some.one_of(some.just(HIDDEN), some.integers(0, 5_000_000).map(Told))
DAYS = some.dates(date(2000, 1, 1), date(2060, 1, 1))
HEADS = ("Source", "Signups", "Share")
COUNTED = Series(("Signups",), "Signups", "Most, %(number)s: %(when)s.")


@few
@given(some.lists(some.tuples(NUMBERS, some.one_of(some.none(), NUMBERS)), max_size=30), some.booleans())
def test_no_bar_leaves_the_drawing_and_every_number_stands_in_the_table(
    numbers: list[tuple[Told, Told | None]], own: bool
) -> None:
    items = [Item(f"line {n}", value, of, share="") for n, (value, of) in enumerate(numbers)]
    drawn = bars.bars("Title", items, HEADS, own_scale=own)
    for bar in drawn.bars:
        assert all(part.x >= 0 and part.wide > 0 and part.end <= 100 for part in bar.parts), bar
        assert bar.mark is None or 0 < bar.mark <= 100
    assert [row[1] for row in drawn.table.rows] == [str(value) for value, _of in numbers]
    assert bool(drawn.empty) == (not any(value.number is None or value.number for value, _of in numbers))
    assert bool(drawn.empty) != bool(drawn.bars)
    for (value, _of), bar in zip(numbers[:12], (each for each in drawn.bars if each.said), strict=bool(drawn.bars)):
        assert bar.said == str(value)


@few
@given(some.lists(some.integers(0, 90_000), min_size=1, max_size=12))
def test_bars_of_a_whole_are_together_as_long_as_the_whole(numbers: list[int]) -> None:
    whole = sum(numbers)
    items = [Item(str(n), Told(number)) for n, number in enumerate(numbers)]
    drawn = bars.bars("Title", items, HEADS, whole=whole)
    long = [sum(part.wide for part in bar.parts) for bar in drawn.bars]
    # What is there at all is drawn so that it can be seen: that much longer the sum may be.
    assert not whole or 99.9 <= sum(long) <= 100.1 + bars.LEAST * len(numbers)


@few
@given(some.integers(1, 4), some.lists(NUMBERS, min_size=1, max_size=8))
def test_a_hidden_number_is_drawn_alike_whatever_it_is(small: int, others: list[Told]) -> None:
    items = [Item(str(n), value) for n, value in enumerate(others)]

    def hidden(why: str) -> object:
        return bars.bars("Title", [Item("hidden", Told(None, why)), *items], HEADS).bars[0].parts

    told = bars.bars("Title", [Item("told", Told(small)), *items], HEADS).bars[0].parts
    assert hidden("under 5") == hidden("not told") == (bars.Part("hid", 0.0, bars.DASH),) != told
    assert shade_of(HIDDEN, 100) == "hid" and str(HIDDEN) == "under 5"


@few
@given(DAYS, some.integers(1, 7000), some.data())
def test_however_long_the_time_columns_are_few_and_none_is_lost(since: date, long: int, data: some.DataObject) -> None:
    until = since + timedelta(days=long - 1)
    within = some.integers(0, long - 1).map(lambda n: since + timedelta(days=n))
    signups = data.draw(some.dictionaries(within, some.integers(0, 9000), max_size=20))
    marks = data.draw(some.dictionaries(within, some.integers(1, 700), max_size=20))
    made = spans.of_days(signups, marks, since, until)
    assert len(made) <= MOST + 2
    assert sum(each.values[0].length for each in made) == sum(signups.values())
    assert sum(each.marks for each in made) == sum(marks.values())
    assert made[0].since <= since and made[-1].until >= until
    assert all(one.until + timedelta(days=1) == other.since for one, other in pairwise(made))
    _inside(columns.over_time("Signups", spans.slots(made), COUNTED, marks="film screenings"))


@few
@given(some.lists(some.tuples(NUMBERS, NUMBERS), max_size=70), some.one_of(some.none(), some.integers(1, 9_000_000)))
def test_no_column_leaves_the_drawing(numbers: list[tuple[Told, Told]], scale: int | None) -> None:
    monday = date(2023, 10, 16)
    weeks = [
        Span(monday + timedelta(days=7 * n), monday + timedelta(days=7 * n + 6), pair, n % 3)
        for n, pair in enumerate(numbers)
    ]
    drawn = columns.over_time(
        "On time", spans.slots(weeks), Series(("In time", "Later"), "All"), marks="film screenings", scale=scale
    )
    _inside(drawn)
    if drawn.lanes:
        dashes = [each for each in drawn.lanes[0].pieces if each.shade == "hid"]
        assert len(dashes) == sum(any(value.number is None for value in pair) for pair in numbers)
        assert {each.high for each in dashes} <= {columns.DASH}


def _inside(drawn: columns.Columns) -> None:
    for lane, high in zip(drawn.lanes, (HIGH, MARKS), strict=False):
        assert lane.high == high
        for each in lane.pieces:
            assert each.x >= 0 and round(each.x + each.wide, 2) <= 100 and each.wide > 0, each
            assert each.y >= 0 and round(each.y + each.high, 1) <= high and each.high > 0, each
        assert all(0 <= each <= 100 for each in lane.lines)


def test_parts_of_a_column_stand_upon_each_other() -> None:
    week = Span(date(2023, 10, 16), date(2023, 10, 22), (Told(30), Told(10)))
    [lane] = columns.over_time("On time", spans.slots([week]), Series(("In time", "Later"), "All")).lanes
    lower, upper = lane.pieces
    assert (lower.high, upper.high) == (HIGH * 0.75, HIGH * 0.25)
    assert upper.y == 0 and lower.y == upper.high and lower.y + lower.high == HIGH


def test_a_single_day_all_zero_and_nothing_at_all_are_drawn_or_said() -> None:
    day = date(2023, 10, 23)
    one = columns.over_time(
        "Signups", spans.slots(spans.of_days({day: 3}, {day: 1}, day, day)), COUNTED, marks="film screenings"
    )
    assert one.ticks == ("23 Oct",) and one.lanes[0].pieces[0].wide == columns.BROADEST
    for made in ([], spans.of_days({}, {}, day, day + timedelta(days=40))):
        drawn = columns.over_time("Signups", spans.slots(made), COUNTED, empty="Nobody yet. Show the code.")
        assert (drawn.lanes, drawn.ticks, drawn.empty) == ((), (), "Nobody yet. Show the code.")
    assert bars.bars("Title", [], HEADS).empty and bars.bars("Title", [Item("one", Told(0))], HEADS).empty


@few
@given(some.dictionaries(some.sampled_from(sorted(PLACES)), NUMBERS, max_size=51))
def test_each_state_is_one_square_and_a_dash_where_it_is_hidden(numbers: dict[str, Told]) -> None:
    drawn = state_map(
        "Signups", [State(code, code, told) for code, told in numbers.items()], ("State", "Signups", "Share")
    )
    seen = {code: told for code, told in numbers.items() if told.number != 0}
    assert {row[0]: row[1] for row in drawn.table.rows} == {code: str(told) for code, told in seen.items()}
    assert bool(drawn.empty) == (not seen)
    if seen:
        assert sorted(each.code for each in drawn.squares) == sorted(PLACES)
        assert len({(each.x, each.y) for each in drawn.squares}) == 51
    for each in drawn.squares:
        assert 0 <= each.x <= WIDE - SIZE and 0 <= each.y <= MAP_HIGH - SIZE
        hidden = numbers.get(each.code, Told(0)).number is None
        assert hidden == (each.inside == "–") == (each.shade == "hid")


def test_more_is_never_lighter() -> None:
    shades = [shade_of(Told(number), 700) for number in range(701)]
    assert shades == sorted(shades) and (shades[0], shades[1], shades[-1]) == ("m0", "m1", "m4")
    assert set(shades) == {"m0", "m1", "m2", "m3", "m4"}


@few
@given(some.dictionaries(some.dates(date(2023, 1, 1), date(2024, 12, 31)), some.integers(0, 500), max_size=60))
def test_every_day_of_the_calendar_stands_once_with_its_numbers(signups: dict[date, int]) -> None:
    drawn = months({day: Evenings(2, Told(number)) for day, number in signups.items()})
    days = [each for month in drawn for week in month.weeks for each in week if each.within]
    assert {each.day: each.evenings.signups.number for each in days if each.evenings} == signups
    assert len(days) == len({each.day for each in days})
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for month in drawn for week in month.weeks)
    assert sum(month.signups for month in drawn) == sum(signups.values())
    assert sum(month.screenings for month in drawn) == 2 * len(signups)


def test_shares_are_never_all_or_nothing_where_they_are_not_quite() -> None:
    said = {
        0.0: "0%",
        0.04: "under 0.1%",
        4.55: "4.5%",
        12.4: "12%",
        99.4: "99.4%",
        99.97: "over 99.9%",
        100.0: "100%",
    }
    assert {percent: share_words(percent) for percent in said} == said
    assert share_words(None) == ""
