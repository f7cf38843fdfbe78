"""A run takes no more events, draws or steps than it did: seconds differ by machine, these do not."""

import json

import pytest

from tests.golden.refresh import COUNTED, HERE, counts


@pytest.mark.parametrize("name", COUNTED)
def test_a_run_takes_what_it_took(name):
    stored = json.loads((HERE / "counts.json").read_text())[name]
    now = counts(name)
    assert all(now.values()), f"what is counted is no longer where it was: {now}"
    changed = [f"{what} went from {stored[what]:,} to {now[what]:,}" for what in now if now[what] != stored[what]]
    assert not changed, f"one run of {name}: {'; '.join(changed)}. If that is meant, `make golden` stores it."
