"""A full run keeps the weights that it learned from nearly the same mentions, and counts anew."""

from dataclasses import replace

import pytest

from linkage import model_files
from linkage.model import Kind, Party, Role
from linkage.pinning import counted, keeping
from linkage.profiles import firms
from linkage.weights import from_text, to_text, with_weights

MODEL = model_files.load("enterprise")


def profiles(count):
    names = [f"郑州{a}{b}商贸有限公司" for a in "望舒云杉松柏" for b in "泰和安顺永昌"]
    return firms(
        [Party(f"p{n}", f"r{n}", Role.SUBJECT, Kind.ENTERPRISE, names[n % len(names)], ()) for n in range(count)], []
    )


def trainer(share):
    """Learns that one level has this share, whatever the profiles."""
    return lambda found, model: with_weights(model, {("head", "same"): (share, 0.001)}, f"share {share}")


def learned(model):
    return next(
        level.m for each in model.comparisons if each.name == "head" for level in each.levels if level.name == "same"
    )


def trained(count, share, former=(), model=MODEL):
    """A full run over so many mentions with a trainer that would learn this share."""
    found = profiles(count)
    return keeping(trainer(share), [model], former, 0.1)(found, counted(found, model))


def kept(model):
    """As a store gives it back."""
    return (from_text(to_text(model)),)


@pytest.mark.parametrize("count", [90, 100, 101, 110])
def test_weights_stay_while_mentions_are_nearly_the_same_and_counts_do_not(count):
    first = trained(100, 0.7)
    again = trained(count, 0.8, kept(first))
    assert learned(again) == learned(first) == 0.7
    assert (again.taught, again.trained) == (100, "share 0.7")
    fresh = counted(profiles(count), MODEL)
    assert (again.frequencies, again.decision) == (fresh.frequencies, fresh.decision)


@pytest.mark.parametrize("count", [80, 89, 111, 200])
def test_weights_are_trained_anew_when_more_came_or_went(count):
    again = trained(count, 0.8, kept(trained(100, 0.7)))
    assert (learned(again), again.taught) == (0.8, count)


def test_growth_is_counted_from_the_training_not_from_the_last_run():
    second = trained(109, 0.8, kept(trained(100, 0.7)))
    assert learned(second) == 0.7
    assert learned(trained(118, 0.9, kept(second))) == 0.9


def test_another_model_file_is_trained():
    first = trained(100, 0.7)
    assert learned(trained(100, 0.8, kept(first), replace(MODEL, cap=MODEL.cap + 1))) == 0.8


def test_what_training_refused_is_tried_again():
    found = profiles(100)
    refuses = keeping(lambda _, model: with_weights(model, {}, "default: too few"), [MODEL], (), 0.1)
    refused = refuses(found, counted(found, MODEL))
    assert refused.taught == 0
    assert learned(trained(100, 0.8, kept(refused))) == 0.8
