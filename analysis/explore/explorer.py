"""The controls of notebooks/explore.ipynb with the chart, table, passages and code that follow them."""

import base64
from pathlib import Path
from typing import Any

import ipywidgets
import pandas as pd
from itables import JavascriptFunction
from itables.widget import ITable
from markupsafe import Markup

from analysis.dataset import Dataset
from analysis.errors import UserError
from analysis.explore.code_box import CodeBox
from analysis.explore.passages import show_places
from analysis.explore.shown import draw, drop_constant, name_columns, prepare
from analysis.explore.views import VIEWS, Choice, make_table, write_code, write_imports
from analysis.show.canvas import Chart
from analysis.show.names import Names
from analysis.show.rich import clean
from analysis.texts import catalogue

MOST_ROWS = 10_000
_SHOW_AMOUNT = """function (value, type) {
  const known = typeof value === "number" && isFinite(value);
  if (type !== "display" && type !== "filter") return known ? value : -Infinity;
  const decimals = {minimumFractionDigits: 2, maximumFractionDigits: 6};
  return known ? value.toLocaleString("en-US", decimals).replace("-", "−") : "";
}"""
_WIDE = ipywidgets.Layout(width="100%")


class Explorer(ipywidgets.VBox):  # type: ignore[misc]  # a class without types
    """Controls over all data; `frame` is the table of the present choice and `code` the line that made it."""

    def __init__(self, data: Dataset, department: str, year: int, lang: str) -> None:
        """Start with a department and a year."""
        self.data, self.names = data, Names(data, lang)
        self.frame, self.code = pd.DataFrame(), ""
        self._ask(department, year)
        self._chart, self._said, self._places = (ipywidgets.HTML(layout=_WIDE) for _ in range(3))
        self._page = ipywidgets.Image(format="png", layout=ipywidgets.Layout(display="none"))
        self._table = ITable(pd.DataFrame({" ": []}), **self._describe_table())
        self._code = CodeBox(copy=self.names.say("explore.copy"), copied=self.names.say("explore.copied"))
        style = ipywidgets.HTML(f"<style>{Path(__file__).with_name('explore.css').read_text(encoding='utf-8')}</style>")
        shown = ipywidgets.VBox(
            [self._said, self._chart, self._table, self._places, self._page, self._code],
            layout=ipywidgets.Layout(flex="1 1 0", min_width="0", overflow="hidden"),
        )
        asked = ipywidgets.VBox([*self._controls.values()], layout=ipywidgets.Layout(flex="0 0 17em"))
        both = ipywidgets.HBox([asked, shown])
        super().__init__([style, both])
        self.add_class("explore")
        self._follow()
        for control in self._controls.values():
            control.observe(self._follow, "value")
        self._table.observe(self._open, "selected_rows")

    def _ask(self, department: str, year: int) -> None:
        """Make the controls, each with its label above it."""
        figures, any_of = self.data.figures, (self.names.say("explore.any"), "")
        bodies = {self.names.pick(row): name for name, row in self.names.rows("departments", "department").items()}
        known = set(self.data.reports["department"])
        years = sorted(self.data.reports["report_year"].unique().tolist(), reverse=True)
        schemes = [(self.names.name_scheme(one), one) for one in sorted(set(figures["scheme"].astype("str")) - {""})]
        phases = [(self.names.say(f"show.phase.{one}"), one) for one in ("approved", "adjusted", "executed")]
        views = [(self.names.say(f"explore.view.{one}"), one) for one in VIEWS]
        asked = {
            "view": ipywidgets.Dropdown(options=views),
            "departments": ipywidgets.SelectMultiple(
                options=[(label, one) for label, one in bodies.items() if one in known], value=[department], rows=8
            ),
            "years": ipywidgets.SelectMultiple(options=years, value=[year], rows=min(len(years), 6)),
            "scheme": ipywidgets.Dropdown(options=[any_of, *schemes]),
            "phase": ipywidgets.Dropdown(options=[any_of, *phases]),
        }
        for name, control in asked.items():
            control.description, control.style.description_width = self.names.say(f"explore.control.{name}"), "initial"
            control.layout.width, control.layout.flex_flow = "100%", "column"
        self._controls = asked

    def _describe_table(self) -> dict[str, Any]:
        """Return the options of the table: everything inlined, as text, in the language of the reader."""
        words = {key.rpartition(".")[2]: self.names.say(key) for key in catalogue() if key.startswith("explore.grid.")}
        paging = {"first": "«", "previous": "‹", "next": "›", "last": "»"}
        language = words | {"paginate": paging, "select": {"rows": ""}}
        return {
            "select": "single", "maxBytes": 0, "allow_html": False, "showIndex": False, "language": language,
            "classes": "display compact", "style": "width:100%", "scrollX": True, "show_dtypes": False,
            "layout": {"topStart": "pageLength", "topEnd": "search", "bottomStart": "info", "bottomEnd": "paging"},
        }  # fmt: skip

    @property
    def choice(self) -> Choice:
        """Return what the controls say."""
        return Choice(**{name: control.value for name, control in self._controls.items()})

    def _follow(self, _: object = None) -> None:
        """Make table, chart and code of what the controls say; a choice without rows is told in a sentence."""
        choice = self.choice
        view = VIEWS[choice.view]
        for name, condition in (("scheme", view.scheme), ("phase", view.phase or "{phase" in view.call)):
            self._controls[name].disabled = not condition
        self.code = write_code(choice)
        self.frame = make_table(self.data, self.code)
        shown = prepare(self.frame, view, self.data, self.names)
        self._code.code = "\n".join(filter(None, [write_imports(self.code), self.code]))
        self._close()
        self._said.value = self._tell(choice, len(shown))
        self._chart.value = self._show_chart(shown, choice)
        self._table.layout.display = "none" if shown.empty else ""
        columns = name_columns(drop_constant(shown.head(MOST_ROWS)), self.names)
        self._table.update(columns, selected_rows=[], columnDefs=_align(columns))

    def _tell(self, choice: Choice, rows: int) -> str:
        key = "nothing" if not rows else "cut" if rows > MOST_ROWS else "rows"
        values = {"view": self.names.say(f"explore.view.{choice.view}"), "rows": f"{rows:,}", "most": f"{MOST_ROWS:,}"}
        return f'<p class="explore-said">{clean(self.names.say(f"explore.{key}", **values))}</p>'

    def _show_chart(self, shown: pd.DataFrame, choice: Choice) -> str:
        places = [self.names.pick(self.names.rows("departments", "department")[one]) for one in choice.departments]
        several = [self.names.say("explore.bodies", count=len(places))] if len(places) > 2 else places
        title = " · ".join([self.names.say(f"explore.view.{choice.view}"), *several, *map(str, sorted(choice.years))])
        try:
            chart = draw(shown, self.frame, VIEWS[choice.view], self.names, title)
        except UserError as error:  # a character that the font has not
            return str(Markup("<p>{}</p>").format(clean(str(error))))
        if chart is None:
            return "" if shown.empty else f"<p>{clean(self.names.say('explore.no-bars'))}</p>"
        return _embed(chart)

    def _close(self) -> None:
        self._places.value = f'<p class="explore-place">{self.names.say("explore.how")}</p>'
        self._page.layout.display = "none"

    def _open(self, _: object = None) -> None:
        """Show where the figures of the row that was clicked are printed."""
        if not self._table.selected_rows:
            return
        row = next(self.frame.iloc[self._table.selected_rows[:1]].itertuples(index=False))
        html, picture = show_places(self.data, row, VIEWS[self.choice.view].figures, self.names.lang)
        place = clean(getattr(row, "locator", "")) or self.names.say("explore.no-figures")
        self._places.value = str(html) or f'<p class="explore-place">{place}</p>'
        self._page.layout.display = "" if picture else "none"
        if picture:
            self._page.value = picture


def _align(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what lets numbers stand to the right, amounts with separators and no more decimals than they have."""
    kinds = [(place, table.iloc[:, place].dtype.kind) for place in range(table.shape[1])]
    amounts = [place for place, kind in kinds if kind == "f"]
    counts = [place for place, kind in kinds if kind in "iu"]
    texts = [place for place, kind in kinds if kind not in "fiu"]
    return [
        {"targets": amounts, "className": "dt-right", "render": JavascriptFunction(_SHOW_AMOUNT)},
        {"targets": counts, "className": "dt-right"},
        {"targets": texts, "className": "dt-left", "type": "string"},
    ]


def _embed(chart: Chart) -> str:
    svg = base64.b64encode(chart.svg.encode()).decode()
    return str(Markup('<img class="explore-chart" alt="{}" src="data:image/svg+xml;base64,{}">').format(chart.alt, svg))
