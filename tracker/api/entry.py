"""`/`: the entry point. Anybody may look; where to go on is told to a token alone."""

from tracker.api.asked import Asked, href, link
from tracker.osdi.reading import Json
from tracker.team import settings
from tracker.team.token import Scope
from tracker.words import _

PRODUCT, OSDI_VERSION = "Houselights", "1.1.1"
OPENS_MORE = frozenset({Scope.READ_PEOPLE, Scope.WRITE_SIGNUPS, Scope.WRITE_SCREENINGS})


def look(asked: Asked) -> Json:
    links: Json = {
        "self": link(""),
        "docs": {"href": href("docs"), "title": _("How to use it")},
        "curies": [
            {"name": "osdi", "href": href("docs") + "#{rel}", "templated": True},
            {"name": "action_network", "href": href("docs") + "#{rel}", "templated": True},
            {"name": "tracker", "href": href("docs") + "#{rel}", "templated": True},
        ],
    }
    if asked.token is not None and OPENS_MORE & set(asked.token.scopes):
        links |= {
            "osdi:people": {"title": _("People"), **link("people")},
            "osdi:events": {"title": _("Events"), **link("events")},
            "osdi:tags": {"title": _("Tags"), **link("tags")},
            "osdi:forms": {"title": _("Forms"), **link("forms")},
            "osdi:person_signup_helper": {"title": _("Person signup helper"), **link("people")},
        }
    if asked.may(Scope.WORK_FOLLOW_UPS):
        links["tracker:follow_ups"] = {"title": _("Follow-ups"), **link("tracker/follow_ups")}
    if asked.may(Scope.READ_FIGURES):
        links["tracker:figures"] = {"title": _("Figures"), **link("tracker/figures")}
    return {
        "motd": _("Welcome to %(organisation)s.", organisation=settings.get("organisation")),
        "vendor_name": settings.get("organisation"), "product_name": PRODUCT, "namespace": "action_network",
        "osdi_version": OSDI_VERSION, "max_page_size": 25, "_links": links,
    }  # fmt: skip
