"""Two campaigns' figures beside each other: each with both numbers, and in words what differs."""

from tracker.charts.told import Told, share_words
from tracker.records import dataclass
from tracker.reports.definitions import FIGURES
from tracker.reports.figures import Figures, Share
from tracker.times import number_words
from tracker.words import _

# Shares that are compared, by their key among the rates and the definitions.
SHARES = ("conversion", "follow_up", "on_time", "action", "outcome", "abandon", "opt_out")
# Percent points, and how many times as much: nearer than this is alike.
NEAR_POINTS, NEAR_TIMES = 1.0, 1.05


@dataclass(frozen=True, slots=True)
class Difference:
    """`about`: the key of its definition. `said`: what differs, as a sentence; `left` and `right`: both, with what they are of."""

    about: str
    what: str
    said: str
    left: str
    right: str


def differences(one: Figures, other: Figures) -> list[Difference]:
    """Signups first; then every share, the wait, and the way by which most came."""
    shares = [_share(key, getattr(one.rates, key), getattr(other.rates, key)) for key in SHARES]
    return [_numbers(one, other), *shares, _waits(one, other), _sources(one, other)]


def _numbers(one: Figures, other: Figures) -> Difference:
    left, right = one.funnel.signups, other.funnel.signups
    return Difference("signups", _name("signups"), _times(left, right), str(Told(left)), str(Told(right)))


def _times(left: int, right: int) -> str:
    least, most = sorted((left, right))
    if not most:
        return _("Neither has any yet.")
    if not least:
        return _("Only the first has any.") if left else _("Only the second has any.")
    times = most / least
    if times < NEAR_TIMES:
        return _("About as many.")
    words = Told(round(times)) if times >= 10 else number_words(round(times, 1))
    if left > right:
        return _("%(times)s times as many in the first.", times=words)
    return _("%(times)s times as many in the second.", times=words)


def _share(key: str, left: Share, right: Share) -> Difference:
    return Difference(key, _name(key), _points(left.percent, right.percent), _part(left), _part(right))


def _points(left: float | None, right: float | None) -> str:
    if left is None or right is None:
        return _("The two cannot be compared.")
    apart = abs(left - right)
    if apart < NEAR_POINTS:
        return _("About the same.")
    points = number_words(round(apart, 1) if apart < 10 else round(apart))
    if left > right:
        return _("%(points)s percentage points more in the first.", points=points)
    return _("%(points)s percentage points more in the second.", points=points)


def _part(share: Share) -> str:
    """ "74 % (of 5,012)" """
    if share.percent is None:
        return _("not computable")
    return _("%(share)s (of %(whole)s)", share=share_words(share.percent), whole=Told(share.whole))


def _waits(one: Figures, other: Figures) -> Difference:
    """Medians of the time to a first contact."""
    left, right = one.waits.median, other.waits.median
    if left is None or right is None:
        said = _("The two cannot be compared.")
    elif left == right:
        said = _("About the same.")
    else:
        said = _("Sooner in the first.") if left < right else _("Sooner in the second.")
    return Difference("waits", _("Half were contacted within"), said, _hours(left), _hours(right))


def _hours(hours: int | None) -> str:
    if hours is None:
        return _("not computable")
    return _("%(hours)s hours", hours=Told(hours)) if hours > 1 else _("an hour")


def _sources(one: Figures, other: Figures) -> Difference:
    left, right = _largest(one), _largest(other)
    same = left == right
    said = _("The same way in both.") if same and left else "" if not (left and right) else _("Not the same way.")
    return Difference("sources", _("Most came by"), said, left or _("nobody yet"), right or _("nobody yet"))


def _largest(found: Figures) -> str:
    return found.sources[0].words if found.sources else ""


def _name(key: str) -> str:
    return str(FIGURES[key].name)
