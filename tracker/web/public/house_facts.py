"""The facts of this house that its privacy notice tells, read from what decides them: settings, campaigns, guards.

"" is a fact that does not hold: the sentences that stand on it are left out.
"""

from flask import current_app

from tracker import times
from tracker.keeping import asking
from tracker.keeping.clocks import BY_KIND
from tracker.letters import reply_to
from tracker.screenings.promised import promised
from tracker.team import house_clock, session, settings
from tracker.team.roles import SEES_ALL_CAMPAIGNS, SEES_CONTACTS, Role
from tracker.web.frame import access
from tracker.web.frame.role_names import ROLE_NAMES
from tracker.words import _n

# The pages of the desk on which a contact can be seen, by what they are for.
LOOKS = {
    "callers": "desk.follow_ups.card",
    "revealers": "desk.ally.reveal",
    "readers": "desk.outbox.read",
    "sorters": "desk.replies.read",
}
TRUE = "yes"


def facts() -> dict[str, str]:
    """By name, in the language in force."""
    looks = {name: _roles(access.allowed(current_app, endpoint) or frozenset()) for name, endpoint in LOOKS.items()}
    return {**_organisation(), **_campaigns(), **looks, **_keeping()}


def today() -> str:
    """The day on which the page is read, for whoever prints it."""
    return times.day_words(house_clock.today(), with_year=True)


def _organisation() -> dict[str, str]:
    """An address that nobody has said they read is not given to people in need of an answer."""
    return {
        "organisation": settings.get("organisation"),
        "reply_to": settings.get("reply_to") if reply_to.answered() else "",
    }


def _campaigns() -> dict[str, str]:
    found = promised()
    if found is None:
        return {}
    least, most = months_words(found.least_months), months_words(found.most_months)
    return {
        "months": most if least == most else "",
        "least": least if least != most else "",
        "most": most if least != most else "",
        "asks": TRUE if found.least_months >= asking.SHORTEST else "",
        "all_confirm": TRUE if found.all_confirm else "",
        "some_confirm": TRUE if found.any_confirms and not found.all_confirm else "",
    }


def _keeping() -> dict[str, str]:
    seen = frozenset().union(*(access.allowed(current_app, endpoint) or frozenset() for endpoint in LOOKS.values()))
    return {
        "careful": _roles(SEES_ALL_CAMPAIGNS),
        "letters_kept": days_words(BY_KIND["letters"].span.days),
        "notes_kept": days_words(max(BY_KIND[kind].span.days for kind in ("signup_notes", "call_notes"))),
        "requests_kept": days_words(BY_KIND["requests"].span.days),
        "unplaced": days_words(BY_KIND["unplaced"].span.days),
        "idle": times.span_words(session.IDLE),
        "two_proofs": TRUE if seen <= SEES_CONTACTS else "",
        "https": TRUE if current_app.config["BASE_URL"].startswith("https://") else "",
    }


def months_words(months: int) -> str:
    """ "18 months"."""
    return _n("%(n)s month", "%(n)s months", months)


def days_words(days: int) -> str:
    """ "90 days"."""
    return _n("%(n)s day", "%(n)s days", days)


def _roles(roles: frozenset[Role]) -> str:
    return ", ".join(str(ROLE_NAMES[role]) for role in Role if role in roles)
