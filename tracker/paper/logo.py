"""A drawing becomes dots."""

from tracker.errors import Refusal
from tracker.paper import press
from tracker.words import lazy

# Pixels an inch: the template draws it 300 points wide.
PPI = 144.0


class CannotBeDrawn(Refusal):
    sentence = lazy("This SVG cannot be drawn. Save it as a PNG and bring that.")
    field = "logo"


def drawn(svg: bytes) -> bytes:
    """A PNG of an SVG that files.logos has let through. Raises CannotBeDrawn."""
    import typst  # late, as the press has it

    try:
        return press.picture("logo", {"svg": svg.decode("utf-8")}, PPI)
    except (typst.TypstError, UnicodeDecodeError):
        raise CannotBeDrawn from None
