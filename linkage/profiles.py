"""From parties to profiles: what a mention says about its subject, as discrete fields, equal mentions collapsed.

Owns: the field values of enterprises and persons, and the group key under which mentions count as one before any
scoring. Refuses: weights. Equal names alone are grouped only where the law makes them unique (complete names of
firms) or inside one company; sole traders and loose persons need a second equal field.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from linkage.comparison import NOTHING, Fields, NameCard, Values, merged, union
from linkage.features import door, firm_name, head_name, home, number_ends, person_name, phones, road
from linkage.identifiers import Identifier, IdentifierKind, birth_date, sex
from linkage.model import Party, Role, fact
from linkage.persons import fold_person, split_names
from linkage.placing import placed

FORMER = "former_name"
CIRCLE = "circle"
"""The field of collective evidence (linkage.collective)."""
_NONE: Mapping[str, Values] = {}
_SEX = {"男": "male", "女": "female", "male": "male", "female": "female", "1": "male", "2": "female"}
Grouping = Callable[[NameCard | None, Fields, tuple[Identifier, ...]], tuple[str, ...] | None]
_Said = tuple[NameCard | None, Fields, tuple[Identifier, ...], tuple[str, ...], tuple[NameCard, ...]]
"""What a profile holds beside its parties."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Mentions that say exactly the same. ``group`` joins profiles that count as one when they bear no number."""

    parties: tuple[str, ...]
    card: NameCard | None
    fields: Fields
    numbers: tuple[Identifier, ...]
    group: tuple[str, ...]
    former: tuple[NameCard, ...] = ()
    """Cards of the names that the mention says its subject bore before."""


def firms(parties: Sequence[Party], people: Iterable[Party], circles: Mapping[str, Values] = _NONE) -> list[Profile]:
    """Profiles of enterprises and organisations; ``people`` bring the names of those who stand in them, ``circles``
    what a full run pinned for a party."""
    heads: dict[str, Values] = {}
    staff: dict[str, Values] = {}
    for person in people:
        if person.within is not None:
            found = heads if person.role is Role.LEGAL_REPRESENTATIVE else staff
            found[person.within] = _together(found.get(person.within, NOTHING), _one(person.name))

    people_of, others = cache(_people), cache(_others)  # most mentions of a firm tell of the same people

    def fields(firm: Party) -> dict[str, Values]:
        details = _told(firm)
        head = _together(heads.get(firm.id, NOTHING), _one(details.get("legal_representative", "")))
        told = people_of(others(head, firm.name) if head else head, staff.get(firm.id, NOTHING))
        return _with_circle(_firm_fields(firm, told, details), firm, circles)

    return _collapse(parties, fields, _firm_card, _firm_group)


def persons(
    parties: Sequence[Party], company: Mapping[str, str], circles: Mapping[str, Values] = _NONE
) -> list[Profile]:
    """Profiles of natural persons; ``company`` gives the cluster of the company party that each stands in."""

    def fields(person: Party) -> dict[str, Values]:
        return _with_circle(_person_fields(person, company.get(person.within or "", "")), person, circles)

    return _collapse(parties, fields, lambda name, _: person_name(name), _person_group)


def _with_circle(fields: dict[str, Values], party: Party, circles: Mapping[str, Values]) -> dict[str, Values]:
    return {**fields, CIRCLE: circles[party.id]} if party.id in circles else fields


def _collapse(
    parties: Iterable[Party],
    fields_of: Callable[[Party], dict[str, Values]],
    card_of: Callable[[str, Fields], NameCard],
    group_of: Grouping,
) -> list[Profile]:
    found: dict[tuple[object, ...], tuple[list[str], _Said]] = {}
    named: dict[tuple[str, ...], tuple[str, ...]] = {}
    for party in parties:
        fields, numbers, former = fields_of(party), _sorted(party.identifiers), fact(party.details, FORMER)
        card = card_of(party.name, fields) if party.name else None
        group = group_of(card, fields, numbers)
        names = tuple(fields)
        # a mention that is not safe to collapse is a profile of its own
        key = (party.id,) if group is None else (
            card.normal if card else "", numbers, former, named.setdefault(names, names), *fields.values()
        )  # fmt: skip
        if (held := found.get(key)) is not None:  # the hash of so long a key is dear
            held[0].append(party.id)
            continue
        cards = tuple(card_of(name, fields) for name in split_names(former)) if former else ()
        found[key] = [party.id], (card, fields, numbers, group or (party.id,), cards)
    whole = [Profile(tuple(sorted(members)), *said) for members, said in found.values()]
    return sorted(whole, key=lambda each: each.parties[0])


@lru_cache(maxsize=262144)
def _sorted(numbers: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    return tuple(sorted(set(numbers)))


def _firm_card(name: str, fields: Fields) -> NameCard:
    return firm_name(placed(name, fields.get("home", NOTHING)))


def _firm_fields(party: Party, people: Fields, details: Mapping[str, str]) -> dict[str, Values]:
    city = firm_name(party.name).fields.get("city", NOTHING) if party.name else NOTHING
    area = [each.value[2:8] for each in party.identifiers if each.kind is IdentifierKind.USCC and not each.masked]
    fields = {
        **people,
        "number": _whole(party.identifiers),
        "address": _one(road(details.get("address", ""))),
        "door": _one(door(details.get("address", ""))),
        "phone": phones(details.get("phone", "")),
        "home": _home(city, area, details),
    }
    return {name: values for name, values in fields.items() if values}


def _people(heads: Values, staff: Values) -> Fields:
    """What names of people say of a firm: mentions of a firm with the same people share it. Not to be changed."""
    head = merged(map(head_name, heads))
    return {**head, "people": union([head.get("head", NOTHING), *map(_whole_name, staff)])}


def _others(heads: Values, name: str) -> Values:
    """The heads less whom the firm is called after: a sole trader without 字号 who bears the operator's name says one
    thing, not two."""
    own = fold_person(name)
    return frozenset(head for head in heads if fold_person(head) != own) if own in map(fold_person, heads) else heads


def _home(city: Values, area: Sequence[str], details: Mapping[str, str]) -> Values:
    """Prefecture by the name, else by registering authority and address, else by who delivered it."""
    return (
        home(*city)
        or home(*area, details.get("address", ""))
        or home(details.get("region", ""), details.get("delivered_in", ""))
    )


def _firm_group(card: NameCard | None, fields: Fields, numbers: tuple[Identifier, ...]) -> tuple[str, ...] | None:
    if card is None:
        return None
    home = ",".join(sorted(fields.get("home", NOTHING)))
    if card.fields.get("complete"):
        return ("complete", *sorted(card.fields["complete"]), *sorted(card.fields["branch"]))
    head = fields.get("head") or fields.get("head_mask", NOTHING)  # masked otherwise, it may be another's
    rest = [
        ",".join(sorted(values)) for values in (head, *(fields.get(each, NOTHING) for each in ("address", "phone")))
    ]
    if card.fields.get("local"):
        # the head too: shops of one name in one county exist, and a name is free again when a shop has closed
        return ("local", *sorted(card.fields["local"]), *sorted(card.fields["branch"]), rest[0])
    if card.fields.get("loose"):
        told = any(fields.get(name) for name in ("head", "address", "phone"))
        return ("loose", card.normal, home, *rest) if told or _numbered(numbers) else None
    return ("name", card.normal, home, rest[0])


@lru_cache(maxsize=262144)
def _whole(numbers: tuple[Identifier, ...]) -> Values:
    return frozenset(each.to_text() for each in numbers if not each.masked)


def _told(party: Party) -> Mapping[str, str]:
    """Its details by name; of a name stated twice the first counts."""
    return dict(reversed(party.details))


def _whole_name(name: str) -> Values:
    return person_name(name).fields.get("name", NOTHING)


def _numbered(numbers: Iterable[Identifier]) -> bool:
    return any(not each.masked for each in numbers)


@lru_cache(maxsize=262144)
def _shown(numbers: tuple[Identifier, ...]) -> dict[str, Values]:
    """What a person's numbers say: many departments state the same ones. Not to be changed."""
    births = (birth_date(each) for each in numbers)
    ends = [number_ends(each.value) for each in numbers if each.kind is IdentifierKind.RESIDENT]
    return {
        "number": _whole(numbers),
        "birth": frozenset(each.isoformat() for each in births if each),
        "sex": frozenset(each for each in map(sex, numbers) if each),
        "front": frozenset(front for fronts, _ in ends for front in fronts),
        "tail": frozenset(tail for _, tails in ends for tail in tails),
    }


def _person_fields(party: Party, company: str) -> dict[str, Values]:
    shown, details = _shown(party.identifiers), _told(party)
    fields = {
        "company": _one(company),
        "post": _one(company if party.role is Role.LEGAL_REPRESENTATIVE else ""),
        "number": shown["number"],
        "birth": shown["birth"] or _one(details.get("birth", "")[:10]),
        "sex": shown["sex"] or _one(_SEX.get(details.get("sex", "").strip().lower(), "")),
        "phone": phones(details.get("phone", "")),
        "address": _one(road(details.get("address", ""))),
        "door": _one(door(details.get("address", ""))),
        "front": shown["front"],
        "tail": shown["tail"],
    }
    return {name: values for name, values in fields.items() if values}


def _person_group(card: NameCard | None, fields: Fields, numbers: tuple[Identifier, ...]) -> tuple[str, ...] | None:
    if card is None:
        return None
    shown = "".join(each.to_text() for each in numbers)
    birth = ",".join(sorted(fields.get("birth", NOTHING)))
    if fields.get("company"):
        return ("company", *sorted(fields["company"]), card.normal, shown, birth)
    rest = [",".join(sorted(fields.get(name, NOTHING))) for name in ("phone", "address", "sex")]
    if (birth and shown) or any(rest[:2]) or _numbered(numbers):
        return ("loose", card.normal, shown, birth, *rest)
    return None


def _together(left: Values, right: Values) -> Values:
    """Both; where one holds the other it is that very set, which all mentions of a firm with one person share."""
    return right if left <= right else left if right <= left else left | right


@lru_cache(maxsize=262144)
def _one(value: str) -> Values:
    return frozenset((value,)) if value else NOTHING
