"""The page: server-rendered Chinese HTML without any asset from outside.

Owns: templates, one style sheet, a small script and the drawn relation picture. Refuses: conclusions and other hosts.
"""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
