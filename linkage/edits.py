"""Texts one edit apart.

Owns: the keys by which two texts within one edit always meet, and the exact test. Refuses: longer distances
(rapidfuzz has them) and meaning.
"""

from collections.abc import Iterator


def deletions(text: str) -> Iterator[str]:
    """The text with one character deleted, for each character."""
    return (text[:at] + text[at + 1 :] for at in range(len(text)))


def deletion_keys(text: str) -> tuple[str, ...]:
    """The text and each text with one character deleted, without repeats.

    Two texts within one insertion, deletion, substitution or swap of neighbours share a key. The converse does not
    hold (two edits may share one too): ask :func:`within_one_edit`.
    """
    return tuple(dict.fromkeys((text, *deletions(text))))


def within_one_edit(a: str, b: str) -> bool:
    """True when one insertion, deletion, substitution or swap of neighbours, or none, makes the texts equal."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    short, long = sorted((a, b), key=len)
    at = next((place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[:at] + short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long
