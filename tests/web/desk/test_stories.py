"""Stories at the desk: written, looked at, reviewed by a second person with the list, published, withdrawn, erased."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests import invented
from tests.invented import House
from tests.told_stories import CONSENT, MARKS, draft, picture, publish, tell
from tracker.appeals import story_shown
from tracker.appeals.story import Story, StoryPicture
from tracker.appeals.story_log import StoryReview
from tracker.appeals.story_review import CHECKLIST
from tracker.appeals.story_writing import texts_of
from tracker.files import pictures
from tracker.store.db import db
from tracker.team.trace import Trace
from tracker.usecases import tell_story

SignIn = Callable[[str], FlaskClient]
HERE = "/desk/stories/"
WRITTEN = {
    "title_en": "The uulolantern", "text_en": "She kept it lit.\n\nThen she crossed.", "alt_en": "A lantern on a sill",
    "credit_en": "Told by her daughter", "consent": CONSENT, "place": "", "offered": "y",
}  # fmt: skip


@pytest.fixture
def hana(house: House) -> str:
    return invented.account("coordinator", "Hana S.")


def write(browser: FlaskClient, file: bytes = b"", to: str = f"{HERE}new", **fields: str):
    part = 'Content-Disposition: form-data; name="{}"'.format
    lines = [
        line
        for name, said in {**WRITTEN, **fields}.items()
        for line in (b"--edge", part(name).encode(), b"", said.encode())
    ]
    if file:
        lines += [
            b"--edge",
            f'{part("picture")}; filename="IMG_2019.jpg"'.encode(),
            b"Content-Type: image/jpeg",
            b"",
            file,
        ]
    body = b"\r\n".join([*lines, b"--edge--", b""])
    return browser.post(to, data=body, content_type="multipart/form-data; boundary=edge")


def ticked(browser: FlaskClient, address: str, *items: str, **pressed: str):
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', browser.get(address).text)
    assert seen is not None
    return browser.post(address, data={"seen": seen[1], "items": list(items), **(pressed or {"publish": "yes"})})


def state(story_id: str, code: str = "en") -> str:
    db.session.rollback()
    return texts_of(story_id)[code].state


def deeds() -> list[str]:
    db.session.rollback()
    return [row.deed for row in db.session.query(Trace).order_by(Trace.number)]


def test_from_the_first_word_to_everybody_and_out_again(browser_for: SignIn, rosa: str, hana: str) -> None:
    writes, reviews, anybody = browser_for(rosa), browser_for(hana), browser_for(rosa).application.test_client()
    assert "No story waits for a review." in writes.get(HERE).text
    answer = write(writes, picture(size=(1400, 900)))
    assert answer.status_code == 303
    card, story_id = answer.location, answer.location.rpartition("/")[2]
    page = writes.get(card).text
    assert (
        "Nobody outside sees it." in page
        and "You wrote or changed this version" in page
        and "These can: Hana S.</p>" in page
    )
    assert CONSENT not in page and 'loading="lazy"' in page
    assert writes.get(f"{card}/picture/wide").mimetype == "image/jpeg"
    assert anybody.get(f"/stories/{story_id}").status_code == 404
    assert writes.get(f"{card}/review/en").status_code == 403

    review = f"{card}/review/en"
    page = reviews.get(review).text
    assert CONSENT in page and "A face may identify relatives at home" in page and "She kept it lit." in page
    answer = ticked(reviews, review, *list(CHECKLIST)[:-1])
    assert (
        answer.status_code == 422 and "Everything on the list has to hold" in answer.text and state(story_id) == "draft"
    )
    assert answer.text.partition("<dialog")[0].count(" checked") == len(CHECKLIST) - 1, (
        "what was ticked is still ticked"
    )
    assert ticked(reviews, review, *CHECKLIST).status_code == 303 and state(story_id) == "published"
    assert "She kept it lit." in anybody.get(f"/stories/{story_id}").text

    assert "The uulolantern" in writes.get(f"{HERE}?list=published").text
    assert writes.post(f"{card}/withdraw").status_code == 303
    assert anybody.get(f"/stories/{story_id}").status_code == 404
    assert "none of it is shown outside" in writes.get(card).text
    assert writes.post(f"{card}/erase").status_code == 403 and reviews.post(f"{card}/erase").status_code == 303
    assert "What stood in it is no longer held." in reviews.get(card).text
    assert [each for each in deeds() if "story" in each] == [
        "story written", "story consent read", "story published", "story withdrawn", "story erased",
    ]  # fmt: skip


def test_sent_back_with_a_remark_that_stands_beside_it(browser_for: SignIn, rosa: str, hana: str) -> None:
    story_id = tell(rosa, "en")
    review = f"{HERE}{story_id}/review/en"
    answer = ticked(browser_for(hana), review, "names", back="yes")
    assert answer.status_code == 422 and "Say in a sentence what has to change" in answer.text
    assert ticked(browser_for(hana), review, "names", back="yes", remark="The coat is known.").status_code == 303
    page = browser_for(rosa).get(f"{HERE}{story_id}").text
    assert "The coat is known." in page and "Sent back" in page
    assert "sent back" in browser_for(rosa).get(HERE).text
    assert browser_for(hana).get(review).status_code == 409


def test_a_change_in_between_refuses_the_review_and_says_so(browser_for: SignIn, rosa: str, hana: str) -> None:
    story_id = tell(rosa, "en")
    browser, review = browser_for(hana), f"{HERE}{story_id}/review/en"
    seen = texts_of(story_id)["en"].version
    assert browser.get(review).status_code == 200
    db.session.rollback()
    tell_story.change(
        story_id, draft("en", mark="other", consent=None), None, db.session.get_one(Story, story_id).changes, rosa
    )
    answer = browser.post(
        review, data={"seen": seen, "items": list(CHECKLIST), "publish": "yes"}, follow_redirects=True
    )
    assert "Nothing was done. Somebody has changed this story" in answer.text and state(story_id) == "draft"
    assert db.session.query(StoryReview).count() == 0


def test_a_team_of_one_is_told_kindly_what_to_do(browser_for: SignIn, house: House) -> None:
    chief = invented.account("administrator", "Ada")
    db.session.query(invented.Account).filter(invented.Account.id != chief).update({"active": False})
    db.session.commit()
    story_id = tell(chief, "en")
    page = browser_for(chief).get(f"{HERE}{story_id}").text
    assert "Nobody else in the team can at the moment" in page and 'href="/desk/team/">Invite somebody' in page


def test_a_form_that_does_not_fit_comes_back_filled(browser_for: SignIn, rosa: str) -> None:
    browser = browser_for(rosa)
    for file, sent, sentence in (
        (b"", {"title_en": ""}, "Give it a title"), (picture(), {"alt_en": ""}, "Say what the picture shows"),
        (b"", {"consent": ""}, "Say whose consent it rests on"), (b"<svg/>", {}, "This cannot be opened as a picture."),
        (bytes(pictures.MOST_BYTES + 1), {}, "12 MB at most"), (b"", {"place": "campaign:0123456789abcdef"}, "Choose one from the list."),
    ):  # fmt: skip
        answer = write(browser, file, **sent)
        assert answer.status_code == 422 and sentence in answer.text, sentence
        assert "Told by her daughter" in answer.text
    assert db.session.query(Story).count() == 0
    assert write(browser, bytes(pictures.MOST_BYTES + 2_000_000)).status_code == 413


def test_changing_one_language_leaves_the_others_and_keeps_what_was_not_said(
    browser_for: SignIn, rosa: str, hana: str
) -> None:
    browser = browser_for(rosa)
    story_id = tell(rosa, "en", "ko")
    publish(story_id, hana, "en", "ko")
    form = browser.get(f"{HERE}{story_id}/change").text
    assert CONSENT not in form and MARKS["ko"] in form
    sent = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form)) | {"text_en": "Another."}
    del sent["bare"]
    sent["text_ko"] = f"She kept the {MARKS['ko']} lit.\r\n\r\nThen she crossed."
    answer = write(browser, to=f"{HERE}{story_id}/change", **{**sent, "consent": ""})
    assert answer.status_code == 303, re.findall(r'class="wrong".*', answer.text)
    assert (state(story_id), state(story_id, "ko")) == ("draft", "published")
    assert db.session.get_one(Story, story_id).consent == CONSENT and db.session.query(StoryPicture).count() == 1
    again = write(browser, to=f"{HERE}{story_id}/change", **{**sent, "consent": ""})
    assert again.status_code == 422 and "Somebody has changed this story since" in again.text


def test_who_reads_the_consent_is_a_coordinator_or_reviews_and_leaves_a_trace(
    browser_for: SignIn, rosa: str, hana: str
) -> None:
    story_id = tell(rosa, "en")
    for who, status in ((rosa, 403), (hana, 200)):
        assert browser_for(who).get(f"{HERE}{story_id}/consent").status_code == status
    assert deeds()[-1] == "story consent read" and deeds().count("story consent read") == 1
    for role in ("caller", "viewer"):
        browser = browser_for(invented.account(role))
        for page in ("", "new", story_id, f"{story_id}/review/en", f"{story_id}/picture/phone"):
            assert browser.get(f"{HERE}{page}").status_code == 403
        assert browser.post(f"{HERE}{story_id}/withdraw").status_code == 403


def test_while_the_house_is_closed_nothing_is_published_and_withdrawing_still_works(
    browser_for: SignIn, rosa: str, hana: str
) -> None:
    from tracker.store.transactions import transaction
    from tracker.team import panic

    told, waiting = tell(rosa, "en"), tell(rosa, "en")
    publish(told, hana)
    with transaction():
        panic.press(None)
    browser = browser_for(hana)
    page = browser.get(f"{HERE}{told}")
    assert page.status_code == 200 and MARKS["en"] not in page.text and browser.get(HERE).status_code == 200
    assert browser.get(f"{HERE}{waiting}/review/en").status_code == 423
    assert browser.post(f"{HERE}{waiting}/review/en", data={"seen": "3", "items": list(CHECKLIST)}).status_code == 423
    assert write(browser, to=f"{HERE}{waiting}/change", seen="3").status_code == 422 and state(waiting) == "draft"
    assert browser.application.test_client().get(f"/stories/{told}").status_code == 200, "it is public, and stays so"
    assert browser.post(f"{HERE}{told}/withdraw").status_code == 303
    assert story_shown.told(told, "en") is None
