"""Evenings to come that anybody can find: in many towns and some countries, with what makes it easier to come, and who speaks."""

from datetime import time as hour
from datetime import timedelta
from random import Random

from tracker.cli.demo_data import houses
from tracker.cli.demo_data.evenings import MAIN, Calendar
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.past_evenings import Evening, Named
from tracker.screenings.screening import ACCESSIBILITY
from tracker.screenings.talkback_guests import Guest
from tracker.screenings.venues import VenueFacts

# Cinemas of the next weeks, and after how many days the first of them shows it.
CINEMAS, FROM = 34, 3
ABROAD = (
    VenueFacts(name="종로 시네마", city="Seoul", country="KR", zone="Asia/Seoul", postcode="03131"),
    VenueFacts(name="마포 상영관", city="Seoul", country="KR", zone="Asia/Seoul", postcode="04043"),
    VenueFacts(name="Canal Screening Room", city="London", country="GB", zone="Europe/London", postcode="N1 9AA"),
    VenueFacts(name="Sala del Faro", city="Ciudad de México", country="MX", zone="America/Mexico_City"),
)
# The first evening's guests have been cleared, the second one's wait for a second person.
CLEARED = (
    Guest(name="Ada Merrin", role="teaches Korean history"),
    Guest(name="Sol Whitaker", role="film critic"),
)
WAITING = (Guest(name="Noel Hart", role="translator"),)


def add(calendar: Calendar, seed: int) -> tuple[Named, ...]:
    """Put them behind all other evenings, by dice of their own: who signed up where stays as it was. Whose guests are known."""
    dice = Random(seed)
    places = [*houses.cinemas(dice, CINEMAS), *ABROAD]
    first = len(calendar.evenings)
    for number, venue in enumerate(places):
        if venue not in calendar.venues:
            calendar.venues.append(venue)
        abroad = venue.country != "US"
        facts = ScreeningFacts(
            campaign_id="", kind="theatrical" if number % 4 else "festival", visibility="listed",
            day=calendar.now.date() + timedelta(days=FROM + number * 3 % 50),
            # Of a few only the day is known yet.
            at=None if number % 11 == 10 else hour(dice.choice((17, 18, 19, 20)), dice.choice((0, 30))),
            subtitles={"KR": "ko", "MX": "es"}.get(venue.country, dice.choice(("", "", "es", "ko"))),
            accessibility=("wheelchair", *dice.sample(ACCESSIBILITY[1:], dice.randrange(3))) if number % 3 else (),
            talkback=number < 2 or number % 5 == 0, ticket_url="" if abroad else f"https://tickets.example.org/{number + 1}",
        )  # fmt: skip
        calendar.evenings.append(Evening(MAIN, calendar.venues.index(venue), facts, "organizer"))
    return Named(first, CLEARED, cleared=True), Named(first + 1, WAITING, cleared=False)
