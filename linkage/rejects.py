"""What is said about a text that is no valid number.

Owns: the stable reasons with their English and Chinese messages (table rejections.toml) and hiding personal digits in
them. Refuses: deciding validity.
"""

import re

from linkage.checksums import org_code_check, resident_check, uscc_check
from linkage.numbering import STAR, IdentifierKind, Invalid, starred
from linkage.residents import is_birth
from linkage.script import fold_width
from linkage.tables import toml_table

_LONG = 60
# the digit that no digit stands before comes first: a search for it passes over text in a third of the time
_RUN = re.compile(r"[0-9](?<![0-9][0-9])(?:[0-9]{14,16}[0-9Xx*]*|[0-9]{5}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx])(?![0-9])")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_WIDE = re.compile("[０-９Ｘｘ]")


def rejected(kind: IdentifierKind | None, value: str, reason: str) -> Invalid:
    """The Invalid for a reason of the table rejections.toml, its value masked."""
    texts = toml_table("rejections")
    names = texts["kind"].get(str(kind) if kind else "any")
    text = texts["reason"][reason]
    message, message_zh = (text[language].format(kind=names[language]) for language in ("en", "zh"))
    return Invalid(kind, hidden(value, kind), reason, message, message_zh)


def kind_zh(kind: str) -> str:
    """The Chinese name of a kind of number."""
    return str(toml_table("rejections")["kind"].get(kind, {}).get("zh", kind))


def hidden(value: str, kind: IdentifierKind | None) -> str:
    """The value as an error may show it: personal-looking numbers masked, long texts cut."""
    short = value if len(value) <= _LONG else value[:_LONG] + "…"
    if kind in (IdentifierKind.RESIDENT, IdentifierKind.PASSPORT, IdentifierKind.OTHER_ID):
        return starred(short)
    if kind is IdentifierKind.TAX_NO and len(value) > 15:
        return starred(short)
    return mask_text(short)


def mask_text(text: str) -> str:
    """Free text with every personal-looking number of 15 to 18 places masked after its sixth character."""
    if len(text) < 15:
        return text
    return _RUN.sub(_masked_run, text.translate(_FULL_WIDTH) if _WIDE.search(text) else text)


def _masked_run(found: re.Match[str]) -> str:
    run = found.group()
    digits = re.sub("[ -]", "", run)
    return starred(digits) if looks_personal(digits) else run


def looks_personal(digits: str) -> bool:
    """True when the places of a birth date hold one, whatever the check digit says, and it is no valid USCC."""
    bare = fold_width(digits).replace(STAR, "0")
    if is_birth(bare[6:14]):
        return not _is_uscc(bare)
    return len(bare) in (15, 17) and is_birth("19" + bare[6:12])


def _is_uscc(digits: str) -> bool:
    if len(digits) != 18 or digits[17] == "X" or digits[0] not in toml_table("identifiers")["uscc"]["categories"]:
        return False
    try:
        own, inner = uscc_check(digits[:17]), org_code_check(digits[8:16])
    except ValueError:
        return False
    return own == digits[17] and inner == digits[16] and resident_check(digits[:17]) != digits[17]
