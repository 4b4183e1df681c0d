"""``xintu screen``: may we deal with this subject, and if not, why not?

Owns: options, streaming a file of subjects or standard input, and exit codes. Refuses: verdicts, and a wrong number
(exit 2 says which digit is wrong).
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from api.bootstrap import Application
from api.checks import Answer, Check, run_batch, run_checks
from api.cli import answers
from api.cli.caller import BasisOption, CallerOption, CaseOption, access_of
from api.cli.session import FAILED, JsonOption, StoreOption, bar, err, print_json, print_lines, session
from api.errors import InvalidQuery
from api.reading import Reader
from api.subjects import STDIN, Subject, chunks, chunks_ready, read_kind, read_subjects, stream_subjects
from graph.policy import load_purposes
from linkage.model import Kind

commands = typer.Typer()


@commands.command("screen")
def screen_(
    ctx: typer.Context,
    purpose: Annotated[str, typer.Option(help=" | ".join(load_purposes()))],
    number: Annotated[str, typer.Option(help="Any identifier, in any spelling.")] = "",
    entity: Annotated[str, typer.Option(help="Entity id.")] = "",
    name: Annotated[str, typer.Option(help="Name; alone it is never a confirmed identity.")] = "",
    kind: Annotated[Kind | None, typer.Option(help="Kind of the named subject.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="csv or xlsx with a header out of number,name,kind; - is stdin.")
    ] = None,
    region: Annotated[str, typer.Option(help="Receiving region (XINTU_REGION).")] = "",
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the answer; today.")] = None,
    known_at: Annotated[str, typer.Option(help="As known on that day or at that ISO moment; now.")] = "",
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Check one subject, or a file of them, for a purpose. Exit 1 when a verdict is not clear."""
    if sum(bool(given) for given in (number, entity, name, file)) != 1:
        raise typer.BadParameter("give exactly one of --number, --entity, --name, --file")
    with session(ctx, store) as app:
        day = as_of.date() if as_of else app.clock().astimezone().date()
        asked = Check(purpose, day, number, entity, name, kind, region, moment(known_at))
        reader = Reader(access_of(app, caller, basis, case, purpose), "cli")
        if file is None:
            answer = run_checks(app, [asked], reader).answers[0]
            print_json(answer) if json_ else answers.show(answer, asked)
            clear = answers.is_clear(answer)
        else:
            clear = screen_file(app, file, asked, reader, json_)
    if not clear:
        raise typer.Exit(FAILED)


def moment(text: str) -> datetime | None:
    """A moment from ISO text; a bare day means its end. A moment without zone is local."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidQuery(
            f"--known-at {text!r} 不是时间", remedy="write 2026-11-20 or 2026-11-20T12:00:00+08:00"
        ) from None
    if at.time() == time() and "T" not in text and ":" not in text:
        at = at + timedelta(days=1) - timedelta(microseconds=1)
    return at if at.tzinfo else at.astimezone()


def screen_file(app: Application, file: Path, asked: Check, reader: Reader, json_: bool) -> bool:
    """One answer per row, in order, in batches; True when all are clear."""
    clear = True
    with bar() as progress:
        task = progress.add_task("核查 screen", total=None)
        for batch in _batches(file, app.settings.batch):
            rows = list(zip(batch, _answers(app, batch, asked, reader), strict=True))
            clear = clear and all(answers.is_clear(answer) for _, answer in rows)
            if json_:
                print_lines({"row": subject.row} | answer for subject, answer in rows)
            else:
                for subject, answer in rows:
                    answers.show_line(subject, answer)
            progress.update(task, advance=len(batch))
    return clear


def _batches(file: Path, size: int) -> Iterator[list[Subject]]:
    """The subjects of a file; of standard input as they come, so that a slow sender is answered line by line."""
    if str(file) != STDIN:
        return chunks(read_subjects(file), size)
    sys.stdin.reconfigure(encoding="utf-8-sig", newline="")  # type: ignore[union-attr]
    return chunks_ready(stream_subjects(sys.stdin), size)


def _answers(app: Application, batch: Sequence[Subject], asked: Check, reader: Reader) -> Iterator[Answer]:
    """The answers of a batch; what is wrong with a row is also said on stderr."""
    found = run_batch(app, [_check(row, asked) for row in batch], reader).answers
    for subject, answer in zip(batch, found, strict=True):
        if "error" in answer:
            err.print(f"第{subject.row}行 row {subject.row}: {answer['error']['detail']}", markup=False, style="yellow")
        yield answer


def _check(subject: Subject, asked: Check) -> Check:
    kind = read_kind(subject.kind) or asked.kind
    return replace(asked, number=subject.number, name=subject.name, kind=kind)
