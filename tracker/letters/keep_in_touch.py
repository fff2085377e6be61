"""Shall we keep in touch? One letter a month before somebody's time is over. Neutral: no film, no place, not what it is about."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup
from sqlalchemy import exists

from tracker import clock, times
from tracker.allies.ally import Ally
from tracker.letters.letter import Letter, Words
from tracker.letters.occasion import ME, STOP, called, link
from tracker.letters.outbox import KEEP, ToWrite, withdraw, write
from tracker.letters.own_lines import what_we_hold
from tracker.mail.page import page
from tracker.store import links
from tracker.words import _, speaking


def write_to(ally: Ally, email: str, question_id: str, ends_on: date, base_url: str) -> bool:
    """Once for each question, whoever else is writing; inside a transaction. False: it was written before."""
    with speaking(ally.language):
        words = _words(ally, question_id, ends_on, base_url)
    letter = ToWrite(
        kind=KEEP, language=ally.language, recipient=email, words=words, due_at=clock.now(), ally_id=ally.id,
        once=f"{KEEP}:{question_id}",
    )  # fmt: skip
    return bool(write([letter], domain=urlsplit(base_url).hostname or "localhost"))


def withdraw_needless() -> None:
    """Those that have not left, to whom has given a sign since they were written; inside a transaction."""
    acted = exists().where(Ally.id == Letter.ally_id, Ally.acted_at > Letter.written_at).correlate(Letter)
    withdraw((Letter.kind == KEEP) & acted)


def page_of(question_id: str) -> str:
    """Where the question is answered."""
    return f"/keep/{links.sign(KEEP, question_id)}"


def _words(ally: Ally, question_id: str, ends_on: date, base_url: str) -> Words:
    subject, button = _("Shall we keep in touch?"), _("Answer with one press")
    before: Sequence[str] = (
        _("Hello %(call)s,", call=called(ally)),
        _("It is long since we heard from you, and we keep nobody longer than they want."),
        _(
            "If you do nothing, everything about you is erased after %(day)s.",
            day=times.day_words(ends_on, with_year=True),
        ),
        _("Would you rather stay in touch? Or have it end now?"),
    )
    address = f"{base_url}{page_of(question_id)}?lang={ally.language}"
    foot = (
        (_("Stop all letters and calls:"), link(base_url, STOP, ally)),
        (what_we_hold(), link(base_url, ME, ally)),
    )
    told = [*before, f"{button}: {address}", *(f"{said} {where}" for said, where in foot)]
    body = Markup("").join(Markup("<p>{}</p>\n").format(line) for line in before)
    body += Markup('<p><a class="press" href="{}">{}</a></p>\n').format(address, button)
    body += Markup("").join(
        Markup('<p>{} <a href="{}">{}</a></p>\n').format(said, where, where) for said, where in foot
    )
    return {"subject": subject, "text": "\n\n".join(told), "html": page(subject, body, ally.language)}
