"""What the organisation has set for itself: name, languages, addresses it writes from."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Model, db

DEFAULTS = {
    # The organisation's name as supporters read it.
    "organisation": "Houselights",
    # Where letters come from, and where answers go.
    "sender": "",
    "reply_to": "",
    # The clock of the desk: when a day there begins and ends. IANA name.
    "zone": "America/New_York",
    # "yes" while this instance holds the demo: marked on every page.
    "demo": "",
}


class Setting(Model):
    """One setting; missing means its default."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


def get(name: str) -> str:
    """A setting's value. Raises KeyError for a name that does not exist."""
    row = db.session.get(Setting, name)
    return row.value if row else DEFAULTS[name]


def put(name: str, value: str) -> None:
    """Set it; inside a transaction. Raises KeyError for a name that does not exist."""
    if name not in DEFAULTS:
        raise KeyError(name)
    db.session.merge(Setting(name=name, value=value))
