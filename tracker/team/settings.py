"""What the organisation has set for itself: name, languages, addresses it writes from."""

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Model, db
from tracker.store.once import forget, once, reading

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
    # Languages offered to supporters, comma-separated: see team.offered.
    "languages": "en,ko,es",
    # The accent on paper and the lamp, six hexadecimal digits each: see team.colours. "": our own.
    "colours": "",
    # The logo: the mark of its address, width and height; and the PNG in base 64. "": none.
    "logo": "",
    "logo_png": "",
    # The name under which the key of our DKIM signature is published; "" where the mail server has not told.
    "dkim_selector": "",
    # The clock of the desk: when a day there begins and ends. IANA name.
    "zone": "America/New_York",
    # For how many days a backup is kept: what was erased earlier, and keys put away earlier, are in none of them.
    "backup_days": "30",
    # For how many days the trace is kept, and what one account may see or take along within an hour: see team.rations.
    "trace_days": "730",
    "cards_an_hour": "90",
    "reveals_an_hour": "30",
    "exports_an_hour": "5",
    # What the team has written in the place of the house's letters to hosts (JSON): see letters.host_words.
    "host_words": "",
    # Months for which campaigns may keep people after their last own act: the least and the most.
    "least_months": "1",
    "most_months": "60",
    # So many people whose time is over at once are a large erasure: announced a week before.
    "large_erasure": "100",
    # For how many days each kind of thing is kept; keeping.clocks says what and why.
    "signup_notes_days": "365",
    "call_notes_days": "365",
    "letters_days": "180",
    "replies_days": "365",
    "unplaced_days": "90",
    "import_files_days": "30",
    "outcome_files_days": "14",
    "people_files_days": "30",
    "hosts_days": "365",
    "requests_days": "180",
    "stories_days": "180",
    "own_links_days": "30",
    "invitations_days": "30",
    "dead_addresses_days": "730",
    "copies_days": "1095",
    # The day, by the desk's clock, whose nightly clearing is done. ISO 8601.
    "cleared_on": "",
    # When the last nightly backup was made and read back; since when they fail, and whether administrators were told (ISO).
    "backup_made": "",
    "backup_failing": "",
    "backup_told": "",
    # Chores of the worker that fail each time, and since when (JSON): see team.failing_chores.
    "chores_failing": "",
    # "yes" while a restore is not finished: nothing starts on it. And when the last one was finished (ISO).
    "restoring": "",
    "restored_at": "",
    # "yes" while this instance holds the demo: marked on every page.
    "demo": "",
    # What the demo put into settings and next steps (JSON), so that it can be taken back: see usecases.remove_demo.
    "demo_put": "",
}

# Pictures and letters: read alone, and only where they are shown.
LONG = ("logo_png", "host_words", "demo_put")


class Setting(Model):
    """One setting; missing means its default."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


SHORT = select(Setting.name, Setting.value).where(Setting.name.not_in(LONG))
# As what `once` remembers them.
ASKED = "settings"


def get(name: str) -> str:
    """A setting's value. Raises KeyError for a name that does not exist."""
    if reading() and name not in LONG:
        return once(ASKED, _short_ones, lasts=True).get(name, DEFAULTS[name])
    row = db.session.get(Setting, name)
    return row.value if row else DEFAULTS[name]


def _short_ones() -> dict[str, str]:
    """All that are set, by one question."""
    return dict(db.session.execute(SHORT).all())


def put(name: str, value: str) -> None:
    """Set it; inside a transaction. Raises KeyError for a name that does not exist."""
    if name not in DEFAULTS:
        raise KeyError(name)
    forget(ASKED)
    db.session.merge(Setting(name=name, value=value))
