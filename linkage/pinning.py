"""Pinning a model to a population: term frequencies, number of entities, generic values, blocks that are too large.

Owns: what one full run learns by counting and then keeps until the next. Refuses: m and u (linkage.training) and any
count that depends on how often a subject is mentioned: values are counted over distinct subjects as far as known.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

from linkage import blocking
from linkage.comparison import NOTHING, Values
from linkage.identifiers import Identifier, implied
from linkage.profiles import Profile
from linkage.weights import Frequencies, Model, frequencies

Numbers = tuple[Identifier, ...]
Trainer = Callable[[Sequence[Profile], Model], Model]
"""Returns the model with trained weights, or as it was when training refused."""


def untrained(found: Sequence[Profile], model: Model) -> Model:
    """The model with its default weights."""
    return model


@dataclass(frozen=True, slots=True)
class Pinning:
    """How a full run pins its models and sieves its candidates. Without ``train`` the models are pinned already;
    ``retrain``: weights are trained even on nearly the mentions that they were trained on."""

    train: Trainer | None = untrained
    sieve: blocking.Sieve = blocking.unsieved
    retrain: bool = False
    rounds: int | None = None
    """At most so many rounds of collective evidence; None: as the table ``collective`` says, none without ``train``."""
    portion: int | None = None
    """So many parties are judged anew at a time; None: as that table says. Changes no result."""

    @property
    def iterates(self) -> bool:
        """Whether collective evidence is found anew; else it is pinned already, too."""
        return self.train is not None or self.rounds is not None


PINNED = Pinning(train=None)
"""The models are pinned already, and every candidate is scored."""


def keeping(train: Trainer, given: Iterable[Model], former: Iterable[Model], change: float) -> Trainer:
    """Training that keeps the weights of the former model while mentions have grown or shrunk by no more than the share
    ``change`` since they were trained, and the model given is the one that training began with.

    What is estimated anew on nearly the same mentions wanders a little, and entities would change for nothing.
    """
    origin = {each.name: each.version for each in given}
    known = {each.name: each for each in former if each.origin == origin.get(each.name)}

    def again(found: Sequence[Profile], model: Model) -> Model:
        held, mentions = known.get(model.name), sum(len(each.parties) for each in found)
        if held and abs(mentions - held.taught) <= change * held.taught:
            learned = replace(model, comparisons=held.comparisons, trained=held.trained)
            return replace(learned, origin=held.origin, taught=held.taught)
        trained = train(found, model)
        if trained.comparisons == model.comparisons:
            return trained  # refused, to be tried again
        return replace(trained, origin=origin[model.name], taught=mentions)

    return again


def counted(found: Sequence[Profile], model: Model) -> Model:
    """The model with what counting alone tells: all but weights and blocks."""
    subjects: dict[Hashable, list[Profile]] = defaultdict(list)
    strongest = _once(_strongest)
    for each in found:
        subjects[_subject(each, strongest(each.numbers))].append(each)
    return replace(
        model,
        frequencies=_frequencies(subjects.values(), model),
        decision=replace(model.decision, entities=max(len(subjects), 2)),
        generics=_generics(found, model),
        coverage=_coverage(found, model),
    )


def with_generics(found: Sequence[Profile], model: Model) -> Model:
    """The model with no more of what counting tells than the values that too many share."""
    return replace(model, generics=_generics(found, model))


def with_blocks(model: Model, keyed: blocking.Keyed) -> Model:
    """The model that also knows which blocks exceed its cap."""
    from linkage.batch.blocks import too_large  # loads Arrow, for which a single record must not wait

    large = too_large(keyed, model.cap)
    return replace(model, generics=model.generics | large) if large else model


def _once(asked: Callable[[Numbers], str]) -> Callable[[Numbers], str]:
    """The same, asked once of each tuple of numbers: mentions share them, and to hash them takes as long as to ask.
    Not for tuples that go meanwhile."""
    known: dict[int, str] = {}

    def found(numbers: Numbers) -> str:
        if (told := known.get(id(numbers))) is None:
            told = known[id(numbers)] = asked(numbers)
        return told

    return found


def _strongest(numbers: Numbers) -> str:
    """The last of the strong ones; '' without one."""
    return max((each.to_text() for each in numbers if each.vetoes), default="")


def _subject(profile: Profile, strongest: str) -> Hashable:
    """The best guess, before any linkage, of which profiles are one subject."""
    if strongest:
        return strongest
    if profile.card is None:
        return profile.group
    core = profile.card.fields.get("core") or profile.card.fields.get("name", NOTHING)
    return tuple(sorted(core)) or profile.group


def _values(profiles: Iterable[Profile], field: str) -> list[Values]:
    """What each says in that field: its name, or else its own."""
    return [
        (each.card.fields.get(field) if each.card else None) or each.fields.get(field, NOTHING) for each in profiles
    ]


def _frequencies(subjects: Iterable[Sequence[Profile]], model: Model) -> dict[str, Frequencies]:
    fields = {level.frequency for each in model.comparisons for level in each.levels if level.frequency}
    return {field: frequencies(Counter(_borne(subjects, field))) for field in sorted(fields)}


def _borne(subjects: Iterable[Sequence[Profile]], field: str) -> Iterator[str]:
    """The values that each subject bears, each once."""
    for profiles in subjects:
        stated = _values(profiles, field)
        # most state the same set
        yield from stated[0] if len(stated) == 1 else NOTHING.union(*{*stated})


def _coverage(found: Sequence[Profile], model: Model) -> float:
    """The share of mentions whose subject is known under a number from elsewhere, by the mentions with a number.

    Good and Turing: the chance that the next mention is of somebody new is the share of mentions that stand alone.
    """
    mentions: Counter[Hashable] = Counter()
    known_as = _once(_known_as)
    everywhere = _values(found, model.covered_within) if model.covered_within else repeat(("",))
    for each, places in zip(found, everywhere, strict=False):
        number = known_as(each.numbers)
        for place in places if number else ():
            mentions[number, place] += len(each.parties)
    total = sum(mentions.values())
    if total < model.recipe.min_subjects:
        return model.coverage
    alone = sum(count == 1 for count in mentions.values())
    return float(f"{max(model.coverage, min(model.most_coverage, 1 - (alone + 1) / (total + 2))):.6g}")


def _known_as(numbers: Numbers) -> str:
    """The strong one; of a USCC the organisation code inside, which older mentions bear alone. '' without one."""
    strong = [number for number in numbers if number.vetoes]
    return min((each.to_text() for number in strong for each in implied(number) or (number,)), default="")


def _generics(found: Sequence[Profile], model: Model) -> frozenset[str]:
    generics: set[str] = set()
    for field, few in model.generic.items():
        said = [each.fields.get(field, NOTHING) for each in found]
        stated: Counter[str] = Counter()
        for values, count in Counter(said).items():
            stated.update(dict.fromkeys(values, count))
        often = {value for value, count in stated.items() if count >= few}
        bearers: dict[str, set[Hashable]] = defaultdict(set)
        for each, values in zip(found, said, strict=True) if often else ():
            for value in often.intersection(values):
                bearers[value].add(_subject(each, _strongest(each.numbers)))
        generics.update(f"{field}={value}" for value, who in bearers.items() if len(who) >= few)
    return frozenset(generics)
