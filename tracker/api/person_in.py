"""A person as a program sends them: OSDI's lists, or the flat keys of forms and of parsons’ update_person()."""

from collections.abc import Mapping
from typing import Any

from tracker.allies import besides
from tracker.allies.besides import MOST_TEXT, POSTAL, TooManyFields
from tracker.allies.contact_points import MOST_NAME, clean_email, clean_text
from tracker.allies.said import Said
from tracker.errors import Refusal
from tracker.finding.people_told import e164
from tracker.osdi import reading
from tracker.osdi.reading import Json
from tracker.store.known_as import MOST, MOST_LONG
from tracker.words import lazy

# What a status says of letters and calls; what bounces says nothing of what its owner wants.
ANSWERS = {
    "subscribed": "yes", "unsubscribed": "no", "spam complaint": "no", "previous spam complaint": "no",
    "bouncing": "", "previous bounce": "",
}  # fmt: skip
EXTRA_CARE, CAMPAIGN = "tracker:extra_care", "tracker:campaign_id"


class AddressBroken(Refusal):
    sentence = lazy("That is not an e-mail address.")
    status = 400


class NumberBroken(Refusal):
    sentence = lazy("That phone number cannot be read. Send country and number, like +15125550147.")
    status = 400


class StatusUnknown(Refusal):
    sentence = lazy("A status is one of: %(known)s.")
    status = 400


class IdentifiersUnclear(Refusal):
    sentence = lazy("Identifiers are up to 20 texts of up to 200 characters: system:id.")
    status = 400


def said(person: Mapping[str, Any]) -> Said:
    """Cleaned. Raises AddressBroken, NumberBroken, StatusUnknown, IdentifiersUnclear and TooManyFields."""
    email = _primary(person.get("email_addresses"), person.get("email_address"), "address", "email_address")
    phone = _primary(
        person.get("phone_numbers"), person.get("phone_number", person.get("mobile_number")), "number", "phone_number"
    )
    custom = person.get("custom_fields")
    custom = custom if isinstance(custom, dict) else {}
    return Said(
        given=_name(person.get("given_name")), family=_name(person.get("family_name")),
        email=_address(email), phone=_number(phone), email_answer=_answer(email), phone_answer=_answer(phone),
        languages=_languages(person.get("languages_spoken")), postal=_postal(person.get("postal_addresses")),
        custom=besides.fields(custom), identifiers=identifiers(person),
        extra_care=custom.get(EXTRA_CARE) in (True, "true", "yes", "1"),
    )  # fmt: skip


def of_body(body: Json) -> Json:
    """The person in a body: under "person", or the body itself."""
    person = body.get("person")
    return person if isinstance(person, dict) else body


def campaign_of(body: Json) -> str:
    """The campaign that was named, beside the person or among their fields; "" for none."""
    person = of_body(body)
    custom = person.get("custom_fields")
    places = (body, person, custom if isinstance(custom, dict) else {})
    return next((found for each in places if (found := reading.text(each.get(CAMPAIGN)).strip())), "")


def names(value: object) -> list[str]:
    """Names of tags, as a list or as one."""
    return [found for each in reading.listed(value) if (found := clean_text(reading.text(each)))]


def identifiers(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of other systems. Raises IdentifiersUnclear."""
    found = [clean_text(reading.text(each)) for each in reading.listed(said.get("identifiers"))]
    wanted = tuple(dict.fromkeys(each for each in found if each and not each.startswith("action_network:")))
    if len(wanted) > MOST or any(len(each) > MOST_LONG for each in wanted):
        raise IdentifiersUnclear
    return wanted


def _primary(listed: object, flat: object, key: str, also: str) -> Json:
    """The primary entry of a list, or its first; `flat`: one text in its place, or one entry."""
    entries = [each if isinstance(each, dict) else {key: each} for each in reading.listed(listed)]
    if not entries and flat not in (None, "", []):
        entries = [each if isinstance(each, dict) else {key: each} for each in reading.listed(flat)]
    found = next((each for each in entries if each.get("primary")), entries[0] if entries else {})
    return {**found, key: found.get(key) or found.get(also)}


def _address(entry: Json) -> str | None:
    written = reading.text(entry.get("address")).strip()
    if not written:
        return None
    email = clean_email(written)
    if email is None:
        raise AddressBroken
    return email


def _number(entry: Json) -> str | None:
    written = reading.text(entry.get("number")).strip()
    if not written:
        return None
    phone = e164(written)
    if phone is None:
        raise NumberBroken
    return phone


def _answer(entry: Json) -> str:
    status = reading.text(entry.get("status")).strip().lower()
    if status and status not in ANSWERS:
        raise StatusUnknown(known=", ".join(ANSWERS))
    return ANSWERS.get(status, "")


def _name(value: object) -> str:
    return clean_text(reading.text(value))[: MOST_NAME + 1]


def _languages(value: object) -> tuple[str, ...]:
    codes = [reading.text(each).strip().lower() for each in reading.listed(value)]
    return tuple(dict.fromkeys(code for code in codes if 2 <= len(code) <= 8 and code.replace("-", "").isalnum()))[:10]


def _postal(value: object) -> dict[str, object]:
    entries = [each for each in reading.listed(value) if isinstance(each, dict)]
    found = next((each for each in entries if each.get("primary")), entries[0] if entries else {})
    kept: dict[str, object] = {}
    for part in POSTAL:
        lines = [clean_text(reading.text(each)) for each in reading.listed(found.get(part))]
        lines = [each for each in lines if each]
        if any(len(each) > MOST_TEXT for each in lines) or len(lines) > 10:
            raise TooManyFields
        if lines:
            kept[part] = lines if part == "address_lines" else lines[0]
    return kept
