"""Two allies who were one person are joined, and parted again when that was a mistake."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from tests import invented
from tests.alike_pair import GOES, STAYS, TwoOfThem, everything
from tests.daytime import night_has_been
from tests.drawn import so_many
from tests.key_turns import Turn
from tracker import clock
from tracker.allies import name_words
from tracker.allies.ally import Ally
from tracker.allies.by_address import by_address
from tracker.allies.choice import Choice, Chosen
from tracker.allies.likeness import Likeness
from tracker.allies.merge import Merge
from tracker.allies.merging import ChangedMeanwhile, GoneAlready
from tracker.allies.name_words import NameWord
from tracker.allies.own_link import OwnLink
from tracker.allies.parting import LaterFirst, TooLate
from tracker.allies.recognise import Person, known
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.allies.tag import AllyTag, Tag
from tracker.finding import ally_timeline, search
from tracker.finding.bulk_deed import BulkDeed, BulkDone
from tracker.finding.export import ExportOf
from tracker.followups.claiming import ClaimFirst, Worker
from tracker.followups.followup import FollowUp
from tracker.imports.import_row import ImportRow
from tracker.keeping import departed, held
from tracker.keeping.erasure_log import GONE
from tracker.letters.letter import Letter
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.ask_extra_care import ask_extra_care
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.clear_old import clear_old
from tracker.usecases.correct_contact import correct_contact
from tracker.usecases.erase_at_desk import erase_at_desk
from tracker.usecases.join_allies import TwoAtWork, join_allies
from tracker.usecases.open_card import open_card
from tracker.usecases.part_allies import part_allies
from tracker.usecases.say_apart import say_apart
from tracker.usecases.spend_own_link import spend_own_link
from tracker.usecases.stop_contact import stop_contact

BASE_URL = "https://houselights.example"


@pytest.fixture
def two(app: Flask) -> Iterator[TwoOfThem]:
    with app.app_context():
        yield TwoOfThem()


def ally(ally_id: str) -> Ally:
    db.session.rollback()
    return db.session.get_one(Ally, ally_id)


def set_(ally_id: str, **values: object) -> None:
    with transaction() as session:
        session.execute(update(Ally).where(Ally.id == ally_id).values(values))


def same(before: dict[str, list[object]], after: dict[str, list[object]]) -> None:
    for table, rows in before.items():
        assert after[table] == rows, table


def test_joined_and_parted_everything_is_as_it_was(two: TwoOfThem) -> None:
    before = everything()
    merge_id = two.join(email=two.goes)
    assert by_address(str(GOES["email"])) == by_address(str(STAYS["email"])) == two.stays
    assert everything() != before
    part_allies(merge_id, two.by)
    same(before, everything())
    assert ally(two.goes).contact == GOES


def found(asked: str, who: Worker) -> set[str]:
    db.session.rollback()
    return {person.id for person in search.look_for(asked, who).people}


def test_they_are_found_by_the_name_that_is_used_and_parted_each_by_their_own(two: TwoOfThem) -> None:
    ines = Worker(two.by, None, careful=True)
    assert (found("min-jun", ines), found("minjun", ines)) == ({two.goes}, {two.stays})
    merge_id = two.join(name=two.goes, call=two.goes, phone=two.goes)
    assert (found("min-jun", ines), found("minjun", ines)) == ({two.stays}, set())
    assert found(str(GOES["phone"]), ines) == {two.stays}
    assert found(str(STAYS["phone"]), ines) == set()
    words = {each: ally(each).words_key for each in (two.goes, two.stays)}
    assert words == {two.goes: None, two.stays: name_words.written_under()}
    part_allies(merge_id, two.by)
    assert (found("min-jun", ines), found("minjun", ines)) == ({two.goes}, {two.stays})
    assert found(str(GOES["phone"]), ines) == {two.goes}
    assert {ally(each).words_key for each in (two.goes, two.stays)} == {name_words.written_under()}


def test_parted_after_the_keys_have_turned_they_are_found_under_the_new_key_alone(
    two: TwoOfThem, later: Callable[..., None]
) -> None:
    ines = Worker(two.by, None, careful=True)
    merge_id = two.join(name=two.goes)
    turn = Turn(later)
    turn.whole()
    part_allies(merge_id, two.by)
    assert (found("min-jun", ines), found("minjun", ines)) == ({two.goes}, {two.stays})
    key = turn.row.find_key
    assert set(db.session.scalars(select(NameWord.key_name))) == {key} != {turn.old["find"]}
    assert {ally(each).words_key for each in (two.goes, two.stays)} == {key}


def test_a_list_of_people_knows_each_of_them_again_when_they_part(two: TwoOfThem) -> None:
    """By these two undoing the list knows whose answers it takes back."""

    def told() -> list[tuple[str | None, bool]]:
        db.session.rollback()
        rows = [db.session.get_one(ImportRow, each) for each in two.rows]
        return [(row.ally_id, row.before is not None) for row in rows]

    merge_id = two.join()
    assert told() == [(two.stays, False), (two.stays, True)]
    part_allies(merge_id, two.by)
    assert told() == [(two.goes, True), (two.stays, True)]


def test_what_has_gone_meanwhile_by_itself_does_not_come_back_for_them(
    two: TwoOfThem, later: Callable[..., None]
) -> None:
    night_has_been()
    merge_id = two.join()
    later(days=3)
    clear_old()
    with transaction() as session:
        session.execute(delete(AllyTag).where(AllyTag.tag_id == two.tag_id))
        session.execute(delete(Choice).where(Choice.id.in_(select(BulkDeed.choice_id))))
        session.execute(delete(Tag).where(Tag.id == two.tag_id))
    part_allies(merge_id, two.by)
    assert two.contact(two.goes) == GOES
    for gone in (ExportOf, Chosen, BulkDone):
        assert db.session.scalar(select(func.count()).select_from(gone)) == 0, gone
    assert [each.ally_id for each in db.session.scalars(select(AllyTag))] == [two.goes]


ANSWERS = st.sampled_from(["yes", "no", "unknown"])


@settings(
    max_examples=so_many(6),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    answers=st.tuples(ANSWERS, ANSWERS, ANSWERS, ANSWERS), care=st.tuples(st.booleans(), st.booleans()), chosen=st.booleans(),
    claimed=st.booleans(), closed=st.sampled_from(["goes", "stays", ""]), left=st.sampled_from(["goes", "stays", ""]),
)  # fmt: skip
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_whatever_they_had_said_and_whatever_was_done_it_comes_back(
    app: Flask, answers: tuple[str, ...], care: tuple[bool, bool], chosen: bool, claimed: bool, closed: str, left: str
) -> None:
    with app.app_context():
        two = TwoOfThem(goes=care[0], stays=care[1])
        for ally_id, said in ((two.goes, answers[:2]), (two.stays, answers[2:])):
            set_(ally_id, email_consent=said[0], phone_consent=said[1])
        if left:
            stop_contact(getattr(two, left))
        with transaction() as session:
            calls = {
                each.ally_id: each for each in session.scalars(select(FollowUp).where(FollowUp.step_key == "contact"))
            }
            if closed:
                row = calls[getattr(two, closed)]
                row.state, row.outcome, row.closed_at = "closed", "reached", clock.now()
            elif claimed:
                calls[two.goes].claimed_by_id = two.by
                calls[two.goes].claimed_until = clock.now() + timedelta(hours=1)
        noes = [ally(each) for each in (two.goes, two.stays)]
        either = {each: "no" in [getattr(half, f"{each}_consent") for half in noes] for each in ("email", "phone")}
        db.session.rollback()
        before = everything()
        merge_id = two.join(**({"email": two.goes, "phone": two.goes} if chosen else {}))
        row_ = ally(two.stays)
        assert bool(row_.extra_care) == any(care)
        for channel, no in either.items():
            assert (getattr(row_, f"{channel}_consent") == "no") is no
        part_allies(merge_id, two.by)
        same(before, everything())


def test_joined_and_erased_nothing_is_left_of_either(two: TwoOfThem) -> None:
    two.join()
    erase_at_desk(two.goes, "asked by phone", True, two.by)
    told = str(everything(set()))
    for mark in ("minjun", "Min-jun", "5550147@", "+15125550148"):
        assert mark not in told.replace(two.other, ""), mark
    for contact in (GOES, STAYS):
        marks = contact_fingerprints(contact["email"], contact["phone"])
        assert all("erased" in suppressed(marks).get(mark, ()) for mark in marks)
    assert by_address(str(GOES["email"])) is by_address(str(STAYS["email"])) is None
    # A restore to a day before they were joined erases both; while one is held, neither.
    assert {line.whom for line in departed.lacking({}) if line.said == GONE} == {two.goes, two.stays}


def test_who_was_joined_is_not_taken_for_erased_by_a_restore(two: TwoOfThem) -> None:
    two.join()
    assert not [line for line in departed.lacking({}) if line.said == GONE]


def test_old_links_of_either_lead_to_who_stays(two: TwoOfThem) -> None:
    link_id = db.session.scalars(select(OwnLink).where(OwnLink.ally_id == two.goes)).one().id
    db.session.rollback()
    two.join()
    assert spend_own_link(link_id) == two.stays
    assert ask_for_erasure(two.goes)
    assert ally(two.stays).contact is None
    assert by_address(str(GOES["email"])) is None
    assert take_back_erasure(two.goes)
    assert two.contact(two.stays) == STAYS
    assert by_address(str(GOES["email"])) == by_address(str(STAYS["email"])) == two.stays
    stop_contact(two.goes)
    assert ally(two.stays).email_consent == "no"


def test_what_waits_goes_to_the_address_that_was_chosen(two: TwoOfThem) -> None:
    with transaction() as session:
        letter = session.scalars(select(Letter).where(Letter.ally_id == two.goes, Letter.state == "left")).one()
        letter.state, letter.left_at = "waiting", None
    two.join()
    waits = db.session.scalars(select(Letter).where(Letter.state == "waiting", Letter.ally_id == two.stays)).all()
    assert {each.recipient for each in waits} <= {STAYS["email"]}


def test_a_no_heard_while_they_were_one_holds_for_both_who_are_two_again(two: TwoOfThem) -> None:
    set_(two.goes, email_consent="no")
    merge_id = two.join()
    assert ally(two.stays).email_consent == "no"
    stop_contact(two.stays)
    part_allies(merge_id, two.by)
    for each in (two.goes, two.stays):
        assert (ally(each).email_consent, ally(each).phone_consent) == ("no", "no")
    for contact in (GOES, STAYS):
        assert suppressed(contact_fingerprints(contact["email"], contact["phone"]))


def test_extra_care_asked_for_meanwhile_holds_for_both_even_if_one_had_it(two: TwoOfThem) -> None:
    with transaction() as session:
        session.get_one(Ally, two.goes).extra_care = True
    merge_id = two.join()
    ask_extra_care(two.stays, BASE_URL)
    part_allies(merge_id, two.by)
    assert ally(two.goes).extra_care and ally(two.stays).extra_care


def test_a_suppressed_half_stops_the_other_until_they_part(two: TwoOfThem) -> None:
    stop_contact(two.goes)
    marks = contact_fingerprints(STAYS["email"], None)
    merge_id = two.join()
    assert suppressed(marks)
    part_allies(merge_id, two.by)
    assert not suppressed(marks)
    assert suppressed(contact_fingerprints(GOES["email"], None))
    assert ally(two.stays).email_consent == "yes"


def test_what_happened_since_stays_with_who_stayed(two: TwoOfThem) -> None:
    merge_id = two.join()
    third = invented.screening(two.campaign_id)
    signup = invented.signup(two.stays, third)
    correct_contact(two.stays, "Minjun Kim", "MJ", STAYS["phone"])
    assert by_address(str(GOES["email"])) == two.stays, "a corrected contact loses nobody"
    part_allies(merge_id, two.by)
    assert db.session.get_one(Signup, signup).ally_id == two.stays
    assert two.contact(two.stays)["call"] == "MJ"
    assert two.contact(two.goes) == GOES
    assert by_address(str(GOES["email"])) == two.goes
    assert by_address(str(STAYS["email"])) == two.stays


def test_the_second_identity_survives_a_turn_of_the_keys_and_so_does_the_way_back(
    two: TwoOfThem, later: Callable[..., None]
) -> None:
    merge_id = two.join()
    Turn(later).whole()
    assert by_address(str(GOES["email"])) == by_address(str(STAYS["email"])) == two.stays
    part_allies(merge_id, two.by)
    assert by_address(str(GOES["email"])) == two.goes
    assert two.contact(two.goes) == GOES
    assert known([Person("", str(STAYS["name"]), None, STAYS["phone"])]) == [two.stays]


def test_one_after_the_other_is_taken_back_the_later_one_first(two: TwoOfThem) -> None:
    before = everything()
    first = two.join()
    between = everything()
    two.pair_id, goes = two.pair(two.stays, two.other), two.stays
    db.session.rollback()
    second = join_allies(two.pair_id, two.other, {}, two.seen(goes, two.other), two.by)
    assert by_address(str(GOES["email"])) == two.other
    with pytest.raises(LaterFirst):
        part_allies(first, two.by)
    part_allies(second, two.by)
    with transaction() as session:
        session.delete(session.get_one(Likeness, two.pair_id))
    same(between, everything())
    part_allies(first, two.by)
    same(before, everything())


def test_after_thirty_days_they_stay_one(two: TwoOfThem, later: Callable[..., None]) -> None:
    night_has_been()
    merge_id = two.join()
    later(days=29)
    clear_old()
    assert db.session.get_one(Merge, merge_id).notes_sealed
    later(days=2)
    clear_old()
    with pytest.raises(TooLate):
        part_allies(merge_id, two.by)
    assert by_address(str(GOES["email"])) == two.stays
    assert str(GOES["email"]) in str(held.everything(two.stays)), "it is told to whom it is about"


def test_whom_somebody_is_just_calling_is_not_joined_away(two: TwoOfThem) -> None:
    rows = {
        each.ally_id: each.id for each in db.session.scalars(select(FollowUp).where(FollowUp.step_key == "contact"))
    }
    bo, until = invented.account("caller", "Bo K."), clock.now() + timedelta(hours=1)
    db.session.rollback()

    def claim(ally_id: str, by: str) -> None:
        with transaction() as session:
            row = session.get_one(FollowUp, rows[ally_id])
            row.claimed_by_id, row.claimed_until = by, until

    claim(two.goes, bo)
    claim(two.stays, two.by)
    with pytest.raises(TwoAtWork):
        two.join()
    with transaction() as session:
        row = session.get_one(FollowUp, rows[two.stays])
        row.claimed_by_id = row.claimed_until = None
    two.join()
    who = Worker(bo, None, careful=False)
    open_card(rows[two.goes], who)  # the card that was open stays open, and is of who stays
    assert db.session.get_one(FollowUp, rows[two.goes]).ally_id == two.stays
    assert db.session.get_one(FollowUp, rows[two.stays]).state == "closed"
    with pytest.raises(ClaimFirst):
        open_card(next(each for each in open_of(two.stays) if each != rows[two.goes]), who)


def open_of(ally_id: str) -> list[str]:
    wanted = select(FollowUp.id).where(
        FollowUp.ally_id == ally_id, FollowUp.state == "open", FollowUp.channel == "task"
    )
    return list(db.session.scalars(wanted))


def test_what_changed_since_the_page_was_opened_is_not_decided(two: TwoOfThem) -> None:
    seen = two.seen()
    correct_contact(two.goes, "Min-jun Kim", "Jun", GOES["phone"])
    two.pair_id = two.pair(two.goes, two.stays)
    with pytest.raises(ChangedMeanwhile):
        join_allies(two.pair_id, two.stays, {}, seen, two.by)
    with pytest.raises(ChangedMeanwhile):
        say_apart(two.pair_id, seen, two.by)
    ask_for_erasure(two.goes)
    assert db.session.scalar(select(func.count()).select_from(Likeness)) == 0


def test_who_waits_to_be_erased_is_joined_to_nobody(two: TwoOfThem) -> None:
    seen = two.seen()
    ask_for_erasure(two.goes)
    two.pair_id = two.pair(two.goes, two.stays)
    with pytest.raises(GoneAlready):
        join_allies(two.pair_id, two.stays, {}, seen, two.by)


def test_everybody_is_counted_once(two: TwoOfThem) -> None:
    two.join()
    signups = db.session.execute(select(Signup.screening_id, func.count()).group_by(Signup.screening_id)).all()
    assert sorted(count for _, count in signups) == [1, 2]
    who = Worker(two.by, None, careful=True)
    events = ally_timeline.timeline(two.stays, who).events
    assert [each.title for each in events if each.kind == "merge"] == [ally(two.goes).alias]
