"""Owns the making of numbers: valid codes with their check digits, drawn so that none is given twice.

Refuses reading or validating them: the parser has its own code, and the two never meet (else accuracy is circular).
"""

from dataclasses import dataclass, field
from datetime import date
from random import Random

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RESIDENT_CHECKS = "10X98765432"


def organisation_check(body: str) -> str:
    """Check character of eight characters of an organisation code (GB 11714-1997, modulus 11)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(ORG_ALPHABET.index(c) * w for c, w in zip(body, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def uscc_check(body: str) -> str:
    """Check character of seventeen characters of a unified social credit code (GB 32100-2015, modulus 31)."""
    total = sum(USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return USCC_ALPHABET[-total % 31]


def registration_check(body: str) -> str:
    """Check digit of fourteen digits of an old registration number (GS 15-2006, ISO 7064 modulus 11,10)."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def resident_check(body: str) -> str:
    """Check character of seventeen digits of a resident number (GB 11643-1999, ISO 7064 modulus 11-2)."""
    return RESIDENT_CHECKS[sum(int(c) * pow(2, 17 - i, 11) for i, c in enumerate(body)) % 11]


def fifteen(resident_number: str) -> str:
    """The number as issued before 1999: no century, no check character."""
    return resident_number[:6] + resident_number[8:17]


@dataclass(slots=True)
class Numbers:
    """Draws numbers that no other drawing from the same pool gave. ``reserved`` pools never meet unreserved ones."""

    rng: Random
    reserved: bool = False
    given: set[str] = field(default_factory=set)

    def organisation(self, modern: bool = True) -> str:
        """Nine characters of an organisation code; ``modern`` ones start with MA as all since 2015."""
        digits = "0123456789"
        letters = USCC_ALPHABET
        while True:
            if self.reserved:
                body = "MB" + "".join(self.rng.choices(letters, k=6))
            elif modern:
                body = "MA" + "".join(self.rng.choices(letters, k=6))
            else:
                body = self.rng.choice("12567") + "".join(self.rng.choices(digits, k=7))
            if body not in self.given:
                self.given.add(body)
                return body + organisation_check(body)

    def uscc(self, category: str, district: str, organisation: str) -> str:
        """The code of an organisation: two of authority and category, six of area, nine of organisation code, check."""
        body = category + district + organisation
        return body + uscc_check(body)

    def registration(self, district: str, individual: bool) -> str:
        """Fifteen digits; the serial starts with 6 for sole traders, 0 to 3 for companies, 9 in the reserved pool."""
        while True:
            first = "9" if self.reserved else "6" if individual else self.rng.choice("0123")
            body = f"{district}{first}{self.rng.randrange(10**7):07d}"
            if body not in self.given:
                self.given.add(body)
                return body + registration_check(body)

    def resident(self, area: str, birth: date, sex: str) -> str:
        """Eighteen characters; the serial is odd for men ("男"), even for women; 9xx belongs to the reserved pool."""
        low, high = (450, 500) if self.reserved else (0, 450)
        while True:
            serial = self.rng.randrange(low, high) * 2 + (1 if sex == "男" else 0)
            body = f"{area}{birth:%Y%m%d}{serial:03d}"
            if body not in self.given:
                self.given.add(body)
                return body + resident_check(body)

    def phone(self) -> str:
        """Eleven digits in blocks that no operator has been given: nobody real answers."""
        while True:
            number = self.rng.choice(("154", "164", "168", "179")) + f"{self.rng.randrange(10**8):08d}"
            if number not in self.given:
                self.given.add(number)
                return number

    def serial(self, prefix: str, width: int) -> str:
        """``prefix`` and ``width`` digits, unique."""
        while True:
            first = "9" if self.reserved else str(self.rng.randrange(9))
            number = f"{prefix}{first}{self.rng.randrange(10 ** (width - 1)):0{width - 1}d}"
            if number not in self.given:
                self.given.add(number)
                return number
