"""Every "no" that a rule can say. Each rule declares its own small class beside itself; a face turns it into words once."""

from typing import Any, ClassVar

from tracker.words import Lazy


class Refusal(Exception):
    """A rule said no. `sentence` says why, to the person who asked; its %(fields)s are filled from the keywords.

    `field` names the form field beside which the sentence belongs; `status` is the HTTP status of the answer.
    """

    sentence: ClassVar[Lazy | str] = ""
    field: ClassVar[str | None] = None
    status: ClassVar[int] = 422

    def __init__(self, **fields: Any) -> None:
        self.fields = fields
        super().__init__(type(self).__name__)

    def __str__(self) -> str:
        return str(self.sentence) % self.fields if self.fields else str(self.sentence)


class NotThere(Refusal):
    """What was asked for is not there, or not for whom asked: both answer alike."""

    status = 404
