"""Calls to action at the desk: defined in three languages, looked at first, ordered, archived; and every limit."""

import html
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import invented
from tests.hostile import HOSTILE
from tests.invented import House
from tracker import clock
from tracker.appeals import counting, defining, interest
from tracker.appeals.interest import Interest
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.usecases.answer_appeal import answer_appeal
from tracker.usecases.move_in import move_in

SignIn = Callable[[str], FlaskClient]
HERE = "/desk/calls-to-action/"
ENGLISH = {
    "label_en": "Translate letters", "title_en": "You ticked: translate letters", "sentence_en": "An hour a week helps.",
    "link_en": "https://translate.example.org/start", "button_en": "Choose a letter",
}  # fmt: skip
KOREAN = {
    "label_ko": "편지 번역하기",
    "title_ko": "편지 번역",
    "sentence_ko": "한 주에 한 시간입니다.",
    "button_ko": "편지 고르기",
}


@pytest.fixture
def client(browser_for: SignIn, rosa: str, house: House) -> FlaskClient:
    move_in()
    return browser_for(rosa)


def row(key: str) -> Interest:
    db.session.rollback()
    return db.session.scalars(select(Interest).where(Interest.key == key)).one()


def keys() -> list[str]:
    db.session.rollback()
    return [each.key for each in interest.offered()]


def deeds() -> list[str]:
    db.session.rollback()
    return [each.deed for each in db.session.scalars(select(Trace).order_by(Trace.number)) if "call" in each.deed]


def test_the_list_shows_each_with_its_languages_and_presses_in_ones_own_campaigns(
    client: FlaskClient, house: House
) -> None:
    page = client.get(HERE).text
    shown = re.findall(r"<b><a[^>]*>([^<]+)</a></b>", page)
    assert shown[0] == "Host a film screening" and len(shown) == 6
    assert "words of the house" in page and "is missing" not in page and page.count("not pressed yet") == 6
    elsewhere, host = invented.campaign(name="Others work here"), row("host").id
    with transaction():
        counting.add(host, house.campaign_id, "thanks", clock.now().date(), 12)
        counting.add(host, house.campaign_id, "letter", clock.now().date(), 3)
        counting.add(host, elsewhere, "thanks", clock.now().date(), 99)
    page = client.get(HERE).text
    assert "thanks page 12, letters 3" in page and "Others work here" not in page and "page 99" not in page


def test_a_new_one_is_looked_at_first_then_kept_offered_last_and_traced(client: FlaskClient) -> None:
    looked = client.post(f"{HERE}new", data={**ENGLISH, **KOREAN, "look": "yes"})
    assert looked.status_code == 200 and "translate.example.org" in looked.text
    assert looked.text.count('class="looks lit"') == 3 and '<span class="act">편지 고르기</span>' in looked.text
    assert len(keys()) == 6 and deeds() == [], "nothing is kept by looking"
    assert client.post(f"{HERE}new", data={**ENGLISH, **KOREAN}).status_code == 303
    assert keys()[-1] == "translate-letters" and deeds() == ["call to action added"]
    kept = row("translate-letters")
    assert kept.labels == {"en": "Translate letters", "ko": "편지 번역하기"}
    assert kept.next_step["ko"] == {"title": "편지 번역", "sentence": "한 주에 한 시간입니다.", "button": "편지 고르기"}
    page = client.get(HERE).text
    assert "leads to translate.example.org" in page and "Español is missing" in page
    card = client.get(f"{HERE}{kept.id}").text
    assert (
        'value="https://translate.example.org/start"' in card and "The button leads to translate.example.org." in card
    )


def test_the_same_label_once_archived_and_new_again_gets_another_key(client: FlaskClient) -> None:
    client.post(f"{HERE}new", data=ENGLISH)
    assert "Another call to action says this." in client.post(f"{HERE}new", data=ENGLISH).text
    client.post(f"{HERE}{row('translate-letters').id}/archive")
    assert client.post(f"{HERE}new", data=ENGLISH).status_code == 303
    assert keys()[-1] == "translate-letters-2"
    assert client.post(f"{HERE}new", data={**ENGLISH, "label_en": "밤"}).status_code == 303
    assert keys()[-1] == "call"


def test_changing_one_keeps_its_key(client: FlaskClient) -> None:
    host = row("host").id
    assert client.post(f"{HERE}{host}", data={**ENGLISH, "label_en": "Invite the film"}).status_code == 303
    assert (
        row("host").labels == {"en": "Invite the film"} and row("host").next_step["en"]["button"] == "Choose a letter"
    )
    assert client.post(f"{HERE}{host}", data={"label_en": "Host"}).status_code == 303
    assert row("host").next_step == {}, "emptied, the house's own words stand again"
    assert deeds() == ["call to action changed"] * 2


def test_the_ninth_is_refused_with_a_sentence_and_so_is_the_last_to_go(client: FlaskClient) -> None:
    for number in range(2):
        assert client.post(f"{HERE}new", data={"label_en": f"Number {number}"}).status_code == 303
    answer = client.post(f"{HERE}new", data={"label_en": "One too many"})
    assert answer.status_code == 422 and "Archive one first." in answer.text and len(keys()) == 8
    assert 'href="/desk/calls-to-action/new"' not in client.get(HERE).text
    gone = row("number-1").id
    client.post(f"{HERE}{gone}/archive")
    client.post(f"{HERE}new", data={"label_en": "Instead"})
    assert "Archive one first." in client.post(f"{HERE}{gone}/bring-back", follow_redirects=True).text
    for key in keys()[1:]:
        client.post(f"{HERE}{row(key).id}/archive")
    assert "offers one at least" in client.post(f"{HERE}{row('host').id}/archive", follow_redirects=True).text
    assert keys() == ["host"]


def test_they_move_up_and_down_and_come_back_as_the_last(client: FlaskClient) -> None:
    assert keys() == ["host", "volunteer", "write", "give", "bring", "learn"]
    client.post(f"{HERE}{row('give').id}/move", data={"by": "up"})
    client.post(f"{HERE}{row('host').id}/move", data={"by": "up"})
    assert keys() == ["host", "volunteer", "give", "write", "bring", "learn"]
    client.post(f"{HERE}{row('host').id}/archive")
    client.post(f"{HERE}{row('volunteer').id}/move", data={"by": "down"})
    assert keys() == ["give", "volunteer", "write", "bring", "learn"]
    assert "Bring back" in client.get(HERE).text
    client.post(f"{HERE}{row('host').id}/bring-back")
    client.post(f"{HERE}{row('host').id}/bring-back")
    assert keys()[-1] == "host"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"label_en": ""}, "Say in English what the tick says."),
        ({"label_en": "x" * 41}, "Shorter, in at most 40 characters."),
        ({"title_en": ""}, "Give it a title, too"),
        ({"sentence_en": ""}, "Say it in a sentence, too"),
        ({"sentence_en": "x" * 301}, "Shorter, in at most 300 characters."),
        ({"button_en": ""}, "Say what the button does"),
        ({"link_en": ""}, "A button needs a link or a question."),
        ({"question_en": "When?"}, "Either a link or a question"),
        ({"link_en": "javascript:alert(1)"}, "begins with https://"),
        ({"link_en": "https://me:secret@example.org"}, "begins with https://"),
        ({"link_en": "http://example.org"}, "begins with https://"),
        ({"title_es": "Hola"}, "Say it in a sentence, too"),
        ({"title_es": "Hola", "sentence_es": "Hola."}, "Say what the button does"),
        ({"label_en": "a\x00b"}, "cannot be printed"),
    ],
)
def test_what_does_not_fit_comes_back_beside_its_field(
    client: FlaskClient, fields: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"{HERE}new", data={**ENGLISH, **fields})
    assert answer.status_code == 422 and sentence in html.unescape(answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert "sentence_en" in fields or "An hour a week" in answer.text, "what was written is still there"
    assert len(keys()) == 6


def test_other_languages_need_the_english_words(client: FlaskClient) -> None:
    answer = client.post(f"{HERE}new", data={"label_en": "Sing", **KOREAN})
    assert answer.status_code == 422 and "Write the English words first" in answer.text


def test_hostile_strings_in_every_field_never_come_back_as_html(client: FlaskClient) -> None:
    fields = [f"{name}_{code}" for name in defining.MOST for code in ("en", "ko", "es")]
    host = row("host").id
    for text in HOSTILE:
        for field in fields if text in HOSTILE[:7] else ["link_ko"]:
            answer = client.post(f"{HERE}{host}", data={**ENGLISH, **KOREAN, field: text})
            assert answer.status_code in (303, 422), (field, text[:40])
            assert "<script>alert" not in answer.text and "<img" not in answer.text
        answer = client.post(f"{HERE}{host}", data={**ENGLISH, "title_en": text, "button_en": text, "look": "yes"})
        assert answer.status_code in (200, 422) and "<script>alert" not in answer.text and "<img" not in answer.text
    for path in (HERE, f"{HERE}{host}", "/desk/playbook/", "/desk/allies/"):
        page = client.get(path).text
        assert "<script>alert" not in page and "<img" not in page
    client.post(f"{HERE}{host}", data={**ENGLISH, "title_en": "{{7*7}}", "label_en": "{{7*7}}"})
    assert "{{7*7}}" in client.get(HERE).text and ">49<" not in client.get(f"{HERE}{host}").text


def test_an_archived_tick_is_still_a_condition_of_the_playbook(
    client: FlaskClient, browser_for: SignIn, house: House
) -> None:
    book = invented.playbook(house.campaign_id)
    step = invented.step(book, "ring", condition={"interests": ["host"]})
    client.post(f"{HERE}{row('host').id}/archive")
    chief = browser_for(invented.account("coordinator", "Hana S."))
    assert "ticked: Host a film screening" in chief.get(f"/desk/playbook/?campaign={house.campaign_id}").text
    assert "Host a film screening" in chief.get(f"/desk/playbook/steps/{step}").text


@pytest.mark.parametrize("role", ["caller", "viewer"])
def test_only_organizers_define(browser_for: SignIn, role: str, house: House) -> None:
    browser = browser_for(invented.account(role))
    assert browser.get(HERE).status_code == browser.get(f"{HERE}new").status_code == 403
    assert browser.post(f"{HERE}{house.host}/archive").status_code == 403


def test_what_is_not_there_is_not_there(client: FlaskClient) -> None:
    for path in ("0" * 16, "x", "'; DROP TABLE ally; --"):
        assert client.get(f"{HERE}{path}").status_code == client.post(f"{HERE}{path}").status_code == 404
        for deed in ("move", "archive", "bring-back"):
            assert client.post(f"{HERE}{path}/{deed}").status_code == 404


def test_an_answer_stands_on_the_card_of_who_calls_and_on_the_allys_page_with_the_contact(
    client: FlaskClient, browser_for: SignIn, house: House, rosa: str
) -> None:
    ally_id = invented.ally()
    signup_id = invented.signup(ally_id, house.screening_id, house.host)
    follow_up = invented.follow_up(ally_id, house.campaign_id, signup_id, point_person_id=rosa)
    answer_appeal(signup_id, "host", "In May,\n<b>at our school</b>")
    assert "In May,<br>&lt;b&gt;at our school&lt;/b&gt;" in client.get(f"/desk/follow-ups/{follow_up}").text
    page = client.get(f"/desk/allies/{ally_id}").text
    assert "1 answer. It shows with the contact" in page and "our school" not in page
    other = browser_for(invented.account("organizer", "Somebody else"))
    assert "our school" not in other.get(f"/desk/follow-ups/{follow_up}").text
    chief = browser_for(invented.account("coordinator", "Hana S."))
    assert "our school" not in chief.get(f"/desk/allies/{ally_id}").text
    assert "our school" in chief.post(f"/desk/allies/{ally_id}/reveal", data={"reason": "asked"}).text


def test_where_an_answer_was_written_is_said_unless_it_came_by_the_allys_own_link(
    client: FlaskClient, browser_for: SignIn, house: House, rosa: str
) -> None:
    warning = "Written on the thanks page by whoever filled in the form. Keep to the contact above."
    chief = browser_for(invented.account("coordinator", "Hana S."))
    for own, times in ((True, 0), (False, 1)):
        ally_id = invented.ally()
        signup_id = invented.signup(ally_id, house.screening_id, house.host)
        follow_up = invented.follow_up(ally_id, house.campaign_id, signup_id, point_person_id=rosa)
        answer_appeal(signup_id, "host", "My number changed", by_own_link=own)
        shown = client.get(f"/desk/follow-ups/{follow_up}").text
        revealed = chief.post(f"/desk/allies/{ally_id}/reveal", data={"reason": "asked"}).text
        assert all("My number changed" in page and page.count(warning) == times for page in (shown, revealed))


def test_of_an_ally_with_extra_care_organizers_see_no_answer(client: FlaskClient, house: House) -> None:
    ally_id = invented.ally(care=True)
    signup_id = invented.signup(ally_id, house.screening_id, house.host)
    answer_appeal(signup_id, "host", "at our school")
    follow_up = invented.follow_up(ally_id, house.campaign_id, signup_id)
    assert "answer" not in client.get(f"/desk/allies/{ally_id}").text
    shown = client.get(f"/desk/follow-ups/{follow_up}")
    assert "our school" not in shown.text and shown.status_code in (403, 404)
