"""Shapes as JSON Schema (2020-12), as the OpenAPI document holds them: nothing is typed twice."""

from collections.abc import Iterable

from tracker.osdi import shapes
from tracker.osdi.reading import Json
from tracker.osdi.shapes import Field, Shape

KINDS: dict[str, Json] = {
    "string": {"type": "string"}, "integer": {"type": "integer"}, "number": {"type": "number"}, "boolean": {"type": "boolean"},
    "moment": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", "examples": ["2026-11-29T19:00:00Z"]},
    "uri": {"type": "string", "format": "uri"}, "strings": {"type": "object", "additionalProperties": {"type": "string"}},
    "figure": {"oneOf": [{"type": "integer"}, {"const": "hidden"}, {"type": "null"}]},
}  # fmt: skip
NUMBER = {"type": "integer", "minimum": 0}
LINK = {
    "type": "object", "properties": {"href": KINDS["uri"], "title": KINDS["string"]}, "required": ["href"],
    "additionalProperties": False,
}  # fmt: skip
CURIE = {
    "type": "object", "required": ["name", "href", "templated"], "additionalProperties": False,
    "properties": {"name": KINDS["string"], "href": KINDS["string"], "templated": {"const": True}},
}  # fmt: skip
ONE_LINK = {"$ref": "#/components/schemas/Link"}


def answered(shape: Shape) -> Json:
    """What stands in an answer: each key, and no other."""
    found = _object((field.name, answer_of(field)) for field in shape.fields)
    found["required"] = [field.name for field in shape.fields if field.always]
    if shape.resource:
        found["properties"]["_links"] = _links(shape)
        found["required"].append("_links")
    return {"description": shape.said, **found}


def page(shape: Shape, rel: str) -> Json:
    """A page of a collection of it."""
    links: Json = {"self": ONE_LINK, "next": ONE_LINK, rel: {"type": "array", "items": ONE_LINK}}
    return {
        "description": f"A page of {rel}. `next` stands there while there is another one.",
        **_object([
            ("total_pages", NUMBER), ("per_page", NUMBER), ("page", NUMBER), ("total_records", NUMBER),
            ("_links", {**_object(links.items()), "required": ["self", rel]}),
            ("_embedded", {
                **_object([(rel, {"type": "array", "items": _ref(shape.name)})]), "required": [rel],
            }),
        ]),
        "required": ["total_pages", "per_page", "page", "total_records", "_links", "_embedded"],
    }  # fmt: skip


def sent(shape: Shape) -> Json:
    """What is heard of what is sent; whatever else stands there is ignored, and so is what is null or empty."""
    heard = {field.name: _sent(field) for field in shape.fields if field.writable}
    return {"type": "object", "description": shape.said, "properties": heard}


def needed(shape: Shape) -> Iterable[Shape]:
    """The shapes that stand within this one, and it itself."""
    for field in shape.fields:
        inner = NAMED.get(field.kind)
        if inner is not None:
            yield from needed(inner)
    yield shape


def answer_of(field: Field) -> Json:
    """One key of an answer."""
    found: Json = dict(KINDS[field.kind]) if field.kind in KINDS else _ref(field.kind)
    if field.one_of:
        found["enum"] = [*field.one_of, *([None] if field.null else [])]
    if field.null:
        found = {**found, "type": [found["type"], "null"]}
    if field.many:
        found = {"type": "array", "items": found}
    return {**found, "description": field.said} if field.said else found


def _sent(field: Field) -> Json:
    """Moments are read more leniently than they are told."""
    if field.kind == "moment":
        found: Json = {"type": "string", "examples": KINDS["moment"]["examples"]}
    elif field.kind in NAMED:
        found = sent(NAMED[field.kind])
    else:
        found = dict(KINDS[field.kind])
    if field.one_of:
        found["enum"] = list(field.one_of)
    if field.many:
        found = {"type": "array", "items": found}
    return {**found, "description": field.said} if field.said else found


def _links(shape: Shape) -> Json:
    links: Json = dict.fromkeys(("self", *shape.links, *shape.maybe_links), ONE_LINK)
    required = ["self", *shape.links]
    if shape is shapes.ENTRY:
        links["curies"] = {"type": "array", "items": CURIE}
        required.append("curies")
    return {**_object(links.items()), "required": required}


def _object(properties: Iterable[tuple[str, Json]]) -> Json:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


NAMED = {
    each.name: each
    for each in (shapes.EMAIL, shapes.PHONE, shapes.POINT, shapes.ADDRESS, shapes.PLACE, shapes.CUSTOM_FIELD)
}
