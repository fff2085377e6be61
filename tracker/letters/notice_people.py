"""Who should know of a change, and the letters that tell them. Each once."""

from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.letters import notice_words, outbox, selecting
from tracker.letters.letter import Letter, Words
from tracker.letters.may_leave import kinds_against, may_be_written_to
from tracker.letters.notice import Before, Notice
from tracker.letters.notice_words import Change
from tracker.letters.notices import ahead
from tracker.letters.occasion import called, own_links
from tracker.letters.outbox import NOTICE, ToWrite
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.words import LANGUAGES

# What begins so soon is told at any hour; the rest waits for the morning.
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class People:
    """Allies who get the letter with their addresses, and the host's name and address ("" without one)."""

    allies: list[tuple[Ally, str]]
    host_name: str
    host_email: str

    @property
    def languages(self) -> Counter[str]:
        """How many letters to allies in each."""
        return Counter(spoken_by(ally) for ally, _ in self.allies)


def spoken_by(ally: Ally) -> str:
    """Notices speak every language of the house, to others English."""
    return ally.language if ally.language in LANGUAGES else "en"


def who(notice: Notice, screening: Screening) -> People:
    """Those who signed up before it changed and may be written to; of its taking place after all, those who were told."""
    signed = Signup.screening_id == screening.id, Signup.at <= notice.made_at
    # No letter goes to an address of which nobody knows yet whose it is: they may still be called.
    sure = ~selecting.waits(screening.campaign_id)
    wanted = select(Ally).join(Signup, Signup.ally_id == Ally.id).where(*signed, Ally.email_consent == "yes", sure)
    if notice.kind == "moved" and notice.before.get("status") == "cancelled":
        wanted = wanted.where(Ally.id.in_(_told_of_the_end(screening.id)))
    allies = db.session.scalars(wanted.order_by(Ally.id)).all()
    addresses = {ally.id: (ally.contact or {}).get("email", "") for ally in allies}
    host = screening.host or {}
    host_email = host.get("email", "")
    against = kinds_against([address for address in (*addresses.values(), host_email) if address])
    reached = [
        (ally, addresses[ally.id]) for ally in allies if may_be_written_to(ally, addresses[ally.id], NOTICE, against)
    ]
    return People(reached, host.get("name", ""), "" if host_email in against else host_email)


def passed_over(notice: Notice, screening: Screening) -> int:
    """How many agreed to letters and get none, because the address is not confirmed."""
    signed = Signup.screening_id == screening.id, Signup.at <= notice.made_at
    wanted = select(func.count(Ally.id.distinct())).join(Signup, Signup.ally_id == Ally.id)
    waiting = wanted.where(*signed, Ally.email_consent == "yes", selecting.waits(screening.campaign_id))
    return db.session.scalar(waiting) or 0


def write(notice: Notice, screening: Screening, base_url: str) -> int:
    """Put the letters into the outbox; inside a transaction. Returns how many."""
    people, change = who(notice, screening), notice_words.change_of(notice, screening, base_url)
    urgency = 0 if _soon(change) else 1
    letters = [_letter(notice, change, screening, ally, address, urgency) for ally, address in people.allies]
    if people.host_email:
        words = notice_words.to_host(change, "en", people.host_name)
        letters.append(
            ToWrite(
                kind=NOTICE, language="en", recipient=people.host_email, words=words, due_at=clock.now(), notice_id=notice.id,
                once=f"notice:{notice.id}:host", zone=screening.zone, urgency=urgency,
            )
        )  # fmt: skip
    return len(outbox.write(letters, domain=urlsplit(base_url).hostname or "localhost"))


def said_to(change: Change, ally: Ally) -> tuple[str, Words]:
    """In which language it speaks to an ally, and what it says."""
    language, own = spoken_by(ally), own_links(ally, change.base_url)
    return language, notice_words.to_ally(change, language, called(ally), own, discreet=bool(ally.extra_care))


def _letter(notice: Notice, change: Change, screening: Screening, ally: Ally, address: str, urgency: int) -> ToWrite:
    """Without `screening_id`: cancelling stops what is about the evening, not the apology for it."""
    language, words = said_to(change, ally)
    return ToWrite(
        kind=NOTICE, language=language, recipient=address, words=words, due_at=clock.now(), ally_id=ally.id,
        notice_id=notice.id, once=f"notice:{notice.id}:{ally.id}", zone=screening.zone, urgency=urgency,
    )  # fmt: skip


def _soon(change: Change) -> bool:
    """Whether either evening is within a day."""
    until = clock.now() + SOON
    return any(ahead(facts) and _begins(facts) <= until for facts in (change.before, change.now))


def _begins(facts: Before) -> datetime:
    """While only the day is known, as early on it as can be."""
    if starts_at := facts.get("starts_at"):
        return datetime.fromisoformat(starts_at)
    return datetime.fromisoformat(str(facts["day"])).replace(tzinfo=ZoneInfo(facts["zone"]))


def _told_of_the_end(screening_id: str) -> Select[str | None]:
    """Ids of allies whom a letter told that it is cancelled."""
    told = select(Letter.ally_id).join(Notice, Notice.id == Letter.notice_id)
    ended = Notice.screening_id == screening_id, Notice.kind == "cancelled", Notice.state == "sent"
    return told.where(*ended, Letter.ally_id.is_not(None), Letter.state != "withdrawn")
