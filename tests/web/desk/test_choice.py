"""Doing something with many, as pages: ticked or all who fit, looked at first, done, looked back at."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from tests import invented
from tests.invented import House
from tracker.allies.ally import Ally
from tracker.finding import bulk, saved_filter
from tracker.finding.filters import Filters
from tracker.finding.saved_filter import SavedFilter
from tracker.followups.followup import FollowUp
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.retire_member import retire_member

SignIn = Callable[[str], FlaskClient]


def chosen(client: FlaskClient, **sent) -> str:
    answer = client.post("/desk/allies/chosen/", data=sent)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_ticked_lines_get_a_tag_that_shows_on_the_list_and_is_taken_back(browser_for: SignIn, house: House, rosa: str):
    first, other = (db.session.get_one(FollowUp, house.promise()).ally_id for _ in range(2))
    tag_id = invented.tag("Press", rosa)
    client = browser_for(rosa)
    here = chosen(client, ally=[first])
    assert "1 ally chosen" in client.get(here).text
    preview = client.get(f"{here}/tag?tag_id={tag_id}").text
    assert "Nothing is done yet" in preview
    assert "Press" not in client.get("/desk/allies/").text.partition("<tbody>")[2]
    done = client.post(f"{here}/tag", data={"tag_id": tag_id})
    assert done.status_code == 303
    listed = client.get(f"/desk/allies/?tag={tag_id}").text
    assert (first in listed, other in listed, "Tags: Press" in listed) == (True, False, True)
    assert "Press" in client.get(f"/desk/allies/{first}").text
    page = client.get(done.location).text
    assert "Take it back" in page
    assert client.post(f"{done.location}/undo").status_code == 303
    assert first not in client.get(f"/desk/allies/?tag={tag_id}").text.partition("<tbody>")[2]


def test_all_who_fit_are_those_whom_the_filters_mean_and_many_need_their_number(
    browser_for: SignIn, house: House, rosa: str, monkeypatch
):
    monkeypatch.setattr(bulk, "TYPED_FROM", 2)
    for language in ("ko", "ko", "en"):
        house.promise(language=language)
    client = browser_for(rosa)
    here = chosen(client, all="1", language="ko")
    assert "2 allies chosen" in client.get(here).text
    preview = client.get(f"{here}/stop").text
    assert 'name="typed"' in preview
    assert "It cannot be taken back" in preview
    assert client.post(f"{here}/stop", data={"typed": "3"}).status_code == 422
    assert client.post(f"{here}/stop", data={"typed": "2"}).status_code == 303
    [deed] = set(re.findall(r"/desk/bulk/\w{16}", client.get("/desk/bulk/").text))
    assert "<dt>done</dt><dd>2</dd>" in client.get(deed).text


def test_a_letter_is_begun_for_those_who_were_chosen_and_for_nobody_else(browser_for: SignIn, house: House, rosa: str):
    first, _other = (db.session.get_one(FollowUp, house.promise()).ally_id for _ in range(2))
    client = browser_for(rosa)
    here = chosen(client, ally=[first])
    address = f"/desk/write/new?choice={here.rpartition('/')[2]}&campaign={house.campaign_id}"
    assert here.rpartition("/")[2] in client.get(address).text
    words = {
        "title": "News",
        "subject_en": "News",
        "text_en": "Dear {call}",
        "per_hour": "100",
        "choice": here.rpartition("/")[2],
    }
    made = client.post(address, data=words)
    page = client.get(made.location).text
    assert "1 ally, chosen in the list" in page
    assert "1 ally matches." in page


def test_a_choice_is_its_makers_and_nonsense_is_refused(browser_for: SignIn, house: House, rosa: str):
    ally_id = db.session.get_one(FollowUp, house.promise()).ally_id
    client = browser_for(rosa)
    here = chosen(client, ally=[ally_id])
    assert browser_for(invented.account("coordinator")).get(here).status_code == 404
    assert client.get(f"{here}/erase").status_code == client.get(f"{here}/tag?tag_id=x").status_code == 404
    assert client.get(f"{here}/assign").status_code == 409
    assert client.get(f"{here}/step?channel=letter").status_code in (409, 422)
    assert client.post("/desk/allies/chosen/", data={"ally": "\x00"}).status_code == 409


def test_a_list_is_saved_shared_renamed_and_removed_by_its_owner_alone(browser_for: SignIn, house: House, rosa: str):
    house.promise(language="ko")
    client, wren = browser_for(rosa), browser_for(invented.account("organizer", "Wren T."))
    assert client.post("/desk/allies/lists/new", data={"name": "All"}).status_code == 422
    assert client.post("/desk/allies/lists/new?language=ko", data={"name": ""}).status_code == 422
    saved = client.post("/desk/allies/lists/new?language=ko", data={"name": "Speaks Korean"})
    assert saved.location == "/desk/allies/?language=ko"
    assert "Speaks Korean" not in wren.get("/desk/allies/").text
    [list_id] = set(re.findall(r"/desk/allies/lists/(\w{16})", client.get("/desk/allies/lists/").text))
    assert client.post(f"/desk/allies/lists/{list_id}", data={"name": "Korean", "shared": "y"}).status_code == 303
    page = wren.get("/desk/allies/").text
    assert "Korean" in page
    # What it shows is what each may see.
    assert "Nobody" not in wren.get("/desk/allies/?language=ko").text.partition("<tbody>")[2]
    for deed in ("", "/remove"):
        assert wren.post(f"/desk/allies/lists/{list_id}{deed}", data={"name": "Mine"}).status_code == 404
    assert client.post(f"/desk/allies/lists/{list_id}/remove").status_code == 303
    assert "Korean" not in wren.get("/desk/allies/").text


def test_what_is_shared_can_be_removed_by_a_coordinator_and_what_is_not_goes_with_who_retires(
    browser_for: SignIn, house: House, rosa: str
):
    with transaction():
        shared, own = (
            saved_filter.save(Filters(language=code), code, shared=code == "ko", account_id=rosa).id
            for code in ("ko", "es")
        )
    coordinator = browser_for(invented.account("coordinator"))
    address = "/desk/allies/lists/"
    assert coordinator.post(f"{address}{own}/remove").status_code == 404
    retire_member(rosa, {}, invented.account("administrator"))
    db.session.rollback()
    assert [row.id for row in db.session.query(SavedFilter)] == [shared]
    wren = browser_for(invented.account("organizer", "Wren T."))
    page = wren.get(address).text
    assert "shared by Rosa M." in page and "/remove" not in page
    assert f"{address}{shared}/remove" in coordinator.get(address).text
    assert coordinator.post(f"{address}{shared}", data={"name": "Mine"}).status_code == 404
    assert coordinator.post(f"{address}{shared}/remove").status_code == 303
    assert "shared by" not in wren.get(address).text


def test_the_list_and_its_file_count_nobody_whom_the_list_would_tell_something_of(
    browser_for: SignIn, house: House, rosa: str
):
    plain = db.session.get_one(FollowUp, house.promise(language="ko")).ally_id
    careful = db.session.get_one(FollowUp, house.promise(language="ko", care=True)).ally_id
    client, coordinator = browser_for(rosa), browser_for(invented.account("coordinator"))
    for filters, here, there in (("?language=ko", 1, 2), ("", 2, 2)):
        for browser, number in ((client, here), (coordinator, there)):
            allies = "1 ally" if number == 1 else f"{number} allies"
            page = browser.get(f"/desk/allies/{filters}").text
            assert f"{allies} in this list" in page
            assert (careful in page) == (number == 2)
            rows = "1 row" if number == 1 else f"{number} rows"
            assert all(
                f">{rows}" in browser.get(f"/desk/export/{kind}{filters}").text for kind in ("allies", "signups")
            )
    # Who asks for extra care after they were chosen is in no file of that list any more.
    one = chosen(client, all="1", language="ko").rpartition("/")[2]
    assert ">1 row" in client.get(f"/desk/export/allies?choice={one}").text
    with transaction() as session:
        session.get_one(Ally, plain).extra_care = True
    assert ">0 rows" in client.get(f"/desk/export/allies?choice={one}").text


def test_tags_are_made_once_renamed_put_on_and_removed(browser_for: SignIn, house: House, rosa: str):
    ally_id = db.session.get_one(FollowUp, house.promise()).ally_id
    client = browser_for(rosa)
    assert client.post("/desk/tags/", data={"name": "Press"}).status_code == 303
    assert client.post("/desk/tags/", data={"name": "press"}).status_code == 409
    assert client.post("/desk/tags/", data={"name": " "}).status_code == 422
    [tag_id] = set(re.findall(r"/desk/tags/(\w{16})", client.get("/desk/tags/").text))
    assert client.post(f"/desk/allies/{ally_id}/tag", data={"tag": tag_id}).status_code == 303
    assert client.post(f"/desk/tags/{tag_id}", data={"name": "Papers"}).status_code == 303
    assert "Papers" in client.get(f"/desk/allies/{ally_id}").text
    others = browser_for(invented.account("organizer", "Wren T."))
    assert others.post(f"/desk/tags/{tag_id}/remove").status_code == 403
    assert others.post(f"/desk/allies/{ally_id}/tag", data={"tag": tag_id}).status_code == 404
    assert client.post(f"/desk/allies/{ally_id}/untag", data={"tag": tag_id}).status_code == 303
    assert "Papers" not in client.get("/desk/allies/").text
    assert client.post(f"/desk/tags/{tag_id}/remove").status_code == 303
    assert client.get("/desk/tags/").text.count("<h2>") == 1
