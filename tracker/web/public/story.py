"""A story on a page of its own, to link to from letters; and its picture, for every page that shows it.

Nothing of it is kept by browsers or on the way: what is withdrawn is gone at the next look, and a borrowed phone tells nobody
what was read on it.
"""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from tracker.appeals import story_shown
from tracker.errors import NotThere
from tracker.web.frame.access import for_anyone
from tracker.words import language, lazy

bp = for_anyone(Blueprint("story", __name__))


class StoryNotShown(NotThere):
    sentence = lazy("There is no story at this address, or it is not shown any more.")


# Where the pictures of published stories are, by their own ids.
PICTURES = "/stories/pictures"


@bp.get("/stories/<story_id>")
def show(story_id: str) -> ResponseReturnValue:
    """In the language that is spoken, else in one that it has."""
    told = story_shown.in_some_language(story_id, language())
    if told is None:
        raise StoryNotShown
    return render_template("public/story.html", told=told, at=address(told))


@bp.get(f"{PICTURES}/<picture_id>/<size>")
def picture(picture_id: str, size: str) -> Response:
    """The JPEG, as long as its story is published."""
    jpeg = story_shown.picture(picture_id, size)
    if jpeg is None:
        abort(404)
    return Response(jpeg, content_type="image/jpeg")


def address(told: story_shown.Told | None) -> str:
    """Where its picture is, without the size; "" without one."""
    return f"{PICTURES}/{told.picture.id}" if told and told.picture else ""
