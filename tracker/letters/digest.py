"""The letter of the morning to members of the team: what waits, in counts and links; nothing about a person."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup
from sqlalchemy import ColumnElement, func, select

from tracker import clock, times
from tracker.letters.letter import Letter, Words
from tracker.letters.notice import Notice
from tracker.letters.outbox import ToWrite, write
from tracker.letters.replies import waits_for_a_coordinator
from tracker.letters.reply import Reply
from tracker.mail.page import page
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.team.account import Account
from tracker.words import _, _n, speaking

KIND = "digest"
# Counts stop here: "99+" says enough.
MOST_COUNTED = 100

# What may wait, in the order of the letter, and where at the desk it is.
PLACES = {
    "mine": "/desk/?list=mine",
    "late": "/desk/?list=late",
    "team": "/desk/?list=team",
    "stuck": "/desk/?list=stuck",
    "replies": "/desk/replies/",
    "failed": "/desk/outbox/?tab=failed",
    "notices": "/desk/notices/",
}


def had_theirs(day: date) -> frozenset[str]:
    """The accounts to which the letter of a day has been written."""
    end = f":{day.isoformat()}"
    onces = db.session.scalars(select(Letter.once).where(Letter.kind == KIND, Letter.once.endswith(end)))
    return frozenset(once.split(":")[1] for once in onces if once)


def of_the_house() -> dict[str, int]:
    """What waits in the house beside follow-ups, for those who see all of it."""
    return {
        "replies": _some(Reply, waits_for_a_coordinator()),
        "failed": _some(Letter, Letter.state == "failed"),
        "notices": _some(Notice, Notice.state == "open"),
    }


def changes_to_tell(campaigns: frozenset[str]) -> int:
    """Changes of film screenings in these campaigns that nobody has told yet."""
    theirs = Notice.screening_id.in_(select(Screening.id).where(Screening.campaign_id.in_(sorted(campaigns))))
    return _some(Notice, (Notice.state == "open") & theirs)


def write_to(whose: Account, waiting: Mapping[str, int], day: date, base_url: str) -> bool:
    """Put it into the outbox, once a day; inside a transaction. False: nothing waits, so nothing is written."""
    with speaking(whose.language):
        lines = [(_said(what, waiting[what]), base_url + path) for what, path in PLACES.items() if waiting.get(what)]
        if not lines:
            return False
        words = _words(lines, day, base_url, whose.language)
    letter = ToWrite(
        kind=KIND, language=whose.language, recipient=whose.email or "", words=words, due_at=clock.now(),
        account_id=whose.id, once=f"{KIND}:{whose.id}:{day.isoformat()}",
    )  # fmt: skip
    return bool(write([letter], domain=urlsplit(base_url).hostname or "localhost"))


def _some(table: type[Reply | Letter | Notice], chosen: ColumnElement[bool]) -> int:
    some = select(table.id).where(chosen).limit(MOST_COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _said(what: str, n: int) -> str:
    count = f"{MOST_COUNTED - 1}+" if n >= MOST_COUNTED else str(n)
    match what:
        case "mine":
            return _n("%(count)s follow-up is yours.", "%(count)s follow-ups are yours.", n, count=count)
        case "late":
            return _n("%(count)s follow-up is late.", "%(count)s follow-ups are late.", n, count=count)
        case "team":
            return _n("%(count)s follow-up waits in your team.", "%(count)s follow-ups wait in your team.", n, count=count)  # fmt: skip
        case "stuck":
            return _n("%(count)s waits for nobody.", "%(count)s wait for nobody.", n, count=count)
        case "replies":
            return _n(
                "%(count)s reply has found nobody yet.", "%(count)s replies have found nobody yet.", n, count=count
            )
        case "failed":
            return _n("%(count)s letter did not leave.", "%(count)s letters did not leave.", n, count=count)
        case _:
            return _n("%(count)s change is not announced yet.", "%(count)s changes are not announced yet.", n, count=count)  # fmt: skip


def _words(lines: Sequence[tuple[str, str]], day: date, base_url: str, language: str) -> Words:
    subject = _("What waits on %(day)s", day=times.day_words(day))
    end = _("No letter comes on a day on which nothing waits. You can turn it off in your settings:")
    settings = f"{base_url}/account/"
    text = "\n\n".join([*(f"{said}\n{address}" for said, address in lines), f"{end}\n{settings}"])
    told = Markup("").join(Markup('<p><a href="{}">{}</a></p>\n').format(address, said) for said, address in lines)
    told += Markup('<p>{} <a href="{}">{}</a></p>').format(end, settings, settings)
    return {"subject": subject, "text": text, "html": page(subject, told, language)}
