"""Letters to who asks to host: that we have it, and what becomes of it. They answer a request, and are no consent to others.

Nothing that an asker wrote stands in the one that leaves by itself: the address may be a stranger's.
"""

import hashlib
from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlsplit

from markupsafe import Markup

from tracker import clock, times
from tracker.allies.ally import Ally
from tracker.allies.contact_points import email_for_matching
from tracker.allies.suppress import contact_fingerprints, suppressed_since
from tracker.errors import Refusal
from tracker.letters import outbox
from tracker.letters.dead_address import dead
from tracker.letters.letter import Words
from tracker.letters.may_leave import NEVER
from tracker.letters.outbox import REQUEST, ToWrite
from tracker.mail.page import page
from tracker.mail.words import clean
from tracker.records import dataclass
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups import requests
from tracker.signups.request_to_host import RequestToHost
from tracker.store import links
from tracker.store.db import db
from tracker.team import settings
from tracker.words import LANGUAGES, Lazy, _, lazy, speaking

# The page behind "take it back".
BACK = "host-back"
MOST_SUBJECT, MOST_TEXT = 150, 10_000

What = Literal["received", "approved", "question", "offer", "declined"]
# Why no letter may go, as the desk reads it.
Bar = Literal["gone", "no address", "never again", "stopped", "dead"]
BARS: dict[Bar, Lazy] = {
    "gone": lazy("What they wrote is not held any more: nobody can come back to them."),
    "no address": lazy("They left no e-mail address: call them."),
    "never again": lazy("No letter goes: this address is marked “never again”. Only a coordinator lifts that."),
    "stopped": lazy("No letter goes: since they asked, they have told us to stop."),
    "dead": lazy("No letter goes: the address does not exist any more. Is there a phone number?"),
}
# A paragraph, and where its link leads; "": it has none.
Line = tuple[str, str]


class WordsUnsaid(Refusal):
    sentence = lazy("Write what you want to say to them.")
    field = "text"


class WordsTooLong(Refusal):
    sentence = lazy("That is more than 10,000 characters. Say it in fewer.")
    field = "text"


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a letter, as the organizer sees and changes them."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class About:
    """The film screening that a letter tells of."""

    screening: Screening
    film: str
    venue: Venue | None

    def when(self) -> str:
        return times.when_words(self.screening.starts_at, self.screening.day, self.screening.zone)

    def where(self) -> str:
        parts = (self.venue.name, self.venue.city) if self.venue else (_("Online"),)
        return ", ".join(part for part in parts if part)


def about(screening: Screening) -> About:
    venue = db.session.get(Venue, screening.venue_id) if screening.venue_id else None
    return About(screening, db.session.get_one(Film, screening.film_id).title, venue)


def language_of(request: RequestToHost) -> str:
    """Letters speak every language of the house, to others English."""
    return request.language if request.language in LANGUAGES else "en"


def barred(request: RequestToHost) -> Bar | None:
    """Why no letter may go to who asks; None: one may."""
    if requests.is_gone(request):
        return "gone"
    email = (request.asker or {}).get("email", "")
    if not email:
        return "no address"
    kinds: dict[str, set[bool]] = {}
    for found in suppressed_since(contact_fingerprints(email, None)).values():
        for kind, at in found.items():
            kinds.setdefault(kind, set()).add(at > request.at)
    if NEVER in kinds:
        return "never again"
    # Whoever had left and then asks is answered; whoever asked and then leaves is not.
    if any(True in later for later in kinds.values()):
        return "stopped"
    return "dead" if dead([email]) else None


def had_left(request: RequestToHost) -> bool:
    """Whether the address told us to stop before it asked: then no letter goes by itself, since anybody may type an address."""
    email = (request.asker or {}).get("email")
    return bool(email) and bool(suppressed_since(contact_fingerprints(email, None)))


def once_a_day(request: RequestToHost) -> str:
    """One letter a day that we have it, whatever becomes of the request. It outlives the mark, and tells no two days together."""
    told = hashlib.sha256((request.mark or b"") + f"{request.at:%Y-%m-%d}".encode("ascii")).hexdigest()
    return f"received:{told[:48]}"


def said(what: What, request: RequestToHost, told: About | None = None, language: str = "") -> Said:
    """What we would say, in their language or another. `told`: for "approved" and "offer"."""
    with speaking(language or language_of(request)):
        # What leaves by itself says no name either: it could be anything that a stranger wrote.
        name = (request.asker or {}).get("name", "") if what != "received" else ""
        parts = [
            _("Dear %(name)s,", name=name) if name else _("Hello,"),
            *_body(what, told),
            settings.get("organisation"),
        ]
        subject = _("The letter you asked for") if _is_discreet(request) else _subject(what)
        return Said(subject, "\n\n".join(parts))


def checked(words: Said) -> Said:
    """As it is sent. Raises WordsUnsaid and WordsTooLong."""
    subject, text = " ".join(clean(words.subject).split()), clean(words.text).strip()
    if not subject or not text:
        raise WordsUnsaid
    if len(text) > MOST_TEXT:
        raise WordsTooLong
    return Said(subject[:MOST_SUBJECT], text)


def links_under(what: What, language: str, leads_to: str) -> str:
    """What stands before the link that follows the words by itself; "" where none does."""
    if not leads_to:
        return ""
    with speaking(language):
        return _("Your page as its host:") if what == "approved" else _("The film screening, and signing up for it:")


def foot_of(request: RequestToHost) -> str:
    """What stands under every one of these letters, before its link."""
    with speaking(language_of(request)):
        return _(
            "You get this because somebody gave this address to ask for a film screening. You get no other letters by that. "
            "It wasn’t you, or you think otherwise? Take it back, and we forget what was written:"
        )


def write(
    what: What, request: RequestToHost, words: Said, base_url: str, leads_to: str = "", by: str | None = None,
    once: str | None = None,
) -> bool:  # fmt: skip
    """Put it into the outbox; inside a transaction, after barred() has said nothing. False: `once` was written before."""
    language = language_of(request)
    lines: list[Line] = [(part, "") for part in words.text.split("\n\n") if part.strip()]
    if leads_to:
        lines.append((links_under(what, language, leads_to), leads_to))
    lines.append((foot_of(request), f"{base_url}/host/back/{links.sign(BACK, request.id)}?lang={language}"))
    email = (request.asker or {}).get("email", "")
    letter = ToWrite(
        kind=REQUEST, language=language, recipient=email, words=_words(words.subject, lines, language), due_at=clock.now(),
        ally_id=_reader(request, email), request_id=request.id, written_by_id=by, once=once,
    )  # fmt: skip
    return bool(outbox.write([letter], domain=urlsplit(base_url).hostname or "localhost"))


def _subject(what: What) -> str:
    """Without the film: a subject is read on locked screens."""
    if what == "received":
        return _("We have your request")
    if what == "approved":
        return _("Yes: your film screening")
    return _("A question about your request") if what == "question" else _("Your request for a film screening")


def _body(what: What, told: About | None) -> list[str]:
    if what == "received":
        return [
            _("thank you for wanting to host a film screening. We have your request, and a person reads it."),
            _("We will answer you at this address. Until then there is nothing that you need to do."),
        ]
    if what == "question":
        return [_("thank you for wanting to host a film screening. Before we can say yes, we would like to know:"), "…",
                _("Answer this letter, and it reaches us.")]  # fmt: skip
    if what == "declined":
        return [_("thank you for wanting to host a film screening. We cannot do it this time, and we are sorry."),
                _("Ask again whenever something has changed.")]  # fmt: skip
    if told is None:
        raise ValueError("of which film screening?")
    facts = {"film": told.film, "when": told.when(), "where": told.where()}
    if what == "offer":
        return [
            _("thank you for wanting to host a film screening. There is one near you already:"),
            _("%(film)s, %(when)s, %(where)s", **facts),
            _("Would you come, and bring those whom you would have invited? If you would still rather have one of your own, "
              "answer this letter."),
        ]  # fmt: skip
    return [
        _("yes: you host a film screening. Thank you!"),
        _("%(film)s, %(when)s, %(where)s", **facts),
        _("The link below is your page as its host: what there is to do before, during and after, and the count of the room. "
          "It needs no password, so give it only to those who help you. It ends 14 days after the film screening."),
        _("Write to us whenever you need something: answer this letter."),
    ]  # fmt: skip


def _words(subject: str, lines: Sequence[Line], language: str) -> Words:
    html = Markup("\n").join(
        Markup('<p>{}<br><a href="{}">{}</a></p>').format(_broken(text), url, url)
        if url
        else Markup("<p>{}</p>").format(_broken(text))
        for text, url in lines
    )
    text = "\n\n".join(f"{text}\n{url}" if url else text for text, url in lines)
    return {"subject": subject, "text": text, "html": page(subject, html, language)}


def _broken(text: str) -> Markup:
    """With its line ends."""
    return Markup("<br>\n").join(text.split("\n"))


def _is_discreet(request: RequestToHost) -> bool:
    ally = db.session.get(Ally, request.ally_id) if request.ally_id else None
    return ally is not None and bool(ally.extra_care)


def _reader(request: RequestToHost, email: str) -> str | None:
    """The ally whose address it is. To another address goes no letter of theirs: its one click would stop them."""
    ally = db.session.get(Ally, request.ally_id) if request.ally_id else None
    own = ((ally.contact if ally else None) or {}).get("email", "")
    same = bool(own) and email_for_matching(own) == email_for_matching(email)
    return request.ally_id if same else None
