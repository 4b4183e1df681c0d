"""News that hang together with too much for one increment, as arrivals one after another.

Owns: the portions, their order, and when they are worth it. Refuses: linking (graph.increment). Each portion is
written down before the next is looked at, and what arrivals leave does not depend on their order, so that after the
last one the partition is that of a run over all parties. A run that breaks off leaves the rest to be resolved next.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from graph.bounds import Bounds
from graph.increment import Base, Increment, News, increment, write
from graph.marks import STREAM, Mark
from linkage.model import Party
from linkage.renewal import ClosureTooLarge

Arrival = News
"""A reviewer's word, or the parties of a record."""


def worth(news: News, known: int, bounds: Bounds) -> bool:
    """Whether portions cost less than a run over all ``known`` parties, the new ones among them."""
    return len(news.parties) <= bounds.share * known


def in_portions(base: Base, news: News, size: int, clock: Callable[[], datetime]) -> Iterator[tuple[News, Increment]]:
    """Resolve and write the news, some ``size`` parties and at least an arrival at a time: reviewers' words first, then
    records in the order of their ids. A portion that hangs together with too much is halved.

    ClosureTooLarge when a single arrival does: those before it are written. Overtaken when another run is written.
    """
    words = [News((), (each,)) for each in news.said]
    waiting = deque(_portions([*words, *_records(news.parties)], size))
    while waiting:
        arrivals = waiting.popleft()
        some = _news(arrivals)
        try:
            found = increment(base, some)
        except ClosureTooLarge:
            if len(arrivals) < 2:
                raise
            middle = len(arrivals) // 2
            waiting.extendleft((arrivals[middle:], arrivals[:middle]))
            continue
        # until the last is written, all of them are news to whoever runs next
        write(base, some, found, clock(), base.mark.seen if waiting else None)
        base = _after(base)
        yield some, found


def _records(parties: Sequence[Party]) -> list[Arrival]:
    records: dict[str, list[Party]] = defaultdict(list)
    for each in parties:
        records[each.record].append(each)
    return [News(records[name]) for name in sorted(records)]


def _portions(arrivals: Sequence[Arrival], size: int) -> list[list[Arrival]]:
    """Arrivals in portions of so many parties; none is cut."""
    portions: list[list[Arrival]] = []
    filled = size
    for each in arrivals:
        if filled >= size:
            portions.append([])
            filled = 0
        portions[-1].append(each)
        filled += len(each.parties) + len(each.spoken)
    return portions


def _news(arrivals: Sequence[Arrival]) -> News:
    parties = [party for each in arrivals for party in each.parties]
    return News(parties, tuple(word for each in arrivals for word in each.said))


def _after(base: Base) -> Base:
    """The base with what its run has just written, and no more than that: what comes meanwhile is the next run's."""
    last = base.store.last(STREAM)
    if last is None:
        raise AssertionError("a portion was written, so that the stream has an entry")
    for scorer in base.scorers:
        scorer.forget()
    return replace(base, last=last, mark=Mark.read(last))
