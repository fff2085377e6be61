"""Letters leave: claimed in one transaction, carried outside any, written down in another, one by one."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy.exc import InterfaceError, OperationalError

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.ally import Ally
from tracker.followups import by_letter
from tracker.letters import bounced, carrying, other_way, reply_to
from tracker.letters.carrying import InHand
from tracker.letters.draft import drafted, sender
from tracker.letters.may_leave import must_stay
from tracker.letters.return_path import return_path
from tracker.mail import carry
from tracker.mail.carry import Answer, Carrier
from tracker.mail.compose import AddressUnfit, From, Headers, compose
from tracker.mail.delivery_status import DEAD, fate_of
from tracker.store.transactions import transaction

T = TypeVar("T")

# A claim, a greeting of the mail server and the closing of follow-ups are shared by so many.
MOST = 200
LEASE_SECONDS = 600
# No letter of a batch is begun later than this after the claim: what is urgent waits no longer behind a slow server.
# The longest that one dead server can keep us (5 * carry.PATIENCE) still ends well within the lease.
TURN_SECONDS = 10
# Seconds between attempts to write down what became of a letter: what is not written down leaves a second time.
RETRIES = (0.2, 1.0, 3.0)
# Nothing of the letter's own: the others of the batch would only wait in vain, one after the other.
OF_THE_SERVER = ("unreachable", "sign-in", "certificate", "no tls")


def deliver_due(
    worker_id: str, smtp_url: str, base_url: str, going_on: Callable[[], bool] = lambda: True, most: int = MOST
) -> int:
    """Carry up to `most` due letters. Returns how many there were to see to; without a mail server, or of the demo, none.

    `going_on` is asked before each letter: when it says no, the rest goes back untouched. Raises MailServerUnfit.
    """
    if not smtp_url or must_stay(smtp_url):
        return 0
    server = carry.server_at(smtp_url)
    with transaction():
        _settle(worker_id)
        claimed = carrying.claim_due(worker_id, most, LEASE_SECONDS, to_allies=reply_to.answered())
        by_letter.close_withdrawn(claimed.withdrawn)
        who = sender(base_url)
    if claimed.letters:
        with Carrier(server, hello=urlsplit(base_url).hostname or "localhost") as carrier:
            batch = _Batch(worker_id, claimed.letters)
            in_time = time.monotonic() + TURN_SECONDS
            _carry_all(batch, carrier, who, base_url, lambda: going_on() and time.monotonic() < in_time)
        _surely(lambda: _settle(worker_id))
    return len(claimed.letters) + claimed.put_off


def _settle(worker_id: str) -> None:
    """Letters that left: their follow-ups close. Allies first, as everybody locks."""
    left = carrying.unsettled(worker_id)
    by_letter.hold_allies([follow_up_id for follow_up_id in left.values() if follow_up_id])
    by_letter.close_sent(carrying.settle(list(left)))


def _carry_all(batch: "_Batch", carrier: Carrier, who: From, base_url: str, going_on: Callable[[], bool]) -> None:
    """One after the other. Between two there is one transaction: the end of the first and the beginning of the second."""
    trouble = carrier.reach()
    if trouble is not None:
        batch.put_back(trouble)
        return
    letter, headers = batch.step(None), Headers()
    while letter is not None:
        if not going_on():
            batch.give_back(letter)
            return
        answer = _carry(carrier, letter, who, base_url, headers)
        if answer.trouble in OF_THE_SERVER:
            batch.waiting.insert(0, letter)
            batch.put_back(answer, begun=letter)
            return
        letter = batch.step((letter, answer))


def _carry(carrier: Carrier, letter: InHand, who: From, base_url: str, headers: Headers) -> Answer:
    """No transaction is open here."""
    try:
        message = compose(drafted(letter, base_url), replace(who, name="") if letter.discreet else who, headers)
    except AddressUnfit:
        return Answer(carry.REFUSED, "address")
    return carrier.carry(message, return_path(letter.id, who.comes_back_to), letter.recipient)


class _Batch:
    """The letters that a worker has now."""

    def __init__(self, worker_id: str, letters: list[InHand]) -> None:
        self.worker_id, self.waiting = worker_id, list(letters)

    def step(self, done: tuple[InHand, Answer] | None) -> InHand | None:
        """Write down what became of one, and begin the next that may still leave."""

        def work() -> tuple[InHand | None, int]:
            if done is not None:
                _write_down(done[0], self.worker_id, done[1])
            for at, letter in enumerate(self.waiting):
                begun = carrying.begin(letter, self.worker_id)
                by_letter.close_withdrawn(begun.withdrawn)
                if begun.letter is not None:
                    return begun.letter, at + 1
            return None, len(self.waiting)

        letter, seen = _surely(work)
        del self.waiting[:seen]
        return letter

    def put_back(self, answer: Answer, begun: InHand | None = None) -> None:
        """All of them again later, for the server's sake."""

        def work() -> None:
            for letter in self.waiting:
                carrying.again(letter.id, self.worker_id, answer.trouble, begun=letter is begun)

        _surely(work)

    def give_back(self, begun: InHand) -> None:
        """All of them at once, to whoever comes first."""
        letter_ids = [letter.id for letter in (begun, *self.waiting)]
        _surely(lambda: carrying.give_back(letter_ids, self.worker_id, begun.id))


def _surely(work: Callable[[], T]) -> T:
    """In a transaction; once more, and again, when the database is away for a moment. All that it does may be repeated."""
    for pause in RETRIES:
        try:
            with transaction():
                return work()
        except (OperationalError, InterfaceError):
            time.sleep(pause)
    with transaction():
        return work()


def _write_down(letter: InHand, worker_id: str, answer: Answer) -> None:
    if answer.fate == carry.AGAIN:
        carrying.again(letter.id, worker_id, answer.trouble)
    elif answer.fate == carry.REFUSED:
        _refused(letter, worker_id, answer)
    else:
        carrying.left(letter.id, worker_id)


def _refused(letter: InHand, worker_id: str, answer: Answer) -> None:
    """Failed in sight. Where there is no such reader, the address is dead, as if the letter had come back."""
    dead = answer.status.startswith("5") and fate_of(answer.status) == DEAD
    ally = _hold_ally(letter) if dead else None
    refused = carrying.refused(letter.id, worker_id, answer.trouble)
    if refused is None or not dead:
        return
    refused.bounced_at, refused.bounce = clock.now(), answer.status
    bounced.stop_address(refused)
    if ally is not None:
        other_way.find(ally, refused, dead=True)


def _hold_ally(letter: InHand) -> Ally | None:
    """Before the letter, as whoever stops or forgets them does: two who meet wait for each other in one order."""
    return answer_by_link.find(letter.ally_id) if letter.ally_id else None
