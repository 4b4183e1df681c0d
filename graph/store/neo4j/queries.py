"""The Cypher of this adapter, by name.

Owns: reading the packaged ``.cypher`` files. Refuses: composing text from values; a query takes parameters only.

Whatever is found by its key says so (``USING INDEX SEEK``). A server plans a question when it is first asked, often on
a store that is still empty, where going through all of nothing seems as good; a unit of work met such plans (of 9,000
parties it looked at each 9,000 times).
"""

from functools import cache
from importlib.resources import files

_MARK = "// == "


@cache
def query(name: str) -> str:
    """The text of ``file.section``."""
    file, _, section = name.partition(".")
    return sections(file)[section]


@cache
def sections(file: str) -> dict[str, str]:
    """Section -> text of one file; a section begins with a line ``// == name``."""
    text = (files(__package__) / "cypher" / f"{file}.cypher").read_text(encoding="utf-8")
    parts = text.split(_MARK)[1:]
    return {name.strip(): body.strip() for name, _, body in (part.partition("\n") for part in parts)}
