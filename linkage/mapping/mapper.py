"""The compiled mapping of one file: row in, record or rejection out.

Owns: reading every cell once, the record's identity and version, and that no row is lost. Refuses: remembering rows.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from linkage.headers import Bound, bind
from linkage.identifiers import mask_text
from linkage.mapping.claims import compile_claim
from linkage.mapping.frame import Context, Frame, Getter, RowRejected, first_of
from linkage.mapping.parties import compile_party, nameless
from linkage.model import Claim, Issue, Nature, Record, Rejection, Role, content_id
from linkage.readers.bounds import bounds
from linkage.readers.cells import BadCell, Reader, clean, normal_document, reader
from linkage.readers.days import OPEN
from linkage.readers.encoding import strange
from linkage.script import fold
from linkage.spec import FormatSpec, PartySpec

_SHOWN = 60


class Mapper:
    """Maps the rows of one file. ``authority`` is who decides where a row names nobody (the department by default)."""

    def __init__(
        self,
        spec: FormatSpec,
        header: Sequence[str],
        region: str,
        department: str,
        as_at: date,
        authority: str = "",
    ) -> None:
        self._spec, self._header = spec, tuple(header)
        bound = bind(spec, header)
        codes = [code for code in spec.columns if code in bound]
        self._context = Context(
            region, department, as_at, authority or department,
            {code: index for index, code in enumerate(codes)}, {code: header[bound[code].index] for code in codes},
        )  # fmt: skip
        self._cells = [_Cell(spec, code, bound[code], header) for code in codes]
        names = {column for party in spec.parties.values() for column in party.name}
        self._digested = [(i, code, code in names) for i, code in enumerate(codes) if not spec.columns[code].volatile]
        self._key = [_key_part(columns, spec, self._context) for columns in spec.key]
        self._changed = first_of(spec.changed, self._context)
        self._parties = [compile_party(label, party, self._context) for label, party in _ordered(spec)]
        self._claims = [compile_claim(claim, spec, self._context) for claim in spec.claims]

    def map(self, row: int, cells: Sequence[str], file: str = "") -> Record | Rejection:
        """The record of a row, or why it cannot be one; ``row`` and ``file`` are for the message."""
        try:
            return self._record(cells)
        except RowRejected as rejected:
            return _placed(rejected.rejection, row, file)

    def _record(self, cells: Sequence[str]) -> Record:
        cells = self._fitted(cells)
        frame = Frame(())
        frame.values = self._values(cells, frame.issues)
        frame.record = self._identity(frame)
        for make in self._parties:
            make(frame)
        if not any(party.role is Role.SUBJECT for made in frame.parties.values() for party in made):
            raise nameless(self._spec, self._context)
        claims: list[Claim] = []
        for claim in self._claims:
            claim(frame, claims)
        return Record(
            id=frame.record,
            dataset=self._spec.dataset,
            nature=self._spec.nature,
            digest=self._digest(frame),
            changed=self._change_day(frame),
            payload=tuple(zip(self._header, cells, strict=False)),
            parties=tuple(party for made in frame.parties.values() for party in made),
            claims=tuple(dict.fromkeys(claims)),
            issues=tuple(frame.issues),
        )

    def _fitted(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells, as many as the header has; RowRejected when there are more, or one is too large or unreadable."""
        width, limit = len(self._header), bounds().cell
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            message = f"这一行有{len(cells)}个单元格，表头只有{width}个；请检查分隔符和引号"
            raise RowRejected(Rejection("", "", "too_many_cells", message))
        try:
            "".join(cells).encode()
        except UnicodeEncodeError as broken:
            raise _undecodable(self._header, cells) from broken
        for index, cell in enumerate(cells):
            if len(cell) > limit:
                message = f"单元格有{len(cell)}个字符，上限为{limit}；请拆分或删减"
                raise RowRejected(Rejection(self._header[index], shown(cell), "cell_too_large", message))
        if len(cells) < width:
            return [*cells, *[""] * (width - len(cells))]
        return cells

    def _values(self, cells: Sequence[str], issues: list[Issue]) -> list[str]:
        values = []
        for cell in self._cells:
            raw = cells[cell.index]
            try:
                value = cell.read(raw) if raw else ""
            except BadCell as bad:
                if cell.vital:
                    raise RowRejected(Rejection(cell.title, shown(raw), bad.reason, mask_text(str(bad)))) from bad
                issues.append(Issue(cell.title, shown(raw), bad.reason, mask_text(str(bad))))
                value = ""
            if not value and cell.required:
                raise RowRejected(Rejection(cell.title, shown(raw), "missing", f"{cell.title}必须填写"))
            values.append(value)
        return values

    def _identity(self, frame: Frame) -> str:
        parts = [part(frame) for part in self._key]
        if not any(parts):
            columns = "、".join(self._context.titles.get(c, c) for item in self._spec.key for c in item)
            raise RowRejected(Rejection(columns, "", "no_key", "识别这条记录的各栏全部为空；请至少补一项后重报"))
        if self._spec.nature is Nature.EVENT and not all(parts):
            parts.append(self._digest(frame))  # an event that lacks part of its key is only itself, never a correction
        context = self._context
        return content_id(context.region, context.department, self._spec.dataset, *parts)

    def _digest(self, frame: Frame) -> str:
        values = frame.values  # canonical: they hold no control characters
        said = [
            f"{code}\x1f{clean(values[i]) if is_name else values[i]}"
            for i, code, is_name in self._digested
            if values[i]
        ]
        return content_id("\x1f".join(said))

    def _change_day(self, frame: Frame) -> str:
        day = self._changed(frame)
        return day if len(day) == len("2018-07-27") and day != OPEN else self._context.as_at.isoformat()


class _Cell:
    """How one column of the file is read. ``vital``: a value that cannot be read rejects the row."""

    __slots__ = ("index", "read", "required", "title", "vital")

    def __init__(self, spec: FormatSpec, code: str, bound: Bound, header: Sequence[str]) -> None:
        column = spec.columns[code]
        is_name = column.type == "text" and any(code in party.name for party in spec.parties.values())
        self.index, self.title, self.required = bound.index, header[bound.index], column.required
        self.read: Reader = reader("name" if is_name else column.type, bound.unit or column.unit)
        self.vital = column.required or any(code == item[0] for item in spec.key)


def _ordered(spec: FormatSpec) -> list[tuple[str, PartySpec]]:
    """Companies before those who stand within them."""
    return sorted(spec.parties.items(), key=lambda item: item[1].within is not None)


def _key_part(columns: Sequence[str], spec: FormatSpec, context: Context) -> Getter:
    get, types = first_of(columns, context), {spec.columns[column].type for column in columns}
    if types <= {"code", "date"}:
        return get
    spell = normal_document if types <= {"document"} else key_text
    return lambda frame: spell(text) if (text := get(frame)) else ""


@lru_cache(maxsize=65536)
def key_text(text: str) -> str:
    """The spelling in which texts identify a record."""
    return fold(text)


def _undecodable(header: Sequence[str], cells: Sequence[str]) -> RowRejected:
    """Names the first column with such bytes, the bytes, and the encoding that the whole row seems to have."""
    shown, other = strange("\x1f".join(cells))
    first = next((at for at, cell in enumerate(cells) if strange(cell)[0]), 0)
    hint = f"，这一行像是{other}，与文件其余部分不同" if other else ""
    message = f"有无法解码的字节（{shown}{hint}）；请将整个文件统一以UTF-8或GB18030重新导出"
    return RowRejected(Rejection(header[first], "", "undecodable", message))


def _placed(rejection: Rejection, row: int, file: str) -> Rejection:
    place = f"{file}第{row}行" if file else f"第{row}行"
    where = f"{place}「{rejection.field}」" if rejection.field else place
    value = rejection.value.encode("utf-8", "replace").decode()
    return Rejection(rejection.field, value, rejection.reason, f"{where}：{rejection.message}")


def shown(raw: str) -> str:
    """A cell as a message may show it: short, personal numbers masked."""
    return mask_text(raw if len(raw) <= _SHOWN else raw[:_SHOWN] + "…")
