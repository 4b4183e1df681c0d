"""The exchange part of the demo: a neighbouring city as a second process with a store of its own.

Owns: the neighbour's keys, files, process and what is tried against it (a listing, its repair, forgeries, ratings).
Refuses: mocks; the neighbour is ``xintu serve`` on loopback, and both cities use the commands an operator would use.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import httpx

from api.bootstrap import Application, open_store
from api.partners import inbox_of, resolve_new
from exchange.agreements import parse_agreement
from exchange.errors import ExchangeError
from exchange.inbox import Inbox, cursor, receive
from exchange.model import EVENT, City, Event, Rating
from exchange.products import issue_rating
from exchange.recognition import recognise
from exchange.signing import SigningKey, digest, generate_key, sign, write_key
from exchange.transport import pull

OURS, THEIRS = "410100", "410200"
AGREEMENT = "410100-410200-2026"
PATIENCE_S = 60.0
"""How long the neighbour may take to start, in seconds."""
FIELDS = (
    "list_cn", "doc_no", "authority", "nm", "uni_social_crd_cd", "reason", "in_dt", "out_dt", "region", "event_cn",
    "event_dt",
)  # fmt: skip
LISTS = ("major_tax_violation", "dishonest_judgment_debtor", "construction_blacklist")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing tried at the border, what was due and what came."""

    what: str
    expected: str
    got: str

    @property
    def right(self) -> bool:
        """Whether it came out as it must."""
        return self.expected == self.got


@dataclass(frozen=True, slots=True)
class Guest:
    """The firm of this city about which the neighbour has something to say."""

    name: str
    uscc: str


Ask = Callable[[], str]
"""Asks this city's procurement check about the guest; answers with the verdict."""


def visit(app: Application, folder: Path, guest: Guest, reference: date, ask: Ask) -> list[Step]:
    """Run the whole story against a freshly started neighbour; every step says what was due and what came."""
    folder.mkdir(parents=True, exist_ok=True)
    us, them = _found_cities(folder)
    document = f"汴税稽罚〔{reference.year}〕7号"
    steps = [Step("before the neighbour says anything", "clear", ask())]
    with _neighbour(folder) as (run, url), httpx.Client(base_url=url, timeout=PATIENCE_S) as client:
        inbox = inbox_of(app, us)
        run("ingest", str(_listing(folder, guest, document)), *_delivered("税务局", reference))
        steps.append(
            Step("pull: events applied", "1", str(pull(inbox, THEIRS, client, lambda: resolve_new(app)).applied))
        )
        steps.append(Step("a listing of the neighbouring city restricts here", "restricted", ask()))
        steps.append(Step("the same pull again brings nothing", "0", str(_again(app, inbox, client))))
        steps += _forgeries(app, inbox, us, them)
        steps.append(Step("after the forged events", "restricted", ask()))
        run("ingest", str(_repair(folder, guest, document, reference)), *_delivered("税务局", reference))
        steps.append(
            Step("pull: the repair arrives", "1", str(pull(inbox, THEIRS, client, lambda: resolve_new(app)).applied))
        )
        steps.append(Step("its repair lifts it in the very next answer", "clear", ask()))
        steps.append(Step("signed receipts at the neighbour", "4", str(_receipts(folder))))
        token = run(*_rating_command(guest, reference)).strip()
    return steps + _ratings(us, them, token, reference)


def _found_cities(folder: Path) -> tuple[City, SigningKey]:
    """Two keys and the two halves of one agreement, written as an operator would keep them."""
    keys = {OURS: generate_key(), THEIRS: generate_key()}
    for region, partner in ((OURS, THEIRS), (THEIRS, OURS)):
        home = folder / region
        (home / "agreements").mkdir(parents=True, exist_ok=True)
        (home / "key.json").unlink(missing_ok=True)
        write_key(home / "key.json", keys[region])
        text = _agreement_text(partner, keys[partner])
        (home / "agreements" / f"{partner}.toml").write_text(text, encoding="utf-8")
    ours = parse_agreement((folder / OURS / "agreements" / f"{THEIRS}.toml").read_text(encoding="utf-8"), THEIRS)
    return City(OURS, keys[OURS], {THEIRS: ours}), keys[THEIRS]


def _agreement_text(partner: str, key: SigningKey) -> str:
    names, lists = json.dumps(FIELDS), json.dumps(LISTS)
    jwk = key.public
    return f"""id = "{AGREEMENT}"
partner = "{partner}"
partner_name = "{"开封市" if partner == THEIRS else "郑州市"}"
valid_from = 2026-01-01
valid_to = 2030-12-31
basis = {{document = "河南省社会信用条例", number = "河南省人大常委会公告第26号", article = "第六条"}}
[keys.{key.id}]
kty = "{jwk["kty"]}"
crv = "{jwk["crv"]}"
x = "{jwk["x"]}"
[send]
lists = {lists}
fields = {names}
[receive]
lists = {lists}
fields = {names}
[[ratings]]
version = "2026-1"
scale = "企业信用等级九级"
longest_validity_days = 400
grades = {{AAA = "A", AA = "A", A = "B", BBB = "B", BB = "C"}}
"""


Run = Callable[..., str]


@contextmanager
def _neighbour(folder: Path) -> Iterator[tuple[Run, str]]:
    """The neighbour's command line, and its server on a free port of loopback until the block ends."""
    home = folder / THEIRS
    env = os.environ | {
        "XINTU_STORE": f"sqlite:///{(home / 'city.db').absolute()}",
        "XINTU_REGION": THEIRS,
        "XINTU_EXCHANGE_KEY": str(home / "key.json"),
        "XINTU_AGREEMENTS": str(home / "agreements"),
    }
    command = [sys.executable, "-m", "api.cli"]  # the xintu command, whatever PATH says

    def run(*arguments: str) -> str:
        done = subprocess.run([*command, *arguments], env=env, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise RuntimeError(f"the neighbour's `xintu {arguments[0]}` failed: {done.stderr.strip()}")
        return done.stdout

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen([*command, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            yield run, _ready(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()


def _ready(url: str, server: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the neighbour's server stopped with exit code {server.returncode}")
        try:
            if httpx.get(f"{url}/readyz").status_code == httpx.codes.OK:
                return url
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"the neighbour did not answer at {url} within {PATIENCE_S:.0f} s")


def _delivered(department: str, day: date) -> list[str]:
    return ["--region", THEIRS, "--department", department, "--delivery", "delta", "--as-at", day.isoformat()]


def _listing(folder: Path, guest: Guest, document: str) -> Path:
    cells = _decision(guest, document) | {"reason": "虚开发票", "in_dt": "2026-05-18", "region": THEIRS}
    return _table(folder / THEIRS / "重大税收违法名单.csv", cells)


def _repair(folder: Path, guest: Guest, document: str, day: date) -> Path:
    cells = _decision(guest, document) | {
        "event_cn": "修复",
        "event_dt": day.isoformat(),
        "reason": "已缴清税款、滞纳金和罚款",
    }
    return _table(folder / THEIRS / "名单变动.csv", cells)


def _decision(guest: Guest, document: str) -> dict[str, str]:
    return {
        "list_cn": "重大税收违法案件当事人名单", "doc_no": document, "authority": "国家税务总局开封市税务局稽查局",
        "nm": guest.name, "uni_social_crd_cd": guest.uscc, "cer_no": "",
    }  # fmt: skip


def _table(path: Path, cells: Mapping[str, str]) -> Path:
    path.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", encoding="utf-8")
    return path


def _again(app: Application, inbox: Inbox, client: httpx.Client) -> int:
    return pull(inbox, THEIRS, client, lambda: resolve_new(app)).received


def _forgeries(app: Application, inbox: Inbox, us: City, them: SigningKey) -> list[Step]:
    """A repair signed by a stranger under the neighbour's key id, and a genuine event with one byte changed."""
    agreement = us.agreements[THEIRS]
    last = app.store.last(f"inbox:{agreement.id}")
    if last is None:
        raise RuntimeError("nothing was received from the neighbour")
    token = last.payload.decode()
    cells = (("event_cn", "修复"), ("event_dt", "2026-11-19"))
    forged = Event(
        id="forged",
        agreement=agreement.id,
        issuer=THEIRS,
        seq=cursor(app.store, agreement) + 1,
        prev=digest(token),
        recorded_at=datetime.now(UTC),
        form="listing_event",
        department="税务局",
        as_at=date(2026, 11, 19),
        cells=cells,
    )
    stranger = SigningKey(them.id, generate_key().key)
    head, body, signature = token.split(".")
    changed = f"{head}.{body[:-2]}{'A' if body[-2] != 'A' else 'B'}{body[-1]}.{signature}"
    return [
        Step(
            "a forged event (a stranger's key)",
            "bad_signature",
            _refusal(inbox, sign(forged.to_bytes(), stranger, EVENT)),
        ),
        Step("a genuine event with one byte changed", "bad_signature", _refusal(inbox, changed)),
    ]


def _refusal(inbox: Inbox, token: str) -> str:
    try:
        receive(inbox, THEIRS, token)
    except ExchangeError as refused:
        return refused.code
    return "accepted"


def _receipts(folder: Path) -> int:
    """How many receipts the neighbour has verified and kept: received and applied, for two events."""
    store = open_store(f"sqlite:///{(folder / THEIRS / 'city.db').absolute()}")
    try:
        return len(store.read("receipts:received"))
    finally:
        store.close()


def _rating_command(guest: Guest, day: date) -> list[str]:
    named = {
        "--id": "KF-PJ-2026-0117", "--agency": "开封云衡信用评价有限公司", "--name": guest.name, "--uscc": guest.uscc,
        "--scale": "企业信用等级九级", "--grade": "AA", "--issued": "2026-06-01", "--valid-to": f"{day.year + 1}-05-31",
    }  # fmt: skip
    return ["exchange", "issue", *(part for pair in named.items() for part in pair)]


def _ratings(us: City, them: SigningKey, token: str, day: date) -> list[Step]:
    """A genuine rating, a forged one, and a genuine one of a grade that the map does not hold."""
    genuine = recognise(token, us.agreements, THEIRS, day)
    if genuine.rating is None:
        return [Step("a genuine rating is recognised", "recognised A", genuine.reason.value)]
    better: Rating = replace(genuine.rating, grade="AAA")
    forged = recognise(issue_rating(better, SigningKey(them.id, generate_key().key)), us.agreements, THEIRS, day)
    unmapped = recognise(issue_rating(replace(genuine.rating, grade="C"), them), us.agreements, THEIRS, day)
    return [
        Step("a genuine rating is recognised", "recognised A", f"{genuine.reason.value} {genuine.local_grade}"),
        Step("a forged rating", "bad_signature", forged.reason.value),
        Step("a grade that the agreement does not map", "grade_not_mapped", unmapped.reason.value),
    ]
