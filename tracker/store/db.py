"""The database object, the base of all rows, and the column types that hold on both engines."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, Integer, MetaData
from sqlalchemy import column as sql_column
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from tracker.store.ids import Id, new_id

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """One metadata, with names for all constraints: a migration can only change what has a name."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UTCDateTime(TypeDecorator[datetime]):
    """A moment. Naive values are refused going in; aware ones in UTC come out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError for a naive value."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(Model):
    """A row with a random id that exists before it is written, so that sealed values can be bound to it."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(Id, primary_key=True)

    def __init__(self, **values: Any) -> None:
        self.id = values.pop("id", None) or new_id()
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name}")
            setattr(self, name, value)


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """The database refuses what is not in `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def child_of(table: str, **options: Any) -> Any:
    """A foreign key to `table.id`. Deferred: a batch may write its rows in the order that settles races soonest."""
    key = ForeignKey(f"{table}.id", deferrable=True, initially="DEFERRED", ondelete=options.pop("ondelete", None))
    return mapped_column(Id, key, **options)


def where_said(table: str, column: str) -> Index:
    """An index of those rows alone that say something there: where few do, it costs the others nothing when they are written.

    SQLite keeps no statistics in a house: asked for rows that say nothing (`IS NULL`), it would go by an index of all of them.
    """
    said = sql_column(column).is_not(None)
    return Index(f"ix_{table}_{column}", column, sqlite_where=said, postgresql_where=said)


def loosely_of(table: str, **options: Any) -> Any:
    """The id of a row of `table`, which may not be there. Where two become one it follows, and comes back as children do."""
    return mapped_column(Id, info={"of": table}, **options)


class seconds(FunctionElement[int]):  # noqa: N801 (reads as the function that it is)
    """Whole seconds since 1970 of a column of moments; NULL for NULL."""

    type = Integer()
    name = "seconds"
    inherit_cache = True


@compiles(seconds, "sqlite")
def _seconds_of_text(element: seconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER)"


@compiles(seconds, "postgresql")
def _seconds_of_moment(element: seconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **options)})) AS BIGINT)"


class micros(FunctionElement[int]):  # noqa: N801 (as above)
    """Whole microseconds since 1970 of a column of moments, as exact as they are kept; NULL for NULL."""

    type = BigInteger()
    name = "micros"
    inherit_cache = True


@compiles(micros, "sqlite")
def _micros_of_text(element: micros, compiler: SQLCompiler, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"(CAST(strftime('%s', {moment}) AS INTEGER) * 1000000 + CAST(substr({moment}, 21, 6) AS INTEGER))"


@compiles(micros, "postgresql")
def _micros_of_moment(element: micros, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(extract(epoch FROM {compiler.process(element.clauses, **options)}) * 1000000 AS BIGINT)"
