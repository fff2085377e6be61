"""The letter of a step as it will look, in each language, for most and for allies with extra care; and a test to oneself.

A mail program's page carries its styles in itself, which our pages must not: it comes by an address of its own, with a
policy of its own, into a frame that may do nothing.
"""

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import NotThere
from tracker.followups import editing
from tracker.followups.playbook import Step
from tracker.letters.draft import sender
from tracker.letters.letter import Words
from tracker.letters.sample import about, languages, sample
from tracker.records import dataclass
from tracker.times import language_words
from tracker.usecases.send_test_letter import send_test_letter
from tracker.web.frame import headers
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.words import LANGUAGES, Lazy, _, lazy

bp = for_roles(*COORDINATING)(Blueprint("step_letter", __name__, url_prefix="/playbook/steps"))

# As they stand in the address; the second is what allies with extra care get.
VARIANTS: dict[str, Lazy] = {"plain": lazy("As most get it"), "care": lazy("With extra care")}
IN_THE_FRAME = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@dataclass(frozen=True, slots=True)
class Shown:
    """One letter of the page."""

    variant: str
    title: Lazy
    sender: str
    subject: str
    first_line: str
    paragraphs: list[str]


@bp.get("/<step_id>/letter")
def show(step_id: str) -> ResponseReturnValue:
    step = _letter_step(step_id)
    what = about(editing.playbook_by_id(step.playbook_id))
    said = {language: [_shown(step, language, variant) for variant in VARIANTS] for language in languages(step)}
    answer = make_response(render_template(
        "desk/step_letter.html", step=step, said=said, language_words=language_words, about=what, address=me().email,
        missing=[language for language in LANGUAGES if language not in said],
        carries=bool(current_app.config["SMTP_URL"]),
    ))  # fmt: skip
    answer.headers["Content-Security-Policy"] = f"{headers.POLICY}; frame-src 'self'"
    return answer


@bp.get("/<step_id>/letter/<language>/<variant>")
def as_mailed(step_id: str, language: str, variant: str) -> Response:
    """The page as mail programs show it."""
    answer = Response(_words(_letter_step(step_id), language, variant)["html"])
    answer.headers["Content-Security-Policy"] = IN_THE_FRAME
    return answer


@bp.post("/<step_id>/letter")
def test(step_id: str) -> ResponseReturnValue:
    """To one's own address."""
    send_test_letter(step_id, request.form.get("language", ""), me().id, current_app.config["BASE_URL"])
    flash(_("A test letter is on its way to %(address)s.", address=me().email))
    return redirect(url_for("desk.step_letter.show", step_id=step_id), 303)


def _letter_step(step_id: str) -> Step:
    """Raises NotThere for a step that writes no letter."""
    step = editing.step(step_id)
    if step.channel != "letter":
        raise NotThere
    return step


def _words(step: Step, language: str, variant: str) -> Words:
    """Raises NotThere."""
    if language not in languages(step) or variant not in VARIANTS:
        raise NotThere
    what = about(editing.playbook_by_id(step.playbook_id))
    return sample(step, what, language, variant == "care", current_app.config["BASE_URL"])


def _shown(step: Step, language: str, variant: str) -> Shown:
    words = _words(step, language, variant)
    who = sender(current_app.config["BASE_URL"])
    return Shown(
        variant=variant, title=VARIANTS[variant], subject=words["subject"],
        sender=who.address if variant == "care" or not who.name else f"{who.name} <{who.address}>",
        first_line=words["text"].split("\n", 1)[0], paragraphs=words["text"].split("\n\n"),
    )  # fmt: skip
