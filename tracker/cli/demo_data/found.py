"""What the demo's team has made of its allies: tags, and lists that it looks at again and again."""

from tracker.finding.filters import Filters
from tracker.finding.past_lists import Kept

FOUND = (
    Kept("Calls this week: agreed, not reached", Filters(consent="phone", unreached="7", followed="open")),
    Kept("Speaks Korean", Filters(language="ko")),
    # By tag: every so many of those who speak the language.
    Kept("Translates", Filters(language="ko"), tag_every=5),
    Kept("Press and radio", Filters(language="en"), tag_every=90),
)
