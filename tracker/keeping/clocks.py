"""The clocks: for how long each kind of thing is kept, and why. The nightly job walks this list; so does the page.

A new kind is one line here: what it is, the setting that holds its days (team.settings has the default), its bounds, and what
of which room ends by it. Allies themselves have a clock of their own: keeping.retention.
"""

from datetime import datetime, timedelta

from tracker.allies import old_choices, old_links, old_merges
from tracker.appeals import old_stories
from tracker.finding import old_exports
from tracker.finding.exports import KEPT
from tracker.followups import old_notes as old_call_notes
from tracker.hooks import old_deliveries
from tracker.imports import old_files
from tracker.keeping import old_copies
from tracker.letters import old_letters
from tracker.records import dataclass
from tracker.reports import kept as kept_figures
from tracker.reports import report, share_link
from tracker.screenings import old_hosts, old_kits, talkback_guests
from tracker.signups import old_kiosks, old_requests, sheet_line, sheet_photo
from tracker.signups import old_notes as old_signup_notes
from tracker.store import kept_counts, undertakings
from tracker.store.old import Old
from tracker.team import old_rows, settings
from tracker.team.tries import FORGOTTEN_AFTER
from tracker.words import Lazy, lazy


@dataclass(frozen=True, slots=True)
class Clock:
    """One kind. `least` and `most`: days between which an administrator sets it; without a setting it is `fixed`.

    `olds`: what ends by it; () where another deed sees to it.
    """

    kind: str
    what: Lazy
    why: Lazy
    olds: tuple[Old, ...] = ()
    least: int = 1
    most: int = 3650
    fixed: timedelta | None = None

    @property
    def setting(self) -> str:
        return f"{self.kind}_days"

    @property
    def span(self) -> timedelta:
        """For how long, as it is set now."""
        return self.fixed if self.fixed is not None else timedelta(days=int(settings.get(self.setting)))

    @property
    def default(self) -> int:
        """Days."""
        return int(settings.DEFAULTS[self.setting])

    def before(self, now: datetime) -> datetime:
        """What is older than this has outlived its time."""
        return now - self.span

    def held(self) -> int:
        """How many there are."""
        return sum(old.how_many() for old in self.olds)

    def overdue(self, now: datetime) -> int:
        """How many go tonight."""
        return sum(old.overdue(self.before(now)) for old in self.olds)


CLOCKS = (
    Clock(
        "signup_notes",
        lazy("Notes on signups, and what supporters wrote to our questions"),
        lazy("From the signup: whoever calls reads them first. A year later nobody calls on them."),
        old_signup_notes.OLD, 30, 1825,
    ),
    Clock(
        "call_notes",
        lazy("Notes of calls and other tries"),
        lazy("From the try, and only once its follow-up is closed: the next caller needs to know what was said."),
        old_call_notes.OLD, 30, 1825,
    ),
    Clock(
        "letters",
        lazy("What letters said, and to whom"),
        lazy("From the day it left: answers refer to it, and some come back late. That it left stays, for the figures."),
        old_letters.LETTERS, 30, 1825,
    ),
    Clock(
        "replies",
        lazy("What came back by mail and became somebody’s to do"),
        lazy("From the day it came, and only once its follow-up is closed."),
        old_letters.REPLIES, 30, 1825,
    ),
    Clock(
        "unplaced",
        lazy("Messages that became nobody’s to do"),
        lazy("From the day it came: long enough to find out whose it is."),
        old_letters.UNPLACED, 7, 365,
    ),
    Clock(
        "import_files",
        lazy("Lists of film screenings and of admissions that were imported: the file and its rows"),
        lazy("From the day it was brought: to look back at what was refused and why. What it made stays."),
        old_files.SCREENINGS, 7, 365,
    ),
    Clock(
        "outcome_files",
        lazy("Lists of gifts and signatures: the file and its rows"),
        lazy("From the day it was brought: it holds contacts of people, so it goes soon. What was written down from it stays."),
        old_files.OUTCOMES, 1, 90,
    ),
    Clock(
        "people_files",
        lazy("Lists of people: the file until it is written, and rows that wait for a decision"),
        lazy("From the day it was brought: long enough to decide what is doubtful. Who came in by it stays."),
        old_files.PEOPLE, 1, 90,
    ),
    Clock(
        "hosts",
        lazy("Who opened the door at a film screening, their links, who spoke after the film, and notes about it"),
        lazy("From the day of the film screening: to thank them, and to ask again."),
        old_hosts.OLD + talkback_guests.OLD, 30, 1825,
    ),
    Clock(
        "requests",
        lazy("Who asked to host a film screening, and what they wrote"),
        lazy(
            "From our decision, or from the question that they never answered: some come back to it. What still waits for us "
            "goes a year after it was asked. That they asked, and what came of it, stays for the figures."
        ),
        old_requests.OLD, 30, 1825,
    ),
    Clock(
        "kiosks",
        lazy("Tablets in lobbies: their names, the keys that open what was written on them, and what of it nobody could take in"),
        lazy(
            "For 90 days from the film screening, so that a tablet that was forgotten in a drawer can still be emptied. What cannot be "
            "taken in waits for 90 days for somebody to decide, and keeps its key for as long; everything else goes at once."
        ),
        old_kiosks.OLD, fixed=timedelta(days=90),
    ),
    Clock(
        "kits",
        lazy("What was drawn to be printed for a whole campaign"),
        lazy("For 7 days from the click, and for an hour once it was fetched."),
        old_kits.OLD, fixed=timedelta(days=7),
    ),
    Clock(
        "exports",
        lazy("Files made for the team: contacts, takeouts"),
        lazy("For a day from the click, and for an hour once it was fetched."),
        old_exports.OLD, fixed=KEPT,
    ),
    Clock(
        "figures",
        lazy("Figures that take long to count, as they were counted last"),
        lazy("For 7 days: they are numbers about nobody, and are counted again at any time."),
        kept_figures.OLD + kept_counts.OLD, fixed=kept_figures.KEPT,
    ),
    Clock(
        "undertakings",
        lazy("What a worker was at when its process was killed"),
        lazy(
            "For a week: in that time, what has ended three workers is begun again only when somebody asks anew. "
            "It holds ids, and nobody’s words."
        ),
        undertakings.OLD, fixed=undertakings.REST,
    ),
    Clock(
        "sheet_photos",
        lazy("Photos of paper sheets, to type them up from"),
        lazy("For 14 days; gone before, once the sheet is closed."),
        sheet_photo.OLD, fixed=timedelta(days=14),
    ),
    Clock(
        "sheet_lines",
        lazy("Lines of paper sheets as they were typed"),
        lazy("Until the sheet is closed, and for a day at most: so long they can be mended. Then they are signups like all others."),
        (), fixed=sheet_line.WAITS,
    ),
    Clock(
        "choices",
        lazy("Which allies somebody chose in the list, to do something with all of them"),
        lazy("For 90 days: a letter to them can take that long. It can be taken back for seven."),
        old_choices.OLD, fixed=timedelta(days=90),
    ),
    Clock(
        "stories",
        lazy("Stories that were withdrawn or left as drafts: words, picture, whose consent, what reviewers remarked"),
        lazy("From the last change, and only while nothing of it is published. That it was there, and who reviewed it, stays."),
        old_stories.OLD, 7, 1825,
    ),
    Clock(
        "report_drafts",
        lazy("Drafts of reports that nobody touches any more"),
        lazy("For 180 days from the last change. What was published stays: it is numbers, and nobody is in it."),
        report.OLD, fixed=timedelta(days=180),
    ),
    Clock(
        "own_links",
        lazy("That a fresh link was given out"),
        lazy("From its end: supporters see on their own page which links there were."),
        old_links.OLD, 1, 365,
    ),
    Clock(
        "merges",
        lazy("What brings two allies back who were joined by mistake: what each of them had, and was known by"),
        lazy("For 30 days. Afterwards they stay one person; by what either was known stays known, until they are erased."),
        old_merges.OLD, fixed=old_merges.UNDOABLE,
    ),
    Clock(
        "dead_addresses",
        lazy("Marks of addresses that do not exist any more"),
        lazy("From the day: so that no letter tries them again. The mark cannot be read back."),
        old_letters.DEAD_ADDRESSES, 30, 3650,
    ),
    Clock(
        "copies",
        lazy("That copies left the house: in whose hands, of which aliases"),
        lazy("From the day it left: so that they can be chased when somebody is erased."),
        old_copies.OLD, 365, 3650,
    ),
    Clock(
        "trace",
        lazy("The trace: what the team did"),
        lazy("By whole days: long enough to find out, later, who saw what."),
        (), 90, 3650,
    ),
    Clock(
        "invitations",
        lazy("Invitations and links for a new password"),
        lazy("From their end. They open nothing any more."),
        old_rows.INVITATIONS, 1, 365,
    ),
    Clock(
        "tokens",
        lazy("Tokens of other programs that have ended: their names, and when they were last used"),
        lazy("For a year from their end: what opened the house until then can still be told. They open nothing any more."),
        old_rows.TOKENS, fixed=timedelta(days=365),
    ),
    Clock(
        "hook_deliveries",
        lazy("What was told to other programs by webhooks, and what waits for them"),
        lazy("For 30 days from the day it happened: a receiver that was away can catch up, and what it answered can be looked at."),
        old_deliveries.DELIVERIES, fixed=timedelta(days=30),
    ),
    Clock(
        "hooks",
        lazy("Webhooks that were withdrawn: their names, and where they led"),
        lazy("For a year from their end: what was told to whom until then can still be said. Nothing is told there any more."),
        old_deliveries.HOOKS, fixed=timedelta(days=365),
    ),
    Clock(
        "share_links",
        lazy("Links to reports that have ended: for whom they were, and how often they were opened"),
        lazy("For a year from their end: so that next year’s report can be sent to the same readers. They open nothing any more."),
        share_link.OLD, fixed=timedelta(days=365),
    ),
    Clock(
        "sessions",
        lazy("Sign-ins of the team that have ended"),
        lazy("At once."),
        old_rows.SESSIONS, fixed=timedelta(0),
    ),
    Clock(
        "devices",
        lazy("Devices of the team on which no second factor is asked for"),
        lazy("For 14 days: then both are shown again."),
        old_rows.DEVICES, fixed=timedelta(0),
    ),
    Clock(
        "resets",
        lazy("That somebody asked for a new password"),
        lazy("Looked into within a minute; what was not, for a day."),
        old_rows.RESETS, fixed=timedelta(days=1),
    ),
    Clock(
        "tries",
        lazy("Wrong tries at signing in"),
        lazy("From the last: guessing is slowed so long. It is a mark that tells neither who nor from where."),
        old_rows.TRIES, fixed=FORGOTTEN_AFTER,
    ),
)  # fmt: skip

BY_KIND = {clock.kind: clock for clock in CLOCKS}
# Those that an administrator sets.
SET = tuple(clock for clock in CLOCKS if clock.fixed is None)
