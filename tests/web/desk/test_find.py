"""The search box: on every page, its words in no address, its names traced."""

from collections.abc import Callable

from flask.testing import FlaskClient

from tests import invented
from tests.invented import House
from tracker.followups.followup import FollowUp
from tracker.store.db import db
from tracker.team.trace import Trace

SignIn = Callable[[str], FlaskClient]


def test_what_is_looked_for_stands_in_no_address_and_whose_name_was_shown_is_traced(
    browser_for: SignIn, house: House, rosa: str
):
    ally_id = db.session.get_one(FollowUp, house.promise(name="Zora Hart", point_person_id=rosa)).ally_id
    client = browser_for(rosa)
    answer = client.post("/desk/find/", data={"asked": "hart zor"})
    assert answer.status_code == 303
    assert "zor" not in answer.location.lower()
    page = client.get(answer.location).get_data(as_text=True)
    assert f"/desk/allies/{ally_id}" in page
    assert "Zora" in page
    assert 'value="hart zor"' in page
    assert [(row.deed, row.about_id) for row in db.session.query(Trace)] == [("name shown", ally_id)]
    # Somebody else's browser finds nothing behind the same address.
    assert "Zora" not in browser_for(rosa).get(answer.location).get_data(as_text=True)


def test_the_box_stands_on_every_page_of_who_may_look_and_on_none_of_others(
    browser_for: SignIn, house: House, rosa: str
):
    for path in ("/desk/", "/desk/allies/", "/desk/more"):
        assert 'action="/desk/find/"' in browser_for(rosa).get(path).get_data(as_text=True)
    caller = browser_for(invented.account("caller"))
    assert 'action="/desk/find/"' not in caller.get("/desk/").get_data(as_text=True)
    assert caller.get("/desk/find/").status_code == caller.post("/desk/find/", data={"asked": "x"}).status_code == 403


def test_nothing_and_nonsense_are_told_what_to_do(browser_for: SignIn, house: House, rosa: str):
    client = browser_for(rosa)
    assert client.post("/desk/find/", data={"asked": "  "}).status_code == 422
    assert client.get("/desk/find/?search=\x00").status_code == 200
    answer = client.post("/desk/find/", data={"asked": "- ."}, follow_redirects=True)
    assert (answer.status_code, "Write what you look for" in answer.text) == (422, True)
    assert "Nothing fits" in client.post("/desk/find/", data={"asked": "qwertz"}, follow_redirects=True).text
    assert (
        "a coordinator looks up"
        in client.post("/desk/find/", data={"asked": "a@example.org"}, follow_redirects=True).text
    )
