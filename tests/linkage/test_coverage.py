"""Coverage: how likely a mention without a number is of somebody known under one, counted without labels."""

from dataclasses import replace
from random import Random

from api.demo.numbers import Numbers
from linkage import model_files, weights
from linkage.identifiers import Identifier, IdentifierKind
from linkage.model import Kind, Party, Role, content_id
from linkage.pinning import counted
from linkage.profiles import Profile, firms

MODEL = model_files.load("enterprise")
_made = Numbers(Random("tests/linkage/coverage"))


def mentions(subjects: int, each: int) -> list[Profile]:
    parties = []
    for subject in range(subjects):
        number = Identifier(IdentifierKind.USCC, _made.uscc("91", "410105", _made.organisation()))
        for mention in range(each):
            id_ = content_id(str(subject), str(mention))
            name = f"郑州云杉{subject}贸易有限公司"
            parties.append(Party(id_, id_, Role.SUBJECT, Kind.ENTERPRISE, name, (number,)))
    return firms(parties, [])


def test_subjects_seen_again_and_again_raise_it_to_the_bound() -> None:
    assert counted(mentions(400, 3), MODEL).coverage == MODEL.most_coverage


def test_subjects_seen_once_leave_the_default() -> None:
    assert counted(mentions(400, 1), MODEL).coverage == MODEL.coverage


def test_too_few_mentions_leave_the_default() -> None:
    assert counted(mentions(50, 3), MODEL).coverage == MODEL.coverage


def test_the_share_of_mentions_that_stand_alone_is_what_is_missing() -> None:
    model = replace(MODEL, coverage=0.5)
    found = mentions(200, 4) + mentions(200, 1)
    assert counted(found, model).coverage == round(1 - 201 / 1002, 6)


def test_a_pinned_coverage_is_kept_with_the_model() -> None:
    pinned = counted(mentions(400, 3), MODEL)
    assert weights.from_text(weights.to_text(pinned)) == pinned
