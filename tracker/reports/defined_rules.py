"""What holds for all figures."""

from tracker.reports.definition import Definition
from tracker.words import lazy

# What holds for all of them.
RULES = (
    Definition(
        "period",
        lazy("In a period"),
        lazy(
            "A period chooses signups by the day on which they came in. What became of these people is "
            "counted until now, whenever it happened."
        ),
    ),
    Definition(
        "erased",
        lazy("Erased"),
        lazy(
            "Whoever was erased stays in every number in which they were, except that they wait for nothing "
            "any more. Nothing else is left of them."
        ),
    ),
    Definition(
        "merged",
        lazy("Joined"),
        lazy("Two records that were found to be one person count as one, with everything that either of them did."),
    ),
    Definition(
        "moved",
        lazy("Moved"),
        lazy("A signup counts where it stands now. If it was moved onto another of the same person, the two are one."),
    ),
    Definition(
        "folded",
        lazy("Film screenings joined"),
        lazy("Two film screenings that were found to be one count as one, with the signups and head counts of both."),
    ),
    Definition(
        "unplaced",
        lazy("Not said yet where"),
        lazy(
            "Signups by the campaign’s code count in the campaign from the start, and in a film screening, a "
            "city or a state as soon as the ally says where they watched."
        ),
    ),
    Definition(
        "cancelled",
        lazy("Cancelled"),
        lazy(
            "A cancelled film screening is no room to be counted. Who signed up for it stays, and is followed "
            "up like everybody."
        ),
    ),
    Definition(
        "undone",
        lazy("Taken back"),
        lazy("An outcome that was taken back counts for nothing. So does a list that was undone."),
    ),
    Definition(
        "held",
        lazy("Letters that wait"),
        lazy(
            "Letters that wait until an address is confirmed are neither due nor late, and nobody waits for "
            "them in these numbers."
        ),
    ),
    Definition(
        "not_planned",
        lazy("Not planned"),
        lazy("People from old lists for whom nothing was planned count as allies, and not among those who wait."),
    ),
    Definition(
        "doubtful",
        lazy("Held for confirmation"),
        lazy(
            "Sheets not typed up, entries of tablets and rows of lists about which somebody must still decide "
            "are no signups yet."
        ),
    ),
    Definition(
        "missing", lazy("Not computable"), lazy("A number that cannot be known is not computable, and never 0.")
    ),
)

# What a step of the funnel may add to its number.
NOTES = {
    "rooms": lazy("Only rooms that were counted."),
    "no head count": lazy("Not computable: no room was counted."),
    "apart": lazy("Stands apart; it is no step of the way."),
}
