"""Figures as pictures: the same numbers drawn, in the sentence and in the table; hidden ones tell nothing; differences in words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tracker.charts.bars import Bars
from tracker.charts.columns import Columns
from tracker.charts.told import Told
from tracker.reports import pictures
from tracker.reports.differences import differences
from tracker.reports.document import Line as Written
from tracker.reports.drawn import Drawn, drawn, spans
from tracker.reports.figures import Called, Day, Figures, Funnel, Goal, Move, Rates, Room, Row, Rung, Share, Waits, Week
from tracker.reports.pictured import rung
from tracker.reports.pictures import STEPS, Line, Timely
from tracker.reports.scope import Scope
from tracker.web.desk.breakdown import PAGE, breakdown
from tracker.words import speaking

AT = datetime(2023, 11, 1, tzinfo=UTC)
MONDAY = date(2023, 10, 23)
HIDDEN = Told(None, "under 5")


def figures(many: int = 1) -> Figures:
    room = Room(heads=214 * many, signups=60 * many, counted=1, screenings=2)
    funnel = Funnel(room, 63 * many, 61 * many, 51 * many, 4, 38 * many, 2, 17 * many, 19 * many)
    return Figures(
        Scope("0" * 16), AT, funnel, waits=Waits(50, 1, 20 // many, None),
        rates=Rates(room.conversion, on_time=Share(30 * many, 40 * many), action=Share(17, 38)),
        sources=[Row("screen", "Screen", 40 * many), Row("sheet", "Paper sheet", 23 * many)],
        groups={
            "region": [Row("US-TX", "Texas", 50 * many), Row("US-NY", "New York", 10 * many), Row("", "No place", 3 * many)],
            "country": [Row("US", "United States", 60 * many), Row("KR", "South Korea", 0), Row("", "No place", 3 * many)],
        },
        days=[Day(MONDAY, 60 * many), Day(MONDAY + timedelta(days=9), 3 * many)],
        weeks=[Week(MONDAY, 63 * many, Share(30 * many, 40 * many)), Week(MONDAY + timedelta(days=21), 3)],
        rungs=[Rung("", "", 4), Rung("a", "Signed up", 40), Rung("b", "Took a step", 17)],
        moves=[Move("", "a", 40), Move("a", "b", 41)],
        calls=[Called("write", {"en": "Write to a lawmaker", "ko": "의원에게 편지 쓰기"}, 12), Called("give", {"en": "Give money"}, 9)],
        goals=[Goal("signups", 63 * many, 100), Goal("hosts", 5, 4)],
    )  # fmt: skip


def every(of: Drawn) -> Iterator[object]:
    return (getattr(of, name) for name in Drawn.__dataclass_fields__)


def test_drawing_sentence_and_table_hold_the_same_numbers() -> None:
    made = drawn(figures(20), {MONDAY: 2})
    for each in every(made):
        assert each.sentence.startswith(f"{each.title}: ") and each.about and not each.empty
        if isinstance(each, Bars):
            numbers = [bar.said for bar in each.bars if bar.said]
            assert numbers == [row[1] for row in each.table.rows]
            assert all(f" {number}" in each.sentence for number in numbers[:8])
    assert [row[:2] for row in made.states.table.rows] == [("Texas", "1,000"), ("New York", "200")]
    assert "Texas 1,000, New York 200." in made.states.sentence and made.states.words.startswith("60 more are outside")
    assert made.signups.table.rows[0] == ("Mon 23 Oct 2023", "1,200", "2")
    assert "Most, 1,200: Mon 23 Oct 2023." in made.signups.sentence and "film screenings: 2." in made.signups.sentence
    assert made.on_time.table.rows == (("week of Mon 23 Oct 2023", "600", "200"),)
    assert "600 of 800 (75%)." in made.on_time.sentence


def test_the_room_is_measured_by_the_rooms_that_were_counted_and_the_allies_by_themselves() -> None:
    made = drawn(figures(), {}).funnel
    told = {bar.words: bar for bar in made.bars}
    assert told["in the room"].share == "counted at 1 of 2"
    assert told["signups"].share == "28% of the counted rooms"  # 60 of 214, not the 63 of every room
    assert [bar.words for bar in made.bars if not bar.said] == ["From here on, full width means all allies:"]
    assert told["allies, each counted once"].parts[-1].wide == 100
    assert told["were reached"].share == "75% of who may be contacted"
    assert told["awaiting confirmation"].parts[-1].shade == told["say that they acted"].parts[-1].shade == "aside"
    nobody = drawn(Figures(Scope("0" * 16), AT, Funnel(Room(screenings=3), 6, 6)), {}).funnel
    assert (nobody.bars[0].said, nobody.bars[0].share) == ("not computable", "no head count at any of 3")


def test_what_is_small_and_hidden_leaves_no_length_share_or_shade_behind() -> None:
    people = {key: Told(1000 - 100 * n) for n, (key, *_more) in enumerate(STEPS)} | {"reached": HIDDEN}
    told = {bar.words: bar for bar in pictures.funnel(people).bars}
    assert told["were reached"].said == "under 5" and told["were reached"].share == ""
    assert told["were reached"].parts[-1].shade == "hid"
    # What is measured by a hidden number has neither a pale part nor a share.
    assert [part.shade for part in told["acted, confirmed"].parts] == ["c2"] and told["acted, confirmed"].share == ""
    [week] = pictures.on_time(pictures.weekly([Timely(MONDAY, HIDDEN, Told(40))])).lanes
    assert [piece.shade for piece in week.pieces] == ["hid"] and "40" not in pictures.on_time([]).sentence
    rows = pictures.on_time(pictures.weekly([Timely(MONDAY, HIDDEN, Told(40))])).table.rows
    assert rows == (("week of Mon 23 Oct 2023", "under 5", "under 5"),)
    lines = [Line("US-TX", "Texas", Told(90)), Line("US-WY", "Wyoming", HIDDEN)]
    shown = pictures.states(lines)
    assert {each.code: each.inside for each in shown.squares if each.inside} == {"TX": "90", "WY": "–"}
    assert all(row[2] == "" for row in shown.table.rows)  # a share of the sum would be a subtraction away
    assert [bar.share for bar in pictures.sources(lines).bars] == ["", ""]
    assert [bar.share for bar in pictures.sources(lines, Told(93)).bars] == ["97%", ""]


def test_columns_begin_and_end_with_the_period_that_was_chosen() -> None:
    chosen = figures()
    assert [each.since for each in spans(chosen, {})][:: len(spans(chosen, {})) - 1] == [
        MONDAY,
        MONDAY + timedelta(days=9),
    ]
    narrow = Figures(Scope("0" * 16, date(2023, 10, 1), date(2023, 10, 31)), AT, days=chosen.days[:1])
    marks = {date(2023, 9, 1): 5, MONDAY: 1}
    made = spans(narrow, marks)
    assert (made[0].since, made[-1].until) == (date(2023, 10, 1), date(2023, 10, 31))
    assert sum(each.marks for each in made) == 1
    # Film screenings to come do not stretch the picture; with no signups at all it has them alone.
    later = {MONDAY: 1, MONDAY + timedelta(days=400): 3}
    assert spans(chosen, later)[-1].until == MONDAY + timedelta(days=9)
    assert isinstance(drawn(Figures(Scope("0" * 16), AT), {}).signups, Columns)
    assert drawn(Figures(Scope("0" * 16), AT), {}).signups.empty


def test_goals_that_are_surpassed_are_full_and_marked_where_they_were() -> None:
    signups, hosts = drawn(figures(), {}).goals.bars
    assert [(part.shade, part.wide) for part in signups.parts] == [("c3", 100), ("c1", 63)] and signups.mark is None
    assert [(part.shade, part.wide) for part in hosts.parts] == [("c1", 100)] and hosts.mark == 80
    assert hosts.share == "125% of 4"


def test_differences_are_said_in_words() -> None:
    told = {each.about: each for each in differences(figures(), figures(20))}
    assert (told["signups"].left, told["signups"].right) == ("63", "1,260")
    assert told["signups"].said == "20 times as many in the second."
    assert told["conversion"].said == told["on_time"].said == "About the same."
    assert told["follow_up"].said == "The two cannot be compared." and told["follow_up"].left == "not computable"
    assert (told["waits"].said, told["waits"].left, told["waits"].right) == (
        "Sooner in the second.",
        "20 hours",
        "an hour",
    )
    assert told["sources"].said == "The same way in both."
    nothing = Figures(Scope("0" * 16), AT)
    assert differences(nothing, nothing)[0].said == "Neither has any yet."
    assert differences(figures(), nothing)[0].said == "Only the first has any."


@pytest.mark.parametrize(
    ("sort", "way", "first"), [("", "", 119), ("signups", "up", 0), ("name", "down", 99), ("nothing", "", 119)]
)
def test_a_breakdown_sorts_whichever_way_and_pages(sort: str, way: str, first: int) -> None:
    rows = [Row(str(n), f"Cinema {n}", n) for n in range(120)]
    seen = breakdown(rows, sort, way, 1)
    assert seen.lines[0].row.signups == first and len(seen.lines) == PAGE and (seen.pages, seen.total) == (3, 120)
    every_one = [line.row.key for page in (1, 2, 3) for line in breakdown(rows, sort, way, page).lines]
    assert sorted(every_one) == sorted(row.key for row in rows)
    assert breakdown(rows, sort, way, 99).page == 3 and not breakdown([], sort, way, 1).lines


def test_what_is_not_computable_stands_last_whichever_way() -> None:
    rows = [Row(str(n), str(n), n, Funnel(Room(heads=n * 10 if n else None, signups=n), n)) for n in range(3)]
    for way, order in (("down", ["2", "1", "0"]), ("up", ["1", "2", "0"])):
        assert [line.row.key for line in breakdown(rows, "room", way, 1).lines] == order
    assert breakdown(rows, "room", "up", 1).lines[-1].cells[1].said == "no head count"


def test_charts_know_nothing_of_pages_or_tables() -> None:
    package = Path(pictures.__file__).parents[1] / "charts"
    assert not [
        path
        for path in package.glob("*.py")
        if "flask" in path.read_text("utf-8") or "<" + "svg" in path.read_text("utf-8")
    ]


def test_the_first_rungs_are_called_in_the_readers_language_and_own_ones_as_they_are() -> None:
    with speaking("ko"):
        first, own = (rung(Written("1" * 16, (), {"": title})) for title in ("Signed up", "Holds the lantern"))
    assert first not in ("", "Signed up") and own == "Holds the lantern"
