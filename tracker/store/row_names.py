"""What a row is named by, in every table: for what asks the metadata, and so must not care how a table is keyed."""

from sqlalchemy import ColumnElement, String, Table, cast


def name_of(table: Table) -> ColumnElement[str]:
    """The id of a row; where a table has none, the parts of its key, one behind the other."""
    first, *others = table.primary_key.columns
    named: ColumnElement[str] = first
    for each in others:
        named = cast(named, String) + "/" + cast(each, String)
    return named
