"""Whoever comes with a link: to which evening it leads, or that it opens nothing. Guessing is slowed, and a house full of
phones behind one router is not locked out: what counts are links that open nothing, and the right one opens all the same.
"""

from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from tracker.records import dataclass
from tracker.screenings import host_link, listing
from tracker.screenings.host_link import GOOD_FOR, HostLink, HostLinkClosed
from tracker.screenings.listing import Line
from tracker.screenings.screening import Screening
from tracker.web.frame import errors, floods, form_tokens, speech
from tracker.web.frame.floods import GUESSED, Judged
from tracker.words import _, language

# Of the tokens in its forms.
FORMS = "host"


@dataclass(frozen=True, slots=True)
class Evening:
    """What a link opens, and under which address."""

    token: str
    link: HostLink
    line: Line

    @property
    def screening(self) -> Screening:
        return self.line.screening

    @property
    def good_until(self) -> date | None:
        """Its last day."""
        return self.screening.day + GOOD_FOR if self.screening.day else None

    def at(self, endpoint: str, anchor: str | None = None, **more: Any) -> str:
        """The address of a page of this face, in the language in force."""
        return url_for(f"host.{endpoint}", token=self.token, lang=language(), _anchor=anchor, **more)


def enter(token: str) -> Evening:
    """Speaks the language that the link is known to want, where the address names none. Raises HostLinkClosed."""
    link, screening = host_link.opened_by(token)
    if link.language and "lang" not in request.args:
        speech.speak(link.language)
    return Evening(token, link, listing.line_of(screening))


def check_form() -> str:
    """Only forms of our own pages are heard: the random part of their token. Raises Expired and FromElsewhere."""
    return form_tokens.check(FORMS, request.form.get("token", "")[:200], secret_address=True)


def turned_away(refusal: HostLinkClosed) -> ResponseReturnValue:
    """The same for each, whatever is the matter with the link."""
    floods_seen = floods.seen()
    if floods_seen.judge(GUESSED, request.remote_addr or "") is Judged.LATER:
        return *errors.page(429, bare=True), {"Retry-After": str(floods_seen.wait())}
    return errors.page(refusal.status, title=_("Not open"), sentence=str(refusal))
