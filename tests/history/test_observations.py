"""A user's own observations: what is read, what is refused, and how it is scored."""

import pytest

from simulation.errors import InputError
from simulation.history import observations
from simulation.history.forecast import forecasts
from simulation.history.scorecard import answers

HEAD = "series,month,value,low,high,source\n"


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text):
        (tmp_path / "own.csv").write_text(text, encoding="utf-8")
        return observations.Path("own.csv")

    return write


def refused(file, *scenarios):
    with pytest.raises(InputError) as error:
        observations.read(file, scenarios)
    return str(error.value).splitlines()


def test_values_ranges_and_sources_are_read(written, tiny):
    file = written(HEAD + "magnet_exports_gross_t,2025-05,10,,,customs\nmined_t,2025-06, 5 ,4,7,\n")
    first, second = observations.read(file, [tiny])
    assert (first.range, first.source) == ((10, 10), "customs")
    assert (second.value, second.range, second.source) == (5, (4, 7), None)


def test_every_mistake_is_named_with_its_line(written, tiny):
    file = written(
        HEAD
        + "magnet_export_gross_t,2025-05,10,,,\n"
        + "mined_t,2025-13,10,,,\n"
        + "mined_t,2031-01,10,,,\n"
        + "mined_t,2025-05,ten,,,\n"
        + "mined_t,2025-05,inf,,,\n"
        + "mined_t,2025-05,5,6,7,\n"
        + "mined_t,2025-05\n"
        + ",2025-05,5,,,\n"
    )
    assert refused(file, tiny) == [
        'own.csv:2: there is no series "magnet_export_gross_t"; did you mean magnet_exports_gross_t?',
        'own.csv:3: month: "2025-13" is not a month like 2025-06',
        "own.csv:4: month: 2031-01 is not simulated; Tiny runs from 2025-01 to 2025-08",
        'own.csv:5: value: "ten" is not a number',
        'own.csv:6: value: "inf" is not a number',
        "own.csv:7: 5 does not lie between low, 6, and high, 7",
        "own.csv:8: has 2 values, and the head names 6 columns",
        "own.csv:9: series: is missing",
    ]


def test_a_wrong_head_is_refused_before_its_rows(written, tiny):
    assert refused(written("serie,month,value,value\nx,y,z,z\n"), tiny) == [
        'own.csv:1: no column is called "serie"; did you mean series?',
        "own.csv:1: the head lacks series; it names series, month, value and, if wanted, low, high and source",
        "own.csv:1: two columns are called value",
    ]
    assert refused(written("series,month,value\n"), tiny) == ["own.csv:1: there is no observation below the head"]
    assert "own.csv:1: the head lacks value" in "\n".join(refused(written(""), tiny))


def test_a_file_that_is_no_table_is_refused(tmp_path, written, tiny):
    assert refused(tmp_path / "none.csv", tiny) == [f"there is no file {tmp_path / 'none.csv'}"]
    file = tmp_path / "own.csv"
    file.write_bytes(b"\xff\xfe\x00")
    assert refused(file, tiny) == [f"{file} is not a table of comma-separated values"]


def test_rows_that_disagree_make_a_range(written, tiny):
    rows = observations.read(written(HEAD + "mined_t,2025-05,10,,,a\nmined_t,2025-05,12,11,14,b\n"), [tiny])
    (series,) = observations.recorded(rows, tiny)
    assert series.months == {"2025-05": (10, 14)}
    (question,) = observations.questions(rows, tiny)
    assert question.accepted == pytest.approx((8, 16.8))
    assert (question.role, question.fact.number) == ("own data", 0)


def test_each_series_is_asked_in_its_own_unit(written, tiny):
    names = ("mined_t", "licence_approved_share_europe", "mirror_ratio_europe")
    rows = observations.read(written(HEAD + "".join(f"{n},2025-05,1,,,\n" for n in names)), [tiny])
    assert [q.unit for q in observations.questions(rows, tiny)] == ["t", "share", "ratio"]


def test_a_series_that_no_run_has_is_not_answered(written, tiny, pair):
    rows = observations.read(written(HEAD + "licence_approved_share_europe,2025-05,0.5,,,\n"), [tiny])
    calm, _ = pair  # without licences nobody files
    (found,) = answers(observations.questions(rows, tiny), calm)
    assert found.verdict is None


def test_own_months_are_scored_beside_naive_forecasts_of_their_own(written, tiny, pair):
    rows = observations.read(written(HEAD + "mined_t,2025-05,100,,,\nmined_t,2025-06,50,,,\n"), [tiny])
    by_name = {f.name: f for f in forecasts(pair[1], observations.recorded(rows, tiny))}
    assert by_name["simulated"].months == ("2025-05", "2025-06")
    assert by_name["last month again"].months == ("2025-06",)
    assert by_name["last month again"].error == pytest.approx(1.0)
