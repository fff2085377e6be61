"""What was said for one sync: with whom, into which campaign, who comes in, and what their answers count for."""

from datetime import datetime

from tracker import clock
from tracker.errors import Refusal
from tracker.imports.people_choices import COME_IN, OLD, PeopleChoices
from tracker.keeping.periods import acted_before
from tracker.records import dataclass
from tracker.screenings import campaigns
from tracker.words import lazy

SOURCE = "sync"
# Who comes in: everybody there, or those alone who attend an event of the campaign.
EVERYBODY, ATTENDING = "everybody", "attending"
GIVEN, UNKNOWN = "given", "unknown"
# How the other server writes when an event begins: by the venue's clock, as Action Network does under its "Z"; or in UTC.
LOCAL, UTC_TIMES = "local", "utc"


class WordingNeeded(Refusal):
    sentence = lazy(
        "Say what people read there when they were asked about contact: --wording TEXT. Without it no yes counts."
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """`server`: links.name_of() of the other one; `own`: the same of us. `wording`: "" where no yes of theirs counts here."""

    server: str
    own: str
    campaign_id: str
    people: str = EVERYBODY
    wording: str = ""
    language: str = "en"
    letters: bool = False
    calls: bool = False
    old_days: int = OLD
    tags: tuple[str, ...] = ()
    times: str = LOCAL
    by: str | None = None

    @property
    def vouched(self) -> bool:
        """Whether "subscribed" there is a "yes" here."""
        return bool(self.wording)

    def choices(self) -> PeopleChoices:
        """As a list of people is let in."""
        return PeopleChoices(
            (), "", self.campaign_id, self.wording, self.language, {}, self.letters, self.calls, self.old_days, COME_IN,
            source=SOURCE,
        )  # fmt: skip

    def kept_since(self) -> datetime:
        """Whoever acted last before this moment is not kept here any more."""
        return acted_before(clock.now().date(), campaigns.by_id(self.campaign_id).retention_months)
