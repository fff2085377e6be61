"""The letter that goes instead of a call when there are more calls than the team can make: words kept in the call's step."""

from collections.abc import Mapping

from sqlalchemy import exists, select

from tracker.errors import NotThere, Refusal
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Step
from tracker.mail import words
from tracker.store.db import db
from tracker.words import LANGUAGES, lazy

SUBJECT, TEXT = "instead_subject", "instead_text"
Said = dict[str, tuple[str, str]]
"""By language: subject and text."""


class InsteadInEnglish(Refusal):
    sentence = lazy("A letter needs English at least: who speaks a language that is not here gets it in English.")


class InsteadHalf(Refusal):
    sentence = lazy("A letter needs both, a subject and a text.")


class InsteadTooLong(Refusal):
    sentence = lazy("A subject has room for 150 characters, a text for 10,000.")


class InsteadNotPrintable(Refusal):
    sentence = lazy("It holds characters that cannot be printed. Type it again instead of pasting it.")


class InsteadAwaited(Refusal):
    sentence = lazy(
        "Calls have become letters with these words, and some are not written yet. Change the words; keep some."
    )


def said(step: Step) -> Said:
    """The letter that can go instead, by language; nothing for a step that is a letter itself."""
    if step.channel == "letter":
        return {}
    each = {language: (told.get(SUBJECT, ""), told.get(TEXT, "")) for language, told in step.words.items()}
    return {language: pair for language, pair in each.items() if all(pair)}


def check(wanted: Said) -> None:
    """Raises a refusal above, or words.FieldUnknown; each with the `language` and the `part` that it is about."""
    for language, pair in wanted.items():
        for part, text, most in zip(
            ("subject", "text"), pair, (words.MOST_SUBJECT, words.MOST_TEXT), strict=True
        ):  # fmt: skip
            where = {"language": language, "part": part}
            if language not in LANGUAGES or len(text) > most:
                raise InsteadTooLong(**where)
            if any(c < " " and c not in "\r\n\t" for c in text):
                raise InsteadNotPrintable(**where)
            if not text.strip():
                raise InsteadHalf(**where)
            try:
                words.check(text)
            except words.FieldUnknown as unknown:
                unknown.fields.update(where)
                raise
    if wanted and "en" not in wanted:
        raise InsteadInEnglish(language="en", part="text")


def keep(step: Step, wanted: Said) -> None:
    """Write the words into the step and its earlier versions, whose calls are still open; inside a transaction.

    Raises NotThere for a step that is no call, and what check() raises.
    """
    if step.channel != "call":
        raise NotThere
    check(wanted)
    versions = db.session.scalars(select(Step).where(Step.playbook_id == step.playbook_id, Step.key == step.key)).all()
    if not wanted and _awaited([version.id for version in versions]):
        raise InsteadAwaited(language="en", part="text")
    for version in versions:
        version.words = _with(version.words, wanted)


def carried(
    channel: str, old: Mapping[str, Mapping[str, str]], new: dict[str, dict[str, str]]
) -> dict[str, dict[str, str]]:
    """The new words of a step, with the letter instead that the old ones held: another page changes that one."""
    if channel == "letter":
        return new
    kept = {
        language: (told[SUBJECT], told[TEXT]) for language, told in old.items() if told.get(SUBJECT) and told.get(TEXT)
    }
    return _with(new, kept)


def _with(before: Mapping[str, Mapping[str, str]], wanted: Said) -> dict[str, dict[str, str]]:
    after = {
        language: {name: text for name, text in told.items() if name not in (SUBJECT, TEXT)}
        for language, told in before.items()
    }
    for language, (subject, text) in wanted.items():
        after.setdefault(language, {}).update({SUBJECT: subject, TEXT: text})
    return {language: told for language, told in after.items() if told}


def _awaited(step_ids: list[str]) -> bool:
    """Whether a call of theirs has become a letter that has still to go."""
    waits = exists().where(FollowUp.step_id.in_(step_ids), FollowUp.state == "open", FollowUp.channel == "letter")
    return bool(db.session.scalar(select(waits)))
