"""What is to be done, in words for somebody who has never done it; and since when it is."""

from zoneinfo import ZoneInfo

from tracker.records import dataclass
from tracker.screenings import checklist
from tracker.screenings.screening import Screening
from tracker.times import when_words
from tracker.words import Lazy, lazy

PARTS = {"before": lazy("Before the film"), "during": lazy("When the film ends"), "after": lazy("Afterwards")}
# What to do, and what helps to do it.
ITEMS: dict[str, tuple[Lazy, Lazy]] = {
    "kit": (lazy("Print the kit"), lazy("Posters for the lobby, cards for the seats: all of it is on this page.")),
    "cards": (lazy("Response cards on the seats"), lazy("Before the doors open, each with a pencil.")),
    "code": (lazy("Try the code with your own phone"), lazy("The form must open. There is no need to fill it in.")),
    "tablet": (lazy("Charge the tablet, if you have one"), lazy("It stands in the lobby, for whoever has no phone at hand.")),
    "card": (lazy("Show the card with the code at the end"), lazy("Right after the last picture, before the credits.")),
    "lights": (lazy("Show it again when the lights come up"), lazy("Say one sentence: what it is, and that any name will do.")),
    "moment": (lazy("Then wait, at least 30 seconds"), lazy("The card stands still. Nobody talks. That is when people decide.")),
    "heads": (lazy("Count heads"), lazy("A good guess is better than none.")),
    "sheets": (lazy("Type up the paper sheets, or send them to us"), lazy("Keep them where nobody reads them until then.")),
    "thanks": (lazy("Thank the house"), lazy("The projectionist, too.")),
}  # fmt: skip


# The sections of the page in which it is done, and what leads there.
LEADS: dict[str, tuple[str, Lazy]] = {
    "kit": ("kit", lazy("To print")), "heads": ("heads", lazy("Count heads here")), "sheets": ("paper", lazy("Type them up here")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """`done`: since when, by the clock there; "" while it is not. `leads`: to a section of the page; "" where to none."""

    key: str
    what: str
    how: str
    done: str
    leads: str = ""
    there: str = ""


def parts(screening: Screening) -> list[tuple[str, list[Item]]]:
    """The whole list, in the order in which it is done."""
    ticked, zone = checklist.ticked(screening.id), ZoneInfo(screening.zone)

    def item(key: str) -> Item:
        what, how = ITEMS[key]
        at = ticked.get(key)
        leads, there = LEADS.get(key, ("", ""))
        since = when_words(at, at.astimezone(zone).date(), screening.zone) if at else ""
        return Item(key, str(what), str(how), since, leads, str(there))

    return [(str(PARTS[part]), [item(key) for key in keys]) for part, keys in checklist.PARTS.items()]
