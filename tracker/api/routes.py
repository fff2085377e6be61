"""Every address of the API that OSDI knows, in one table: the door opens what stands here, and the OpenAPI document tells it."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.api import entry, people
from tracker.finding import people_told
from tracker.osdi import shapes
from tracker.osdi.reading import Json
from tracker.osdi.shapes import Shape
from tracker.team.token import Scope

READERS = (Scope.READ_PEOPLE,)
WRITERS = (Scope.WRITE_SIGNUPS,)


@dataclass(frozen=True)
class Route:
    """`needs`: one of these scopes is enough; none: anybody. `rel`: of a collection, what its entries are called.

    `takes`: the shape of what is sent; `flat`: keys that are also heard as parameters of the address or of a form.
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
    flat: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    pages: bool = False

    @property
    def module(self) -> str:
        return self.view.__module__.rpartition(".")[2]

    @property
    def name(self) -> str:
        """ "people.listed"."""
        return f"{self.module}.{self.view.__name__}"


ROUTES: tuple[Route, ...] = (
    Route("GET", "/", entry.look, (), shapes.ENTRY, "Where to begin"),
    Route("GET", "/people", people.listed, READERS, shapes.PERSON, "Allies, by their coming", rel="osdi:people",
          filters=people_told.FILTERS, pages=True),
    Route("POST", "/people", people.take_in, WRITERS, shapes.PERSON, "Somebody signs up, or more is said of them",
          takes=shapes.PERSON, wrapped=True, flat=("email_address", "phone_number", "given_name", "family_name", "add_tags")),
    Route("GET", "/people/<person_id>", people.one, READERS, shapes.PERSON, "One ally"),
    Route("PUT", "/people/<person_id>", people.amend, WRITERS, shapes.PERSON, "More is said of an ally, or they unsubscribe",
          takes=shapes.PERSON, flat=("email_address", "phone_number", "given_name", "family_name")),
)  # fmt: skip
