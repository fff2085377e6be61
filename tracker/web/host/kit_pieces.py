"""What a host can print, and how each thing is called."""

from tracker.errors import Refusal
from tracker.screenings import printed
from tracker.screenings.screening import Screening
from tracker.words import Lazy, lazy

# By the name that usecases.make_kit knows it by.
PIECES: dict[str, Lazy] = {
    "poster": lazy("The poster"),
    "seat cards": lazy("Cards for the seats"),
    "lobby card": lazy("The card for the lobby"),
    "sheet": lazy("Paper sheets to sign up on"),
    "end cards": lazy("The card for the cinema screen"),
}
ALL = "all"


def of(screening: Screening) -> dict[str, str]:
    """Each thing and its name; nothing where nothing is printed."""
    try:
        printed.check(screening)
    except Refusal:
        return {}
    return {thing: str(name) for thing, name in PIECES.items()}
