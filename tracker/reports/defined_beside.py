"""What the figures beside the funnel count."""

from tracker.reports.definition import Definition
from tracker.words import lazy

BESIDE = (
    Definition(
        "waits",
        lazy("Time to first contact"),
        lazy(
            "Whole hours from an ally’s first signup until a letter left or somebody spoke with them: the "
            "middle one (half waited no longer), and the one within which nine of ten were contacted."
        ),
        lazy("Of those who may be contacted and to whom something was promised."),
        (
            lazy(
                "Who waits still counts as waiting longer than anybody else. If that is more than half, the "
                "middle is not yet computable; more than one in ten, neither is the other."
            ),
            lazy("Whoever we were in touch with before their signup has not waited."),
        ),
    ),
    Definition(
        "waits_in_person",
        lazy("Time to first conversation"),
        lazy("The same, until somebody spoke with them or they answered."),
        lazy("Of those who may be contacted and whom a person was to call, write or see to."),
    ),
    Definition(
        "sources",
        lazy("Where signups came from"),
        lazy("Signups by what led to them: the screen, a poster, a sheet, a link."),
        lazy("Of the signups."),
    ),
    Definition(
        "unplaced",
        lazy("Not said yet where"),
        lazy("Signups by the campaign’s own code whose ally has not said yet where they watched."),
        lazy("Of the signups."),
    ),
    Definition(
        "new_allies",
        lazy("New allies"),
        lazy("Allies who had never signed up before, in any campaign."),
        lazy("Of the allies."),
    ),
    Definition(
        "ladder",
        lazy("The ladder"),
        lazy(
            "Allies on each rung at the end of the period: the highest that anything they did has reached, in "
            "any campaign."
        ),
        lazy("Of everybody who had signed up by then, before the period too."),
        (lazy("Rungs are as the organizers have them today."),),
    ),
    Definition(
        "moves",
        lazy("Movement on the ladder"),
        lazy("Allies by the rung on which they stood before the period and the one on which they stand at its end."),
        lazy("Of everybody who had signed up by then, before the period too."),
        (
            lazy("Nobody moves down: what was done stays done."),
            lazy("Without a beginning, everybody comes from no rung."),
        ),
    ),
    Definition(
        "calls",
        lazy("What they did"),
        lazy(
            "Allies who acted, by the call to action: a gift, hosting and bringing somebody along say which by "
            "themselves; of everything else the step of the playbook says it, where it asks for one thing."
        ),
        lazy("Of those who acted."),
        (
            lazy("Somebody who did two things is in both lines, and once among those who acted."),
            lazy("What answers no call by name is in no line: a task that somebody planned by hand, for example."),
        ),
    ),
    Definition(
        "hosts",
        lazy("Allies who host"),
        lazy(
            "Requests to host that came from these signups, and those approved; film screenings that allies "
            "host, and signups there."
        ),
        None,
        (
            lazy("Hosts do not count among the signups at their own film screening: nobody brings themselves."),
            lazy("Cancelled ones are told apart, and left out of signups for each film screening."),
        ),
    ),
    Definition(
        "gifts",
        lazy("Gifts"),
        lazy(
            "Gifts that these allies gave in the campaign since they signed up or before, and their sum, for "
            "each currency by itself."
        ),
        None,
        (lazy("Gifts without an amount are not in the sum; who gave them has acted all the same."),),
    ),
    Definition(
        "goals",
        lazy("Goals"),
        lazy(
            "Signups, and film screenings that allies host (without cancelled ones), of the whole campaign "
            "since it began."
        ),
        lazy("Of the goal that the campaign has set."),
    ),
    Definition("days", lazy("Signups by day"), lazy("Signups on each day by the organization’s clock."), None),
    Definition(
        "weeks",
        lazy("Signups by week"),
        lazy("Signups in each week from Monday to Sunday, by the organization’s clock."),
        None,
    ),
)
