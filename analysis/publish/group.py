"""The report of a group of bodies and some years: a page, a workbook of all rows, and their data files as a zip."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path

from analysis.check import count_findings, list_findings, run_checks
from analysis.check.slices import FIGURES_AT_ONCE
from analysis.compare import compare_panels, find_outliers, list_spending, measure_peers
from analysis.errors import Problem
from analysis.groups import open_group
from analysis.publish.body import read_inputs, render_charts
from analysis.publish.evidence import manifest
from analysis.publish.folder import zip_files
from analysis.publish.forks import can_fork
from analysis.publish.page.cover import Cover
from analysis.publish.page.neighbours import find_pages
from analysis.publish.reading import fork_off
from analysis.publish.subject import Group, write_span
from analysis.show.canvas import Chart
from analysis.show.names import WAN
from analysis.show.peers.findings import chart_findings_by_rule
from analysis.show.peers.headline import list_group_headline
from analysis.show.peers.panel_chart import chart_panels
from analysis.show.peers.spending_chart import chart_spending
from analysis.show.peers.strips import chart_measures
from analysis.show.peers.words import MOST_ROWS, GroupWords
from analysis.tables import FileRecord


class GroupEdition:
    """A group's report in one language; which reports of its bodies are there decides which numbers are links."""

    def __init__(self, subject: Group, lang: str, data_dir: Path | None, told: str) -> None:
        """Open the data."""
        self.subject = subject
        self.words = GroupWords(open_group(subject.group, [*subject.years], data_dir, told), lang)

    def find_problems(self) -> list[Problem]:
        """Return none: whether a figure is as its document prints it is asked where the body's own report is made."""
        return []

    def describe_inputs(self, out: Path) -> manifest.Manifest:
        """Return everything that decides what the report says: of the data one entry for each body, and its links."""
        documents = self.words.data.documents[["department", "fiscal_year"]].drop_duplicates()
        pages = find_pages(out, documents.itertuples(index=False, name=None), self.words.lang)
        return manifest.describe_run(
            self.subject,
            self.words.lang,
            data={name: {"sha256": one, "contentSize": size, "rows": rows} for name, one, size, rows in self._sum_up()},
            documents={},  # none is opened: they are those of the bodies' own reports
            linked=dict.fromkeys(pages, "linked"),
        )

    def _sum_up(self) -> list[tuple[str, str, int, int]]:
        """Return (name, SHA-256, bytes, rows) of each shared file and of the files of each body together.

        The hash of a body is that over a line for each file: its SHA-256, two spaces and its path.
        """
        files = sorted(self.words.data.files, key=lambda record: (_name_owner(record), record.path))
        summed = []
        for name, records in groupby(files, key=_name_owner):
            own = list(records)
            lines = "".join(f"{record.sha256}  {record.path}\n" for record in own)
            sha256 = own[0].sha256 if name == own[0].path else hashlib.sha256(lines.encode()).hexdigest()
            summed.append((name, sha256, sum(one.size_bytes for one in own), sum(one.rows for one in own)))
        return summed

    def name_in_manifest(self) -> str:
        """Return group and years."""
        return f"{self.words.data.groups['name_zh'].iloc[0]} {write_span(self.subject.years)}"

    def make_cover(self, inputs: manifest.Manifest) -> Cover:
        """Return what the cover and the page of sources state."""
        words, checks = self.words, run_checks(self.words.data)
        name, years = words.name_group(), words.name_years()
        parameters = {
            "portfolio.group": self.subject.group,
            "portfolio.years": write_span(self.subject.years),
            "publish.language": words.lang,
        }
        files = [(path, sha256, f"{rows:,}") for path, sha256, _, rows in self._sum_up()]
        return Cover(
            department=name,
            heading=words.say("portfolio.heading", years=years),
            title=self._name_title(),
            report_id=manifest.identify(inputs),
            unit=words.say("narrative.headline-unit", unit=words.name_unit_first(WAN.name))
            if words.lang == "en"
            else "",
            headline=[str(sentence) for sentence in list_group_headline(words)],
            findings=count_findings(list_findings(checks)),
            coverage="",
            control_totals=self._count(len(checks)),
            data_files=files[:MOST_ROWS],
            files_note=words.tell_rest(len(files)),
            parameters=[(words.say(key), value) for key, value in parameters.items()],
            versions=list(inputs["software"].items()),
        )

    def _count(self, checks: int) -> list[tuple[str, str]]:
        data = self.words.data
        money = data.figures["kind"].eq("money") & data.figures["basis"].eq("stated")
        fen = sum(data.figures.loc[money, "value"].tolist())  # of Python's integers, which have no end
        counts = {
            "portfolio.count-bodies": f"{len(data.members):,}",
            "portfolio.count-reports": f"{len(data.reports):,}",
            "publish.count-figures": f"{len(data.figures):,}",
            "publish.sum-stated": self.words.say("publish.sum-fen", fen=fen, count=int(money.sum())),
            "publish.count-checks": f"{checks:,}",
        }
        return [(self.words.say(key), value) for key, value in counts.items()]

    @contextmanager
    def write_tables(self, inputs: manifest.Manifest) -> Iterator[Callable[[], dict[str, bytes]]]:
        """Yield what returns the workbook, which has all rows that the page shows the first of.

        One of many rows is written by a process of its own meanwhile.
        """
        work = partial(self._write_workbook, inputs)
        if len(self.words.data.figures) > FIGURES_AT_ONCE and can_fork():
            with fork_off(work) as answer:
                yield answer
        else:
            written = work()
            yield lambda: written

    def _write_workbook(self, inputs: manifest.Manifest) -> dict[str, bytes]:
        from analysis.publish.office.group_workbook import write_group_workbook

        return {manifest.WORKBOOK: write_group_workbook(self.words, self._name_title(), inputs["linked"])}

    def _name_title(self) -> str:
        words = self.words
        return words.say("portfolio.title", name=words.name_group(), years=words.name_years())

    def write_inputs(self) -> dict[str, bytes]:
        """Return the data files as one zip: of thousands of bodies there are tens of thousands."""
        content = zip_files(dict(read_inputs(self.words.data)), 0o644)
        return {manifest.suffix_name(manifest.INPUTS_ZIP, self.words.lang): content}

    def make_office_files(self, page: str, cover: Cover) -> dict[str, bytes]:
        """Return the Word document of a bundle; its library is imported when it is needed."""
        from analysis.publish.office.word import write_document

        return {manifest.DOCUMENT: write_document(page, render_charts(self._draw()), self.words.lang)}

    def _draw(self) -> Iterator[Chart]:
        """Yield the charts of the notebook again, for a document that shows no drawings but pictures."""
        words, data = self.words, self.words.data
        measures = measure_peers(data)
        yield chart_spending(list_spending(data), words)
        yield chart_panels(compare_panels(data), words)
        yield chart_measures(measures, find_outliers(measures, data), words)
        yield chart_findings_by_rule(list_findings(run_checks(data)), words)


def _name_owner(record: FileRecord) -> str:
    """Return the body whose file it is, as a folder; of a file that bodies share its own path."""
    _, *rest = record.path.split("/")
    return f"*/{rest[0]}/" if len(rest) > 1 else record.path
