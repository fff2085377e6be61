"""The whole story, drawn from one seed and told from one day: the same two, the same names, numbers and fates."""

from datetime import datetime
from random import Random

from tracker.cli.demo_data import (
    admissions,
    calls,
    found,
    hosting,
    listed,
    printed,
    reports,
    sheets,
    signed_up_elsewhere,
    stories,
    webhooks,
)
from tracker.cli.demo_data.endings import Endings
from tracker.cli.demo_data.evenings import CAMPAIGNS, FILM, MAIN, Calendar
from tracker.cli.demo_data.people import Crowd
from tracker.keeping.demo_story import Story
from tracker.team.invented_team import Member

SEED = 20231023
TEAM = (
    Member("organizer", "organizer", "Rosa Marin", "organizer@example.org", "en,es"),
    Member("coordinator", "coordinator", "Hana Seo", "coordinator@example.org", "en,ko"),
    Member("caller", "caller", "Joon Park", "caller@example.org", "ko,en"),
    Member("viewer", "viewer", "Edith Vance", "viewer@example.org", "en"),
    Member("administrator", "administrator", "Miles Yarrow", "administrator@example.org", "en"),
    Member("second", "organizer", "Tess Holloway", "tess@example.org", "en"),
    Member("gone", "organizer", "Abel Fisk", "abel@example.org", "en", active=False),
)
MOST_CINEMAS = 230


def told(people: int, now: datetime, seed: int = SEED) -> Story:
    """A story with about so many signups."""
    # Not a secret in sight: names and numbers are to be the same twice.
    random = Random(seed)
    calendar = Calendar(random, now)
    calendar.fill(cinemas=min(MOST_CINEMAS, max(10, people // 11)))
    hands = Crowd(random, calendar).hands(people)
    endings = Endings(seed, now)
    guests = listed.add(calendar, seed)
    return Story(
        organisation="Lantern Crossing", reply_to="answers@lantern-crossing.example", zone="America/New_York", team=TEAM, film=FILM, campaigns=CAMPAIGNS,
        venues=calendar.venues, evenings=calendar.evenings, hands=hands,
        rounds=(endings.thanks, endings.calls, endings.letters), calls=calls.CALLS,
        # A draw of its own: the people stay who they were.
        presses=tuple(calls.presses(Random(seed), now)), hosting=hosting.told(Random(seed), now),
        printed=printed.printed(calendar.evenings, now), guests=guests, pieces=stories.PIECES,
        paper=sheets.written(Random(seed)), found=found.FOUND, elsewhere=webhooks.TOLD,
        brought=signed_up_elsewhere.brought(Random(seed)), reports={MAIN: reports.REPORTS},
        admissions=admissions.sent(Random(seed), calendar.evenings, calendar.venues, MAIN),
    )  # fmt: skip
