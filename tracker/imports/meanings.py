"""What a column of a screenings file can mean, and the words for it."""

from enum import StrEnum

from tracker.words import lazy


class Meaning(StrEnum):
    """One column, one meaning. `IGNORE` is the only one that several columns can have."""

    TITLE = "title"
    ORIGINAL_TITLE = "original_title"
    YEAR = "year"
    VENUE = "venue"
    ADDRESS = "address"
    ADDRESS_JSON = "address_json"
    CITY = "city"
    REGION = "region"
    POSTCODE = "postcode"
    COUNTRY = "country"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    DATE = "date"
    STARTS = "starts"
    ENDS = "ends"
    TIME = "time"
    ZONE = "zone"
    CLOCK = "clock"
    KIND = "kind"
    STATUS = "status"
    SCREEN = "screen"
    LANGUAGES = "languages"
    SUBTITLES = "subtitles"
    CAPACITY = "capacity"
    HOST = "host"
    TICKET_URL = "ticket_url"
    EXTERNAL_ID = "external_id"
    NOTE = "note"
    IGNORE = "ignore"


LABELS = {
    Meaning.TITLE: lazy("film title"),
    Meaning.ORIGINAL_TITLE: lazy("original title"),
    Meaning.YEAR: lazy("year of the film"),
    Meaning.VENUE: lazy("venue"),
    Meaning.ADDRESS: lazy("street address"),
    Meaning.ADDRESS_JSON: lazy("address as JSON"),
    Meaning.CITY: lazy("city"),
    Meaning.REGION: lazy("state or region"),
    Meaning.POSTCODE: lazy("postcode"),
    Meaning.COUNTRY: lazy("country"),
    Meaning.LATITUDE: lazy("latitude"),
    Meaning.LONGITUDE: lazy("longitude"),
    Meaning.DATE: lazy("date, or date and time"),
    Meaning.STARTS: lazy("starts, date and time"),
    Meaning.ENDS: lazy("ends, date and time"),
    Meaning.TIME: lazy("time"),
    Meaning.ZONE: lazy("time zone"),
    Meaning.CLOCK: lazy("clock of the calendar"),
    Meaning.KIND: lazy("kind"),
    Meaning.STATUS: lazy("status"),
    Meaning.SCREEN: lazy("screen"),
    Meaning.LANGUAGES: lazy("languages"),
    Meaning.SUBTITLES: lazy("subtitles"),
    Meaning.CAPACITY: lazy("capacity"),
    Meaning.HOST: lazy("host name"),
    Meaning.TICKET_URL: lazy("ticket link"),
    Meaning.EXTERNAL_ID: lazy("the list’s own id"),
    Meaning.NOTE: lazy("note"),
    Meaning.IGNORE: lazy("leave out"),
}

LONGEST = {
    Meaning.TITLE: 200, Meaning.ORIGINAL_TITLE: 200, Meaning.VENUE: 200, Meaning.ADDRESS: 300, Meaning.CITY: 100,
    Meaning.REGION: 100, Meaning.POSTCODE: 20, Meaning.SCREEN: 60, Meaning.LANGUAGES: 100, Meaning.SUBTITLES: 100,
    Meaning.HOST: 100, Meaning.TICKET_URL: 500, Meaning.EXTERNAL_ID: 100, Meaning.NOTE: 2000,
}  # fmt: skip
"""Characters that each may have; a row with a longer one is refused, never cut."""

KIND_WORDS = {
    "theatrical": "theatrical theater theatre cinema cine 극장 movie",
    "festival": "festival fest 영화제",
    "campus": "campus university college school universidad 대학 학교",
    "community": "community church library park comunidad 공동체 교회",
    "virtual": "virtual online zoom 온라인 en línea",
    "streaming": "streaming vod 스트리밍",
}
STATUS_WORDS = {
    "announced": "announced confirmed scheduled active open live booked published confirmado 확정 예정",
    "cancelled": "cancelled canceled cancelada cancelado 취소 취소됨",
}
COUNTRY_CODES = {
    "united states": "US", "united states of america": "US", "usa": "US", "u.s.": "US", "u.s.a.": "US",
    "estados unidos": "US", "canada": "CA", "united kingdom": "GB", "uk": "GB", "south korea": "KR",
    "korea": "KR", "대한민국": "KR", "한국": "KR", "mexico": "MX", "méxico": "MX",
    "spain": "ES", "españa": "ES", "germany": "DE", "france": "FR", "japan": "JP",
    "australia": "AU",
}  # fmt: skip


def word_for(text: str, words: dict[str, str]) -> str | None:
    """The key whose words hold `text`, or None."""
    plain = text.casefold()
    return next((key for key, many in words.items() if plain == key or plain in many.split()), None)
