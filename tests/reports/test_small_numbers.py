"""The rules for small numbers, attacked by a reader who knows them: every small world is told, and those told alike are compared."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations, product

import pytest

from tracker.reports import nowhere
from tracker.reports.grouping import Split, split
from tracker.reports.nested import Nest, kept
from tracker.reports.small_numbers import SINCE_EVER, Fact, differences_tellable, pieces_tellable, tellable
from tracker.reports.spans import spans

World = dict[str, int]
Form = dict[str, int]


def always(*_anything: object) -> bool:
    return True


def given_away(worlds: Iterable[World], told: Callable[[World], object], forms: Iterable[Form]) -> list[object]:
    """Numbers that are from one to four in every world that is told so."""
    alike = defaultdict(list)
    for world in worlds:
        alike[told(world)].append(world)
    forms = list(forms)
    return [
        (shown, form)
        for shown, those in alike.items()
        for form in forms
        if all(0 < sum(times * world[key] for key, times in form.items()) < 5 for world in those)
    ]


def steps_told(nest: Nest) -> Callable[[World], object]:
    return lambda world: tuple(sorted(kept(nest, world, {}, always).fresh.items()))


def differences(nest: Nest) -> list[Form]:
    return [{key: 1} for key in nest.within] + [{above: 1, key: -1} for key in nest.within for above in nest.above(key)]


CHAIN = Nest({"signups": (), "contactable": ("allies",), "reached": ("contactable",), "allies": ("signups",)})
APART = Nest(
    {"allies": (), "contactable": ("allies",), "awaiting": ("allies",)},
    frozenset({frozenset({"awaiting", "contactable"})}),
)
DIAMOND = Nest(
    {"contactable": (), "reached": ("contactable",), "outcomes": ("contactable",), "acted": ("reached", "outcomes")}
)


def chains(most: int) -> Iterable[World]:
    for signups, allies, contactable, reached in product(range(most), repeat=4):
        if signups >= allies >= contactable >= reached:
            yield {"signups": signups, "allies": allies, "contactable": contactable, "reached": reached}


def aparts(most: int) -> Iterable[World]:
    for allies, contactable, awaiting in product(range(most), repeat=3):
        if allies >= contactable + awaiting:
            yield {"allies": allies, "contactable": contactable, "awaiting": awaiting}


def diamonds(most: int) -> Iterable[World]:
    for contactable, reached, outcomes, acted in product(range(most), repeat=4):
        if contactable >= max(reached, outcomes) and acted <= min(reached, outcomes):
            yield {"contactable": contactable, "reached": reached, "outcomes": outcomes, "acted": acted}


def test_steps_within_each_other_give_nobody_away_to_who_knows_the_rule() -> None:
    assert given_away(chains(16), steps_told(CHAIN), differences(CHAIN)) == []


def test_steps_apart_from_each_other_give_nobody_away_to_who_knows_the_rule() -> None:
    neither = {"allies": 1, "contactable": -1, "awaiting": -1}
    assert given_away(aparts(22), steps_told(APART), [*differences(APART), neither]) == []


def test_a_step_within_two_others_gives_nobody_away_to_who_knows_the_rule() -> None:
    assert given_away(diamonds(14), steps_told(DIAMOND), differences(DIAMOND)) == []


@pytest.mark.parametrize(("lines", "most"), [(2, 22), (3, 12), (4, 7)])
def test_grouped_lines_give_nobody_away_to_who_knows_the_rule(lines: int, most: int) -> None:
    keys = [str(number) for number in range(lines)]

    def told(world: World) -> object:
        found = split(world, [], {}, always)
        return sum(world.values()), tuple(sorted((k, n) for k, n in found.told.items() if n)), found.rest

    # In worlds as large as these; a whole of fewer than five is not told at all.
    worlds = [each for each in product(range(most), repeat=lines) if sum(each) >= 5]
    forms = [dict.fromkeys(some, 1) for size in range(1, lines + 1) for some in combinations(keys, size)]
    assert given_away((dict(zip(keys, each, strict=True)) for each in worlds), told, forms) == []


def test_weeks_put_together_give_nobody_away_to_who_knows_the_rule() -> None:
    weeks = [str(number) for number in range(3)]

    def told(world: World) -> object:
        whole = Fact(SINCE_EVER, 3, sum(world.values()))
        found, enough_at = spans(whole, [1, 2], lambda cut: sum(world[str(w)] for w in range(int(cut))), always)
        return whole.number, tuple(found), enough_at

    worlds = [dict(zip(weeks, each, strict=True)) for each in product(range(16), repeat=3) if 5 <= sum(each) < 16]
    forms = [dict.fromkeys(weeks[a:b], 1) for a in range(3) for b in range(a + 1, 4)]
    assert given_away(worlds, told, forms) == []


def test_a_rule_that_hides_only_what_is_small_itself_is_found_out() -> None:
    keys = ["0", "1", "2"]
    worlds = (dict(zip(keys, each, strict=True)) for each in product(range(9), repeat=3))

    def told(world: World) -> object:
        return sum(world.values()), tuple((key, number) for key, number in world.items() if number >= 5)

    assert given_away(worlds, told, [{key: 1} for key in keys]) != []


def test_few_are_small_and_nobody_is_not() -> None:
    assert [number for number in range(-7, 8) if not tellable(number)] == [-4, -3, -2, -1, 1, 2, 3, 4]


def test_the_same_time_twice_differs_by_five_or_by_nobody() -> None:
    told = [Fact(0, 10, 20)]
    assert [n for n in range(14, 27) if differences_tellable(Fact(0, 10, n), told)] == [14, 15, 20, 25, 26]


def test_a_time_is_looked_at_beside_every_other_that_holds_it_or_lies_within_it() -> None:
    year, spring = Fact(0, 12, 40), Fact(2, 5, 12)
    assert differences_tellable(Fact(6, 9, 20), [year, spring])
    # Four of the year came neither in spring nor then.
    assert not differences_tellable(Fact(6, 9, 24), [year, spring])
    assert not differences_tellable(Fact(0, 12, 40), [spring, Fact(6, 9, 24)])


def test_what_two_times_that_cross_leave_over_is_looked_at_too() -> None:
    came = [0, 0, 3, 3, 3, 3, 3, 9, 9, 9, 9, 9]
    assert not pieces_tellable(lambda cut: sum(each < cut for each in came), [(0, 5), (3, 10)])
    assert pieces_tellable(lambda cut: sum(each < cut for each in [*came, 0, 0, 0]), [(0, 5), (3, 10)])


def test_a_line_of_few_is_hidden_with_the_smallest_of_the_others() -> None:
    found = split({"screen": 50, "poster": 9, "kiosk": 3}, [], {}, always)
    assert (found.told, found.grouped, found.rest) == ({"screen": 50}, frozenset({"poster", "kiosk"}), 12)


def test_lines_that_moved_by_few_stay_as_they_were_told() -> None:
    lines, stale = {"screen": 62, "poster": 11, "kiosk": 23}, {"screen": 50, "poster": 9, "kiosk": 20}

    def allowed(some: frozenset[str], number: int) -> bool:
        return tellable(number - sum(stale[key] for key in some))

    found = split(lines, [], stale, allowed)
    assert (found.told, found.stale, found.rest_shown) == ({}, stale, 17)


@pytest.mark.parametrize(
    ("numbers", "too_much"),
    [
        ({"unplaced": 30}, None),
        # Two at home.
        ({"unplaced": 38}, "unplaced"),
        # Three in a room that was not counted.
        ({"room_signups": 57}, "room_signups"),
        ({"room_signups": 50}, None),
        # One not said yet where: the others of the forty are at home.
        ({"total_signups": 61}, "total_signups"),
    ],
)
def test_who_is_at_home_or_nowhere_yet_is_not_left_over(numbers: dict[str, int], too_much: str | None) -> None:
    countries = Split({"US": 60, "": 40}, frozenset(), None)
    assert nowhere.too_much(countries, {"signups": 100, **numbers}, (), whole=True) == too_much


def test_of_few_without_a_place_it_is_not_told_how_many_are_at_home() -> None:
    assert nowhere.too_much(Split({"US": 60, "": 8}), {"signups": 68, "unplaced": 8}, (), whole=True) == "unplaced"


def test_among_others_who_is_nowhere_yet_is_not_left_over_either() -> None:
    others = Split({"US": 60}, frozenset({"KR", ""}), 12)
    assert nowhere.too_much(others, {"signups": 72, "unplaced": 9}, (), whole=True) == "unplaced"
