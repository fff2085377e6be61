"""Who may open what. Every view says it beside itself; one guard, before everything else, holds them to it.

What says nothing opens for nobody. docs/access.md is written from what the views say; a test holds them together.
"""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask, Request, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

from config import is_loopback
from tracker.errors import NotThere
from tracker.screenings import who_works
from tracker.store import once, shut
from tracker.team import at_the_door, settings
from tracker.team.account import Account
from tracker.team.panic import Panic
from tracker.team.roles import ONLY_READS, SEES_ALL_CAMPAIGNS, Role
from tracker.team.session import hash_of
from tracker.web.frame import errors, fresh, speech
from tracker.web.frame.sessions import Browser
from tracker.words import lazy

TEAM = tuple(Role)
CALLING = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER, Role.CALLER)
ORGANIZING = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER)
COORDINATING = (Role.ADMINISTRATOR, Role.COORDINATOR)

# Said by a view for whom no account is needed.
ANYONE: frozenset[Role] = frozenset()
SAID = "houselights_access"
# Said by a view that only a fresh sign-in opens: exports, keys, what cannot be taken back.
FRESH = "houselights_fresh"
# Said by a view on whose page a contact or a name can stand.
SHOWS_CONTACTS = "houselights_shows_contacts"
# Said by such a view that is of use without names, too: it opens while the house is closed, and what is sealed stays shut.
WITHOUT_NAMES = "houselights_without_names"
# Headers that say that somebody passed the request on.
PASSED_ON = ("x-forwarded", "forwarded", "x-real-ip", "via")

log = structlog.get_logger()

V = TypeVar("V", bound=Callable[..., object] | Blueprint)


class CampaignNotThere(NotThere):
    sentence = lazy("There is nothing at this address, or it belongs to a campaign that others work on.")


def for_roles(*roles: Role) -> Callable[[V], V]:
    """Open a view, or every view of a blueprint, to these roles."""
    if not roles:
        raise ValueError("for nobody")

    def say(what: V) -> V:
        setattr(what, SAID, frozenset(roles))
        return what

    return say


def for_anyone(what: V) -> V:
    """Open a view, or every view of a blueprint, to everybody: the guard does not even look who it is."""
    setattr(what, SAID, ANYONE)
    return what


def freshly(what: V) -> V:
    """Open a view, or every view of a blueprint, only to whom has shown their password a short while ago."""
    setattr(what, FRESH, True)
    return what


def shows_contacts(what: V) -> V:
    """Say of a view, or of every view of a blueprint, that a contact or a name can stand on its page."""
    setattr(what, SHOWS_CONTACTS, True)
    return what


def without_names(what: V) -> V:
    """Say of a list that it is of use with aliases alone: it opens while the house is closed, and no name stands on it then."""
    setattr(what, WITHOUT_NAMES, True)
    return what


def says(app: Flask, endpoint: str, mark: str) -> bool:
    """Whether a view, its blueprint or one around it carries a mark."""
    names = endpoint.split(".")
    around = (app.blueprints.get(".".join(names[:n])) for n in range(1, len(names)))
    return any(getattr(each, mark, False) for each in (app.view_functions[endpoint], *around))


def allowed(app: Flask, endpoint: str) -> frozenset[Role] | None:
    """Who may open an endpoint: as its view says, else its blueprint, else the blueprint around it. None: nobody."""
    said: frozenset[Role] | None = getattr(app.view_functions[endpoint], SAID, None)
    name = endpoint
    while said is None and "." in name:
        name = name.rpartition(".")[0]
        said = getattr(app.blueprints.get(name), SAID, None)
    return said


def opens(path: str) -> bool:
    """Whether a page of ours, by its address, opens for whoever is signed in. An address that is not there does not."""
    adapter, account = current_app.create_url_adapter(request), signed_in()
    try:
        endpoint, _values = adapter.match(path, "GET") if adapter else ("", None)
    except HTTPException:
        return False
    roles = allowed(current_app, endpoint) or frozenset()
    return account is not None and account.role in roles


def hang_up(app: Flask) -> None:
    """Put the guard before the check of form tokens: who may not come in is told so, whatever they bring."""
    for endpoint in ("static", "look.sheet", "look.dressed", "look.picture"):
        for_anyone(app.view_functions[endpoint])
    before = app.before_request_funcs.setdefault(None, [])
    before.insert(before.index(speech.listen) + 1, guard)
    app.context_processor(lambda: {"me": g.get("houselights_account"), "closed": g.get("houselights_closed")})


def guard() -> ResponseReturnValue | None:
    """Let in who may come in."""
    if request.endpoint is None:
        return None
    roles = allowed(current_app, request.endpoint)
    if roles == ANYONE:
        return None
    once.begin()
    # With whose campaigns it is, by the cookie: asked for before we know who shows it.
    token = session.token if isinstance(session, Browser) else None
    works_on = (who_works.by_session(), {"token_hash": hash_of(token)}) if token else ()
    closed = at_the_door.closed(*works_on)
    if settings.get("restoring"):
        return errors.being_restored()
    account = signed_in()
    if account is None:
        return _sign_in_first()
    if request.args.get("lang") is None:
        speech.speak(account.language)
    if roles is None or account.role not in roles:
        # Who and which kind of page, never of whom.
        log.info(
            "refused", account=account.id, rule=request.url_rule.rule if request.url_rule else "", method=request.method
        )
        abort(403)
    _keep_sealed(request.endpoint, closed)
    if says(current_app, request.endpoint, FRESH) and not fresh.is_fresh():
        return fresh.ask_again()
    return None


def _keep_sealed(endpoint: str, closed: Panic | None) -> None:
    """While the house is closed nothing sealed about people opens for the team. Raises ContactsSealed."""
    g.houselights_closed = closed
    if g.houselights_closed is not None:
        shut.shut(writing=request.method not in ("GET", "HEAD"))
        if says(current_app, endpoint, SHOWS_CONTACTS) and not says(current_app, endpoint, WITHOUT_NAMES):
            raise shut.ContactsSealed


def _sign_in_first() -> ResponseReturnValue:
    if request.method not in ("GET", "HEAD"):
        abort(401)
    here = request.full_path.rstrip("?")
    return redirect(url_for("account.sign_in.ask", next=here if here != "/desk/" else None), 303)


def signed_in() -> Account | None:
    """Who it is, with everything shown that their role demands; None for nobody. Looks into the session."""
    if "houselights_account" not in g:
        g.houselights_account = _signed_in()
    account: Account | None = g.houselights_account
    return account


def _signed_in() -> Account | None:
    account: Account | None = current_user._get_current_object()
    if not isinstance(account, Account) or not account.active:
        return None
    if account.needs_second_factor and not account.has_second_factor:
        return None
    return None if account.demo and not at_home(request) else account


def me() -> Account:
    """Who is signed in, behind the guard. Aborts with 401 elsewhere."""
    account = signed_in()
    if account is None:
        abort(401)
    return account


def who() -> str:
    """What colleagues call who is signed in; "" for nobody."""
    account = signed_in()
    return (account.name or "") if account else ""


def my_campaigns() -> frozenset[str] | None:
    """Ids of the campaigns I work on, or whose reports I read; None: I see all."""
    account = me()
    if account.role in SEES_ALL_CAMPAIGNS or (account.role in ONLY_READS and account.all_reports):
        return None
    return once.once(("campaigns of", account.id), lambda: _campaigns_of(account.id))


def _campaigns_of(account_id: str) -> frozenset[str]:
    asked_for: frozenset[str] | None = once.known(at_the_door.BESIDES)
    if asked_for is not None and isinstance(session, Browser) and session.shown_by == account_id:
        return asked_for
    return who_works.campaigns_of(account_id)


def see_campaign(campaign_id: str) -> None:
    """Raises CampaignNotThere for one that is not mine."""
    mine = my_campaigns()
    if mine is not None and campaign_id not in mine:
        raise CampaignNotThere


def at_home(asked: Request) -> bool:
    """Whether the house answers this machine alone, and nobody passed the request on: the demo's accounts work here."""
    host, base = current_app.config["HOST"], urlsplit(current_app.config["BASE_URL"]).hostname or ""
    asked_for = urlsplit(f"//{asked.host}").hostname or ""
    return not passed_on(asked) and all(is_loopback(each) for each in (host, base, asked_for))


def from_here(asked: Request) -> bool:
    """Whether this machine itself asks, by a name of its own, and nobody passed the request on."""
    asked_for = urlsplit(f"//{asked.host}").hostname or ""
    return not passed_on(asked) and all(is_loopback(each) for each in (asked.remote_addr or "", asked_for))


def passed_on(asked: Request) -> bool:
    """Whether somebody says that they did."""
    return any(name.lower().startswith(PASSED_ON) for name, _value in asked.headers.items())


def table(app: Flask) -> list[tuple[str, str, str]]:
    """(address, methods, who) of every route, as docs/access.md lists them."""
    rows = []
    for rule in app.url_map.iter_rules():
        roles = allowed(app, rule.endpoint)
        said = "nobody" if roles is None else ", ".join(role for role in Role if role in roles) or "anyone"
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        said = "the whole team" if roles == frozenset(TEAM) else said
        rows.append((rule.rule, methods, f"{said}; fresh sign-in" if says(app, rule.endpoint, FRESH) else said))
    return sorted(rows)


def written(app: Flask) -> str:
    """docs/access.md."""
    lines = [
        "# Who may open what",
        "",
        "Written by `script/flask access`; `tests/house/test_access.py` holds it to the routes.",
        "",
    ]
    lines += ["| address | methods | who |", "|---|---|---|"]
    lines += [f"| `{rule}` | {methods} | {who} |" for rule, methods, who in table(app)]
    return "\n".join(lines) + "\n"
