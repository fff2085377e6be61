"""The tablets of an evening, as its host sees them: how each is opened. How many wrote there stands on the tablet alone."""

from flask import current_app
from flask_wtf import FlaskForm
from markupsafe import Markup

from tracker.paper import code as square
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups import kiosks
from tracker.signups.kiosks import MOST_NAME
from tracker.web.frame.fields import Needed, Text
from tracker.words import lazy


class KioskForm(FlaskForm):
    """Where it stands. A token of its own stands where a session's stands elsewhere."""

    class Meta:
        csrf = False

    name = Text(
        lazy("Where will it stand?"), MOST_NAME, [Needed(lazy("So that you can tell it from others: “By the stairs”."))],
        id="kiosk-name",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tablet:
    """One that a host sees. `address` and `square` only while it is open."""

    id: str
    name: str
    address: str = ""
    square: str = ""


def of(screening: Screening) -> list[Tablet]:
    """All of an evening, the newest first."""
    found = kiosks.of_screening(screening.id)
    shown = []
    for kiosk in found:
        opens = kiosks.is_open(kiosk, screening)
        address = f"{current_app.config['BASE_URL']}/kiosk/{kiosks.token_of(kiosk.id)}" if opens else ""
        drawn = Markup(square.svg(address)) if opens else ""  # noqa: S704 (drawn here, of an address of ours)
        shown.append(Tablet(kiosk.id, kiosk.name or "", address, drawn))
    return shown
