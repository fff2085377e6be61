"""The filters of the list of allies: what can be chosen, and what is chosen, in words."""

from collections.abc import Callable, Collection, Mapping

from tracker.allies import tags
from tracker.appeals import interest
from tracker.finding import narrowing
from tracker.finding.filters import NOBODY, Filters
from tracker.finding.narrowing import Places
from tracker.followups import ladder
from tracker.followups.claiming import Worker
from tracker.followups.outcomes import OUTCOMES, words_of
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.store.once import once
from tracker.team import colleagues
from tracker.times import language_words
from tracker.words import LANGUAGES, Lazy, _, _n, lazy, plain

CONSENTED: dict[str, Lazy] = {
    "any": lazy("Yes to letters or calls"), "email": lazy("Yes to letters"), "phone": lazy("Yes to calls"),
    "both": lazy("Yes to both"), "no": lazy("Said no"), "no email": lazy("No to letters"), "no phone": lazy("No to calls"),
    "unknown": lazy("Not said"),
}  # fmt: skip
WHERES: dict[str, Lazy] = {
    "screening": lazy("At a film screening"), "streaming": lazy("At home"), "unplaced": lazy("Not said yet where"),
}  # fmt: skip
FOLLOWED: dict[str, Lazy] = {
    "open": lazy("Something is to do"), "late": lazy("Something is late"), "closed": lazy("All is closed"),
    "none": lazy("Nothing was planned"),
}  # fmt: skip
CARES: dict[str, Lazy] = {"yes": lazy("Asked for extra care"), "no": lazy("Did not ask for it")}
DAYS = (1, 3, 7, 14, 30, 90, 180)


Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the selects. `first`: always in view."""

    name: str
    label: str
    nothing: str
    options: Options
    first: bool


def choices(filters: Filters, who: Worker, every: bool = False) -> list[Asked]:
    """In the order in which they stand on the page: the first ones, those that are set, or all of them.

    What is not shown is not asked for.
    """
    found = [
        Asked(name, str(label), str(nothing), _offered(name, options, filters, who), name in FIRST)
        for name, label, nothing, options in SELECTS
        if every or name in FIRST or getattr(filters, name)
    ]
    return [each for each in found if each.options or getattr(filters, each.name)]


def _offered(name: str, options: Callable[[Filters, Worker], Options], filters: Filters, who: Worker) -> Options:
    """The page shows what can be chosen, and says what is chosen: asked for once."""
    return once(("offered", name, filters.country, who), lambda: options(filters, who))


def words(filters: Filters, who: Worker, but: Collection[str] = ()) -> list[tuple[str, str]]:
    """What is set, by what; a place or a campaign that is not there any more says so. `but`: what need not be said."""
    said = [
        (each.label, dict(each.options).get(value, _("no longer there")))
        for each in choices(filters, who)
        if each.name not in but and (value := getattr(filters, each.name))
    ]
    if filters.screening and "screening" not in but:
        where, when, _standing = narrowing.screening(filters.screening, who)
        said.insert(0, (_("At"), ", ".join(part for part in (where, when) if part)))
    said += [(label, day) for label, day in ((_("Since"), filters.since), (_("Until"), filters.until)) if day]
    return said


def _towns(pick: Callable[[Places], list[str]]) -> Callable[[Filters, Worker], Options]:
    def places(filters: Filters, who: Worker) -> Places:
        return once(("places", filters.country, who), lambda: narrowing.places(who, filters.country))

    return lambda filters, who: [(each, each) for each in pick(places(filters, who))]


def _days(_filters: Filters, _who: Worker) -> Options:
    return [(str(n), _n("in %(n)s day", "in %(n)s days", n)) for n in DAYS]


def _followed(_filters: Filters, _who: Worker) -> Options:
    outcomes = [(key, _("Outcome: %(words)s", words=words_of(key))) for key in OUTCOMES]
    return [*_told(FOLLOWED), *outcomes]


def _people(_filters: Filters, _who: Worker) -> Options:
    return [(NOBODY, _("Nobody yet")), *colleagues.point_persons()]


def _one_of(told: Mapping[str, Lazy]) -> Callable[[Filters, Worker], Options]:
    return lambda _filters, _who: _told(told)


def _told(told: Mapping[str, Lazy]) -> Options:
    return [(key, str(label)) for key, label in told.items()]


# Always in view.
FIRST = ("campaign", "region", "interest", "consent", "unreached", "followed")
# Name of the filter, what it is called, what it says when it is open, what can be chosen.
SELECTS: tuple[tuple[str, Lazy, Lazy, Callable[[Filters, Worker], Options]], ...] = (
    ("campaign", lazy("Campaign"), lazy("All campaigns"), lambda _filters, who: narrowing.campaigns(who)),
    ("region", lazy("State or province"), lazy("Anywhere"), _towns(lambda places: places.regions)),
    (
        "interest",
        lazy("Ticked"),
        lazy("Anything"),
        lambda _filters, _who: [(each.id, each.label) for each in interest.offered()],
    ),
    ("consent", lazy("Contact"), lazy("Any answer"), _one_of(CONSENTED)),
    ("unreached", lazy("Not reached"), lazy("Whenever"), _days),
    ("followed", lazy("Follow-ups"), lazy("Any"), _followed),
    ("person", lazy("Point person"), lazy("Anybody"), _people),
    ("reached", lazy("Reached"), lazy("Whenever"), _days),
    (
        "rung",
        lazy("Stands on"),
        lazy("Any rung"),
        lambda _filters, _who: [(each.id, plain(each.title)) for each in ladder.rungs()[::-1]],
    ),
    (
        "tag",
        lazy("Tag"),
        lazy("Any, or none"),
        lambda _filters, _who: [(each.id, each.name or "") for each in tags.every()],
    ),
    (
        "language",
        lazy("Speaks"),
        lazy("Any language"),
        lambda _filters, _who: [(code, language_words(code)) for code in LANGUAGES],
    ),
    ("where", lazy("Watched at"), lazy("Anywhere"), _one_of(WHERES)),
    ("kind", lazy("Kind"), lazy("Any kind"), _one_of(terms.KINDS)),
    ("source", lazy("Signed up by"), lazy("Anything"), _one_of(terms.SOURCES)),
    ("country", lazy("Country"), lazy("Anywhere"), _towns(lambda places: places.countries)),
    ("city", lazy("City"), lazy("Anywhere"), _towns(lambda places: places.cities)),
    ("brought", lazy("Import"), lazy("Any, or none"), lambda _filters, who: narrowing.imports(who)),
    ("care", lazy("Extra care"), lazy("Either"), lambda _filters, who: _told(CARES) if who.careful else []),
)
