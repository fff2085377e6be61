"""What people say of themselves and think better of: a part of the machine in test_nobody_falls_through."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import select

from tests.journeys.somebody import Person
from tracker.followups.followup import FollowUp
from tracker.store.db import db
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.change_consent import change_consent
from tracker.usecases.confirm_address import AddressGone, confirm_address
from tracker.usecases.erase_due import erase_due


class ChangesOfMind(RuleBasedStateMachine):
    """Yes after a no, and an erasure that is taken back."""

    people: list[Person]

    @rule(who=st.integers(0, 4))
    def says_yes_by_link(self, who: int) -> None:
        person = self.people[who]
        if person.ally_id:
            try:
                confirm_address(person.ally_id)
            except AddressGone:
                return
            again, person.stopped, person.sure = person.stopped, False, True
            if again:
                self._is_not_lost(person.ally_id)

    @rule(who=st.integers(0, 4), calls=st.booleans(), letters=st.booleans())
    def says_no_and_yes_again(self, who: int, calls: bool, letters: bool) -> None:
        """On the page of what we hold; the link to it came by letter."""
        person = self.people[who]
        said = {channel for channel, chosen in (("phone", calls), ("email", letters)) if chosen}
        words = {"email": "May we write to you?", "phone": "May we call you?"}
        if not person.ally_id or not said:
            return
        try:
            confirm_address(person.ally_id)
        except AddressGone:
            return
        change_consent(person.ally_id, dict.fromkeys(said, "no"), words)
        change_consent(person.ally_id, dict.fromkeys(said, "yes"), words)
        person.stopped, person.sure = False, True
        self._is_not_lost(person.ally_id)

    def _is_not_lost(self, ally_id: str) -> None:
        waits = db.session.scalars(select(FollowUp.id).where(FollowUp.ally_id == ally_id, FollowUp.state == "open"))
        assert waits.all(), "they said yes again, and nobody has anything to do for them"
        db.session.rollback()

    @rule(who=st.integers(0, 4), thinks_again=st.booleans())
    def asks_to_be_erased(self, who: int, thinks_again: bool) -> None:
        person = self.people[who]
        if not person.ally_id or not ask_for_erasure(person.ally_id):
            return
        if not thinks_again or not take_back_erasure(person.ally_id):
            person.ally_id = None
        person.stopped = True

    @rule()
    def what_is_due_is_erased(self) -> None:
        erase_due()
