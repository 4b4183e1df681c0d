"""Questions that come at one time are answered as if each had come alone."""

import asyncio
import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api.app import create_app
from api.audit import STREAM, Access
from api.bootstrap import Application
from api.checks import Check, query_of, run_checks
from api.reading import Reader
from api.together import Together
from graph.identification import Query
from tests.api.conftest import NOW, Town

TIMES = 12


def reader(place: int) -> Reader:
    return Reader(Access(f"科员{place}", "procurement", "政府采购法第二十二条", f"{place}号"), "http")


def headers(who: Reader) -> dict[str, str]:
    said = {"Caller": who.access.caller, "Basis": who.access.basis, "Case": who.access.case}
    return {"X-Xintu-Purpose": who.access.purpose, **{f"X-Xintu-{name}": quote(text) for name, text in said.items()}}


def substance(answer: dict[str, Any]) -> dict[str, Any]:
    """Without its query number, and without the transaction up to which it was known: log entries count as one."""
    return {name: value for name, value in answer.items() if name not in ("query", "known_at")}


def test_each_has_its_own_answer_and_its_own_entry(application: Application, town: Town) -> None:
    numbers = [*town.codes.values(), *town.persons.values()] * TIMES
    before = application.store.last(STREAM)
    units = application.store.head()

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app(application))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            asked = [
                client.post("/v1/screenings", json={"number": n, "as_of": "2026-11-20"}, headers=headers(reader(i)))
                for i, n in enumerate(numbers)
            ]
            return await asyncio.gather(*asked)

    answers = [response.json() for response in asyncio.run(ask())]
    entries = application.store.read(STREAM, after=before.seq if before else 0)
    logged = {entry.key: json.loads(entry.payload) for entry in entries}
    assert len(logged) == len(numbers)
    assert application.store.head() - units < len(numbers)  # commits are shared
    for place, (number, answer) in enumerate(zip(numbers, answers, strict=True)):
        check = Check("procurement", NOW.date(), number=number)
        alone = run_checks(application, [check], reader(place)).answers[0]
        assert substance(answer) == substance(alone)
        entry = logged[answer["query"]]
        assert (entry["caller"], entry["case"]) == (reader(place).access.caller, reader(place).access.case)
        assert entry["subjects"]
        assert len(entry["digests"]) == 1
    assert {answer["verdict"] for answer in answers} > {"clear", "restricted"}
    assert application.store.check() == []


def test_one_that_fails_leaves_the_others_their_answers(application: Application, town: Town) -> None:
    good = [query_of(application, Check("procurement", NOW.date(), number=code)) for code in town.codes.values()]
    bad = Query(purpose="no purpose", as_of=NOW.date(), identifiers=good[0].identifiers)

    async def ask() -> list[Any]:
        together = Together(application)
        asked = [together.answer(query, reader(0)) for query in (*good[:1], bad, *good[1:])]
        return await asyncio.gather(*asked, return_exceptions=True)

    first, failed, *others = asyncio.run(ask())
    assert isinstance(failed, KeyError)
    assert [each["entity"]["name"] for each in (first, *others)] == list(town.codes)


def test_who_goes_before_the_answer_stops_nobody(application: Application, town: Town) -> None:
    query = query_of(application, Check("procurement", NOW.date(), number=next(iter(town.codes.values()))))

    async def ask() -> Any:
        together = Together(application)
        gone, stays = (asyncio.create_task(together.answer(query, reader(n))) for n in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await stays, await together.answer(query, reader(3))

    assert [each["entity"]["name"] for each in asyncio.run(ask())] == [next(iter(town.codes))] * 2
