"""Names while the keys turn: found all the while, and in the end by marks under the new key alone."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select

from tests.key_turns import Turn
from tests.turning_house import elsewhere, hand, once, out, turn
from tests.wanting_out import NAME, PHONE, Out
from tracker.allies.ally import Ally
from tracker.allies.name_words import NameWord, written_under
from tracker.finding import search
from tracker.followups.claiming import Worker
from tracker.keeping import key_counts
from tracker.store.db import db
from tracker.store.keyring import look
from tracker.store.transactions import transaction
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.index_names import index_names

__all__ = ["elsewhere", "out", "turn"]


@pytest.fixture
def found(out: Out) -> Callable[[str], set[str]]:
    ines = Worker(out.coordinator, None, careful=True)

    def look_for(asked: str) -> set[str]:
        db.session.rollback()
        return {person.id for person in search.look_for(asked, ines).people}

    return look_for


def lie_under() -> set[str]:
    """The keys of all words, and those that allies note."""
    db.session.rollback()
    noted = set(db.session.scalars(select(Ally.words_key).where(Ally.words_key.is_not(None))))
    return noted | set(db.session.scalars(select(NameWord.key_name)))


def test_a_name_is_found_at_every_step_of_a_turn_and_in_the_end_under_the_new_key_alone(
    out: Out, turn: Turn, elsewhere: Flask, found: Callable[[str], set[str]]
) -> None:
    with elsewhere.app_context():
        look()  # for twenty seconds it knows the old keys alone
    before = set(db.session.execute(select(NameWord.ally_id, NameWord.mark)))
    turn.begin()
    assert found("quill zeph") == {out.ally_id}
    turn.minute()
    with elsewhere.app_context():
        late = hand(out.here.id, "hana@example.org", name="Hana Takahashi")
    both = hand(out.here.id, "yuna@example.org", name="Yuna Takahashi")
    assert found("takahashi") == {late, both}
    turn.work()
    assert found("quill zeph") == {out.ally_id} and found("takahashi") == {late, both}
    turn.finish()
    assert turn.row.done_at and lie_under() == {turn.row.find_key} != {turn.old["find"]}
    assert found("quill zeph") == found(PHONE) == {out.ally_id}
    assert found("takahashi") == {late, both} and found("hana takahashi") == {late}
    after = set(db.session.execute(select(NameWord.ally_id, NameWord.mark)))
    assert after != before, "other marks: who has kept the old ones learns nothing by them"
    counts = key_counts.counted()
    assert counts["find", turn.row.find_key]["name_word"] == len(after)
    assert "name_word" not in counts.get(("find", turn.old["find"]), {})


@once
def test_whoever_is_not_in_the_index_yet_holds_no_turn_up_and_is_taken_in_under_the_new_key(
    out: Out, turn: Turn, found: Callable[[str], set[str]]
) -> None:
    with transaction() as session:
        session.execute(delete(NameWord).where(NameWord.ally_id == out.ally_id))
        session.get_one(Ally, out.ally_id).words_key = None
    turn.whole()
    assert turn.row.done_at and found("quill zeph") == set()
    assert index_names() == 1
    assert found("quill zeph") == {out.ally_id} and lie_under() == {turn.row.find_key}


@once
def test_words_of_the_hidden_are_gone_for_good_and_come_back_under_the_new_key(
    out: Out, turn: Turn, found: Callable[[str], set[str]]
) -> None:
    ask_for_erasure(out.ally_id)
    turn.whole()
    assert not db.session.scalar(select(NameWord.ally_id).where(NameWord.ally_id == out.ally_id))
    assert take_back_erasure(out.ally_id)
    assert found(NAME) == {out.ally_id} and lie_under() == {turn.row.find_key} == {written_under()}
