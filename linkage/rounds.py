"""Firms speak for people and people for firms, round after round, until nothing new is said.

Owns: the fixed point, what each round looks at anew, and its report. The first round is a run over all parties; each
further one judges only parties whose collective evidence or company changed, and what hangs together with them, by the
closure that serves a few new parties among many (linkage.renewal). Refuses: values (linkage.collective) and former
partitions: it starts from parties alone, so that the same parties end in the same clusters.
"""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from linkage import profiles, resolver
from linkage.collective import Evidence, Standing
from linkage.held import Held
from linkage.judgement import Word
from linkage.model import Kind, Party
from linkage.pinning import PINNED, Pinning
from linkage.profiles import Profile
from linkage.renewal import renew
from linkage.resolver import Circles, Half, Models, Progress, Resolution, Run, quiet
from linkage.scoring import Scorer
from linkage.tables import toml_table

Naming = Callable[[Half], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Rounds:
    """How the iteration went: rounds made, whether the last said nothing new, parties that collective evidence speaks
    of, parties looked at again, parties whose cluster is another than after the first round, and parties that one more
    round would have judged anew."""

    made: int
    converged: bool
    spoken_of: int = 0
    looked_at: int = 0
    moved: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Population:
    """All parties, to be read once, and how to read some of them again: a run holds none longer than it must."""

    parties: Iterable[Party]
    again: Callable[[Collection[str]], Iterable[Party]]

    @classmethod
    def of(cls, parties: Sequence[Party]) -> "Population":
        """Of parties in memory."""
        return cls(parties, lambda asked: (each for each in parties if each.id in asked))


def resolve(
    population: Population,
    models: Models,
    words: Sequence[Word] = (),
    progress: Progress = quiet,
    pinning: Pinning = PINNED,
    company: Naming | None = None,
) -> tuple[Resolution, Rounds]:
    """As :func:`linkage.resolver.resolve`; a run that pins finds the collective evidence anew and pins it too."""
    if not pinning.iterates:
        return resolver.resolve(population.parties, models, words, progress, pinning, company), Rounds(
            1, converged=True
        )
    table = toml_table("collective")
    bound = pinning.rounds or table["rounds"]
    standing: list[Standing] = []
    read = _noting(population.parties, standing)
    first = resolver.resolve(read, replace(models, circles={}), words, progress, pinning, company)
    portion = table["portion"] if pinning.portion is None else pinning.portion
    state = _State(population, standing, words, first, company, portion, Evidence(standing, first))
    del first  # what later rounds replace is not kept
    made = 1
    while anew := state.changed(said := state.says()):
        if made == bound:
            return state.result, replace(state.report(made), converged=False, left=len(anew))
        progress("rounds", made, bound)
        state.judge(said, anew)
        made += 1
    return state.result, state.report(made)


def _noting(parties: Iterable[Party], standing: list[Standing]) -> Iterator[Party]:
    """The parties, of whom those that stand in a firm are noted."""
    for each in parties:
        if each.within is not None:
            standing.append(Standing(each.id, each.within, each.kind is Kind.PERSON))
        yield each


def _unkeyed(half: Half) -> Half:
    return replace(half, keyed=None)


@dataclass(slots=True)
class _State:
    """The partition as the last round left it."""

    population: Population
    standing: Sequence[Standing]
    words: Sequence[Word]
    resolution: Resolution
    naming: Naming | None
    portion: int
    """Parties that are judged anew at a time."""
    evidence: Evidence
    looked_at: int = 0
    held: tuple[Held, Held] | None = None
    """Firms and persons, from the first party that is judged anew: kept in step."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Party -> name of its firm."""

    @property
    def result(self) -> Resolution:
        """What all parties became."""
        found = self.resolution
        return replace(found, firms=_unkeyed(found.firms), persons=_unkeyed(found.persons))

    def says(self) -> Circles:
        """Collective evidence of the partition as it is."""
        renewed = {name for each in self.held or () for name in each.renewed()}
        return self.evidence.told(self.resolution.firms, self.resolution.persons, renewed)

    def changed(self, circles: Circles) -> set[str]:
        """Parties of whom this says something else than the last round's evidence."""
        former = self.resolution.models.circles
        return {party for party in former.keys() | circles if former.get(party) != circles.get(party)}

    def judge(self, circles: Circles, anew: Collection[str]) -> None:
        """One round under this evidence, portion by portion: each leaves what a run over all would have made if no more
        had changed, so that the last one leaves the same as all at once."""
        firms, persons = self.held = self.held or self._begin()
        asked = sorted(anew)
        for start in range(0, len(asked), self.portion):
            some = set(asked[start : start + self.portion])
            self._persons(persons, self._firms(firms, some, circles), some, circles)
        models = replace(self.resolution.models, circles=circles)
        self.resolution = replace(self.resolution, models=models, firms=firms.half(), persons=persons.half())

    def _begin(self) -> tuple[Held, Held]:
        """The halves of the first round, which are changed in place from here on."""
        found = self.resolution
        firms, persons = Held(found.firms, self.words), Held(found.persons, self.words)
        self.names = self.naming(found.firms) if self.naming else firms.company
        self.resolution = self.result
        return firms, persons

    def _firms(self, held: Held, anew: Collection[str], circles: Circles) -> set[str]:
        """Judge firms; parties whose firm is another now."""
        found = [each for each in self._read(anew) if each.kind is not Kind.PERSON]
        ids = {each.id for each in found}
        people = self._read({each.party for each in self.standing if each.is_person and each.firm in ids})
        fresh = profiles.firms(found, people, circles)
        moved = self._take(held, fresh, Run(self.resolution.models.enterprise, self.words, PINNED, former=True))
        if moved and self.naming:
            former, self.names = self.names, self.naming(held.half())
            moved = {party for party, name in self.names.items() if former.get(party) != name}
        return moved

    def _persons(self, held: Held, moved: Collection[str], anew: Collection[str], circles: Circles) -> None:
        """Judge people of whom something else is said, or who stand in another firm now."""
        people = self._read({e.party for e in self.standing if e.is_person and (e.party in anew or e.firm in moved)})
        fresh = profiles.persons(people, self.names, circles)
        self._take(held, fresh, Run(self.resolution.models.person, self.words, PINNED, former=False))

    def _read(self, asked: Collection[str]) -> list[Party]:
        return sorted(self.population.again(asked), key=lambda each: each.id) if asked else []

    def _take(self, held: Held, fresh: Sequence[Profile], run: Run) -> set[str]:
        if not fresh:
            return set()
        found = renew(fresh, held, replace(run, scorer=Scorer(run.model)), sys.maxsize)
        self.looked_at += found.parties
        return held.take(found, run.model.decision)

    def report(self, made: int) -> Rounds:
        """How it went."""
        moved = sum(each.moved for each in self.held or ())
        spoken_of = len(self.resolution.models.circles)
        return Rounds(made, converged=True, spoken_of=spoken_of, looked_at=self.looked_at, moved=moved)
