"""What the bodies of a group disclosed, and what of it was read: by year, and of each report that lacks something."""

from typing import Any

import pandas as pd

from analysis.frames import iterate_rows
from analysis.show.peers.words import MOST_ROWS, GroupWords
from analysis.show.rich import Fragment, below, paragraphs, tell
from analysis.show.tables import Table, make_table


def tell_completeness(completeness: pd.DataFrame, words: GroupWords) -> Fragment:
    """Return how many reports are there, were read whole, and have all tables that such a document has to have.

    >>> from analysis import list_completeness, open_group
    >>> from analysis.show import GroupWords, tell_completeness
    >>> data = open_group("putuo", 2025)
    >>> tell_completeness(list_completeness(data), GroupWords(data, "en")).html.striptags().split(";")[0]
    'Reports that are there: 3 of 4 (bodies and years)'
    """
    there = completeness[completeness["present"]]
    reading, tables = there["reading"].value_counts(), there["tables"].value_counts()
    left = int((there["numbers"] - there["numbers_read"]).sum())
    values = {
        "present": len(there),
        "whole": int(reading.get("whole", 0)),
        "part": int(reading.get("in-part", 0)),
        "unrecorded": int(reading.get("unrecorded", 0)),
        "numbers": f"{int(there['numbers'].sum()):,}",
        "left": f"{left:,}",
    }
    sentences = [tell(words, "peers.completeness", count=len(completeness), **values)]
    asked = int(tables.drop("", errors="ignore").sum())
    if asked:
        names = words.join_names(words.pick(row) for row in iterate_rows(words.data.required_tables))
        counts = {name: int(tables.get(name, 0)) for name in ("all", "missing", "unclear")}
        sentences.append(tell(words, "peers.tables-asked", asked=asked, names=names, **counts))
    return paragraphs(sentences)


def table_completeness_by_year(completeness: pd.DataFrame, words: GroupWords) -> Table:
    """Return one row for each year: reports that are there, how they were read, whether their tables are there.

    >>> from analysis import list_completeness, open_group
    >>> from analysis.show import GroupWords, table_completeness_by_year
    >>> data = open_group("putuo", 2025)
    >>> table_completeness_by_year(list_completeness(data), GroupWords(data, "en")).frame["whole"].tolist()
    [2]
    """
    there = completeness[completeness["present"]]
    marks = {
        "present": completeness["present"],
        **{name: there["reading"].eq(name) for name in ("whole", "in-part", "unrecorded")},
        **{name: there["tables"].eq(name) for name in ("all", "missing", "unclear")},
        "numbers": there["numbers"],
        "numbers_read": there["numbers_read"],
    }
    frame = pd.DataFrame(marks).astype("Int64").groupby(completeness["report_year"]).sum().reset_index()
    members = completeness.groupby("report_year").size()
    rows = [
        [
            str(row.report_year),
            words.say("peers.of", part=row.present, whole=members[row.report_year]),
            *(cell or "—" for cell in row[2:8]),
            f"{row.numbers:,}",
            f"{row.numbers_read:,}",
        ]
        for row in iterate_rows(frame)
    ]
    columns = (
        "of-year:short reports:number read-whole:number read-in-part:number unrecorded:number "
        "tables-all:number tables-missing:number tables-unclear:number numbers:number numbers-read:number"
    )
    return make_table(words, frame, "completeness-by-year", columns, rows)


def table_completeness(completeness: pd.DataFrame, words: GroupWords) -> Table:
    """Return the reports that lack a table, were not read whole or are not there, those that lack tables first.

    >>> from analysis import list_completeness, open_group
    >>> from analysis.show import GroupWords, table_completeness
    >>> data = open_group("putuo", 2025)
    >>> table_completeness(list_completeness(data), GroupWords(data, "en")).frame["department"].tolist()
    ['putuo-wanli', 'putuo-finance']
    """
    rank = {"missing": 0, "unclear": 1}
    left = completeness["numbers"] - completeness["numbers_read"]
    order = completeness.assign(
        rank=completeness["tables"].map(rank).fillna(2).where(completeness["present"], 3),
        least=-(left + completeness["uncounted"]),
    )
    lacking = order[order["rank"].lt(2) | order["reading"].isin(["in-part", "unrecorded"]) | ~order["present"]]
    keys = ["rank", "least", "department", "report_year"]
    frame = lacking.sort_values(keys, kind="stable", ignore_index=True).drop(columns=["rank", "least"])
    rows = [_list_cells(words, row) for row in iterate_rows(frame.head(MOST_ROWS))]
    columns = "body of-year:short documents numbers:number numbers-read:number remark"
    return make_table(words, frame, "completeness", columns, rows, note=words.tell_rest(len(frame)), target=True)


def _list_cells(words: GroupWords, row: Any) -> list[object]:
    if not row.present:
        return [words.name_body(row.department), row.report_year, "—", "", "", words.say("peers.no-report")]
    kinds = words.join_names(words.say(f"kind.{one}") for one in row.kinds.split())
    names = words.rows("required_tables", "table")
    missing = words.join_names(words.pick(names[one]) for one in row.missing.split())
    lacking = words.say(f"peers.tables-{row.tables}", names=missing) if missing else ""
    parts = {"in_part": row.in_part, "unread": row.unread, "uncounted": row.uncounted}
    remarks = [
        lacking,
        *(words.say(f"peers.parts-{name.replace('_', '-')}", count=n) for name, n in parts.items() if n),
    ]
    if row.reading == "unrecorded":
        remarks.append(words.say("peers.unrecorded"))
    known = row.reading != "unrecorded"
    return [
        words.link_body(row.department, row.report_year),
        row.report_year,
        below(kinds, words.say("peers.document-count", count=row.documents) if row.documents > 1 else ""),
        row.numbers if known else "—",
        row.numbers_read if known else "—",
        words.join_notes(remarks),
    ]
