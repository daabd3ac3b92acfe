"""Which form a table has: told by its title and the heads of its columns, never by its number."""

from collections.abc import Sequence

from analysis.read.tables.find import Table
from analysis.read.tables.forms import ANY, Form, Rule
from analysis.table_words import even, strip_year


def identify(table: Table, forms: Sequence[Form]) -> tuple[Form | None, Rule | None]:
    """Return the form of a table and the rule that its title matches, None where no form does.

    Of several the one counts whose words say most: of the title first, then of the heads.
    """
    title = strip_year(table.title)
    heads = {even(text) for section in table.sections for path in section.heads for text in path}
    best: tuple[tuple[int, int], Form, Rule] | None = None
    for form in forms:
        for rule in form.list_rules("title") if form.name != ANY else ():
            if not rule.matches(title):
                continue
            known = sum(any(one.matches(text) for one in form.list_rules("column")) for text in heads)
            score = (rule.weight, known)
            if best is None or score > best[0]:
                best = score, form, rule
    return (best[1], best[2]) if best else (None, None)
