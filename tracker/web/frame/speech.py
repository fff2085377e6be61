"""Which language a page speaks: the one asked for (?lang=), else the member of the team's, else the browser's wish."""

from flask import Flask, g, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept

from tracker import words
from tracker.web.frame.dress import Offered


def hang_up(app: Flask) -> None:
    app.before_request(listen)
    app.teardown_request(fall_silent)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=words.plain,
        ngettext=words.plural,
        newstyle=True,
    )
    app.jinja_env.globals.update(ngettext=_counted, language=words.language, languages=Offered())


def listen() -> None:
    """Start speaking; a desk page changes it once it knows who asks (see `speak`)."""
    speak(wished(request.args.get("lang", ""), request.accept_languages, tuple(Offered())))


def wished(asked: str, accepted: LanguageAccept, known: tuple[str, ...]) -> str:
    """Of the known languages the one asked for, else the one that the browser likes best, else English, else the first."""
    usual = "en" if "en" in known else known[0]
    return asked if asked in known else accepted.best_match(known) or usual


@pass_context
def _counted(context: Context, one: str, many: str, n: int, /, **fields: object) -> str:
    """The plural form that `n` wants. What a template counts is parted as words._n parts it: "12,400 allies"; %(n)s is always there."""
    said = words.plural(one, many, n)
    told = {"n": words.parted(n)} | {
        name: words.parted(each) if type(each) is int else each for name, each in fields.items()
    }
    return (Markup(said) if context.eval_ctx.autoescape else said) % told  # noqa: S704 (the words are ours; fields are escaped)


def speak(language: str) -> None:
    """Speak `language` until the request ends."""
    fall_silent()
    g.houselights_speech = words.speaking(language)
    g.houselights_speech.__enter__()


def fall_silent(_error: BaseException | None = None) -> None:
    speech = g.pop("houselights_speech", None)
    if speech is not None:
        speech.__exit__(None, None, None)
