"""Parties of a row, compiled from the spec.

Owns: names, numbers, kinds, roles and details of each party; whose number a number is. Refuses: claims. A wrong number
is a field issue and stays out of the party; a resident number never becomes an enterprise's own.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from linkage.identifiers import Identifier, IdentifierKind, Invalid, holds_resident, mask_text, parse
from linkage.mapping.frame import Chooser, Context, Frame, Getter, RowRejected, chooser, condition, first_of
from linkage.mapping.kinds import decide_kind
from linkage.model import Facts, Issue, Kind, Party, Rejection, Role, content_id
from linkage.names import fold_enterprise
from linkage.persons import fold_person, split_names
from linkage.spec import FormatSpec, IdentifierRule, PartySpec
from linkage.vocabulary import lookup

K = IdentifierKind
Maker = Callable[[Frame], None]
_PERSONAL = frozenset({K.RESIDENT, K.PASSPORT, K.OTHER_ID})
_CORPORATE = frozenset({K.USCC, K.ORG_CODE, K.REG_NO, K.REGISTRY_ID, K.INSTITUTION_CERT, K.SOCIAL_CERT})
_UNFIT = frozenset({"empty"})
_WRITTEN = re.compile(r"[\u4e00-\u9fff]{2}")
_SWAPPED = "名称栏中是有效的代码或证件号码，已按代码与名称互换处理；请核对两栏"
Numbered = tuple[str, Identifier]
"""A number, and the column that it is of."""


@lru_cache(maxsize=131072)
def normal_name(kind: Kind, name: str) -> str:
    """The form in which a party's name enters its id."""
    return fold_person(name) if kind is Kind.PERSON else fold_enterprise(name)


def compile_party(label: str, spec: PartySpec, context: Context) -> Maker:
    """The function that adds the parties of one label to a frame."""
    when, names = condition(spec.when, context), _names(spec, context)
    numbers = _numbers(spec, context)
    righted = _righting(spec, context)
    kind_of, role_of = chooser(spec.kind, context), chooser(spec.role, context)
    details, located = _details(spec, context), _locator(spec, context)

    def make(frame: Frame) -> None:
        if when is not None and not when(frame):
            return
        found = numbers(frame)
        swapped = righted(frame, found)
        stated = names(frame) if swapped is None else swapped
        if not stated and all(number.kind is K.CERTIFICATE for _, number in found):
            return  # a certificate's number alone names nobody
        company = frame.parties.get(spec.within or "")
        within = company[0].id if company else None
        said, rule, role = details(frame), kind_of(frame), Role(role_of(frame) or Role.RELATED)
        made = []
        for name in stated or [""]:
            kind = decide_kind(rule, name, [each for _, each in found])
            own = _own(kind, found, frame, context) if len(stated) < 2 else ()
            if not name and not own:
                continue  # a number that is somebody else's names nobody
            id_ = _party_id(frame.record, role, kind, name, own)
            facts = said if kind is Kind.PERSON else located(said)
            made.append(Party(id_, frame.record, role, kind, name, own, facts, within))
        if made:
            frame.parties[label] = made

    return make


def _party_id(record: str, role: Role, kind: Kind, name: str, numbers: tuple[Identifier, ...]) -> str:
    texts = sorted([each.to_text() for each in numbers])
    return content_id(record, role, kind, normal_name(kind, name) if name else "", *texts)


def _names(spec: PartySpec, context: Context) -> Callable[[Frame], list[str]]:
    name = first_of(spec.name, context)
    if spec.split:
        return lambda frame: list(dict.fromkeys(split_names(text))) if (text := name(frame)) else []
    return lambda frame: [text] if (text := name(frame)) else []


def _numbers(spec: PartySpec, context: Context) -> Callable[[Frame], list[Numbered]]:
    columns = [
        (column, context.slots[column], *_kind_of_number(rule, context))
        for column, rule in spec.identifiers.items()
        if column in context.slots
    ]

    def read(frame: Frame) -> list[tuple[str, Identifier]]:
        found = []
        for column, index, kind, chosen in columns:
            text = frame.values[index]
            if not text:
                continue
            promised = K(word) if chosen and (word := chosen(frame)) else kind
            number = _parse(text, promised, context.region)
            if isinstance(number, Identifier):
                found.append((column, number))
            elif number.reason not in _UNFIT:
                issue = Issue(context.titles[column], number.value_masked, number.reason, number.message_zh)
                frame.issues.append(issue)
        return found

    return read


def _righting(spec: PartySpec, context: Context) -> Callable[[Frame, list[Numbered]], list[str] | None]:
    """The names of a row whose name's cell holds a valid number, which is added to the found ones: what is written in
    a number's cell, or none. A number that its check digit proves is no name, so that this is certain; None for others.
    """
    name = first_of(spec.name, context)
    title = next((context.titles[column] for column in spec.name if column in context.titles), "")
    cells = [(column, context.slots[column]) for column in spec.identifiers if column in context.slots]

    def right(frame: Frame, found: list[Numbered]) -> list[str] | None:
        text = name(frame)
        number = parse(text) if text[:1].isdecimal() else None
        if not isinstance(number, Identifier) or not number.vetoes:
            return None
        column, written = next(
            ((column, frame.values[at]) for column, at in cells if _WRITTEN.match(frame.values[at])), (cells[0][0], "")
        )
        found.append((column, number))
        if written:  # it is no wrong number any more
            frame.issues[:] = [each for each in frame.issues if each.field != context.titles[column]]
        frame.issues.append(Issue(title, mask_text(number.display()), "swapped_columns", _SWAPPED))
        return [written] if written else []

    return right if cells else lambda frame, found: None


def _parse(text: str, kind: IdentifierKind | None, region: str) -> Identifier | Invalid:
    """As the column promises, else as what it is recognised to be; the first answer's reason when it is nothing."""
    scope = region if kind is K.REGISTRY_ID else ""
    first = parse(text, kind, scope)
    if isinstance(first, Identifier) or kind is None:
        return first
    other = parse(text)
    return other if isinstance(other, Identifier) and (other.vetoes or other.masked) else first


def _kind_of_number(rule: IdentifierRule, context: Context) -> tuple[IdentifierKind | None, Chooser | None]:
    if rule.by is None or rule.by not in context.slots:
        return rule.kind, None
    cell, look = first_of((rule.by,), context), lookup("document_kinds")
    return rule.kind, lambda frame: look(text) if (text := cell(frame)) else None


def _own(kind: Kind, found: Sequence[Numbered], frame: Frame, context: Context) -> tuple[Identifier, ...]:
    """The numbers that are this party's; others become field issues (an enterprise has no resident number)."""
    own: dict[Identifier, None] = {}
    for column, number in found:
        alien = _CORPORATE if kind is Kind.PERSON else _PERSONAL
        if number.kind in alien:
            frame.issues.append(_alien(kind, context.titles[column], number))
        elif number.kind is K.TAX_NO and holds_resident(number.value):
            if kind is Kind.PERSON:
                own[Identifier(K.RESIDENT, number.value[:18])] = None
            # else: the owner's number, a regular spelling of a sole trader's tax number
        else:
            own[number] = None
    return tuple(sorted(own))


def _alien(kind: Kind, title: str, number: Identifier) -> Issue:
    persons = "自然人的栏目中是单位代码，未作为其证件号码"
    message = persons if kind is Kind.PERSON else "单位代码栏中是个人证件号码，未作为该单位的代码"
    return Issue(title, mask_text(number.display()), "number_of_another", message)


def _details(spec: PartySpec, context: Context) -> Callable[[Frame], Facts]:
    getters: list[tuple[str, Getter]] = [
        (name, first_of(columns, context))
        for name, columns in sorted(spec.details.items())
        if any(column in context.slots for column in columns)
    ]
    sexes = lookup("sexes")
    # where a firm without a place in its name is at home: linkage.profiles weighs it
    constant = (*spec.constants.items(), ("delivered_in", context.region))

    def read(frame: Frame) -> Facts:
        said = [(name, value) for name, get in getters if (value := get(frame))]
        said.extend(constant)
        return tuple(sorted((name, sexes(value) or value if name == "sex" else value) for name, value in said))

    return read


def _locator(spec: PartySpec, context: Context) -> Callable[[Facts], Facts]:
    """Companies are at home where the row says, else (if it is the row's subject) in the delivering region."""
    if _lives_anywhere(spec):
        return lambda said: said
    here = ("region", context.region)

    def located(said: Facts) -> Facts:
        return said if any(name == "region" for name, _ in said) else tuple(sorted((*said, here)))

    return located


def _lives_anywhere(spec: PartySpec) -> bool:
    """True for parties that may live anywhere: creditors, debtors, shareholders."""
    return spec.role in (Role.CREDITOR, Role.DEBTOR, Role.GUARANTOR, Role.SHAREHOLDER)


def nameless(spec: FormatSpec, context: Context) -> RowRejected:
    """The rejection of a row that names no subject, neither by name nor by a valid number."""
    subjects = [party for label, party in spec.parties.items() if label == "subject" or party.role is Role.SUBJECT]
    columns = [
        context.titles[column]
        for party in subjects
        for column in (*party.name, *party.identifiers)
        if column in context.titles
    ]
    return RowRejected(
        Rejection("、".join(columns), "", "no_subject", "主体名称和有效的代码、证件号码都没有；请至少补一项后重报")
    )
