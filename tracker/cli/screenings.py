"""Film screenings from the command line: `flask screenings import FILE`."""

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from tracker.cli.import_questions import Asked, ask
from tracker.cli.progress import Bar
from tracker.errors import Refusal
from tracker.files.tables import Table, read_table
from tracker.imports import import_, listing, memory
from tracker.imports.import_ import Import
from tracker.imports.lines import FATE_WORDS, lines_of
from tracker.imports.report import report_of
from tracker.screenings.screening import KINDS
from tracker.usecases.map_import import look_again, map_import
from tracker.usecases.take_in_file import take_in
from tracker.usecases.write_import import LookAgain, write
from tracker.words import _, _n

screenings = AppGroup("screenings", help="Bring in lists of film screenings.")

SAMPLE = 3
"""Rows shown of each fate."""
TRIES = 5
"""Looks at a world that keeps changing, before giving up."""


@screenings.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Ask nothing: what is doubtful is left out and counted.")
@click.option("--campaign", help="Into which campaign, by its name.")
@click.option("--film", help="The film of every row, by its title; made if it is not there.")
@click.option("--zone", help="Time zone of rows whose place does not tell, such as America/Chicago.")
@click.option("--kind", type=click.Choice(KINDS), help="Kind, where no column says it.")
@click.option("--holds", type=click.Choice(["starts", "ends", "days"]), help="What the date column holds.")
@click.option(
    "--midnight", type=click.Choice(["none", "venue", "utc"]), help="Which midnight means: that day, time unknown."
)
@click.option("--clock", type=click.Choice(["stated", "utc", "venue"]), help="Whose clock the times are on.")
@click.option("--order", type=click.Choice(["day", "month"]), help="Which comes first in 10/11/2023.")
@click.option(
    "--when", multiple=True, help="A date for rows without one: 23 and 24 October 2023, 7:00 pm. Several times."
)
@click.option("--sheet", default="", help="Which sheet of a workbook.")
@click.option(
    "--report", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write every row's fate here."
)
def import_file(file: Path, yes: bool, report: Path | None, **given: Any) -> None:
    """Import film screenings from a CSV or XLSX file, or from a calendar (.ics).

    Ends with 0 when it was written or there was nothing to write, 1 when it was refused or given up, 2 when something
    that it needs was not said.
    """
    try:
        _import(file, yes, report, Asked(questions=not yes and sys.stdin.isatty(), **given))
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None


def _import(file: Path, yes: bool, report: Path | None, asked: Asked) -> None:
    data = file.read_bytes()
    table = read_table(data, file.name, asked.sheet or None, calendars=True)
    signature = memory.signature_of("screenings", table)
    campaign_id, choices = ask(asked, table, memory.kept_choices("screenings", signature))
    follows = listing.latest_of(signature, campaign_id)
    import_id = take_in(data, file.name, None)
    with Bar(_("Reading"), len(table.rows)) as bar:
        map_import(import_id, campaign_id, follows, choices, bar.told)
    found = import_.by_id(import_id)
    _show(found, table)
    _keep_report(found, report)
    if not listing.to_write(found):
        click.echo(_("There is nothing to import: no row is new or changed."))
        return
    question = _n("Write %(n)s film screening?", "Write %(n)s film screenings?", listing.to_write(found))
    if not yes and not click.confirm(question, default=False):
        raise click.ClickException(_("Nothing was written."))
    done = _write(import_id)
    made = _n(
        "%(n)s film screening was made, with its code.",
        "%(n)s film screenings were made, each with its code.",
        done["made"],
    )
    click.echo(" ".join([made, _n("%(n)s was changed.", "%(n)s were changed.", done["changed"])]))


def _write(import_id: str) -> dict[str, int]:
    """Somebody may write at the same time: then look again, and write what is still to write."""
    for _again in range(TRIES):
        found = import_.by_id(import_id)
        try:
            with Bar(_("Writing"), listing.to_write(found)) as bar:
                return write(import_id, None, bar.told)
        except LookAgain:
            look_again(import_id)
    raise LookAgain


def _show(found: Import, table: Table) -> None:
    """The counts by fate, and the first rows of each."""
    click.echo(_("%(file)s: %(n)s rows.", file=found.file_name or "", n=len(table.rows)))
    for fate, words in FATE_WORDS.items():
        if not (count := found.counts.get(fate, 0)):
            continue
        click.echo(f"{count:>8}  {words}")
        rows, _total = listing.page(found.id, fate, 1)
        for line in lines_of(rows[:SAMPLE], found.answers):
            said = [line.venue, line.title, line.when, " ".join(line.why)]
            click.echo(f"          {line.number or '-':>6}  {_seen('; '.join(part for part in said if part))[:160]}")
    if left := sum(found.counts.get(fate, 0) for fate in ("doubtful", "moved?", "cancelled?")):
        click.echo(_n(
            "%(n)s row needs an answer and is left out; import at the desk to answer.",
            "%(n)s rows need an answer and are left out; import at the desk to answer.", left,
        ))  # fmt: skip


def _seen(text: str) -> str:
    """Nothing in a file may steer the terminal."""
    return "".join(char if char.isprintable() else "�" for char in text)


def _keep_report(found: Import, report: Path | None) -> None:
    if report is not None:
        report.write_bytes(report_of(found))
        click.echo(_("Each row and its fate: %(path)s", path=report))
