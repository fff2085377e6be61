"""What each rate counts, and of what."""

from tracker.reports.definition import Definition
from tracker.words import lazy

RATES = (
    Definition(
        "conversion",
        lazy("Signed up in the room"),
        lazy("Signups of the rooms that were counted, whenever they were made."),
        lazy("Of the heads in these rooms."),
        (
            lazy(
                "Not computable where no room was counted. Where a campaign has one total only: all signups but "
                "those at home, of that total."
            ),
        ),
    ),
    Definition(
        "follow_up",
        lazy("Followed up"),
        lazy("Allies for whom a letter left or somebody tried, in vain or not."),
        lazy("Of those who may be contacted and to whom something was promised."),
        (
            lazy(
                "Nothing was promised where an old list came in without a plan, or where everything was closed by "
                "a no or by the house before anybody tried."
            ),
        ),
    ),
    Definition(
        "on_time",
        lazy("On time"),
        lazy("Allies to whom a letter left, or with whom somebody spoke, within 72 hours of their first signup."),
        lazy("Of those to whom something was promised and whose 72 hours are over."),
        (lazy("Each counts in the week of their first signup."),),
    ),
    Definition(
        "action", lazy("Acted, of those reached"), lazy("Allies who acted."), lazy("Of those who were reached.")
    ),
    Definition(
        "action_said",
        lazy("Say they acted"),
        lazy("Allies who say so by a button in a letter, and of whom nobody has heard it."),
        lazy("Of those who may be contacted."),
    ),
    Definition(
        "outcome", lazy("With an outcome"), lazy("Allies with an outcome."), lazy("Of those who may be contacted.")
    ),
    Definition(
        "abandon",
        lazy("Given up"),
        lazy(
            "Allies who were not reached after four tries or whose number was wrong, with nothing open for "
            "them any more."
        ),
        lazy("Of those who may be contacted and to whom something was promised."),
        (lazy("Whoever answered, acted, or says so is not given up."),),
    ),
    Definition(
        "opt_out",
        lazy("Opted out"),
        lazy("Allies who agreed to letters or calls, said no afterwards, and agree to neither now."),
        lazy("Of those who ever agreed."),
        (lazy("Whose time with us is simply over has not opted out."),),
    ),
)
