"""What OSDI has no shapes for and this house answers all the same: follow-ups, figures, head counts. See shapes."""

from tracker.osdi.shapes import COMMON, Field, Shape

STATES = ("open", "closed")
BY = Field("by", "string", "Whose deed it is: a colleague’s e-mail address. Else of who answers for the token.",
           always=False, writable=True)  # fmt: skip

FOLLOW_UP = Shape("FollowUp", "Something to do for an ally. Without “read people” the ally is an alias, and moments are days.", (
    *COMMON,
    Field("title", "string", "What is to be done; empty where an ally has asked for extra care."),
    Field("tracker:alias", "string", "By which the team knows the ally."),
    Field("given_name", "string", "With “read people” alone.", always=False),
    Field("family_name", "string", "With “read people” alone.", always=False),
    Field("phone_number", "string", "With “read people” alone: country and number, digits alone.", always=False),
    Field("language", "string", "In which the ally wants to be spoken to.", always=False),
    Field("channel", "string", "How.", one_of=("call", "text", "task")),
    Field("status", "string", "", one_of=STATES),
    Field("outcome", "string", "How it was closed.", null=True),
    Field("outcomes", "string", "Which outcomes may be written down.", many=True),
    Field("due_date", "moment", "From when it can be done."),
    Field("late_date", "moment", "From when it is late."),
    Field("tries", "integer", "How often somebody has tried."),
    Field("assigned", "boolean", "Whether it is somebody’s already."),
    Field("claimed", "boolean", "Whether somebody is at it just now."),
    Field("campaign_id", "string", ""),
    Field("action_network:person_id", "string", "With “read people” alone.", always=False),
    Field("action_network:event_id", "string", "Where they watched, where that is known.", always=False),
), links=("tracker:claim", "tracker:release", "tracker:outcome"), maybe_links=("osdi:person", "osdi:event"))  # fmt: skip
CLAIM = Shape("Claim", "Who is at it for the next hour.", (BY,), resource=False)
OUTCOME = Shape("Outcome", "How it went.", (
    Field("outcome", "string", "One of `outcomes`.", writable=True),
    Field("note", "string", "Up to 2,000 characters, for whoever calls next.", always=False, writable=True),
    Field("call_back_at", "moment", "With “call back”: when.", always=False, writable=True),
    Field("amount", "string", "With “gave”: 49.50", always=False, writable=True),
    Field("currency", "string", "With “gave”: USD", always=False, writable=True),
    BY,
), resource=False)  # fmt: skip

HEAD_COUNT = Shape("HeadCount", "How many were in the room. None is ever changed; the latest holds.", (
    *COMMON,
    Field("heads", "integer", "", writable=True),
    Field("kind", "string", "How it is known.", writable=True, one_of=("counted", "estimated", "admissions")),
    Field("shared", "boolean", "A list has one figure for several film screenings together: it is not this one’s alone."),
    Field("action_network:event_id", "string", ""),
), links=("osdi:event",))  # fmt: skip
HEADS = Shape("NewHeadCount", "One more count.", (
    Field("heads", "integer", "0 to 1,000,000", writable=True),
    Field("kind", "string", "“counted” where it is not said.", always=False, writable=True, one_of=("counted", "estimated", "admissions")),
    BY,
), resource=False)  # fmt: skip
