"""What is printed for a screening or a campaign says: its film, where and when, the campaign's sentence, a code."""

from tracker import times
from tracker.errors import Refusal
from tracker.paper import card, code, names
from tracker.paper.card import Card
from tracker.screenings import calendar, campaigns, films, terms, venues
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.team import logo, settings
from tracker.words import _, lazy, speaking

# In the place of a code that is made when it is printed.
NOT_YET = "········"


class NothingToPrint(Refusal):
    sentence = lazy("Nothing is printed for this one: it is cancelled, or it has no room and no day of its own.")
    status = 409


def check(screening: Screening) -> None:
    """Raises NothingToPrint."""
    if screening.standing or screening.status == "cancelled" or screening.joined_into_id:
        raise NothingToPrint


def card_of(screening: Screening, written: str | None, base_url: str, language: str = "") -> Card:
    """A card of this screening with the code that is written on it. `language`: the first one, if not the campaign's."""
    campaign = campaigns.by_id(screening.campaign_id)
    venue = venues.by_id(screening.venue_id) if screening.venue_id else None
    told = languages_of(campaign)
    first = language or told[0]
    with speaking(first):
        place = terms.title(screening, venue) + (f", {screening.screen}" if screening.screen else "")
        when = times.when_words(screening.starts_at, screening.day, screening.zone, with_year=True)
        credits_ = ((_("Where"), place), (_("When"), when))
    return _card(campaign, screening.film_id, credits_, written, base_url, "s", first)


def card_of_campaign(campaign: Campaign, written: str | None, base_url: str) -> Card:
    """The end card's: one for every auditorium."""
    return _card(campaign, campaign.film_id, (), written, base_url, "c", languages_of(campaign)[0])


def name_of(screening: Screening) -> str:
    """What its files are called by: "2023-10-23 19.00 - Barton Street Cinema, Austin, Screen 3"."""
    venue = venues.by_id(screening.venue_id) if screening.venue_id else None
    place = terms.title(screening, venue) + (f", {screening.screen}" if screening.screen else "")
    at = calendar.clock_time(screening)
    return names.file_name(f"{screening.day or ''} {at:%H.%M}" if at else str(screening.day or ""), place)


def languages_of(campaign: Campaign) -> list[str]:
    """The first one is that of what has room for one."""
    return campaign.languages.split(",")[: card.LANGUAGES_AT_MOST]


def _card(
    campaign: Campaign, film_id: str, credits_: tuple[tuple[str, str], ...], written: str | None, base_url: str, of: str, first: str
) -> Card:  # fmt: skip
    told = sorted(languages_of(campaign), key=lambda each: each != first)
    return Card(
        logo=logo.png(),
        organisation=settings.get("organisation"), film=films.by_id(film_id).title, credits=credits_,
        said=card.said(told, campaign.end_card_words),
        link=code.link(base_url, written, of) if written else "",
        address=code.address(base_url, written or NOT_YET),
    )  # fmt: skip
