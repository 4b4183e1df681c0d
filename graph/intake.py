"""Intake: rows become record versions, every row with an outcome.

Owns: deliveries and runs, batches as units of work, resuming, what makes a row new, unchanged, superseding or rejected.
Refuses: reading cells (linkage.readers), their meaning (linkage.mapping), and the clock (it is handed in).
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

from graph.errors import GraphError
from graph.manifest import FileRequest, ManifestError, read_manifest
from graph.model import Delivery, DeliveryCounts, DeliveryKind, Outcome, RowOutcome
from graph.store.port import GraphStore, Unit
from linkage.errors import LinkageError
from linkage.formats import Formats, FormatSpec
from linkage.mapping import Mapper
from linkage.model import Issue, Record, Rejection, content_id
from linkage.readers import Table, open_table

__all__ = [
    "FileReport",
    "FileRequest",
    "ManifestError",
    "UnreadableFile",
    "UnusableFile",
    "delivery_id",
    "ingest",
    "ingest_records",
    "is_snapshot",
    "read_manifest",
    "read_rows",
]

Clock = Callable[[], datetime]
Progress = Callable[[str, int, int | None], None]
"""Called with file name, rows done and rows in all."""
Row = tuple[int, Record | Rejection]


class UnreadableFile(GraphError):
    """The operating system does not give the file's bytes."""

    code = "graph.intake.unreadable"


class UnusableFile(GraphError):
    """A file as a whole cannot be taken in. ``code`` is that of its cause, whose text did not name the file."""

    def __init__(self, path: Path, cause: LinkageError | GraphError) -> None:
        super().__init__(f"{path.name}: {cause}")
        self.code = cause.code
        self.__cause__ = cause


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. ``error`` is set when it could not be read as a whole: then nothing of it is stored."""

    path: Path
    format: str
    encoding: str
    counts: DeliveryCounts
    delivery: str = ""
    withheld: bool = False
    """A full delivery with too many rejected rows: what it lacks was not closed."""
    closed: int = 0
    """Records that this full delivery no longer holds, and closed in this run."""
    error: LinkageError | GraphError | None = None


@dataclass(frozen=True, slots=True)
class _Planned:
    request: FileRequest
    spec: FormatSpec
    delivery: Delivery


def ingest(
    store: GraphStore,
    formats: Formats,
    requests: Sequence[FileRequest],
    clock: Clock,
    actor: str,
    progress: Progress | None = None,
) -> Sequence[FileReport]:
    """Take in files as one run, one report each in their order.

    An interrupted run resumes after the last committed row and reports whole counts; a whole run again reports every
    accepted row as unchanged and writes nothing. A file that cannot be read is reported with its error, the others go
    on. Store errors end the run.
    """
    plans = [_plan(store, formats, request) for request in requests]
    ids = sorted({plan.delivery.id for plan in plans if isinstance(plan, _Planned)})
    run = content_id("run", *ids)
    mine = {known.id for known, _ in store.deliveries(run)} if store.open_run(run) else set()
    reports: list[FileReport] = []
    for plan in plans:
        if isinstance(plan, _Planned):
            delivery = replace(plan.delivery, run=run)
            reports.append(_take_in(store, replace(plan, delivery=delivery), mine, (clock, actor, progress)))
            mine.discard(delivery.id)
        else:
            reports.append(plan)
    if store.open_run(run) and all(report.counts.complete for report in reports if report.delivery):
        with store.unit(clock(), actor, f"run of {len(ids)} deliveries is whole") as unit:
            unit.close_run(run)
    return reports


def read_rows(store: GraphStore, formats: Formats, request: FileRequest) -> tuple[Delivery, list[Row]]:
    """The delivery that a file would make and its mapped rows, nothing written. Raises what :func:`ingest` reports."""
    plan = _plan(store, formats, request)
    if isinstance(plan, FileReport):
        assert plan.error is not None
        raise plan.error
    try:
        return plan.delivery, list(_mapped(plan, _opened(request.path)))
    except (LinkageError, UnreadableFile) as error:
        raise UnusableFile(request.path, error) from error


def ingest_records(
    store: GraphStore,
    delivery: Delivery,
    rows: Iterable[Row],
    clock: Clock,
    actor: str,
) -> DeliveryCounts:
    """Take in rows that are mapped already (a partner's message) as a run of their own."""
    counts = _known_counts(store, delivery, resumed=store.open_run(delivery.run))
    if counts is None:
        counts, _ = _deliver(store, delivery, rows, (clock, actor, None), None)
    if store.open_run(delivery.run):
        with store.unit(clock(), actor, f"message {delivery.path} is whole") as unit:
            unit.close_run(delivery.run)
    return counts


def delivery_id(delivery: Delivery) -> str:
    """The id of a delivery: a hash of everything but run, path and encoding."""
    return content_id(
        delivery.region,
        delivery.department,
        delivery.format,
        delivery.kind,
        delivery.as_at.isoformat(),
        delivery.digest,
    )


def _plan(store: GraphStore, formats: Formats, request: FileRequest) -> _Planned | FileReport:
    try:
        table = _opened(request.path)
        spec = formats.get(request.format) if request.format else formats.recognise(table.header, request.path.name)
        delivery = Delivery(
            id="",
            run="",
            region=request.region,
            department=store.department(request.region, request.department),
            format=spec.name,
            path=request.path.name,
            encoding=table.encoding,
            kind=request.kind or DeliveryKind(spec.delivery),
            as_at=request.as_at,
            digest=_digest(request.path),
        )
    except (LinkageError, UnreadableFile) as error:
        return _failed(request, request.format or "", "", error)
    return _Planned(request, spec, replace(delivery, id=delivery_id(delivery)))


_Context = tuple[Clock, str, Progress | None]


def _take_in(store: GraphStore, plan: _Planned, mine: set[str], context: _Context) -> FileReport:
    request, spec, delivery = plan.request, plan.spec, plan.delivery
    counts, closed = _known_counts(store, delivery, resumed=delivery.id in mine), 0
    try:
        if counts is None:
            table = _opened(request.path)
            total = sum(1 for _ in table)  # reads the file to its end before anything of it is stored
            counts, closed = _deliver(store, delivery, _mapped(plan, table), context, total)
    except (LinkageError, UnreadableFile) as error:
        return _failed(request, spec.name, delivery.encoding, error)
    withheld = delivery.kind is DeliveryKind.FULL and _withheld(counts)
    return FileReport(request.path, spec.name, delivery.encoding, counts, delivery.id, withheld, closed)


def _mapped(plan: _Planned, table: Table) -> Iterator[Row]:
    spec, delivery = plan.spec, plan.delivery
    mapper = Mapper(spec, table.header, delivery.region, delivery.department, delivery.as_at)
    return ((row, mapper.map(row, cells, delivery.path)) for row, cells in table)


def _known_counts(store: GraphStore, delivery: Delivery, resumed: bool) -> DeliveryCounts | None:
    """The counts of a delivery that is whole: its own in the run that brought it, else every accepted row unchanged."""
    known = store.delivery(delivery.id)
    if known is None or not known[1].complete:
        return None
    counts = known[1]
    if resumed:
        return counts
    return replace(counts, records=0, superseded=0, unchanged=counts.rows - counts.rejected)


def _deliver(
    store: GraphStore, delivery: Delivery, rows: Iterable[Row], context: _Context, total: int | None
) -> tuple[DeliveryCounts, int]:
    """Write the rows that have no outcome yet, batch by batch; the last batch makes the delivery whole. Its counts, and
    how many records it closed."""
    clock, actor, progress = context
    done, size = store.last_row(delivery.id), int(_numbers()["batch_rows"])
    ahead = (row for row in rows if row[0] > done)
    batch = list(islice(ahead, size))
    while True:
        following, closed = list(islice(ahead, size)), 0
        with store.unit(clock(), actor, f"ingest {delivery.path}") as unit:
            unit.open_delivery(delivery)
            _write(store, unit, delivery, batch)
            if not following:
                counts = unit.close_delivery(delivery.id)
                if delivery.kind is DeliveryKind.FULL and not _withheld(counts):
                    closed = unit.close_missing(delivery)
        if progress and batch:
            progress(delivery.path, batch[-1][0], total)
        if not following:
            return counts, closed
        batch = following


def _write(store: GraphStore, unit: Unit, delivery: Delivery, batch: Sequence[Row]) -> None:
    """Compare a batch with what is known, store what is new and the outcome of every row."""
    if not batch:
        return
    sorting = _Sorting(store, delivery, batch)
    numbers = [unit.add_versions(changed, delivery) for changed in sorting.rounds]
    unit.add_outcomes(sorting.outcomes(numbers))


@dataclass(frozen=True, slots=True)
class _Stand:
    """The standing content of a record, seen from within a batch. ``round`` is -1 for what the store held before."""

    digest: str
    round: int
    version: int
    row: int | None
    """The row of this delivery that stated it; None for another delivery's."""


class _Sorting:
    """What each row of a batch is. ``rounds`` hold the versions to add, no record twice in one."""

    def __init__(self, store: GraphStore, delivery: Delivery, batch: Sequence[Row]) -> None:
        self._delivery = delivery
        self._rounds_of: dict[str, int] = {}
        self.rounds: list[list[tuple[Record, int]]] = []
        known = store.versions({what.id for _, what in batch if isinstance(what, Record)})
        self._late = {id_ for id_, ref in known.items() if delivery.as_at < ref.as_at}
        self._standing = {
            id_: _Stand(ref.digest, -1, ref.version, ref.row if ref.delivery == delivery.id else None)
            for id_, ref in known.items()
        }
        self._fates = [self._fate(row, what) for row, what in batch]

    def outcomes(self, numbers: Sequence[Mapping[str, int]]) -> Iterator[RowOutcome]:
        """The outcome of every row, given the version numbers of each round."""
        for outcome, place in self._fates:
            if place < 0 or outcome.record is None:
                yield outcome
            else:
                yield replace(outcome, version=numbers[place][outcome.record])

    def _fate(self, row: int, what: Record | Rejection) -> tuple[RowOutcome, int]:
        if isinstance(what, Rejection):
            return RowOutcome(self._delivery.id, row, Outcome.REJECTED, rejection=what), -1
        stand = self._standing.get(what.id)
        if stand is not None and stand.digest == what.digest:
            unchanged = RowOutcome(
                self._delivery.id, row, Outcome.UNCHANGED, what.id, stand.version, issues=what.issues
            )
            return unchanged, stand.round
        place = self._add(what, row)
        issues = what.issues
        if stand is not None and stand.row is not None:
            issues += (_duplicate(stand.row),)
        if what.id not in self._late:
            self._standing[what.id] = _Stand(what.digest, place, 0, row)
        kind = Outcome.RECORD if stand is None else Outcome.SUPERSEDED
        return RowOutcome(self._delivery.id, row, kind, what.id, issues=issues), place

    def _add(self, record: Record, row: int) -> int:
        """Put a version into the first round after the record's last one."""
        place = self._rounds_of[record.id] = self._rounds_of.get(record.id, -1) + 1
        if place == len(self.rounds):
            self.rounds.append([])
        self.rounds[place].append((record, row))
        return place


def _duplicate(earlier: int) -> Issue:
    message = (
        f"与第{earlier}行是同一条记录而内容不同，以本行为准；请核对后重报 same key as row {earlier}: this row counts"
    )
    return Issue("row", str(earlier), "duplicate_key", message)


def _failed(request: FileRequest, name: str, encoding: str, error: LinkageError | GraphError) -> FileReport:
    named = error if request.path.name in str(error) else UnusableFile(request.path, error)
    return FileReport(request.path, name, encoding, DeliveryCounts(), error=named)


def _opened(path: Path) -> Table:
    try:
        return open_table(path)
    except OSError as error:
        raise UnreadableFile(f"{path.name}: {error.strerror or error}; check its permissions") from error


def is_snapshot(delivery: Delivery, rows: Sequence[Row]) -> bool:
    """Whether what a delivery of these rows leaves out would be closed."""
    rejected = sum(isinstance(what, Rejection) for _, what in rows)
    return delivery.kind is DeliveryKind.FULL and not _withheld(DeliveryCounts(rows=len(rows), rejected=rejected))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=32)).hexdigest()


def _withheld(counts: DeliveryCounts) -> bool:
    """A snapshot most of whose rows are rejected is none: closing what it lacks would lift sanctions by mistake."""
    return counts.rejected > counts.rows * _numbers()["snapshot_rejects"]


@cache
def _numbers() -> dict[str, float]:
    return tomllib.loads((files("graph") / "data" / "intake.toml").read_text(encoding="utf-8"))
