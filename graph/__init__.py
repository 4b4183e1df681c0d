"""Entities, relations, listings, policy, clocks, propagation, screening, and the store port with its adapters.

Owns: what is known about whom, since when, on whose word, and what follows from it by rule.
Refuses: HTTP, settings, the wall clock (``graph`` is told the time), and any import of ``exchange`` or ``api``.
"""
