"""Figures in words: shares with what they are of, and what came of it all."""

from typing import NamedTuple

from tracker.charts.told import Told, share_words
from tracker.followups.money import money_words
from tracker.reports.definitions import FIGURES
from tracker.reports.figures import Figures, Share
from tracker.words import _, _n

# Shares in the order in which they are told, by their key among the definitions.
SHARES = (
    *(
        "conversion",
        "follow_up",
        "on_time",
        "action",
        "action_said",
        "outcome",
        "abandon",
        "opt_out",
        "new_allies",
        "unplaced",
    ),
)


class Said(NamedTuple):
    """A figure: its key among the definitions, its name, what it is, and what of."""

    about: str
    name: str
    said: str
    of: str


def shares(found: Figures) -> list[Said]:
    """Every rate, with numerator and denominator."""
    return [_said(key, str(FIGURES[key].name), _share(found, key)) for key in SHARES]


def came_of_it(found: Figures) -> list[Said]:
    """Gifts by currency, and film screenings that allies host."""
    told = []
    for currency, gift in sorted(found.gifts.items()):
        of = _n("%(n)s gift", "%(n)s gifts", gift.number)
        by = _n("by %(n)s ally", "by %(n)s allies", gift.allies)
        told.append(Said("gifts", _("Given"), money_words(gift.sum, currency), f"{of}, {by}"))
    hosts = found.hosts
    if hosts.asked or hosts.screenings:
        asked = _(
            "%(asked)s asked to host, %(approved)s approved", asked=Told(hosts.asked), approved=Told(hosts.approved)
        )
        told.append(Said("hosts", _("Requests to host"), str(Told(hosts.asked)), asked))
        there = _n("%(n)s signup there", "%(n)s signups there", hosts.signups)
        gone = _n("%(n)s cancelled", "%(n)s cancelled", hosts.cancelled)
        of = f"{there}, {gone}" if hosts.cancelled else there
        told.append(Said("hosts", _("Film screenings that allies host"), str(Told(hosts.screenings)), of))
    return told


def _share(found: Figures, key: str) -> Share:
    if key in ("new_allies", "unplaced"):
        return found.new_allies if key == "new_allies" else found.unplaced
    share: Share = getattr(found.rates, key)
    return share


def _said(key: str, name: str, share: Share) -> Said:
    if share.percent is None:
        return Said(key, name, _("not computable"), "")
    part = _("%(part)s of %(whole)s", part=Told(share.part), whole=Told(share.whole))
    return Said(key, name, share_words(share.percent), part)
