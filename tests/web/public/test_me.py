"""My data: the page of a link that stands in every letter. It does, and shows nothing that is held."""

import pytest

from tests.letters_world import World
from tests.own_data import ally_of, fresh, known, letters_of, link_in, me
from tests.web.public.test_own_links import rows
from tracker.allies.suppress import suppress
from tracker.followups.followup import FollowUp
from tracker.keeping import erasures
from tracker.store.db import db
from tracker.store.ids import ALPHABET, new_id
from tracker.store.transactions import transaction
from tracker.usecases.forget_address import forget_address

DEEDS = ("stop", "language", "care", "erase", "keep", "link")
FIELDS = {"language": "ko"}


@pytest.fixture
def ally(world: World) -> str:
    """Beside one who must not be touched."""
    known(world)
    return known(world)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_it_changes_nothing_and_shows_nothing_that_is_held(world: World, ally: str, method: str):
    before = rows()
    for deed in ("", *DEEDS):
        answer = world.browser().open(me(ally, deed), method=method)
        assert (answer.status_code, answer.headers["Referrer-Policy"]) == (200, "no-referrer")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        for held in ("Mina", "example.org", "5550", "Beyond Utopia"):
            assert held not in answer.text
    assert rows() == before


@pytest.mark.parametrize("deed", DEEDS)
def test_who_is_held_and_who_is_not_get_the_same_page_and_twice_is_harmless(world: World, ally: str, deed: str):
    client, gone = world.browser(), known(world)
    forget_address(gone)
    pages = {
        client.post(me(who, deed), data=FIELDS).text.replace(me(who), "/me/X") for who in (ally, ally, gone, new_id())
    }
    assert len(pages) == 1
    assert len({client.get(me(who)).text.replace(me(who), "/me/X") for who in (ally, gone, new_id())}) == 1


def test_stop_stops_everything(world: World, ally: str):
    world.browser().post(me(ally, "stop"))
    assert (ally_of(ally).email_consent, ally_of(ally).phone_consent) == ("no", "no")
    assert {each.state for each in db.session.query(FollowUp).filter_by(ally_id=ally)} == {"closed"}


def test_letters_speak_the_chosen_language_from_now_on_those_that_wait_too(world: World, ally: str):
    assert world.letter_to(ally).language == "en"
    before = ally_of(ally).acted_at
    answer = world.browser().post(me(ally, "language"), data={"language": "ko"})
    assert 'lang="ko"' in answer.text
    world.write()
    assert (ally_of(ally).language, world.letter_to(ally).language) == ("ko", "ko")
    assert ally_of(ally).acted_at > before
    assert world.browser().post(me(ally, "language"), data={"language": "xx"}).status_code == 422
    assert world.browser().post(me(ally, "language")).status_code == 422
    assert ally_of(ally).language == "ko"


def test_extra_care_holds_at_once_for_letters_that_wait_too_and_is_not_ended_here(world: World, ally: str):
    assert "Beyond Utopia" in world.letter_to(ally).words["subject"]
    for _ in range(2):
        world.browser().post(me(ally, "care"))
        assert ally_of(ally).extra_care is True
    world.write()
    assert "Beyond Utopia" not in world.letter_to(ally).words["subject"]
    assert world.browser().post(me(ally, "no-care")).status_code == 404


def test_erasing_is_asked_for_and_taken_back_here(world: World, ally: str):
    client = world.browser()
    assert "can take it back" in client.get(me(ally)).text
    client.post(me(ally, "erase"))
    assert ally_of(ally).contact is None
    assert erasures.waiting(ally) is not None
    client.post(me(ally, "keep"))
    assert ally_of(ally).contact is not None
    assert erasures.waiting(ally) is None


def test_a_fresh_link_goes_to_the_address_that_is_held_in_neutral_words(world: World, ally: str):
    world.browser().post(me(ally, "link"))
    (letter,) = letters_of(ally, "own link")
    assert (letter.recipient, letter.urgency, letter.state) == ("ally2@example.org", 0, "waiting")
    said = letter.words["subject"] + letter.words["text"]
    for told in ("Mina", "Beyond Utopia", "Lantern Crossing", "film"):
        assert told not in said
    page = world.browser().get(link_in(letter))
    assert page.status_code == 200
    assert "Mina" not in page.text


def test_three_an_hour_and_the_page_does_not_tell(world: World, ally: str, later):
    client = world.browser()
    answers = {client.post(me(ally, "link")).text for _ in range(5)}
    assert (len(letters_of(ally, "own link")), len(answers)) == (3, 1)
    later(minutes=61)
    client.post(me(ally, "link"))
    assert len(letters_of(ally, "own link")) == 4


def test_who_has_left_may_still_ask_but_not_who_must_never_be_written_to_nor_who_has_no_address(
    world: World, ally: str
):
    client = world.browser()
    client.post(me(ally, "stop"))
    client.post(me(ally, "link"))
    assert len(letters_of(ally, "own link")) == 1
    assert world.browser().get(link_in(letters_of(ally, "own link")[0])).status_code == 200
    with transaction():
        suppress("ally2@example.org", None, "", "never again")
    client.post(me(ally, "link"))
    assert len(letters_of(ally, "own link")) == 1
    by_phone = world.add(email=None)
    assert "hand you a link" in client.post(me(by_phone, "link")).text
    assert letters_of(by_phone, "own link") == []


def test_a_changed_link_is_not_here(world: World, ally: str):
    before, client = rows(), world.browser()
    for address in (me(ally), fresh_unwritten(ally)):
        head, _, token = address.rpartition("/")
        wrong = [
            token[:at] + ALPHABET[(ALPHABET.index(token[at]) + 1) % 32] + token[at + 1 :]
            for at in range(0, len(token), 3)
        ]
        for each in [*wrong, token[:-1], token + "0", token.upper(), "x", "%00"]:
            for path in (f"{head}/{each}", f"{head}/{each}/stop", f"{head}/{each}/again"):
                assert client.post(path, data=FIELDS).status_code in (404, 405), path
    assert client.post(me(ally, "nothing")).status_code == 404
    assert client.get(me(ally, "nothing")).status_code == 404
    assert rows() == before


def fresh_unwritten(ally_id: str) -> str:
    """Signed by us, for a link that nobody was given."""
    from tracker.allies import own_links

    return f"/me/open/{own_links.address_of(ally_id)}"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_a_fresh_link_changes_nothing(world: World, ally: str, method: str):
    address = fresh(ally)
    before = rows()
    for path in (address, f"{address}/again"):
        answer = world.browser().open(path, method=method)
        assert (answer.status_code, answer.headers["Referrer-Policy"]) == (200, "no-referrer")
        assert answer.text.count("<button") == (1 if method == "GET" else 0)
    assert rows() == before
