"""A story and its safety review: a second person, one version, every change a draft again; and what becomes of it later."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests import invented
from tests.told_stories import CONSENT, MARKS, draft, look, picture, publish, published, tell, words
from tracker import clock
from tracker.appeals import story_listed, story_review, story_shown
from tracker.appeals.defining import Unfit
from tracker.appeals.story import Story, StoryPicture, StoryText
from tracker.appeals.story_log import StoryReview
from tracker.appeals.story_review import CHECKLIST, NotADraft, NotTicked, OwnHand, RemarkUnsaid, SentBack
from tracker.appeals.story_writing import (
    ChangedMeanwhile,
    Draft,
    IsWithdrawn,
    NothingHeld,
    NotWithdrawn,
    Place,
    texts_of,
)
from tracker.backups.manifest import Manifest
from tracker.keeping.clocks import BY_KIND
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.team.trace import Trace
from tracker.usecases import restore, review_story, tell_story, withdraw_story

Change = Callable[[Draft], tuple[Draft, bytes | None]]


@pytest.fixture
def team(app: Flask) -> Iterator[tuple[str, str]]:
    """Who writes, and who reviews."""
    with app.app_context():
        yield invented.account("organizer", "Wren T."), invented.account("organizer", "Hana S.")


def states(story_id: str) -> dict[str, str]:
    db.session.rollback()
    return {code: text.state for code, text in texts_of(story_id).items()}


def change(story_id: str, by: str, wanted: Draft, file: bytes | None = None) -> bool:
    db.session.rollback()
    return tell_story.change(story_id, wanted, file, db.session.get_one(Story, story_id).changes, by)


def test_whoever_wrote_it_cannot_publish_it_and_a_second_person_can(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, "en")
    with pytest.raises(OwnHand):
        publish(story_id, wren)
    assert story_shown.told(story_id, "en") is None
    publish(story_id, hana)
    told = story_shown.told(story_id, "en")
    assert told is not None and (told.title, told.paragraphs[1]) == ("The uulolantern", "Then she crossed.")
    deeds = [(row.deed, row.account_id, row.detail) for row in db.session.query(Trace).order_by(Trace.number)]
    assert deeds == [("story written", wren, None), ("story published", hana, "en")]


def _field(name: str) -> Change:
    return lambda wanted: (replace(wanted, words={**wanted.words, "en": {**words("en"), name: "Another"}}), None)  # type: ignore[misc]


CHANGES: dict[str, Change] = {
    "title": _field("title"), "text": _field("text"), "alt": _field("alt"), "credit": _field("credit"),
    "picture": lambda wanted: (wanted, picture("PNG", (400, 300))), "no picture": lambda wanted: (replace(wanted, bare=True), None),
    "consent": lambda wanted: (replace(wanted, consent="Her sister, too"), None),
    "place": lambda wanted: (replace(wanted, place=Place(None, None, offered=False)), None),
}  # fmt: skip
# These are one language's own.
OF_ONE = {"title", "text", "alt", "credit"}


def test_every_change_returns_what_it_concerns_to_draft_and_its_hand_reviews_it_not(team: tuple[str, str]) -> None:
    wren, hana = team
    for what, made in CHANGES.items():
        story_id = tell(wren, "en", "ko")
        publish(story_id, hana, "en", "ko")
        assert not change(story_id, hana, draft("en", "ko")), "what stays as it is stays published"
        assert states(story_id) == {"en": "published", "ko": "published"}
        wanted, file = made(draft("en", "ko"))
        assert change(story_id, hana, wanted, file), what
        assert states(story_id) == {"en": "draft", "ko": "published" if what in OF_ONE else "draft"}, what
        assert story_shown.told(story_id, "en") is None
        with pytest.raises(OwnHand):
            publish(story_id, hana)
        # Wren's words were published by Hana: since then only Hana has touched them.
        publish(story_id, wren)
        assert states(story_id)["en"] == "published"


def test_a_new_language_is_reviewed_by_itself_and_its_picture_has_a_hand_too(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, "en")
    publish(story_id, hana)
    change(story_id, hana, draft("en", "ko", consent=None))
    assert states(story_id) == {"en": "published", "ko": "draft"}
    for hand in (wren, hana):  # one brought the picture and the consent, the other the words
        with pytest.raises(OwnHand):
            publish(story_id, hand, "ko")
    publish(story_id, invented.account("administrator"), "ko")
    assert states(story_id)["ko"] == "published"


def test_the_review_names_what_it_saw(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, "en")
    seen = look(story_id, hana)
    change(story_id, wren, draft("en"), picture("PNG", (500, 300)))
    for deed in (lambda: review_story.publish(seen), lambda: review_story.send_back(seen, "No.")):
        with pytest.raises(ChangedMeanwhile):
            deed()
    assert states(story_id) == {"en": "draft"} and db.session.query(StoryReview).count() == 0


def test_everything_is_ticked_or_it_is_sent_back_with_a_remark(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, "en")
    for key in CHECKLIST:
        with pytest.raises(NotTicked):
            review_story.publish(look(story_id, hana, ticked=CHECKLIST.keys() - {key}))
    for remark in ("", "  ", "x" * 1001):
        with pytest.raises(RemarkUnsaid):
            review_story.send_back(look(story_id, hana), remark)
    review_story.send_back(look(story_id, hana, ticked=CHECKLIST.keys() - {"faces"}), "Her brother stands behind her.")
    row = db.session.query(StoryReview).one()
    assert (row.verdict, row.open_items, row.remark) == ("refused", ["faces"], "Her brother stands behind her.")
    assert b"brother" not in (row.remark_sealed or b"")
    with pytest.raises(SentBack):  # not by the next one who comes along either
        publish(story_id, invented.account("coordinator"))
    _wanted, _file = CHANGES["text"](draft("en"))
    change(story_id, wren, _wanted)
    publish(story_id, hana)
    assert states(story_id) == {"en": "published"}


def test_two_reviewers_are_one_and_the_second_is_told(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, "en")
    second = look(story_id, invented.account("coordinator"))
    publish(story_id, hana)
    with pytest.raises(NotADraft):
        review_story.publish(second)
    assert db.session.query(StoryReview).count() == 1


def test_what_is_changed_from_an_old_page_is_not_written(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, "en")
    with pytest.raises(ChangedMeanwhile):
        tell_story.change(story_id, draft("en", mark="other"), None, 0, hana)


def test_withdrawn_is_out_at_once_and_comes_back_only_by_new_reviews(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, "en", "ko")
    publish(story_id, hana, "en")
    withdraw_story.withdraw(story_id, wren)
    withdraw_story.withdraw(story_id, wren)
    assert states(story_id) == {"en": "withdrawn", "ko": "withdrawn"}
    assert story_shown.told(story_id, "en") is None and story_shown.in_some_language(story_id, "en") is None
    with pytest.raises(IsWithdrawn):
        change(story_id, wren, draft("en", "ko"))
    with pytest.raises(NotADraft):
        publish(story_id, hana, "ko")
    withdraw_story.take_up(story_id, hana)
    with pytest.raises(NotWithdrawn):
        withdraw_story.take_up(story_id, hana)
    with pytest.raises(OwnHand):  # Hana's look of that time counts no longer, so Wren's hand does
        publish(story_id, wren)
    publish(story_id, hana)
    assert [
        row.deed for row in db.session.query(Trace).filter(Trace.deed.contains("withdr")).order_by(Trace.number)
    ] == ["story withdrawn"]


def test_what_is_erased_is_gone_and_who_reviewed_it_stays(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, "en")
    with pytest.raises(NotWithdrawn):
        withdraw_story.empty(story_id, hana)
    review_story.send_back(look(story_id, hana), "No.")
    withdraw_story.withdraw(story_id, wren)
    withdraw_story.empty(story_id, hana)
    db.session.rollback()
    text, row = db.session.query(StoryText).one(), db.session.get_one(Story, story_id)
    assert text.words_sealed is None and row.consent_sealed is None and db.session.query(StoryPicture).count() == 0
    review = db.session.query(StoryReview).one()
    assert review.remark_sealed is None and (review.account_id, review.verdict) == (hana, "refused")
    with pytest.raises(NothingHeld):
        withdraw_story.take_up(story_id, wren)


def test_a_reviewer_who_has_left_has_reviewed_all_the_same(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, "en")
    publish(story_id, hana)
    with transaction() as session:
        session.execute(update(Account).where(Account.id == hana).values(active=False))
    assert story_shown.told(story_id, "en") is not None
    _wanted, _file = CHANGES["text"](draft("en"))
    change(story_id, wren, _wanted)
    text = texts_of(story_id)["en"]
    assert story_review.second_persons(db.session.get_one(Story, story_id), text) == []


def test_second_persons_may_see_the_campaign_and_had_no_hand_in_it(team: tuple[str, str]) -> None:
    wren, hana = team
    chief = invented.account("coordinator", "Ada")
    for role in ("caller", "viewer"):
        invented.account(role)
    campaign_id = invented.campaign(wren)
    for place, wanted in (({}, {hana, chief}), ({"campaign_id": campaign_id}, {chief})):
        story_id = tell(wren, "en", **place)
        found = story_review.second_persons(db.session.get_one(Story, story_id), texts_of(story_id)["en"])
        assert {each.id for each in found} == wanted


def test_after_a_restore_every_published_story_needs_a_second_person_anew(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, "en", "ko")
    publish(story_id, hana, "en")
    db.session.rollback()
    restore.replay(Manifest("", db.engine.dialect.name, 0, "", "2026-11-01", {}, 0, "", []), [])
    assert states(story_id) == {"en": "draft", "ko": "draft"} and story_shown.told(story_id, "en") is None
    with pytest.raises(OwnHand):
        publish(story_id, wren)
    publish(story_id, hana)


def test_the_thanks_page_shows_the_nearest_and_newest_in_its_language(team: tuple[str, str]) -> None:
    mine, other = invented.campaign(), invented.campaign()
    film_id = db.session.get_one(invented.Campaign, mine).film_id
    published("en", mark="uulofar", campaign_id=other)
    published("en", mark="uuloshy", campaign_id=mine, offered=False)
    assert story_shown.on_thanks(mine, "en") is None and story_shown.chosen(mine, "en") == ""
    for place, mark in (
        ({}, "uuloall"),
        ({"film_id": film_id}, "uulofilm"),
        ({"campaign_id": mine}, "uuloold"),
        ({"campaign_id": mine}, "uulonew"),
    ):
        story_id = published("en", mark=mark, **place)
        told = story_shown.on_thanks(mine, "en")
        assert told is not None and told.title == f"The {mark}" and story_shown.chosen(mine, "en") == story_id
    assert story_shown.on_thanks(mine, "ko") is None, "none, rather than one in another language"
    again = story_shown.on_thanks(other, "en")
    assert again is not None and again.title == "The uulofar"


def test_what_is_written_keeps_to_the_rules(team: tuple[str, str]) -> None:
    wren, _hana = team
    for wrong, field in (
        (replace(draft("en"), words={}), "title_en"), (replace(draft("en"), words={"ko": {**words("ko"), "title": ""}}), "title_ko"),
        (replace(draft("en"), words={"en": {**words("en"), "text": " "}}), "text_en"),
        (replace(draft("en"), words={"en": {**words("en"), "alt": ""}}), "alt_en"),
        (replace(draft("en"), words={"en": {**words("en"), "text": "x" * 901}}), "text_en"),
        (replace(draft("en"), words={"en": {**words("en"), "credit": "a\ue001b"}}), "credit_en"),
        (draft("en", consent=""), "consent"),
    ):  # fmt: skip
        with pytest.raises(Unfit) as refused:
            tell_story.write(wrong, picture(), wren)
        assert refused.value.field == field
    story_id = tell(wren, "en", "ko")
    with pytest.raises(Unfit):
        change(story_id, wren, draft("en"))
    assert db.session.query(Story).count() == 1


def test_all_of_it_lies_sealed(team: tuple[str, str]) -> None:
    wren, hana = team
    story_id = tell(wren, *MARKS)
    publish(story_id, hana, *MARKS)
    db.session.rollback()
    row, its = db.session.get_one(Story, story_id), db.session.query(StoryPicture).one()
    lies = b"".join(
        [
            row.consent_sealed or b"",
            its.phone_sealed or b"",
            *(t.words_sealed or b"" for t in texts_of(story_id).values()),
        ]
    )
    for mark in (*MARKS.values(), CONSENT, "JFIF", "/9j/"):
        assert mark.encode() not in lies
    assert row.consent == CONSENT


def test_withdrawn_stories_and_drafts_nobody_touches_go_after_their_time(
    team: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wren, hana = team
    kept, draft_id, gone = tell(wren, "en", "ko"), tell(wren, "en"), tell(wren, "en")
    publish(kept, hana, "en")
    review_story.send_back(look(draft_id, hana), "No.")
    withdraw_story.withdraw(gone, wren)
    day = BY_KIND["stories"].default
    real = clock.now
    for days, left in ((day - 1, 3), (day + 1, 1)):
        monkeypatch.setattr(clock, "now", lambda days=days: real() + timedelta(days=days))
        with transaction():
            for old in BY_KIND["stories"].olds:
                old.clear(BY_KIND["stories"].before(clock.now()), 100)
        db.session.rollback()
        assert db.session.query(StoryPicture).count() == left
        assert sum(row.consent_sealed is not None for row in db.session.query(Story)) == left
    held = {(t.story_id, t.language) for t in db.session.query(StoryText) if t.words_sealed}
    assert (
        held == {(kept, "en")}
        and db.session.query(StoryReview).filter(StoryReview.remark_sealed.is_not(None)).count() == 0
    )
    assert [line.id for line in story_listed.listed(None)] == [kept]
    assert story_shown.told(kept, "en") is not None
