"""What an entity is called: a row that knows its subject by number alone says nothing of its name."""

from graph.store.projection import Member, node_columns
from linkage.model import Nature, Role


def member(name: str, as_at: int, role: Role = Role.SUBJECT) -> Member:
    return Member("E1", "confirmed", "enterprise", name, role, "[]", "[]", as_at, Nature.STATE)


def test_a_nameless_row_takes_no_name_away_and_adds_none() -> None:
    named = member("郑州白桦商贸有限公司", 1)
    assert node_columns([named, member("", 9), member("", 9, Role.RELATED)]) == node_columns([named])
    assert node_columns([named])[1] == "郑州白桦商贸有限公司"


def test_without_any_name_there_is_none() -> None:
    assert node_columns([member("", 1)])[1] == ""
