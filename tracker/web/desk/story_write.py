"""Writing a story, or changing one: words in each language, one picture, whose consent it rests on, where it may be shown."""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FileField, HiddenField

from tracker.appeals import story_writing
from tracker.appeals.story import Story, StoryWords
from tracker.appeals.story_words import MOST, MOST_CONSENT
from tracker.appeals.story_writing import Draft, Place
from tracker.files import pictures
from tracker.screenings import campaigns, films
from tracker.usecases import tell_story
from tracker.web.desk.story_looks import mine, picture_at
from tracker.web.frame import uploads
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns
from tracker.web.frame.fields import Pick, Text, tried
from tracker.words import LANGUAGES, Lazy, _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("story_write", __name__, url_prefix="/stories"))

# A picture that is a little too large is still told so beside its field.
MOST_BYTES = pictures.MOST_BYTES + 1_000_000
ASKED: dict[str, Lazy] = {
    "title": lazy("Title"), "text": lazy("The story"), "alt": lazy("What the picture shows"), "credit": lazy("Credit"),
}  # fmt: skip
EVERYWHERE, FILM, CAMPAIGN = "", "film:", "campaign:"


class StoryForm(FlaskForm):
    """Four fields in each language ("title_ko"), and what they share. The rules stand in appeals.story_words."""

    seen = HiddenField()
    picture = FileField(lazy("Picture"), render_kw={"accept": "image/jpeg,image/png,image/webp"})
    bare = BooleanField(lazy("Take the picture away"))
    consent = Text(lazy("Whose consent it rests on, and how it was given"), MOST_CONSENT, lines=True)
    place = Pick(lazy("Whose thanks pages and letters may show it"))
    offered = BooleanField(lazy("They choose it by themselves"), default=True)

    def offer(self, kept: Story | None) -> "StoryForm":
        """Fill the list of places: of campaigns those that I work on."""
        seen = campaigns.seen(my_campaigns())
        self.place.choices = [
            (EVERYWHERE, _("All campaigns")),
            *((FILM + film.id, _("The film %(title)s", title=film.title)) for film in films.every_film()),
            *((CAMPAIGN + each.id, _("The campaign %(name)s", name=each.name)) for each in seen),
        ]
        if kept is not None and not self.is_submitted():
            self.place.data, self.offered.data = _place_of(kept), kept.offered
        return self

    def of(self, code: str) -> dict[str, Field]:
        """The fields of a language by their plain names."""
        return {name: self[f"{name}_{code}"] for name in ASKED}

    def draft(self) -> Draft:
        """For the rules to judge."""
        place: str = self.place.data or EVERYWHERE
        where = Place(
            campaign_id=place.removeprefix(CAMPAIGN) if place.startswith(CAMPAIGN) else None,
            film_id=place.removeprefix(FILM) if place.startswith(FILM) else None, offered=bool(self.offered.data),
        )  # fmt: skip
        said = {code: {name: field.data or "" for name, field in self.of(code).items()} for code in LANGUAGES}
        words = {code: StoryWords(**each) for code, each in said.items()}  # type: ignore[typeddict-item]
        return Draft(words, where, consent=self.consent.data or None, bare=bool(self.bare.data))


for _code in LANGUAGES:
    for _name, _label in ASKED.items():
        setattr(StoryForm, f"{_name}_{_code}", Text(_label, MOST[_name], lines=_name == "text"))


@bp.record_once
def take_pictures(state: BlueprintSetupState) -> None:
    """Larger requests than elsewhere may come to the forms."""
    assert isinstance(state.app, Flask)
    uploads.hang_up(state.app)


@bp.get("/new")
def new() -> str:
    """An empty form."""
    return _page(StoryForm(formdata=None).offer(None), None)


@bp.post("/new")
@uploads.takes_bytes(MOST_BYTES)
def add() -> ResponseReturnValue:
    """A draft, for a second person to review."""
    form, file = StoryForm().offer(None), _brought()
    story_id = tried(form, lambda: tell_story.write(form.draft(), file, me().id)) if form.validate() else None
    if not story_id:
        return _page(form, None), 422
    flash(_("Kept as a draft. A second person reviews it before anybody outside sees it."))
    return redirect(url_for("desk.story.show", story_id=story_id), 303)


@bp.get("/<story_id>/change")
def change(story_id: str) -> str:
    """As it is. Raises NotThere."""
    row = mine(story_id)
    return _page(StoryForm(formdata=None, data=_filled(row)).offer(row), row)


@bp.post("/<story_id>/change")
@uploads.takes_bytes(MOST_BYTES)
def keep(story_id: str) -> ResponseReturnValue:
    """What was changed is a draft again; what was not stays as it is. Raises NotThere."""
    row = mine(story_id)
    form, file = StoryForm().offer(row), _brought()
    seen = form.seen.data or ""
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
    changed: bool | None = None
    if form.validate():
        changed = tried(form, lambda: tell_story.change(story_id, form.draft(), file, number, me().id))
    if changed is None:
        return _page(form, mine(story_id)), 422
    flash(_("Kept. What was changed needs a review anew.") if changed else _("Nothing was changed."))
    return redirect(url_for("desk.story.show", story_id=story_id), 303)


def _brought() -> bytes | None:
    """The file of the form, one byte more than is taken at most; its name opens nothing."""
    file = request.files.get("picture")
    if file is None:
        return None
    with file.stream as stream:
        return stream.read(pictures.MOST_BYTES + 1) or None


def _filled(row: Story) -> dict[str, Any]:
    """The form of what there is. The note about consent is not shown to who writes: an empty field leaves it as it is."""
    data: dict[str, Any] = {"seen": str(row.changes)}
    for code, text in story_writing.texts_of(row.id).items():
        words = text.words
        data |= {f"{name}_{code}": said for name, said in words.items()} if words else {}
    return data


def _place_of(row: Story) -> str:
    return CAMPAIGN + row.campaign_id if row.campaign_id else FILM + row.film_id if row.film_id else EVERYWHERE


def _page(form: StoryForm, row: Story | None) -> str:
    pictured = row is not None and story_writing.has_picture(row.id)
    return render_template(
        "desk/story_write.html", form=form, row=row, languages=LANGUAGES, most=MOST, pictured=pictured,
        at=picture_at(row.id) if row else "", here=request.path,
    )  # fmt: skip
