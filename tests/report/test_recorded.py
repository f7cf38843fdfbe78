"""Figures of the record on the fan."""

from simulation.history.series import Recorded
from simulation.report.recorded import record_figures, write_record_figures


def series(role="score", month="2025-05", name="magnet_exports_gross_t"):
    return Recorded(name, {month: (1.0, 2.0)}, {month: role})


def test_each_recorded_series_that_is_simulated_has_a_figure(pair):
    asked = [series(), series(name="rainfall"), series(month="2031-01"), series("own data", name="mined_t")]
    assert set(record_figures(pair[1], asked)) == {"record-magnet_exports_gross_t", "observed-mined_t"}


def test_the_figure_tells_what_a_dot_was_used_for(pair):
    (figure,) = record_figures(pair[1], [series("own test")]).values()
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == [pair[1].scenario.name, "recorded: own test"]
    assert figure.axes[0].get_ylim()[1] > 2.0


def test_figures_are_written_as_png_and_svg(pair, tmp_path):
    (png,) = write_record_figures(tmp_path, pair[1], [series()])
    assert png.name == "record-magnet_exports_gross_t.png"
    assert {file.suffix for file in tmp_path.iterdir()} == {".png", ".svg"}
