"""Recall and precision of a reading against the truth of a generated report, at the strictest level."""

from collections import Counter
from decimal import Decimal

import cn2an

from tests.read.texts import read_text

# Measures that mean the same; a phrasing leaves open which of them a careful reader would write.
CLASSES = {"年初预算": "预算数", "全年预算": "预算数", "支出决算": "决算数"}
KINDS = {"money": "stated", "rate": "percent", "count": "count", "measure": "count"}
YUAN = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
PLAIN = str.maketrans("０１２３４５６７８９．", "0123456789.", ",，约近余多 \n\u3000")


def read_number(printed):
    """Return the value of a printed number: plain, full-width, with separators or in Chinese numerals."""
    text = printed.translate(PLAIN)
    return (
        Decimal(str(cn2an.cn2an(text, "smart"))) if set(text) & set("零一二两三四五六七八九十百千万") else Decimal(text)
    )


def tell_truth(fact):
    amount = Decimal(fact.amount) * YUAN.get(fact.unit, 1)
    return fact.item.strip("“”"), CLASSES.get(fact.measure, fact.measure), fact.kind, amount.normalize(), fact.year


def tell_read(fact):
    number = Decimal(0) if fact.basis == "declared-none" else read_number(fact.printed)
    amount = (number * YUAN.get(fact.unit, 1)).normalize()
    return fact.item.strip("“”"), CLASSES.get(fact.word, fact.word), KINDS[fact.kind], amount, fact.year


def compare(report):
    """Return (found, missed, false) as counters of what was to be read and what was."""
    wanted = Counter(map(tell_truth, report.facts))
    read = Counter(tell_read(f) for f in read_text(report.text, report.year).facts if f.doubt != "lost-digits")
    return wanted & read, wanted - read, read - wanted
