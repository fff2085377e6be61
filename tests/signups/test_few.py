"""Whatever the numbers are: no small one is told, and no subtraction gives one away."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.screenings.code import SOURCES
from tracker.signups.few import LEAST, joined

numbers = st.dictionaries(st.sampled_from(SOURCES), st.integers(0, 12), max_size=len(SOURCES))


@given(numbers)
def test_nothing_under_five_is_told_and_the_sum_stays(by_source: dict[str, int]) -> None:
    told, rest = joined(list(by_source.items()))
    assert all(number >= LEAST for _source, number in told)
    assert rest == 0 or rest >= LEAST
    assert not told or sum(number for _source, number in told) + rest == sum(by_source.values())


@given(numbers)
def test_what_is_joined_is_never_one_way_alone(by_source: dict[str, int]) -> None:
    told, rest = joined(list(by_source.items()))
    hidden = {source for source, number in by_source.items() if number} - {source for source, _number in told}
    assert not told or len(hidden) != 1
    assert bool(rest) == bool(told and hidden)


@given(numbers)
def test_no_more_is_hidden_than_must_be(by_source: dict[str, int]) -> None:
    told, _rest = joined(list(by_source.items()))
    small = [number for number in by_source.values() if 0 < number < LEAST]
    if not small:
        assert len(told) == len([number for number in by_source.values() if number])
    elif len(small) > 1 and sum(small) >= LEAST:
        assert len(told) == len([number for number in by_source.values() if number >= LEAST])


def test_one_small_way_takes_the_next_smallest_along() -> None:
    assert joined([("poster", 30), ("seat card", 3), ("link", 12)]) == ([("poster", 30)], 15)
    assert joined([("poster", 30), ("seat card", 1), ("link", 1), ("sheet", 7)]) == ([("poster", 30)], 9)
    assert joined([("poster", 20), ("seat card", 3)]) == ([], 0)
