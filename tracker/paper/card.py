"""What stands on a poster, a seat card, a lobby card and an end card, and how it becomes a page."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tracker.paper import code, press
from tracker.records import dataclass
from tracker.words import _, lazy, speaking

PAPERS = ("a4", "letter")
# Where a campaign says nothing else.
USUAL_WORDS = lazy("Stay for two minutes. There is something you can do.")
LANGUAGES_AT_MOST = 3
# Characters of the sentence, by language: so much can be read from the last row. Hangul is twice as wide.
MOST_WORDS = {"en": 90, "ko": 60, "es": 100}


@dataclass(frozen=True, slots=True)
class Said:
    """In one language."""

    language: str
    # The campaign's sentence.
    words: str
    scan: str
    how: str


@dataclass(frozen=True, slots=True)
class Card:
    """All that is to be known, in words. `link` is "" before there is a code: a place for it is drawn."""

    organisation: str
    film: str
    said: tuple[Said, ...]
    link: str = ""
    address: str = ""
    # Facts before and after the axis: ("Where", "Barton Street Cinema, Austin").
    credits: tuple[tuple[str, str], ...] = ()
    # A PNG; nothing where the organisation has none.
    logo: bytes = b""


def said(languages: Sequence[str], words: dict[str, str]) -> tuple[Said, ...]:
    """In each of these languages, up to three, what a card says; `words` are the campaign's own by language."""
    told = []
    for language in languages[:LANGUAGES_AT_MOST]:
        with speaking(language):
            told.append(
                Said(
                    language,
                    words.get(language) or str(USUAL_WORDS),
                    _("Scan, or type"),
                    f"{_('Leave a name and one way to reach you. It takes a minute.')} {_('You can use any name.')}",
                )
            )
    return tuple(told)


def poster(card: Card, paper: str) -> bytes:
    return press.pdf("poster", data(card, paper))


def seat_cards(card: Card, paper: str) -> bytes:
    """Eight to a page, with lines to cut along."""
    return press.pdf("seat_cards", data(card, paper))


def lobby_card(card: Card, paper: str) -> bytes:
    """Landscape, to stand on a table."""
    return press.pdf("lobby_card", data(card, paper))


def preview(template: str, card: Card, paper: str, ppi: float) -> bytes:
    """A picture of it, small."""
    return press.picture(template, data(card, paper), ppi)


def data(card: Card, paper: str) -> dict[str, Any]:
    """As templates read it."""
    if paper not in PAPERS:
        raise ValueError(f"no paper is called {paper!r}")
    first = card.said[0].language
    with speaking(first):
        alt = _("Code: scan it to sign up, or type %(address)s", address=card.address)
        title = _("Sign up: %(film)s film screening", film=card.film)
    return {
        **asdict(card),
        "logo": list(card.logo),
        "paper": "us-letter" if paper == "letter" else "a4",
        "title": title,
        "alt": alt,
        "square": square(card.link),
    }


def square(link: str) -> str:
    """The code as a picture; "" before there is one."""
    return code.svg(link) if link else ""
