"""One film: looked at, defined, changed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.screenings import campaigns, films, whats_on
from tracker.screenings.film import Film
from tracker.screenings.films import FilmFacts
from tracker.usecases import define_film
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns
from tracker.web.frame.fields import Languages, Needed, Text, WebAddress, Whole, tried
from tracker.words import _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("film", __name__, url_prefix="/films"))

# How many places to watch the form offers.
PLACES = (1, 2, 3)


class FilmForm(FlaskForm):
    """What is to be known of a film."""

    title = Text(lazy("Title"), 200, [Needed(lazy("What is it called?"))])
    original_title = Text(lazy("Original title"), 200)
    year = Whole(lazy("Year"), 1888, 2200)
    director = Text(lazy("Director"), 200)
    makers = Text(lazy("Who else made it"), 1000, lines=True)
    running_minutes = Whole(lazy("Running time in minutes"), 1, 6000)
    languages = Languages(lazy("Languages"), 100)
    synopsis = Text(lazy("Synopsis"), 5000, lines=True)
    awards = Text(lazy("Awards"), 2000, lines=True)
    trailer_url = WebAddress(lazy("Address of the trailer"), 500)
    place_1 = Text(lazy("Where to watch"), 100)
    url_1 = WebAddress(lazy("Its address"), 500)
    place_2 = Text(lazy("Where else"), 100)
    url_2 = WebAddress(lazy("Its address"), 500)
    place_3 = Text(lazy("Where else"), 100)
    url_3 = WebAddress(lazy("Its address"), 500)

    def facts(self) -> FilmFacts:
        """As the room takes them. A place without a name is called by its address."""
        plain = (
            "title", "original_title", "year", "director", "makers", "running_minutes", "languages", "synopsis", "awards",
        )  # fmt: skip
        places = [(self[f"place_{n}"].data, self[f"url_{n}"].data) for n in PLACES]
        where = [{"name": name or url, "url": url} for name, url in places if name or url]
        return FilmFacts(
            **{name: self[name].data for name in plain}, trailer_url=self.trailer_url.data, where_to_watch=where
        )


@bp.get("/<film_id>")
def show(film_id: str) -> str:
    """The film and the campaigns that may be seen."""
    film = films.by_id(film_id)
    its = [each for each in campaigns.seen(my_campaigns()) if each.film_id == film.id]
    public = whats_on.is_public(film.id)
    return render_template("desk/film.html", film=film, campaigns=its, public=public)


@bp.route("/new", methods=["GET", "POST"])
def define() -> ResponseReturnValue:
    """A new one."""
    form = FilmForm()
    if form.validate_on_submit():
        film_id = tried(form, lambda: define_film.define(form.facts()))
        if film_id:
            flash(_("The film is there. Next, make the campaign that brings it to people."))
            return redirect(url_for("desk.film.show", film_id=film_id), 303)
    return render_template("desk/film_define.html", form=form, film=None), 422 if form.errors else 200


@bp.route("/<film_id>/change", methods=["GET", "POST"])
def change(film_id: str) -> ResponseReturnValue:
    """What is known of it."""
    film = films.by_id(film_id)
    form = FilmForm(obj=film, data=_places(film))
    if form.validate_on_submit():
        tried(form, lambda: define_film.change(film_id, form.facts()))
        if not form.errors:
            flash(_("Changed."))
            return redirect(url_for("desk.film.show", film_id=film_id), 303)
        film = films.by_id(film_id)
    return render_template("desk/film_define.html", form=form, film=film), 422 if form.errors else 200


def _places(film: Film) -> dict[str, str]:
    found: dict[str, str] = {}
    for n, place in enumerate(film.where_to_watch[: len(PLACES)], start=1):
        found |= {f"place_{n}": place["name"], f"url_{n}": place["url"]}
    return found
