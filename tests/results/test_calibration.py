"""What a calibration says of its targets."""

from simulation.results.calibration import Predicted


def test_a_band_meets_a_figure_and_the_median_a_bound():
    figure = Predicted("exports", "fit", (3.0, 4.0), (0.0, 1.0, 3.5), (5.0, 6.0, 7.0))
    assert figure.inside(figure.prior)
    assert not figure.inside(figure.posterior)
    bound = Predicted("lines that stop", "score", (0.0, 0.5), (0.4, 0.6, 0.9), (0.1, 0.4, 0.7), bound=True)
    assert not bound.inside(bound.prior)
    assert bound.inside(bound.posterior)
