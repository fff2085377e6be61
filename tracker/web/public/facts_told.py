"""What a film screening is like, in words: languages, subtitles, accessibility, talkback."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from tracker.screenings import terms
from tracker.screenings.whats_on import Listed
from tracker.times import language_words
from tracker.words import _


def spoken(codes: Sequence[str]) -> str:
    """ "English, Korean"."""
    return ", ".join(language_words(code) for code in codes)


def evening(line: Listed) -> list[str]:
    """What there is to say of it, one thing each, the most deciding first."""
    told = []
    if line.kind == "festival":
        told.append(_("At a festival"))
    if line.in_others:
        told.append(_("In %(languages)s", languages=spoken(line.languages)))
    if line.subtitles:
        told.append(_("Subtitles: %(languages)s", languages=spoken(line.subtitles)))
    told += accessible(line)
    if line.talkback:
        told.append(_("With a talkback after the film"))
    return told


def accessible(line: Listed) -> list[str]:
    """What makes it easier to come."""
    return [str(terms.ACCESSIBILITY[name]) for name in line.accessibility]


def host(url: str) -> str:
    """Whose site an address leads to: "www.hulu.com"."""
    return urlsplit(url).hostname or url
