"""What is held about somebody, shown to them by a fresh link: to see, correct, take along, decide anew."""

import json
import re
from pathlib import Path

import pytest

from tests import invented
from tests.hostile import HOSTILE
from tests.letters_world import BASE_URL, World
from tests.own_data import Owner, ally, ally_of, find, fresh, known, letters_of, me, owner, pass_in, same
from tests.web.public.test_own_links import rows
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent, Wording
from tracker.allies.identity import Identity
from tracker.allies.own_link import OwnLink
from tracker.allies.suppress import suppress
from tracker.allies.suppression import Suppression
from tracker.followups.followup import FollowUp
from tracker.keeping import erasures
from tracker.keeping.held import everything
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.forget_address import forget_address
from tracker.usecases.stop_contact import stop_contact

__all__ = ["ally", "owner"]
ACCESS = ("correct", "address", "consent", "language", "care", "no-care", "erase", "file.json", "file.html")


# The link


def test_a_fresh_link_shows_everything_once(world: World, ally: str):
    address, client = fresh(ally), world.browser()
    first = client.post(address)
    assert first.status_code == 200
    for told in ("Mina", "ally2@example.org", "+15125550002", "Beyond Utopia", "Alder Hall"):
        assert told in first.text
    assert (first.headers["Cache-Control"], "Set-Cookie" in first.headers) == ("no-store", False)
    assert pass_in(first.text) not in str(first.headers)
    again = client.post(address)
    assert (again.status_code, "Mina" in again.text) == (410, False)
    assert "used already" in again.text
    client.post(f"{address}/again")
    assert len(letters_of(ally, "own link")) == 1


def test_after_half_an_hour_neither_link_nor_page_opens_and_both_offer_a_new_one(world: World, ally: str, later):
    late, owner = fresh(ally), Owner(world.browser(), ally)
    later(minutes=29)
    assert "Mina" in owner.do("care").text
    later(minutes=2)
    for answer in (owner.client.post(late), owner.do("file.json"), owner.do("correct", name="New")):
        assert (answer.status_code, "Mina" in answer.text) == (410, False)
        renew = re.search(r'action="(/me/open/\w+/again)', answer.text)
        assert renew
        assert owner.client.post(renew[1]).status_code == 200
    assert len(letters_of(ally, "own link")) == 1, "with those two it is three in an hour"
    assert ally_of(ally).contact["name"] == "Mina"


def test_no_deed_without_a_pass_or_with_a_changed_one_or_from_elsewhere(world: World, owner: Owner, ally: str):
    before, sent = rows(), owner.sent
    place = len(sent) - 40
    changed = sent[:place] + ("b" if sent[place] != "b" else "d") + sent[place + 1 :]
    for deed in ACCESS:
        for wrong in ("", "x", changed, sent[:-1], "a.b.c", "서", sent + "0"):
            assert owner.client.post(f"/me/data/{deed}", data={"pass": wrong}).status_code == 404, (deed, wrong)
        for origin in ("https://evil.example", "null"):
            answer = owner.client.post(f"/me/data/{deed}", data={"pass": sent}, headers={"Origin": origin})
            assert (answer.status_code, "Mina" in answer.text) == (403, False)
        assert owner.client.get(f"/me/data/{deed}?pass={sent}").status_code == 410
    assert owner.do("nothing").status_code == 404
    assert rows() == before
    assert owner.client.post("/me/data/care", data={"pass": sent}, headers={"Origin": BASE_URL}).status_code == 200


def test_the_pass_of_one_opens_nothing_of_another_and_an_unspent_link_is_no_pass(world: World, owner: Owner, ally: str):
    other = known(world, name="Otherone")
    assert "Otherone" not in owner.do("care").text
    unspent = fresh(other).rpartition("/")[2][:16]
    from tracker.web.frame import passes

    with world.app.test_request_context():
        made_up = passes.give("own data", unspent)
    assert owner.client.post("/me/data/care", data={"pass": made_up}).status_code == 410


# Everything


def test_everything_is_in_the_download_in_stable_keys_that_are_written_down(owner: Owner, ally: str):
    answer = owner.do("file.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer.content_type == "application/json; charset=utf-8"
    told = json.loads(answer.text)
    assert told["format"] == "houselights own data 1"
    assert (told["you"]["name"], told["you"]["email"]) == ("Mina", "ally2@example.org")
    written = (Path(__file__).parents[3] / "docs" / "own-data.md").read_text("utf-8")
    with_everything = _keys(told)
    assert {key for key in with_everything if f"`{key}`" not in written} == set()


def _keys(told: object) -> set[str]:
    if isinstance(told, dict):
        return set(told).union(*(_keys(each) for each in told.values()))
    return set().union(*(_keys(each) for each in told)) if isinstance(told, list) else set()


def test_the_page_to_read_stands_by_itself(owner: Owner):
    answer = owner.do("file.html")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.html"'
    assert "Mina" in answer.text
    assert not re.search(r"(src|href|action)=|<script|@import|url\(", answer.text)
    assert 'name="pass"' not in answer.text


def test_no_name_of_the_team_and_no_proof_of_a_link_is_in_it(world: World, ally: str):
    world.browser().post(me(ally, "link"))
    told = json.dumps(everything(ally))
    assert "/me/open/…" in told.encode().decode("unicode_escape") or "/me/open/\\u2026" in told
    assert not re.search(r"/(stop|me|confirm|me/open|not-me)/[0-9a-z]{20}", told)


def test_the_page_speaks_the_allys_language_and_every_text_is_escaped(world: World):
    ally = known(world, name="<b>서민지</b>", language="ko")
    page = world.browser().post(fresh(ally) + "?lang=ko").text
    assert 'lang="ko"' in page
    assert "<b>서민지" not in page


def test_of_who_is_erased_the_page_says_that_nothing_is_left(world: World, ally: str):
    forget_address(ally)
    page = world.browser().post(fresh(ally)).text
    assert "Nothing that says who you are" in page
    assert "Mina" not in page
    assert "Erase everything" not in page
    owner = Owner(world.browser(), ally)
    for deed, fields in (("correct", {"name": "New"}), ("consent", {"email": "yes"}), ("care", {}), ("erase", {})):
        assert owner.do(deed, **fields).status_code < 500
    assert ally_of(ally).contact is None
    assert ally_of(ally).email_consent == "no"


# Correcting


def test_name_and_number_are_corrected_and_recognised_by(owner: Owner, ally: str):
    page = owner.do("correct", name="서민지", call="민지", phone="+1 512 555 0190").text
    assert "Corrected" in page
    assert ally_of(ally).contact == {
        "name": "서민지", "call": "민지", "phone": "+15125550190", "email": "ally2@example.org",
    }  # fmt: skip
    assert find(email="ally2@example.org") == ally
    assert find("서민지", phone="+15125550190") == ally
    assert find("Mina", phone="+15125550002") is None


def test_what_cannot_be_kept_is_said_beside_its_field_and_what_was_typed_stays(owner: Owner, ally: str):
    for field, fields in {
        "phone": {"name": "Mina", "call": "", "phone": "12"},
        "name": {"name": "x" * 201, "call": "", "phone": ""},
        "call": {"name": "Mina", "call": "x" * 201, "phone": ""},
    }.items():
        answer = owner.do("correct", **fields)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        assert f'aria-describedby="{field}-why"' in answer.text
        assert f'value="{fields[field]}"' in answer.text
    assert ally_of(ally).contact["name"] == "Mina"


def test_who_has_no_address_keeps_a_number(world: World):
    ally = known(world, email=None)
    owner = Owner(world.browser(), ally)
    assert owner.do("correct", name="Mina", call="", phone="").status_code == 422
    assert owner.do("correct", name="Mina", call="", phone="+15125550191").status_code == 200
    assert find("Mina", phone="+15125550191") == ally
    assert find("Mina", phone="+15125550001") is None


def test_that_somebody_else_is_known_by_it_is_not_said_but_a_coordinator_gets_a_task(world: World):
    coordinator = invented.account("coordinator")
    other = known(world, name="Twin", email=None)
    ally = known(world, name="Mina", email=None)
    owner = Owner(world.browser(), ally)
    fields = {"name": "Twin", "call": "", "phone": "+15125550001"}
    told = owner.do("correct", **fields)
    free = Owner(world.browser(), known(world, email=None)).do("correct", name="Twin", call="", phone="+15125550199")
    assert (told.status_code, told.text.count("Corrected")) == (free.status_code, free.text.count("Corrected"))
    assert find("Twin", phone="+15125550001") == other
    (task,) = same(ally)
    assert (task.channel, task.state, task.point_person_id) == ("task", "open", coordinator)
    assert "know already" not in owner.do("care").text, "nor do they find it in what is held"
    assert "know already" not in owner.do("file.json").text
    owner.do("correct", **fields)
    assert len(same(ally)) == 1


@pytest.mark.long
def test_hostile_strings_in_every_field_break_nothing(owner: Owner):
    fields = {"name": "Mina", "call": "Mina", "phone": "+15125550002", "email": "mina@example.org"}
    for text in HOSTILE:
        for deed, names in {
            "correct": ("name", "call", "phone"), "address": ("email",), "consent": ("email", "phone"),
            "language": ("language",), "file.json": ("x",), "file.html": ("x",),
        }.items():  # fmt: skip
            for name in names:
                answer = owner.do(deed, **{**fields, name: text})
                assert answer.status_code < 500, (deed, name, text[:20])
                assert "<script>alert" not in answer.text or answer.content_type.startswith("application/json")
        assert owner.client.post("/me/data/correct", data={"pass": text}).status_code in (404, 410)


# Consent


def test_each_channel_by_itself_with_the_exact_words_kept(world: World, owner: Owner, ally: str):
    page = owner.do("consent", email="no", phone="yes").text
    assert "Written down" in page
    changed = ally_of(ally)
    assert (changed.email_consent, changed.phone_consent) == ("no", "yes")
    (fact,) = db.session.query(Consent).filter_by(ally_id=ally)
    assert (fact.channel, fact.answer, fact.source) == ("email", "no", "own link")
    assert (
        db.session.get_one(Wording, fact.wording_id).text
        == "May Lantern Crossing write to you? / Yes, write to me / No letters"
    )
    states = {each.channel: each.state for each in db.session.query(FollowUp).filter_by(ally_id=ally)}
    assert states == {"letter": "closed", "call": "open"}
    assert world.letter_to(ally).state == "withdrawn"
    owner.do("consent", email="no", phone="no")
    db.session.rollback()
    assert {each.state for each in db.session.query(FollowUp).filter_by(ally_id=ally)} == {"closed"}
    before = rows()
    owner.do("consent", email="no", phone="no")
    assert rows() == before


def test_a_yes_lifts_what_they_had_said_themselves_and_plans_what_their_signups_earn(world: World, ally: str):
    stop_contact(ally)
    with transaction():
        suppress(None, "+15125550002", "", "never again")
    world.step("welcome")
    owner = Owner(world.browser(), ally)
    assert "you asked us to stop" in owner.page
    owner.do("consent", email="yes")
    assert (ally_of(ally).email_consent, ally_of(ally).phone_consent) == ("yes", "no")
    assert {each.kind for each in db.session.query(Suppression)} == {"never again"}
    planned = db.session.query(FollowUp).filter_by(ally_id=ally, state="open").all()
    assert {each.step_id for each in planned} == {world.steps["welcome"], world.steps["thanks"]}


def test_an_answer_that_there_is_not_is_refused(owner: Owner, ally: str):
    for fields in ({}, {"email": "maybe"}, {"email": "unknown", "phone": "yes"}):
        assert owner.do("consent", **fields).status_code == 422
    assert ally_of(ally).phone_consent == "yes"


# Care, language, erasing


def test_extra_care_is_taken_and_ended_and_leaves_no_follow_up_with_who_may_not_see(
    world: World, owner: Owner, ally: str
):
    organizer, coordinator = invented.account("organizer"), invented.account("coordinator")
    with transaction() as session:
        first, second = session.query(FollowUp).filter_by(ally_id=ally).order_by(FollowUp.channel)
        first.point_person_id, second.point_person_id = organizer, coordinator
    assert "End extra care" in owner.do("care").text
    db.session.rollback()
    assert {each.point_person_id for each in db.session.query(FollowUp).filter_by(ally_id=ally)} == {None, coordinator}
    assert ally_of(ally).extra_care is True
    owner.do("no-care")
    assert ally_of(ally).extra_care is False


def test_the_language_is_changed_and_the_answer_speaks_it(owner: Owner, ally: str):
    assert 'lang="es"' in owner.do("language", language="es").text
    assert ally_of(ally).language == "es"


def test_erasing_is_asked_for_and_taken_back_on_the_page(owner: Owner, ally: str):
    page = owner.do("erase").text
    assert erasures.waiting(ally) is not None
    assert "Take it back" in page
    assert "Still held" in page
    back = re.search(r'action="(/me/\w+/keep)', page)
    assert back
    assert owner.client.post(back[1]).status_code == 200
    assert ally_of(ally).contact["name"] == "Mina"


def test_links_that_were_given_out_go_with_the_ally(ally: str, world: World):
    fresh(ally)
    forget_address(ally)
    assert db.session.query(OwnLink).filter_by(ally_id=ally).count() == 0
    assert db.session.query(Identity).filter_by(ally_id=ally).count() == 0
    assert db.session.query(Ally).count() == 2
