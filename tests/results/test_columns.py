"""Names of measures are known before anything has run."""

from simulation.results.columns import WORLD, flat, measures_of
from simulation.study.ensemble import run


def test_every_run_has_the_columns_that_its_scenario_promises(tiny):

    (summary,) = run(tiny, 1).runs.values()
    assert list(flat(summary)) == measures_of(tiny)
    assert set(measures_of(tiny, whole_world=True)) == set(WORLD)


def test_regions_without_car_lines_have_no_columns(tiny):
    assert not [name for name in measures_of(tiny) if name.startswith("china.")]
