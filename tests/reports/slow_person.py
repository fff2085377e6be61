"""One ally, read slowly: what each definition says of them, from all rows that are about them."""

from dataclasses import dataclass
from datetime import datetime

from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.followups.followup import Attempt, FollowUp
from tracker.signups.signup import Signup

DID = {"wants to host", "gave", "done", "brought others", "hosts"}
HEARD = DID | {"reached", "call back", "not for me", "stop calls", "asked to stop", "answered"}
BY_ITSELF = {"gave": "give", "wants to host": "host", "hosts": "host", "brought others": "bring"}
BUTTONS = {"said done", "said not yet", "said not for me"}
ENDS = (HEARD - {"call back"}) | {"wrong number", "not reached"}
CLOSED_BY_THE_HOUSE = {"withdrawn", "not needed", "not planned"}
WAITED_FOR_NO_MORE = CLOSED_BY_THE_HOUSE | {"asked to stop", "stop calls"}


@dataclass
class Person:
    """One ally with all that is known of them in the campaign."""

    row: Ally
    signups: list[Signup]
    everywhere: list[Signup]
    consents: list[Consent]
    planned: list[FollowUp]
    attempts: list[tuple[FollowUp, Attempt]]
    confirmed_first: bool

    def agreed(self, channel: str) -> bool:
        """Now, or once with effect."""
        if getattr(self.row, f"{channel}_consent") == "yes":
            return True
        said = [each for each in self.consents if each.channel == channel]
        for yes in (each for each in said if each.answer == "yes"):
            noes = [each for each in said if each.answer == "no" and each.at <= yes.at]
            if yes.source == "own link" or not noes:
                return True
        return False

    @property
    def outcomes(self) -> set[str]:
        return {attempt.outcome for _, attempt in self.attempts}

    @property
    def listed(self) -> set[str]:
        return {each.outcome or "" for each in self.planned if each.why == "listed"}

    @property
    def acted(self) -> bool:
        return bool(DID & (self.outcomes | self.listed))

    @property
    def reached(self) -> bool:
        return bool(HEARD & (self.outcomes | self.listed))

    @property
    def acted_said(self) -> bool:
        for each in self.planned:
            pressed = sorted(
                (attempt.at, attempt.outcome)
                for of, attempt in self.attempts
                if of is each and attempt.outcome in BUTTONS
            )
            if pressed and pressed[-1][1] == "said done":
                return not self.acted
        return False

    def answered(self, asks: dict[str, str | None]) -> set[str | None]:
        """Calls to action that they acted on: said by the outcome itself, or by what the step asks for."""
        heard = [(asks.get(of.step_id or ""), attempt.outcome) for of, attempt in self.attempts]
        told = [(None, outcome) for outcome in self.listed]
        return {BY_ITSELF.get(outcome, asked) for asked, outcome in heard + told if outcome in DID}

    def pressed(self, asks: dict[str, str | None]) -> set[str | None]:
        """Those of which the last button that they pressed says so."""
        last = dict[str, tuple[str | None, str]]()
        for of, outcome, _at in sorted(self._buttons(), key=lambda each: each[2]):
            last[of.id] = (asks.get(of.step_id or ""), outcome)
        return {asked for asked, outcome in last.values() if outcome == "said done"}

    def _buttons(self) -> list[tuple[FollowUp, str, datetime]]:
        return [(of, each.outcome, each.at) for of, each in self.attempts if each.outcome in BUTTONS]

    @property
    def contactable(self) -> bool:
        confirmed = self.row.confirmed_at or self.row.reached_at or not self.confirmed_first
        return bool(self.reached or self.acted_said or self.agreed("phone") or (self.agreed("email") and confirmed))

    @property
    def awaiting(self) -> bool:
        return not self.contactable and self.row.email_consent == "yes"

    @property
    def outcome(self) -> bool:
        closed = {each.outcome or "" for each in self.planned}
        return self.contactable and bool(ENDS & (closed | self.outcomes))

    @property
    def first(self) -> int:
        return min(int(each.at.timestamp()) for each in self.signups)

    def since(self, outcomes: set[str]) -> int | None:
        """Seconds from the first signup until one of these, 0 if it was before. None: not yet."""
        moments = [int(attempt.at.timestamp()) for _, attempt in self.attempts if attempt.outcome in outcomes]
        return max(0, min(moments) - self.first) if moments else None

    @property
    def contact(self) -> int | None:
        return self.since(HEARD | BUTTONS | {"sent"})

    @property
    def spoken(self) -> int | None:
        return self.since(HEARD)

    def promised(self, by_person: bool = False) -> bool:
        contacted = self.spoken if by_person else self.contact
        hoped = [
            each for each in self.planned
            if each.why != "listed" and each.outcome not in WAITED_FOR_NO_MORE and (not by_person or each.channel != "letter")
        ]  # fmt: skip
        return self.contactable and (contacted is not None or bool(hoped))

    @property
    def tried(self) -> bool:
        return bool(self.outcomes - CLOSED_BY_THE_HOUSE)

    @property
    def given_up(self) -> bool:
        closed = {each.outcome or "" for each in self.planned} | self.outcomes
        is_open = any(each.state == "open" for each in self.planned)
        return bool(closed & {"not reached", "wrong number"}) and not (self.reached or self.acted_said or is_open)

    @property
    def opted_out(self) -> bool:
        if "yes" in (self.row.email_consent, self.row.phone_consent):
            return False
        for no in (each for each in self.consents if each.answer == "no"):
            if any(e.answer == "yes" and e.channel == no.channel and e.at <= no.at for e in self.consents):
                return self.ever_agreed
        return False

    @property
    def ever_agreed(self) -> bool:
        return self.agreed("email") or self.agreed("phone")

    @property
    def is_new(self) -> bool:
        return min(each.at for each in self.everywhere) == min(each.at for each in self.signups)
