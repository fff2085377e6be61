"""A new address: who answers there may be a stranger, and who once left there says by the link that we may write again."""

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import invented
from tests.held_world import here, signs_up, traveller, work
from tests.letters_world import BASE_URL
from tests.own_data import link_in
from tests.smtp import Post
from tests.usecases.test_receive_mail import mail
from tracker.allies.ally import Ally
from tracker.allies.suppress import contact_fingerprints, suppress, suppressed
from tracker.followups.followup import FollowUp
from tracker.letters import replies
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.ask_new_address import ask_new_address
from tracker.usecases.confirm_address import confirm_address
from tracker.usecases.receive_mail import receive_mail
from tracker.usecases.stop_contact import stop_contact

__all__ = ["here", "traveller"]

STRANGER = "stranger@example.org"


def ally_of(ally_id: str) -> Ally:
    db.session.rollback()
    return db.session.get_one(Ally, ally_id)


def asked(ally_id: str, smtp: Post, email: str = STRANGER) -> Letter:
    """The letter that went to the new address."""
    ask_new_address(ally_id, email, BASE_URL)
    work(smtp)
    db.session.rollback()
    return db.session.scalars(select(Letter).where(Letter.ally_id == ally_id, Letter.kind == "new address")).one()


def against(email: str) -> set[str]:
    db.session.rollback()
    return set().union(*suppressed(contact_fingerprints(email, None)).values())


def states(ally_id: str) -> list[tuple[str, str | None, bool]]:
    db.session.rollback()
    rows = select(FollowUp.state, FollowUp.why, FollowUp.held).where(FollowUp.ally_id == ally_id)
    return [(state, why, held) for state, why, held in db.session.execute(rows.order_by(FollowUp.id))]


def standing(ally_id: str) -> tuple[object, ...]:
    """What nobody but the ally may change."""
    ally = ally_of(ally_id)
    said = (ally.email_consent, ally.phone_consent, ally.confirmed_at, ally.acted_at, ally.contact)
    return (*said, states(ally_id), against("minji@example.org"))


@pytest.mark.parametrize("sender", [STRANGER, "forward@example.org", "minji@example.org", "noise@example.org"])
@pytest.mark.parametrize(("text", "taken_for"), [("Who are you?", "unplaced"), ("STOP", "stop")])
def test_whoever_answers_at_an_address_that_may_be_a_strangers_changes_nothing_for_the_ally(
    here: Screening, smtp: Post, sender: str, text: str, taken_for: str
) -> None:
    ally_id = signs_up(here, phone="+15125550144")
    letter = asked(ally_id, smtp)
    before = standing(ally_id)
    noise = db.session.scalars(select(Ally.id).where(Ally.id != ally_id)).one()
    theirs = standing(noise)
    raw = mail(sender, text, **{"In-Reply-To": letter.message_id})
    assert [receive_mail(raw), receive_mail(raw)] == [taken_for, "repeat"]
    assert (standing(ally_id), standing(noise)) == (before, theirs)
    row = db.session.query(Reply).one()
    assert (row.ally_id, row.letter_id, row.follow_up_id, row.settled_at) == (None, None, None, None)
    assert len(replies.unsettled()) == 1
    stops = {"left"} if text == "STOP" else set()
    assert against(STRANGER) == stops, "only who reads there has the letter"
    for other in ("forward@example.org", "minji@example.org", "noise@example.org"):
        assert against(other) == set(), "nobody is suppressed by what stands in From"


def test_stop_from_the_address_of_somebody_we_know_there_is_their_own(here: Screening, smtp: Post) -> None:
    ally_id, known = signs_up(here, phone="+15125550144"), signs_up(here, email=STRANGER)
    letter = asked(ally_id, smtp)
    before = standing(ally_id)
    assert receive_mail(mail(STRANGER, "STOP", **{"In-Reply-To": letter.message_id})) == "stop"
    assert standing(ally_id) == before
    assert ally_of(known).email_consent == "no"
    assert {state for state, _, _ in states(known)} == {"closed"}


@pytest.mark.parametrize("kind", ["left", "erased"])
def test_who_once_left_there_says_by_the_link_that_letters_may_go_there_again(
    here: Screening, client: FlaskClient, smtp: Post, traveller: time_machine.Traveller, kind: str
) -> None:
    ally_id = signs_up(here)
    confirm_address(ally_id)
    with transaction():
        for email in (STRANGER, "another@example.org"):
            suppress(email, None, "", kind)
    page = client.post(link_in(asked(ally_id, smtp)))
    assert "come to this address from now on" in page.text
    assert (against(STRANGER), against("another@example.org")) == (set(), {kind})
    traveller.shift(8 * 24 * 3600)
    work(smtp)
    assert [each for each in smtp.letters if each.recipients == [STRANGER]][1:], "more than the letter that asked"
    rows = select(FollowUp.outcome).where(FollowUp.ally_id == ally_id, FollowUp.state == "closed")
    assert "withdrawn" not in set(db.session.scalars(rows))


def test_never_again_stays_and_a_person_sees_to_it(here: Screening, client: FlaskClient, smtp: Post) -> None:
    coordinator = invented.account("coordinator", "Ines C.")
    ally_id = signs_up(here)
    confirm_address(ally_id)
    stopped = signs_up(here, email="old@example.org")
    stop_contact(stopped)
    link = link_in(asked(ally_id, smtp))
    with transaction():
        suppress(STRANGER, None, "", "never again")
        suppress(STRANGER, None, "", "left")
    page = client.post(link)
    assert page.status_code == 200
    assert "asked us never to write to this address" in page.text and "A person of the team sees to it" in page.text
    assert against(STRANGER) == {"never again", "left"}
    assert (ally_of(ally_id).contact or {})["email"] == "minji@example.org"
    task = db.session.query(FollowUp).filter_by(ally_id=ally_id, why="barred").one()
    assert (task.channel, task.state, task.point_person_id) == ("task", "open", coordinator)
    assert "used already" in client.post(link).text, "once"
