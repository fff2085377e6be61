"""An administrator sets how the house looks and speaks: its logo, its two colours, the languages it offers."""

from collections.abc import Iterable

from tracker.files import logos
from tracker.paper.logo import drawn
from tracker.store.transactions import transaction
from tracker.team import colours, logo, offered, trace


def set_logo(data: bytes, account_id: str) -> None:
    """Raises the refusals of files.logos and paper.logo."""
    made = logos.remade(drawn(logos.safe_svg(data)) if logos.is_svg(data) else data)
    with transaction():
        logo.put(made.png, made.width, made.height)
        trace.note("logo changed", account_id)


def remove_logo(account_id: str) -> None:
    with transaction():
        if logo.remove():
            trace.note("logo removed", account_id)


def set_colours(ink: str, lamp: str, account_id: str) -> None:
    """Raises the refusals of team.colours."""
    wanted = colours.checked(ink, lamp)
    with transaction():
        if colours.put(wanted):
            trace.note("colours changed", account_id, detail=f"{wanted.ink} {wanted.lamp}")


def offer_languages(wanted: Iterable[str], account_id: str) -> None:
    """Raises NoLanguage."""
    with transaction():
        if offered.put(wanted):
            trace.note("offered languages changed", account_id, detail=", ".join(offered.offered()))
