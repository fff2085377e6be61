"""`/docs` and `/openapi.json`: how to use the API, for people and for programs. In English, as the API itself speaks."""

from flask import Blueprint, Response, jsonify, render_template

from tracker.api import openapi
from tracker.api.asked import base
from tracker.api.beside import BESIDE
from tracker.api.entry import PRODUCT
from tracker.api.openapi import MAY
from tracker.api.table import EVERY
from tracker.osdi import schemas, shapes
from tracker.osdi.shapes import Field, Shape
from tracker.records import dataclass
from tracker.team.token import Scope
from tracker.web.frame.access import for_anyone
from tracker.web.frame.floods import READ, TOKEN
from tracker.web.frame.packing import pack

bp = for_anyone(Blueprint("docs", __name__))
bp.after_request(pack)


# Names of links, each with an anchor of its own: the addresses of curies lead there.
RELS = {
    "osdi:people": "allies", "osdi:person": "one ally", "osdi:events": "film screenings", "osdi:event": "one film screening",
    "osdi:attendances": "signups", "osdi:record_attendance_helper": "where a signup is sent", "osdi:tags": "tags",
    "osdi:tag": "one tag", "osdi:taggings": "who has which tag", "osdi:forms": "forms", "osdi:form": "one form",
    "osdi:submissions": "what was sent by a form", "osdi:record_submission_helper": "where a submission is sent",
    "osdi:person_signup_helper": "where somebody signs up", "action_network:custom_fields": "names of custom fields",
    "tracker:follow_ups": "follow-ups due", "tracker:claim": "where a follow-up is claimed",
    "tracker:release": "where it is given back", "tracker:outcome": "where its outcome is sent",
    "tracker:figures": "figures of campaigns", "tracker:head_counts": "head counts of a film screening",
}  # fmt: skip
OPENS = {
    Scope.READ_FIGURES: "Numbers of each campaign, small ones protected. No names.",
    Scope.READ_PEOPLE: "The list itself: names, addresses and numbers of allies, and who came to what. Of allies who asked for "
    "extra care an alias.",
    Scope.WRITE_SIGNUPS: "Brings people, signups and tags in. It reads nobody, and is not told whether somebody was known.",
    Scope.WRITE_SCREENINGS: "Logs film screenings, changes and cancels them, counts heads.",
    Scope.WORK_FOLLOW_UPS: "Sees what is due, by alias; claims it and writes its outcome down in the name of a colleague who works "
    "on that campaign.",
}  # fmt: skip
KINDS = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "moment": "moment, UTC",
    "uri": "address", "strings": "object of texts", "figure": "whole number, “hidden” or null",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One address, as its line on the page says it."""

    method: str
    path: str
    said: str
    needs: str
    filters: str = ""


def groups() -> dict[str, list[Row]]:
    """Every address under its heading."""
    found: dict[str, list[Row]] = {}
    for route in EVERY:
        needs = " or ".join(MAY[scope] for scope in route.needs) or "nothing"
        row = Row(route.method, openapi.path_of(route.path), route.said, needs, ", ".join(route.filters))
        found.setdefault(openapi.group_of(route.path), []).append(row)
    for beside in BESIDE:
        needs = MAY[beside.needs] if beside.needs else "nothing"
        found.setdefault(beside.group, []).append(Row("GET", openapi.path_of(beside.rule), beside.said, needs))
    return found


def told_shapes() -> list[Shape]:
    """Each that stands in answers, what stands within before it."""
    found: dict[str, Shape] = {}
    for route in EVERY:
        for each in schemas.needed(route.answer):
            found.setdefault(each.name, each)
    return [*found.values(), shapes.ERROR]


def kind_of(field: Field) -> str:
    """As people read it."""
    kind = KINDS.get(field.kind, field.kind)
    kind = f"list: {kind}" if field.many else kind
    return f"{kind}, or null" if field.null else kind


@bp.get("/docs", strict_slashes=False)
def show() -> str:
    """What a program's maker reads."""
    return render_template(
        "api/docs.html", base=base(), product=PRODUCT, may=OPENS, groups=groups(), shapes=told_shapes(), kind_of=kind_of,
        rels=RELS, said=openapi.SAID, most=TOKEN.most, people=READ.most,
    )  # fmt: skip


@bp.get("/openapi.json", strict_slashes=False)
def document() -> Response:
    """OpenAPI 3.1."""
    return jsonify(openapi.document(base()))
