"""What a notebook uses."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import simulation as rc
from simulation.errors import InputError


def test_import_simulation_imports_nothing_heavy():
    code = "import sys, simulation; print({'numpy', 'pandas', 'matplotlib', 'pydantic', 'simpy'} & set(sys.modules))"
    checkout = Path(rc.__file__).parents[1]
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=checkout)
    assert ended.stdout.strip() == "set()"


def test_the_names_of_the_api_are_there_and_no_others():
    assert all(getattr(rc, name) for name in rc.__all__)
    assert set(rc.__all__) <= set(dir(rc))
    with pytest.raises(AttributeError, match="swim"):
        rc.swim  # noqa: B018


def test_a_scenario_is_changed_run_and_looked_into(tiny):
    changed = tiny.with_({"timeline.licences.officers": 20})
    ensemble = rc.run(changed, replications=2, seed=3)
    assert ensemble.measures["measures"]["any_stop"]["mean"] is not None
    assert ensemble.frame("magnet_exports_gross_t").shape == (8, 2)
    assert ensemble.run(1).events


def test_any_executor_gives_the_same_results(tiny):
    with ThreadPoolExecutor(2) as threads:
        (threaded,) = rc.compare(tiny, replications=3, executor=threads)
    (alone,) = rc.compare(tiny, replications=3)
    assert threaded.measures == alone.measures


def test_a_run_lived_through_again_is_the_same_run(pair):
    ensemble = pair[1]
    assert ensemble.run(0).events == ensemble.events[0]


def test_what_a_notebook_shows_of_a_scenario_and_an_ensemble_is_one_line(tiny, pair):
    assert repr(tiny) == str(tiny) == "<Scenario Tiny, 2025-01-01 to 2025-08-31>"
    assert repr(pair[1]) == "<Ensemble of Tiny: 4 of 4 runs, seed 1>"


def test_a_name_in_place_of_a_scenario_and_an_unknown_series_are_told(tiny, pair):
    with pytest.raises(InputError, match=r"^'tiny' is no scenario; load\('tiny'\) gives one$"):
        rc.run("tiny")
    with pytest.raises(InputError, match=r"^Tiny has no monthly series magnets; "):
        pair[1].frame("magnets")
