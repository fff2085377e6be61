"""What kinds, phases and the like are called on pages and in letters, and what a screening is called by."""

from babel import Locale

from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.words import _, language, lazy

KINDS = {
    "theatrical": lazy("Theatrical"),
    "festival": lazy("Festival"),
    "campus": lazy("Campus"),
    "community": lazy("Community"),
    "virtual": lazy("Virtual"),
    "streaming": lazy("Streaming"),
}
PHASES = {
    "announced": lazy("announced"),
    "tonight": lazy("tonight"),
    "over": lazy("over"),
    "cancelled": lazy("cancelled"),
    "open": lazy("always open"),
}
ACCESSIBILITY = {
    "wheelchair": lazy("Wheelchair access"),
    "hearing_loop": lazy("Hearing loop"),
    "captions": lazy("Captions"),
    "sign_language": lazy("Sign language"),
    "audio_description": lazy("Audio description"),
    "relaxed": lazy("Relaxed"),
}
VISIBILITIES = {
    "listed": lazy("Listed: anybody can find it"),
    "unlisted": lazy("Unlisted: whoever has the code"),
    "private": lazy("Private: members of the team"),
}
COUNTS = {
    "counted": lazy("counted"),
    "estimated": lazy("estimated"),
    "admissions": lazy("admissions, from a list"),
}
SOURCES = {
    "screen": lazy("Screen"),
    "poster": lazy("Poster"),
    "seat card": lazy("Seat card"),
    "lobby": lazy("Lobby card"),
    "sheet": lazy("Paper sheet"),
    "kiosk": lazy("Kiosk"),
    "link": lazy("Link"),
    "import": lazy("Import"),
    "api": lazy("Another system"),
    "sync": lazy("Synced from another server"),
    "desk": lazy("Desk"),
}
STANDING = {"streaming": lazy("At home, streaming"), "unplaced": lazy("Not said yet where")}


def title(screening: Screening, venue: Venue | None) -> str:
    """ "Barton Street Cinema, Austin"; "At home, streaming"; "Online"."""
    if screening.standing:
        return str(STANDING[screening.standing])
    if venue is None:
        return _("Online")
    return f"{venue.name}, {venue.city}" if venue.city else venue.name


def accessible(screening: Screening) -> list[str]:
    """What makes it easier to come, in words."""
    return [str(words) for name, words in ACCESSIBILITY.items() if getattr(screening, name)]


def spoken(codes: str) -> str:
    """ "Korean, English" for "ko,en"; a code that nobody knows stays as it is."""
    known = Locale.parse(language()).languages
    return ", ".join(known.get(code, code) for code in codes.split(",") if code)
