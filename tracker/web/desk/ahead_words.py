"""What would happen, as a sentence: for the preview of a playbook."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from tracker.followups.playbook import Step
from tracker.followups.preview import Line
from tracker.times import when_words
from tracker.web.desk.step_words import ended, span
from tracker.words import _, language

MOST_EXCERPT = 90


def when(line: Line) -> str:
    """ "At once", "30 days later"; what a person does has its clock: "within 72 hours"."""
    step = line.step
    if step.channel == "letter":
        return _("%(span)s later", span=span(step.delay_hours)) if step.delay_hours else _("at once")
    if step.delay_hours:
        return _(
            "%(span)s later, within %(clock)s", span=span(step.delay_hours), clock=span(step.clock_hours)
        )  # fmt: skip
    return _("within %(span)s", span=span(step.clock_hours))


def told(line: Line, names: Mapping[str, str]) -> str:
    """ "within 72 hours; whoever claims it first"."""
    return "; ".join((when(line), whose(line, names)))


def moment_told(line: Line, names: Mapping[str, str], zone: str) -> str:
    """ "Mon 23 Oct, 7:00 pm; by itself", by the clock of the film screening; without a zone only whose it is."""
    if line.due is None or not zone or line.held:
        return whose(line, names)
    return "; ".join((when_words(line.due, line.due.astimezone(ZoneInfo(zone)).date(), zone), whose(line, names)))


def whose(line: Line, names: Mapping[str, str]) -> str:
    """Who does it."""
    if line.held:
        return _("waits until the address is confirmed")
    told = {"itself": _("by itself"), "in turn": _("whose turn it is"), "pool": _("whoever claims it first")}
    return told.get(line.whose) or names.get(line.account_id or "") or told["pool"]


def condition(outcome: str) -> str:
    """ "if they answer"."""
    if outcome == "answered":
        return _("if they answer")
    if outcome == "sent":
        return _("once it has been sent")
    return _("if it ends with “%(outcome)s”", outcome=ended(outcome))


def excerpt(step: Step) -> str:
    """How its words begin, in the reader's language or English: a letter's subject, else what one might say."""
    said = step.words.get(language()) or step.words.get("en") or {}
    text = " ".join(((said.get("subject") if step.channel == "letter" else "") or said.get("text", "")).split())
    return text if len(text) <= MOST_EXCERPT else text[:MOST_EXCERPT].rsplit(" ", 1)[0] + " …"
