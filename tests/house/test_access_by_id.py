"""Every route with an id in it, with the real id of something of others: nothing is shown, and nothing changes."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.members import browser_of
from tests.others_campaign import Theirs, named, rows, told_to_strangers
from tracker.screenings.campaign import WorksOn
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.team.roles import SEES_CONTACTS, Role

# What belongs to no campaign: films, places and calls to action are the whole organisation's; no person stands in them.
SHARED = ("/desk/films/", "/desk/venues/", "/desk/calls-to-action/")
# By these a page may say what campaign it is: which there are is no secret among the team.
NO_SECRET = ("Ourxmark campaign",)
# All rows are read after so many answers: reading them costs three times what an answer does.
AT_A_TIME = 20


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # who may open what does not depend on the engine


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app


@pytest.fixture
def theirs(inside: Flask) -> Theirs:
    return Theirs()


def refused(
    app: Flask, browser: FlaskClient, theirs: Theirs, statuses: set[int], alias: bool = True, shared: bool = False,
    besides: tuple[str, ...] = (),
) -> int:  # fmt: skip
    """Tries everything but `besides`; how much was tried. `alias`: not even that may stand on an answer."""
    before, tried, unlooked = rows(), 0, list[tuple[str, str]]()
    for rule, method, address in named(app, theirs.ids):
        if rule.rule.startswith(besides if shared else (*SHARED, *besides)):
            continue
        answer = browser.open(address, method=method, data=theirs.fields() if method != "GET" else None)
        assert answer.status_code in statuses, (method, rule.rule, answer.status_code)
        assert not told_to_strangers(answer.text, theirs.alias if alias else ""), (method, rule.rule)
        tried += 1
        unlooked.append((method, rule.rule))
        if len(unlooked) == AT_A_TIME:
            assert rows() == before, unlooked
            unlooked.clear()
    assert rows() == before, unlooked
    return tried


def test_an_organizer_of_another_campaign_meets_nothing_of_this_one(inside: Flask, theirs: Theirs) -> None:
    rosa = invented.account("organizer", "Rosa M.")
    invented.House(rosa)
    # Ending a sign-in that is not hers goes back to her own list of them.
    assert refused(inside, browser_of(inside, rosa), theirs, {403, 404, 303}) > 60


def test_what_is_shared_names_nobody(inside: Flask, theirs: Theirs) -> None:
    rosa = invented.account("organizer", "Rosa M.")
    invented.House(rosa)
    browser, looked = browser_of(inside, rosa), 0
    for rule, method, address in named(inside, theirs.ids):
        if rule.rule.startswith(SHARED) and method == "GET":
            page = browser.get(address).text
            for each in NO_SECRET:
                page = page.replace(each, "")
            assert not told_to_strangers(page, theirs.alias), rule.rule
            looked += 1
    assert looked >= 5


LISTS = (
    "/desk/", "/desk/?list=team", "/desk/?list=stuck", "/desk/allies/", "/desk/outbox/?tab=failed", "/desk/notices/",
    "/desk/write/", "/desk/imports/", "/desk/screenings/", "/desk/campaigns/",
)  # fmt: skip


def test_no_list_of_another_campaign_holds_anything_of_this_one(inside: Flask, theirs: Theirs) -> None:
    rosa = invented.account("organizer", "Rosa M.")
    invented.House(rosa)
    for each in LISTS:
        page = browser_of(inside, rosa).get(each)
        assert page.status_code == 200
        assert not told_to_strangers(page.text, theirs.alias), each


def test_a_caller_of_this_campaign_without_a_claim_opens_nothing_and_changes_nothing(
    inside: Flask, theirs: Theirs
) -> None:
    caller = invented.account("caller", "Cal")
    with transaction() as session:
        session.add(WorksOn(account_id=caller, campaign_id=theirs.house.campaign_id))
    # Giving back what one does not hold goes back to Today. What is published of one's campaign is everybody's to read.
    browser, statuses = browser_of(inside, caller), {403, 404, 303}
    assert refused(inside, browser, theirs, statuses, shared=True, besides=("/desk/published/",)) > 80


def test_a_viewer_opens_nothing_with_an_id(inside: Flask, theirs: Theirs) -> None:
    # Sessions, devices and passkeys are everybody's own: hers are not found.
    assert refused(inside, browser_of(inside, invented.account("viewer")), theirs, {403, 404, 303}, shared=True) > 80


FLAWS = [("disabled", Role.ADMINISTRATOR), ("nobody", Role.ADMINISTRATOR)]
FLAWS += [("without a second factor", role) for role in SEES_CONTACTS]


@pytest.mark.parametrize(("flaw", "role"), sorted(FLAWS))
def test_who_is_not_wholly_signed_in_opens_nothing(inside: Flask, theirs: Theirs, flaw: str, role: Role) -> None:
    """The session stands: what the account lacks is found at each request."""
    whose = invented.account(role.value)
    browser = inside.test_client() if flaw == "nobody" else browser_of(inside, whose)
    with transaction() as session:
        row = session.get_one(Account, whose)
        row.active = flaw != "disabled"
        if flaw == "without a second factor":
            row.tf_primary_method = row.totp_secret = None
    before = rows()
    for rule, method, address in named(inside, theirs.ids):
        answer = browser.open(address, method=method, data=theirs.fields() if method != "GET" else None)
        assert answer.status_code == (303 if method == "GET" else 401), (method, rule.rule)
        assert method != "GET" or answer.location.startswith("/account/sign-in?")
        assert not told_to_strangers(answer.text, theirs.alias)
    assert rows() == before


def of_ally(theirs: Theirs) -> list[tuple[str, str]]:
    """Whatever could show an ally or be done to them, by method and address."""
    card, letter, ally = (theirs.ids[each] for each in ("follow_up_id", "letter_id", "ally_id"))
    pages = [f"/desk/follow-ups/{card}", f"/desk/allies/{ally}", f"/desk/outbox/{letter}", f"/desk/outbox/{letter}.eml"]
    deeds = [
        *(f"/desk/follow-ups/{card}{deed}" for deed in ("", "/answer", "/how-to-say", "/give-back")), f"/desk/allies/{ally}/reveal",
        f"/desk/allies/{ally}/own-link", f"/desk/call-back/{ally}",
    ]  # fmt: skip
    return [*(("GET", each) for each in pages), *(("POST", each) for each in deeds)]


def test_an_ally_with_extra_care_is_an_alias_to_an_organizer_of_their_own_campaign(inside: Flask) -> None:
    theirs = Theirs(care=True)
    juno, before = browser_of(inside, theirs.juno), rows()
    for method, address in of_ally(theirs):
        answer = juno.open(address, method=method, data=theirs.fields() if method == "POST" else None)
        assert not told_to_strangers(answer.text), (method, address)
        if address == f"/desk/allies/{theirs.ally}":
            assert answer.status_code == 200 and theirs.alias in answer.text
        else:
            assert answer.status_code in (403, 404), (method, address)
    for page in ("/desk/allies/", "/desk/?list=team"):
        listed = juno.get(page).text
        assert theirs.alias in listed.replace("\u00a0", " ")
        assert not [mark for mark in told_to_strangers(listed) if mark not in "Ourxmark campaign"], page
    found = juno.post("/desk/call-back/", data={"asked": "Noorxmark"}).text
    assert theirs.alias not in found
    # Claiming is refused too, by its own way.
    assert juno.post("/desk/claim", data={"claim": theirs.follow_up}).status_code == 403
    assert rows() == before


def test_a_card_that_somebody_else_has_claimed_shows_nothing_and_takes_nothing(inside: Flask, theirs: Theirs) -> None:
    bo = invented.account("organizer", "Bo")
    theirs.claim(bo)
    with transaction() as session:
        session.get_one(invented.FollowUp, theirs.follow_up).point_person_id = None
    juno, before = browser_of(inside, theirs.juno), rows()
    for method, address in of_ally(theirs):
        if "/follow-ups/" in address or "call-back" in address or "own-link" in address:
            answer = juno.open(address, method=method, data=theirs.fields() if method == "POST" else None)
            assert answer.status_code in (303, 403, 404, 409), (method, address)
            assert not told_to_strangers(answer.text), (method, address)
    assert rows() == before


def test_the_page_of_a_colleagues_ally_shows_the_alias_and_neither_name_nor_contact(
    inside: Flask, theirs: Theirs
) -> None:
    colleague = invented.account("organizer", "Bo")
    with transaction() as session:
        session.add(WorksOn(account_id=colleague, campaign_id=theirs.house.campaign_id))
    for browser, named_beside in ((browser_of(inside, colleague), False), (browser_of(inside, theirs.juno), True)):
        for page in ("/desk/allies/", f"/desk/allies/{theirs.ally}"):
            text = browser.get(page).text.replace("Ourxmark campaign", "").replace("Lettersxmark", "")
            assert ("Noorxmark" in text) is named_beside, page
            assert "Haddad" not in text and "noorxmark" not in text


def test_a_route_with_an_id_that_nobody_has_thought_of_here_fails(inside: Flask, theirs: Theirs) -> None:
    del theirs.ids["reply_id"]
    with pytest.raises(KeyError, match="reply_id"):
        list(named(inside, theirs.ids))
    assert db.session.get(Account, theirs.juno)
