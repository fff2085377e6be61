"""Which numbers of Figures are told one by one, and which of them hold which others (see the definitions)."""

from collections.abc import Iterator

from tracker.reports.figures import Figures, Waits
from tracker.reports.nested import Nest

# By the order in which they are told, holders first: where two cannot stand beside each other, the later one is hidden.
_WITHIN: dict[str, tuple[str, ...]] = {
    "signups": (),
    "contactable": ("allies",),
    "reached": ("contactable",),
    "outcomes": ("contactable",),
    "acted": ("reached", "outcomes"),
    "acted_said": ("contactable",),
    "awaiting": ("allies",),
    # Somebody who signed up twice is one ally; that there were two such people would be told by both numbers. So after the others.
    "allies": ("signups",),
    "new_allies": ("allies",),
    "unplaced": ("signups",),
    "promised": ("contactable",),
    "followed": ("promised",),
    "contacted": ("promised", "followed"),
    "due": ("promised",),
    "in_time": ("due", "contacted"),
    "abandoned": ("promised",),
    "promised_person": ("promised",),
    "spoken": ("promised_person", "reached"),
    "agreed": ("allies",),
    "opted_out": ("agreed",),
    "everybody": (),
    "heads": (),
    "total": (),
    "total_signups": ("total",),
    "room_signups": ("heads",),
    "asked": (),
    "approved": ("asked",),
    "hosted": (),
    "cancelled": ("hosted",),
    "hosted_signups": (),
    "goal_hosts": (),
}
_APART = (
    ("awaiting", "contactable"), ("acted_said", "acted"), ("abandoned", "reached"), ("abandoned", "acted_said"),
)  # fmt: skip
_BESIDE = (("agreed", "contactable"), ("everybody", "allies"), ("hosted", "goal_hosts"))
# What is counted of the whole campaign, so that it lies within its signups.
_OF_WHOLE = {
    "total_signups": ("total", "signups"),
    "room_signups": ("heads", "signups"),
    "hosted_signups": ("signups",),
}


def nest_of(figures: Figures) -> Nest:
    """With who answered which call to action, and what givers in each currency lie within."""
    within = dict(_WITHIN)
    if not (figures.scope.since or figures.scope.until):
        within |= _OF_WHOLE
    gave = any(each.key == "give" for each in figures.calls)
    within |= {f"acted {each.key}": ("acted",) for each in figures.calls}
    for currency in figures.gifts:
        within |= {
            f"gifts {currency}": (),
            f"givers {currency}": (f"gifts {currency}", *(("acted give",) if gave else ("acted",))),
        }
    return Nest(within, frozenset(frozenset(pair) for pair in _APART), _BESIDE)


def numbers_of(figures: Figures) -> dict[str, int]:
    """Those that can be computed."""
    return {key: number for key, number in _all(figures) if number is not None}


def _all(figures: Figures) -> Iterator[tuple[str, int | None]]:
    funnel, rates, hosts, room = figures.funnel, figures.rates, figures.hosts, figures.funnel.room
    for key in ("signups", "allies", "contactable", "awaiting", "reached", "acted_said", "acted", "outcomes"):
        yield key, getattr(funnel, key)
    yield from (("heads", room.heads), ("room_signups", room.signups), ("total", room.total))
    yield "total_signups", room.total_signups
    yield from (("new_allies", figures.new_allies.part), ("unplaced", figures.unplaced.part))
    yield from (
        ("promised", rates.follow_up.whole),
        ("followed", rates.follow_up.part),
        ("abandoned", rates.abandon.part),
    )
    yield from (("due", rates.on_time.whole), ("in_time", rates.on_time.part))
    yield from (("agreed", rates.opt_out.whole), ("opted_out", rates.opt_out.part))
    yield "contacted", _no_longer(figures.waits)
    yield from (("promised_person", figures.waits_in_person.people), ("spoken", _no_longer(figures.waits_in_person)))
    yield "everybody", sum(rung.allies for rung in figures.rungs)
    for key in ("asked", "approved", "cancelled"):
        yield key, getattr(hosts, key)
    yield from (("hosted", hosts.screenings), ("hosted_signups", hosts.signups))
    yield from (("goal_hosts", goal.done) for goal in figures.goals if goal.key == "hosts")
    yield from ((f"acted {each.key}", each.acted) for each in figures.calls)
    for currency, gift in figures.gifts.items():
        yield from ((f"gifts {currency}", gift.number), (f"givers {currency}", gift.allies))


def _no_longer(waits: Waits) -> int:
    """Who waits no more."""
    return waits.people - waits.waiting
