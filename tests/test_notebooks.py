"""The notebooks run from their first cell to their last."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
@pytest.mark.parametrize("source", sorted((ROOT / "notebooks").glob("*.py")), ids=lambda file: file.stem)
def test_a_notebook_runs_and_shows_its_figures_and_its_words(source, tmp_path, monkeypatch):
    jupytext, nbclient = pytest.importorskip("jupytext"), pytest.importorskip("nbclient")
    monkeypatch.setenv("RARECHAIN_REPLICATIONS", "2")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = jupytext.read(source)
    place = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3", resources=place).execute()
    shown = [output["data"] for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output]
    assert sum("image/png" in data for data in shown) >= 5
    assert any("text/markdown" in data for data in shown)
