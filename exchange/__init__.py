"""Agreements, signed feed, receipts, credit products and recognition between cities.

Owns: what leaves this city and what it believes of what arrives. Refuses: HTTP frameworks (api mounts it), settings,
the wall clock, and keeping facts itself: what arrives goes through the same intake as a file.
"""
