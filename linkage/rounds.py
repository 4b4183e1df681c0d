"""Firms speak for people and people for firms, round after round, until nothing new is said.

Owns: the fixed point, what each round looks at anew, and its report. The first round is a run over all parties; each
further one judges only parties whose collective evidence or company changed, and what hangs together with them, by the
closure that serves a few new parties among many (linkage.renewal). Refuses: values (linkage.collective) and former
partitions: it starts from parties alone, so that the same parties end in the same clusters.
"""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from linkage import collective, profiles, resolver
from linkage.collective import Family, Standing
from linkage.entries import entries_of
from linkage.held import Held, Index, renewed
from linkage.judgement import Word
from linkage.model import Kind, Party
from linkage.pinning import PINNED, Pinning
from linkage.profiles import Profile
from linkage.renewal import renew
from linkage.resolver import Circles, Half, Models, Progress, Resolution, Run, company_of, quiet
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
    state = _State(population, tuple(standing), words, _Start.of(first), first, company or company_of, portion)
    del first  # what later rounds replace is not kept
    made = 1
    while (said := state.says()) != state.circles:
        anew = state.changed(said)
        if made == bound:
            return state.resolution, replace(state.report(made), converged=False, left=len(anew))
        progress("rounds", made, bound)
        state.judge(said, anew)
        made += 1
    return state.resolution, state.report(made)


def _noting(parties: Iterable[Party], standing: list[Standing]) -> Iterator[Party]:
    """The parties, of whom those that stand in a firm are noted."""
    for each in parties:
        if each.within is not None:
            standing.append(Standing(each.id, each.within, each.kind is Kind.PERSON))
        yield each


@dataclass(frozen=True, slots=True)
class _Start:
    """The partition of the first round: party -> cluster of firms and of persons, and all clusters."""

    firms: Mapping[str, str]
    persons: Mapping[str, str]
    clusters: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, first: Resolution) -> "_Start":
        """Of its result."""
        clusters = frozenset((*first.firms.clusters, *first.persons.clusters))
        return cls(company_of(first.firms), company_of(first.persons), clusters)


@dataclass(slots=True)
class _State:
    """The partition as the last round left it."""

    population: Population
    standing: Sequence[Standing]
    words: Sequence[Word]
    first: _Start
    resolution: Resolution
    naming: Naming
    portion: int
    """Parties that are judged anew at a time: they are held twice."""
    circles: Circles = field(default_factory=dict)
    looked_at: int = 0
    keyed: dict[str, Index] = field(default_factory=dict)
    """By model: made when a half is first judged anew, and kept in step."""

    def says(self) -> Circles:
        found, models = self.resolution, self.resolution.models
        return collective.circles(
            self.standing,
            Family(found.firms, models.enterprise, self.first.firms),
            Family(found.persons, models.person, self.first.persons),
        )

    def changed(self, circles: Circles) -> set[str]:
        """Parties of whom this says something else than the last round's evidence."""
        return {party for party in self.circles.keys() | circles if self.circles.get(party) != circles.get(party)}

    def judge(self, circles: Circles, anew: Collection[str]) -> None:
        """One round under this evidence, portion by portion: each leaves what a run over all would have made if no more
        had changed, so that the last one leaves the same as all at once."""
        asked = sorted(anew)
        for start in range(0, len(asked), self.portion):
            self._judge(circles, set(asked[start : start + self.portion]))
        self.circles = circles

    def _judge(self, circles: Circles, anew: Collection[str]) -> None:
        models, former = self.resolution.models, self.naming(self.resolution.firms)
        firms = self._firms(anew, circles)
        now = former if firms is self.resolution.firms else self.naming(firms)
        moved = {party for party, name in now.items() if former.get(party) != name}
        people = self._read({e.party for e in self.standing if e.is_person and (e.party in anew or e.firm in moved)})
        fresh = profiles.persons(people, now, circles)
        persons = self._half(self.resolution.persons, fresh, Run(models.person, self.words, PINNED, former=False))
        self.resolution = replace(
            self.resolution,
            models=replace(models, circles=circles),
            firms=firms,
            persons=persons,
        )

    def _firms(self, anew: Collection[str], circles: Circles) -> Half:
        found = [each for each in self._read(anew) if each.kind is not Kind.PERSON]
        ids = {each.id for each in found}
        people = self._read({each.party for each in self.standing if each.is_person and each.firm in ids})
        fresh = profiles.firms(found, people, circles)
        return self._half(
            self.resolution.firms, fresh, Run(self.resolution.models.enterprise, self.words, PINNED, former=True)
        )

    def _read(self, asked: Collection[str]) -> list[Party]:
        return sorted(self.population.again(asked), key=lambda each: each.id) if asked else []

    def _half(self, half: Half, fresh: Sequence[Profile], run: Run) -> Half:
        if not fresh:
            return half
        name = run.model.name
        if name not in self.keyed:
            self.keyed[name] = Index(entries_of(half.gathered), run.model)
        held = Held.of(half, self.keyed[name], self.words)
        found = renew(fresh, held, replace(run, scorer=Scorer(run.model)), sys.maxsize)
        self.keyed[name].renew(found.ground, found.keys)
        self.looked_at += found.parties
        return renewed(half, found, run.model.decision)

    def report(self, made: int) -> Rounds:
        now = (*self.resolution.firms.clusters, *self.resolution.persons.clusters)
        moved = sum(len(group) for group in now if group not in self.first.clusters)
        return Rounds(made, converged=True, spoken_of=len(self.circles), looked_at=self.looked_at, moved=moved)
