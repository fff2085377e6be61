"""What a takeout says of itself: the schema for programs, and the README for people, which is docs/takeout.md as well."""

from typing import Any

from sqlalchemy import Table

from tracker.takeout.carried import ANEW, EMPTY, FILES, SETTINGS, STAY, columns, kind_of, name_of, tables

FORMAT = "houselights takeout 1"

HEAD = """# Takeout

Everything a Houselights holds, as files that other programs can read and that an empty Houselights takes in whole:
`script/flask takeout import FILE`. Written by `script/flask takeout describe`; `tests/house/test_takeout.py` holds it to the code.

**This file holds every contact in the open.** It is a ZIP that only its passphrase opens (WinZip AES-256: 7-Zip, The Unarchiver,
`bsdtar --passphrase`). The passphrase was shown once and is kept nowhere. Keep the file only as long as you need it; who has one
is listed with every erasure, to be asked to destroy it.

## What is in it

| file | what it is |
|---|---|
| `README.md` | this |
| `manifest.json` | format, release of the schema, when it was made, rows by table, SHA-256 of every other file |
| `schema.json` | tables and columns, for programs |
| `keys.json` | the keys that the new house must have to recognise people, to hold to suppressions, and to know links in letters |
| `tables/<table>.jsonl` | a table: one JSON object a line (UTF-8), in the order of its key |
| `files/<table>/<id>.<name>.<ending>` | pictures, and lists that somebody brought |

In the columns: *text*; *number*; *yes or no* (`true`, `false`); *moment* (ISO 8601, UTC); *day* (ISO 8601); *bytes* (hexadecimal);
*data* (JSON, as it is); *file* (the path of a file in this ZIP). `null`: nothing is held. An arrow names the table whose id it is.
What was sealed in the house stands here opened: *(sealed)*.

## Taking it in

1. A fresh machine, or an empty folder and an empty database, SQLite or PostgreSQL, of the same release. Nothing may run on it.
2. `script/flask takeout import FILE`, and the passphrase. All of it is taken in, or nothing.
3. `script/flask account reset E-MAIL` gives whoever administers a link for a new password; the others get theirs at the desk.
   Nobody can sign in before, and everybody sets up a second factor again.
4. Letters to allies wait until somebody has answered a test of the Reply-To (Settings). Stop the old house before that, or both write.

Ids stay as they are; so do codes on posters, host links and links in letters, once the new house answers at the old address.
Whoever was erased or asked to be left alone is met in the new house as in the old.
"""


def written() -> str:
    """README.md, and docs/takeout.md."""
    parts = [HEAD, "## Tables\n", *map(_table, sorted(tables(), key=lambda table: table.name))]
    parts.append(_listed("Tables that stay behind", STAY))
    parts.append(_listed("Columns that stay empty", EMPTY))
    parts.append(_listed("Columns that the new house makes for itself", ANEW))
    named = ", ".join(f"`{name}`" for name in SETTINGS)
    parts.append(f"## Settings that stay behind\n\nThey speak of the old machine: {named}.\n")
    return "\n".join(parts)


def schema() -> dict[str, Any]:
    """schema.json."""
    return {
        "format": FORMAT,
        "tables": {table.name: {"key": _key(table), "columns": _columns(table)} for table in tables()},
        "files": FILES,
    }


def _columns(table: Table) -> list[dict[str, Any]]:
    return [
        {
            "name": name_of(column), "kind": kind_of(column), "sealed": bool(column.info.get("sealed")),
            "may_be_null": bool(column.nullable), "of": next((key.column.table.name for key in column.foreign_keys), None),
        }
        for column in columns(table)
    ]  # fmt: skip


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def _table(table: Table) -> str:
    lines = [f"### {table.name}\n", "| column | what stands there |", "|---|---|"]
    for each in _columns(table):
        said = each["kind"] + (" (sealed)" if each["sealed"] else "") + (f" → {each['of']}" if each["of"] else "")
        lines.append(f"| `{each['name']}` | {said}{', or nothing' if each['may_be_null'] else ''} |")
    return "\n".join(lines) + "\n"


def _listed(title: str, reasons: dict[str, str]) -> str:
    rows = [f"| `{name}` | {why} |" for name, why in sorted(reasons.items())]
    return "\n".join([f"## {title}\n", "| | why |", "|---|---|", *rows]) + "\n"
