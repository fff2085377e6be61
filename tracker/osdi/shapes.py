"""Every resource and its fields, in one place: answers are held to it by tests, and the OpenAPI document is written from it."""

from functools import cached_property

from tracker.records import dataclass


@dataclass(frozen=True)
class Field:
    """One key. `kind`: string, integer, boolean, moment, uri, strings, or the name of a Shape; `many`: a list of it.

    `always`: it stands in each answer. `writable`: what is sent is heard. `null`: it may be null.
    """

    name: str
    kind: str
    said: str
    always: bool = True
    writable: bool = False
    null: bool = False
    many: bool = False
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """One kind of JSON object. `open`: keys of the sender's own choosing stand in it, too. `links`: beside `self`.

    `maybe_links`: where there is something at their other end.
    """

    name: str
    said: str
    fields: tuple[Field, ...]
    open: bool = False
    links: tuple[str, ...] = ()
    maybe_links: tuple[str, ...] = ()
    resource: bool = True

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}


MAILED = (
    "subscribed", "unsubscribed", "bouncing", "previous bounce", "spam complaint", "previous spam complaint",
)  # fmt: skip
PHONE_STATUSES = ("subscribed", "unsubscribed")
ATTENDED = ("accepted", "declined", "tentative", "needs action")

# Of every resource.
COMMON = (
    Field("identifiers", "string", "The first is action_network: and the id; those of other systems follow.", many=True, writable=True),
    Field("created_date", "moment", "UTC."),
    Field("modified_date", "moment", "UTC; on creation the same as created_date."),
)  # fmt: skip

EMAIL = Shape("EmailAddress", "The one address.", (
    Field("primary", "boolean", "Always true."),
    Field("address", "string", "null for who left a phone alone.", null=True, writable=True),
    Field("status", "string", "Whether letters may go there.", always=False, writable=True, one_of=MAILED),
), resource=False)  # fmt: skip
PHONE = Shape("PhoneNumber", "The one number; the entry is there even where no number is known.", (
    Field("primary", "boolean", "Always true."),
    Field("number_type", "string", "Mobile."),
    Field("number", "string", "Country and number, digits alone.", always=False, writable=True),
    Field("status", "string", "Whether calls may go there.", always=False, writable=True, one_of=PHONE_STATUSES),
), resource=False)  # fmt: skip
POINT = Shape("Location", "A point on the map.", (
    Field("latitude", "number", "Degrees."),
    Field("longitude", "number", "Degrees."),
    Field("accuracy", "string", "Rooftop, or Approximate."),
), resource=False)  # fmt: skip
ADDRESS = Shape("PostalAddress", "Where somebody lives; what is not known is left out.", (
    Field("primary", "boolean", "Always true."),
    Field("address_lines", "string", "Street.", many=True, always=False, writable=True),
    Field("locality", "string", "Town.", always=False, writable=True),
    Field("region", "string", "State.", always=False, writable=True),
    Field("postal_code", "string", "Postal code.", always=False, writable=True),
    Field("country", "string", "Two letters.", always=False, writable=True),
), resource=False)  # fmt: skip
PERSON = Shape("Person", "An ally. Without “read people”, and for allies who asked for extra care, an alias and no contact.", (
    *COMMON,
    Field("given_name", "string", "Any script; an alias where the name is not for this token.", writable=True),
    Field("family_name", "string", "May be empty.", writable=True),
    Field("email_addresses", "EmailAddress", "Exactly one.", many=True, writable=True),
    Field("phone_numbers", "PhoneNumber", "Exactly one.", many=True, writable=True),
    Field("postal_addresses", "PostalAddress", "Exactly one.", many=True, writable=True),
    Field("languages_spoken", "string", "Codes.", many=True, writable=True),
    Field("custom_fields", "strings", "Yours, and those that begin with tracker: (ours, read only).", writable=True),
), links=("osdi:attendances", "osdi:submissions", "osdi:taggings"))  # fmt: skip

PLACE = Shape("EventLocation", "The venue; what is not known is left out.", (
    Field("venue", "string", "Its name.", always=False, writable=True),
    Field("address_lines", "string", "Street.", many=True, always=False, writable=True),
    Field("locality", "string", "Town.", always=False, writable=True),
    Field("region", "string", "State.", always=False, writable=True),
    Field("postal_code", "string", "Postal code.", always=False, writable=True),
    Field("country", "string", "Two letters.", always=False, writable=True),
    Field("location", "Location", "", always=False),
), resource=False)  # fmt: skip
EVENT = Shape("Event", "A film screening.", (
    *COMMON,
    Field("title", "string", "The film’s title.", writable=True),
    Field("name", "string", "The same."),
    Field("description", "string", "HTML: what the team noted of it.", writable=True),
    Field("instructions", "string", "HTML."),
    Field("start_date", "moment", "An instant in UTC; null while only the day is known.", null=True, writable=True),
    Field("end_date", "moment", "When the film is over.", null=True),
    Field("location", "EventLocation", "", writable=True),
    Field("status", "string", "", writable=True, one_of=("confirmed", "cancelled")),
    Field("visibility", "string", "", writable=True, one_of=("public", "private")),
    Field("transparence", "string", "", one_of=("opaque",)),
    Field("guests_can_invite_others", "boolean", ""),
    Field("reminders", "string", "Always empty.", many=True),
    Field("capacity", "integer", "", null=True, writable=True),
    Field("total_accepted", "integer", "How many signed up; with “read people” alone.", always=False),
    Field("browser_url", "uri", "The page to sign up.", always=False),
    Field("origin_system", "string", ""),
    Field("action_network:hidden", "boolean", "It stands on no public list."),
    Field("tracker:film_id", "string", ""),
    Field("tracker:campaign_id", "string", "", writable=True),
    Field("tracker:timezone", "string", "The venue’s, as in the IANA data base.", writable=True),
    Field("tracker:local_start", "string", "By the venue’s clock: 2026-11-29T19:00:00, or the day alone.", null=True),
    Field("tracker:kind", "string", "", writable=True),
), links=("osdi:attendances", "osdi:record_attendance_helper", "tracker:head_counts"))  # fmt: skip
ATTENDANCE = Shape("Attendance", "A signup.", (
    *COMMON,
    Field("status", "string", "", one_of=ATTENDED),
    Field("action_network:person_id", "string", ""),
    Field("action_network:event_id", "string", ""),
    Field("tracker:source", "string", "By which door it came.", always=False),
), links=("osdi:person", "osdi:event"))  # fmt: skip
TAG = Shape("Tag", "What the team calls a group of allies.", (
    *COMMON,
    Field("name", "string", "", writable=True),
), links=("osdi:taggings",))  # fmt: skip
TAGGING = Shape("Tagging", "A tag on an ally.", (
    *COMMON,
    Field("item_type", "string", "", one_of=("osdi:person",)),
), links=("osdi:tag", "osdi:person"))  # fmt: skip
FORM = Shape("Form", "A way to sign up with the campaign.", (
    *COMMON,
    Field("title", "string", "", writable=True),
    Field("name", "string", "The same."),
    Field("description", "string", "", writable=True),
    Field("origin_system", "string", "", writable=True),
    Field("total_submissions", "integer", "With “read people” alone.", always=False),
    Field("tracker:kind", "string", ""),
    Field("tracker:campaign_id", "string", "", null=True, writable=True),
), links=("osdi:submissions", "osdi:record_submission_helper"))  # fmt: skip
SUBMISSION = Shape("Submission", "What somebody sent by a form.", (
    *COMMON,
    Field("action_network:person_id", "string", ""),
    Field("action_network:form_id", "string", ""),
), links=("osdi:person", "osdi:form"))  # fmt: skip
CUSTOM_FIELD = Shape("CustomField", "A name under which people carry a text.", (
    Field("name", "string", ""),
    Field("created_date", "moment", ""),
    Field("modified_date", "moment", ""),
    Field("notes", "string", ""),
), resource=False)  # fmt: skip
METADATA = Shape("Metadata", "What is known of the data themselves.", (), links=("action_network:custom_fields",))
CUSTOM_FIELDS = Shape("CustomFields", "The names in use.", (
    Field("action_network:custom_fields", "CustomField", "", many=True),
))  # fmt: skip
ENTRY = Shape("EntryPoint", "Where to begin.", (
    Field("motd", "string", ""),
    Field("vendor_name", "string", ""),
    Field("product_name", "string", ""),
    Field("namespace", "string", ""),
    Field("osdi_version", "string", ""),
    Field("max_page_size", "integer", ""),
), links=("docs",), maybe_links=(
    "osdi:people", "osdi:events", "osdi:tags", "osdi:forms", "osdi:person_signup_helper", "tracker:follow_ups", "tracker:figures",
))  # fmt: skip
NOTICE = Shape("Notice", "It is done.", (Field("notice", "string", ""),), resource=False)
ERROR = Shape("Error", "Why not.", (Field("error", "string", ""),), resource=False)
