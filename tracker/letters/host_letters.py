"""Letters to the host of a film screening: their link when somebody sends it, and reminders. All inside transactions."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, func, select, update

from tracker import clock
from tracker.allies.contact_points import name_words
from tracker.errors import Refusal
from tracker.letters import host_times, host_words, outbox
from tracker.letters.host_times import Reminder
from tracker.letters.letter import Letter
from tracker.letters.may_leave import kinds_against
from tracker.letters.outbox import HOST, REMIND_HOST, ToWrite
from tracker.screenings import host_link, listing, terms
from tracker.screenings.host_link import HostLink
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.team import settings
from tracker.times import day_words, when_words
from tracker.words import lazy, speaking


class NoHostToWriteTo(Refusal):
    sentence = lazy("No letter can go there: the host has no e-mail address, or asked for no more letters.")
    status = 409


class SentJustNow(Refusal):
    sentence = lazy("It was sent within this hour. Give it a little time.")
    status = 409


def remind(screening: Screening, reminder: Reminder, base_url: str) -> bool:
    """Write it if it may be written now; the screening is locked. False: no link, no reader, too soon, or written already."""
    email, link = _reader(screening), _link_of(screening)
    if not email or link is None:
        return False
    if clock.now() - _last(screening, link) < reminder.apart:
        return False
    return _write(screening, link, reminder.name, REMIND_HOST, host_times.key(screening, reminder), email, base_url)


def send_link(screening: Screening, link: HostLink, base_url: str) -> None:
    """Their link, because somebody of the team wants it sent. Raises NoHostToWriteTo and SentJustNow."""
    email = address_of(screening)
    if not email:
        raise NoHostToWriteTo
    once = f"host:{link.id}:link:{clock.now():%Y-%m-%dT%H}"
    if not _write(screening, link, "link", HOST, once, email, base_url):
        raise SentJustNow


def address_of(screening: Screening) -> str:
    """Where letters to its host go; "" where none may."""
    email = (screening.host or {}).get("email", "")
    return "" if not email or email in kinds_against([email]) else email


def stop(chosen: ColumnElement[bool]) -> None:
    """Take back reminders that have not left. They may be written anew: what stopped them can change."""
    theirs = (Letter.kind == REMIND_HOST) & chosen
    freed = update(Letter).where(theirs, Letter.state.in_(outbox.NOT_GONE)).values(once=None)
    db.session.execute(freed.execution_options(synchronize_session=False))
    outbox.withdraw(theirs)


def stop_of(screening_ids: Collection[str]) -> None:
    """Those of film screenings that have changed."""
    stop(Letter.screening_id.in_(sorted(screening_ids)))


def stop_link(link_id: str, screening: Screening) -> None:
    """A link opens nothing any more: its letter stays at home, and reminders when it was the one they name."""
    outbox.withdraw((Letter.kind == HOST) & Letter.once.startswith(f"host:{link_id}:", autoescape=True))
    stop_of([screening.id])


def waiting() -> dict[str, list[str]]:
    """Ids of reminders that have not left, by their film screening."""
    wanted = select(Letter.screening_id, Letter.id).where(
        Letter.kind == REMIND_HOST, Letter.state.in_(outbox.NOT_GONE), Letter.screening_id.is_not(None)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for screening_id, letter_id in db.session.execute(wanted):
        found[str(screening_id)].append(letter_id)
    return found


def stop_stale(screening: Screening, letter_ids: Collection[str]) -> None:
    """Those of these that would not be written now, to that address, stay at home."""
    reminder, email = host_times.due(screening), _reader(screening)
    holds = host_times.key(screening, reminder) if reminder and email else ""
    rows = db.session.scalars(select(Letter).where(Letter.id.in_(sorted(letter_ids))))
    stale = [letter.id for letter in rows if letter.once != holds or letter.recipient not in (email, None)]
    if stale:
        stop(Letter.id.in_(stale))


def written(keys: Collection[str]) -> frozenset[str]:
    """Those of the keys that were used."""
    return frozenset(map(str, db.session.scalars(select(Letter.once).where(Letter.once.in_(sorted(keys))))))


def _reader(screening: Screening) -> str:
    """Where reminders go; "" without a link that opens, or when whoever holds it wants none."""
    link = _link_of(screening)
    return address_of(screening) if link is not None and link.reminds else ""


def _link_of(screening: Screening) -> HostLink | None:
    """The open link that reminders name: the newest of those given to the host whom they address; two may host one evening."""
    return max(host_link.open_ones(screening), key=lambda link: _nearness(link, screening), default=None)


def _nearness(link: HostLink, screening: Screening) -> tuple[int, datetime]:
    """How surely a link is the host's: by the name in its note, else without a note, else with another's; then the newest."""
    name = name_words((screening.host or {}).get("name", ""))
    whom = name_words(link.whom or "")
    shared = not {*whom.split()}.isdisjoint(name.split())
    return (3 if whom and whom == name else 2 if shared else 0 if whom else 1), link.made_at


def _write(
    screening: Screening, link: HostLink, kind: str, letter_kind: str, once: str, email: str, base_url: str
) -> bool:
    language = link.language or "en"
    words = host_words.filled(host_words.KINDS[kind], language, _values(screening, link, language, base_url))
    letter = ToWrite(
        kind=letter_kind, language=language, recipient=email, words=words, due_at=clock.now(), screening_id=screening.id,
        once=once, zone=screening.zone,
    )  # fmt: skip
    return bool(outbox.write([letter], domain=urlsplit(base_url).hostname or "localhost"))


def _values(screening: Screening, link: HostLink, language: str, base_url: str) -> dict[str, str]:
    line = listing.line_of(screening)
    with speaking(language):
        return {
            "call": (screening.host or {}).get("name", ""),
            "film": line.film.title,
            "where": terms.title(screening, line.venue),
            "when": when_words(screening.starts_at, screening.day, screening.zone),
            "day": day_words(screening.day) if screening.day else "",
            "organisation": settings.get("organisation"),
            "page": f"{base_url}/host/{host_link.token_of(link.id)}?lang={language}",
        }


def _last(screening: Screening, link: HostLink) -> datetime:
    """When a host heard last: by a letter, or because their link was made."""
    moments = select(func.max(Letter.written_at), func.max(Letter.left_at)).where(
        Letter.screening_id == screening.id, Letter.kind.in_((HOST, REMIND_HOST)), Letter.state != "withdrawn"
    )
    return max(each for each in (link.made_at, *db.session.execute(moments).one()) if each is not None)
