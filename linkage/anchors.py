"""Nodes: profiles held together by a number or by an equal group key, and the mentions whose name contradicts it.

Owns: who counts as one before scoring. Refuses: gluing a name that contradicts its number: a wrong number that is some
other firm's valid number must not merge two firms. A contradicting name stays apart as a *doubt* when that name is
known under another number, or stands alone with nothing else to speak for it; otherwise it is a former name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from linkage.codemap import CodeMap, joins
from linkage.comparison import NOTHING, NameCard, Node, Values, merged, strong_numbers
from linkage.identifiers import Identifier
from linkage.profiles import Profile
from linkage.scoring import Scorer
from linkage.spelled import Spelled
from linkage.weights import Model

APART = "apart"
"""First part of the group key of a party that a reviewer set apart."""
ABROAD = "abroad"
"""Stands for every anchor of a profile that is not looked at."""
_SUPPORT = ("head", "address", "phone", "company")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Nodes by id and what holds them: their profiles, the parties that are sure of their number (it is their node's,
    their name does not contradict it, or they bear a supported former name), and who depends on whose names."""

    nodes: dict[str, Node]
    sure: frozenset[str]
    against: dict[str, str] = field(default_factory=dict)
    """Node whose name contradicts its number -> the node that the number belongs to."""
    profiles: dict[str, tuple[Profile, ...]] = field(default_factory=dict)
    owned: dict[str, frozenset[str]] = field(default_factory=dict)
    """Node -> cores of the name most borne under its number."""
    asked: dict[str, frozenset[str]] = field(default_factory=dict)
    """Node -> cores of other names under its number: what becomes of them depends on whether others own them."""

    @property
    def doubts(self) -> tuple[tuple[str, str], ...]:
        """Pairs of nodes (first < second) on one number whose names contradict."""
        return tuple(sorted((min(pair), max(pair)) for pair in self.against.items()))


def gather(
    profiles: Sequence[Profile], codes: CodeMap, scorer: Scorer, former: bool, abroad: Collection[str] = ()
) -> Gathered:
    """Nodes of one kind. ``former``: names may change (firms); else another name on a number is another subject, and so
    it is of a firm's number under which many names stand that nothing else ties to it (``Decision.names``).

    ``abroad``: cores of names that a number borne by none of these profiles owns.
    """
    anchored, rest = _by_anchor(profiles, codes)
    classes = {anchor: _classes(anchored[anchor], scorer) for anchor in sorted(anchored)}
    owners = _owners(classes, abroad) if former else {}
    found = Gathered({}, frozenset())
    sure: set[str] = set()
    most = scorer.model.decision.names or len(profiles)
    for anchor, (main, *others) in classes.items():
        kept, apart, certain = _split(anchor, (main, others), owners, most if former else -1)
        home = _put(found, kept, anchor)
        sure |= certain
        if former:
            found.owned[home] = _cores_of(main)
            found.asked[home] = _cores_of(each for members in others for each in members)
        for members in apart:
            found.against[_put(found, members, "")] = home
    for key in sorted(rest):
        _put(found, rest[key], "")
    return replace(found, sure=frozenset(sure))


def _put(found: Gathered, profiles: Sequence[Profile], anchor: str) -> str:
    node = make_node(profiles, anchor)
    found.nodes[node.id] = node
    found.profiles[node.id] = tuple(profiles)
    return node.id


def _cores_of(profiles: Iterable[Profile]) -> frozenset[str]:
    return frozenset(core for each in profiles for core in _cores(each))


def make_node(profiles: Sequence[Profile], anchor: str) -> Node:
    """One node out of profiles."""
    alone = profiles[0] if len(profiles) == 1 else None  # what it has in order already is not held twice
    parties = alone.parties if alone else tuple(sorted(party for each in profiles for party in each.parties))
    numbers = alone.numbers if alone else tuple(sorted({number for each in profiles for number in each.numbers}))
    cards = {each.card.normal: each.card for each in profiles if each.card is not None}
    cards |= {card.normal: card for each in profiles for card in each.former}
    return Node(
        id=parties[0],
        parties=parties,
        names=tuple(cards[name] for name in sorted(cards)),
        fields=alone.fields if alone else merged(each.fields for each in profiles),
        numbers=numbers,
        strong=strong_numbers(numbers),
        anchor=anchor,
    )


def spell(gathered: Gathered) -> None:
    """Hold the names as text from here on: what is decided is looked at seldom, and a card takes 5 KB."""
    texts: dict[str, Spelled] = {}
    for profiles in gathered.profiles.values():
        for card in _named(profiles):
            if card.normal not in texts:
                texts[card.normal] = Spelled(card.fields)
            card.fields = texts[card.normal]


def without_generics(profile: Profile, model: Model) -> Profile:
    """The profile without values that too many share (an agent's phone), nor what masks would show of them
    (``head_mask`` of ``head``): they glue nobody."""
    fields, generics = profile.fields, _by_field(model.generics)
    lost = {name for name in model.generic if not generics.get(name, NOTHING).isdisjoint(fields.get(name, NOTHING))}
    if not lost:
        return profile
    kept = {name: values - generics[name] if name in lost else values for name, values in fields.items()}
    return replace(profile, fields={each: kept[each] for each in kept if each.partition("_")[0] not in lost - {each}})


@lru_cache(maxsize=8)
def _by_field(generics: Values) -> dict[str, Values]:
    """Field -> its values that too many share; fields without are absent."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in generics:
        name, told, value = each.partition("=")
        if told:
            found[name].add(value)
    return {name: frozenset(values) for name, values in found.items()}


def isolated(profile: Profile, apart: Collection[str]) -> Iterator[Profile]:
    """The profile, and each of its parties that a reviewer set apart from another on its own."""
    alone = [party for party in profile.parties if party in apart]
    rest = tuple(party for party in profile.parties if party not in apart)
    if rest:
        yield replace(profile, parties=rest)
    for party in alone:
        yield replace(profile, parties=(party,), group=(APART, party, *profile.group))


def restored(profile: Profile) -> Profile:
    """The profile as it was before :func:`isolated` set it apart."""
    return replace(profile, group=profile.group[2:]) if profile.group[0] == APART else profile


def _by_anchor(
    profiles: Sequence[Profile], codes: CodeMap
) -> tuple[dict[str, list[Profile]], dict[tuple[str, ...], list[Profile]]]:
    """Profiles by the one number they stand under, the others by group key."""
    anchored: dict[str, list[Profile]] = defaultdict(list)
    loose: list[Profile] = []
    strong_of, translated = cache(codes.anchors), cache(codes.translated)  # ten mentions and more state the same
    for profile in profiles:
        if profile.group[0] == APART:
            loose.append(profile)
            continue
        strong = strong_of(profile.numbers)
        found = strong or translated(profile.numbers)
        if len(found) == 1:
            anchored[next(iter(found))].append(profile)
        elif not strong:
            loose.append(profile)
        else:
            anchored["+".join(sorted(strong))].append(profile)  # several strong numbers: by itself
    rest: dict[tuple[str, ...], list[Profile]] = defaultdict(list)
    for key, members in _by_old_number(loose):
        rest[key] += members
    return anchored, rest


def _by_old_number(profiles: Sequence[Profile]) -> Iterator[tuple[tuple[str, ...], list[Profile]]]:
    """Profiles without a strong anchor: by a shared old number and equal core of name, else by group key."""
    for profile in profiles:
        olds = sorted(each.to_text() for each in profile.numbers if joins(each))
        if olds and profile.group[0] != APART:
            yield ("old", olds[0], *_cores(profile)), [profile]
        else:
            yield profile.group, [profile]


def _cores(profile: Profile) -> tuple[str, ...]:
    card = profile.card
    if card is None:
        return ()
    return tuple(sorted(card.fields.get("core") or card.fields.get("name") or {card.normal}))


def _alike(left: Profile, right: Profile, scorer: Scorer) -> bool:
    ours, theirs = _cards(left), _cards(right)
    return not ours or not theirs or not scorer.best_names(ours, theirs)[2]


def _cards(profile: Profile) -> tuple[NameCard, ...]:
    return profile.former if profile.card is None else (profile.card, *profile.former)


def _named(profiles: Iterable[Profile]) -> Iterator[NameCard]:
    return (card for each in profiles for card in _cards(each))


def _classes(profiles: Sequence[Profile], scorer: Scorer) -> list[list[Profile]]:
    """Profiles under one number by names that do not contradict, the most borne first.

    Names are taken most borne first, so that a variant joins the spelling that most departments use.
    """
    borne: dict[str, int] = defaultdict(int)
    for each in profiles:
        borne[each.card.normal if each.card else ""] += len(each.parties)
    ordered = sorted(profiles, key=lambda each: _rank(each, borne))
    classes: list[list[Profile]] = []
    for profile in ordered:
        for members in classes:
            if _alike(members[0], profile, scorer):
                members.append(profile)
                break
        else:
            classes.append([profile])
    return sorted(classes, key=lambda members: (-_size(members), min(each.parties[0] for each in members)))


def _rank(profile: Profile, borne: Mapping[str, int]) -> tuple[bool, int, str, str]:
    name = profile.card.normal if profile.card else ""
    return not name, -borne[name], name, profile.parties[0]


def _size(members: Iterable[Profile]) -> int:
    return sum(len(each.parties) for each in members)


def _owners(classes: Mapping[str, Sequence[Sequence[Profile]]], abroad: Iterable[str]) -> dict[str, set[str]]:
    """Core of a name -> anchors under which it is the name most borne."""
    owners: dict[str, set[str]] = defaultdict(set)
    for anchor, (main, *_) in classes.items():
        for core in _cores_of(main):
            owners[core].add(anchor)
    for core in abroad:
        owners[core].add(ABROAD)
    return owners


def _split(
    anchor: str,
    classes: tuple[Sequence[Profile], Sequence[Sequence[Profile]]],
    owners: Mapping[str, set[str]],
    most: int,
) -> tuple[list[Profile], list[Sequence[Profile]], set[str]]:
    """The profiles that belong to the number, the classes that do not, and the parties that are sure of it; ``most``
    other names may be former ones without support, below nought none may."""
    main, others = classes
    rivals = [members for members in others if 2 * _size(members) > _size(main)]
    kept = list(main)
    contested = bool(rivals) and most < 0
    sure = set() if contested else {party for each in main for party in each.parties}
    apart: list[Sequence[Profile]] = []
    loose = [members for members in others if not _is_supported(members, main)]
    pasted = len(loose) > most
    for members in others:
        supported = members not in loose
        foreign = _is_elsewhere(members, owners, anchor) or not _is_same_firm(members, main)
        if most < 0 or foreign or (pasted and not supported):
            apart.append(members)
            continue
        kept += members
        if supported:
            sure |= {party for each in members for party in each.parties}
    return kept, apart, sure


def _is_elsewhere(members: Sequence[Profile], owners: Mapping[str, set[str]], anchor: str) -> bool:
    return any(owners.get(core, set()) - {anchor} for each in members for core in _cores(each))


def _is_same_firm(members: Sequence[Profile], main: Sequence[Profile]) -> bool:
    """A name that no other number owns is a former one, unless it is a branch's under its parent's number."""
    branches = [each.card.fields.get("branch", NOTHING) if each.card else NOTHING for each in (members[0], main[0])]
    return branches[0] == branches[1]


def _is_supported(members: Sequence[Profile], main: Sequence[Profile]) -> bool:
    left, right = merged(each.fields for each in members), merged(each.fields for each in main)
    return any(not left.get(name, NOTHING).isdisjoint(right.get(name, NOTHING)) for name in _SUPPORT)


def numbered(numbers: Iterable[Identifier]) -> bool:
    """True when one of the numbers is valid, whole and strong."""
    return any(each.vetoes for each in numbers)
