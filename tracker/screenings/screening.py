"""Screenings: a film and a campaign, at a venue, at a time in that venue's zone (or on a day while the time is unknown)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of, where_said
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

KINDS = ("theatrical", "festival", "campus", "community", "virtual", "streaming")
STATUSES = ("announced", "cancelled")
VISIBILITIES = ("listed", "unlisted", "private")
# Every campaign has one of each: "at home", and "not said yet".
STANDING = ("streaming", "unplaced")
# What makes it easier to come, each a column: False says that nobody has written it down.
ACCESSIBILITY = ("wheelchair", "hearing_loop", "captions", "sign_language", "audio_description", "relaxed")
# Campus and community screenings are shown to nobody who does not know the code.
UNLISTED_AT_FIRST = ("campus", "community")


_LISTED = "visibility = 'listed'"


class Screening(Row):
    """One film screening. A cancelled one keeps its row."""

    __tablename__ = "screening"

    film_id: Mapped[str] = child_of("film", index=True)
    campaign_id: Mapped[str] = child_of("campaign", index=True)
    # None for virtual and standing screenings.
    venue_id: Mapped[str | None] = child_of("venue", index=True)
    standing: Mapped[str | None] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(12), default="announced")
    visibility: Mapped[str] = mapped_column(String(10), default="listed")
    # IANA name; the venue's own when there is one.
    zone: Mapped[str] = mapped_column(String(64))
    # The day in that zone. None for standing screenings.
    day: Mapped[date | None]
    # The moment it starts. None while only the day is known.
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Auditorium: "Screen 3".
    screen: Mapped[str] = mapped_column(String(60), default="")
    # Spoken and subtitle languages where they differ from the film's, comma-separated codes.
    languages: Mapped[str] = mapped_column(String(100), default="")
    subtitles: Mapped[str] = mapped_column(String(100), default="")
    # Without a step from the street to a seat.
    wheelchair: Mapped[bool] = mapped_column(default=False, server_default=false())
    hearing_loop: Mapped[bool] = mapped_column(default=False, server_default=false())
    # In the language that is spoken, with sounds; subtitles translate.
    captions: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The talk is interpreted.
    sign_language: Mapped[bool] = mapped_column(default=False, server_default=false())
    audio_description: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Softer sound, some light, free to move about.
    relaxed: Mapped[bool] = mapped_column(default=False, server_default=false())
    talkback: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]
    ticket_url: Mapped[str] = mapped_column(String(500), default="")
    # {"name", "email", "phone"} of who opens the door there.
    host = Sealed[dict[str, str]]()
    host_sealed: Mapped[bytes | None] = sealed_column()
    note = Sealed[str]()
    note_sealed: Mapped[bytes | None] = sealed_column()
    # Who answers for its follow-ups; None: whoever takes them first.
    point_person_id: Mapped[str | None] = child_of("account")
    # Who of the team keeps in touch with its host; None: the point person does.
    host_contact_id: Mapped[str | None] = child_of("account")
    # The id that the list it came from gives it.
    external_id: Mapped[str | None] = mapped_column(String(100))
    # Found to be the same as another: signups and codes point there now.
    joined_into_id: Mapped[str | None] = child_of("screening")
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        one_of("kind", KINDS),
        one_of("status", STATUSES),
        one_of("visibility", VISIBILITIES),
        one_of("standing", STANDING),
        CheckConstraint("(standing IS NULL) = (day IS NOT NULL)", name="day"),
        CheckConstraint("starts_at IS NULL OR day IS NOT NULL", name="starts_at"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
        CheckConstraint("joined_into_id IS NULL OR joined_into_id <> id", name="joined_into_itself"),
        UniqueConstraint("campaign_id", "standing"),
        Index("ix_screening_day", "day", "id"),
        # The order in which other programs page through all of them.
        Index("ix_screening_created", "created_at", "id"),
        # Which are a campaign's, and where: by the index alone.
        Index("ix_screening_in_campaign", "campaign_id", "day", "id", "venue_id"),
        Index("ix_screening_external_id", "campaign_id", "external_id"),
        # What anybody may see is a small part of all that ever was.
        Index("ix_screening_listed", "day", sqlite_where=text(_LISTED), postgresql_where=text(_LISTED)),
        where_said("screening", "point_person_id"),
        where_said("screening", "host_contact_id"),
        where_said("screening", "joined_into_id"),
    )
