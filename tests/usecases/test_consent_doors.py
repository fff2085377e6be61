"""What makes a later "yes": every door is tried in every order. After a "no" only the ally's own confirmed link does."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import pytest
from flask import Flask

from tests import invented, world
from tests.house.test_person import PERSONAL_ROOMS, person_of
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.arrivals.welcome import welcome
from tracker.followups.claiming import Worker
from tracker.followups.outcomes import OUTCOMES
from tracker.followups.recording import Told
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.change_consent import change_consent
from tracker.usecases.confirm_address import confirm_address
from tracker.usecases.record_outcome import record_outcome
from tracker.usecases.stop_contact import stop_contact

EMAIL = "minji@example.org"
ASKED = {"email": "May we write?", "phone": "May we call?"}
# A form on a phone, a code on a poster, a tablet, a typist, a list, another system, the desk.
SOURCES = ("link", "poster", "kiosk", "sheet", "import", "api", "desk")


@dataclass
class Doors:
    """One ally, whom every door knows by the address."""

    here: Screening
    ally_id: str

    def raises_hand(self, source: str, consent: str) -> None:
        with transaction() as session:
            place = world.screening(session.get_one(world.Campaign, self.here.campaign_id))
            welcome([replace(world.entry(place, email=EMAIL, source=source), consent=consent)])

    def stands(self) -> str:
        db.session.rollback()
        return db.session.get_one(Ally, self.ally_id).email_consent


@pytest.fixture
def doors(app: Flask) -> Iterator[Doors]:
    with app.app_context():
        here = world.one_screening()
        with transaction():
            [told] = welcome([world.entry(here, email=EMAIL)])
        yield Doors(here, str(told.ally_id))


def outcome(doors: Doors) -> None:
    """Said to a caller: "asked to stop"."""
    coordinator = invented.account("coordinator")
    call = invented.follow_up(doors.ally_id, doors.here.campaign_id, point_person_id=coordinator)
    record_outcome(call, Told(OUTCOMES["asked to stop"]), Worker(coordinator, None, careful=True))


NO: dict[str, Callable[[Doors], object]] = {
    **{f"{each}: no": partial(Doors.raises_hand, source=each, consent="no") for each in SOURCES},
    "own link: stop": lambda doors: stop_contact(doors.ally_id),
    "own link: no letters": lambda doors: change_consent(doors.ally_id, {"email": "no"}, ASKED),
    "a call: asked to stop": outcome,
}
YES: dict[str, Callable[[Doors], object]] = {
    f"{each}: yes": partial(Doors.raises_hand, source=each, consent="yes") for each in SOURCES
}
OWN: dict[str, Callable[[Doors], object]] = {
    "own link: confirm": lambda doors: confirm_address(doors.ally_id),
    "own link: yes": lambda doors: change_consent(doors.ally_id, {"email": "yes"}, ASKED),
}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("no", NO)
def test_a_no_by_any_door_holds_against_every_later_yes_but_their_own(doors: Doors, no: str) -> None:
    assert doors.stands() == "yes"
    NO[no](doors)
    assert doors.stands() == "no", no
    for yes, say in YES.items():
        say(doors)
        assert doors.stands() == "no", f"{yes} after {no}"
    for own, say in OWN.items():
        say(doors)
        assert doors.stands() == "yes", f"{own} after {no}"
        stop_contact(doors.ally_id)
        assert doors.stands() == "no"


@pytest.mark.parametrize("first", SOURCES[:4])
def test_in_one_list_any_no_wins_in_whatever_order(doors: Doors, first: str) -> None:
    hands = [world.entry(doors.here, email="two@example.org", source=source) for source in (first, "import", "import")]
    for order in itertools.permutations(("yes", "no", "yes")):
        address = f"{'-'.join(order)}-{first.replace(' ', '')}@example.org"
        with transaction():
            told = welcome([
                replace(hand, consent=said, email=address, submission=f"{address}{n}")
                for n, (hand, said) in enumerate(zip(hands, order, strict=True))
            ])  # fmt: skip
        assert {db.session.get_one(Ally, str(each.ally_id)).email_consent for each in told} & {"yes"} == set(), order
        db.session.rollback()


def test_when_two_become_one_any_no_wins(doors: Doors) -> None:
    with transaction():
        [told] = welcome([world.entry(doors.here, email="other@example.org")])
    stop_contact(doors.ally_id)
    with transaction():
        for room in PERSONAL_ROOMS:
            person_of(room).move(doors.ally_id, str(told.ally_id))
    assert db.session.get_one(Ally, str(told.ally_id)).email_consent == "no"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_every_answer_is_a_fact_more_and_none_is_ever_changed(doors: Doors) -> None:
    seen: dict[str, object] = {}
    for say in (*NO.values(), *YES.values(), *OWN.values()):
        say(doors)
        db.session.rollback()
        now: dict[str, object] = {
            row.id: (row.channel, row.answer, row.at, row.source, row.wording_id, row.language)
            for row in db.session.query(Consent).filter_by(ally_id=doors.ally_id)
        }
        assert seen.items() <= now.items()
        seen = now
    assert len(seen) > len(SOURCES)
