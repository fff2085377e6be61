"""Of whom webhooks tell: names and contacts only where they may go, and of nobody who is gone."""

import pytest

from tests import world
from tests.hook_world import LOOPBACK, at, chief, here, hook, now_is, receiver, rows, signs_up, work
from tests.letters_world import BASE_URL
from tests.receiver import Receiver
from tracker.allies.ally import Ally
from tracker.hooks import hooks, person
from tracker.hooks.hook import Kind
from tracker.keeping.copy_left import Copy, CopyOf
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.usecases import make_hook
from tracker.usecases.erase_at_desk import erase_at_desk
from tracker.usecases.press_panic import press_panic

__all__ = ["at", "chief", "here", "receiver"]

# Where the engine cannot matter.
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def test_contacts_go_only_where_they_may_and_are_kept_nowhere_but_as_a_copy_that_left(
    here: Screening, receiver: Receiver, chief: str
) -> None:
    hook_id, _ = hook(receiver, by=chief, contacts=True, reason="phone bank")
    minji = signs_up(here, name="Min-ji Seo", email="minji@example.org", phone="+15125550147")
    signs_up(here, name="Joon Park", email="joon@example.org", extra_care=True)
    signs_up(here, name="Hana Oh", email="hana@example.org", consent="no")
    receiver.text = b"thank you, minji@example.org"
    assert work() == 3
    by_id = {each.said["ally"]["id"]: each.said["ally"] for each in receiver.told}
    assert by_id[minji] | {"name": "Min-ji Seo", "email": "minji@example.org", "phone": "+15125550147"} == by_id[minji]
    for said in by_id.values():
        if said["id"] != minji:
            assert set(said) == {"id", "alias", "language"}
    [kept] = [each for each in rows() if each.ally_id == minji]
    assert "minji" not in (kept.body or "") and kept.answer is None
    [copy] = db.session.query(Copy)
    assert (copy.kind, copy.account_id, copy.place) == ("sync", chief, f"webhook {hook_id}")
    assert [each.ally_id for each in db.session.query(CopyOf)] == [minji]
    # They ask to be left alone, in between: nothing of theirs goes with what comes after.
    make_hook.send_again(kept.id, chief)
    with transaction() as session:
        session.get_one(Ally, minji).extra_care = True
    assert work() == 1 and set(receiver.told[-1].said["ally"]) == {"id", "alias", "language"}


@once
def test_why_contacts_go_somewhere_is_said_each_time_that_it_begins(
    here: Screening, receiver: Receiver, chief: str
) -> None:
    with pytest.raises(hooks.WhyContacts):
        hook(receiver, by=chief, contacts=True)
    hook_id, _ = hook(receiver, by=chief)
    facts = hooks.HookFacts("Sheet", receiver.address, [Kind.SIGNUPS], contacts=True)
    with pytest.raises(hooks.WhyContacts):
        make_hook.change_hook(hook_id, facts, chief, LOOPBACK)
    make_hook.change_hook(hook_id, hooks.HookFacts(**{**_as_dict(facts), "reason": "phone bank"}), chief, LOOPBACK)
    make_hook.change_hook(hook_id, facts, chief, LOOPBACK)
    elsewhere = hooks.HookFacts(**{**_as_dict(facts), "address": "https://automation.example/"})
    with pytest.raises(hooks.WhyContacts):
        make_hook.change_hook(hook_id, elsewhere, chief, LOOPBACK)
    told = [each.detail for each in db.session.query(Trace).filter_by(deed="webhook changed").order_by(Trace.number)]
    assert told == ["signups, with names and contacts: phone bank", "signups, with names and contacts"]


def _as_dict(facts: hooks.HookFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in hooks.HookFacts.__slots__}


@pytest.mark.parametrize("at_once", [True, False])
def test_an_erasure_empties_what_waits_and_what_was_told(
    here: Screening, receiver: Receiver, chief: str, at_once: bool
) -> None:
    hook(receiver)
    minji, noise = signs_up(here, email="minji@example.org"), signs_up(here)
    assert work() == 2
    make_hook.send_again(next(each.id for each in rows() if each.ally_id == minji), chief)
    told = len(receiver.told)
    erase_at_desk(minji, "asked by voice", at_once, chief)
    [gone] = [each for each in rows() if each.ally_id == minji]
    [stays] = [each for each in rows() if each.ally_id == noise]
    assert (gone.state, gone.body, gone.answer) == ("gone", None, None) and stays.body and stays.answer
    assert work() == 0 and len(receiver.told) == told


@once
def test_of_two_who_are_one_the_one_that_stays_is_told(here: Screening, receiver: Receiver) -> None:
    hook(receiver)
    goes, stays = signs_up(here, email="a@example.org"), signs_up(world.one_screening(), email="b@example.org")
    with transaction():
        person.move(goes, stays)
    work()
    assert {each.said["ally"]["id"] for each in receiver.told} == {stays}


def test_closing_the_house_withdraws_them_all(here: Screening, receiver: Receiver, chief: str) -> None:
    first, _ = hook(receiver)
    hook(receiver, Kind.SCREENINGS)
    signs_up(here)
    assert press_panic(chief, BASE_URL)["webhooks"] == 2
    assert work() == 0 and [each.state for each in rows()] == ["gone"]
    assert now_is(first).secret is None
    signs_up(here)
    assert len(rows()) == 1
    for deed_ in (lambda: make_hook.take_up_hook(first, chief), lambda: make_hook.send_again(rows()[0].id, chief)):
        with pytest.raises(hooks.HookWithdrawn):
            deed_()
