"""Teams: who is in one works on its campaigns, and on nothing of it once it is gone."""

import pytest
from flask import Flask

from tests import invented
from tracker.screenings import crews, regions, who_works
from tracker.screenings.crews import CrewFacts
from tracker.screenings.regions import Region
from tracker.store.transactions import transaction
from tracker.usecases import change_member
from tracker.usecases.change_team import change_team, make_team, remove_team


@pytest.fixture
def inside(app: Flask):
    with app.app_context():
        yield app


def facts(name: str = "Texas", who: str = "", campaigns: str = "", where: str = "") -> CrewFacts:
    return CrewFacts(name, frozenset(who.split()), frozenset(campaigns.split()), tuple(regions.read(where)))


def test_a_team_lends_its_campaigns_and_what_is_ones_own_outlives_it(inside: Flask) -> None:
    chief, ada, ben = (invented.account(role, role) for role in ("administrator", "organizer", "caller"))
    autumn, winter, other = (invented.campaign(*who, name=name) for name, who in (("A", [ada]), ("W", []), ("O", [])))
    team = make_team(facts(who=f"{ada} {ben}", campaigns=f"{autumn} {winter}"), chief)
    assert who_works.campaigns_of(ada) == who_works.campaigns_of(ben) == {autumn, winter}
    assert who_works.own_campaigns_of(ada) == {autumn} and who_works.own_campaigns_of(ben) == frozenset()
    second = make_team(facts("Everywhere", ben, winter), chief)
    remove_team(team, chief)
    assert who_works.campaigns_of(ada) == {autumn} and who_works.campaigns_of(ben) == {winter}
    change_member.campaigns(ben, [winter, other], chief)
    change_team(second, facts("Everywhere"), chief)
    assert who_works.campaigns_of(ben) == {winter, other}
    change_member.campaigns(ben, [], chief)
    assert who_works.campaigns_of(ben) == frozenset()


def test_a_campaign_unticked_for_the_person_stays_while_a_team_lends_it(inside: Flask) -> None:
    ada = invented.account()
    autumn = invented.campaign(ada)
    make_team(facts(who=ada, campaigns=autumn), ada)
    change_member.campaigns(ada, [], ada)
    assert who_works.campaigns_of(ada) == {autumn}


def test_colleagues_are_those_of_every_team_and_always_oneself(inside: Flask) -> None:
    ada, ben, cai, dot = (invented.account(name=name) for name in ("Ada", "Ben", "Cai", "Dot"))
    make_team(facts("One", f"{ada} {ben}"), ada)
    make_team(facts("Two", f"{ada} {cai}"), ada)
    assert who_works.colleagues_of(ada) == {ada, ben, cai}
    assert who_works.colleagues_of(ben) == {ada, ben}
    assert who_works.colleagues_of(dot) == {dot}


def test_two_teams_of_one_name_or_none_are_refused_and_ids_that_are_not_there_are_left_out(inside: Flask) -> None:
    ada, gone = invented.account(), invented.account(active=False)
    team = make_team(facts(who=f"{ada} {gone} 0000000000000000", campaigns="0000000000000000"), ada)
    assert crews.facts_of(team).account_ids == {ada} and not crews.facts_of(team).campaign_ids
    for name, refusal in (("texas", crews.CrewNameTaken), ("", crews.CrewNameUnsaid)):
        with pytest.raises(refusal):
            make_team(facts(name), ada)
    for strange in ("0000000000000000", "\x00"):
        with pytest.raises(crews.CrewNotThere):
            remove_team(strange, ada)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Texas\n tx \nOK", [("US", "OK"), ("US", "TX")]),
        ("CA", [("US", "CA")]),
        ("Canada\nontario ,  canada", [("CA", ""), ("CA", "Ontario")]),
        ("KR\n대한민국\nSouth Korea\nCorea del Sur", [("KR", "")]),
        ("", []),
    ],
)
def test_regions_are_read_as_people_write_them(written: str, meant: list[tuple[str, str]]) -> None:
    assert regions.read(written) == meant
    assert regions.read(regions.told(regions.read(written))) == meant


def test_what_is_no_place_is_refused_with_its_line() -> None:
    with pytest.raises(regions.RegionUnknown, match="“Atlantis”"):
        regions.read("Texas\nAtlantis")


def test_who_is_near_is_in_a_team_of_the_state_or_of_the_whole_country(inside: Flask) -> None:
    ada, ben, cai = (invented.account(name=name) for name in ("Ada", "Ben", "Cai"))
    with transaction():
        for name, who, where in (("T", ada, "TX"), ("A", ben, "United States"), ("K", cai, "KR")):
            crews.add(facts(name, who, where=where))
    texas, seoul = regions.part_of("US", "Texas"), Region("KR", "Seoul")
    assert crews.in_region([texas, seoul]) == {texas: {ada, ben}, seoul: {cai}}
