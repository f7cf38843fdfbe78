"""Export taxes in a tiny world worked by hand."""

from __future__ import annotations

import pytest

from simulation.policy.tax import ExportTax, tax_rate
from simulation.scenario import measures
from tests.policy.links import MONDAY, Link, traffic_of

TRAFFIC = traffic_of(Link())  # materials: heavy_magnet (labels heavy, magnet), standard_magnet, dy_oxide (heavy), motor


def terms(**rates: float) -> measures.ExportTax:
    return measures.ExportTax(name="tax", measure="export_tax", date=MONDAY, rates=rates)


def test_a_tax_holds_from_its_day_to_the_day_before_its_end() -> None:
    tax = ExportTax(terms(dy_oxide=0.25))
    tax.begin(5)
    tax.end(9)
    assert [tax.rate(day, TRAFFIC)[2] for day in (4, 5, 8, 9)] == [0, 0.25, 0.25, 0]


def test_a_materials_own_rate_counts_before_those_of_its_labels() -> None:
    tax = ExportTax(terms(heavy=0.2, magnet=0.1, dy_oxide=0.05))
    tax.begin(0)
    assert tax.rate(0, TRAFFIC).tolist() == [0.2, 0, 0.05, 0]


def test_taxes_add_up_and_can_be_amended() -> None:
    # A tenth on what is heavy, 13 % on all magnets; then the first becomes a quarter.
    duty, vat = ExportTax(terms(heavy=0.1)), ExportTax(terms(heavy_magnet=0.13, standard_magnet=0.13))
    for tax in (duty, vat):
        tax.begin(0)
    duty.amend(3, terms(heavy=0.25))
    assert tax_rate([duty, vat], 2, TRAFFIC) == pytest.approx([0.23, 0.13, 0.1, 0])
    assert tax_rate([duty, vat], 3, TRAFFIC) == pytest.approx([0.38, 0.13, 0.25, 0])
