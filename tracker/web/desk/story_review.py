"""The safety review: the very words and picture beside the list, what to think of under each item, and two ways on."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice

from tracker.appeals import story_review, story_shown, story_writing
from tracker.appeals.story import StoryText
from tracker.appeals.story_review import CHECKLIST, MOST_REMARK, Look
from tracker.errors import NotThere
from tracker.usecases import review_story
from tracker.usecases.look_at_consent import look_at_consent
from tracker.web.desk.story_looks import in_letter, mine, picture_at, place_words
from tracker.web.frame.access import ORGANIZING, for_roles, me, shows_contacts
from tracker.web.frame.fields import Text, Ticks, tried
from tracker.words import LANGUAGES, _, lazy

bp = for_roles(*ORGANIZING)(shows_contacts(Blueprint("story_review", __name__, url_prefix="/stories")))


class ReviewForm(FlaskForm):
    """`seen`: the version that stands on the page."""

    seen = HiddenField()
    items = Ticks(lazy("What has to hold"), validate_choice=False)
    remark = Text(lazy("What has to change"), MOST_REMARK, lines=True)


@bp.get("/<story_id>/review/<language>")
def show(story_id: str, language: str) -> str:
    """Raises NotThere, NotADraft, SentBack and OwnHand."""
    text = _text(story_id, language)
    story_review.check(text, me().id)
    return _page(ReviewForm(formdata=None, data={"seen": str(text.version)}), text)


@bp.post("/<story_id>/review/<language>")
def judge(story_id: str, language: str) -> ResponseReturnValue:
    """Publish it or send it back. Raises NotThere, ChangedMeanwhile, NotADraft, SentBack and OwnHand."""
    text = _text(story_id, language)
    form = ReviewForm()
    seen = form.seen.data or ""
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
    ticked = frozenset(form.items.data or ()) & CHECKLIST.keys()
    look = Look(story_id, language, number, ticked, me().id)
    if not form.validate() or not tried(form, lambda: _done(look, form)):
        if form.form_errors:  # it is not this page's any more
            flash(_("Nothing was done. %(why)s", why=form.form_errors[0]))
            return _back(story_id)
        text = _text(story_id, language)
        story_review.check(text, me().id)
        return _page(form, text), 422
    return _back(story_id)


def _done(look: Look, form: ReviewForm) -> bool:
    """What was pressed. Raises what the deeds raise."""
    if "back" in request.form:
        review_story.send_back(look, form.remark.data or "")
        flash(_("Sent back. Whoever wrote it finds your remark beside it."))
    else:
        review_story.publish(look)
        flash(_("Published. Pages and letters tell it from now on."))
    return True


def _back(story_id: str) -> ResponseReturnValue:
    """To the story as it stands now."""
    return redirect(url_for("desk.story.show", story_id=story_id), 303)


def _text(story_id: str, language: str) -> StoryText:
    mine(story_id)
    text = story_writing.texts_of(story_id).get(language)
    if text is None or language not in LANGUAGES:
        raise NotThere
    return text


def _page(form: ReviewForm, text: StoryText) -> str:
    story_id = text.story_id
    form.items.choices = [SelectChoice(key, str(said)) for key, (said, _hint) in CHECKLIST.items()]
    told = story_shown.draft(text)
    if told is None:
        raise NotThere
    consent = look_at_consent(story_id, me().id)
    return render_template(
        "desk/story_review.html", form=form, told=told, letter=in_letter(told), consent=consent, checklist=CHECKLIST,
        spoken=text.language, place=place_words(mine(story_id)), at=picture_at(story_id),
        story_id=story_id, most=MOST_REMARK, others=_others(story_id, text.language), languages=LANGUAGES,
    )  # fmt: skip


def _others(story_id: str, language: str) -> dict[str, story_shown.Told]:
    """The story in its other languages, as they stand: a translation is judged beside what it was made from."""
    told = {
        code: story_shown.draft(text) for code, text in story_writing.texts_of(story_id).items() if code != language
    }
    return {code: each for code, each in told.items() if each is not None}
