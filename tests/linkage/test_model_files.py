"""Model files: the shipped ones are sound, and every kind of mistake is named with file, place and remedy."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import model_files, weights
from linkage.features import firm_name, person_name
from linkage.fields import MAKERS, FieldSpec, fields_of
from linkage.tables import toml_table
from linkage.weights import ModelError

SHIPPED = (files("linkage") / "data" / "models" / "person.toml").read_text(encoding="utf-8")
FEBRL = Path("benchmarks/models/febrl4.toml").read_text(encoding="utf-8")


def changed(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("name", ["enterprise", "person"])
def test_a_shipped_model_is_sound_and_survives_the_store(name):
    model = model_files.load(name)
    assert model.name == name
    assert weights.from_text(weights.to_text(model)) == model


@pytest.mark.parametrize("path", sorted(Path("benchmarks/models").glob("*.toml")), ids=lambda path: path.name)
def test_a_benchmark_model_is_sound_and_survives_the_store(path):
    found = model_files.read(path)
    assert found.fields
    assert weights.from_text(weights.to_text(found.model)) == found.model


@pytest.mark.parametrize(
    ("text", "old", "new", "says"),
    [
        (
            SHIPPED,
            "overlap birth",
            "overlap brith",
            r"comparison birth, level same: unknown field brith, one of .*birth",
        ),
        (
            SHIPPED,
            "overlap birth",
            "equals birth",
            r"comparison birth, level same: unknown test equals, one of overlap",
        ),
        (SHIPPED, '["name", "birth"]', '["name", "born"]', r"\[blocking\] rule name\+born: unknown field born"),
        (SHIPPED, 'frequency = "surname"', 'frequency = "family"', r"level outline: unknown field family"),
        (SHIPPED, "join = 7.0", "join = 700.0", r"\[decision\] join: 700 bits is out of range, -100 to 100"),
        (SHIPPED, "review = -2.0", "review = 9.0", r"thresholds must rise: floor <= review <= join"),
        (SHIPPED, "review = -2.0", "", r"'review' is missing"),
        (SHIPPED, "coverage = 0.5", "coverage = 1.0", r"\[model\] coverage: 1 is out of range"),
        (SHIPPED, "cap = 300", "cap = 0", r"\[blocking\] cap: 0 is out of range"),
        (SHIPPED, "seed =", "sede =", r"sede"),
        (SHIPPED, "m = 0.93", "m = 1.93", r"comparison name, level same: m and u are shares"),
        (SHIPPED, 'scope = "name"', 'scope = "word"', r"comparison name: scope is name or node, not 'word'"),
        (SHIPPED, 'name = "company"', 'name = "name"', r"comparison name stands twice"),
        (
            SHIPPED,
            "min_subjects = 300",
            "min_subjects = 30000000",
            r"\[training\] min_subjects: 3e\+07 is out of range",
        ),
        (SHIPPED, 'name = "person"', 'name = "ship"', r"\[fields\] is missing: say how fields are made"),
        (SHIPPED, "[model]", "[model", r"not valid TOML"),
        (
            SHIPPED,
            'frequency = "surname"',
            'frequenzy = "surname"',
            r"level outline: unknown key frequenzy, one of name",
        ),
        (SHIPPED, "vetoes = true", "veto = true", r"level other: unknown key veto, one of .*vetoes"),
        (SHIPPED, "largest = ", "biggest = ", r"\[decision\]: unknown key biggest, one of .*largest"),
        (SHIPPED, "firm = 3.0", "firmness = 3.0", r"\[training\]: unknown key firmness, one of seed"),
        (SHIPPED, "[generic]", "[generics]", r"file: unknown key generics, one of model"),
        (FEBRL, 'maker = "month_day"', 'make = "month_day"', r"\[fields\] birth_day: unknown key make, one of columns"),
        (
            FEBRL,
            "jaro_winkler surname 0.9",
            "jaro_winkler surname 9",
            r"limit 9 of jaro_winkler is out of range, 0.5 to 1",
        ),
        (FEBRL, "jaro_winkler surname 0.9", "jaro_winkler surname", r"jaro_winkler takes a field and a limit"),
        (
            FEBRL,
            'maker = "month_day"',
            'maker = "monthday"',
            r"\[fields\] birth_day: unknown maker monthday, one of text",
        ),
        (FEBRL, '"prefix", size = 3', '"prefix"', r"\[fields\] initials: maker prefix needs a size of 1 or more"),
    ],
)
def test_a_mistake_is_named_with_file_place_and_remedy(text, old, new, says, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(changed(text, old, new), encoding="utf-8")
    with pytest.raises(ModelError, match=rf"^mine\.toml: .*{says}") as refused:
        model_files.read(path)
    assert refused.value.code == "linkage.model"


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"^none\.toml: cannot be read .*give the path"):
        model_files.read(tmp_path / "none.toml")


def test_the_table_of_fields_names_what_the_parsers_make():
    tables = toml_table("fields")
    firms = ["郑州市金水区云杉建筑工程有限公司第二分公司", "新密市欣昌建材经营部", "云杉 建材", "河南红松物流有限公司"]
    people = ["王小样", "王*样", "欧阳?范", "阿卜杜拉·买买提"]
    assert {field for each in firms for field in firm_name(each).fields} <= set(tables["enterprise"]["name"])
    assert {field for each in people for field in person_name(each).fields} <= set(tables["person"]["name"])


@pytest.mark.parametrize(
    ("maker", "size", "cell", "values"),
    [
        ("text", 0, " Main  STREET ", {"main street"}),
        ("text", 0, "ＡＢ", {"ab"}),
        ("digits", 0, "12-34 a", {"1234"}),
        ("prefix", 2, "Neumann", {"ne"}),
        ("prefix", 9, "Neumann", set()),
        ("date_part", 4, "1915-11-11", {"1915"}),
        ("month_day", 0, "1915-11-12", {"1112"}),
        ("month_day", 0, "1915", set()),
        ("words", 3, "12 the Main St", {"the", "main"}),
        ("grams", 2, "abc", {"ab", "bc"}),
        ("edits", 3, "abc", {"abc", "bc", "ac", "ab"}),
        ("edits", 4, "abc", {"abc"}),
        ("sorted", 0, "cab", {"abc"}),
    ],
)
def test_a_maker_makes_what_its_name_says(maker, size, cell, values):
    made = fields_of({"cell": cell}, [FieldSpec("f", ("cell",), maker, size)])
    assert made.get("f", frozenset()) == values


def test_columns_give_a_value_each_or_one_together():
    row = {"one": "Ann", "other": "Lee", "empty": ""}
    assert fields_of(row, [FieldSpec("f", ("one", "other", "empty", "none"))]) == {"f": {"ann", "lee"}}
    assert fields_of(row, [FieldSpec("f", ("one", "other"), joined=True)]) == {"f": {"ann lee"}}
    assert fields_of(row, [FieldSpec("f", ("one", "empty"), joined=True)]) == {}


@given(st.sampled_from(sorted(MAKERS)), st.text(), st.integers(1, 8))
def test_no_cell_breaks_a_maker_and_none_makes_an_empty_value(maker, cell, size):
    assert "" not in fields_of({"cell": cell}, [FieldSpec("f", ("cell",), maker, size)]).get("f", ())
