"""What leaves the house: numbers of persons masked, ids whole."""

from dataclasses import dataclass

from api.wire import plain

NUMBER = "410105198003042952"
LOOKS_LIKE_ONE = f"{NUMBER}abcdef"


@dataclass(frozen=True)
class Said:
    party: str
    entities: tuple[str, ...]
    text: str


def test_ids_stay_whole_and_everything_else_is_masked() -> None:
    shown = plain(Said(LOOKS_LIKE_ONE, (LOOKS_LIKE_ONE,), f"代理人{NUMBER}"))
    assert (shown["party"], shown["entities"]) == (LOOKS_LIKE_ONE, [LOOKS_LIKE_ONE])
    assert NUMBER not in shown["text"]
    assert NUMBER not in str(plain({"party": NUMBER, "said": [NUMBER]}))  # a mapping's names are not ours
