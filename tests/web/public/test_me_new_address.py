"""Another address, given by who sees what is held: it holds once its owner has pressed the button there."""

import re
from datetime import timedelta

from tests import invented
from tests.letters_world import BASE_URL, World
from tests.own_data import Owner, ally, ally_of, find, known, letters_of, link_in, me, owner, same
from tests.web.public.test_own_links import rows
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.letters.reading import read
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.stop_contact import stop_contact

__all__ = ["ally", "owner"]


def test_a_new_address_holds_only_once_its_owner_has_pressed_the_button_there(world: World, owner: Owner, ally: str):
    page = owner.do("address", email=" Mina.New@Example.org ").text
    assert "If it is a new address, a letter goes there" in page
    (letter,) = letters_of(ally, "new address")
    assert letter.recipient == "mina.new@example.org"
    assert "Mina " not in letter.words["text"]
    link, before = link_in(letter), rows()
    for method in ("GET", "HEAD"):
        assert world.browser().open(link, method=method).status_code == 200
    assert rows() == before
    assert ally_of(ally).contact["email"] == "ally2@example.org"
    assert "from now on" in world.browser().post(link).text
    changed = ally_of(ally)
    assert (changed.contact["email"], changed.confirmed_at is not None) == ("mina.new@example.org", True)
    assert find(email="mina.new@example.org") == ally
    assert find(email="ally2@example.org") is None
    world.write()
    assert world.letter_to(ally).recipient == "mina.new@example.org"
    again = world.browser().post(link)
    assert (again.status_code, "used already" in again.text) == (410, True)


def test_a_no_to_letters_stays_a_no_at_a_new_address(world: World, ally: str):
    stop_contact(ally)
    owner = Owner(world.browser(), ally)
    owner.do("address", email="new@example.org")
    world.browser().post(link_in(letters_of(ally, "new address")[0]))
    assert (ally_of(ally).contact["email"], ally_of(ally).email_consent) == ("new@example.org", "no")


def test_an_address_of_somebody_else_gets_the_same_words_and_a_person_joins_the_two(
    world: World, owner: Owner, ally: str
):
    coordinator = invented.account("coordinator")
    other = known(world, email="other@example.org")
    pages = {
        re.sub(r'value="[^"]*"', "", owner.do("address", email=e).text)
        for e in ("other@example.org", "nobody@example.org")
    }
    notices = {re.search(r'role="status"><p>(.*?)</p>', page)[1] for page in pages}
    assert len(notices) == 1
    answer = world.browser().post(link_in(letters_of(ally, "new address")[0]))
    assert "joins the two" in answer.text
    assert ally_of(ally).contact["email"] == "ally2@example.org"
    assert find(email="other@example.org") == other
    (task,) = same(ally)
    assert task.point_person_id == coordinator


def test_no_more_than_three_letters_an_hour_go_to_new_addresses_and_none_to_what_is_none(owner: Owner, ally: str):
    for number in range(5):
        assert owner.do("address", email=f"new{number}@example.org").status_code == 200
    assert len(letters_of(ally, "new address")) == 3
    assert owner.do("address", email="nothing").status_code == 422
    assert owner.do("address", email="").status_code == 422


def test_the_letter_to_a_new_address_lets_nobody_there_stop_the_ally(world: World, owner: Owner, ally: str, smtp):
    owner.do("address", email="new@example.org")
    stop_contact(ally)
    owner.do("address", email="newer@example.org")
    deliver_due(new_id(), smtp.url, BASE_URL, most=10)
    (sent,) = [each for each in smtp.letters if each.recipients == ["newer@example.org"]]
    assert sent.message["List-Unsubscribe"] is None


def test_a_new_address_that_does_not_exist_takes_nothing_from_the_ally(world: World, owner: Owner, ally: str, smtp):
    owner.do("address", email="nobody@example.org")
    smtp.strangers.add("nobody@example.org")
    with transaction() as session:
        session.query(Letter).filter_by(ally_id=ally, kind="thanks").one().due_at += timedelta(hours=1)
    deliver_due(new_id(), smtp.url, BASE_URL, most=10)
    assert [letter.state for letter in letters_of(ally, "new address")] == ["failed"]
    assert [letter.state for letter in letters_of(ally, "thanks")] == ["waiting"]
    assert db.session.query(FollowUp).filter_by(ally_id=ally, why="bounced").count() == 0


def test_the_desk_reads_no_fresh_link_in_the_outbox(world: World, owner: Owner, ally: str):
    world.browser().post(me(ally, "link"))
    owner.do("address", email="new@example.org")
    for kind in ("own link", "new address"):
        (letter,) = letters_of(ally, kind)
        token = link_in(letter).rpartition("/")[2].partition("?")[0]
        assert token not in " ".join(read(letter, sees_extra_care=True).paragraphs)
