"""The Cypher of this adapter, by name.

Owns: reading the packaged ``.cypher`` files, in which ``:RELATION`` stands for every relation type (graph.relations),
and a line with ``EACH_TYPE`` for a line of each. Refuses: composing text from values; a query takes parameters only.

Whatever is found by its key says so (``USING INDEX SEEK``). A server plans a question when it is first asked, often on
a store that is still empty, where going through all of nothing seems as good; a unit of work met such plans (of 9,000
parties it looked at each 9,000 times).
"""

from functools import cache
from importlib.resources import files

from graph.relations import RELATIONS

_MARK = "// == "
_RELATION, _RELATIONS = ":RELATION", f":{'|'.join(sorted(RELATIONS))}"
# Named one by one, since an entity has as many relations of other types (a party is its MEMBER_OF for every record):
# those of a type are found together, and what is not of eight types is found by looking at each.
_EACH = "EACH_TYPE"


@cache
def query(name: str) -> str:
    """The text of ``file.section``."""
    file, _, section = name.partition(".")
    return sections(file)[section]


@cache
def sections(file: str) -> dict[str, str]:
    """Section -> text of one file; a section begins with a line ``// == name``."""
    text = (files(__package__) / "cypher" / f"{file}.cypher").read_text(encoding="utf-8")
    text = "\n".join(_for_each(line) if _EACH in line else line for line in text.splitlines())
    parts = text.replace(_RELATION, _RELATIONS).split(_MARK)[1:]
    return {name.strip(): body.strip() for name, _, body in (part.partition("\n") for part in parts)}


def _for_each(line: str) -> str:
    return ",\n".join(line.replace(_EACH, type_) for type_ in sorted(RELATIONS))
