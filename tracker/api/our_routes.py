"""Every address of the API that OSDI does not know: follow-ups, figures, head counts. docs/decisions/0038-api-of-our-own.md."""

from tracker.api import follow_ups, head_counts, told_figures
from tracker.api.routes import Route
from tracker.finding import follow_ups_told
from tracker.osdi import our_shapes as shapes
from tracker.team.token import Scope

WORKERS = (Scope.WORK_FOLLOW_UPS,)
FIGURES = (Scope.READ_FIGURES,)
LOGGERS = (Scope.WRITE_SCREENINGS,)
# A room of few says of them that they were there.
SEE_ROOMS = (Scope.READ_PEOPLE, Scope.WRITE_SCREENINGS)

OUR_ROUTES: tuple[Route, ...] = (
    Route("GET", "/tracker/follow_ups", follow_ups.listed, WORKERS, shapes.FOLLOW_UP, "Follow-ups due, the most urgent first",
          rel="tracker:follow_ups", filters=follow_ups_told.FILTERS),
    Route("GET", "/tracker/follow_ups/<follow_up_id>", follow_ups.one, WORKERS, shapes.FOLLOW_UP, "One follow-up"),
    Route("POST", "/tracker/follow_ups/<follow_up_id>/claim", follow_ups.claim, WORKERS, shapes.FOLLOW_UP,
          "A colleague takes it for an hour", takes=shapes.CLAIM, flat=("by",)),
    Route("POST", "/tracker/follow_ups/<follow_up_id>/release", follow_ups.release, WORKERS, shapes.FOLLOW_UP,
          "They give it back", takes=shapes.CLAIM, flat=("by",)),
    Route("POST", "/tracker/follow_ups/<follow_up_id>/outcome", follow_ups.record, WORKERS, shapes.FOLLOW_UP,
          "How it went, by whoever holds it", takes=shapes.OUTCOME,
          flat=("outcome", "note", "call_back_at", "amount", "currency", "by")),
    Route("GET", "/tracker/figures", told_figures.listed, FIGURES, told_figures.SHAPE, "Figures of each campaign",
          rel="tracker:figures"),
    Route("GET", "/tracker/figures/<campaign_id>", told_figures.one, FIGURES, told_figures.SHAPE, "Figures of one campaign"),
    Route("GET", "/tracker/events/<event_id>/head_counts", head_counts.listed, SEE_ROOMS, shapes.HEAD_COUNT,
          "Head counts of a film screening, the one that holds first", rel="tracker:head_counts"),
    Route("POST", "/tracker/events/<event_id>/head_counts", head_counts.add, LOGGERS, shapes.HEAD_COUNT,
          "One more head count", takes=shapes.HEADS, flat=("heads", "kind", "by")),
    Route("GET", "/tracker/events/<event_id>/head_counts/<head_count_id>", head_counts.one, SEE_ROOMS, shapes.HEAD_COUNT,
          "One head count"),
)  # fmt: skip
