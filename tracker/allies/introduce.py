"""Writing down new allies, and the answers about contact of new and known ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, update

from tracker import clock
from tracker.allies.ally import Ally, Contact, alias_of
from tracker.allies.consent import CHANNELS, Consent
from tracker.allies.name_words import NameWord, rows_of_all, written_under
from tracker.allies.recognise import Person, Recognised
from tracker.store.db import db
from tracker.store.ids import new_ids
from tracker.store.sealing import written
from tracker.store.transactions import add_many, add_once, add_rows

# As it is sealed.
CARE = {asked: written(asked) for asked in (False, True)}


class Answer(NamedTuple):
    """What somebody said about contact, and all that proves it."""

    answer: str
    language: str
    at: datetime
    source: str
    screening_id: str
    wording_id: str | None
    extra_care: bool
    account_id: str | None
    # They were suppressed: a "yes" waits for their own link.
    waits: bool
    # Where each channel was asked about by itself: (channel, what they said).
    by_channel: tuple[tuple[str, str], ...] = ()
    import_id: str | None = None


def introduce(people: Sequence[Person], who: Sequence[Recognised], answers: Sequence[Answer]) -> None:
    """Write the allies that are new, and every answer as a fact; inside a transaction."""
    standing: dict[tuple[str, str], str] = {}
    each_heard = list(map(heard, people, who, answers))
    for recognised, answer, told in zip(who, answers, each_heard, strict=True):
        for channel, said in told:
            before = standing.get((recognised.ally_id, channel), "unknown")
            standing[recognised.ally_id, channel] = _stronger(before, said, answer.waits)
    _write_new(people, who, answers, standing)
    _update_known({r.ally_id for r in who if not r.new}, standing)
    _note_acts(who, answers)
    _write_facts(who, answers, each_heard)


def heard_on(person: Person, recognised: Recognised, answer: Answer) -> tuple[str, ...]:
    """The channels that an answer is about: a "no" about all; else those given, or that by which they were recognised."""
    if answer.answer == "no":
        return CHANNELS
    if recognised.by:
        return (recognised.by,)
    return tuple(channel for channel, point in (("email", person.email), ("phone", person.phone)) if point)


def heard(person: Person, recognised: Recognised, answer: Answer) -> list[tuple[str, str]]:
    """What was said on which channel. Where each was asked about by itself, a "no" to one says nothing of the other."""
    about = heard_on(person, recognised, answer)
    if not answer.by_channel:
        return [(channel, answer.answer) for channel in about]
    return [(channel, said) for channel, said in answer.by_channel if said == "no" or channel in about]


def _stronger(before: str, said: str, waits: bool) -> str:
    """Any "no" wins over "yes", "yes" over "unknown"; a "yes" that waits counts as "unknown"."""
    if "no" in (before, said):
        return "no"
    return before if said == "unknown" or waits else "yes"


def _write_new(
    people: Sequence[Person], who: Sequence[Recognised], answers: Sequence[Answer], standing: dict[tuple[str, str], str]
) -> None:
    rows: dict[str, dict[str, object]] = {}
    contacts: dict[str, Contact] = {}
    sealed, careful, key = Ally.contact.sealer(), Ally.extra_care.sealer_of_written(), written_under()
    now = clock.now()
    for person, recognised, answer in zip(people, who, answers, strict=True):
        ally_id = recognised.ally_id
        if not recognised.new or ally_id in rows:
            continue
        contact: Contact = {"name": person.name, "call": person.name}
        if person.email:
            contact["email"] = person.email
        if person.phone:
            contact["phone"] = person.phone
        reachable = bool(person.email or person.phone)
        rows[ally_id] = {
            "id": ally_id,
            "alias": alias_of(ally_id),
            "language": answer.language,
            "contact_sealed": sealed(ally_id, contact if reachable else None),
            "extra_care_sealed": careful(ally_id, CARE[answer.extra_care]),
            "email_consent": standing.get((ally_id, "email"), "unknown"),
            "phone_consent": standing.get((ally_id, "phone"), "unknown"),
            "acted_at": answer.at,
            "created_at": answer.at,
            "changed_at": now,
            "words_key": key if reachable else None,
        }
        if reachable:
            contacts[ally_id] = contact
    add_once(Ally, [rows[ally_id] for ally_id in sorted(rows)])
    add_many(NameWord, rows_of_all(contacts.items()))


def _update_known(known: set[str], standing: dict[tuple[str, str], str]) -> None:
    """Move where consent stands. The condition is in the statement, so that a "no" of the same moment wins."""
    for channel, column in (("email", Ally.email_consent), ("phone", Ally.phone_consent)):
        for answer in ("no", "yes"):
            moved = sorted(ally for ally in known if standing.get((ally, channel)) == answer)
            if moved:
                statement = update(Ally).where(Ally.id.in_(moved), column != answer, column != "no")
                values = {column: answer, Ally.changed_at: clock.now()}
                db.session.execute(statement.values(values).execution_options(synchronize_session=False))


def _note_acts(who: Sequence[Recognised], answers: Sequence[Answer]) -> None:
    """Known people have raised a hand again: what we hold is kept from then on."""
    latest: dict[str, datetime] = {}
    for recognised, answer in zip(who, answers, strict=True):
        if not recognised.new:
            latest[recognised.ally_id] = max(answer.at, latest.get(recognised.ally_id, answer.at))
    now = clock.now()
    acts = [{"ally": ally_id, "acted": at, "now": now} for ally_id, at in sorted(latest.items())]
    if acts:
        later = update(Ally).where(Ally.id == bindparam("ally"), Ally.acted_at < bindparam("acted"))
        # And who they are like is looked for anew: they were at one more film screening.
        db.session.connection().execute(
            later.values(acted_at=bindparam("acted"), changed_at=bindparam("now"), likened_at=None), acts
        )


def _write_facts(
    who: Sequence[Recognised], answers: Sequence[Answer], each_heard: Sequence[Sequence[tuple[str, str]]]
) -> None:
    ids = new_ids(sum(map(len, each_heard)))
    add_rows(Consent, [
        {
            "id": next(ids), "ally_id": recognised.ally_id, "channel": channel, "answer": said, "wording_id": answer.wording_id,
            "language": answer.language, "at": answer.at, "source": answer.source, "screening_id": answer.screening_id,
            "account_id": answer.account_id, "import_id": answer.import_id,
        }
        for recognised, answer, told in zip(who, answers, each_heard, strict=True)
        for channel, said in told
    ])  # fmt: skip
