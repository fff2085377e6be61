"""Addresses that are no part of the one table: they answer no HAL, and two of them anybody. See openapi."""

from tracker.osdi.reading import Json
from tracker.records import dataclass
from tracker.team.token import Scope

OUR_OWN, DOCUMENTS = "Of our own", "Documents"
TEXT = {"type": "string"}


@dataclass(frozen=True)
class Beside:
    """`bare`: statuses of answers that say nothing more; `noes`: those that say why."""

    rule: str
    name: str
    said: str
    group: str
    type: str
    needs: Scope | None = None
    schema: Json | None = None
    bare: tuple[str, ...] = ()
    noes: tuple[str, ...] = ()


BESIDE = (
    Beside("/figures.csv", "figures_by_header", "Figures of each campaign, for a spreadsheet", OUR_OWN, "text/csv",
           Scope.READ_FIGURES, bare=("304",), noes=("403", "429", "503")),
    Beside("/figures/<token>.csv", "figures_by_address",
           "The same for programs that send no header: by a token in the address that reads figures and nothing else", OUR_OWN,
           "text/csv", bare=("304",), noes=("403", "429", "503")),
    Beside("/openapi.json", "docs_document", "This document", DOCUMENTS, "application/json", schema={"type": "object"}),
    Beside("/docs", "docs_show", "How to use it, for people", DOCUMENTS, "text/html"),
)  # fmt: skip
