"""What letters to hosts say, in each language: the words of the house, or the team's own in their place."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import NotThere
from tracker.letters import host_words
from tracker.letters.host_words import FIELDS, KINDS, Said
from tracker.mail import words
from tracker.mail.words import MOST_SUBJECT, MOST_TEXT
from tracker.usecases.write_host_letter import write_host_letter
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.web.frame.fields import Text, tried
from tracker.words import LANGUAGES, _, lazy

bp = for_roles(*COORDINATING)(Blueprint("host_letter", __name__, url_prefix="/host-letters"))


class WordsForm(FlaskForm):
    """Both empty: the words of the house."""

    subject = Text(lazy("Subject"), MOST_SUBJECT)
    text = Text(lazy("Letter"), MOST_TEXT, lines=True)


@bp.get("/")
def index() -> str:
    """Each letter, when it goes, and in which languages the team has written it."""
    own = {name: [code for code in LANGUAGES if host_words.own(kind, code)] for name, kind in KINDS.items()}
    return render_template("desk/host_letters.html", kinds=KINDS.values(), own=own)


@bp.get("/<kind>/<language>")
def show(kind: str, language: str) -> ResponseReturnValue:
    return _page(kind, language, WordsForm(formdata=None, data=_now(kind, language)))


@bp.post("/<kind>/<language>")
def keep(kind: str, language: str) -> ResponseReturnValue:
    """The next letters say it so; those that are written stay."""
    form = WordsForm()
    if form.validate():
        said = Said(form.subject.data or "", form.text.data or "")
        tried(form, lambda: write_host_letter(kind, language, said, me().id))
        if not form.errors:
            flash(_("Kept. The next letters say it so."))
            return redirect(url_for("desk.host_letter.index"), 303)
    return _page(kind, language, form), 422


def _now(kind: str, language: str) -> dict[str, str]:
    """What it says now. Raises NotThere."""
    if language not in LANGUAGES:
        raise NotThere
    said = host_words.said(host_words.kind_named(kind), language)
    return {"subject": said.subject, "text": said.text}


def _page(kind: str, language: str, form: WordsForm) -> str:
    found = host_words.kind_named(kind)
    if language not in LANGUAGES:
        raise NotThere
    return render_template(
        "desk/host_letter.html", kind=found, spoken=language, form=form, house=host_words.houses(found, language),
        fields={name: words.FIELDS[name] for name in FIELDS},
    )  # fmt: skip
