"""The command line as a user meets it. Runs are few and short; what they compute is tested elsewhere."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from simulation import cli
from simulation.results import envelope, store
from simulation.scenario import catalogue
from simulation.study import ensemble as study

SHORT = ("--set", "end=2025-08-31", "--set", "window_days=140", "--jobs", "1", "--quiet")
QUANTILES = {f"{name}{end}" for name in ("p05", "p50", "p95") for end in ("", "_low", "_high")}
HEAVY = {"pandas", "matplotlib", "matplotlib.pyplot", "scipy.stats", "simulation.report.plots"}


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def strict(text: str) -> dict:
    """JSON as the standard has it: no NaN, no infinity, nothing before or after the object."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def contents(folder: Path) -> dict[str, bytes]:
    files = (f for f in sorted(folder.rglob("*")) if f.is_file() and f.name != "timings.csv")
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in files}


def break_replication(monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException) -> None:
    live = study.simulate_pair

    def broken(scenario, seed, replication, **how):
        if replication == number:
            raise error
        return live(scenario, seed, replication, **how)

    monkeypatch.setattr(study, "simulate_pair", broken)


# -- help, list, check -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [["--help"], ["run", "--help"], ["list"], ["list", "--json"], ["check", "tiny"], ["check", "licensing-desk"]],
)
def test_quick_commands_import_nothing_heavy(asked):
    code = f"""
import sys
from simulation.cli import main
try:
    code = main({asked!r})
except SystemExit as end:
    code = end.code
print(code, *sorted(set(sys.modules) & {HEAVY!r}), file=sys.stderr)
"""
    checkout = Path(cli.__file__).parents[1]
    place = {**os.environ, "PYTHONPATH": str(checkout)}
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=place)
    assert ended.stderr.split() == ["0"]


def test_help_names_every_command_and_the_exit_codes(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])
    said = capsys.readouterr().out
    assert end.value.code == 0
    assert all(f"\n    {name} " in said for name in ("list", "check", "run", "compare", "sweep", "schema", "new"))
    assert "130 interrupted" in said


def test_list_names_every_shipped_scenario(capsys):
    assert cli.main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    named = {line.split()[0] for line in lines if line and line[0] != " "}
    sorts = (catalogue.SCENARIO, catalogue.SWEEP, catalogue.CALIBRATION)
    assert named == {"Scenario", "Sweep", "Calibration", *(name for sort in sorts for name in catalogue.files(sort))}


@pytest.mark.parametrize(("columns", "width"), [("80", 80), ("", 120), ("many", 120)])
def test_what_goes_to_a_pipe_is_as_wide_as_the_user_says(columns, width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", columns)
    assert cli.main(["list"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) == width


def test_check_gives_facts_and_mistakes_file_by_file(capsys):
    Path("bad.yaml").write_text("extends: tiny\nname: Bad\ndescription: Two mistakes.\norigin: chyna\nwindow_dys: 3\n")
    assert cli.main(["check", "bad.yaml", "tiny"]) == 2
    region, key, fine = capsys.readouterr().out.splitlines()
    assert region.startswith("bad.yaml:4:9: origin")
    assert key.startswith("bad.yaml:5:1: window_dys")
    assert fine == "tiny: ok, 5 sites, 12 firms, 13 links, 1 measure, 455 days"


def test_check_notes_what_does_not_last(capsys):
    Path("mine.yaml").write_text("extends: licensing-2025\ntimeline:\n  - {name: announcement-18, officers: 90}\n")
    assert cli.main(["check", "mine.yaml"]) == 0
    fine, note = capsys.readouterr().out.splitlines()
    assert fine.startswith("mine.yaml: ok, ")
    assert note.startswith("mine.yaml:3:39: note: timeline.announcement-18.officers holds until 2025-06-09, when more-")


def test_check_says_the_same_in_json(capsys):
    Path("bad.yaml").write_text("extends: tiny\nname: Bad\ndescription: One mistake.\nwindow_dys: 3\n")
    assert cli.main(["check", "tiny", "bad.yaml", "--json"]) == 2
    said = strict(capsys.readouterr().out)
    assert [s["name"] for s in said["scenarios"]] == ["Tiny"]
    assert said["scenarios"][0]["links"] == 13
    assert [(m["file"], m["line"], m["column"]) for m in said["mistakes"]] == [("bad.yaml", 4, 1)]


# -- input that is wrong -----------------------------------------------------------------------------------------------


def test_an_unknown_scenario_is_refused_with_the_nearest_name(capsys):
    assert cli.main(["run", "tinny", *SHORT]) == 2
    assert capsys.readouterr().err == 'there is no scenario "tinny"; did you mean tiny?\n'


def test_every_mistake_has_a_line_of_its_own(capsys):
    assert (
        cli.main(["run", "tiny", "--set", "nothing", "--set", "window_days=-3", "--set", "timeline.licences.oficers=2"])
        == 2
    )
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert "--set nothing" in lines[0]
    assert any("window_days" in line for line in lines)
    assert any("did you mean officers?" in line for line in lines)


def test_a_mistake_of_all_scenarios_is_told_once(capsys):
    Path("other.yaml").write_text("extends: tiny\nname: Other\n")
    assert cli.main(["compare", "tiny", "other.yaml", "--set", "window_days=-3"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_messages_name_shipped_scenarios_and_no_place_on_this_machine(capsys):
    assert cli.main(["run", "tiny", "--set", "end=2025-01-02"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("tiny:7:8: shock")
    assert str(catalogue.folder()) not in said


def test_dates_and_ledgers_beyond_the_run_are_refused(capsys):
    assert cli.main(["run", "tiny", "-n", "2", "--at", "2031-01-01", "--ledger", "0,2"]) == 2
    replication, day = capsys.readouterr().err.splitlines()
    assert "replication 2" in replication
    assert "2031-01-01" in day


def test_a_cluster_that_is_not_asked_for_or_not_there_is_refused(monkeypatch, capsys):
    assert cli.main(["run", "tiny", "--executor", "process", "--scheduler", "tcp://127.0.0.1:1", *SHORT]) == 2
    assert capsys.readouterr().err == "--scheduler names a Dask cluster, but --executor asks for processes\n"
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert cli.main(["run", "tiny", "--executor", "dask", *SHORT]) == 2
    assert "pip install" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["run", "licensing-desk"], "licensing-desk is no scenario but a sweep; it goes with: rarechain sweep"),
        (["compare", "tiny", "desk.yaml"], "desk.yaml is no scenario but a sweep; it goes with: rarechain sweep"),
        (["sweep", "fit.yaml"], "fit.yaml is no sweep but a calibration; it goes with: rarechain calibrate"),
        (["calibrate", "desk.yaml"], "desk.yaml is no calibration but a sweep; it goes with: rarechain sweep"),
    ],
)
def test_a_file_of_another_sort_is_told_with_its_command(asked, said, capsys):
    Path("desk.yaml").write_text("scenario: tiny\nfactors: {}\n")
    Path("fit.yaml").write_text("scenario: tiny\ntargets: {}\n")
    assert cli.main(asked) == 2
    assert capsys.readouterr().err == f"{said} {asked[-1]}\n"


def test_a_refusal_is_json_too(capsys):
    assert cli.main(["run", "tinny", "--json"]) == 2
    said = strict(capsys.readouterr().out)
    assert (said["command"], said["status"], len(said["mistakes"])) == ("run", "refused", 1)


@pytest.mark.parametrize(
    "asked",
    [
        [],
        ["swim"],
        ["run"],
        ["run", "tiny", "--swim"],
        ["run", "tiny", "-n", "0"],
        ["run", "tiny", "--until", "any_stop"],
        ["run", "tiny", "--at", "June"],
    ],
)
def test_what_the_command_line_does_not_know_ends_with_code_2(asked, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(asked)
    assert end.value.code == 2
    assert "usage: rarechain" in capsys.readouterr().err


# -- run and compare ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a comparison, made once."""
    out = tmp_path_factory.mktemp("finished") / "out"
    here = Path.cwd()
    os.chdir(out.parent)
    Path("two.yaml").write_text("extends: tiny\nname: Two\ntimeline: [{name: licences, officers: 20}]\n")
    try:
        assert cli.main(["compare", "tiny", "two.yaml", "-n", "3", "--ledger", "1", "--out", "out", *SHORT]) == 0
    finally:
        os.chdir(here)
    return out


def test_a_run_prints_its_measures(capsys):
    assert cli.main(["run", "tiny", "-n", "2", *SHORT]) == 0
    said = capsys.readouterr()
    assert "Chance that any line stops" in said.out
    assert "First stops by region" in said.out
    assert said.err == ""


def test_a_comparison_ends_with_words_and_the_places_of_its_figures(capsys):
    Path("two.yaml").write_text("extends: tiny\nname: Two\n")
    assert cli.main(["compare", "tiny", "two.yaml", "-n", "1", "--out", "out", *SHORT]) == 0
    said = capsys.readouterr().out
    assert "A car line stops in" in said
    assert said.splitlines()[-4:] == [f"out/{name}.png" for name in ("exports", "stops", "backlog", "cover")]


def test_json_has_the_shape_of_the_contract(capsys):
    assert cli.main(["run", "tiny", "-n", "2", "--seed", "7", "--at", "2025-06-04", "--json", *SHORT]) == 0
    said = strict(capsys.readouterr().out)
    assert (said["schema"], said["command"], said["seed"], said["replications"]) == (1, "run", 7, 2)
    assert said["rarechain"] == envelope.version()
    (scenario,) = said["scenarios"]
    assert (scenario["name"], scenario["file"], scenario["failed"]) == ("Tiny", "tiny.yaml", 0)
    assert set(scenario["measures"]["days_to_first_stop"]) == {*QUANTILES, "never"}
    assert set(scenario["measures"]["any_stop"]) == {"mean", "low", "high"}
    assert set(scenario["measures"]["vehicles_lost"]) == {*QUANTILES, "mean", "cvar95"}
    assert set(scenario["by_region"]) == {"europe"}
    assert list(scenario["monthly"]["magnet_exports_gross_t"])[:2] == ["2025-01", "2025-02"]
    assert list(scenario["dated"]["licence_backlog"]) == ["2025-06-04"]


def test_a_comparison_in_json_has_the_differences_run_by_run(capsys):
    Path("two.yaml").write_text("extends: tiny\nname: Two\n")
    assert cli.main(["compare", "tiny", "two.yaml", "-n", "2", "--json", *SHORT]) == 0
    (pairs,) = strict(capsys.readouterr().out)["paired"]
    assert (pairs["scenario"], pairs["against"]) == ("Two", "Tiny")
    assert set(pairs["measures"]["vehicles_lost"]) == {
        "pairs", "difference", "low", "high", "variance_ratio", "lower", "same", "higher"
    }  # fmt: skip
    assert pairs["measures"]["vehicles_lost"]["difference"] == 0


def test_a_run_until_figures_are_known_says_how_many_it_took(no_report, capsys):
    asked = ["run", "tiny", "-n", "2", "--until", "days_to_shortage<=2", "--until", "any_stop<=0.5", "--out", "out"]
    assert cli.main([*asked, *SHORT]) == 0
    said = capsys.readouterr().out
    assert "Not as well known as wished after 2 replications" in said
    assert re.search(r"any_stop +0\.\d+ \(wished: 0\.5\)", said)
    assert re.search(r"days_to_shortage +open \(wished: 2\)", said)
    (scenario,) = strict(Path("out/measures.json").read_text())["scenarios"]
    assert (scenario["precision"]["at_most"], scenario["precision"]["looks"]) == (2, [2])
    (again,) = store.ensembles("out").values()
    assert again.rule.as_json(again) == scenario["precision"]


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("days_to_shortge<=2", "Tiny has no measure days_to_shortge; did you mean days_to_shortage?"),
        ("any_stop<=-1", "any_stop: a half-width is a number above 0, not -1"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(wish, said, capsys):
    assert cli.main(["run", "tiny", "--until", wish, *SHORT]) == 2
    assert capsys.readouterr().err.strip() == said


def test_set_applies_to_every_scenario_and_keeps_its_own_values_last(capsys):
    Path("two.yaml").write_text("extends: tiny\nname: Two\n")
    assert (
        cli.main(["compare", "tiny", "two.yaml", "-n", "1", "--json", "--set", "timeline.licences.officers=9", *SHORT])
        == 0
    )
    one, two = strict(capsys.readouterr().out)["scenarios"]
    assert one["measures"] == two["measures"]
    assert cli.main(["run", "tiny", "-n", "1", "--json", *SHORT]) == 0
    assert strict(capsys.readouterr().out)["scenarios"][0]["hash"] != one["hash"]


def test_a_run_folder_has_every_file(finished):
    files = {
        "scenario.yaml",
        "manifest.json",
        "measures.json",
        "runs.csv",
        "bands.csv",
        "events.csv",
        "timings.csv",
        "report.html",
    }
    pictures = {f"{name}.{kind}" for name in ("exports", "stops", "backlog", "cover") for kind in ("svg", "png")}
    for name in ("tiny", "two"):
        assert {f.name for f in (finished / name).iterdir()} == files | pictures | {"replications"}
    assert {f.name for f in finished.iterdir()} == pictures | {
        "tiny",
        "two",
        "measures.json",
        "manifest.json",
        "report.html",
    }
    assert [s["name"] for s in strict((finished / "measures.json").read_text())["scenarios"]] == ["Tiny", "Two"]


def test_results_do_not_depend_on_the_number_of_processes(finished, capsys):
    Path("two.yaml").write_text("extends: tiny\nname: Two\ntimeline: [{name: licences, officers: 20}]\n")
    asked = ["compare", "tiny", "two.yaml", "-n", "3", "--ledger", "1", "--out", "out", *SHORT]
    asked[asked.index("--jobs") + 1] = "2"
    assert cli.main(asked) == 0
    assert contents(Path("out")) == contents(finished)


@pytest.fixture
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the figures, which take most of the time of a short run."""
    monkeypatch.setattr("simulation.report.page.write", lambda *a, **k: None)


def test_the_same_command_takes_up_what_is_done(monkeypatch, capsys):
    assert cli.main(["run", "tiny", "-n", "2", "--out", "out", *SHORT]) == 0
    before = contents(Path("out"))
    monkeypatch.setattr(study, "simulate", None)  # nothing is left to simulate
    assert cli.main(["run", "tiny", "-n", "2", "--out", "out", *SHORT]) == 0
    assert contents(Path("out")) == before
    assert len(Path("out/timings.csv").read_text().splitlines()) == 3


def test_what_belongs_to_a_scenario_before_its_change_is_not_taken_up(no_report, monkeypatch, capsys):
    assert cli.main(["run", "tiny", "-n", "1", "--out", "out", *SHORT]) == 0
    lived = []
    live = study.simulate_pair
    monkeypatch.setattr(study, "simulate_pair", lambda *a, **k: lived.append(a) or live(*a, **k))
    aloud = [option for option in SHORT if option != "--quiet"]
    assert cli.main(["run", "tiny", "-n", "1", "--out", "out", *aloud, "--set", "window_days=141"]) == 0
    assert len(lived) == 1
    assert "Tiny has changed since the results in out; they are replaced." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["run", "tiny", "--seed", "2"], "seed is 1, not 2"),
        (["run", "two.yaml"], "scenario is Tiny (tiny.yaml), not Two (two.yaml)"),
        (["compare", "tiny"], "command is run, not compare"),
    ],
)
def test_results_of_something_else_are_not_overwritten(asked, why, no_report, capsys):
    assert cli.main(["run", "tiny", "-n", "1", "--out", "out", *SHORT]) == 0
    before = contents(Path("out"))
    Path("two.yaml").write_text("extends: tiny\nname: Two\n")
    assert cli.main([*asked, "-n", "1", "--out", "out", *SHORT]) == 2
    said = f"out holds results of something else: {why}. Choose another folder, or remove it to begin anew\n"
    assert capsys.readouterr().err == said
    assert contents(Path("out")) == before


def test_a_comparison_of_others_is_not_overwritten(no_report, capsys):
    for name in ("two", "three"):
        Path(f"{name}.yaml").write_text(f"extends: tiny\nname: {name.title()}\n")
    assert cli.main(["compare", "tiny", "two.yaml", "-n", "1", "--out", "out", *SHORT]) == 0
    assert cli.main(["compare", "tiny", "three.yaml", "-n", "1", "--out", "out", *SHORT]) == 2
    assert "scenario is Tiny (tiny.yaml), Two (two.yaml), not Tiny (tiny.yaml), Three" in capsys.readouterr().err


def test_a_failing_replication_costs_no_other(no_report, monkeypatch, capsys):
    with monkeypatch.context() as broken:
        break_replication(broken, 1, ValueError("no such tonne"))
        assert cli.main(["run", "tiny", "-n", "3", "--json", "--out", "out", *SHORT]) == 3
    said = capsys.readouterr()
    assert "Tiny: 1 of 3 runs failed:\n  replication 1: ValueError: no such tonne\n" in said.err
    (scenario,) = strict(said.out)["scenarios"]
    assert (scenario["finished"], scenario["failed"]) == (2, 1)
    rows = Path("out/runs.csv").read_text().splitlines()
    assert rows[2].startswith("1,ValueError: no such tonne,")
    assert strict(Path("out/manifest.json").read_text())["status"] == "some runs failed"
    assert cli.main(["run", "tiny", "-n", "3", "--json", "--out", "out", *SHORT]) == 0
    assert strict(capsys.readouterr().out)["scenarios"][0]["failed"] == 0


def test_an_error_in_every_run_is_still_a_result(no_report, monkeypatch, capsys):
    monkeypatch.setattr(study, "simulate_pair", None)
    assert cli.main(["run", "tiny", "-n", "5", "--out", "out", *SHORT]) == 3
    said = capsys.readouterr().err
    assert "5 of 5 runs failed" in said
    assert "and 2 more" in said
    assert len(Path("out/runs.csv").read_text().splitlines()) == 6


def test_what_is_done_before_an_interruption_is_kept(no_report, monkeypatch, capsys):
    with monkeypatch.context() as broken:
        break_replication(broken, 2, KeyboardInterrupt())
        assert cli.main(["run", "tiny", "-n", "4", "--json", "--out", "out", *SHORT]) == 130
    said = strict(capsys.readouterr().out)
    assert (said["status"], said["scenarios"][0]["finished"]) == ("interrupted", 2)
    assert strict(Path("out/manifest.json").read_text())["status"] == "interrupted"
    assert sorted(f.name for f in Path("out/replications").iterdir()) == ["000000.json", "000001.json"]
    assert cli.main(["run", "tiny", "-n", "4", "--json", "--out", "out", *SHORT]) == 0
    assert strict(capsys.readouterr().out)["scenarios"][0]["finished"] == 4


def test_an_interruption_before_the_first_run_leaves_a_folder_that_can_be_read(monkeypatch, capsys):
    break_replication(monkeypatch, 0, KeyboardInterrupt())
    assert cli.main(["run", "tiny", "-n", "4", "--out", "out", *SHORT]) == 130
    assert strict(Path("out/measures.json").read_text())["scenarios"][0]["measures"] == {}
    assert "0 of 4 runs" in Path("out/report.html").read_text()


@pytest.mark.parametrize("asked", [["--json"], ["--out", "out"]])
def test_an_interruption_while_results_are_written_is_told(asked, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("simulation.results.store.finish", interrupted)
    monkeypatch.setattr("simulation.results.envelope.of_ensembles", interrupted)
    assert cli.main(["run", "tiny", "-n", "1", *asked, *SHORT]) == 130
    said = capsys.readouterr()
    if "--json" in asked:
        assert strict(said.out)["status"] == "interrupted"
        assert said.err == "Interrupted.\n"
    else:
        assert said.err == "Interrupted; the same command goes on with what is in out.\n"


@pytest.mark.parametrize(
    ("command", "file"), [(["run", "tiny", "-n", "1", *SHORT], "scenario.yaml"), (["sweep", "one.yaml"], "sweep.yaml")]
)
def test_a_file_of_the_users_own_is_not_overwritten(command, file, capsys):
    factor = "{path: timeline.licences.officers, values: [1]}"
    Path("one.yaml").write_text(f"scenario: tiny\nfactors: {{officers: {factor}}}\n")
    Path("out").mkdir()
    Path("out", file).write_text("extends: tiny\n")
    assert cli.main([*command, "--out", "out"]) == 2
    assert capsys.readouterr().err == f"out/{file} is no result and would be overwritten; choose another folder\n"
    assert contents(Path("out")) == {file: b"extends: tiny\n"}


def test_a_folder_that_cannot_be_made_is_refused(capsys):
    Path("file").write_text("")
    assert cli.main(["run", "tiny", "-n", "1", "--out", "file", *SHORT]) == 2
    assert capsys.readouterr().err.startswith("file: cannot be made a run folder")


# -- schema and new ----------------------------------------------------------------------------------------------------


def test_the_schema_goes_to_the_screen_or_to_a_file(capsys):
    assert cli.main(["schema"]) == 0
    shown = strict(capsys.readouterr().out)
    assert cli.main(["schema", "--out", "scenario.schema.json"]) == 0
    assert strict(Path("scenario.schema.json").read_text()) == shown
    assert "timeline" in shown["properties"]


def test_a_new_scenario_is_valid_and_never_overwrites(capsys):
    assert cli.main(["new", "my-own"]) == 0
    assert cli.main(["check", "my-own.yaml"]) == 0
    assert cli.main(["new", "my plan"]) == 0
    assert capsys.readouterr().out.endswith("then try: rarechain check 'my plan.yaml'\n")
    capsys.readouterr()
    assert cli.main(["new", "my-own"]) == 2
    assert cli.main(["new", "tiny"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "my-own.yaml is there already; choose another name",
        "tiny is the name of a shipped scenario; choose another name",
    ]
