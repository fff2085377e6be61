"""What each step of the funnel counts."""

from tracker.reports.definition import Definition
from tracker.words import lazy

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
            lazy("A yes that came after a no counts only by the person’s own link."),
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
            "Allies who pressed “Yes, done” in a letter, and of whom nobody of the team has heard it. They stand "
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
