"""Done, Not yet, Not for me: what an ally says of themselves by a button in a letter."""

import re
import threading

import pytest

from tests.letters_world import BASE_URL, World
from tests.smtp import Post
from tests.web.public.test_own_links import rows
from tracker.allies.ally import Ally
from tracker.followups import outcomes, step_rules
from tracker.followups.followup import Attempt, FollowUp
from tracker.store import links
from tracker.store.db import db
from tracker.store.ids import ALPHABET, new_id
from tracker.store.transactions import transaction
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.note_answer import note_answer
from tracker.usecases.stop_contact import stop_contact

WORDS = {"en": {"subject": "A month later", "text": "How was it?\n\nYes: {done}\nNot yet: {not_yet}\nNo: {not_for_me}"}}
LATER = {"en": {"subject": "Well done", "text": "Well done."}}


@pytest.fixture
def letter(world: World, smtp: Post) -> dict[str, str]:
    """What each button of a letter that arrived leads to; beside another ally's."""
    world.step("check_in", WORDS, delay_hours=24)
    world.step("after_done", LATER, condition={"after": "check_in", "outcome": "said done"}, channel="call")
    world.step("after_no", LATER, condition={"after": "check_in", "outcome": "said not for me"}, channel="task")
    world.add("check_in")
    world.add("check_in", email="noise@example.org")
    world.write()
    while deliver_due(new_id(), smtp.url, BASE_URL):
        pass
    (mine,) = [received for received in smtp.letters if received.recipients == ["ally1@example.org"]]
    text = mine.message.get_body(("plain",)).get_content()
    assert 'class="press"' in mine.message.get_body(("html",)).get_content()
    found = re.findall(rf"{BASE_URL}(/did/\w+/([a-z-]+)\?lang=en)", text)
    return {answer: path for path, answer in found}


@pytest.fixture
def ally(world: World, letter: dict[str, str]) -> str:
    return next(a.id for a in db.session.query(Ally) if (a.contact or {}).get("email") == "ally1@example.org")


def attempts(follow_up_id: str) -> list[tuple[str, str | None, bool]]:
    db.session.rollback()
    made = db.session.query(Attempt).filter_by(follow_up_id=follow_up_id).order_by(Attempt.at)
    return [(each.outcome, each.account_id, each.undone_at is not None) for each in made]


def planned(ally_id: str) -> set[str | None]:
    db.session.rollback()
    return {each.step_key for each in db.session.query(FollowUp).filter_by(ally_id=ally_id, state="open")}


def test_opening_the_links_changes_nothing(world: World, letter: dict[str, str]):
    before = rows()
    assert set(letter) == {"done", "not-yet", "not-for-me"}
    for path in letter.values():
        for method in ("GET", "HEAD"):
            answer = world.browser().open(path, method=method)
            assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
            assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert rows() == before


@pytest.mark.parametrize(("answer", "outcome", "follows"), [
    ("done", "said done", {"after_done"}), ("not-yet", "said not yet", set()), ("not-for-me", "said not for me", {"after_no"}),
])  # fmt: skip
def test_a_press_closes_the_thread_with_what_they_say_and_plans_what_follows(
    world: World, letter: dict[str, str], ally: str, answer: str, outcome: str, follows: set[str]
):
    acted = db.session.get_one(Ally, ally).acted_at
    page = world.browser().get(letter[answer]).text
    assert re.search(r'<button class="act">([^<]+)', page)
    for _ in range(2):
        assert world.browser().post(letter[answer]).status_code == 200
    follow_up = world.follow_up_of(ally)
    assert (follow_up.state, follow_up.outcome) == ("closed", outcome)
    assert attempts(follow_up.id) == [("sent", None, False), (outcome, None, False)]
    assert planned(ally) == follows
    known = db.session.get_one(Ally, ally)
    assert known.acted_at > acted
    # Who presses it reads our letters.
    assert (known.confirmed_at is not None, known.email_consent) == (True, "yes")
    noise = db.session.query(FollowUp).filter(FollowUp.ally_id != ally).one()
    assert noise.outcome == "sent"


def test_the_last_press_holds_and_takes_back_what_the_one_before_had_planned(
    world: World, letter: dict[str, str], ally: str
):
    client = world.browser()
    for answer in ("done", "not-for-me", "not-for-me"):
        client.post(letter[answer])
    follow_up = world.follow_up_of(ally)
    assert follow_up.outcome == "said not for me"
    assert attempts(follow_up.id)[1:] == [("said done", None, True), ("said not for me", None, False)]
    assert planned(ally) == {"after_no"}
    client.post(letter["done"])
    assert planned(ally) == {"after_done"}
    assert world.follow_up_of(ally).outcome == "said done"


def test_a_person_who_heard_it_goes_before_a_button_and_may_still_write_an_answer_down(
    world: World, letter: dict[str, str], ally: str
):
    client = world.browser()
    client.post(letter["done"])
    follow_up_id = world.follow_up_of(ally).id
    note_answer(follow_up_id, new_id_of_member(world), None)
    assert world.follow_up_of(ally).outcome == "answered"
    client.post(letter["not-yet"])
    assert world.follow_up_of(ally).outcome == "answered"
    assert attempts(follow_up_id)[-1][0] == "said not yet"


def new_id_of_member(world: World) -> str:
    from tests import invented

    return invented.account()


@pytest.mark.parametrize("how", ["stopped", "erased", "not there"])
def test_of_who_left_or_was_erased_nothing_is_written_and_the_page_answers_alike(
    world: World, letter: dict[str, str], ally: str, how: str
):
    client = world.browser()
    other = letter["done"]
    if how == "stopped":
        stop_contact(ally)
    elif how == "erased":
        client.post(f"/not-me/{links.sign('not-me', ally)}")
    else:
        other = f"/did/{links.sign('did', new_id())}/done?lang=en"
    before = rows()
    answer = client.post(other)
    assert (answer.status_code, "Thank you" in answer.text) == (200, True)
    assert rows() == before


def test_who_may_no_longer_be_contacted_is_heard_but_nothing_is_planned(
    world: World, letter: dict[str, str], ally: str
):
    with transaction() as session:
        known = session.get_one(Ally, ally)
        known.email_consent = known.phone_consent = "no"
    world.browser().post(letter["done"])
    assert (world.follow_up_of(ally).outcome, planned(ally)) == ("said done", set())


def test_a_changed_token_or_another_answer_is_not_here(world: World, letter: dict[str, str], ally: str):
    token, before = links.sign("did", world.follow_up_of(ally).id), rows()
    wrong = [
        f"{token[:at]}{ALPHABET[(ALPHABET.index(token[at]) + 1) % 32]}{token[at + 1 :]}/done" for at in (0, 17, 41)
    ]
    for each in [*wrong, f"{token}/gave", f"{token}/%00", f"{links.sign('stop', ally)}/done", "x/done"]:
        assert world.browser().post(f"/did/{each}").status_code == 404, each
        assert world.browser().get(f"/did/{each}").status_code == 404, each
    assert rows() == before


def test_two_presses_at_once_are_one(world: World, letter: dict[str, str], ally: str):
    db.session.remove()
    answers: list[int] = []

    def press() -> None:
        answers.append(world.app.test_client().post(letter["done"]).status_code)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 4
    assert [each[0] for each in attempts(world.follow_up_of(ally).id)] == ["sent", "said done"]


def test_what_they_say_of_themselves_is_counted_apart():
    said = [outcomes.OUTCOMES[key] for key in outcomes.SELF_REPORTED]
    assert [each.key for each in said if each.acted] == ["said done"]
    assert not any(each.reached or each.counts or each.channels for each in said)
    assert not any(each.self_reported for each in outcomes.OUTCOMES.values() if each.key not in outcomes.SELF_REPORTED)
    assert outcomes.words_of("said done") == "They say: done"
    assert set(outcomes.SELF_REPORTED) <= set(outcomes.CLOSING["letter"])
    assert step_rules.CLOSING is outcomes.CLOSING
