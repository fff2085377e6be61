"""A film is defined, or what is known of it changes."""

from tracker.screenings import films
from tracker.screenings.films import FilmFacts
from tracker.store.transactions import transaction


def define(facts: FilmFacts) -> str:
    """The id of the new film. Raises FilmThereAlready."""
    with transaction():
        return films.add(facts).id


def change(film_id: str, facts: FilmFacts) -> None:
    """Raises NotThere and FilmThereAlready."""
    with transaction():
        films.write(films.by_id(film_id), facts)
