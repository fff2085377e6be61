"""Every address of the API that OSDI knows, in one table: the door opens what stands here, and the OpenAPI document tells it."""

from collections.abc import Callable

from tracker.api import attendances, entry, events, forms, metadata, people, tags
from tracker.finding import attendances_told, events_told, forms_told, people_told
from tracker.osdi import shapes
from tracker.osdi.reading import Json
from tracker.osdi.shapes import Shape
from tracker.records import dataclass
from tracker.team.token import Scope

READS = (Scope.READ_PEOPLE,)
WRITES = (Scope.WRITE_SIGNUPS,)
LOGS = (Scope.WRITE_SCREENINGS,)
# Whoever reads or writes anything but figures has to find where.
FINDS = (*READS, *WRITES, *LOGS)
# Whoever works on follow-ups may see where an ally watched.
MEETS = (*FINDS, Scope.WORK_FOLLOW_UPS)
NAMED = ("email_address", "phone_number", "given_name", "family_name")
SOMEBODY = ("person_id", "action_network:person_id", *NAMED, "add_tags")


@dataclass(frozen=True)
class Route:
    """`needs`: one of these scopes is enough; none: anybody. `rel`: of a collection, what its entries are called.

    `takes`: the shape of what is sent, `wrapped`: under "person", with tags beside it; `linked`: or a link of this name;
    `flat`: keys that are also heard as parameters of the address or of a form.
    """

    method: str
    path: str
    view: Callable[..., Json]
    needs: tuple[Scope, ...]
    answer: Shape
    said: str
    rel: str = ""
    takes: Shape | None = None
    wrapped: bool = False
    linked: str = ""
    flat: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        return self.view.__module__.rpartition(".")[2]

    @property
    def name(self) -> str:
        """ "people.listed"."""
        return f"{self.module}.{self.view.__name__}"


ROUTES: tuple[Route, ...] = (
    Route("GET", "/", entry.look, (), shapes.ENTRY, "Where to begin"),

    Route("GET", "/people", people.listed, READS, shapes.PERSON, "Allies, by their coming", rel="osdi:people",
          filters=people_told.FILTERS),
    Route("POST", "/people", people.take_in, WRITES, shapes.PERSON, "Somebody signs up, or more is said of them",
          takes=shapes.PERSON, wrapped=True, flat=(*NAMED, "add_tags", "remove_tags")),
    Route("GET", "/people/<person_id>", people.one, READS, shapes.PERSON, "One ally"),
    Route("PUT", "/people/<person_id>", people.amend, WRITES, shapes.PERSON, "More is said of an ally, or they unsubscribe",
          takes=shapes.PERSON, flat=NAMED),
    Route("GET", "/people/<person_id>/attendances", attendances.of_person, READS, shapes.ATTENDANCE, "An ally’s signups",
          rel="osdi:attendances", filters=attendances_told.FILTERS),
    Route("GET", "/people/<person_id>/attendances/<attendance_id>", attendances.one_of_person, READS, shapes.ATTENDANCE,
          "One of an ally’s signups"),
    Route("GET", "/people/<person_id>/submissions", forms.of_person, READS, shapes.SUBMISSION, "Forms that an ally has sent",
          rel="osdi:submissions"),
    Route("GET", "/people/<person_id>/submissions/<submission_id>", forms.one_of_person, READS, shapes.SUBMISSION,
          "One form that an ally has sent"),
    Route("GET", "/people/<person_id>/taggings", tags.of_person, READS, shapes.TAGGING, "An ally’s tags", rel="osdi:taggings"),

    Route("GET", "/events", events.listed, MEETS, shapes.EVENT, "Film screenings, by their coming", rel="osdi:events",
          filters=events_told.FILTERS),
    Route("POST", "/events", events.log, LOGS, shapes.EVENT, "A film screening is logged", takes=shapes.EVENT),
    Route("GET", "/events/<event_id>", events.one, MEETS, shapes.EVENT, "One film screening"),
    Route("PUT", "/events/<event_id>", events.change, LOGS, shapes.EVENT, "What is known of a film screening changes",
          takes=shapes.EVENT),
    Route("GET", "/events/<event_id>/attendances", attendances.of_event, READS, shapes.ATTENDANCE, "Who signed up there",
          rel="osdi:attendances", filters=attendances_told.FILTERS),
    Route("POST", "/events/<event_id>/attendances", attendances.record, WRITES, shapes.ATTENDANCE, "Somebody signs up there",
          takes=shapes.PERSON, wrapped=True, linked="osdi:person", flat=SOMEBODY),
    Route("GET", "/events/<event_id>/attendances/<attendance_id>", attendances.one_of_event, READS, shapes.ATTENDANCE,
          "One signup"),
    Route("PUT", "/events/<event_id>/attendances/<attendance_id>", attendances.know, WRITES, shapes.ATTENDANCE,
          "By which ids another system knows a signup", takes=shapes.ATTENDANCE, flat=("identifiers",)),

    Route("GET", "/tags", tags.listed, FINDS, shapes.TAG, "Tags, the oldest first", rel="osdi:tags"),
    Route("POST", "/tags", tags.make, WRITES, shapes.TAG, "A tag is made", takes=shapes.TAG, flat=("name",)),
    Route("GET", "/tags/<tag_id>", tags.one, FINDS, shapes.TAG, "One tag"),
    Route("GET", "/tags/<tag_id>/taggings", tags.of_tag, READS, shapes.TAGGING, "Who has a tag", rel="osdi:taggings"),
    Route("POST", "/tags/<tag_id>/taggings", tags.put, WRITES, shapes.TAGGING, "A tag is put on an ally", linked="osdi:person",
          flat=("person_id", "action_network:person_id")),
    Route("GET", "/tags/<tag_id>/taggings/<tagging_id>", tags.one_tagging, READS, shapes.TAGGING, "One tagging"),
    Route("DELETE", "/tags/<tag_id>/taggings/<tagging_id>", tags.take, WRITES, shapes.NOTICE, "A tag is taken off an ally"),

    Route("GET", "/forms", forms.listed, FINDS, shapes.FORM, "Forms, by their coming", rel="osdi:forms",
          filters=forms_told.FILTERS),
    Route("POST", "/forms", forms.make, WRITES, shapes.FORM, "A form of the program’s own is written down", takes=shapes.FORM,
          flat=("title", "description", "origin_system")),
    Route("GET", "/forms/<form_id>", forms.one, FINDS, shapes.FORM, "One form"),
    Route("PUT", "/forms/<form_id>", forms.change, WRITES, shapes.FORM, "What is known of a program’s form changes",
          takes=shapes.FORM, flat=("title", "description", "origin_system")),
    Route("GET", "/forms/<form_id>/submissions", forms.of_form, READS, shapes.SUBMISSION, "Who has sent a form",
          rel="osdi:submissions", filters=forms_told.FILTERS),
    Route("POST", "/forms/<form_id>/submissions", forms.submit, WRITES, shapes.SUBMISSION, "Somebody has sent a form",
          takes=shapes.PERSON, wrapped=True, linked="osdi:person", flat=SOMEBODY),
    Route("GET", "/forms/<form_id>/submissions/<submission_id>", forms.one_of_form, READS, shapes.SUBMISSION, "One submission"),
    Route("PUT", "/forms/<form_id>/submissions/<submission_id>", forms.know, WRITES, shapes.SUBMISSION,
          "By which ids another system knows a submission", takes=shapes.SUBMISSION, flat=("identifiers",)),

    Route("GET", "/metadata", metadata.look, FINDS, shapes.METADATA, "What is known of the data"),
    Route("GET", "/metadata/custom_fields", metadata.custom_fields, (*READS, *WRITES), shapes.CUSTOM_FIELDS,
          "Names of custom fields in use"),
)  # fmt: skip
