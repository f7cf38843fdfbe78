"""The recorded trade of 2010, as the loaders read it."""

from simulation.history import record_2010


def test_japans_imports_leave_out_rows_of_metals_alone():
    assert record_2010.japan_imports() == {"2010-09": 2246, "2010-10": 1278, "2010-11": 634}


def test_the_mean_of_eight_months_stands_for_each_of_them():
    before = record_2010.japan_imports_before()
    assert (min(before), max(before), set(before.values())) == ("2010-01", "2010-08", {1884})


def test_a_disputed_year_keeps_both_figures_and_parts_of_years_are_left_out():
    assert record_2010.rare_earth_exports() == (
        ("2009", 43895), ("2010", 39813), ("2011", 16861), ("2011", 18600), ("2014", 27769),
    )  # fmt: skip
