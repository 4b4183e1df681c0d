"""k hops, paths, common neighbours, groups: pure, over ties that a store would bring."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.networks.links import Lens, links
from graph.networks.walks import common, paths, reach, spread
from tests.graph.ties import MODEL, OWNS, REP, TODAY, expand, owns, tie

BOUNDS = (10, 1000, 100_000)
NOW = Lens(as_of=TODAY)


def routes(found):
    return ["".join(path.entities) for path in found.paths]


def test_a_former_representative_is_not_reached_after_the_change():
    ties = [
        tie("旧", "甲", since="2015-01-01", until="2024-03-01"),
        tie("新", "甲", since="2024-03-01"),
        tie("旧", "乙"),
    ]
    near = expand(ties)
    assert reach(near, ["甲"], 2, NOW, 99).distance == {"甲": 0, "新": 1}
    assert reach(near, ["甲"], 2, Lens(as_of=date(2024, 2, 29)), 99).distance == {"甲": 0, "旧": 1, "乙": 2}
    assert reach(near, ["甲"], 2, Lens(), 99).distance == {"甲": 0, "旧": 1, "新": 1, "乙": 2}
    assert routes(paths(near, ("甲", "乙"), 4, NOW, BOUNDS)) == []


def test_a_dated_office_decides_over_an_undated_card_and_a_stolen_name_never_held():
    card, office = tie("旧", "甲", since=""), tie("旧", "甲", since="2015-01-01", until="2024-03-01")
    assert links([card, office], NOW) == []
    assert [link.holds for link in links([card], Lens(as_of=date(2020, 1, 1)))] == ["maybe"]
    assert links([card, tie("旧", "甲", void=True)], Lens()) == []


def test_links_say_how_sure_they_are():
    (link,) = links([owns("X", "A", 10, sure=MODEL)], NOW)
    assert (link.is_sure, link.certainty, link.other("A")) == (False, MODEL, "X")


def test_hops_by_type_and_not_through_hubs():
    ties = [tie("代办", f"{n}") for n in range(6)] + [owns("X", "1", 5), owns("X", "Y", 5)]
    found = reach(expand(ties, hub=5), ["0"], 4, NOW, 99)
    assert (found.distance, found.hubs) == ({"0": 0, "代办": 1}, {"代办": 6})
    assert set(reach(expand(ties), ["0"], 4, NOW, 99).distance) == {*"012345", "代办", "X", "Y"}
    assert reach(expand(ties), ["1"], 4, Lens(frozenset({OWNS}), TODAY), 99).distance == {"1": 0, "X": 1, "Y": 2}


def test_a_bound_on_entities_is_said():
    found = reach(expand([tie("P", f"{n}") for n in range(9)]), ["P"], 2, NOW, 5)
    assert (len(found.distance), found.truncated) == (5, True)
    assert all(link.company in found.distance for link in found.links)


def test_paths_come_shortest_first_and_are_simple():
    ties = [tie("p", "A"), tie("p", "B"), tie("q", "A"), tie("q", "C"), tie("r", "C"), tie("r", "B"), owns("A", "B", 5)]
    found = paths(expand(ties), ("A", "B"), 6, NOW, BOUNDS)
    assert routes(found) == ["AB", "ApB", "AqCrB"]
    assert [link.type for link in found.paths[0].steps[0]] == [OWNS]
    assert routes(paths(expand(ties), ("A", "B"), 6, NOW, (2, 1000, 1000))) == ["AB", "ApB"]
    assert routes(paths(expand(ties), ("A", "B"), 2, Lens(frozenset({REP}), TODAY), BOUNDS)) == ["ApB"]
    assert routes(paths(expand(ties), ("A", "A"), 6, NOW, BOUNDS)) == ["A"]
    assert routes(paths(expand(ties), ("A", "unknown"), 6, NOW, BOUNDS)) == []


def test_a_path_ends_at_a_hub_but_leads_through_none():
    agent = [tie("代办", f"{n}") for n in range(6)]
    found = paths(expand([*agent, tie("x", "5"), tie("x", "Z")], hub=5), ("Z", "代办"), 4, NOW, BOUNDS)
    assert routes(found) == ["Zx5代办"]
    through = paths(expand(agent, hub=5), ("0", "1"), 4, NOW, BOUNDS)
    assert (through.paths, through.hubs) == ((), {"代办": 6})


def test_a_search_that_stops_says_so():
    mesh = [tie(f"p{a}{b}", firm) for a in range(7) for b in range(a) for firm in (f"{a}", f"{b}")]
    assert paths(expand(mesh), ("0", "1"), 6, NOW, (1000, 1000, 50)).truncated


def test_common_neighbours_also_with_a_hub():
    ties = [tie("p", "A"), tie("p", "B"), tie("q", "A"), owns("q", "B", 5), tie("r", "A")]
    found = common(expand(ties), ("A", "B"), NOW)
    assert found.distance == {"A": 0, "B": 0, "p": 1, "q": 1}
    assert {(link.holder, link.company) for link in found.links} == {("p", "A"), ("p", "B"), ("q", "A"), ("q", "B")}
    crowd = [*ties, *(tie(f"x{n}", "A") for n in range(9))]
    assert common(expand(crowd, hub=8), ("A", "B"), NOW).distance == {"A": 0, "B": 0, "p": 1, "q": 1}
    assert common(expand(crowd, hub=8), ("B", "A"), Lens(frozenset({REP}), TODAY)).distance.keys() == {"A", "B", "p"}


@settings(max_examples=100, deadline=None)
@given(st.sets(st.tuples(st.sampled_from("pqrs"), st.sampled_from("ABCD")), max_size=12))
def test_every_simple_path_is_found(pairs):
    ties = [tie(holder, company) for holder, company in sorted(pairs)]
    near = {}
    for holder, company in pairs:
        near.setdefault(holder, set()).add(company)
        near.setdefault(company, set()).add(holder)

    def walk(way):
        if way[-1] == "B":
            yield way
        elif len(way) <= 6:
            for step in near.get(way[-1], ()):
                if step not in way:
                    yield from walk(way + step)

    found = paths(expand(ties), ("A", "B"), 6, NOW, (1000, 1000, 10**6))
    expected = sorted(walk("A"), key=lambda way: (len(way), way))
    assert routes(found) == expected
    assert not found.truncated
    assert all(len(step) == 1 for path in found.paths for step in path.steps)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("pqrs"), st.sampled_from("ABCD"), st.integers(0, 3), st.booleans()), max_size=14
    ),
    st.integers(0, 4),
    st.integers(1, 9),
)
def test_a_walk_without_links_reaches_the_same(pairs, hops, hub):
    """Single and repeated statements: open, ended, voided; with and without a day; with a hub guard."""
    kinds = ({}, {"until": "2024-01-01"}, {"void": True}, {"since": ""})
    ties = [tie(holder, company, REP if rep else OWNS, **kinds[kind]) for holder, company, kind, rep in pairs]
    for lens in (NOW, Lens(), Lens(frozenset({REP}), TODAY)):
        walked, same = (walk(expand(ties, hub), ["A", "p"], hops, lens, 99) for walk in (reach, spread))
        assert (walked.distance, walked.hubs) == (same.distance, same.hubs)
    assert len(spread(expand(ties), ["A"], 4, NOW, 2).distance) <= 2


def test_unknown_type_is_rejected_nowhere_and_found_nowhere():
    assert reach(expand([tie("p", "A")]), ["A"], 1, Lens(frozenset({"NO_SUCH"}), TODAY), 9).distance == {"A": 0}


@pytest.mark.parametrize("seeds", [[], ["nobody"]])
def test_nobody_reaches_nobody(seeds):
    assert set(reach(expand([tie("p", "A")]), seeds, 3, NOW, 9).distance) == set(seeds)
