"""Two campaigns in sentences: what is larger, by how much, and what cannot be compared."""

from tracker.charts.told import Told, share_words
from tracker.reports.figures import Figures, Share
from tracker.words import Lazy, _, lazy

Named = tuple[str, Figures]
# Shares that are compared, and how they are called.
SHARES: tuple[tuple[str, Lazy], ...] = (
    ("conversion", lazy("Signed up, of the counted rooms")),
    ("follow_up", lazy("Followed up")),
    ("on_time", lazy("First contact within 72 hours")),
    ("action", lazy("Acted, of the reached")),
    ("outcome", lazy("With an outcome written down")),
    ("opt_out", lazy("Asked to stop")),
)
# Percent points, and a share of a number: nearer than this is alike.
NEAR_POINTS, NEAR_TIMES = 1.0, 1.05


def differences(one: Named, other: Named) -> list[str]:
    """A sentence for each thing that both can be measured by, signups first."""
    said = [_numbers(one, other)]
    for key, words in SHARES:
        said.append(_shares(str(words), one, other, getattr(one[1].rates, key), getattr(other[1].rates, key)))
    said.append(_waits(one, other))
    said.append(_sources(one, other))
    return [each for each in said if each]


def _numbers(one: Named, other: Named) -> str:
    """How many times as many."""
    more, less = sorted((one, other), key=lambda each: -each[1].funnel.signups)
    most, least = more[1].funnel.signups, less[1].funnel.signups
    fields = {"more": more[0], "less": less[0], "most": Told(most), "least": Told(least)}
    if not most:
        return _("Neither has any signups yet.")
    if not least:
        return _("%(more)s has %(most)s signups, %(less)s none yet.", **fields)
    times = most / least
    if times < NEAR_TIMES:
        return _("Both have about as many signups: %(more)s %(most)s, %(less)s %(least)s.", **fields)
    return _(
        "%(more)s has %(times)s times as many signups as %(less)s: %(most)s and %(least)s.", **fields,
        times=Told(round(times)) if times >= 10 else f"{times:.1f}",
    )  # fmt: skip


def _shares(words: str, one: Named, other: Named, left: Share, right: Share) -> str:
    fields = {"what": words, "one": one[0], "other": other[0], "left": _part(left), "right": _part(right)}
    if left.percent is None and right.percent is None:
        return ""
    if left.percent is None or right.percent is None:
        return _("%(what)s: %(one)s %(left)s, %(other)s %(right)s; the two cannot be compared.", **fields)
    if abs(left.percent - right.percent) < NEAR_POINTS:
        return _("%(what)s: about the same, %(one)s %(left)s, %(other)s %(right)s.", **fields)
    return _("%(what)s: %(one)s %(left)s, %(other)s %(right)s.", **fields)


def _part(share: Share) -> str:
    """ "74 % (of 5,012)" """
    if share.percent is None:
        return _("not computable")
    return _("%(share)s (of %(whole)s)", share=share_words(share.percent), whole=Told(share.whole))


def _waits(one: Named, other: Named) -> str:
    """Medians of the time to a first contact."""
    left, right = one[1].waits.median, other[1].waits.median
    if left is None or right is None:
        return ""
    return _(
        "Half were contacted within %(left)s hours in %(one)s, within %(right)s hours in %(other)s.",
        left=Told(left), right=Told(right), one=one[0], other=other[0],
    )  # fmt: skip


def _sources(one: Named, other: Named) -> str:
    left, right = _largest(one[1]), _largest(other[1])
    if not left or not right:
        return ""
    if left == right:
        return _("Most came by the same way in both: %(source)s.", source=left)
    return _(
        "Most came by %(left)s in %(one)s, by %(right)s in %(other)s.",
        left=left,
        right=right,
        one=one[0],
        other=other[0],
    )


def _largest(found: Figures) -> str:
    return max(found.sources, key=lambda row: row.signups).words if found.sources else ""
