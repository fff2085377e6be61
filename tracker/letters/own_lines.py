"""The lines that every letter to an ally has, whoever wrote it: stop, what we hold about you; and what is asked once.

To who has not said yet that the address is theirs: the one button that says it. In the first letter: where they watched,
and the way to say that it was somebody else. Words that have a way of their own are left as they are.
"""

from collections.abc import Mapping, Sequence

from tracker.letters.outbox import CONFIRM, REMIND, THANKS
from tracker.mail import words as fields
from tracker.words import _


def with_asked(text: str, values: Mapping[str, str], kind: str) -> str:
    """With what its reader is asked to press, before the foot of the words."""
    asked = []
    confirms = [name for name in fields.CONFIRMS if fields.uses(text, name)]
    if values.get("next") and not confirms and values.get("not_me"):
        asked.append("{next}")
    if kind == THANKS and values.get("watched") and not fields.uses(text, "watched"):
        asked.append(_("Where did you watch? One press is enough:") + " {watched}")
    return _before_foot(fields.with_one_confirm(text), asked)


def with_foot(text: str, kind: str) -> str:
    """With the ways to say: it was not me; stop; what do you hold about me."""
    lines = []
    if kind in (THANKS, CONFIRM, REMIND) and not fields.uses(text, "not_me"):
        lines.append(_("It wasn’t you who signed up? Then we forget this address:") + " {not_me}")
    if not fields.uses(text, "stop"):
        lines.append(_("You get this because you signed up. Stop all letters and calls:") + " {stop}")
    if not fields.uses(text, "me"):
        lines.append(what_we_hold() + " {me}")
    last = text.rpartition("\n")[2]
    # Onto a foot that the words have; below everything else.
    between = "\n" if any(fields.uses(last, name) for name in fields.FOOT) else "\n\n"
    return text.rstrip("\n") + between + "\n".join(lines) if lines else text


def foot() -> str:
    """Of a letter that somebody of the team writes to one ally: those who said that the address is theirs have no first line."""
    confirm = _("Is this your address? Then say so once:") + " {confirm}"
    return f"{confirm}\n" + _("Stop all letters and calls:") + " {stop}\n" + what_we_hold() + " {me}"


def what_we_hold() -> str:
    return _("What we hold about you, language, erasing:")


def _before_foot(text: str, asked: Sequence[str]) -> str:
    """Before the last paragraph when the foot begins there, else at the end."""
    if not asked:
        return text
    body, between, last = text.rstrip("\n").rpartition("\n\n")
    if between and any(fields.uses(last, name) for name in fields.FOOT):
        return "\n\n".join([body, *asked, last])
    return "\n\n".join([text.rstrip("\n"), *asked])
