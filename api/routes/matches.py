"""``POST /match/{dataset}``: query by example, as yente answers it.

Owns: the request's shape and bounds. Refuses: scoring (graph.matching).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.matching import Question, Wish, check_dataset, run_match
from api.reading import Reader
from api.routes.application import App, Stated
from api.routes.problem_docs import PROBLEMS
from graph.matching import match_limits

router = APIRouter(tags=["match"], responses=PROBLEMS)
CHANNEL = "http"
_LONGEST = 512
_FIRM: JsonDict = {"name": ["郑州某某商贸有限公司"], "registrationNumber": ["91410184MAJBXHC39T"]}
_PERSON: JsonDict = {"name": ["王小样"], "birthDate": ["1980-03-04"]}
_EXAMPLE: JsonDict = {
    "queries": {
        "q1": {"schema": "Company", "properties": _FIRM},
        "q2": {"schema": "Person", "properties": _PERSON},
    }
}
Value = Annotated[str, Field(max_length=_LONGEST)]


class ExampleRequest(BaseModel):
    """A subject described in FollowTheMoney's words."""

    model_config = ConfigDict(extra="ignore")
    id: str | None = Field(None, max_length=200, description="The caller's own id, given back.")
    schema_: str = Field(
        alias="schema", max_length=64, description="Company, Organization, PublicBody, Person, LegalEntity."
    )
    properties: dict[str, Value | Annotated[list[Value], Field(max_length=50)]] = Field(
        {}, description="name, alias, registrationNumber, uscCode, idNumber, taxNumber, birthDate, country …"
    )

    def question(self) -> Question:
        """As asked; a single value counts as a list of one."""
        values = {name: [value] if isinstance(value, str) else value for name, value in self.properties.items()}
        return Question(self.schema_, values, self.id)


class MatchRequest(BaseModel):
    """Several examples under names of the caller's."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"examples": [_EXAMPLE]})
    queries: dict[Annotated[str, Field(max_length=200)], ExampleRequest] = Field(
        min_length=1, max_length=match_limits().queries
    )


@router.post("/match/{dataset}", summary="Query by example, for yente's clients")
def match(
    dataset: Annotated[str, Path(max_length=64, description="`default`, or our region's code.")],
    request: MatchRequest,
    app: App,
    access: Stated,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=match_limits().most_results)] = match_limits().results,
    threshold: Annotated[
        float, Query(ge=0, le=1, description="From this score on `match` is true.")
    ] = match_limits().threshold,
    cutoff: Annotated[float, Query(ge=0, le=1, description="Results below it are left out.")] = match_limits().cutoff,
    exclude_entity_ids: Annotated[list[str], Query(max_length=50)] = [],  # noqa: B006  read only
    exclude_schema: Annotated[list[str], Query(max_length=10)] = [],  # noqa: B006  read only
    topics: Annotated[
        list[str], Query(max_length=20, description="Only results with any of these, such as debarment, reg.action.")
    ] = [],  # noqa: B006  read only
) -> dict[str, Any]:
    """Candidates with score, features and explanations. A name without a number never reaches the default threshold.

    `Person` needs the four headers; `LegalEntity` without them leaves persons out. A number with a wrong check digit is
    named in `problems` of its response, and the rest of the example is still used. `match` asks nobody to be refused:
    ask `/v1/screenings` what follows.
    """
    check_dataset(app, dataset)
    wish = Wish(limit, threshold, cutoff, frozenset(exclude_entity_ids), frozenset(exclude_schema), frozenset(topics))
    questions = {name: example.question() for name, example in request.queries.items()}
    answer = run_match(app, questions, wish, Reader(access, CHANNEL))
    response.headers["X-Batch-Size"] = str(len(questions))
    return answer
