"""The record beside an ensemble."""

from dataclasses import replace

import numpy as np

from simulation.history import beside, record
from simulation.results.shelf import Shelf


def test_recorded_months_are_kept_from_a_world_of_another_size(pair):
    ensemble = pair[1]
    assert beside.exports(ensemble, "magnet") == {}
    scale = record.magnet_exports()["2025-03"] / np.median(ensemble.monthly("magnet_exports_gross_t")[:, :3])
    grown = {
        i: replace(run, monthly={name: scale * series for name, series in run.monthly.items()})
        for i, run in ensemble.runs.items()
    }
    assert (
        beside.exports(replace(ensemble, runs=Shelf(grown)), "magnet")["2025-05"] == record.magnet_exports()["2025-05"]
    )


def test_a_world_that_does_not_live_through_2010_has_no_record_of_it(pair):
    assert beside.japan_imports(pair[1]) == beside.japan_imports_before(pair[1]) == {}
    assert beside.rare_earth_exports(pair[1]) == []
