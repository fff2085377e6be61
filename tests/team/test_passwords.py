"""Which passwords are good enough, and which are guessed first."""

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

from tracker.team.passwords import TooCommon, TooLong, TooNear, TooShort, look_at

ABOUT = ("Min-ji Seo", "minji.seo@lantern-crossing.org", "Lantern Crossing")


@pytest.mark.parametrize(
    "password",
    [
        "minjiseo",
        "Minji Seo 2026",
        "lanterncrossing",
        "LanternCrossing1",
        "minji.seo@lantern-crossing.org",
        "seo-seo-seo-seo",
    ],
)
def test_ones_own_words_add_nothing_to_a_password(password: str):
    with pytest.raises((TooNear, TooCommon)):
        look_at(password, *ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "a lantern, nine boats, wet snow",
        "Seoul rain on tin roofs",
        "eight888 stone harbor",
        "x" * 3 + "Q7 wet stone",
        "우리는 밤에 강을 건넜다",
    ],
)
def test_what_holds_without_them_is_welcome_with_them_too(password: str):
    look_at(password, *ABOUT)


def test_length_is_the_only_rule_about_shape():
    with pytest.raises(TooShort):
        look_at("Qz7!xw#")
    with pytest.raises(TooLong):
        look_at("wet stone " * 21)
    look_at("wet stone " * 20)
    look_at("all lower case letters")
    look_at("1029384756 5647382910 77")


def test_each_of_the_three_thousand_most_common_is_refused():
    common = [word for word in FREQUENCY_LISTS["passwords"][:12_000] if len(word) >= 8]
    assert len(common) > 900
    for password in common[::25] + common[:40]:
        with pytest.raises(TooCommon):
            look_at(password)
