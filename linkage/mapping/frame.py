"""One row on its way through the compiled mapping.

Owns: the row's canonical values, what has been made of it so far, and the accessors compiled from column names.
Refuses: reading cells (linkage.readers.cells) and deciding what they mean (parties, claims).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from linkage.model import Issue, Party, Rejection
from linkage.spec import Choice, Condition
from linkage.vocabulary import fold_word, lookup


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for every row of a file. ``slots``: column code -> index in ``Frame.values``."""

    region: str
    department: str
    as_at: date
    authority: str
    slots: Mapping[str, int]
    titles: Mapping[str, str]
    """Column code -> its heading in this file."""


@dataclass(slots=True)
class Frame:
    """One row: canonical cells, field issues, parties by label."""

    values: Sequence[str]
    record: str = ""
    issues: list[Issue] = field(default_factory=list)
    parties: dict[str, list[Party]] = field(default_factory=dict)


class RowRejected(Exception):
    """The row cannot become a record."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.reason)
        self.rejection = rejection


Getter = Callable[[Frame], str]
Chooser = Callable[[Frame], str | None]
Test = Callable[[Frame], bool]


def first_of(columns: Sequence[str], context: Context) -> Getter:
    """The first of the columns that holds something; empty when the file has none of them."""
    indexes = [context.slots[column] for column in columns if column in context.slots]
    if not indexes:
        return lambda frame: ""
    if len(indexes) == 1:
        only = indexes[0]
        return lambda frame: frame.values[only]

    def first(frame: Frame) -> str:
        for index in indexes:
            if frame.values[index]:
                return frame.values[index]
        return ""

    return first


def chooser(rule: str | Choice, context: Context) -> Chooser:
    """What a rule yields for a row; None when it says nothing about its cell."""
    if not isinstance(rule, Choice):
        return lambda frame: rule
    columns = (rule.column, *rule.fallback)
    if rule.present is not None or rule.absent is not None:
        any_of = first_of(columns, context)
        return lambda frame: rule.present if any_of(frame) else rule.absent
    cells = [first_of((column,), context) for column in columns if column in context.slots]
    look, default = lookup(rule.words, rule.contains), rule.default

    def choose(frame: Frame) -> str | None:
        for cell in cells:
            if (text := cell(frame)) and (found := look(text)) is not None:
                return found
        return default

    return choose


def condition(when: Condition | None, context: Context) -> Test | None:
    """The test for a condition; None when there is none to pass."""
    if when is None:
        return None
    present = [first_of((column,), context) for column in when.present]
    absent = [first_of((column,), context) for column in when.absent]
    cell = first_of((when.column,) if when.column else (), context)
    words, unless = frozenset(map(fold_word, when.words)), frozenset(map(fold_word, when.unless))

    def test(frame: Frame) -> bool:
        if any(not get(frame) for get in present) or any(get(frame) for get in absent):
            return False
        word = fold_word(cell(frame))
        return (not words or word in words) and word not in unless

    return test
