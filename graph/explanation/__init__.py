"""Why, why-not and how: the pair's waterfall, what keeps two apart, how an entity came together.

Owns: the answers as values. Refuses: drawing them (api.web) and words of the terminal (api.cli).
"""

from graph.explanation.barriers import Barrier
from graph.explanation.chain import Assembly, Link, Mention, Nearest, assembly
from graph.explanation.pair import Explanation, Step, explain
from graph.explanation.sides import UnknownSide

__all__ = [
    "Assembly",
    "Barrier",
    "Explanation",
    "Link",
    "Mention",
    "Nearest",
    "Step",
    "UnknownSide",
    "assembly",
    "explain",
]
