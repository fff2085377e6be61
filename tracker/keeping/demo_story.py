"""The story of a demo: all that is to be made. Places in it are counted from 0, people go by their keys."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from tracker.appeals.interest import NextStep
from tracker.appeals.past_calls import Pressed
from tracker.appeals.past_stories import Piece
from tracker.arrivals.past_hands import Hand
from tracker.arrivals.past_hosting import Hosting
from tracker.finding.past_lists import Kept
from tracker.followups.past_rounds import Ending
from tracker.hooks.past_hooks import Elsewhere
from tracker.imports.past_admissions import Sent
from tracker.imports.past_list import Brought
from tracker.records import dataclass
from tracker.reports.past_reports import Told
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.films import FilmFacts
from tracker.screenings.past_evenings import Evening, Named
from tracker.screenings.venues import VenueFacts
from tracker.signups.typed_line import TypedLine
from tracker.team.invented_team import Member


@dataclass(frozen=True, slots=True)
class Story:
    """All that is to be made."""

    organisation: str
    reply_to: str
    zone: str
    team: Sequence[Member]
    film: FilmFacts
    campaigns: Sequence[CampaignFacts]
    venues: Sequence[VenueFacts]
    evenings: Sequence[Evening]
    hands: Sequence[Hand]
    rounds: Sequence[Ending]
    # By interest and language.
    calls: Mapping[str, Mapping[str, NextStep]]
    presses: Sequence[Pressed]
    hosting: Hosting
    # Places of evenings whose hosts have their kits.
    printed: Sequence[int] = ()
    guests: Sequence[Named] = ()
    pieces: Sequence[Piece] = ()
    # Lines of two paper sheets: one is closed, one left half typed.
    paper: tuple[Sequence[TypedLine], Sequence[TypedLine]] = ((), ())
    found: Sequence[Kept] = ()
    brought: Brought | None = None
    admissions: Sequence[Sent] = ()
    # By the place of their campaign.
    reports: Mapping[int, Sequence[Told]] = field(default_factory=dict)
    elsewhere: Elsewhere | None = None

    @property
    def steps(self) -> int:
        """How often it is said that the making went on."""
        return len(self.evenings) + len(self.hands)
