"""``xintu screen``: may we deal with this subject, and if not, why not?

Owns: options, streaming a file of subjects or standard input, and exit codes. Refuses: verdicts, and a wrong number
(exit 2 says which digit is wrong).
"""

import os
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from api.bootstrap import Application
from api.checks import Check, run_batch, run_checks
from api.cli import answers
from api.cli.caller import Inquirer
from api.cli.days import AsOfOption, day_of, moment, region_option
from api.cli.grouped import grouped
from api.cli.session import FAILED, bar, err, print_json, print_lines
from api.crew import Answered, Errand, answered, check_of, screened
from api.errors import InvalidQuery
from api.subjects import STDIN, Subject, chunks, chunks_ready, read_subjects, stream_subjects
from graph.policy import load_purposes
from linkage.model import Kind

commands = typer.Typer()
_WORTH = 10
"""Batches from which further processes pay for their start."""


@commands.command("screen")
@grouped
def screen_(
    who: Inquirer,
    purpose: Annotated[str, typer.Option(help=" | ".join(load_purposes()))],
    number: Annotated[str, typer.Option(help="Any identifier, in any spelling.")] = "",
    entity: Annotated[str, typer.Option(help="Entity id.")] = "",
    name: Annotated[str, typer.Option(help="Name; alone it is never a confirmed identity.")] = "",
    kind: Annotated[Kind | None, typer.Option(help="Kind of the named subject.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="csv or xlsx with a header out of number,name,kind; - is stdin.")
    ] = None,
    region: Annotated[str, region_option("Receiving region (XINTU_REGION).")] = "",
    as_of: AsOfOption = None,
    known_at: Annotated[str, typer.Option(help="As known on that day or at that ISO moment; now.")] = "",
) -> None:
    """Check one subject, or a file of them, for a purpose. Exit 1 when a verdict is not clear."""
    if sum(bool(given) for given in (number, entity, name, file)) != 1:
        raise typer.BadParameter("give exactly one of --number, --entity, --name, --file")
    with who.reading(purpose) as (app, reader):
        asked = Check(purpose, day_of(app, as_of), number, entity, name, kind, region, moment(known_at))
        if file is None:
            answer = run_checks(app, [asked], reader).answers[0]
            print_json(answer) if who.json_ else answers.show(answer, asked)
            clear = answers.is_clear(answer)
        else:
            clear = screen_file(app, file, Errand(asked, reader), who.json_)
    if not clear:
        raise typer.Exit(FAILED)


def screen_file(app: Application, file: Path, errand: Errand, json_: bool) -> bool:
    """One answer per row, in order, in batches; True when all are clear."""
    batches = _batches(file, app.settings.batch)
    work = _lines(app, file, errand, batches) if json_ else (_shown(app, errand, batch) for batch in batches)
    clear, some = True, False
    with bar() as progress:
        task = progress.add_task("核查 screen", total=None)
        for each in work:
            clear, some = clear and each.clear, True
            print_lines(each.lines)
            if each.again:
                rows = "第{0}至{1}行 rows {0}-{1}".format(*each.again)
                err.print(f"{rows}: 进程中断，已重新核查 their process died, asked again", style="yellow")
            for row, detail in each.faults:
                err.print(f"第{row}行 row {row}: {detail}", markup=False, style="yellow")
            progress.update(task, advance=app.settings.batch)
    if not some:
        raise InvalidQuery(f"{file.name}: 没有要核查的主体 no subject", remedy="give one row for each subject")
    return clear


def _lines(app: Application, file: Path, errand: Errand, batches: Iterator[list[Subject]]) -> Iterator[Answered]:
    """JSON lines; by several processes when the file is long enough to pay for their start."""
    workers = app.settings.workers or os.cpu_count() or 1
    first = list(islice(batches, _WORTH)) if str(file) != STDIN and workers > 1 else []
    if len(first) == _WORTH:
        yield from screened(app, errand, chain(first, batches), workers)
    else:
        yield from (answered(app, errand, batch) for batch in chain(first, batches))


def _shown(app: Application, errand: Errand, batch: list[Subject]) -> Answered:
    """A batch for people: a line each."""
    found = run_batch(app, [check_of(subject, errand.asked) for subject in batch], errand.reader).answers
    for subject, answer in zip(batch, found, strict=True):
        answers.show_line(subject, answer)
    faults = [(s.row, answer["error"]["detail"]) for s, answer in zip(batch, found, strict=True) if "error" in answer]
    return Answered("", all(answers.is_clear(answer) for answer in found), tuple(faults))


def _batches(file: Path, size: int) -> Iterator[list[Subject]]:
    """The subjects of a file; of standard input as they come, so that a slow sender is answered line by line."""
    if str(file) != STDIN:
        return chunks(read_subjects(file), size)
    sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace", newline="")  # type: ignore[union-attr]
    return chunks_ready(stream_subjects(sys.stdin), size)
