"""Nothing of a draft, a changed or a withdrawn story appears outside; and what is published comes with the right headers."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests import invented, told_stories
from tests.public_pages import PAGES
from tests.public_scene import Scene, on_stage
from tests.public_visitor import Visitor
from tests.told_stories import MARKS, draft, publish, published, tell
from tracker.appeals.story import Story, StoryPicture
from tracker.letters import story_slot
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.usecases import tell_story, withdraw_story
from tracker.words import LANGUAGES

HIDDEN = "uulohidden"
# Pages that differ from another in an error or in names alone are left out: they are made of the same parts.
WALKED = [
    name for name in PAGES if not name.startswith(("error-", "me-data", "signup-")) and not name.endswith("-again")
]


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    with on_stage(app) as built:
        yield built


def pictures() -> list[str]:
    db.session.rollback()
    return [row.id for row in db.session.query(StoryPicture)]


def test_a_draft_a_changed_and_a_withdrawn_story_appear_nowhere_outside(scene: Scene) -> None:
    before = set(pictures())
    writer, reviewer = invented.account(), invented.account("coordinator")
    hidden = [tell(writer, *MARKS, mark=HIDDEN) for _ in range(3)]
    changed, withdrawn = hidden[1:]
    for story_id in (changed, withdrawn):
        publish(story_id, reviewer, *MARKS)
    db.session.rollback()
    seen = db.session.get_one(Story, changed).changes
    tell_story.change(
        changed, draft(*MARKS, mark=f"{HIDDEN}again", consent=None), told_stories.picture("PNG"), seen, writer
    )
    withdraw_story.withdraw(withdrawn, writer)
    words = {code: {"subject": "s", "text": "Hello {call}\n\nOf whom it is:\n{story}"} for code in LANGUAGES}
    named = {"en": {"subject": "s", "text": f"Hello\n\n{{story_{withdrawn}}}"}}
    scene.step("chosen", words)
    scene.step("named", named)
    for code in LANGUAGES:
        for step in ("chosen", "named"):
            scene.add(step, language=code)
    scene.write()
    ids = [*hidden, *(set(pictures()) - before)]
    assert len(ids) == 6

    for number, name in enumerate(WALKED):
        # Where stories are told in every language; elsewhere in one after the other.
        told = name.startswith(("thanks-", "story"))
        for code in LANGUAGES if told else [[*LANGUAGES][number % len(LANGUAGES)]]:
            page = PAGES[name].reach(Visitor(scene, code)).text
            assert HIDDEN not in page and not [each for each in ids if each in page], (name, code)
    visitor = Visitor(scene)
    addresses = [f"/stories/{each}" for each in hidden]
    addresses += [f"/stories/pictures/{each}/{size}" for each in ids for size in ("phone", "wide")]
    for address in addresses:
        assert visitor.get(address).status_code == 404, address
    db.session.rollback()
    letters = [each for each in db.session.query(Letter) if each.words]
    assert len(letters) >= 6
    for letter in letters:
        assert HIDDEN not in str(letter.words) and HIDDEN not in str(story_slot.put_in(letter.words, letter.language))


def test_the_same_walk_finds_what_is_published(scene: Scene) -> None:
    published(*MARKS, mark=HIDDEN)
    for code in LANGUAGES:
        assert HIDDEN in PAGES["thanks-sentence"].reach(Visitor(scene, code)).text


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_picture_comes_with_its_type_is_kept_by_nobody_and_is_gone_when_withdrawn(
    scene: Scene, client: FlaskClient
) -> None:
    story_id = published("en", campaign_id=scene.campaign_id)
    page = PAGES["thanks-question"].reach(Visitor(scene)).text
    picture_id = next(row.id for row in db.session.query(StoryPicture).filter_by(story_id=story_id))
    address = f"/stories/pictures/{picture_id}/phone"
    assert f'<img src="{address}" width="320" height="240" alt="A uulolantern on a sill" loading="lazy"' in page
    assert "<source" not in page, "there is no larger one"
    answer = client.get(address)
    assert answer.status_code == 200 and answer.data[:3] == b"\xff\xd8\xff"
    told = {name: answer.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")}
    assert told == {"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    assert "Set-Cookie" not in answer.headers
    for wrong in (
        f"/stories/pictures/{picture_id}/wide",
        f"/stories/pictures/{picture_id}/huge",
        f"/stories/pictures/{story_id}/phone",
        "/stories/%00",
        "/stories/x",
    ):
        assert client.get(wrong).status_code == 404
    withdraw_story.withdraw(story_id, invented.account())
    assert client.get(address).status_code == 404 and client.get(f"/stories/{story_id}").status_code == 404


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_link_opens_in_a_language_that_there_is(scene: Scene) -> None:
    page = Visitor(scene, "es").get(f"/stories/{scene.stories['korean']}").text
    assert '<html lang="es">' in page and '<h1 class="title name" lang="ko">' in page and MARKS["ko"] in page


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_thanks_page_asks_the_database_once_for_a_story_however_many_there_are(scene: Scene) -> None:
    address = Visitor(scene).thanks_address(f"/s/{scene.codes['room']}")

    def asked() -> int:
        statements: list[str] = []
        listen = lambda _c, _cursor, statement, *_more: statements.append(statement)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        assert Visitor(scene).get(address).status_code == 200
        event.remove(db.engine, "before_cursor_execute", listen)
        assert sum("story_text" in each for each in statements) == 1
        assert not any("phone_sealed" in each for each in statements), "the picture's bytes are not read for the page"
        return len(statements)

    none = asked()
    for _ in range(12):
        published("en", campaign_id=scene.campaign_id)
    assert asked() == none
