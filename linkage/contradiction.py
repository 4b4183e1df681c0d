"""What reviewers' words say together: chains of "same", and words that cannot all be true.

Owns: A=B, B=C, A≠C found with the chain that says so. Refuses: choosing between words (a person does), scores, stores.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

from linkage.judgement import Word

Chain = tuple[Word, ...]
Neighbours = Mapping[str, Sequence[tuple[str, Word]]]


def chain(words: Iterable[Word], a: str, b: str) -> Chain | None:
    """The shortest chain of "same" from ``a`` to ``b``; empty when they are one party, None when there is none."""
    return _walk(_neighbours(words), a).get(b)


def group(words: Iterable[Word], party: str) -> tuple[str, ...]:
    """The parties that words call one with this one, itself included, in order."""
    return tuple(sorted(_walk(_neighbours(words), party)))


def against(words: Sequence[Word], new: Word) -> Chain | None:
    """The standing words that a new one contradicts: the chain and, for "same", the "different" it runs into."""
    links = _neighbours(words)
    left = _walk(links, new.a)
    if not new.same:
        return left.get(new.b)
    right = _walk(links, new.b)
    found = [
        (*left[x], word, *right[y])
        for word in words
        if not word.same
        for x, y in ((word.a, word.b), (word.b, word.a))
        if x in left and y in right
    ]
    return min(found, key=_rank, default=None)


def contradictions(words: Sequence[Word]) -> tuple[Chain, ...]:
    """Every "different" that a chain of "same" denies, followed by that chain."""
    links = _neighbours(words)
    found = []
    for word in sorted({each for each in words if not each.same}, key=lambda each: (each.a, each.b)):
        denied = _walk(links, word.a).get(word.b)
        if denied is not None:
            found.append((word, *denied))
    return tuple(found)


def _neighbours(words: Iterable[Word]) -> Neighbours:
    links: dict[str, list[tuple[str, Word]]] = defaultdict(list)
    for word in sorted({each for each in words if each.same}, key=lambda each: (each.a, each.b)):
        links[word.a].append((word.b, word))
        links[word.b].append((word.a, word))
    return links


def _walk(links: Neighbours, start: str) -> dict[str, Chain]:
    """Every party that a chain leads to, with the shortest chain (the first in order of parties)."""
    found: dict[str, Chain] = {start: ()}
    queue = deque((start,))
    while queue:
        here = queue.popleft()
        for there, word in links.get(here, ()):
            if there not in found:
                found[there] = (*found[here], word)
                queue.append(there)
    return found


def _rank(words: Chain) -> tuple[int, list[tuple[str, str, bool]]]:
    return len(words), [(each.a, each.b, each.same) for each in words]
