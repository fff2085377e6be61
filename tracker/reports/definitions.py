"""What each figure counts, of what, and with which exceptions: said once, for the page of definitions and every legend."""

from dataclasses import dataclass

from tracker.words import Lazy, lazy


@dataclass(frozen=True, slots=True)
class Definition:
    """`counted`: what is counted, `of` what (None for plain numbers), and `but`: its exceptions. Each a whole sentence."""

    key: str
    name: Lazy
    counted: Lazy
    of: Lazy | None = None
    but: tuple[Lazy, ...] = ()


FUNNEL = (
    Definition(
        "room",
        lazy("In the room"),
        lazy(
            "Heads in the rooms that were counted, by the latest count of each: counted, estimated, or "
            "admissions from a list."
        ),
        None,
        (
            lazy(
                "A film screening without a head count is not taken as empty: it is left out, and the page says "
                "how many rooms of how many were counted."
            ),
            lazy(
                "A list that has one figure for several film screenings is never divided: it counts where all of "
                "them are counted together, and nowhere else."
            ),
            lazy("One total for a whole campaign stands beside the rooms, not in them."),
            lazy("In a period: the film screenings on its days."),
        ),
    ),
    Definition(
        "signups",
        lazy("Signups"),
        lazy(
            "Signups that are written down. Somebody who signed up at two film screenings sat in two rooms, "
            "and is two signups."
        ),
        None,
        (
            lazy("A second signup by the same person at the same film screening adds nothing."),
            lazy(
                "Signups at a cancelled film screening count, and so do those at home and those that have not "
                "said yet where."
            ),
            lazy("In a period: those that came in on its days."),
        ),
    ),
    Definition(
        "allies",
        lazy("Allies"),
        lazy("People behind these signups, each once."),
        lazy("Of the signups."),
        (lazy("Somebody who signed up in Texas and in Ohio counts in both lines, and once in the sum."),),
    ),
    Definition(
        "contactable",
        lazy("May be contacted"),
        lazy(
            "Allies who agreed to letters or calls, and can be reached that way: by phone, or at an address "
            "that they have confirmed."
        ),
        lazy("Of the allies."),
        (
            lazy("Where a campaign does not ask for a confirmed address, any address will do."),
            lazy("Whoever agreed once stays counted when they stop later: see opt-outs."),
            lazy("A yes that came after a no counts only by the person's own link."),
            lazy("Somebody who was reached, or acted, counts here however that came about."),
        ),
    ),
    Definition(
        "awaiting",
        lazy("Awaiting confirmation"),
        lazy(
            "Allies who agree to letters, and have not confirmed their address yet. They stand apart from "
            "those who may be contacted."
        ),
        lazy("Of the allies."),
        (lazy("Whoever stopped or was erased meanwhile waits no longer."),),
    ),
    Definition(
        "reached",
        lazy("Reached"),
        lazy("Allies whom somebody of the team has spoken with, or who have answered."),
        lazy("Of those who may be contacted."),
        (
            lazy("A letter that left is no answer, and a call that nobody took is none."),
            lazy("What a list tells of somebody, a gift for example, counts too."),
        ),
    ),
    Definition(
        "acted_said",
        lazy("Say they acted"),
        lazy(
            "Allies who pressed “Done” in a letter, and of whom nobody of the team has heard it. They stand "
            "apart from those who acted."
        ),
        lazy("Of those who may be contacted."),
        (lazy("The last button that they pressed in a letter is the one that counts."),),
    ),
    Definition(
        "acted",
        lazy("Acted"),
        lazy(
            "Allies of whom the team knows that they did something: gave, hosted or want to host, brought "
            "somebody along, or did what they were asked."
        ),
        lazy("Of those who were reached."),
    ),
    Definition(
        "outcomes",
        lazy("With an outcome"),
        lazy(
            "Allies of whom it is written down how a follow-up ended, well or not: that they acted, did not "
            "want to, asked to stop, or could not be reached after four tries."
        ),
        lazy("Of those who may be contacted."),
        (
            lazy(
                "That a letter left is no outcome, nor is what the house closes by itself, nor what somebody "
                "pressed in a letter."
            ),
        ),
    ),
)

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

BESIDE = (
    Definition(
        "waits",
        lazy("Time to first contact"),
        lazy(
            "Whole hours from an ally's first signup until a letter left or somebody spoke with them: the "
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
        lazy("Signups by the campaign's own code whose ally has not said yet where they watched."),
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
    Definition("days", lazy("Signups by day"), lazy("Signups on each day by the organization's clock."), None),
    Definition(
        "weeks",
        lazy("Signups by week"),
        lazy("Signups in each week from Monday to Sunday, by the organization's clock."),
        None,
    ),
)

# By key.
FIGURES = {each.key: each for each in (*FUNNEL, *RATES, *BESIDE)}

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
            "Signups by the campaign's code count in the campaign from the start, and in a film screening, a "
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
        lazy("Held"),
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
