"""Time the reading of reports: one text of 3,000 characters once all is loaded, twice and four times as long, and many.

Run by `make bench`. The aims: at most 10 ms for 3,000 characters, time that grows with the length, many files in one
call faster than one after the other, and a disclosure of text and tables read and checked in 0.8 of the time that
pdfplumber takes for its text and tables. The disclosures lie in ../shared/samples or where SAMPLES says.
"""

import logging
import os
import statistics
import tempfile
import time
from pathlib import Path

from analysis.publish.review.judging import judge_drafts
from analysis.read.batch import read_all, read_file
from analysis.read.files.types import Document, Paragraph
from analysis.read.prose.reader import read_facts
from analysis.read.prose.vocabulary import Words, read_words
from analysis.tables import DATA_FOLDER, DataFolder

SENTENCE = (
    "2019年基本支出12.34万元，其中：人员经费10.00万元，公用经费2.34万元，占18.96%，比上年减少1.20万元，下降8.86%。"
    "举办培训班12场，培训干部职工300余人次，严格执行各项制度，进一步规范支出管理。\n"
)
# A report has a figure in every fifty to seventy characters, SENTENCE one in every fourteen: the aim is for a report.
PROSE = (
    "本单位严格执行财务管理制度，规范预算编制和支出审批，健全内部控制，定期公开收支情况，接受各方监督。\n"
    "围绕年度重点任务，组织开展宣传教育、志愿服务和困难群众走访，及时回应基层诉求，推动各项工作落到实处。\n"
    "存在的问题主要是预算编制还不够精细，绩效指标设置有待完善，部分项目实施进度偏慢，下一步将加强统筹。\n"
)
SAMPLES = Path(os.environ.get("SAMPLES", DATA_FOLDER.parent.parent / "shared" / "samples"))
LEAST_PAGES, AIM_RATIO = 25, 0.8
CHARACTERS, ROUNDS, FILES, AIM_MS = 3000, 9, 1000, 10


def main() -> None:
    """Print the times."""
    words = read_words(DataFolder(DATA_FOLDER, "zh"))
    vocabulary = words.choose(2019)
    for times, text in ((1, SENTENCE + 2 * PROSE), (2, SENTENCE + 2 * PROSE), (4, SENTENCE + 2 * PROSE), (1, SENTENCE)):
        document = make_document(text * (times * CHARACTERS // len(text)))
        figures = len(read_facts(document, vocabulary, words.units, 2019).facts)
        took = [measure(lambda: read_facts(document, vocabulary, words.units, 2019)) for _ in range(ROUNDS)]  # noqa: B023
        aim = f" (aim {AIM_MS} ms)" if times == 1 and text != SENTENCE else ""
        shown = f"{len(document.text):6,} characters with {figures:3} figures"
        print(f"reading {shown}: {statistics.median(took) * 1000:6.1f} ms{aim}")
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.txt" for number in range(FILES)]
        for path in paths:
            path.write_text(f"2019年度报告\n{SENTENCE * 20}", encoding="utf-8")
        one = measure(lambda: [read_all([path], words, None, "zh") for path in paths])
        together = measure(lambda: read_all(paths, words, None, "zh"))
    time_disclosures(words)
    print(f"{FILES:,} reports: one after the other {one:.1f} s, in one call {together:.1f} s on {os.cpu_count()} cores")


def time_disclosures(words: Words) -> None:
    """Print how long each disclosure takes to read and to check, against pdfplumber's text and tables."""
    import pdfplumber

    logging.disable()
    for path in sorted(SAMPLES.glob("*.pdf")):
        with pdfplumber.open(path) as document:
            pages = len(document.pages)
        if pages < LEAST_PAGES:
            continue
        took = statistics.median(measure(lambda: read_and_judge(path, words)) for _ in range(3))  # noqa: B023
        plain = measure(lambda: extract_plainly(path))  # noqa: B023
        shown = f"{path.name} ({pages} pages): {took:.2f} s, pdfplumber {plain:.2f} s"
        print(f"{shown}: {took / plain:.2f} (aim {AIM_RATIO})")
    if not SAMPLES.is_dir():
        print(f"no disclosures to time: there is no {SAMPLES}")


def read_and_judge(path: Path, words: Words) -> None:
    """Read one file and judge its draft."""
    draft = read_file(path, words, None, "zh").draft
    judge_drafts([draft] if draft else [], DATA_FOLDER, "zh")


def extract_plainly(path: Path) -> None:
    """Take the text and the tables of a PDF with pdfplumber."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def measure(run: object) -> float:
    """Return the wall time of a call in seconds."""
    assert callable(run)
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def make_document(text: str) -> Document:
    """Return a text as a document."""
    lines = text.splitlines()
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    paragraphs = [
        Paragraph(line, start, n, None, False) for n, (line, start) in enumerate(zip(lines, starts, strict=True), 1)
    ]
    return Document("bench.txt", "", len(text), "txt", "utf-8", tuple(paragraphs))


if __name__ == "__main__":
    main()
