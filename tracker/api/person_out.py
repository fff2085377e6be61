"""An ally in OSDI's shape. For a token that may not read people, and for whoever asked for extra care: the alias, no contact, and
days in the place of moments.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from tracker.allies.ally import alias_of
from tracker.api.asked import Asked, link
from tracker.api.entering import shown
from tracker.finding import people_told
from tracker.finding.people_told import PersonTold
from tracker.osdi.reading import Json, told
from tracker.usecases.read_people import read_people

STATUS = {"yes": "subscribed", "no": "unsubscribed", "unknown": "unsubscribed"}


def people(asked: Asked, ally_ids: Sequence[str]) -> list[Json]:
    """Of those who are there still; traced and counted before they leave. Raises TooFast."""
    found = people_told.told(ally_ids)
    shapes = [person(each) for each in found]
    open_ = [each.id for each in found if not each.closed]
    assert asked.token is not None
    shown(asked.token, len(open_))
    read_people(asked.token, open_)
    return shapes


def person(of: PersonTold) -> Json:
    if of.closed:
        return alias(of.id, of.created_at, of.changed_at)
    given, family = of.names
    address: Json = {"primary": True, "address": of.contact.get("email"), "status": STATUS[of.email_consent]}
    number: Json = {"primary": True, "number_type": "Mobile", "status": STATUS[of.phone_consent]}
    if of.contact.get("phone"):
        number["number"] = of.contact["phone"].lstrip("+")
    return {
        "identifiers": [f"action_network:{of.id}", *of.identifiers],
        "created_date": told(of.created_at), "modified_date": told(of.changed_at),
        "given_name": given, "family_name": family,
        "email_addresses": [address], "phone_numbers": [number],
        "postal_addresses": [{"primary": True, **of.told.get("postal", {})}],
        "languages_spoken": of.told.get("languages") or [of.language],
        "custom_fields": {
            **of.told.get("custom", {}), "tracker:alias": of.alias, "tracker:consent": of.email_consent,
            "tracker:phone_consent": of.phone_consent, "tracker:language": of.language,
        },
        "_links": _links(of.id),
    }  # fmt: skip


def alias(ally_id: str, created_at: datetime, changed_at: datetime) -> Json:
    """No name, no contact, no moment: the day, and by which alias the team knows them."""
    return {
        "identifiers": [f"action_network:{ally_id}"],
        "created_date": told(day(created_at)), "modified_date": told(day(changed_at)),
        "given_name": alias_of(ally_id), "family_name": "",
        "email_addresses": [{"primary": True, "address": None}],
        "phone_numbers": [{"primary": True, "number_type": "Mobile"}],
        "postal_addresses": [{"primary": True}],
        "languages_spoken": [],
        "custom_fields": {"tracker:alias": alias_of(ally_id)},
        "_links": _links(ally_id),
    }  # fmt: skip


def day(at: datetime) -> datetime:
    """Its midnight, UTC."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _links(ally_id: str) -> Json:
    kinds: Collection[str] = ("attendances", "submissions", "taggings")
    return {"self": link(f"people/{ally_id}"), **{f"osdi:{each}": link(f"people/{ally_id}/{each}") for each in kinds}}
