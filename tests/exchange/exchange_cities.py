"""Two fictional partner cities with keys and agreements, for the exchange tests."""

from exchange.agreements import Agreement, parse_agreement
from exchange.model import City
from exchange.signing import SigningKey, generate_key

FIELDS = (
    '["list_cn", "doc_no", "authority", "nm", "uni_social_crd_cd", "reason", "in_dt", "out_dt", "region", '
    '"event_cn", "event_dt"]'
)


def agreement(partner: str, key: SigningKey, until: str = "2028-12-31") -> Agreement:
    jwk = key.public
    text = f'''
id = "410100-410200-2026"
partner = "{partner}"
partner_name = "测试市"
valid_from = 2026-01-01
valid_to = {until}
basis = {{document = "河南省社会信用条例", number = "2019", article = "32"}}
[keys.{key.id}]
kty = "{jwk["kty"]}"
crv = "{jwk["crv"]}"
x = "{jwk["x"]}"
[send]
lists = ["dishonest_judgment_debtor", "major_tax_violation"]
fields = {FIELDS}
[receive]
lists = ["dishonest_judgment_debtor", "major_tax_violation"]
fields = {FIELDS}
[[ratings]]
version = "2026-1"
scale = "国标五级"
longest_validity_days = 400
grades = {{AAA = "A", AA = "A", A = "B", BBB = "C"}}
'''
    return parse_agreement(text, "test.toml")


def partners() -> tuple[City, City]:
    """郑州 (receives) and 开封 (issues), each with the other's public key."""
    ours, theirs = generate_key(), generate_key()
    return (
        City("410100", ours, {"410200": agreement("410200", theirs)}),
        City("410200", theirs, {"410100": agreement("410100", ours)}),
    )
