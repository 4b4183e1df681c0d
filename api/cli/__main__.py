"""``python -m api.cli``: the same as ``xintu``.

Owns: nothing. Refuses: everything else.
"""

from api.cli import app

app()
