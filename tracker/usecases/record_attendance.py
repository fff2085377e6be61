"""Another program says who came to a film screening: somebody whom it names by a link, or somebody whom it tells of."""

from collections.abc import Sequence

from tracker.allies.ghosts import ghost_of, is_ghost
from tracker.allies.said import Said
from tracker.arrivals import by_token
from tracker.arrivals.from_program import Came, raise_hand, take_in
from tracker.errors import Refusal
from tracker.finding import attendances_told, events_told
from tracker.screenings import log
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store import known_as
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import program_hour
from tracker.team.token import Token
from tracker.words import lazy


class Cancelled(Refusal):
    sentence = lazy(
        "This film screening was cancelled. Whoever signs up now signs up with the campaign: POST them to /people."
    )
    status = 409


def record_attendance(
    token: Token,
    event_id: str,
    person_id: str,
    sent: Said,
    identifiers: Sequence[str] = (),
    add_tags: Sequence[str] = (),
) -> Came:
    """One for an ally and a film screening: the second time it is the first. `person_id`: "" where they are told of in `sent`.

    Raises NotThere, PersonUnknown, Cancelled, NameTooLong, TagUnnamed, TagsFull and what said.write() raises.
    """
    by_token.fair(sent)
    with transaction():
        screening = log.staying(events_told.seen(event_id, token.campaign_id))
        there, erased = known_as.meant(known_as.ATTENDANCE, identifiers)
        if there is not None:
            return _again(there, screening)
        if screening.status == "cancelled":
            raise Cancelled
        came = _come(token, screening, person_id, sent, erased)
        if came.kept:
            known_as.know(known_as.ATTENDANCE, came.signup_id, identifiers)
            by_token.tag(token, came.ally_id, add_tags)
        program_hour.add(token.id, written=1)
        return came


def _again(signup_id: str, screening: Screening) -> Came:
    """What an identifier means already. Raises KnownAlready where it is of another film screening."""
    signup = db.session.get(Signup, signup_id)
    if signup is None or signup.screening_id != screening.id:
        raise known_as.KnownAlready(identifier=signup_id)
    return Came(signup.ally_id, signup.id)


def _come(token: Token, screening: Screening, person_id: str, sent: Said, erased: bool) -> Came:
    if not person_id:
        if not sent.email and not sent.phone:
            raise by_token.PersonUnknown
        if erased:
            return _nobody(sent.email or sent.phone or "", screening)
        return take_in(sent, screening, by_token.sender(token))
    if is_ghost(person_id):
        # As it would be answered of anybody: who is not kept is not told by it.
        return Came(person_id, ghost_of(f"{person_id} {screening.id}"), kept=False)
    ally = by_token.named(token, person_id)
    if erased:
        return _nobody(ally.id, screening)
    return raise_hand(ally, screening)


def _nobody(text: str, screening: Screening) -> Came:
    return Came(ghost_of(text), ghost_of(f"{text} {screening.id}"), kept=False)


def know_attendance(token: Token, event_id: str, attendance_id: str, identifiers: Sequence[str]) -> str:
    """By which ids another system knows it. Raises NotThere and KnownAlready."""
    with transaction():
        at = events_told.seen(event_id, token.campaign_id)
        signup_id = attendances_told.seen(attendance_id, event_id=at)
        known_as.know(known_as.ATTENDANCE, signup_id, identifiers)
        return signup_id
