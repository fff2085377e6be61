"""One search over everything: in any script and without marks; names within somebody's reach, contacts for coordinators."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import invented
from tests.invented import House
from tracker.allies import name_words
from tracker.allies.ally import Ally
from tracker.allies.person import forget
from tracker.finding import search
from tracker.finding.search import AskForSomething
from tracker.followups.claiming import Worker
from tracker.screenings import crews
from tracker.screenings.crews import CrewFacts
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.usecases.correct_contact import correct_contact
from tracker.usecases.find import find
from tracker.usecases.index_names import index_names


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def ida(inside: Flask) -> Worker:
    return Worker(invented.account("coordinator", "Ida K."), None, careful=True)


@pytest.fixture
def house(inside: Flask) -> House:
    return House()


def known(house: House, name: str, **values) -> str:
    ally_id = invented.ally(name, **values)
    invented.signup(ally_id, house.screening_id)
    return ally_id


def found(asked: str, who: Worker) -> set[str]:
    db.session.rollback()
    return {person.id for person in search.look_for(asked, who).people}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("José Núñez", "jose"), ("José Núñez", "NUNEZ jos"), ("서민지", "서민지"), ("서민지", "민지"), ("서 민지", "민지 서"),
        ("Min-ji Seo", "ｓｅｏ"), ("Łukasz Ødegård", "lukasz ode"), ("李明", "李"), ("Bo Li", "li"), ("Seán O’Brien", "obrien"),
        ("Maximiliana Weiß", "weiss maximi"), ("Нина Ёлкина", "елкина"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_the_beginnings_of_its_words(name: str, asked: str):
    """Whatever a name is asked by has a mark that the name left, and fits when the contact is opened."""
    words = name_words.asked_words(asked)
    assert name_words.fits(words, {"name": name})
    left = {each for word in name_words.folded(name) for each in name_words._beginnings(nfc(word))}
    assert {each for word in words for each in name_words._of_asked(nfc(word))} <= left


def nfc(word: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", word)


def test_the_index_leads_to_who_is_meant_and_to_nobody_else(house: House, ida: Worker):
    jose, minji = known(house, "José Núñez"), known(house, "서민지", language="ko")
    known(house, "Somebody Else")
    assert found("nunez jose", ida) == {jose}
    assert found("민지", ida) == {minji}
    assert found("josephine", ida) == set()
    with pytest.raises(AskForSomething):
        search.look_for(" - ", ida)


def test_an_organizer_finds_whom_they_or_their_team_look_after_and_nobody_with_extra_care(inside: Flask, ida: Worker):
    rosa, bo, eve = (invented.account("organizer") for _ in range(3))
    mine, others = House(rosa, bo, eve), House(bo)
    with transaction():
        crews.add(CrewFacts("Texas", frozenset({rosa, bo})))

    def looked_after(house: House, name: str, by: str | None, **values) -> str:
        ally_id = known(house, name, **values)
        invented.follow_up(ally_id, house.campaign_id, point_person_id=by)
        return ally_id

    here, teams = looked_after(mine, "Nora Hart", rosa), looked_after(mine, "Nora Team", bo)
    rest = {
        looked_after(mine, "Nora Eve", eve), looked_after(mine, "Nora Pool", None), known(mine, "Nora None"),
        looked_after(mine, "Nora Care", rosa, care=True), looked_after(others, "Nora Far", bo),
    }  # fmt: skip
    # Signed up where Rosa works, but what Bo looks after is elsewhere.
    both = looked_after(others, "Nora Both", bo)
    invented.signup(both, mine.screening_id)
    who = Worker(rosa, frozenset({mine.campaign_id}), careful=False)
    assert found("nora", who) == {here, teams}
    assert found("nora", ida) == {here, teams, both, *rest}


def test_an_alias_is_found_by_its_words_in_any_order_and_its_four_signs(house: House, ida: Worker):
    ally_id = known(house, "Quill")
    manner, creature, tag = db.session.get_one(Ally, ally_id).alias.split()
    for asked in (f"{manner} {creature}", f"{creature} {manner[:3]} {tag}", tag, f"{creature} {tag[:2]}", manner):
        assert ally_id in found(asked, ida), asked
    assert found(f"{manner} {creature} zzzz", ida) == set()


def test_four_signs_that_begin_as_a_word_does_are_found_as_four_signs(house: House, ida: Worker, monkeypatch):
    monkeypatch.setattr(invented, "new_id", lambda: "0000000000swwren")
    called = invented.alias_of("0000000000swwren")
    ally_id = known(house, "Quill")
    monkeypatch.undo()
    manner, creature, tag = called.split()
    assert tag == "wren"
    for asked in (
        tag,
        f"{manner} {tag}",
        f"{tag} {creature}",
        f"{manner} {creature} {tag[:1]}",
        f"{creature} wr {manner}",
    ):
        assert ally_id in found(asked, ida), asked


def test_an_exact_address_or_number_is_for_coordinators_and_traced(house: House, ida: Worker):
    from tests.finding.test_filters import answered

    ally_id = answered(house, "Nora Hart", "nora@example.org", "+15125550199")
    known(house, "Shares Nothing", phone="+15125550198")
    rosa = Worker(invented.account("organizer"), frozenset({house.campaign_id}), careful=False)
    assert found("NORA+film@example.org", ida) == {ally_id}
    assert found("(512) 555-0199", ida) == {ally_id}
    assert found("512 555 01", ida) == set()
    refused = search.look_for("nora@example.org", rosa)
    assert (refused.people, refused.not_for_me) == ([], True)
    find("nora@example.org", ida)
    deeds = {row.deed: row.about_id for row in db.session.query(Trace).filter_by(account_id=ida.account_id)}
    assert deeds == {"looked for an address": None, "name shown": ally_id}


def test_places_films_campaigns_and_hosts_are_found_without_marks(house: House, ida: Worker):
    there = invented.screening(house.campaign_id, venue="Théâtre Rialto")
    with transaction() as session:
        session.get_one(Screening, there).host = {"name": "Hana Oh"}
    assert [venue.name for venue in search.look_for("rialto aust", ida).places.venues] == ["Théâtre Rialto"]
    assert [row[0].id for row in search.look_for("utopia rialto", ida).places.screenings] == [there]
    assert [film.title for film in search.look_for("beyo", ida).places.films][:1] == ["Beyond Utopia"]
    assert [campaign.id for campaign in search.look_for("autumn", ida).places.campaigns] == [house.campaign_id]
    assert [host.name for host in search.look_for("hana", ida).places.hosts] == ["Hana Oh"]
    stranger = Worker(invented.account("organizer"), frozenset(), careful=False)
    elsewhere = search.look_for("rialto", stranger).places
    assert (elsewhere.screenings, elsewhere.hosts) == ([], [])


def test_a_corrected_name_is_found_and_the_old_one_and_the_forgotten_are_not(house: House, ida: Worker):
    ally_id = known(house, "Nora Hart")
    db.session.rollback()
    correct_contact(ally_id, "Salome Hart", "Salome", "+1 512 555 0147")
    assert (found("salome", ida), found("nora", ida)) == ({ally_id}, set())
    with transaction():
        forget(ally_id)
    assert found("salome", ida) == set()
    assert db.session.query(name_words.NameWord).filter_by(ally_id=ally_id).count() == 0


def test_whoever_was_there_before_the_index_is_taken_into_it_once(house: House, ida: Worker):
    ally_id = known(house, "Nora Hart")
    with transaction() as session:
        name_words.write(ally_id, None)
        session.get_one(Ally, ally_id).words_key = None
    assert found("nora", ida) == set()
    assert index_names() == 1
    assert index_names() == 0
    assert found("nora", ida) == {ally_id}
