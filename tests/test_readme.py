"""What the README shows is true."""

import re
from pathlib import Path

import pytest

from simulation.scenario.compose import load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_the_measure_shown_is_that_of_tiny():
    shown = re.search(r"```yaml\n(timeline:.*?)```", README, re.S).group(1)
    assert shown.strip() in (ROOT / "scenarios/tiny.yaml").read_text()


def test_the_child_shown_loads_and_changes_what_it_says(tmp_path):
    child = tmp_path / "mine.yaml"
    child.write_text(re.search(r"```yaml\n(name: More officers.*?)```", README, re.S).group(1))
    assert load(child).timeline["licences"].officers == 3


@pytest.mark.parametrize("page", re.findall(r"\]\(((?:docs/|notebooks/|CHANGELOG|CITATION)[^)]*)\)", README))
def test_every_page_that_it_names_exists(page):
    assert (ROOT / page).exists()


def test_the_python_shown_runs(monkeypatch):
    import simulation as rc

    code = re.search(r"```python\n(.*?)```", README, re.S).group(1)
    names = {"rc": rc}
    exec(code.replace("replications=20", "replications=1").replace("jobs=2", "jobs=1"), names)
    assert len(names["ensemble"].runs) == 1
