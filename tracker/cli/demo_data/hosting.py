"""Who asks to host in the demo: two generations of hosts, one evening that is called off, and requests that wait."""

from datetime import datetime, timedelta
from random import Random

from tracker.arrivals.entry import Entry
from tracker.arrivals.past_hosting import Asked, Hosted, Hosting
from tracker.cli.demo_data import names
from tracker.cli.demo_data.evenings import MAIN
from tracker.screenings.venues import VenueFacts
from tracker.signups.asking import Ask
from tracker.signups.request_to_host import Wish

# Numbers of invented people that nobody else in the story has.
FIRST = 900_000
# Key, after which, kind, room, town, state, days from today, how many signed up.
EVENINGS = (
    ("mill", "", "community", "The Old Mill Library", "Austin", "TX", -60, 9),
    ("law", "", "campus", "Sycamore Law School, Room 12", "Chicago", "IL", -52, 12),
    ("church", "", "community", "Church on Lantern Street", "Denver", "CO", -41, 7),
    ("porch", "mill", "community", "A porch on Juniper Street", "Round Rock", "TX", -24, 6),
    ("union", "law", "campus", "Prairie College, Student Union", "Evanston", "IL", -16, 8),
    ("loft", "law", "community", "Foundry Loft", "Chicago", "IL", -9, 5),
    ("garden", "church", "community", "Tidewater Garden Hall", "Boulder", "CO", 12, 0),
    ("choir", "porch", "community", "Choir Room, Beacon Hall", "Waco", "TX", 23, 0),
)  # fmt: skip
CALLED_OFF = {"garden"}


def told(random: Random, now: datetime) -> Hosting:
    """The same on the same day."""
    number, hosted = FIRST, []
    for key, after, kind, room, city, region, days, many in EVENINGS:
        venue = VenueFacts(room, city=city, region=region)
        evening = now + timedelta(days=days, hours=3)
        hands = tuple(_hand(random, number + each, evening) for each in range(many))
        number += many
        hosted.append(Hosted(key, after, kind, venue, days, hands, cancelled=key in CALLED_OFF))
    return Hosting(MAIN, hosted, _asked(random))


def _hand(random: Random, number: int, at: datetime) -> Entry:
    language = random.choice(("en", "en", "ko", "es"))
    return Entry(
        submission=f"demo-{number}", screening_id="", campaign_id="", kind="", name=names.person(random, language),
        email=names.address(random, number), phone=None, consent="yes", interests=(), language=language, source="seat card",
        at=at,
    )  # fmt: skip


def _asked(random: Random) -> tuple[Asked, ...]:
    def ask(language: str, kind: str, heads: int | None, number: int, **wish: str) -> Ask:
        where = Wish(**{"place": "", "region": "", "postcode": "", "country": "US", "more": "", **wish})  # type: ignore[typeddict-item]
        return Ask(names.person(random, language), names.address(random, number), None, where, kind, heads, language)

    return (
        Asked(ask("en", "community", 35, FIRST + 500, place="Harbor Senior Center", city="Portland", region="OR", when="A Sunday in spring",
                  more="Most of us are over seventy. Is there a version with larger subtitles?"), 1),
        Asked(ask("ko", "community", 60, FIRST + 501, place="한빛교회", city="Los Angeles", region="CA", when="다음 달 주일 오후",
                  more="한국어 자막이 꼭 필요합니다."), 2),
        Asked(ask("en", "campus", 120, FIRST + 502, city="Austin", region="TX", when="Before the end of term"), 3, known=True),
        Asked(ask("es", "community", None, FIRST + 503, place="Biblioteca", city="San Antonio", region="TX", when="Cuando se pueda"), 6,
              "asked"),
        Asked(ask("en", "virtual", 15, FIRST + 504, city="Anchorage", region="AK", when="Any evening"), 20, "declined"),
    )  # fmt: skip
