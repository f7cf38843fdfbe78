"""Numbers change only when somebody means it: ``make golden`` stores them anew, and CHANGELOG says why."""

import json

import pytest

from tests.golden.refresh import GOLDEN, HERE, figures


def flat(value, path=""):
    """Every number of nested figures by its path."""
    if isinstance(value, dict):
        return {k: v for key, part in value.items() for k, v in flat(part, f"{path}/{key}").items()}
    return {path: value}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_figures_are_those_stored(name):
    stored = flat(json.loads((HERE / f"{name}.json").read_text()))
    now = flat(json.loads(json.dumps(figures(name))))
    assert now.keys() == stored.keys()
    different = {k: (stored[k], now[k]) for k in stored if not same(stored[k], now[k])}
    assert not different, f"{len(different)} figures changed, among them {dict(list(different.items())[:5])}"


def same(a, b):
    return a is None and b is None if a is None or b is None else b == pytest.approx(a, rel=1e-6, abs=1e-6)
