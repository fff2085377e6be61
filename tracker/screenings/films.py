"""Films: found by id, listed, added, changed. One title of one year is one film."""

from dataclasses import field

from sqlalchemy import select

from tracker import clock
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.screenings.film import Film
from tracker.screenings.names import title_key
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.words import lazy

# As long as the columns; a key can be longer than its title ("&" is compared as "and").
KEY_LENGTH = 200


class FilmThereAlready(Refusal):
    sentence = lazy("“%(title)s” of that year is there already.")
    field = "title"


@dataclass(frozen=True)
class FilmFacts:
    """What is to be known of a film. Lengths are the columns' own; the face holds to them."""

    title: str
    original_title: str = ""
    year: int | None = None
    director: str = ""
    # One line each: "Producers: Kim Kyung-hee, Ana Ruiz".
    makers: str = ""
    synopsis: str = ""
    running_minutes: int | None = None
    # Codes, comma-separated, the main one first.
    languages: str = ""
    awards: str = ""
    trailer_url: str = ""
    where_to_watch: list[dict[str, str]] = field(default_factory=list)


def by_id(film_id: str | None) -> Film:
    """Raises NotThere."""
    return row_of(Film, film_id)


def every_film() -> list[Film]:
    """All films by title: an organisation has a handful."""
    return list(db.session.scalars(select(Film).order_by(Film.title_key, Film.year, Film.id)))


def add(facts: FilmFacts) -> Film:
    """A new film; inside a transaction. Raises FilmThereAlready."""
    film = Film(created_at=clock.now())
    write(film, facts)
    db.session.add(film)
    return film


def write(film: Film, facts: FilmFacts) -> None:
    """Set every fact of a film; inside a transaction. Raises FilmThereAlready."""
    _refuse_double(film, facts)
    for name, value in vars(facts).items():
        setattr(film, name, value)
    film.title_key = title_key(facts.title)[:KEY_LENGTH]
    film.original_title_key = title_key(facts.original_title)[:KEY_LENGTH] if facts.original_title else ""


def _refuse_double(film: Film, facts: FilmFacts) -> None:
    same = select(Film.id).where(
        Film.title_key == title_key(facts.title)[:KEY_LENGTH], Film.year == facts.year, Film.id != film.id
    )
    with db.session.no_autoflush:
        if db.session.scalars(same.limit(1)).first():
            raise FilmThereAlready(title=facts.title)
