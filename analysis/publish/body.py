"""The report of a body and a year."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.dataset import Dataset, open_data
from analysis.errors import Problem
from analysis.publish.evidence import backtest, manifest
from analysis.publish.evidence.tables import write_evidence
from analysis.publish.page.cover import Cover, make_cover
from analysis.publish.subject import Body
from analysis.show.canvas import Chart
from analysis.show.words import Words
from analysis.sources import find_mistyped
from analysis.tables import DataFolder
from analysis.texts import DEFAULT_LANGUAGE


class BodyEdition:
    """A body's report in one language; nothing of it depends on which other reports there are."""

    def __init__(self, subject: Body, lang: str, data_dir: Path | None, told: str) -> None:
        """Open the data."""
        self.subject = subject
        self.words = Words(open_data(subject.department, subject.year, data_dir, told), lang)

    def find_problems(self) -> list[Problem]:
        """Return the figures that their document, being at hand, does not print."""
        return find_mistyped(self.words.data, self.words.lang)

    def describe_inputs(self, out: Path) -> manifest.Manifest:
        """Return everything that decides what the report says."""
        return manifest.describe_inputs(self.words)

    def name_in_manifest(self) -> str:
        """Return department and year."""
        department = self.words.rows("departments", "department")[self.words.department]
        return f"{department.name_zh} {self.words.year}"

    def make_cover(self, inputs: manifest.Manifest) -> Cover:
        """Return what the cover and the page of sources state."""
        return make_cover(self.words, inputs)

    @contextmanager
    def write_tables(self, inputs: manifest.Manifest) -> Iterator[Callable[[], dict[str, bytes]]]:
        """Yield what returns the tables and the key figures as CSV files."""
        texts = {backtest.FILE: backtest.write_key_figures(self.words.data), **write_evidence(self.words)}
        tables = {name: text.encode() for name, text in texts.items()}
        yield lambda: tables

    def write_inputs(self) -> dict[str, bytes]:
        """Return each data file."""
        folder = manifest.suffix_name(manifest.INPUTS, self.words.lang)
        return {f"{folder}/{name}": content for name, content in read_inputs(self.words.data)}

    def make_office_files(self, page: str, cover: Cover) -> dict[str, bytes]:
        """Return what only a bundle has; the libraries are imported when they are needed."""
        from analysis.publish.office.word import write_document
        from analysis.publish.office.workbook import write_workbook
        from analysis.show.charts import CHARTS

        charts = render_charts(draw(self.words) for draw in CHARTS.values())
        return {
            manifest.WORKBOOK: write_workbook(self.words, cover.title),
            manifest.DOCUMENT: write_document(page, charts, self.words.lang),
        }


def render_charts(charts: Iterable[Chart]) -> dict[str, bytes]:
    """Return pictures by alt text, of those charts that have something to show."""
    return {chart.alt: chart.render_png() for chart in charts if len(chart.frame)}


def read_inputs(data: Dataset) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of what was opened: of the files that departments share the rows used."""
    folder = DataFolder(data.folder, DEFAULT_LANGUAGE)
    for record in data.files:
        yield record.path, folder.find(record.path).read_bytes() if record.content is None else record.content
