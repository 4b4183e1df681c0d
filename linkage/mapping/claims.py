"""Claims of a row, compiled from the spec.

Owns: the shape of each claim kind: relations, listings, events, responsibility, products, attributes, code maps.
Refuses: parties (made before) and rules. A claim between parties that the row does not name is not made.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from linkage.dates import VOID, Span
from linkage.mapping.frame import Chooser, Context, Frame, Getter, RowRejected, chooser, condition, first_of
from linkage.mapping.listing import listing_key, undocumented_key
from linkage.mapping.penalties import compile_penalty
from linkage.mapping.spans import compile_span, days
from linkage.model import Claim, ClaimKind, Facts, Issue, Party, Rejection, content_id
from linkage.readers.days import OPEN
from linkage.spec import Choice, ClaimSpec, FormatSpec
from linkage.vocabulary import DIRECTLY_RESPONSIBLE, closed, lookup

Maker = Callable[[Frame, list[Claim]], None]
Facter = Callable[[Frame], list[tuple[str, str]]]
Keyer = Callable[[Frame, str, Party], str | None]
_KEYED = frozenset({ClaimKind.LISTING, ClaimKind.EVENT, ClaimKind.RESPONSIBILITY})


def compile_claim(spec: ClaimSpec, form: FormatSpec, context: Context) -> Maker:
    """The function that adds the claims of one rule to a list."""
    when, type_of, span_of = condition(spec.when, context), _type(spec, context), compile_span(spec, context)
    facts_of, key_of = _facts(spec, form, context), _key(spec, context)
    status = _status(spec, context)

    def make(frame: Frame, claims: list[Claim]) -> None:
        if when is not None and not when(frame):
            return
        pairs = list(_pairs(spec, frame))
        if not pairs:
            return
        type_ = type_of(frame)
        if not type_:
            return
        span, void = span_of(frame)
        said = facts_of(frame)
        if void:
            said.append(("void", void))
        facts = tuple(sorted(said))
        for subject, target in pairs:
            listing = key_of(frame, type_, subject) if key_of else None
            claims.append(_claim((spec.kind, type_), (subject, target), listing, span, facts))
            if status:
                status(frame, claims, claims[-1])

    return make


def _pairs(spec: ClaimSpec, frame: Frame) -> Iterator[tuple[Party, Party | None]]:
    targets: Sequence[Party | None] = frame.parties.get(spec.object, ()) if spec.object else (None,)
    for subject in frame.parties.get(spec.subject, ()):
        for target in targets:
            yield subject, target


def _claim(
    what: tuple[ClaimKind, str], ends: tuple[Party, Party | None], listing: str | None, span: Span, facts: Facts
) -> Claim:
    """A claim of (kind, type) between subject and object, its id from the record and all that it says."""
    subject, target = ends[0].id, ends[1].id if ends[1] else None
    said = "\x1f".join([text for pair in facts for text in pair])  # cleaned cells hold no control characters
    parts = (ends[0].record, *what, subject, target or "", listing or "", _span_text(span), said)
    own = content_id("\x1f".join(parts))
    return Claim(own, *what, subject, target, listing, span, facts)


@lru_cache(maxsize=16384)
def _span_text(span: Span) -> str:
    return " ".join(span.to_text())


def _type(spec: ClaimSpec, context: Context) -> Chooser:
    """The claim's type; an unknown word rejects a listing or event and makes a relation a field issue."""
    choose = chooser(spec.type, context)
    if not isinstance(spec.type, Choice):
        return choose
    rule, allowed = spec.type, closed(spec.kind)
    cell, title = first_of((rule.column,), context), context.titles.get(rule.column, rule.column)
    vital = spec.kind in (ClaimKind.LISTING, ClaimKind.EVENT)

    def typed(frame: Frame) -> str | None:
        found = choose(frame)
        if found == DIRECTLY_RESPONSIBLE or (found and allowed and found not in allowed):
            return None
        if found is None:
            text = cell(frame)
            if vital:
                message = f"「{text}」不是已知的{title}；请改用规定的名称"
                raise RowRejected(Rejection(title, text, "unknown_word", message))
            if text:
                frame.issues.append(Issue(title, text, "unknown_word", f"「{text}」不是已知的{title}，未据此建立关系"))
        return found

    return typed


def _facts(spec: ClaimSpec, form: FormatSpec, context: Context) -> Facter:
    getters: list[tuple[str, Getter, bool]] = []
    for name, columns in spec.facts.items():
        yes_no = form.columns[columns[0]].type == "yesno"
        if yes_no or any(column in context.slots for column in columns):
            getters.append((name, first_of(columns, context), yes_no))
    choices = [(name, chooser(rule, context)) for name, rule in spec.choices.items()]
    constant = list(spec.constants.items())
    keyed = _keyed_facts(spec, context) if spec.kind in _KEYED else None
    penalty = compile_penalty(spec.penalty, context) if spec.penalty else None

    def read(frame: Frame) -> list[tuple[str, str]]:
        said: list[tuple[str, str]] = list(constant)
        for name, get, yes_no in getters:
            value = get(frame) or ("unknown" if yes_no else "")
            if value and value != OPEN:
                said.append((name, value))
        for name, choose in choices:
            if chosen := choose(frame):
                said.append((name, chosen))
        if keyed:
            said.extend(keyed(frame))
        if penalty:
            said.extend(penalty(frame))
        return said

    return read


def _keyed_facts(spec: ClaimSpec, context: Context) -> Facter:
    """Authority, its code, document number and category of a decision."""
    authority, document = first_of(spec.authority, context), first_of(spec.document, context)
    code = first_of((spec.authority_code,) if spec.authority_code else (), context)
    category = chooser(spec.category, context) if spec.category else None

    def read(frame: Frame) -> list[tuple[str, str]]:
        said = [
            ("authority", authority(frame) or context.authority),
            ("authority_code", code(frame)),
            ("doc_no", document(frame)),
            ("category", (category(frame) or "") if category else ""),
        ]
        return [(name, value) for name, value in said if value]

    return read


def _key(spec: ClaimSpec, context: Context) -> Keyer | None:
    if spec.kind not in _KEYED:
        return None
    authority, document = first_of(spec.authority, context), first_of(spec.document, context)
    day = first_of((*spec.begin, *spec.latest), context)
    category = chooser(spec.category, context) if spec.category else None

    def key(frame: Frame, type_: str, subject: Party) -> str | None:
        decided, number = authority(frame) or context.authority, document(frame)
        if number:
            return listing_key(decided, number)
        if spec.kind is ClaimKind.RESPONSIBILITY:
            return None
        listed = (category(frame) if category else None) or type_
        numbers = " ".join(each.to_text() for each in subject.identifiers[:1])
        return undocumented_key(listed, decided, day(frame), numbers or subject.name)

    return key


def _status(spec: ClaimSpec, context: Context) -> Callable[[Frame, list[Claim], Claim], None] | None:
    """The event that a status column states about the decision, between its day and the delivery's."""
    if spec.status is None or spec.status.column not in context.slots:
        return None
    cell, look = first_of((spec.status.column,), context), lookup(spec.status.words)
    at = first_of((spec.status.at,) if spec.status.at else (), context)
    title = context.titles[spec.status.column]

    def add(frame: Frame, claims: list[Claim], decision: Claim) -> None:
        text = cell(frame)
        event = look(text) if text else ""
        if event is None:
            frame.issues.append(Issue(title, text, "unknown_word", f"「{text}」不是已知的状态"))
        if not event:
            return
        begun = min(decision.span.begin_min, context.as_at) if decision.span != VOID else context.as_at
        stated = days(at(frame))
        span = Span(*stated) if stated else Span(begun, context.as_at)
        kept = [pair for pair in decision.facts if pair[0] in ("authority", "authority_code", "doc_no")]
        facts = tuple(sorted([*kept, ("category", decision.type), ("status", text)]))
        subject = next(p for parties in frame.parties.values() for p in parties if p.id == decision.subject)
        claims.append(_claim((ClaimKind.EVENT, event), (subject, None), decision.listing, span, facts))

    return add
