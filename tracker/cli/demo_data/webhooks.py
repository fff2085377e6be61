"""Another program that the demo's team has had told of signups: it rests, so that nothing of the demo leaves."""

from tracker.hooks.past_hooks import Answer, Elsewhere

TOLD = Elsewhere(
    "Volunteers’ board",
    "https://automation.example/incoming/volunteers",
    (
        Answer(200, "Taken."), Answer(200, "Taken."), Answer(422, '{"error": "no board of this campaign"}'), Answer(200, "Taken."),
        Answer(trouble="too slow"), Answer(200, "Taken."), Answer(200, "Taken."),
    ),
)  # fmt: skip
