"""What an explanation shows of a person: hidden unless it is known to be harmless, in a model that we have not seen too."""

import pytest

from graph.explanation.sides import hidden, shown
from linkage import model_files
from linkage.comparison import NameCard, Node


@pytest.mark.parametrize(
    ("comparison", "value", "expected"),
    [
        ("name", "欧阳示范", "欧***"),
        ("birth", "1980-03-04", "1980-**-**"),
        ("phone", "13800001234", "*******1234"),
        ("address", "文化路1号", "文化***"),
        ("sex", "male", "male"),
        ("given_name", "示范", "示*"),
        ("passport", "E12345678", "E********"),
    ],
)
def test_values_of_persons(comparison, value, expected):
    assert hidden(value, comparison) == expected


def test_values_come_from_the_fields_that_the_levels_test():
    model = model_files.load("person")
    node = Node(
        "a", ("a",), (NameCard("王小样", {"name": frozenset({"王小样"})}),), {"birth": frozenset({"1980-03-04"})}
    )
    assert shown(node, model, "birth") == ("1980-**-**",)
    assert shown(node, model, "name") == ("王**",)
    firm = Node("b", ("b",), (), {"head": frozenset({"王小样"}), "home": frozenset({"410100"})})
    assert shown(firm, model_files.load("enterprise"), "head") == ("王**",)
    assert shown(firm, model_files.load("enterprise"), "home") == ("410100",)
    assert shown(firm, model_files.load("enterprise"), "number") == ()
