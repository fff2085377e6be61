"""The first letters as a mail program gets them, from a real mail server, in every language."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from tests.letters_world import BASE_URL, World
from tests.smtp import Post
from tracker import clock
from tracker.allies.ally import Ally
from tracker.appeals.interest import Interest
from tracker.followups import first_playbook
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases.deliver_due import deliver_due
from tracker.words import LANGUAGES

# What the letters of people of whom we do not know that they are who signed up must not say.
TELLING = ("Beyond", "Utopia", "Alder", "Austin", "Korea", "refugee", "탈북", "북한", "난민", "refugiad")
LETTERS = {"first": first_playbook.THANKS, "reminder": first_playbook.REMIND, "question": first_playbook.CONFIRM}


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def bodies(message: EmailMessage) -> tuple[str, str]:
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return str(plain.get_content()), str(html.get_content())


def send(world: World, smtp: Post, letter: str, language: str, *ticks: str, unplaced: bool = False) -> EmailMessage:
    """The letter as received by somebody who speaks `language`."""
    world.step(letter, LETTERS[letter], condition={"waits": True} if letter == "question" else None)
    ally = world.add(letter, name="하나", language=language, consent="no" if letter == "question" else "yes")
    with transaction() as session:
        signup = session.query(Signup).filter_by(ally_id=ally).one()
        ids = dict(session.query(Interest.key, Interest.id).all())
        session.add_all(SignupInterest(signup_id=signup.id, interest_id=ids[key], at=clock.now()) for key in ticks)
        if unplaced:
            film_id = session.get_one(Screening, world.screening_id).film_id
            nowhere = Screening(
                film_id=film_id, campaign_id=world.campaign_id, standing="unplaced", kind="theatrical", zone="UTC",
                created_at=clock.now(), changed_at=clock.now(),
            )  # fmt: skip
            session.add(nowhere)
            session.flush()
            signup.screening_id = nowhere.id
    world.write()
    while deliver_due(new_id(), smtp.url, BASE_URL):
        pass
    (received,) = smtp.letters
    return received.message


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", LETTERS)
def test_neither_subject_nor_text_tells_of_film_cause_or_place(world: World, smtp: Post, letter: str, language: str):
    message = send(world, smtp, letter, language, "host")
    plain, html = bodies(message)
    for word in TELLING:
        assert word not in message["Subject"] + plain + html
    assert message["Content-Language"] == language
    assert f'<html lang="{language}"' in html
    assert not re.search(r"[!¡{}]", plain)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_letter_has_one_button_which_confirms_by_a_press(world: World, smtp: Post, language: str):
    message = send(world, smtp, "first", language, "learn", "host")
    plain, html = bodies(message)
    tags = Tags(html).found
    (button,) = [attrs for tag, attrs in tags if "press" in (attrs.get("class") or "")]
    address = str(button["href"])
    assert address.startswith(f"{BASE_URL}/confirm/")
    assert address.endswith(f"?lang={language}")
    assert plain.count(address) == html.count(address) == 1
    # No picture, nothing fetched from anywhere.
    assert not {tag for tag, _ in tags} & {"img", "link", "script", "iframe", "object", "video", "audio"}
    assert all(not attrs.get(name) for _, attrs in tags for name in ("src", "background", "srcset"))
    assert "url(" not in html
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    unsubscribe = message["List-Unsubscribe"].strip("<>")
    assert unsubscribe.startswith(f"{BASE_URL}/unsubscribe/")
    client = world.browser()
    path = address.removeprefix(BASE_URL)
    assert client.get(path).status_code == 200
    db.session.rollback()
    assert db.session.query(Ally).one().confirmed_at is None
    assert client.post(path).status_code == 200
    db.session.rollback()
    assert db.session.query(Ally).one().confirmed_at is not None
    assert client.get(unsubscribe.removeprefix(BASE_URL)).status_code == 200


def test_the_button_says_the_first_of_the_ticked_steps_as_organizers_wrote_it(world: World, smtp: Post):
    with transaction() as session:
        session.query(Interest).filter_by(key="give").one().next_step = {
            "en": {
                "title": "Give",
                "sentence": "It helps.",
                "button": "Give a train ticket",
                "link": "https://give.example/",
            }
        }
    plain, html = bodies(send(world, smtp, "first", "en", "learn", "give"))
    assert f"Give a train ticket: {BASE_URL}/confirm/" in plain
    assert ">Give a train ticket</a>" in html


def test_to_who_asked_for_extra_care_the_button_says_the_houses_own_words(world: World, smtp: Post):
    with transaction() as session:
        session.query(Interest).filter_by(key="give").one().next_step = {
            "en": {"title": "T", "sentence": "S", "button": "Free somebody", "link": "https://give.example/"}
        }
    world.step("first", first_playbook.THANKS)
    ally = world.add("first", care=True)
    with transaction() as session:
        signup = session.query(Signup).filter_by(ally_id=ally).one()
        give = session.query(Interest).filter_by(key="give").one().id
        session.add(SignupInterest(signup_id=signup.id, interest_id=give, at=clock.now()))
    world.write()
    assert "See how to give: " in world.letter_to(ally).words["text"]
    assert "Free somebody" not in str(world.letter_to(ally).words)


def test_where_they_watched_is_asked_while_nobody_has_said(world: World, smtp: Post):
    plain, _html = bodies(send(world, smtp, "first", "en", unplaced=True))
    assert "Where did you watch?" in plain
    assert f"{BASE_URL}/watched/" in plain


def test_who_signed_up_in_a_room_is_not_asked_where(world: World, smtp: Post):
    assert "/watched/" not in bodies(send(world, smtp, "first", "en"))[0]


def test_ticks_that_are_no_longer_offered_do_not_count(world: World, smtp: Post):
    with transaction() as session:
        session.query(Interest).filter_by(key="host").one().archived = True
    plain, _html = bodies(send(world, smtp, "first", "en", "host", "learn"))
    assert "Learn more: " in plain
