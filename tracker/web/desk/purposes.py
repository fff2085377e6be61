"""What each page is for, in one line: at its head, and in the list behind More. By the address of the page."""

from flask import request

from tracker.web.desk.more import PARTS
from tracker.words import Lazy, lazy

# Of the menu; the other pages have theirs in more.PARTS.
OF_MENU: dict[str, Lazy] = {
    "/desk/home/": lazy("How things stand this week: what is due, what waits for you, how far each campaign has come."),
    "/desk/": lazy("Who waits for a person, the most urgent first. Letters leave by themselves."),
    "/desk/screenings/": lazy("Every evening, past and to come: where, when, who answers for it, and its code."),
    "/desk/allies/": lazy("People who signed up, by alias: names and contacts stay shut until somebody needs them."),
    "/desk/campaigns/": lazy("A campaign brings a film to people: its goals, its words, its code for the screen."),
    "/desk/more": lazy("Everything that has no place in the menu."),
}

# Their own first sentence says it already; what stands in the list behind More would only say it twice.
SAY_IT_THEMSELVES = frozenset(
    f"/desk/{page}/"
    for page in (
        *(
            "admissions",
            "allies/lists",
            "bulk",
            "duplicates",
            "exports",
            "imports",
            "kiosk-entries",
            "outcomes",
            "panic",
        ),
        *("people", "playbook", "replies", "reports", "sheets", "stories", "tags", "trace", "venues", "write"),
    )
)


def purposes() -> dict[str, Lazy]:
    """All of them, by address."""
    return OF_MENU | {page[0]: page[2] for _name, pages in PARTS for page in pages}


def of_page() -> str:
    """That of the page that is asked for, as a sentence; "" where the page says enough."""
    found = "" if request.path in SAY_IT_THEMSELVES else str(purposes().get(request.path, ""))
    return f"{found}." if found and not found.endswith(".") else found
