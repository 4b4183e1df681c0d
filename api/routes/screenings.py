"""``POST /v1/screenings``: may we deal with these subjects, and if not, why not?

Owns: the request's shape and limits. Refuses: verdicts (graph.screening) and unstated readers: a check follows the people
behind its subject, so it always names caller, purpose, basis and case.
"""
from fastapi import APIRouter
router = APIRouter(prefix="/v1")
