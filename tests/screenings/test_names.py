"""When two names are one, when they are worth asking about, and when they are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.screenings.names import looks_alike, loose_key, neighbours, title_key, venue_key
from tracker.screenings.zones import ZONE_OF_STATE, known_zones, zone_of_state


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("E.T. The Extra-Terrestrial", "E. T. the Extra-Terrestrial"),
        ("The Wizard of Oz", "Wizard of Oz, The"),
        ("Willy Wonka & the Chocolate Factory", "Willy Wonka and the Chocolate Factory"),
        ("Peau d'âne", "PEAU D’ANE"),
        ("비욘드 유토피아", "비욘드  유토피아"),
        ("Veteran's Memorial Park", "Veterans' Memorial Park"),
    ],
)
def test_spellings_that_are_one_name(one, other):
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bartelme (Mary) Park", "Mary Bartelme Park"),
        ("Pine Street Arthouse", "Pine St. Art House"),
        ("Austin Town Hall", "Austin Town Hall Park"),
        ("Monster University", "Monsters University"),
        ("Marquee Theatre", "Marquee Theater"),
    ],
)
def test_names_that_are_worth_asking_about(one, other):
    assert venue_key(one) != venue_key(other)
    assert looks_alike(loose_key(one), loose_key(other))
    assert neighbours(loose_key(one)) & neighbours(loose_key(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Despicable Me", "Despicable Me 2"),
        ("Rocky II", "Rocky III"),
        ("Annie (1982)", "Annie (2014)"),
        ("Oz Park", "Ok Park"),
        ("Regal Lakeview 12", "Regal Lakeview 16"),
        ("Frozen", "Frozen Sing-A-Long"),
        ("Trolls", "The Boxtrolls"),
    ],
)
def test_names_that_are_two(one, other):
    assert not looks_alike(loose_key(one), loose_key(other))


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_can_be_compared_both_ways(one, other):
    assert looks_alike(loose_key(one), loose_key(one))
    looks_alike(loose_key(one), loose_key(other))
    assert bool(title_key(one)) == bool(one.strip())


def test_every_state_has_a_clock_that_exists():
    assert set(ZONE_OF_STATE.values()) <= known_zones()
    assert len(ZONE_OF_STATE) == 52
    assert [zone_of_state(text) for text in ("IL", "Illinois", "tx", "Ontario")] == [
        "America/Chicago",
        "America/Chicago",
        "America/Chicago",
        None,
    ]
