"""A letter that came back: again a day later, or failed in sight; and a dead address gets no more."""

from datetime import timedelta

from tracker import clock
from tracker.errors import Refusal
from tracker.letters import outbox
from tracker.letters.dead_address import mark_dead
from tracker.letters.letter import Letter
from tracker.letters.troubles import CAME_BACK
from tracker.mail.delivery_status import DEAD, LATER, Report
from tracker.words import lazy

# So many times a full mailbox or a busy server may send it back, a day apart.
MOST_BOUNCES = 3
PAUSE = timedelta(days=1)


class StillLeaving(Refusal):
    """The report is faster than the worker that is just writing down that the letter left."""

    sentence = lazy("That letter is just leaving. Hand the message in again in a minute.")
    status = 503


def take_back(letter: Letter, told: Report) -> bool:
    """Write it down; inside a transaction, the letter locked. True: it will not go again. Raises StillLeaving."""
    if letter.state == "leaving":
        raise StillLeaving
    if letter.state == "withdrawn" or (told.fate == LATER and letter.state != "left"):
        return False
    letter.bounced_at, letter.bounce, letter.trouble = clock.now(), told.status, f"{CAME_BACK}{told.status}"
    letter.bounces += 1
    letter.left_at = None
    if told.fate == LATER and letter.bounces < MOST_BOUNCES:
        letter.state, letter.tries, letter.due_at = "waiting", 0, clock.now() + PAUSE
        return False
    letter.state = "failed"
    return True


def stop_address(letter: Letter) -> None:
    """Its address is dead: nothing else that is on its way to this ally leaves; inside a transaction."""
    if letter.recipient:
        mark_dead(letter.recipient, letter.bounce)
    if letter.ally_id and letter.kind != outbox.NEW_ADDRESS:
        outbox.withdraw((Letter.ally_id == letter.ally_id) & (Letter.id != letter.id))


def is_dead(told: Report) -> bool:
    return told.fate == DEAD
