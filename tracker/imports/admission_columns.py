"""What the columns of a list of admissions mean, guessed from their headings; a heading that is a day holds its figures."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from tracker.errors import Refusal
from tracker.files.tables import Table
from tracker.imports.cells import clean
from tracker.imports.columns import plain_heading
from tracker.imports.dates import Order, order_of, read_date
from tracker.words import Lazy, lazy


class Says(StrEnum):
    """What a column says. Several may say `ON_DAY`, each for the day in its heading."""

    IGNORE = "ignore"
    THEATRE = "theatre"
    CITY = "city"
    REGION = "region"
    DAY = "day"
    TIME = "time"
    SCREEN = "screen"
    TITLE = "title"
    ADMISSIONS = "admissions"
    ON_DAY = "on day"


LABELS: dict[Says, Lazy] = {
    Says.IGNORE: lazy("leave it out"), Says.THEATRE: lazy("Theatre"), Says.CITY: lazy("City"),
    Says.REGION: lazy("State or region"), Says.DAY: lazy("Day"), Says.TIME: lazy("Time of the show"),
    Says.SCREEN: lazy("Auditorium"), Says.TITLE: lazy("Film title"), Says.ADMISSIONS: lazy("Admissions"),
    Says.ON_DAY: lazy("Admissions on the day in its heading"),
}  # fmt: skip

SPELLINGS = {
    Says.THEATRE: (
        "theatre|theater|theatre name|theater name|cinema|cinema name|venue|venue name|house|location|site|exhibitor location|"
        "극장|극장명|영화관|영화관명|상영관명|cine|nombre del cine|sala de cine|complejo|recinto"
    ),
    Says.CITY: "city|town|도시|시군구|ciudad|localidad|plaza",
    Says.REGION: "state|st|region|province|시도|지역|estado|provincia|región",
    Says.DAY: "date|day|show date|play date|screening date|business date|box office date|날짜|일자|상영일|상영일자|fecha|día|dia",
    Says.TIME: "time|show time|showtime|start time|start|상영시간|시각|시간|회차시각|hora|horario|función",
    Says.SCREEN: "screen|auditorium|aud|screen number|hall|관|상영관|sala|pantalla",
    Says.TITLE: "film|title|film title|movie|movie title|feature|영화|영화명|제목|película|pelicula|título|titulo",
    Says.ADMISSIONS: (
        "admissions|admits|admission|attendance|total admissions|total attendance|tickets sold|tickets|heads|head count|audience|"
        "attendees|adm|admits total|관객수|관객|관람객수|입장객|입장인원|발권수|espectadores|asistencia|asistentes|entradas|"
        "entradas vendidas|admisiones|boletos|boletos vendidos"
    ),
}  # fmt: skip
"""Headings in English, Korean and Spanish, the likeliest first."""

_RANKED = {
    plain_heading(spelling): (rank, says)
    for says, spellings in SPELLINGS.items()
    for rank, spelling in enumerate(spellings.split("|"))
}


def guess(table: Table) -> list[Says]:
    """One meaning a column; of all but ON_DAY none twice: the likelier heading wins, then the column further left."""
    wishes = sorted(
        (*_RANKED[plain], at) for at, name in enumerate(table.header) if (plain := plain_heading(name)) in _RANKED
    )
    found = [Says.IGNORE] * len(table.header)
    for _rank, says, at in wishes:
        if says not in found and found[at] is Says.IGNORE:
            found[at] = says
    days = days_of(table.header)
    if Says.ADMISSIONS not in found or Says.DAY not in found:
        return [Says.ON_DAY if at in days else says for at, says in enumerate(found)]
    return found


def days_of(header: Sequence[str], order: Order | None = None) -> dict[int, date]:
    """The columns whose heading is a day: "Mon 10/23/2023", "2023-10-24"."""
    order = order or order_of(map(clean, header))
    found = {}
    for at, name in enumerate(header):
        try:
            found[at] = read_date(clean(name), order if order is not Order.ASK else None).day
        except Refusal:
            continue
    return found
