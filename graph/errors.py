"""The one error base of the graph package.

Owns: errors with a stable ``code`` that api.problems translates. Refuses: HTTP words and driver exceptions.
"""


class GraphError(Exception):
    """Base of all errors raised by ``graph``; ``code`` is stable and part of the interface."""

    code = "graph"
