"""People from the command line: `flask people import FILE`."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from tracker.cli.progress import Bar
from tracker.errors import Refusal
from tracker.files.tables import Table, read_table
from tracker.imports import import_, memory, people_columns
from tracker.imports.dates import Order
from tracker.imports.import_ import Import
from tracker.imports.people_choices import COME_IN, OLD, WAIT, PeopleChoices, choices_read
from tracker.imports.people_columns import LABELS, Says
from tracker.imports.people_lines import FATE_WORDS, report_of
from tracker.screenings import who_works
from tracker.usecases.map_people import look_at_people, map_people
from tracker.usecases.take_in_file import take_in
from tracker.usecases.write_people import write_people
from tracker.words import LANGUAGES, _, _n

people = AppGroup("people", help="Bring in lists of people who signed up elsewhere.")


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write every row's fate and ally here.",
)
@click.option("--campaign", default="", help="Look only among the film screenings of this campaign, by its name.")
@click.option("--screening", default="", help="One film screening for all rows, by its id.")
@click.option(
    "--wording",
    help="What people read when they were asked about contact. Without it no yes counts. As a rule the question in the heading.",
)
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), default="en", help="In which language, where no column says it."
)
@click.option("--letters", is_flag=True, help="They earn letters, too: each is held for an hour.")
@click.option("--no-calls", is_flag=True, help="They earn no calls.")
@click.option("--old-days", type=click.IntRange(0, 3650), default=OLD, help="Older signups are closed as not planned.")
@click.option(
    "--doubtful",
    type=click.Choice([COME_IN, WAIT]),
    default=COME_IN,
    help="Whether doubtful rows come in as they are, or wait at the desk.",
)
@click.option(
    "--order", type=click.Choice(["day", "month"]), help="Which comes first in a time of signing such as 10/11/2023."
)
@click.option("--sheet", default="", help="Which sheet of a workbook.")
@click.option("--yes", is_flag=True, help="Ask nothing. Nothing is asked either where nobody is there to answer.")
def import_file(
    file: Path, report: Path | None, campaign: str, screening: str, wording: str | None, language: str, letters: bool,
    no_calls: bool, old_days: int, doubtful: str, order: str | None, sheet: str, yes: bool,
) -> None:  # fmt: skip
    """Import people from a CSV or XLSX file: each row's hand, at the film screening that it names.

    Ends with 0 when they came in or nobody was new, 1 when it was refused or given up, 2 when something that it needs was not
    said.
    """
    try:
        data = file.read_bytes()
        table = read_table(data, file.name, sheet or None)
        columns = _columns(table, bool(screening))
        asked = people_columns.question_in(table.header, list(columns)) if wording is None else wording
        choices = PeopleChoices(
            columns, screening, _campaign(campaign), asked.strip(), language, {}, letters, not no_calls, old_days, doubtful,
            Order(order) if order else None, table.sheet,
        )  # fmt: skip
        _import(data, file.name, table, choices, report, asks=not yes and sys.stdin.isatty())
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None


def _import(data: bytes, name: str, table: Table, choices: PeopleChoices, report: Path | None, asks: bool) -> None:
    _tell(table, choices)
    import_id = take_in(data, name, None, kind="people")
    map_people(import_id, choices)
    with Bar(_("Reading"), len(table.rows)) as bar:
        look_at_people(import_id, bar.told)
    found = import_.by_id(import_id, kind="people")
    _show(found)
    if asks and not click.confirm(_("Let them in?"), default=False):
        _keep(found, report, table)
        raise click.ClickException(_("Nothing was written."))
    with Bar(_("Writing"), len(table.rows)) as bar:
        done = write_people(import_id, None, bar.told)
    signups = _n("%(n)s signup was written down.", "%(n)s signups were written down.", done["made"])
    click.echo(f"{signups} {_n('%(n)s ally is new.', '%(n)s allies are new.', done['allies'])}")
    _keep(import_.by_id(import_id, kind="people"), report, table)


def _columns(table: Table, one_screening: bool) -> tuple[Says, ...]:
    """As they were told last time for such headings, or as they look. Raises UsageError where that is not enough."""
    kept = memory.kept_choices("people", memory.signature_of("people", table))
    columns = choices_read(kept).columns if kept else tuple(people_columns.guess(table))
    if Says.EMAIL not in columns and Says.PHONE not in columns:
        raise click.UsageError(
            _("No column is an e-mail address or a phone number. Import at the desk, where columns can be told.")
        )
    if not one_screening and not {Says.FILM, Says.VENUE, Says.DAY} & set(columns):
        raise click.UsageError(_("No column tells the film screening. Say --screening ID."))
    return columns


def _campaign(name: str) -> str:
    if not name:
        return ""
    found = [id_ for id_, known in who_works.campaign_names().items() if name in (id_, known)]
    if len(found) != 1:
        raise click.UsageError(_("There is no campaign “%(name)s”, or there are several.", name=name))
    return found[0]


def _tell(table: Table, choices: PeopleChoices) -> None:
    """How the file is understood."""
    for name, says in zip(table.header, choices.columns, strict=False):
        if says is not Says.IGNORE:
            click.echo(f"  {_seen(name)[:40]:<40}  {LABELS[says]}")
    if choices.wording:
        click.echo(_("They read: “%(words)s”", words=_seen(choices.wording)))
    else:
        click.echo(
            _("Nobody said what people read when they were asked about contact, so no yes counts. Say --wording TEXT.")
        )


def _show(found: Import) -> None:
    for fate, words in FATE_WORDS.items():
        if count := found.counts.get(fate, 0):
            click.echo(f"{count:>8}  {words}")


def _keep(found: Import, report: Path | None, table: Table) -> None:
    if report is not None:
        report.write_bytes(report_of(found, table.start))
        click.echo(_("Each row and its fate: %(path)s", path=report))


def _seen(text: str) -> str:
    """Nothing in a file may steer the terminal."""
    return "".join(char if char.isprintable() else "�" for char in text)
