"""Dates for rows that have none, as somebody types them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import HOSTILE
from tracker.errors import Refusal
from tracker.imports.choices import Given
from tracker.imports.dates import Order
from tracker.imports.given_dates import MOST, GivenInAZone, GivenTooMany, GivenUnreadable, read_given

SEVEN = time(19)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        ("23 and 24 October 2023, 7:00 pm local", [(23, SEVEN), (24, SEVEN)]),
        ("October 23 and 24, 2023, 7:00 pm", [(23, SEVEN), (24, SEVEN)]),
        ("23, 24 & 26 October 2023", [(23, None), (24, None), (26, None)]),
        ("23 - 25 October 2023", [(23, None), (24, None), (25, None)]),
        ("2023-10-23 19:00\n\n2023-10-24\n2023-10-24", [(23, SEVEN), (24, None)]),
        ("10/23/2023 7pm", [(23, SEVEN)]),
        ("23 y 24 de octubre de 2023 19:00", [(23, SEVEN), (24, SEVEN)]),
    ],
)
def test_dates_are_read_as_they_are_written(text, wanted):
    assert read_given(text) == tuple(Given(date(2023, 10, day), at) for day, at in wanted)


def test_a_date_that_can_be_two_needs_the_order():
    with pytest.raises(GivenUnreadable):
        read_given("10/11/2023")
    assert read_given("10/11/2023", Order.DAY) == (Given(date(2023, 11, 10)),)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("23 October", GivenUnreadable), ("24 - 23 October 2023", GivenUnreadable), ("30 and 31 February 2023", GivenUnreadable),
        ("2023-10-23T19:00Z", GivenInAZone), ("\n".join(["2023-10-23"] * (MOST + 2)), GivenTooMany),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(text, refusal):
    with pytest.raises(refusal):
        read_given(text)


@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)))
def test_anything_is_read_or_refused(text):
    try:
        assert len(read_given(text)) <= MOST
    except Refusal as refusal:
        assert str(refusal)
