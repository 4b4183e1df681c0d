"""A small model that uses every test and every mark, and nodes at random for it."""

from dataclasses import replace
from random import Random

from linkage import model_files
from linkage.comparison import NameCard, Node, strong_numbers
from linkage.identifiers import Identifier, IdentifierKind
from linkage.weights import Frequencies

LEVELS = """
[model]
name = "enterprise"
kinds = ["enterprise"]
coverage = 0.8
mask_share = 0.5
[decision]
join = 1.0
review = 0.0
margin = 1.0
floor = -1.0
entities = 100
[training]
seed = 1
min_subjects = 1
max_subjects = 100
per_subject = 2
u_pairs = 100
min_level = 1
start = 0.5
convergence = 0.01
iterations = 10
firm = 3.0
[blocking]
cap = 50
rules = [["number"]]
[[comparison]]
name = "brand"
label = "brand"
scope = "name"
levels = [
  { name = "apart", when = ["differ city"], m = 0.1, u = 0.4, vetoes = true },
  { name = "same", when = ["overlap brand", "agree form"], m = 0.6, u = 0.01, frequency = "brand" },
  { name = "drop", when = ["drop body"], m = 0.2, u = 0.02 },
  { name = "near", when = ["jaro_winkler brand 0.8", "damerau_levenshtein brand 2"], m = 0.1, u = 0.05 },
  { name = "other", when = [], m = 0.1, u = 0.9, contradicts = true },
]
[[comparison]]
name = "head"
label = "head"
scope = "node"
levels = [
  { name = "none", when = ["missing head"], m = 1.0, u = 1.0, null = true },
  { name = "same", when = ["overlap head"], m = 0.8, u = 0.01, frequency = "head" },
  { name = "near", when = ["levenshtein head 1"], m = 0.1, u = 0.02 },
  { name = "other", when = [], m = 0.1, u = 0.9, contradicts = true },
]
[[comparison]]
name = "birth"
label = "birth"
scope = "node"
levels = [
  { name = "other", when = ["differ home"], m = 0.1, u = 0.9, vetoes = true },
  { name = "same", when = [], m = 0.8, u = 0.5 },
]
"""
TOY = replace(
    model_files.parse(LEVELS).model,
    frequencies={"brand": Frequencies(900, {"AB": -4000, "ABC": 7}), "head": Frequencies(-3, {})},
)
TEXTS, BIRTHS = "ABC", ("1", "2")
NUMBERS = ("410105198001010011", "410105198001010038", "41010519800101****", "4101**********0011", "410105199902020012")


def fields(**found):
    """Fields without the empty ones."""
    return {name: values for name, values in found.items() if values}


def named(brand, city, form):
    """A name card; its normal name says all of it."""
    normal = "|".join((*sorted(brand), "/", *sorted(city), "/", *sorted(form)))
    drops = frozenset(text[:at] + text[at + 1 :] for text in brand for at in range(len(text)) if len(text) > 1)
    return NameCard(normal, fields(brand=brand, body=brand, body_drop=drops, city=city, form=form))


def numbered(values):
    """Resident numbers, masked ones among them."""
    return tuple(sorted(Identifier(IdentifierKind.RESIDENT, each, "", "*" in each) for each in values))


def nodes(count, seed):
    """Nodes at random; the same for a seed."""
    rng = Random(seed)

    def texts(most):
        return frozenset("".join(rng.choices(TEXTS, k=rng.randint(1, 4))) for _ in range(rng.randint(0, most)))

    found = {}
    for at in range(count):
        numbers = numbered(rng.sample(NUMBERS, rng.choice((0, 0, 1, 2))))
        cards = {
            card.normal: card
            for card in (
                named(
                    texts(3),
                    frozenset(rng.sample("xy", rng.randint(0, 1))),
                    frozenset(rng.sample("uv", rng.randint(0, 2))),
                )
                for _ in range(rng.randint(0, 2))
            )
        }
        names = tuple(cards[name] for name in sorted(cards))
        own = fields(head=texts(3), home=frozenset(rng.sample(BIRTHS, rng.randint(0, 1))))
        found[f"n{at:03d}"] = Node(f"n{at:03d}", (f"n{at:03d}",), names, own, numbers, strong_numbers(numbers))
    return found
