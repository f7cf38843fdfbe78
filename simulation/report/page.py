"""The report of a run folder: one page with tables, figures and what was simulated, readable without this program."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from pydantic import BaseModel

from simulation.calendar import date_of
from simulation.engine.timeline import PLACING, first_day
from simulation.results import envelope
from simulation.results.ensemble import Ensemble
from simulation.results.files import put
from simulation.results.store import folders
from simulation.scenario.measures import Amend, Measure
from simulation.scenario.schema import Scenario

from .canvas import png, svg
from .narrative import paragraphs
from .plots import figures
from .sheet import Sheet
from .tables import sheets
from .wording import day, words

REPORT = "report.html"
ALTERNATIVES = {
    "exports": "Exports by month: median and bands of all runs, and the recorded months where there are any.",
    "imports": "What Japan books from the country of origin by month, and the recorded months, if any.",
    "leakage": "Legal and leaked exports by year as stacked bars, and the recorded official exports, if any.",
    "stops": "Calendar of stops: share of each region's vehicle output that stands still, by week.",
    "unmet": "Calendar of want: share of each industry's demand abroad that is not met, by week.",
    "backlog": "Licence applications that wait for a decision, by week: median and bands of all runs.",
    "cover": "Days of use that makers hold on site, by region and week: median and bands of all runs.",
    "prices": "Prices of materials abroad and in the country of origin, by month: median and bands of all runs.",
}
"""What the figures show, for those who cannot see them."""
FILES = {
    "scenario.yaml": "the scenario with everything that it inherits",
    "measures.json": "every figure",
    "runs.csv": "a row a run",
    "bands.csv": "weekly quantiles",
    "events.csv": "what happened when, for runs asked for with --ledger",
    "manifest.json": "versions, seed, hash, status",
}


def write(folder: Path, ensembles: Sequence[Ensemble], status: str, *, compared: bool) -> None:
    """Write the figures and the page; for scenarios that were ``compared``, it leads to the folder of each."""
    drawn: dict[str, bytes] = {}
    for stale in pictures(folder):
        stale.unlink()
        stale.with_suffix(".svg").unlink(missing_ok=True)
    for name, figure in figures(ensembles).items():
        drawn[name] = svg(figure)
        put(folder / f"{name}.svg", drawn[name])
        put(folder / f"{name}.png", png(figure))
    links = _folders(folder, ensembles) if compared else _links(FILES)
    put(folder / REPORT, html(ensembles, drawn, status, links))


def pictures(folder: Path) -> list[Path]:
    """The figures in a folder, as PNG."""
    return [file for name in ALTERNATIVES if (file := folder / f"{name}.png").is_file()]


def html(ensembles: Sequence[Ensemble], drawn: dict[str, bytes], status: str, links: str = "") -> str:
    """The page as text; the SVG figures are inside it."""
    first = ensembles[0]
    page = Template((files(__package__) / "page.html").read_text(encoding="utf-8"))
    return page.substitute(
        title=escape(" against ".join(e.scenario.name for e in ensembles)),
        status=escape(_status(ensembles, status)),
        descriptions="\n".join(_description(e, named=len(ensembles) > 1) for e in ensembles),
        tables="\n".join(_table(sheet) for sheet in sheets(ensembles)) if any(e.runs for e in ensembles) else "",
        words=_in_words(ensembles),
        figures="\n".join(_figure(name, image) for name, image in drawn.items()),
        measures="\n".join(_measures(e.scenario, shown=len(ensembles) == 1) for e in ensembles),
        links=links,
        made=escape(f"rarechain {envelope.version()}, seed {first.seed}"),
    )


def _status(ensembles: Sequence[Ensemble], status: str) -> str:
    done = min(len(e.runs) for e in ensembles)
    runs = f"{done} of {ensembles[0].replications} runs" if done < ensembles[0].replications else f"{done} runs"
    return f"{runs} of each scenario" + ("" if status == envelope.DONE else f"; {status}")


def _description(ensemble: Ensemble, *, named: bool) -> str:
    name = f"<b>{escape(ensemble.scenario.name)}.</b> " if named else ""
    return f"<p>{name}{escape(ensemble.scenario.description)}</p>"


def _table(sheet: Sheet) -> str:
    head = _row("th", (escape(column).replace("\n", "<br>") for column in sheet.columns))
    rows = "\n".join(_heading(row, sheet) if len(row) == 1 else _row("td", map(escape, row)) for row in sheet.rows)
    table = f"<table><thead>{head}</thead>\n<tbody>{rows}</tbody></table>"
    return f"<h2>{escape(sheet.title)}</h2>\n<div class='wide'>{table}</div>\n<p class='note'>{escape(sheet.note)}</p>"


def _in_words(ensembles: Sequence[Ensemble]) -> str:
    said = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs(ensembles))
    return f"<h2>In words</h2>\n{said}" if said else ""


def _row(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"


def _heading(row: tuple[str, ...], sheet: Sheet) -> str:
    return f"<tr class='heading'><th colspan='{len(sheet.columns)}'>{escape(row[0])}</th></tr>"


def _figure(name: str, image: bytes) -> str:
    data = b64encode(image).decode()
    return f"<figure><img alt='{escape(ALTERNATIVES[name])}' src='data:image/svg+xml;base64,{data}'></figure>"


def _links(names: dict[str, str]) -> str:
    items = (f"<li><a href='{escape(name)}'>{escape(name)}</a>: {escape(what)}</li>" for name, what in names.items())
    return f"<ul>{''.join(items)}</ul>"


def _folders(folder: Path, ensembles: Sequence[Ensemble]) -> str:
    places = zip(folders(folder, ensembles), ensembles, strict=True)
    return _links({f"{home.name}/{REPORT}": f"{e.scenario.name} alone, with its files" for home, e in places})


# -- the measures of a scenario ----------------------------------------------------------------------------------------


def _measures(scenario: Scenario, *, shown: bool) -> str:
    """All dated measures in the order in which they take effect; those of the shock stand out."""
    dated = sorted((first_day(m, scenario), name, m) for name, m in scenario.timeline.items())
    head = _row("th", ("From", "Measure", "What it is", "Terms", "Source"))
    rows = "\n".join(_measure(d, name, m, scenario) for d, name, m in dated)
    table = f"<div class='wide'><table class='measures'><thead>{head}</thead><tbody>{rows}</tbody></table></div>"
    if not dated:
        table = "<p>None.</p>"
    summary = f"<summary>{escape(scenario.name)}: measures in order of date ({len(dated)})</summary>"
    return f"<details{' open' if shown else ''}>{summary}{table}</details>"


def _measure(begins: int, name: str, measure: Measure, scenario: Scenario) -> str:
    until = f" to {day(measure.until)}" if measure.until else ""
    kind = f"changes {measure.target}" if isinstance(measure, Amend) else words(measure.measure).lower()
    standing = ", part of the normal state" if measure.standing else ""
    note = f"<br><span class='note'>{escape(measure.note)}</span>" if measure.note else ""
    cells = (
        f"{day(date_of(begins, scenario.start))}{until}",
        name,
        f"{kind}{standing}",
        _terms(measure),
        measure.source or "",
    )
    return f"<tr>{''.join(f'<td>{escape(c)}{note if i == 3 else str()}</td>' for i, c in enumerate(cells))}</tr>"


def _terms(measure: Measure) -> str:
    terms = (
        measure.changes
        if isinstance(measure, Amend)
        else measure.model_dump(exclude_defaults=True, exclude=set(PLACING))
    )
    return "; ".join(f"{words(key).lower()} {_said(value)}" for key, value in terms.items())


def _said(value: object) -> str:
    """A value of the scenario in words: maps in brackets, flags by their names."""
    if isinstance(value, BaseModel):
        return _said(value.model_dump(exclude_defaults=True))
    if isinstance(value, dict):
        said = {key: child for key, child in value.items() if child not in (None, False)}
        return f"({', '.join(key if child is True else f'{key} {_said(child)}' for key, child in said.items())})"
    if isinstance(value, (tuple, list)):
        return ", ".join(_said(child) for child in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,g}" if isinstance(value, float) else str(value)
