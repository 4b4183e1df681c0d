"""A fictional population written as department files, with its truth.

It shares nothing with the parser but column codes and check digits.
"""
