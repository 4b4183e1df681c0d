"""A waterfall's lines: the prior first, each with the sum so far, under the words for what was compared.

Owns: those words, the model's own and the scorer's, and the running sum. Refuses: values, and words for levels
(api.labels).
"""

from collections.abc import Iterable, Iterator

from linkage.scoring import COVERAGE, MASK, Line
from linkage.weights import Model

PRIOR = "prior"


def titles(model: Model) -> dict[str, str]:
    """Comparison -> its Chinese title."""
    return {each.name: each.label for each in model.comparisons} | {
        MASK: "部分号码",
        COVERAGE: "登记覆盖",
        PRIOR: "先验",
    }


def summed(lines: Iterable[Line], model: Model) -> Iterator[tuple[Line, int]]:
    """The prior and the lines, each with the sum up to it in units."""
    total = 0
    for line in (Line(PRIOR, "", model.prior), *lines):
        total += line.weight
        yield line, total
