"""A signup that has folded into another of the same ally: what names it (a pass, a letter, a replay) means the one that stays."""

import pytest
from sqlalchemy import func, select

from tests import invented, world
from tests.usecases.test_say_where import NOW, Evening, evening
from tracker.arrivals.entry import Welcomed
from tracker.arrivals.welcome import welcome
from tracker.followups import move
from tracker.screenings.screening import Screening
from tracker.signups import answers, person, placing
from tracker.signups.signup import FoldedSignup, Signup, SignupAnswer
from tracker.store import links
from tracker.store.db import Row, db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases.answer_appeal import answer_appeal
from tracker.usecases.join_screenings import join
from tracker.usecases.say_where import AT_HOME, say_where

__all__ = ["evening"]


def count(model: type[Row]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def submission_of(signup_id: str) -> str:
    db.session.rollback()
    return db.session.get_one(Signup, signup_id).submission


def sent_again(submission: str, screening_id: str) -> Welcomed:
    db.session.rollback()
    with transaction() as session:
        return welcome([world.entry(session.get_one(Screening, screening_id), submission=submission)])[0]


@pytest.fixture
def folded(evening: Evening) -> tuple[str, str]:
    """Mina came by the cinema's code, then by the end card's, and said which cinema: the id that went and its submission."""
    invented.interest()
    evening.there = invented.signup(evening.ally, evening.austin)
    noise = invented.ally("Noise")
    invented.signup(noise, evening.austin)
    invented.signup(noise, evening.unplaced)
    submission = submission_of(evening.signup)
    assert say_where(evening.signup, evening.austin, evening.pass_)
    return evening.signup, submission


def test_an_answer_on_its_thanks_page_is_kept_with_the_one_that_stays(evening: Evening, folded):
    went, _submission = folded
    answer_appeal(went, "host", "In May at our school")
    [kept] = answers.of_ally(evening.ally)
    assert (kept.signup_id, kept.text) == (evening.there, "In May at our school")


def test_its_submission_sent_again_makes_no_signup(evening: Evening, folded):
    _went, submission = folded
    before = count(Signup)
    told = sent_again(submission, evening.unplaced)
    assert (told.fate, told.ally_id, told.signup_id) == ("replay", evening.ally, evening.there)
    assert sent_again(submission_of(evening.there), evening.austin).fate == "replay"
    assert count(Signup) == before
    assert sent_again(new_id(), evening.unplaced).fate != "replay"


def test_the_link_of_its_letter_still_asks_and_a_scanned_code_is_still_nobodys_to_move(evening: Evening, folded, app):
    went, _submission = folded
    assert placing.campaign_of(went) == evening.campaign_id
    page = app.test_client().get(f"/watched/{links.sign('watched', went)}?lang=en").text
    assert 'name="screening"' in page
    assert not say_where(went, AT_HOME)
    assert evening.is_at(evening.there) == evening.austin


def test_by_the_own_link_of_either_what_the_ally_had_placed_themselves_can_be_corrected(evening: Evening):
    say_where(evening.signup, evening.austin, evening.pass_)
    second = invented.signup(evening.ally, evening.unplaced)
    say_where(second, evening.austin)
    assert count(Signup) == 1
    assert say_where(second, evening.denver)
    assert evening.is_at() == evening.denver


def test_figures_keep_the_time_the_source_and_the_number_of_the_one_that_stays(evening: Evening):
    there = invented.signup(evening.ally, evening.austin)
    with transaction() as session:
        session.get_one(Signup, there).source = "poster"
    say_where(evening.signup, evening.austin, evening.pass_)
    db.session.rollback()
    assert [(each.id, each.source, each.at) for each in db.session.query(Signup)] == [(there, "poster", NOW)]


def test_after_a_join_and_a_merge_all_that_ever_folded_is_known(evening: Evening, folded):
    """Three that became one, in three ways: each is found by its id, and none is written down again."""
    went, submission = folded
    at_denver = invented.signup(evening.ally, evening.denver)
    gone = {went: submission, evening.there: submission_of(evening.there)}
    join(evening.denver, evening.austin, None)
    other = invented.ally("The same again")
    stays = invented.signup(other, evening.denver)
    gone[at_denver] = submission_of(at_denver)
    with transaction():
        move.move(person.doubles(evening.ally, other))
        person.move(evening.ally, other)
    before = count(Signup)
    for signup_id, each in gone.items():
        told = sent_again(each, evening.unplaced)
        assert (told.fate, told.signup_id, told.ally_id) == ("replay", stays, other)
        answer_appeal(signup_id, "host", f"from {signup_id}")
    assert (count(Signup), count(SignupAnswer)) == (before, 3)
    assert set(db.session.scalars(select(FoldedSignup.signup_id).where(FoldedSignup.id.in_(gone)))) == {stays}
