"""Which words the one next step has: the organizers', else English ones of theirs, else the house's own."""

import pytest
from flask import Flask

from tests import invented
from tracker.appeals import next_steps
from tracker.appeals.interest import FIRST, Interest, NextStep
from tracker.appeals.next_steps import next_step
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.move_in import move_in

ENGLISH = NextStep(
    title="Give tonight", sentence="Ten pays a meal.", button="Give money", link="https://give.example/en"
)


@pytest.fixture(autouse=True)
def inside(app: Flask):
    with app.app_context():
        move_in()
        yield app


def define(key: str, **steps: NextStep) -> None:
    with transaction() as session:
        session.query(Interest).filter_by(key=key).one().next_step = dict(steps)


def test_each_of_the_first_interests_has_words_of_the_house_and_none_of_them_a_link() -> None:
    assert set(next_steps.WORDS) == {key for key, _label in FIRST}
    for key in next_steps.WORDS:
        step = next_step(key, "en")
        assert step["title"].startswith("You ticked: ") and step["sentence"] and "link" not in step
        assert ("question" in step) == ("button" in step) == (key in ("host", "volunteer"))


def test_organizers_words_come_first_then_their_english_ones() -> None:
    spanish = NextStep(
        title="Dona", sentence="Diez pagan una comida.", button="Dar dinero", link="https://give.example/es"
    )
    define("give", en=ENGLISH, es=spanish)
    assert next_step("give", "es") == spanish
    assert next_step("give", "ko") == next_step("give", "en") == ENGLISH
    assert next_step("host", "en")["button"] == "Ask for a date", "nobody defined that one"


def test_a_language_without_a_link_of_its_own_has_the_english_one() -> None:
    korean = NextStep(title="후원", sentence="열이면 한 끼입니다.", button="후원하기")
    define("give", en=ENGLISH, ko=korean)
    assert next_step("give", "ko") == {**korean, "link": "https://give.example/en"}
    define("give", en=ENGLISH, ko=NextStep(**korean, question="언제요?"))
    assert "link" not in next_step("give", "ko"), "a question of its own stands instead"


def test_who_ticked_nothing_is_told_what_anybody_can_do() -> None:
    plain = next_step("", "en")
    assert plain["title"] == "One thing you can do now" and "button" not in plain
    assert next_step("nobody-knows-it", "en") == plain
    define(
        "learn", en=NextStep(title="Learn", sentence="Read it.", button="Read the guide", link="https://guide.example")
    )
    assert next_step("", "en") == {
        "title": "One thing you can do now", "sentence": "Read it.", "button": "Read the guide", "link": "https://guide.example",
    }  # fmt: skip
    define("learn", en=NextStep(title="Learn", sentence="Read it.", button="Ask", question="What?"))
    assert next_step("", "en") == plain, "nobody is asked about what they did not tick"


def test_a_new_one_without_words_says_that_the_tick_was_heard() -> None:
    invented.interest("translate", "Translate <b>letters</b>")
    assert next_step("translate", "en")["title"] == "You ticked: Translate <b>letters</b>"


def test_of_several_ticks_the_first_in_the_organizers_order_shows() -> None:
    assert next_steps.chosen(["learn", "write"]) == "write"
    assert next_steps.chosen([]) == next_steps.chosen(["nobody-knows-it"]) == ""
    with transaction():
        db.session.query(Interest).filter_by(key="learn").one().position = -1
    assert next_steps.chosen(["learn", "write"]) == "learn"
