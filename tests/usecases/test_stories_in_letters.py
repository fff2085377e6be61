"""A story in a letter is told as it stands when the letter leaves: changed or withdrawn, it is not in it, and the letter reads well."""

import threading
import time
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import text

from tests import invented
from tests.engines import LOCKS
from tests.letters_world import BASE_URL, World
from tests.smtp import Post
from tests.told_stories import draft, look, publish, published, tell
from tests.usecases.test_deliver_due import deliver, plain
from tracker.appeals import story_shown, story_writing
from tracker.appeals.story import Story
from tracker.letters import bulk, bulk_sample, carrying, own_data, reading
from tracker.letters.bulk_letter import BulkLetter
from tracker.mail.words import SLOT, StoryNotAlone
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import review_story, tell_story, withdraw_story
from tracker.usecases.write_bulk_letters import write_bulk_letters

TELLING = {
    "en": {"subject": "For you", "text": "Dear {call},\n\nOne of those it is about:\n{story}\n\nWrite to us."},
    "ko": {"subject": "드림", "text": "{call}님,\n\n{story}\n\n감사합니다."},
    "es": {"subject": "Para usted", "text": "Hola {call}:\n\n{story}\n\nGracias."},
}  # fmt: skip
WITHOUT = "Dear Mina,\n\nWrite to us.\n\n"


def wait(world: World, story_id: str, language: str = "en", care: bool = False) -> str:
    """Somebody whose letter is written and waits; their id."""
    if "telling" not in world.steps:
        world.step("telling", TELLING)
    ally = world.add("telling", language=language, care=care)
    world.write()
    assert (world.letter_to(ally).words or {})["story"]["id"] == story_id
    return ally


def html(received) -> str:
    return str(received.message.get_body(("html",)).get_content())


def test_it_is_told_in_both_parts_with_its_page_and_without_a_picture(world: World, smtp: Post) -> None:
    story_id = published("en", campaign_id=world.campaign_id)
    ally = wait(world, story_id)
    assert "uulolantern" not in str(world.letter_to(ally).words), "nothing of it is written down before"
    deliver(smtp)
    (received,) = smtp.letters
    page = f"{BASE_URL}/stories/{story_id}?lang=en"
    assert plain(received.message).startswith(
        "Dear Mina,\n\nOne of those it is about:\nThe uulolantern\n\nShe kept the uulolantern lit.\n\nThen she crossed.\n\n"
        f"Told by uulolantern\nThis story with its picture: {page}\n\nWrite to us."
    )
    told = html(received)
    assert "<b>The uulolantern</b>" in told and f'<a href="{page}">' in told and "<img" not in told and SLOT not in told
    assert told.count("<p") == told.count("</p>") and 'style="margin: 0 0 16px;">Then she crossed.</p>' in told
    assert world.browser().get(page.removeprefix(BASE_URL)).status_code == 200


def _withdraw(story_id: str, by: str) -> None:
    withdraw_story.withdraw(story_id, by)


def _change(story_id: str, by: str) -> None:
    db.session.rollback()
    seen = db.session.get_one(Story, story_id).changes
    tell_story.change(story_id, draft("en", mark="uuloother", consent=None), None, seen, by)


def _restored(_story_id: str, _by: str) -> None:
    with transaction():
        story_writing.need_another_look()


@pytest.mark.parametrize("gone", [_withdraw, _change, _restored])
def test_withdrawn_or_changed_it_is_in_no_letter_that_leaves_from_then_on(world: World, smtp: Post, gone) -> None:
    story_id = published("en")
    allies = [wait(world, story_id), wait(world, story_id, care=True)]
    db.session.rollback()
    gone(story_id, invented.account())
    for ally in allies:
        letter = world.letter_to(ally)
        assert "uulo" not in reading.text_of(letter, letter.words or {}), "the desk sees it as it would leave now"
        assert "uulo" not in carrying.opened(letter).words["text"] and "uulo" not in str(own_data.tell(ally))
    deliver(smtp)
    careful = next(each for each in smtp.letters if "for you alone" in plain(each.message))
    others = [each for each in smtp.letters if each is not careful]
    assert len(others) == 1 and plain(others[0].message).startswith(WITHOUT)
    for each in smtp.letters:
        for said in (plain(each.message), html(each)):
            assert "uulo" not in said and SLOT not in said and "One of those" not in said and story_id not in said
            assert "/stop/" in said


def test_published_anew_before_the_letter_leaves_it_is_told_as_it_is_now(world: World, smtp: Post) -> None:
    story_id = published("en")
    wait(world, story_id)
    _change(story_id, invented.account())
    publish(story_id, invented.account("coordinator"))
    deliver(smtp)
    said = plain(smtp.letters[0].message)
    assert "uuloother" in said and "uulolantern" not in said


def test_a_letter_speaks_one_language_and_so_does_its_story(world: World, smtp: Post) -> None:
    published("ko")
    world.step("telling", TELLING)
    for language, there in (("en", False), ("es", False), ("ko", True)):
        ally = world.add("telling", language=language)
        world.write()
        assert ("story" in (world.letter_to(ally).words or {})) is there
    deliver(smtp)
    told = [plain(each.message) for each in smtp.letters if "uulo" in plain(each.message)]
    assert len(told) == 1 and told[0].startswith("Mina님,\n\nThe uulo등불")


def test_what_has_left_says_later_that_a_story_stood_there(world: World, smtp: Post) -> None:
    story_id = published("en")
    ally = wait(world, story_id)
    deliver(smtp)
    letter = world.letter_to(ally)
    assert "uulolantern" in reading.text_of(letter, letter.words or {})
    withdraw_story.withdraw(story_id, invented.account())
    letter = world.letter_to(ally)
    said = reading.text_of(letter, letter.words or {})
    assert "uulo" not in said and "A story stood here" in said and "Write to us." in said


def test_a_letter_to_many_may_name_the_story_and_its_sample_shows_what_would_leave(world: World, smtp: Post) -> None:
    rosa, named = invented.account(), published("en", mark="uulonamed", offered=False)
    published("en", mark="uulonewest")
    world.add("thanks")
    words = {"en": {"subject": "News {story}", "text": f"Dear {{call}},\n\n{{story_{named}}}\n\nBye."}}
    row = BulkLetter(
        title="News", campaign_id=world.campaign_id, selection={"campaign_id": world.campaign_id}, words=words, state="sending",
        made_at=invented.NOON, started_at=invented.clock.now(), made_by_id=rosa,
    )  # fmt: skip
    invented.write(row)
    assert "uulonamed" in bulk_sample.sample(row, "en", BASE_URL)["text"]
    test = bulk_sample.test(row, "en", BASE_URL)
    assert "uulonamed" not in test["text"] and test["story"]["id"] == named, "a test letter waits like any other"
    write_bulk_letters(BASE_URL)
    deliver(smtp)
    said = [plain(each.message) for each in smtp.letters if each.message["Subject"] == "News"]
    assert len(said) == 1 and "uulonamed" in said[0] and "uulonewest" not in said[0]
    withdraw_story.withdraw(named, rosa)
    db.session.rollback()
    assert "uulo" not in bulk_sample.sample(row, "en", BASE_URL)["text"]


@pytest.mark.parametrize(
    "said", ["{story} {film}", "{stop}\n{story}", "{story}\n\n{story}", "{story}{story_0123456789abcdef}"]
)
def test_nothing_else_goes_with_the_paragraph_of_a_story(app: Flask, said: str) -> None:
    words = {"en": {"subject": "News", "text": said}}
    with app.app_context(), pytest.raises(StoryNotAlone):
        bulk.check(bulk.Draft("News", {"campaign_id": invented.campaign()}, words, 10))


def test_a_name_that_looks_like_the_mark_of_a_story_is_only_a_name(world: World, smtp: Post) -> None:
    story_id = published("en")
    world.step("telling", {"en": {"subject": "s", "text": f"Dear {{call}}, {SLOT}\n\n{{story}}"}})
    world.add("telling", name=f"Mina{SLOT}")
    world.write()
    withdraw_story.withdraw(story_id, invented.account())
    deliver(smtp)
    assert plain(smtp.letters[0].message).startswith("Dear Mina,")


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_a_letter_that_begins_while_somebody_withdraws_waits_for_them(
    world: World, smtp: Post, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    if not locked:
        look_once = story_shown.told
        monkeypatch.setattr(story_shown, "told", lambda story_id, language, _hold=False: look_once(story_id, language))
    story_id = published("en")
    for _ in range(2):
        wait(world, story_id)
    by = invented.account()
    db.session.rollback()
    away, carried = threading.Event(), threading.Event()
    postgres = db.engine.dialect.name == "postgresql"

    def withdrawing() -> None:
        with world.app.app_context(), transaction():
            story_writing.withdraw(story_id, by)
            away.set()
            if not locked:
                assert carried.wait(20)
            while locked and postgres and not _somebody_waits():
                time.sleep(0.01)

    presses = threading.Thread(target=withdrawing)

    def going_on() -> bool:
        """Before the first letter goes: somebody presses, and their transaction lasts until the second one begins."""
        if not away.is_set():
            presses.start()
            assert away.wait(20)
        return True

    deliver(smtp, going_on=going_on)
    carried.set()
    presses.join()
    told = ["uulolantern" in plain(each.message) for each in smtp.letters]
    assert told == ([True, False] if locked else [True, True])


def _somebody_waits() -> bool:
    with db.engine.connect() as other:
        return bool(other.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_what_is_changed_while_somebody_reviews_it_is_not_published(
    app: Flask, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    with app.app_context():
        wren, hana = invented.account(), invented.account("coordinator")
        story_id = tell(wren, "en")
        seen = look(story_id, hana)
        db.session.rollback()
    reviewing, changed = threading.Event(), threading.Event()
    if not locked:  # nobody waits for the story's row, and the reviewer has looked before the change is written
        find = partial(db.session.get, Story)
        monkeypatch.setattr(story_writing, "locked", find)
        monkeypatch.setattr("tracker.appeals.story_review.locked", find)
    check = _reviewing(monkeypatch, reviewing, changed, waits=not locked)
    ends: list[object] = []

    def review() -> None:
        with app.app_context():
            try:
                review_story.publish(seen)
                ends.append("published")
            except Exception as error:
                ends.append(type(error).__name__)

    one = threading.Thread(target=review)
    one.start()
    assert reviewing.wait(20)
    with app.app_context():
        try:
            _change(story_id, wren)
        finally:
            changed.set()
            one.join()
        db.session.rollback()
        told = story_shown.told(story_id, "en")
    assert check.calls == 1
    if locked:  # the review was first, and the change after it took it off again
        assert ends == ["published"] and told is None
    else:  # the last net: the database takes no published version that is not the one that was passed
        assert ends == ["IntegrityError"] and told is None


def _reviewing(monkeypatch: pytest.MonkeyPatch, begun: threading.Event, changed: threading.Event, waits: bool):
    """The reviewer stands between the look and the word on it."""
    from tracker.appeals import story_review

    real = story_review._note

    def note(*told) -> None:
        note.calls += 1
        begun.set()
        if waits:
            assert changed.wait(20)
        real(*told)

    note.calls = 0
    monkeypatch.setattr(story_review, "_note", note)
    return note
