"""The linkage models in force: pinned by a full resolution, kept by content, stamped on every conclusion.

Owns: where the store keeps them. Refuses: their meaning (linkage.weights).
"""

from functools import lru_cache
from pathlib import Path

from graph.store.port import GraphStore, Unit
from linkage import model_files, weights
from linkage.resolver import Models
from linkage.weights import Model, ModelError

POLICY = "linkage"
"""Kind of policy document, followed by the model's name."""
NAMES = ("enterprise", "person")


def default_models() -> Models:
    """The shipped models, not pinned."""
    return Models(model_files.load("enterprise"), model_files.load("person"))


def models_of(folder: Path) -> Models:
    """The models of a folder, shipped ones where it holds none, not pinned; ModelError names what is wrong with it."""
    if not any((folder / f"{name}.toml").is_file() for name in NAMES):
        raise ModelError(
            f"{folder}: holds no model; name a folder with {' or '.join(f'{each}.toml' for each in NAMES)}"
        )
    return Models(model_files.load_from(folder, "enterprise"), model_files.load_from(folder, "person"))


def models_in_force(store: GraphStore) -> Models | None:
    """The models pinned by the last full run; None before the first, and where another release pinned them in words
    that this one does not know: the next run pins them anew."""
    held = [store.policy(f"{POLICY}.{name}") for name in NAMES]
    found = [_read(each[1]) if each else None for each in held]
    return None if found[0] is None or found[1] is None else Models(found[0], found[1])


def versions_in_force(store: GraphStore) -> dict[str, str]:
    """Name -> version of the models in force."""
    held = {name: store.policy(f"{POLICY}.{name}") for name in NAMES}
    return {name: found[0] for name, found in held.items() if found is not None}


def put_models(store: GraphStore, unit: Unit, models: Models) -> dict[str, str]:
    """Put the models in force; name -> version. Equal ones leave no trace."""
    versions = {}
    for model in (models.enterprise, models.person):
        kind, text = f"{POLICY}.{model.name}", weights.to_text(model)
        held = store.policy(kind)
        versions[model.name] = held[0] if held is not None and held[1] == text else unit.put_policy(kind, text)
    return versions


@lru_cache(maxsize=8)
def _read(text: str) -> Model | None:
    try:
        return weights.from_text(text)
    except (KeyError, TypeError, ValueError):
        return None
