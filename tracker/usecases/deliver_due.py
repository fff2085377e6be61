"""Letters leave: claimed in one transaction, carried outside any, written down in another, one by one."""

import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from config import is_loopback
from tracker.followups import by_letter
from tracker.letters import carrying, reply_to
from tracker.letters.carrying import InHand
from tracker.letters.draft import drafted, sender
from tracker.letters.return_path import return_path
from tracker.mail import carry
from tracker.mail.carry import Answer, Carrier
from tracker.mail.compose import AddressUnfit, From, compose
from tracker.store.transactions import transaction
from tracker.team import settings

MOST = 10
LEASE_SECONDS = 600
# No letter is begun with less than this left of the lease: the longest a dead server can keep us.
SPARE_SECONDS = 5 * carry.PATIENCE
# Nothing of the letter's own: the others of the batch would only wait in vain, one after the other.
OF_THE_SERVER = ("unreachable", "sign-in", "certificate", "no tls")


def deliver_due(
    worker_id: str, smtp_url: str, base_url: str, going_on: Callable[[], bool] = lambda: True, most: int = MOST
) -> int:
    """Carry up to `most` due letters. Returns how many were claimed; without a mail server, or of the demo, none is.

    `going_on` is asked before each letter: when it says no, the rest goes back untouched. Raises MailServerUnfit.
    """
    if not smtp_url or must_stay(smtp_url):
        return 0
    server = carry.server_at(smtp_url)
    began = time.monotonic()
    with transaction():
        claimed = carrying.claim_due(worker_id, most, LEASE_SECONDS, to_allies=reply_to.answered())
        by_letter.close_withdrawn(claimed.withdrawn)
        who = sender(base_url)
    waiting = list(claimed.letters)
    with Carrier(server, hello=urlsplit(base_url).hostname or "localhost") as carrier:
        while waiting and going_on() and time.monotonic() - began < LEASE_SECONDS - SPARE_SECONDS:
            letter = waiting.pop(0)
            answer = _carry(carrier, letter, who, base_url)
            _write_down(letter, worker_id, answer)
            if answer.trouble in OF_THE_SERVER:
                for other in waiting:
                    _write_down(other, worker_id, answer)
                waiting.clear()
    if waiting:
        with transaction():
            carrying.give_back([letter.id for letter in waiting], worker_id)
    return len(claimed.letters)


def must_stay(smtp_url: str) -> bool:
    """Whether these are letters of the demo, and the mail server is another machine: invented people get none."""
    return bool(smtp_url) and settings.get("demo") == "yes" and not is_loopback(carry.server_at(smtp_url).host)


def _carry(carrier: Carrier, letter: InHand, who: From, base_url: str) -> Answer:
    """No transaction is open here."""
    try:
        message = compose(drafted(letter, base_url), replace(who, name="") if letter.discreet else who)
    except AddressUnfit:
        return Answer(carry.REFUSED, "address")
    return carrier.carry(message, return_path(letter.id, who.comes_back_to), letter.recipient)


def _write_down(letter: InHand, worker_id: str, answer: Answer) -> None:
    with transaction():
        if answer.fate == carry.AGAIN:
            carrying.again(letter.id, worker_id, answer.trouble)
        elif answer.fate == carry.REFUSED:
            carrying.refused(letter.id, worker_id, answer.trouble)
        elif carrying.left(letter.id) and letter.follow_up_id:
            by_letter.close_sent(letter.follow_up_id)
