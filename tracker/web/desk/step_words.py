"""A step's rule as a sentence, for those who read the playbook."""

from collections.abc import Iterable, Mapping

from tracker.appeals.interest import Interest
from tracker.followups import outcomes
from tracker.followups.plan import ANY_LETTER
from tracker.followups.playbook import Condition, Step
from tracker.screenings import terms
from tracker.times import language_words
from tracker.words import Lazy, _, _n, lazy, plain

CHANNELS: dict[str, Lazy] = {
    "letter": lazy("Letter, by itself"), "call": lazy("Call"), "text": lazy("Text"), "task": lazy("Task"),
}  # fmt: skip
CONSENTS: dict[str, Lazy] = {
    "letters": lazy("Letters alone"), "calls": lazy("Calls alone"), "both": lazy("Letters and calls"),
}  # fmt: skip
HANDS: dict[str, Lazy] = {
    "point person": lazy("Whoever has their other follow-ups, else the point person of the film screening"),
    "host contact": lazy("Who keeps in touch with the host, else the point person"),
    "in turn": lazy("The team of the campaign, one after the other"),
    "pool": lazy("Whoever claims it first"),
}  # fmt: skip


def span(hours: int) -> str:
    """ "72 hours", "30 days"."""
    if hours > 72 and hours % 24 == 0:
        return _n("%(n)s day", "%(n)s days", hours // 24)
    return _n("%(n)s hour", "%(n)s hours", hours)


def when(step: Step) -> str:
    """ "At once", "30 days later"."""
    return _("%(span)s later", span=span(step.delay_hours)) if step.delay_hours else _("At once")


def asks_for(step: Step, interests: Iterable[Interest]) -> str:
    """The call to action that it asks for; "" for none by name."""
    return next((each.label for each in interests if each.key == step.asks), step.asks or "")


def for_whom(step: Step, interests: Iterable[Interest], steps: Iterable[Step]) -> str:
    """What must hold: "when “Personal contact” ends: wants to host", "ticked: Host a film screening or Give some hours"."""
    condition, labels = step.condition, {each.key: each.label for each in interests}
    parts = []
    if "after" in condition:
        title = name_of(condition["after"], steps)
        parts.append(_("when %(step)s ends: %(outcome)s", step=title, outcome=ended(condition.get("outcome", ""))))
    if condition.get("waits"):
        parts.append(_("had said no: asks whether this signup changes that"))
    if condition.get("interests"):
        parts.append(_("ticked: %(list)s", list=_any(labels.get(key, key) for key in condition["interests"])))
    if condition.get("without_interests"):
        parts.append(
            _("did not tick: %(list)s", list=_any(labels.get(key, key) for key in condition["without_interests"]))
        )
    if condition.get("kinds"):
        parts.append(_("at: %(list)s", list=_named(condition["kinds"], terms.KINDS)))
    if condition.get("sources"):
        parts.append(_("signed up by: %(list)s", list=_named(condition["sources"], terms.SOURCES)))
    if condition.get("languages"):
        parts.append(_("reads: %(list)s", list=_any(language_words(code) for code in condition["languages"])))
    if condition.get("consent"):
        parts.append(_("agreed to: %(list)s", list=_named(condition["consent"], CONSENTS)))
    parts += _contact(condition) + _days(condition)
    return "; ".join(parts) or _("every signup")


def _contact(condition: Condition) -> list[str]:
    parts = []
    if condition.get("unconfirmed"):
        parts.append(_("has not confirmed the address: the one reminder"))
    if condition.get("only_phone"):
        parts.append(_("left a phone number and no address"))
    return parts


def _days(condition: Condition) -> list[str]:
    least, most = condition.get("since_least"), condition.get("since_most")
    parts = []
    if least:
        parts.append(_n("at least %(n)s day after the film", "at least %(n)s days after the film", least))
    if most is not None:
        parts.append(_n("at most %(n)s day after the film", "at most %(n)s days after the film", most))
    return parts


def name_of(key: str, steps: Iterable[Step]) -> str:
    """The title of the step with this key, in quotation marks."""
    if key == ANY_LETTER:
        return _("any letter")
    return _("“%(title)s”", title=plain(next((step.title for step in steps if step.key == key), key)))


def ended(outcome: str) -> str:
    """An outcome in the middle of a sentence."""
    known = outcomes.OUTCOMES.get(outcome)
    return str(known.told) if known else outcome


def _any(labels: Iterable[str]) -> str:
    return _(" or ").join(labels)


def _named(keys: Iterable[str], words: Mapping[str, Lazy]) -> str:
    return _any(str(words[key]) for key in keys if key in words)
