"""`/tracker/figures`: the figures of campaigns, small numbers protected: by the same door and ledger as figures.csv, told once a day."""

from tracker.api import figures, paging
from tracker.api.asked import Asked, link
from tracker.errors import NotThere
from tracker.osdi.reading import Json
from tracker.osdi.shapes import Field, Shape
from tracker.reports import feed
from tracker.screenings import campaigns
from tracker.words import speaking

PATH = "tracker/figures"
# Columns that are no numbers.
TEXTS = ("campaign", "campaign_id", "figures_of")


def _fields() -> tuple[Field, ...]:
    with speaking("en"):
        return tuple(
            Field(key, "string" if key in TEXTS else "figure", str(column.words))
            for key, column in feed.COLUMNS.items()
        )


SAID = "The figures of one campaign. A number is null where it cannot be counted, “hidden” where it would tell of few people."
SHAPE = Shape("Figures", SAID, (
    Field("identifiers", "string", "The campaign’s.", many=True), *_fields(),
))  # fmt: skip


def listed(asked: Asked) -> Json:
    """Of each campaign, the oldest first."""
    only = [asked.campaign_id] if asked.campaign_id else None
    told = [_figures(each.id, each.name) for each in reversed(campaigns.seen(only))]
    return paging.all_of(asked, PATH, "tracker:figures", told)


def one(asked: Asked, campaign_id: str) -> Json:
    """Raises NotThere."""
    found = campaigns.by_id(campaign_id)
    if asked.campaign_id not in (None, found.id):
        raise NotThere
    return _figures(found.id, found.name)


def _figures(campaign_id: str, name: str) -> Json:
    line = zip(feed.COLUMNS, feed.line(campaign_id, name, figures.today(campaign_id)), strict=True)
    told = {key: str(cell) if key == "figures_of" else cell for key, cell in line}
    return {
        "identifiers": [f"action_network:{campaign_id}"], **told,
        "_links": {"self": link(f"{PATH}/{campaign_id}")},
    }  # fmt: skip
