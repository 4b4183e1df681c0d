"""Two cities with a store each: what leaves, what is believed, what is refused, and the receipts."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest
from exchange_cities import partners

from api.demo.numbers import Numbers
from api.partners import wording
from exchange import outbox, receipts
from exchange.errors import BadSignature, BrokenChain, Equivocation, MalformedMessage, NotAgreed, SequenceGap
from exchange.inbox import QUARANTINE, Inbox, cursor, receipts_for, receive
from exchange.model import EVENT, RECEIPT, City, Event, Receipt, Step
from exchange.outbox import publish
from exchange.signing import SigningKey, generate_key, sign, verify
from graph.desk import Act, Desk, one_listing
from graph.intake import ingest
from graph.listings import assemble
from graph.manifest import FileRequest
from graph.model import DeliveryKind
from graph.petitions import Asked, Outcome
from graph.policy import load_rules
from graph.resolution import resolve
from graph.store.sqlite import open_store
from linkage.dates import FOREVER
from linkage.formats import load_formats
from linkage.model import fact

OURS, THEIRS = "410100", "410200"
NUMBERS = Numbers(Random("tests/exchange"))
FIRM, CODE = "开封云岚测试商贸有限公司", NUMBERS.uscc("91", "410205", NUMBERS.organisation())
RESIDENT = NUMBERS.resident("410205", date(1975, 8, 9), "女")
_ticks = count()


def clock() -> datetime:
    """A clock that never stands still."""
    return datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(seconds=next(_ticks))


@dataclass
class Border:
    """Our inbox and their feed."""

    inbox: Inbox
    them: City
    store: object
    folder: Path

    def deliver(
        self, *rows: str, header: str = "", kind: DeliveryKind = DeliveryKind.DELTA, day: str = "2026-06-01"
    ) -> None:
        """Their department sends a list file."""
        path = self.folder / f"名单{next(_ticks)}.csv"
        first = header or "list_cn,doc_no,authority,nm,uni_social_crd_cd,cer_no,reason,in_dt,out_dt"
        path.write_text("\n".join((first, *rows)) + "\n", encoding="utf-8")
        request = FileRequest(path, THEIRS, "税务局", None, kind, date.fromisoformat(day))
        (report,) = ingest(self.store, self.inbox.formats, [request], clock, "tests")
        assert report.error is None
        assert report.counts.rejected == 0

    def feed(self) -> list[str]:
        """Their signed events, brought up to date."""
        publish(self.store, self.them, OURS, wording(), clock())
        return outbox.feed(self.store, self.them.agreements[OURS], 0, 100)

    def take(self, token: str) -> Step:
        return receive(self.inbox, THEIRS, token)[1]

    def listings(self) -> list[tuple[str, str]]:
        """What our store holds: kind and type of every claim that came over the border."""
        return [(str(found.claim.kind), found.claim.type) for _, came, found in self.inbox.store.facts_since(0) if came]

    def ends(self) -> dict[str, date]:
        """The day on which each listing that stands in our store is over."""
        standing: dict[tuple[str, date], date] = {}
        for _, came, found in self.inbox.store.facts_since(0):
            key = (fact(found.claim.facts, "doc_no"), found.claim.span.end_min)
            if came:
                standing[key] = found.claim.span.end_min
            else:
                del standing[key]
        return {document: end for (document, _), end in standing.items()}

    def quarantined(self) -> list[str]:
        return [entry.key.split("/")[1] for entry in self.inbox.store.read(QUARANTINE)]


@pytest.fixture
def border(tmp_path):
    us, them = partners()
    ours, theirs = open_store(tmp_path / "ours.db"), open_store(tmp_path / "theirs.db")
    yield Border(Inbox(ours, us, load_formats([]), clock), them, theirs, tmp_path)
    ours.close()
    theirs.close()


def row(
    kind: str = "重大税收违法案件当事人名单", doc: str = "汴税稽罚〔2026〕7号", out: str = "", code: str = CODE
) -> str:
    return f"{kind},{doc},国家税务总局开封市税务局稽查局,{FIRM},{code},,虚开发票,2026-05-18,{out}"


def resigned(border: Border, token: str, key: SigningKey | None = None, **changes: object) -> str:
    """The event of a token with other content, signed by their key or another under its id."""
    known = {border.them.key.id: border.them.key.public}
    event = replace(Event.from_bytes(verify(token, known, EVENT)), **changes)
    return sign(event.to_bytes(), key or border.them.key, EVENT)


def test_a_listing_crosses_and_the_same_event_again_changes_nothing(border):
    border.deliver(row())
    (token,) = border.feed()
    assert border.take(token) is Step.APPLIED
    assert border.listings() == [("listing", "major_tax_violation")]
    head = border.inbox.store.head()
    assert border.take(token) is Step.APPLIED
    assert border.inbox.store.head() == head
    assert cursor(border.inbox.store, border.inbox.city.agreements[THEIRS]) == 1


def test_publishing_again_says_nothing_twice(border):
    border.deliver(row())
    before = border.feed()
    assert border.feed() == before
    border.deliver(row(doc="汴税稽罚〔2026〕8号"))
    after = border.feed()
    assert after[:1] == before
    assert len(after) == 2


def test_what_a_department_takes_back_is_revoked_over_there(border):
    border.deliver(row(), row(doc="汴税稽罚〔2026〕8号"))
    border.deliver(row(doc="汴税稽罚〔2026〕8号"), kind=DeliveryKind.FULL, day="2026-07-01")
    tokens = border.feed()
    assert [border.take(token) for token in tokens] == [Step.APPLIED] * len(tokens)
    assert border.ends() == {"汴税稽罚〔2026〕7号": date(2026, 7, 1), "汴税稽罚〔2026〕8号": FOREVER}


def test_persons_stay_at_home_unless_the_agreement_names_them(border):
    border.deliver(f"失信被执行人名单,(2026)豫02执9号,开封市中级人民法院,欧阳示例,,{RESIDENT},拒不履行,2026-03-01,")
    assert border.feed() == []


def test_a_list_that_was_not_agreed_stays_at_home(border):
    border.deliver(row(kind="工程建设领域黑名单"))
    assert border.feed() == []


def test_what_came_over_the_border_is_not_echoed(border):
    border.deliver(row())
    border.take(border.feed()[0])
    assert publish(border.inbox.store, border.inbox.city, THEIRS, wording(), clock()) == 0


def test_a_list_that_we_did_not_agree_to_receive_is_rejected_with_a_receipt(border):
    border.deliver(row())
    (token,) = border.feed()
    cells = (("list_cn", "工程建设领域黑名单"), ("doc_no", "x1"), ("authority", "开封市住建局"), ("nm", FIRM))
    other = resigned(border, token, cells=(*cells, ("uni_social_crd_cd", CODE), ("in_dt", "2026-05-18")))
    event, step = receive(border.inbox, THEIRS, other)
    assert step is Step.REJECTED
    assert border.listings() == []
    keys = border.them.agreements[OURS].keys
    steps = [Receipt.from_bytes(verify(each, keys, RECEIPT)) for each in receipts_for(border.inbox, event)]
    assert [each.step for each in steps] == [Step.RECEIVED, Step.REJECTED]
    assert "not_agreed" in steps[1].reason
    assert receive(border.inbox, THEIRS, other)[1] is Step.REJECTED


def test_a_gap_asks_to_pull_again_and_is_no_quarantine(border):
    border.deliver(row(), row(doc="汴税稽罚〔2026〕8号"))
    first, second = border.feed()
    with pytest.raises(SequenceGap) as gap:
        border.take(second)
    assert gap.value.expected == 1
    assert border.quarantined() == []
    assert [border.take(first), border.take(second)] == [Step.APPLIED, Step.APPLIED]


def test_a_strangers_signature_under_their_key_id_is_quarantined_once(border):
    border.deliver(row())
    (token,) = border.feed()
    forged = resigned(border, token, SigningKey(border.them.key.id, generate_key().key))
    for _ in range(2):
        with pytest.raises(BadSignature):
            border.take(forged)
    assert border.quarantined() == ["bad_signature"]
    assert border.listings() == []


def test_other_bytes_under_a_known_id_are_equivocation(border):
    border.deliver(row())
    (token,) = border.feed()
    border.take(token)
    with pytest.raises(Equivocation):
        border.take(resigned(border, token, cells=(("list_cn", "重大税收违法案件当事人名单"),)))
    with pytest.raises(Equivocation):
        border.take(resigned(border, token, id="another", prev=""))
    assert border.quarantined() == ["equivocation", "equivocation"]


def test_a_chain_that_does_not_continue_stops(border):
    border.deliver(row(), row(doc="汴税稽罚〔2026〕8号"))
    first, second = border.feed()
    border.take(first)
    with pytest.raises(BrokenChain):
        border.take(resigned(border, second, prev="00"))
    assert border.take(second) is Step.APPLIED


def test_an_event_of_another_issuer_or_agreement_is_malformed(border):
    border.deliver(row())
    (token,) = border.feed()
    for change in ({"issuer": "410700"}, {"agreement": "another"}):
        with pytest.raises(MalformedMessage):
            border.take(resigned(border, token, **change))


def test_nothing_is_taken_without_an_agreement_in_force(border):
    border.deliver(row())
    (token,) = border.feed()
    later = replace(border.inbox, clock=lambda: datetime(2029, 1, 1, tzinfo=UTC))
    with pytest.raises(NotAgreed):
        receive(later, THEIRS, token)
    with pytest.raises(NotAgreed):
        receive(border.inbox, "410700", token)


def test_receipts_are_kept_once_and_only_for_what_was_sent(border):
    border.deliver(row())
    (token,) = border.feed()
    event, _ = receive(border.inbox, THEIRS, token)
    given = receipts_for(border.inbox, event)
    agreements = border.them.agreements
    for _ in range(2):
        steps = [receipts.accept(border.store, agreements, each, OURS, clock()).step for each in given]
        assert steps == [Step.RECEIVED, Step.APPLIED]
    assert len(border.store.read(receipts.RECEIVED)) == 2
    with pytest.raises(NotAgreed):
        receipts.accept(border.store, agreements, given[0], "410700", clock())
    stranger = resigned(border, token, id="never-sent", seq=2)
    with pytest.raises((MalformedMessage, BrokenChain)):
        receive(border.inbox, THEIRS, stranger)


def test_facts_stored_before_a_crash_are_found_unchanged(border):
    border.deliver(row())
    (token,) = border.feed()
    store = border.inbox.store

    class Stopped(Exception):
        """The process dies here."""

    moments = iter([clock(), clock(), clock()])

    def dying() -> datetime:
        """Lasts for the agreement and the facts, not for the log entry with its receipts."""
        moment = next(moments, None)
        if moment is None:
            raise Stopped
        return moment

    with pytest.raises(Stopped):
        receive(replace(border.inbox, clock=dying), THEIRS, token)
    facts = border.listings()
    assert facts == [("listing", "major_tax_violation")]
    assert cursor(store, border.inbox.city.agreements[THEIRS]) == 0
    event, step = receive(border.inbox, THEIRS, token)
    assert step is Step.APPLIED
    assert border.listings() == facts
    assert len(receipts_for(border.inbox, event)) == 2


def test_an_objection_at_the_desk_and_its_end_cross_without_their_reasons(border):
    """Disputed at every recipient from the next pull; the effect unchanged; the mark goes when it is closed."""
    border.deliver(row())
    resolve(border.store, clock)
    desk = Desk(border.store, load_rules(), clock(), "tests")
    raised = Act("disputed", date(2026, 11, 2), FIRM, THEIRS, reason="并非本单位")
    made = desk.open(one_listing(border.store, "汴税稽罚〔2026〕7号"), Asked.OBJECTION, raised)
    desk.close(made.id, Outcome.REJECTED, replace(raised, day=date(2026, 11, 9), reason="核查无误"))
    tokens = border.feed()
    assert [border.take(token) for token in tokens] == [Step.APPLIED] * 3
    assert border.listings() == [("listing", "major_tax_violation"), ("event", "disputed"), ("event", "settled")]
    keys = {border.them.key.id: border.them.key.public}
    said = str([Event.from_bytes(verify(token, keys, EVENT)) for token in tokens])
    assert "虚开发票" in said
    assert not any(reason in said for reason in ("并非本单位", "核查无误"))
    resolve(border.inbox.store, clock)
    (there,) = assemble(border.inbox.store.subgraph({n.id for n in border.inbox.store.entities()}, hops=0))
    days = {date(2026, 11, 1): False, date(2026, 11, 2): True, date(2026, 11, 8): True, date(2026, 11, 9): False}
    assert {day: there.is_disputed(day) for day in days} == days
