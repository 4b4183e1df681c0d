"""The format spec: what one table's columns mean, as validated data.

Owns: the Pydantic models a spec file (TOML) is checked against, and their cross-references. Refuses: reading files
(linkage.formats) and rows (linkage.mapping). Values are closed vocabularies: an unknown word fails at load, not at row
7,000.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from linkage.model import ClaimKind, Kind, Nature, Role
from linkage.numbering import IdentifierKind

ColumnType = Literal["text", "name", "code", "document", "date", "amount", "percent", "number", "yesno"]
KIND_RULES = frozenset({*Kind, "company", "body", "holder", "any"})
"""``company`` = enterprise or organisation, ``any`` = that or a person, ``holder`` = a person unless plainly a firm,
``body`` = an organisation unless plainly a firm: decided per row from number, then name."""


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Words = dict[str, str] | str
"""Words and what they mean, or the name of a table of the vocabulary."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnSpec(_Frozen):
    """One column: Chinese headings, type, unit. ``required``: no row without it; ``volatile``: makes no version."""

    zh: Texts = ()
    type: ColumnType = "text"
    unit: str = "元"
    required: bool = False
    volatile: bool = False


class Choice(_Frozen):
    """A value chosen by a cell: an equal word, else (``contains``) the first word inside it, else the default.

    ``present`` and ``absent`` choose by whether a cell holds anything. ``fallback`` are columns to look into after it.
    """

    column: str
    words: Words = {}
    contains: bool = True
    default: str | None = None
    present: str | None = None
    absent: str | None = None
    fallback: Texts = ()


class Condition(_Frozen):
    """When a party or claim is stated: a column holds something, nothing, or one of the words."""

    present: Texts = ()
    absent: Texts = ()
    column: str | None = None
    words: Texts = ()
    unless: Texts = ()


class IdentifierRule(_Frozen):
    """What a column promises to hold; ``by`` names the column that says which document it is."""

    kind: IdentifierKind | None = None
    by: str | None = None


def _rule(value: object) -> object:
    return {"kind": value} if isinstance(value, str) else value


class PartySpec(_Frozen):
    """One party of a row. ``name`` takes the first column that holds something; ``split`` makes one party per name."""

    role: Role | Choice = Role.SUBJECT
    kind: str | Choice = "company"
    name: Texts = ()
    identifiers: dict[str, Annotated[IdentifierRule, BeforeValidator(_rule)]] = {}
    details: dict[str, Texts] = {}
    constants: dict[str, str] = {}
    split: bool = False
    within: str | None = None
    when: Condition | None = None


class Status(_Frozen):
    """A column that says what became of the decision: words -> event."""

    column: str
    words: Words
    at: str | None = None


class Penalty(_Frozen):
    """Where a penalty's measures are said: texts to recognise them in, the licence taken, columns with amounts."""

    texts: tuple[str, ...]
    licence: str | None = None
    fine: str | None = None
    confiscated: str | None = None


class ClaimSpec(_Frozen):
    """One fact of a row.

    ``begin`` and ``end`` are days (``end`` = no longer on that day), ``until`` is the last day. ``earliest`` and
    ``latest`` bound a beginning that the table does not say; ``seen`` is the one day on which an event's record saw it.
    ``facts`` maps names to columns, the first that holds something.
    """

    kind: ClaimKind
    type: str | Choice
    subject: str = "subject"
    object: str | None = None
    when: Condition | None = None
    begin: Texts = ()
    earliest: Texts = ()
    latest: Texts = ()
    end: Texts = ()
    until: Texts = ()
    seen: Texts = ()
    void: dict[str, Words] = {}
    facts: dict[str, Texts] = {}
    choices: dict[str, Choice] = {}
    constants: dict[str, str] = {}
    authority: Texts = ()
    authority_code: str | None = None
    document: Texts = ()
    category: str | Choice | None = None
    status: Status | None = None
    penalty: Penalty | None = None


class FormatSpec(_Frozen):
    """One table: identity of its records, meaning of a new version, columns, parties and claims.

    ``key`` items are columns, or lists of columns of which the first that holds something counts. ``hints`` are words
    in a file's name that tell two tables of equal header apart. ``distinctive`` columns must stand in the header.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title_zh: str
    dataset: str
    nature: Nature
    delivery: Literal["full", "delta"] = "full"
    key: tuple[Texts, ...] = Field(min_length=1)
    changed: Texts = ()
    department: Texts = ()
    source: str = ""
    hints: Texts = ()
    distinctive: Texts = ()
    authorities: Texts = ()
    """Columns that name the deciding authority itself: never a subject's number."""
    columns: dict[str, ColumnSpec] = Field(min_length=1)
    parties: dict[str, PartySpec] = Field(min_length=1)
    claims: tuple[ClaimSpec, ...] = ()
    digest: str = ""
    """Content digest of the spec file, stamped at load."""

    @property
    def volatile(self) -> frozenset[str]:
        """Columns whose change makes no new version."""
        return frozenset(code for code, column in self.columns.items() if column.volatile)

    @property
    def required(self) -> frozenset[str]:
        """Columns that a header must have and a row must fill."""
        return frozenset(code for code, column in self.columns.items() if column.required)

    @model_validator(mode="after")
    def _references(self) -> "FormatSpec":
        for place, column in _columns_used(self):
            if column not in self.columns:
                raise ValueError(f"{place}: there is no column {column!r}; declare it under [columns]")
        for place, label in _parties_used(self):
            if label not in self.parties:
                raise ValueError(f"{place}: there is no party {label!r}; declare it as [parties.{label}]")
        for label, party in self.parties.items():
            if isinstance(party.kind, str) and party.kind not in KIND_RULES:
                raise ValueError(f"parties.{label}.kind: {party.kind!r} is none of {sorted(KIND_RULES)}")
        for column in self.authorities:
            if any(column in party.identifiers for party in self.parties.values()):
                raise ValueError(f"{column}: the authority's own number cannot identify a party")
        return self


def _columns_used(spec: FormatSpec) -> Iterator[tuple[str, str]]:
    for item in (*spec.key, spec.changed, spec.distinctive, spec.authorities):
        yield from (("key, changed, distinctive or authorities", column) for column in item)
    for label, party in spec.parties.items():
        yield from ((f"parties.{label}", column) for column in party_columns(party))
    for number, claim in enumerate(spec.claims, 1):
        yield from ((f"claim {number}", column) for column in claim_columns(claim))


def party_columns(party: PartySpec) -> Iterator[str]:
    """Every column a party rule reads."""
    yield from party.name
    yield from party.identifiers
    yield from (rule.by for rule in party.identifiers.values() if rule.by)
    yield from (column for columns in party.details.values() for column in columns)
    yield from _choice_columns(party.role, party.kind)
    yield from _condition_columns(party.when)


def claim_columns(claim: ClaimSpec) -> Iterator[str]:
    """Every column a claim rule reads."""
    for columns in (claim.begin, claim.earliest, claim.latest, claim.end, claim.until, claim.seen):
        yield from columns
    yield from (*claim.authority, *claim.document)
    yield from (column for columns in claim.facts.values() for column in columns)
    yield from claim.void
    yield from _choice_columns(claim.type, claim.category, *claim.choices.values())
    yield from _condition_columns(claim.when)
    if claim.authority_code:
        yield claim.authority_code
    if claim.status:
        yield from filter(None, (claim.status.column, claim.status.at))
    if claim.penalty:
        yield from claim.penalty.texts
        yield from filter(None, (claim.penalty.licence, claim.penalty.fine, claim.penalty.confiscated))


def _choice_columns(*rules: object) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, Choice):
            yield from (rule.column, *rule.fallback)


def _condition_columns(when: Condition | None) -> Iterator[str]:
    if when:
        yield from (*when.present, *when.absent)
        yield from filter(None, (when.column,))


def _parties_used(spec: FormatSpec) -> Iterator[tuple[str, str]]:
    for label, party in spec.parties.items():
        if party.within:
            yield f"parties.{label}.within", party.within
    for number, claim in enumerate(spec.claims, 1):
        yield f"claim {number}", claim.subject
        if claim.object:
            yield f"claim {number}", claim.object


def meanings(words: Words, tables: Mapping[str, dict[str, str]]) -> dict[str, str]:
    """The words themselves, or the vocabulary table they name; KeyError when there is none of that name."""
    return dict(tables[words]) if isinstance(words, str) else words
