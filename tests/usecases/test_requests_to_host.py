"""A request to host is decided: once, by one of the team, and everything that hangs on it happens at once or not at all."""

import threading
from contextlib import suppress as passing
from datetime import date, time, timedelta
from typing import Any

import pytest

from tests import invented
from tests.engines import LOCKS
from tests.letters_world import BASE_URL, World
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.suppress import suppress
from tracker.followups import hosting, ladder
from tracker.followups.claiming import Worker
from tracker.followups.followup import Attempt, FollowUp
from tracker.letters import may_leave, to_asker
from tracker.letters.dead_address import mark_dead
from tracker.letters.letter import Letter
from tracker.letters.to_asker import Said
from tracker.screenings import host_link
from tracker.screenings.log import ScreeningFacts, ThereAlready
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.screenings.venues import VenueFacts
from tracker.signups import lineage, requests
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.requests import DecidedAlready
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.usecases import approve_request as approving
from tracker.usecases.answer_request import NotToCome, ask_back, decline, offer
from tracker.usecases.approve_request import AskerGone, Evening, NotTheirFollowUp, approve_request
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.cancel_screening import cancel
from tracker.usecases.erase_due import erase_due
from tracker.usecases.join_screenings import join
from tracker.usecases.stop_contact import stop_contact

DAY = (clock.now() + timedelta(days=40)).date()
YES = Said("Yes", "Come and open the door.")


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    """What differs by engine is the race alone; tests of the pages meet the other one."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def rosa(world: World) -> Worker:
    return Worker(invented.account("organizer", "Rosa M."), None, careful=True)


@pytest.fixture
def ally_id(world: World) -> str:
    return world.add(email="hosting@example.org")


@pytest.fixture
def request_id(world: World, ally_id: str) -> str:
    """By the link in their letter, which has left."""
    return asked_by(world, ally_id)


def asked_by(world: World, ally_id: str, **values: Any) -> str:
    follow_up = world.follow_up_of(ally_id)
    [signup_id] = [
        each.signup_id for each in db.session.query(hosting.FollowUpSignup).filter_by(follow_up_id=follow_up.id)
    ]
    request_id = invented.request(
        ally_id, campaign_id=world.campaign_id, signup_id=signup_id, by_own_link=True, door="link", **values
    )
    with transaction():
        hosting.link(follow_up.id, request_id)
    return request_id


def evening(world: World, day: date = DAY, **values: Any) -> Evening:
    facts = ScreeningFacts(campaign_id=world.campaign_id, kind="community", day=day, at=time(19), **values)
    return Evening(facts=facts, new_venue=VenueFacts("The hall by the river", city="Austin", region="TX"))


def request_of(request_id: str) -> RequestToHost:
    db.session.rollback()
    return db.session.get_one(RequestToHost, request_id)


def letters(request_id: str) -> list[Letter]:
    db.session.rollback()
    return db.session.query(Letter).filter_by(request_id=request_id).all()


def deeds() -> list[str]:
    db.session.rollback()
    return [row.deed for row in db.session.query(Trace).order_by(Trace.number) if row.deed.startswith("request")]


def test_approved_the_screening_is_there_its_host_has_a_link_and_the_follow_up_is_closed_by_it(
    world: World, rosa: Worker, ally_id: str, request_id: str
):
    follow_up = world.follow_up_of(ally_id).id
    done = approve_request(request_id, evening(world), YES, follow_up, rosa, BASE_URL)
    assert done.letter and done.closed
    screening = db.session.get_one(Screening, done.screening_id)
    assert screening.host == {"name": "Ada Oh", "email": "hosting@example.org"} and screening.visibility == "unlisted"
    assert (screening.day, screening.zone) == (DAY, "America/Chicago")
    link, opened = host_link.opened_by(done.token)
    assert opened.id == screening.id and (link.language, link.made_by_id) == ("en", rosa.account_id)
    request = request_of(request_id)
    assert (request.state, request.screening_id, request.decided_by_id) == ("approved", screening.id, rosa.account_id)
    [letter] = letters(request_id)
    assert letter.recipient == "hosting@example.org" and letter.ally_id == ally_id
    assert "Come and open the door." in letter.words["text"]
    assert f"{BASE_URL}/host/{done.token}?lang=en" in letter.words["text"]
    closed = db.session.get_one(FollowUp, follow_up)
    assert (closed.state, closed.outcome) == ("closed", "hosts")
    tries = db.session.query(Attempt).filter_by(follow_up_id=follow_up, account_id=rosa.account_id, outcome="hosts")
    assert tries.count() == 1
    assert hosting.hosted_after([follow_up])[follow_up][0].id == screening.id
    assert deeds() == ["request approved"]
    rung = ladder.stands([ally_id])[ally_id]
    assert rung is not None and rung.title == "Hosts or gives"


def test_all_of_it_or_nothing(
    world: World, rosa: Worker, request_id: str, ally_id: str, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_values: object, **_named: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(approving.trace, "note", broken)
    before = db.session.query(Screening).count()
    with pytest.raises(OSError, match="disk full"):
        approve_request(request_id, evening(world), YES, world.follow_up_of(ally_id).id, rosa, BASE_URL)
    assert request_of(request_id).state == "waiting" and letters(request_id) == []
    assert db.session.query(Screening).count() == before and world.follow_up_of(ally_id).state == "open"


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_of_two_at_once_one_decides_and_the_other_is_told_who(
    world: World, rosa: Worker, request_id: str, monkeypatch: pytest.MonkeyPatch, locked: bool
):
    """Without the lock both find it open, and there are two film screenings."""
    both, hold = threading.Barrier(2), requests.hold
    juno = Worker(invented.account("organizer", "Juno P."), None, careful=True)

    def meet() -> None:
        with passing(threading.BrokenBarrierError):
            both.wait(1)

    def held(wanted: str, campaigns: object, careful: bool) -> RequestToHost:
        found = hold(wanted, None, careful) if locked else requests.reachable(wanted, None, careful)
        requests.check_open(found)
        meet()
        return found

    monkeypatch.setattr(requests, "hold", held)
    ends: list[object] = []

    def one(who: Worker, day: date) -> None:
        with world.app.app_context():
            try:
                ends.append(approve_request(request_id, evening(world, day), YES, "", who, BASE_URL))
            except DecidedAlready as refusal:
                ends.append(str(refusal))

    db.session.rollback()
    works = [(rosa, DAY), (juno, DAY + timedelta(days=1))]
    threads = [threading.Thread(target=one, args=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = db.session.query(Screening).filter(Screening.day >= DAY).count()
    assert made == (1 if locked else 2)
    if locked:
        [told] = [end for end in ends if isinstance(end, str)]
        assert told in ("Rosa M. was faster: it is approved.", "Juno P. was faster: it is approved.")


def test_one_that_is_there_already_is_told_and_can_be_hosted(world: World, rosa: Worker, request_id: str):
    made = approve_request(invented.request(), evening(world), None, "", rosa, BASE_URL)
    db.session.rollback()
    there = db.session.get_one(Screening, made.screening_id)
    same = ScreeningFacts(world.campaign_id, "community", DAY, time(19), venue_id=there.venue_id)
    with pytest.raises(ThereAlready) as refusal:
        approve_request(request_id, Evening(facts=same), YES, "", rosa, BASE_URL)
    assert refusal.value.fields["there"] == made.screening_id and request_of(request_id).state == "waiting"
    done = approve_request(request_id, Evening(existing_id=made.screening_id), YES, "", rosa, BASE_URL)
    assert done.screening_id == made.screening_id and done.token != made.token
    assert request_of(request_id).screening_id == made.screening_id


def test_a_follow_up_that_a_call_has_closed_stays_as_it_was_written_and_tells_what_came_of_it(
    world: World, rosa: Worker, ally_id: str, request_id: str
):
    follow_up = world.follow_up_of(ally_id).id
    with transaction() as session:
        row = session.get_one(FollowUp, follow_up)
        row.state, row.outcome, row.closed_at = "closed", "wants to host", clock.now()
    done = approve_request(request_id, evening(world), YES, follow_up, rosa, BASE_URL)
    assert not done.closed and world.follow_up_of(ally_id).outcome == "wants to host"
    assert hosting.hosted_after([follow_up])[follow_up][0].id == done.screening_id


def test_a_letter_that_has_left_is_closed_by_it_and_another_allys_follow_up_is_not(
    world: World, rosa: Worker, ally_id: str, request_id: str
):
    other = world.follow_up_of(world.add()).id
    with pytest.raises(NotTheirFollowUp):
        approve_request(request_id, evening(world), YES, other, rosa, BASE_URL)
    with transaction() as session:
        row = session.get_one(FollowUp, world.follow_up_of(ally_id).id)
        row.state, row.outcome, row.closed_at = "closed", "sent", clock.now()
    assert approve_request(request_id, evening(world), YES, world.follow_up_of(ally_id).id, rosa, BASE_URL).closed
    assert world.follow_up_of(ally_id).outcome == "hosts"


def test_what_belongs_to_a_campaign_that_others_work_on_is_neither_offered_nor_closed(
    world: World, ally_id: str, request_id: str
):
    mine, theirs = invented.campaign(), world.follow_up_of(ally_id).id
    worker = Worker(invented.account("organizer", "Juno P."), frozenset({mine}), careful=True)
    asked = invented.request(ally_id)  # of no campaign: everybody's to decide
    here = ScreeningFacts(campaign_id=mine, kind="community", day=DAY, at=time(19))
    there = Evening(facts=here, new_venue=VenueFacts("The hall by the river", city="Austin", region="TX"))
    with transaction():
        hosting.link(theirs, asked)
    own = invented.follow_up(ally_id, mine)
    assert [each.id for each, _title in hosting.may_close(request_of(asked), worker)] == [own]
    with pytest.raises(NotTheirFollowUp):
        approve_request(asked, there, YES, theirs, worker, BASE_URL)
    assert request_of(asked).state == "waiting" and world.follow_up_of(ally_id).state == "open"
    with transaction() as session:
        session.get_one(FollowUp, theirs).point_person_id = worker.account_id
    assert {each.id for each, _title in hosting.may_close(request_of(asked), worker)} == {own, theirs}
    assert approve_request(asked, there, YES, own, worker, BASE_URL).closed


def test_erased_between_request_and_decision_nobody_is_left_to_host(
    world: World, rosa: Worker, ally_id: str, request_id: str
):
    ask_for_erasure(ally_id)
    with pytest.raises(AskerGone):
        approve_request(request_id, evening(world), YES, "", rosa, BASE_URL)
    erase(world)
    request = request_of(request_id)
    assert (request.state, request.asker, request.wish, request.decided_by_id) == ("taken back", None, None, None)


def erase(world: World) -> None:
    """As the night does, a day later."""
    with pytest.MonkeyPatch.context() as moved:
        real = clock.now
        moved.setattr(clock, "now", lambda: real() + timedelta(days=2))
        erase_due()


def test_erased_afterwards_the_screening_stays_without_its_host(
    world: World, rosa: Worker, ally_id: str, request_id: str
):
    done = approve_request(request_id, evening(world), YES, "", rosa, BASE_URL)
    ask_for_erasure(ally_id)
    assert [each.words for each in letters(request_id)] == [None], "at once, whatever became of it"
    erase(world)
    screening = db.session.get_one(Screening, done.screening_id)
    assert (screening.host, screening.status) == (None, "announced")
    assert [each.screening.id for each in lineage.hosted_by(ally_id)] == [screening.id]


def test_another_who_opens_the_door_by_now_stays(world: World, rosa: Worker, ally_id: str, request_id: str):
    done = approve_request(request_id, evening(world), YES, "", rosa, BASE_URL)
    with transaction() as session:
        session.get_one(Screening, done.screening_id).host = {"name": "Juno", "email": "juno@example.org"}
    ask_for_erasure(ally_id)
    erase(world)
    assert db.session.get_one(Screening, done.screening_id).host == {"name": "Juno", "email": "juno@example.org"}


def test_who_stops_after_asking_gets_no_letter_and_can_still_be_approved(
    world: World, rosa: Worker, ally_id: str, request_id: str
):
    stop_contact(ally_id)
    assert to_asker.barred(request_of(request_id)) == "stopped"
    done = approve_request(request_id, evening(world), YES, "", rosa, BASE_URL)
    assert not done.letter and letters(request_id) == []


def test_who_had_left_and_then_asks_is_answered_and_never_again_is_not(world: World, rosa: Worker):
    with transaction():
        suppress("hosting@example.org", None, "", "left", at=clock.now() - timedelta(days=3))
    request_id = invented.request()
    ask_back(request_id, YES, rosa, BASE_URL)
    [letter] = letters(request_id)
    assert may_leave.is_not_barred(str(letter.recipient), may_leave.kinds_against([str(letter.recipient)]))
    with transaction():
        suppress("hosting@example.org", None, "", "never again")
    assert to_asker.barred(request_of(request_id)) == "never again"
    with transaction():
        mark_dead("other@example.org", "5.1.1")
    assert to_asker.barred(request_of(invented.request(asker={"email": "other@example.org"}))) == "dead"


def test_asked_back_it_waits_for_them_and_can_be_decided_afterwards(world: World, rosa: Worker, request_id: str):
    ask_back(request_id, Said("Which hall?", "Which hall is it?"), rosa, BASE_URL)
    assert (request_of(request_id).state, request_of(request_id).decided_at) == ("asked", None)
    assert decline(request_id, Said("No", "Sorry."), rosa, BASE_URL)
    assert request_of(request_id).state == "declined" and len(letters(request_id)) == 2
    with pytest.raises(DecidedAlready):
        decline(request_id, None, rosa, BASE_URL)
    assert deeds() == ["request asked back", "request declined"]


def test_one_nearby_is_offered_with_its_address_and_their_own_may_come_after_all(
    world: World, rosa: Worker, request_id: str
):
    made = approve_request(invented.request(), evening(world, visibility="listed"), None, "", rosa, BASE_URL)
    assert offer(request_id, made.screening_id, Said("Near you", "Come along."), rosa, BASE_URL)
    assert (request_of(request_id).state, request_of(request_id).screening_id) == ("offered", made.screening_id)
    assert f"{BASE_URL}/s/" in letters(request_id)[0].words["text"]
    assert lineage.hosted_by(str(request_of(request_id).ally_id)) == []
    own = approve_request(request_id, evening(world, DAY + timedelta(days=9)), YES, "", rosa, BASE_URL)
    assert request_of(request_id).screening_id == own.screening_id
    cancel(made.screening_id, None)
    with pytest.raises(NotToCome):
        offer(invented.request(), made.screening_id, None, rosa, BASE_URL)


def test_what_is_not_for_anybody_is_offered_to_nobody(world: World, rosa: Worker, request_id: str):
    made = approve_request(invented.request(), evening(world), None, "", rosa, BASE_URL)
    with pytest.raises(NotToCome):
        offer(request_id, made.screening_id, None, rosa, BASE_URL)


def test_joined_with_another_the_one_that_stays_came_of_it(world: World, rosa: Worker, ally_id: str, request_id: str):
    done = approve_request(request_id, evening(world), YES, "", rosa, BASE_URL)
    stays = approve_request(invented.request(), evening(world, DAY + timedelta(days=1)), None, "", rosa, BASE_URL)
    join(stays.screening_id, done.screening_id, None)
    assert [each.screening.id for each in lineage.hosted_by(ally_id)] == [stays.screening_id]
    db.session.rollback()
    assert db.session.query(Venue).filter(Venue.name == "The hall by the river").count() == 2
    assert host_link.opened_by(done.token)[1].id == stays.screening_id
    assert db.session.get_one(Ally, ally_id).contact is not None
