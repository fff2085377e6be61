"""The screenings of the demo: what is on record of *Beyond Utopia*'s way, in invented rooms; and what happens about now."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tracker.cli.demo_data import houses
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.films import FilmFacts
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.past_evenings import Evening
from tracker.screenings.venues import VenueFacts

FILM = FilmFacts(
    title="Beyond Utopia", year=2023, director="Madeleine Gavin", running_minutes=115, languages="en,ko",
    makers="Producers: Jana Edelbaum, Rachel Cohen, Sue Mi Terry\nEditing: Madeleine Gavin",
    awards="Audience Award, U.S. Documentary, Sundance Film Festival 2023\nNominated for a BAFTA as best documentary, 2024",
    synopsis="Families try to leave North Korea, a mother tries to be with her child again, and a pastor helps. "
    "The film stays beside them on the way.\nMuch of it was filmed by those who are in it, on the way.",
    trailer_url="https://www.youtube.com/results?search_query=Beyond+Utopia+official+trailer",
    where_to_watch=[
        {"name": "Hulu", "url": "https://www.hulu.com/"},
        {"name": "Apple TV+", "url": "https://tv.apple.com/"},
        {"name": "Prime Video", "url": "https://www.primevideo.com/"},
    ],
)  # fmt: skip
# Ten years: what the demo shows of 2023 must not fall due to be erased.
KEPT = 120
CAMPAIGNS = (
    CampaignFacts(
        name="Libraries, with Spanish subtitles", film_id="", languages="es,en,ko", goals={"signups": 60}, retention_months=KEPT
    ),
    CampaignFacts(
        name="Beyond Utopia: from festival to living room", film_id="", starts_on=date(2023, 1, 19),
        goals={"signups": 4000, "hosts": 60}, end_card_words={
            "en": "Stay for two minutes. There is something you can do.",
            "ko": "2분만 더 머물러 주세요. 우리가 할 수 있는 일이 있습니다.",
            "es": "Quédate dos minutos más. Hay algo que puedes hacer.",
        },
        retention_months=KEPT,
    ),
)  # fmt: skip
LIBRARIES, MAIN = 0, 1
TWO_NIGHTS = (date(2023, 10, 23), date(2023, 10, 24))
# Days from today; the last days dense, so that somebody waits for a call.
LATELY = (-75, -61, -52, -45, -38, -31, -27, -24, -20, -17, -13, -10, -8, -6, -5, -4, -4, -3, -3, -2, -2, -1, -1)
TO_COME = (2, 4, 5, 9, 12, 16, 23, 30, 44)
JUST_OVER = (
    ("Chicago", "IL", "US", "America/Chicago", ("Alder Cinema", "60614"), ("Prairie Screening Room", "60657")),
    ("Los Angeles", "CA", "US", "America/Los_Angeles", ("Alder Cinema", "90012"), ("Canyon Screening Room", "90039")),
    ("Honolulu", "HI", "US", "Pacific/Honolulu", ("Alder Cinema", "96813"), ("Palm Screening Room", "96815")),
    ("Seoul", "", "KR", "Asia/Seoul", ("종로 시네마", "03131"), ("마포 상영관", "04043")),
    ("London", "", "GB", "Europe/London", ("Alder Cinema", "E8 1AA"), ("Canal Screening Room", "N1 9AA")),
)
COUNTED = ("counted", "estimated", "admissions")


class Calendar:
    """Venues and evenings as they come; both are known by their places."""

    def __init__(self, random: Random, now: datetime) -> None:
        self.random, self.now = random, now
        self.venues: list[VenueFacts] = []
        self.evenings: list[Evening] = []
        self.towns = houses.cities()

    def fill(self, cinemas: int) -> None:
        """Everything, from Park City to next month."""
        self._festival()
        for venue in houses.cinemas(self.random, cinemas):
            for day in TWO_NIGHTS:
                self._show(
                    MAIN, venue, "theatrical", day, time(19, 0), capacity=self.random.choice((None, 90, 120, 180, 240))
                )
        for number in range(30):
            day = date(2024, 2, 6) + timedelta(days=13 * number)
            self._somewhere(MAIN, "campus" if number % 5 < 3 else "community", day)
        for number in range(4):
            self._somewhere(LIBRARIES, "community", self.now.date() - timedelta(days=50 - 9 * number), subtitles="es")
        today = self.now.date()
        for number, days in enumerate(LATELY + TO_COME):
            kind = ("campus", "community", "community")[number % 3]
            self._somewhere(
                MAIN, kind, today + timedelta(days=days), point_person=("organizer", "", "second", "gone")[number % 4]
            )
        self._somewhere(LIBRARIES, "community", today + timedelta(days=19), subtitles="es")
        self._show(MAIN, None, "virtual", today + timedelta(days=7), time(20, 0), zone="America/New_York")
        self._tonight()
        self._just_over()

    def _festival(self) -> None:
        town = next(town for town in self.towns if town[0] == "Park City")
        for name, day in (("Festival Hall, Main Street", 20), ("Library Auditorium", 22), ("Canyon Theatre", 26)):
            venue = VenueFacts(name=name, city=town[0], region=town[1], zone=town[2])
            # Only the day: the hours of the festival are on record elsewhere.
            self._show(MAIN, venue, "festival", date(2023, 1, day), None, talkback=True, capacity=450)

    def _tonight(self) -> None:
        """Where it is still light: in some zone the evening is always to come."""
        for city in ("Boston", "Chicago", "Denver", "Los Angeles", "Honolulu"):
            town = next(each for each in self.towns if each[0] == city)
            local = self.now.astimezone(ZoneInfo(town[2]))
            if local.time() < time(19, 30):
                venue = houses.campus(self.random, town)
                self._show(MAIN, venue, "campus", local.date(), time(19, 30), talkback=True, point_person="organizer")
                return

    def _just_over(self) -> None:
        """Two cinemas where the film has just ended: what the thanks page asks about. Each hour there is afternoon or evening somewhere."""
        for city, region, country, zone, *places in JUST_OVER:
            starts = self.now - timedelta(minutes=FILM.running_minutes or 0) - timedelta(minutes=10)
            local = starts.astimezone(ZoneInfo(zone))
            if not time(12) <= local.time() <= time(21, 30):
                continue
            for number, (name, postcode) in enumerate(places):
                venue = VenueFacts(
                    name=name, city=city, region=region, country=country, zone=zone, postcode=postcode
                )  # fmt: skip
                began = local - timedelta(minutes=25 * number)
                self._show(MAIN, venue, "theatrical", began.date(), began.time(), capacity=120)
            return

    def _somewhere(self, campaign: int, kind: str, day: date, **more: str) -> None:
        town = self.random.choice(self.towns)
        point_person = more.pop("point_person", "")
        venue = houses.of_kind(kind)(self.random, town)
        start = time(self.random.choice((17, 18, 19)), self.random.choice((0, 30)))
        self._show(
            campaign, venue, kind, day, start, point_person=point_person, talkback=self.random.random() < 0.6,
            subtitles=more.get("subtitles", ""),
        )  # fmt: skip

    def _show(
        self, campaign: int, venue: VenueFacts | None, kind: str, day: date, at: time | None, *, zone: str = "",
        talkback: bool = False, capacity: int | None = None, subtitles: str = "", point_person: str = "",
    ) -> None:  # fmt: skip
        if venue is not None and venue not in self.venues:
            self.venues.append(venue)
        facts = ScreeningFacts(
            campaign_id="",
            kind=kind,
            day=day,
            at=at,
            zone=zone,
            talkback=talkback,
            capacity=capacity,
            subtitles=subtitles,
        )
        evening = Evening(campaign, None if venue is None else self.venues.index(venue), facts, point_person)
        starts = self.starts(evening)
        cancelled = starts + timedelta(days=-3) if kind != "festival" and self.random.random() < 0.015 else None
        if cancelled and starts < self.now:
            evening = replace(evening, cancelled_at=cancelled)
        elif starts < self.now - timedelta(hours=2):
            evening = replace(evening, counts=self._counts(kind, capacity or 80, starts))
        self.evenings.append(evening)

    def starts(self, evening: Evening) -> datetime:
        """The moment; for one without an hour, seven in the evening."""
        zone = evening.facts.zone or self.venues[evening.venue or 0].zone
        day = evening.facts.day
        assert day is not None
        return datetime.combine(day, evening.facts.at or time(19), ZoneInfo(zone)).astimezone(UTC)

    def _counts(self, kind: str, seats: int, starts: datetime) -> tuple[tuple[str, int, datetime], ...]:
        """None for a fifth of the rooms; some are estimated first, and counted or reported later."""
        if self.random.random() < 0.2:
            return ()
        heads = self.random.randint(seats // 5, seats * 4 // 5)
        how = "admissions" if kind == "theatrical" and self.random.random() < 0.6 else self.random.choice(COUNTED[:2])
        told = (how, heads, min(starts + timedelta(hours=2 if how != "admissions" else 60), self.now))
        if self.random.random() < 0.15:
            return (("estimated", round(heads, -1) or 10, min(starts + timedelta(hours=2), self.now)), told)
        return (told,)
