"""The filters of the list of allies: what can be chosen, and what is chosen, in words."""

from dataclasses import dataclass, field

from tracker.allies import tags
from tracker.appeals import interest
from tracker.finding import narrowing
from tracker.finding.filters import NOBODY, Filters
from tracker.followups import ladder
from tracker.followups.claiming import Worker
from tracker.followups.outcomes import OUTCOMES, words_of
from tracker.screenings import terms
from tracker.team import colleagues
from tracker.times import language_words
from tracker.words import LANGUAGES, Lazy, _, _n, lazy

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


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the selects. `first`: always in view."""

    name: str
    label: str
    nothing: str
    options: list[tuple[str, str]] = field(default_factory=list)
    first: bool = False


def choices(filters: Filters, who: Worker) -> list[Asked]:
    """All of them, in the order in which they stand on the page."""
    places = narrowing.places(who, filters.country)
    found = [
        Asked("campaign", _("Campaign"), _("All campaigns"), narrowing.campaigns(who), first=True),
        Asked("region", _("State or province"), _("Anywhere"), _same(places.regions), first=True),
        Asked(
            "interest", _("Ticked"), _("Anything"), [(each.id, each.label) for each in interest.offered()], first=True
        ),
        Asked("consent", _("Contact"), _("Any answer"), _told(CONSENTED), first=True),
        Asked("unreached", _("Not reached"), _("Whenever"), _days(), first=True),
        Asked("followed", _("Follow-ups"), _("Any"), [*_told(FOLLOWED), *_outcomes()]),
        Asked("person", _("Point person"), _("Anybody"), [(NOBODY, _("Nobody yet")), *colleagues.point_persons()]),
        Asked("reached", _("Reached"), _("Whenever"), _days()),
        Asked("rung", _("Stands on"), _("Any rung"), [(each.id, each.title) for each in ladder.rungs()[::-1]]),
        Asked("tag", _("Tag"), _("Any, or none"), [(each.id, each.name or "") for each in tags.every()]),
        Asked("language", _("Speaks"), _("Any language"), [(code, language_words(code)) for code in LANGUAGES]),
        Asked("where", _("Watched"), _("Anywhere"), _told(WHERES)),
        Asked("kind", _("Kind"), _("Any kind"), _told(terms.KINDS)),
        Asked("source", _("Signed up by"), _("Anything"), _told(terms.SOURCES)),
        Asked("country", _("Country"), _("Anywhere"), _same(places.countries)),
        Asked("city", _("City"), _("Anywhere"), _same(places.cities)),
    ]
    imports = narrowing.imports(who)
    if imports or filters.brought:
        found.append(Asked("brought", _("Import"), _("Any, or none"), imports))
    if who.careful:
        found.append(Asked("care", _("Extra care"), _("Either"), _told(CARES)))
    return [each for each in found if each.options]


def words(filters: Filters, who: Worker) -> list[tuple[str, str]]:
    """What is set, by what; a place or a campaign that is not there any more says so."""
    said = [
        (each.label, dict(each.options).get(value, _("no longer there")))
        for each in choices(filters, who)
        if (value := getattr(filters, each.name))
    ]
    if filters.screening:
        where, when, _standing = narrowing.screening(filters.screening, who)
        said.insert(0, (_("At"), ", ".join(part for part in (where, when) if part)))
    said += [(label, day) for label, day in ((_("Since"), filters.since), (_("Until"), filters.until)) if day]
    return said


def _told(words_: dict[str, Lazy]) -> list[tuple[str, str]]:
    return [(key, str(label)) for key, label in words_.items()]


def _same(texts: list[str]) -> list[tuple[str, str]]:
    return [(text, text) for text in texts]


def _days() -> list[tuple[str, str]]:
    return [(str(n), _n("in %(n)s day", "in %(n)s days", n)) for n in DAYS]


def _outcomes() -> list[tuple[str, str]]:
    return [(key, _("Outcome: %(words)s", words=words_of(key))) for key in OUTCOMES]
