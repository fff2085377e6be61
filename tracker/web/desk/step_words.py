"""A step's rule as a sentence, for those who read the playbook."""

from collections.abc import Iterable

from tracker.appeals.interest import Interest
from tracker.followups import outcomes
from tracker.followups.plan import ANY_LETTER
from tracker.followups.playbook import Step
from tracker.screenings import terms
from tracker.words import Lazy, _, _n, lazy

CHANNELS: dict[str, Lazy] = {
    "letter": lazy("Letter, by itself"), "call": lazy("Call"), "text": lazy("Text"), "task": lazy("Task"),
}  # fmt: skip


def span(hours: int) -> str:
    """ "72 hours", "30 days"."""
    if hours > 72 and hours % 24 == 0:
        return _n("%(n)s day", "%(n)s days", hours // 24)
    return _n("%(n)s hour", "%(n)s hours", hours)


def when(step: Step) -> str:
    """ "At once", "30 days later"."""
    return _("%(span)s later", span=span(step.delay_hours)) if step.delay_hours else _("At once")


def for_whom(step: Step, interests: Iterable[Interest], steps: Iterable[Step]) -> str:
    """What must hold: "when “Personal contact” ends: wants to host", "ticked Host a film screening or Give some hours"."""
    condition, labels = step.condition, {each.key: each.label for each in interests}
    if "after" in condition:
        title = name_of(condition["after"], steps)
        return _("when %(step)s ends: %(outcome)s", step=title, outcome=ended(condition.get("outcome", "")))
    parts = []
    if condition.get("waits"):
        parts.append(_("had said no: asks whether this signup changes that"))
    if condition.get("interests"):
        parts.append(_("ticked: %(list)s", list=_any(labels.get(key, key) for key in condition["interests"])))
    if condition.get("without_interests"):
        parts.append(
            _("did not tick: %(list)s", list=_any(labels.get(key, key) for key in condition["without_interests"]))
        )
    if condition.get("kinds"):
        parts.append(
            _("at: %(list)s", list=_any(str(terms.KINDS[kind]) for kind in condition["kinds"] if kind in terms.KINDS))
        )
    if condition.get("only_phone"):
        parts.append(_("left a phone number and no address"))
    return "; ".join(parts) or _("every signup")


def name_of(key: str, steps: Iterable[Step]) -> str:
    """The title of the step with this key, in quotation marks."""
    if key == ANY_LETTER:
        return _("any letter")
    return _("“%(title)s”", title=next((step.title for step in steps if step.key == key), key))


def ended(outcome: str) -> str:
    """An outcome in the middle of a sentence."""
    known = outcomes.OUTCOMES.get(outcome)
    return str(known.told) if known else outcome


def _any(labels: Iterable[str]) -> str:
    return _(" or ").join(labels)
