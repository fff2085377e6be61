"""The API as an OpenAPI 3.1 document, made from the one table of addresses and shapes: what is served there stands here, too."""

import re
from collections.abc import Iterable
from functools import lru_cache

from tracker.api.beside import BESIDE, TEXT, Beside
from tracker.api.entry import PRODUCT
from tracker.api.routes import Route
from tracker.api.table import EVERY
from tracker.osdi import schemas, shapes
from tracker.osdi.reading import Json
from tracker.osdi.shapes import Shape
from tracker.team.token import Scope

HAL, JSON, FORM = "application/hal+json", "application/json", "application/x-www-form-urlencoded"
SCHEME = "token"
GROUPED = {"": "Entry point", "tracker": "Of our own"}
# In words of their own: those of the desk are translated.
MAY = {
    Scope.READ_FIGURES: "read figures", Scope.READ_PEOPLE: "read people", Scope.WRITE_SIGNUPS: "write signups",
    Scope.WRITE_SCREENINGS: "write film screenings", Scope.WORK_FOLLOW_UPS: "work on follow-ups",
}  # fmt: skip
SAID = {
    "304": "Nothing has changed since.", "400": "What was sent, or a filter, cannot be read.",
    "403": "The token is missing, unknown, over or withdrawn; or it may not do that.",
    "404": "There is nothing at this address, for this token.",
    "409": "It cannot be done as things stand now.", "413": "More than is taken at once: 1,000,000 bytes.",
    "422": "A rule says no, and why.", "429": "Too many requests. Retry-After says for how many seconds to wait.",
    "503": "The house is being brought back from a backup. Come again later.",
}  # fmt: skip
ID = {"type": "string", "pattern": "^[0-9a-z]{16}$"}
PAGING: tuple[tuple[str, str, Json], ...] = (
    ("page", "Which page; 1 where it is not said.", {"type": "integer", "minimum": 1}),
    ("per_page", "How many on a page, up to 25.", {"type": "integer", "minimum": 1}),
    ("after", "Behind which entry the page begins, as `next` says it.", {"type": "string"}),
)
ABOUT = (
    "The language of Action Network’s API (OSDI, HAL), so that scripts and flows made for it work by changing an address. "
    "How to use it, with examples: the page beside this document."
)


@lru_cache(maxsize=8)
def document(base: str) -> Json:
    """`base`: where the addresses begin."""
    paths: Json = {}
    for route in EVERY:
        paths.setdefault(path_of(route.path), {})[route.method.lower()] = _operation(route)
    for beside in BESIDE:
        paths[path_of(beside.rule)] = {"get": _beside(beside)}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{PRODUCT}: API", "version": "2", "description": ABOUT},
        "externalDocs": {"url": f"{base}/docs", "description": "How to use it"},
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {SCHEME: {
                "type": "apiKey", "in": "header", "name": "OSDI-API-Token",
                "description": "Made by an administrator, or by `script/flask token add`. Its scopes: "
                + "; ".join(f"`{scope}`: {words}" for scope, words in MAY.items()) + ".",
            }},
        },
    }  # fmt: skip


def path_of(rule: str) -> str:
    """ "/people/<person_id>" as OpenAPI writes it."""
    return re.sub(r"<(\w+)>", r"{\1}", rule)


def statuses(route: Route) -> list[str]:
    """With which it may say no."""
    writes = route.method != "GET"
    found = [
        ("400", writes or bool(route.rel)), ("403", bool(route.needs)), ("404", "<" in route.path),
        ("409", writes), ("413", route.method in ("POST", "PUT")), ("422", writes), ("429", True), ("503", True),
    ]  # fmt: skip
    # Campaigns and forms may be named in what is sent.
    return [status for status, may in found if may or (status == "404" and writes)]


def _operation(route: Route) -> Json:
    answer = f"{route.answer.name}Page" if route.rel else route.answer.name
    said: Json = {
        "operationId": route.name.replace(".", "_"), "summary": route.said, "tags": [group_of(route.path)],
        "parameters": [*_ids(route.path), *_query(route)],
        "responses": {
            "200": {"description": "Done.", "content": {HAL: {"schema": _ref(answer)}}}, **_noes(statuses(route)),
        },
    }  # fmt: skip
    if route.needs:
        # One of them is enough.
        said["security"] = [{SCHEME: [scope.value]} for scope in route.needs]
    if route.method in ("POST", "PUT"):
        said["requestBody"] = {"content": _body(route)}
    return said


def group_of(path: str) -> str:
    """Under which heading it stands."""
    first = path.strip("/").partition("/")[0]
    return GROUPED.get(first, first.capitalize())


def _ids(path: str) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": ID, "description": "The last part of its own address."}
        for name in re.findall(r"<(\w+)>", path)
    ]


def _query(route: Route) -> Iterable[Json]:
    if route.rel:
        known = ", ".join(route.filters)
        for name, words, schema in PAGING:
            yield _parameter(name, words, schema)
        if known:
            yield _parameter(
                "filter", f"`field op 'value' and …`, op one of eq ne gt ge lt le. Fields: {known}.", {"type": "string"}
            )
    if route.method in ("POST", "PUT"):
        words = "Ignored: the answer is what was done."
        yield _parameter("background_processing", words, {"type": "boolean"})
        for name in route.flat:
            yield _parameter(name, "Where there is no body.", {"type": "string"})


def _parameter(name: str, words: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": words}


def _body(route: Route) -> Json:
    sent: Json = schemas.sent(route.takes) if route.takes else {"type": "object", "properties": {}}
    flat = dict.fromkeys(route.flat, schemas.KINDS["string"])
    if route.wrapped:
        names = {"type": "array", "items": schemas.KINDS["string"], "description": "Names of tags."}
        beside = {"add_tags": names, **({"remove_tags": names} if "remove_tags" in route.flat else {})}
        sent = {
            "type": "object",
            "properties": {"person": sent, "identifiers": names | {"description": "Of other systems."}, **beside},
        }
    if route.linked:
        link = {"type": "object", "properties": {route.linked: schemas.LINK}}
        sent["properties"]["_links"] = {
            **link,
            "description": "Instead: somebody who is known. The last part of the address counts.",
        }
    found = {JSON: {"schema": sent}}
    if flat:
        found[FORM] = {"schema": {"type": "object", "properties": flat}}
    return found


def _noes(which: Iterable[str]) -> Json:
    return {
        status: {
            "description": SAID[status], "content": {HAL: {"schema": _ref(shapes.ERROR.name)}},
            **({"headers": {"Retry-After": {"schema": {"type": "integer"}}}} if status == "429" else {}),
        }
        for status in which
    }  # fmt: skip


def _beside(page: Beside) -> Json:
    said: Json = {
        "operationId": page.name, "summary": page.said, "tags": [page.group],
        "parameters": [{**each, "schema": TEXT} for each in _ids(page.rule)],
        "responses": {
            "200": {"description": "Done.", "content": {page.type: {"schema": page.schema or TEXT}}},
            **{status: {"description": SAID[status]} for status in page.bare}, **_noes(page.noes),
        },
    }  # fmt: skip
    if page.needs:
        said["security"] = [{SCHEME: [page.needs.value]}]
    return said


def _schemas() -> Json:
    """Each shape that is answered, its pages, and what stands within."""
    found: dict[str, Json] = {"Link": schemas.LINK}
    every: list[Shape] = [shapes.ERROR, *(route.answer for route in EVERY)]
    for shape in every:
        for each in schemas.needed(shape):
            found.setdefault(each.name, schemas.answered(each))
    for route in EVERY:
        if route.rel:
            found.setdefault(f"{route.answer.name}Page", schemas.page(route.answer, route.rel))
    return dict(sorted(found.items()))


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
