"""Numbers of the populations of benchmarks.worlds: check digits of their own.

Owns: USCC, organisation code, registration number, resident number. Refuses: anything of ``linkage`` or ``api.demo``.
"""

from collections.abc import Callable
from random import Random

_DIGITS = "0123456789"
_ORG = _DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organisation(rng: Random) -> str:
    """A code of nine; newer ones hold letters."""
    body = "".join(rng.choices(_DIGITS, k=8)) if rng.random() < 0.5 else "MA" + "".join(rng.choices(_USCC, k=6))
    rest = (11 - sum(_ORG.index(sign) * weight for sign, weight in zip(body, _ORG_WEIGHTS, strict=True)) % 11) % 11
    return body + ("X" if rest == 10 else str(rest))


def uscc(register: str, area: str, org: str) -> str:
    """A unified code over an organisation code."""
    body, total, weight = register + area + org, 0, 1
    for sign in body:
        total, weight = total + _USCC.index(sign) * weight, weight * 3 % 31
    return body + _USCC[-total % 31]


def registration(rng: Random, area: str) -> str:
    """A registration number of fifteen digits."""
    body, rest = area + "".join(rng.choices(_DIGITS, k=8)), 10
    for digit in body:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return body + str((11 - rest) % 10)


def resident(rng: Random, area: str, birth: str, male: bool) -> str:
    """A resident number of eighteen."""
    serial = rng.randrange(1, 499) * 2 + male
    body = f"{area}{birth}{serial:03d}"
    return body + "10X98765432"[sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(body)) % 11]


def fresh(made: set[str], make: Callable[[], str]) -> str:
    """A number that nobody has yet."""
    while (number := make()) in made:
        pass
    made.add(number)
    return number
