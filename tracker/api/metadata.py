"""`/metadata`: under which names people carry texts of the programs' own."""

from tracker.allies import besides
from tracker.api.asked import Asked, link
from tracker.osdi.reading import Json, told


def look(asked: Asked) -> Json:  # noqa: ARG001
    return {
        "_links": {
            "self": link("metadata"),
            "action_network:custom_fields": link("metadata/custom_fields"),
        },
    }


def custom_fields(asked: Asked) -> Json:  # noqa: ARG001
    """In the whole house."""
    named = [
        {"name": name, "created_date": told(at), "modified_date": told(at), "notes": ""} for name, at in besides.names()
    ]
    return {"action_network:custom_fields": named, "_links": {"self": link("metadata/custom_fields")}}
