"""More: where everything is that has no place in the menu, parted by what it is about."""

from flask import Blueprint, render_template

from tracker.finding import duplicates
from tracker.signups import kiosk_entries, requests, sheet_ends
from tracker.store.counts import counted
from tracker.web.frame.access import CALLING, for_roles, my_campaigns, opens
from tracker.words import Lazy, lazy

bp = for_roles(*CALLING)(Blueprint("more", __name__))

# Of each part its name, and of each page its address, name, and what it is for.
Page = tuple[str, Lazy, Lazy]
PARTS: tuple[tuple[Lazy, tuple[Page, ...]], ...] = (
    (lazy("Follow-ups"), (
        ("/desk/playbook/", lazy("Playbook"), lazy("What a signup earns, and when")),
        ("/desk/calls-to-action/", lazy("Calls to action"), lazy("What supporters can tick, and the next step behind each")),
        ("/desk/stories/", lazy("Stories"), lazy("Short pieces for thanks pages and letters, each reviewed by a second person")),
        ("/desk/ladder/", lazy("Ladder"), lazy("How far allies have come, and what counts as a step")),
        ("/desk/outcomes/", lazy("Outcomes from elsewhere"), lazy("Gifts and signatures that another system holds")),
        ("/desk/duplicates/", lazy("Maybe the same person"), lazy("Allies who look alike, side by side, to join or to keep apart")),
        (
            "/desk/hand-over/",
            lazy("Handing over"),
            lazy("When somebody leaves: their follow-ups, and whose contacts they have seen"),
        ),
    )),
    (lazy("Allies"), (
        ("/desk/allies/lists/", lazy("Saved lists"), lazy("Filters under a name, yours and those that others share")),
        ("/desk/tags/", lazy("Tags"), lazy("What the team calls groups of allies")),
        ("/desk/bulk/", lazy("What was done to many"), lazy("How far it is, and how to take it back")),
    )),
    (lazy("Figures"), (
        ("/desk/figures/", lazy("Figures"), lazy("Each campaign in charts and tables: from the room to an outcome")),
        ("/desk/figures/calendar", lazy("Calendar"), lazy("Film screenings month by month, and who signed up at them")),
        ("/desk/figures/compare", lazy("Side by side"), lazy("Two campaigns on one scale, and what differs in words")),
        (
            "/desk/figures/definitions",
            lazy("What each figure counts"),
            lazy("Of how many, and with which exceptions, as charts and reports say it"),
        ),
        ("/desk/reports/", lazy("Reports"), lazy("What a campaign has come to, on one page, for funders and the film’s team")),
    )),
    (lazy("Letters"), (
        ("/desk/write/", lazy("Letters to many"), lazy("One letter to a selection of allies")),
        ("/desk/outbox/", lazy("Outbox"), lazy("Letters that wait, left, or failed")),
        ("/desk/host-letters/", lazy("Letters to hosts"), lazy("What hosts read before and after their evening")),
        ("/desk/replies/", lazy("Messages without an ally"), lazy("What came in by mail and nobody has yet")),
    )),
    (lazy("Film screenings"), (
        ("/desk/requests/", lazy("Requests to host"), lazy("Who would like to show a film, and what became of it")),
        (
            "/desk/notices/",
            lazy("Changes to tell"),
            lazy("Film screenings that moved or were cancelled, and who should know"),
        ),
        (
            "/desk/kiosk-entries/",
            lazy("Doubtful entries of tablets"),
            lazy("What was written in a lobby and could not be taken in"),
        ),
        ("/desk/sheets/", lazy("Paper sheets"), lazy("What was signed by hand: to type up, and to destroy")),
        ("/desk/films/", lazy("Films"), lazy("Titles, years, where to watch")),
        ("/desk/venues/", lazy("Venues"), lazy("Places, each with its own clock")),
        ("/desk/people/", lazy("Lists of people"), lazy("Who signed up elsewhere: on a form, on paper, at a ticket office")),
        ("/desk/imports/", lazy("Imports"), lazy("Lists of film screenings, and how to take them back")),
        ("/desk/admissions/", lazy("Admissions"), lazy("Lists of how many were in each theatre, from distributors")),
    )),
    (lazy("The house"), (
        ("/desk/guide/", lazy("The first evening"), lazy("Ten minutes from an empty house to the first call, step by step")),
        ("/desk/team/", lazy("Team"), lazy("Who works here, and what each may do")),
        ("/desk/teams/", lazy("Teams"), lazy("Who works together, on which campaigns, and where")),
        ("/desk/trace/", lazy("Trace"), lazy("What the team did, when, and to whom")),
        ("/desk/settings/", lazy("Settings of the house"), lazy("Name, addresses, how fast letters leave")),
        ("/desk/settings/look/", lazy("How supporters see you"), lazy("Logo, colours, languages")),
        ("/desk/settings/mail/", lazy("Does mail work?"), lazy("A letter to yourself, and what mailboxes think of yours")),
        ("/desk/settings/tokens/", lazy("Tokens"), lazy("Keys for other programs that ask: a spreadsheet, a script, another system")),
        ("/desk/settings/hooks/", lazy("Webhooks"), lazy("Other programs that are told at once what happens here")),
        ("/desk/exports/", lazy("Files with contacts"), lazy("What was made for you to take along; a takeout of everything")),
        ("/desk/keeping/", lazy("What is kept, and for how long"), lazy("Times, erasures, and copies to chase")),
        ("/desk/panic/", lazy("Close the house"), lazy("In an emergency: everybody out, names and contacts sealed")),
        ("/desk/keys/", lazy("Keyboard shortcuts"), lazy("Every key, page by page")),
        ("/account/", lazy("Your account"), lazy("Name, language, second factor")),
    )),
)  # fmt: skip


@bp.get("/more")
def index() -> str:
    """Links to the pages that open for whoever asks; a part without any is left out."""
    parts = [(name, [page for page in pages if opens(page[0])]) for name, pages in PARTS]
    mine = my_campaigns()
    waits = {
        "/desk/requests/": requests.counting(mine),
        "/desk/sheets/": sheet_ends.counting(mine),
        "/desk/kiosk-entries/": kiosk_entries.counting(),
        "/desk/duplicates/": duplicates.counting(),
    }
    seen = {url: count for url, count in waits.items() if opens(url)}
    return render_template("desk/more.html", parts=[part for part in parts if part[1]], waits=counted(seen))
