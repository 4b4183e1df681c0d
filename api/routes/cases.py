"""``/v1/cases``: joint-punishment cases for the departments' own systems.

Owns: the requests' shapes and pages. Refuses: measures that no rule carries and steps out of order (graph.casework).
"""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from pydantic.config import JsonValue

from api.case_words import case_json, closure_json
from api.clerk import Clerk, Part
from api.errors import InvalidQuery
from api.routes.bodies import EXAMPLE_LISTING, MOST, ActBody, Asking, AtDesk, ListingBody, SomeId, Text
from api.routes.pages import After, Limit, page
from api.routes.problem_docs import DESK, PROBLEMS
from graph.cases import ANSWERS, LIFTINGS, Step, closure
from graph.casework import CaseView
from graph.rules import Measure

router = APIRouter(prefix="/v1", tags=["desk"], responses=PROBLEMS)
EntityId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]


def _example(**said: JsonValue) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [said]})


class CaseBody(ListingBody):
    """A listing on which departments are to act."""

    model_config = _example(**EXAMPLE_LISTING, by="信用中心")


class PushBody(ActBody):
    """Departments that are asked to act."""

    model_config = _example(to=["财政局"], measures=["procurement"], by="信用中心")
    to: list[Annotated[Text, Field(min_length=1)]] = Field(min_length=1, max_length=MOST, description="Departments.")
    measures: list[Measure] = Field([], max_length=MOST, description="All that the rules carry when empty.")


class LiftingBody(ActBody):
    """What was applied is lifted."""

    model_config = _example(by="财政局")
    subjects: list[EntityId] = Field([], max_length=MOST, description="All of the department's when empty.")

    def part(self) -> Part:
        """For the clerk."""
        return Part(tuple(self.subjects))


class AnswerBody(LiftingBody):
    """A department's steps, in order."""

    model_config = _example(by="财政局", steps=["received", "not_applied", "reported"], reason="无在办采购事项")
    steps: list[Step] = Field(min_length=1, max_length=len(ANSWERS), description=", ".join(ANSWERS))
    measures: list[Measure] = Field([], max_length=MOST, description="Applied; all asked and carried if empty.")

    def part(self) -> Part:
        """For the clerk; InvalidQuery for a step that is no answer."""
        other = [each for each in self.steps if each not in ANSWERS]
        if other:
            raise InvalidQuery(f"{', '.join(other)}: no answer", remedy=f"one of {', '.join(ANSWERS)}")
        return Part(tuple(self.subjects), tuple(self.measures))


@router.get("/cases", summary="Joint-punishment cases, those of one department or all")
def listed(asking: Asking, desk: AtDesk, after: After = "", limit: Limit = MOST) -> dict[str, Any]:
    """Oldest first, each with its items, the day that is due next and what is to be lifted.

    `office`: cases pushed to that department, with its own items. `closure` counts the items of all pages.
    """
    views = desk.cases(asking)
    total = closure([item.closed for view in views for item in view.items])
    found, following = page(views, after, limit)
    query = desk.log("case", [subject for view in found for subject in view.subjects])
    return {
        "as_of": asking.day.isoformat(),
        "closure": closure_json(total),
        "cases": [case_json(view) for view in found],
        "next": following,
        "query": query,
    }


@router.post("/cases", summary="Open a case about a listing", responses=DESK)
def opened(request: CaseBody, desk: AtDesk) -> dict[str, Any]:
    """With whom the rules reach that day and by which measures; 409 when they reach nobody."""
    return _shown(desk.open_case(request.meant(), request.said()), desk)


@router.get("/cases/{case_id}", summary="A case as it stands")
def shown(case_id: SomeId, asking: Asking, desk: AtDesk) -> dict[str, Any]:
    """Every addressee's steps, what the rules carry now, what is to be lifted, the clocks."""
    return _shown(desk.case(case_id, asking), desk)


@router.post("/cases/{case_id}/pushes", summary="Ask departments to act", responses=DESK)
def push(case_id: SomeId, request: PushBody, desk: AtDesk) -> dict[str, Any]:
    """Each has to answer about every subject; 409 when nothing new is asked of anybody."""
    return _shown(desk.push(case_id, request.to, request.said(), request.measures), desk)


@router.post("/cases/{case_id}/answers", summary="A department's answer", responses=DESK)
def answer(case_id: SomeId, request: AnswerBody, desk: AtDesk) -> dict[str, Any]:
    """received, matched, reviewed, then applied, or not_applied with a reason, then reported: one or several at once;
    all of them are written or none. 409 for a step out of order, and for a measure that no rule carries that day."""
    return _shown(desk.answer_case(case_id, request.steps, request.said(), request.part()), desk)


@router.post("/cases/{case_id}/liftings", summary="What was applied is lifted, and reported", responses=DESK)
def lifting(case_id: SomeId, request: LiftingBody, desk: AtDesk) -> dict[str, Any]:
    """Due when the listing is stayed, repaired, removed or revoked, or its rule or term ends (`to_lift`)."""
    return _shown(desk.answer_case(case_id, LIFTINGS, request.said(), request.part()), desk)


def _shown(view: CaseView, desk: Clerk) -> dict[str, Any]:
    return case_json(view) | {"query": desk.log("case", view.subjects)}
