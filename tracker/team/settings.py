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
    # The Reply-To at which somebody has answered our test: no letter to an ally leaves before the two are the same.
    "reply_to_read": "",
    # Where letters that cannot be delivered come back to, each under its own "+" part. "": the sender's address.
    "bounces": "",
    # Letters a minute at most, in all and to any one domain. "0": as fast as the mail server takes them.
    "letters_a_minute": "0",
    "letters_a_minute_to_one_domain": "120",
    # Between these hours only letters that answer a fresh act leave; by the reader's clock.
    "quiet_from": "21",
    "quiet_until": "8",
    # The clock of the desk: when a day there begins and ends. IANA name.
    "zone": "America/New_York",
    # For how many days a backup is kept: what was erased earlier, and keys put away earlier, are in none of them.
    "backup_days": "30",
    # When the last nightly backup was made and read back; since when they fail, and whether administrators were told (ISO).
    "backup_made": "",
    "backup_failing": "",
    "backup_told": "",
    # "yes" while a restore is not finished: nothing starts on it. And when the last one was finished (ISO).
    "restoring": "",
    "restored_at": "",
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
