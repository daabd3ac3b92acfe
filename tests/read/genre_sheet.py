"""A generated report while it is written: patterns with their slots filled, what each figure is, where it stands."""

import random
from dataclasses import dataclass, field

from tests.read import genre_phrases as phrases
from tests.read.genre_amounts import SPECIAL_STYLES, Model, percent, print_count, print_money
from tests.read.genre_errors import PLACES, lose_digits, spoil_amount, spoil_percent, spoil_year

DISTRACTORS = {
    "no": (2, 98), "month": (1, 12), "day": (1, 28), "page": (2, 8), "mail": (1000, 9999), "code": (100_000, 999_999),
    "phone": (52_000_000, 58_999_999),
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A figure as a careful reader would note it; `span` is where its number, or the word for none, stands."""

    item: str
    measure: str
    amount: str
    unit: str
    kind: str
    year: int
    span: tuple[int, int]
    direction: str = ""
    base_year: int | None = None
    declared_none: bool = False
    approximate: bool = False
    part_of: str = ""


@dataclass(frozen=True)
class PlantedError:
    """An error that was put into a report: what should stand there, and what does."""

    kind: str
    span: tuple[int, int]
    expected: str
    printed: str


class Slot:
    """A slot of a pattern: its letter, its fields and its options."""

    def __init__(self, text: str) -> None:
        words = text.split()
        self.letter = words[0]
        self.fields = [word for word in words[1:] if word[0] != "!" and "=" not in word and word not in FLAGS]
        self.options = dict(word.split("=") for word in words if "=" in word)
        self.errors = {word[1:] for word in words if word[0] == "!"}
        self.flags = FLAGS & set(words)


FLAGS = {"about", "bare"}


@dataclass
class Sheet:
    """A report being written."""

    chance: random.Random
    year: int
    error: str | None
    model: Model
    parts: list[str] = field(default_factory=list)
    size: int = 0
    facts: list[Fact] = field(default_factory=list)
    errors: list[PlantedError] = field(default_factory=list)
    direction: str = ""

    def __post_init__(self) -> None:
        self.usual = self.chance.choice(("two", "two", "trimmed"))
        self.styles = self.chance.sample(SPECIAL_STYLES, 4)
        self.passes = self.chance.randrange(PLACES[self.error]) if self.error else 0

    def choose(self, forms: list[str]) -> str:
        """Return one of the forms of a sentence, one that can hold the wanted error if any can."""
        able = [one for one in forms if f"!{self.error}" in one.replace("}", " ").split()] if not self.errors else []
        return self.chance.choice(able or forms)

    def write(self, pattern: str) -> None:
        """Write a pattern with its lists repeated and its slots filled."""
        pattern = phrases.EACH.sub(self._repeat, pattern)
        for number, piece in enumerate(phrases.SLOT.split(pattern)):
            if number % 2:
                self._fill(Slot(piece))
            else:
                self.say(piece)

    def _repeat(self, match) -> str:
        names, body, separator = match.groups()
        return separator.join(body.replace("@", name) for name in self.model.lists[names])

    def say(self, text: str) -> tuple[int, int]:
        """Write words, and return where they stand."""
        start = self.size
        self.parts.append(text)
        self.size += len(text)
        return start, self.size

    def _fill(self, slot: Slot) -> None:
        fill = FILLS.get(slot.letter)
        if fill:
            fill(self, slot)
        elif slot.letter.startswith("Y"):
            self._say_year(slot)
        elif slot.letter in DISTRACTORS:
            self.say(str(self.chance.randint(*DISTRACTORS[slot.letter])))
        else:
            self.say(self._name(slot.letter))

    def _plants(self, slot: Slot) -> bool:
        """Return whether the error is to stand in this slot."""
        if self.error not in slot.errors or self.errors:
            return False
        self.passes -= 1
        return self.passes < 0

    def _mark(self, span: tuple[int, int], expected: str, printed: str) -> None:
        self.errors.append(PlantedError(self.error or "", span, expected, printed))

    def _name(self, key: str) -> str:
        return self.model.names.get(key, key)

    def _style(self) -> str:
        return self.chance.choice(self.styles) if self.chance.random() < 0.16 else self.usual

    def _note(self, slot: Slot, measure: str, amount: str, unit: str, kind: str, span: tuple[int, int], **more) -> None:
        year = self.year + int(slot.options.get("y", 0))
        part_of = self._name(slot.options.get("of", ""))
        self.facts.append(
            Fact(self._name(slot.fields[1]), measure, amount, unit, kind, year, span, part_of=part_of, **more)
        )

    def _note_change(self, slot: Slot, measure: str, amount: str, unit: str, kind: str, span: tuple[int, int]) -> None:
        base = self.year + int(slot.options.get("base", -1))
        self._note(slot, measure, amount, unit, kind, span, direction=self.direction, base_year=base)

    def _say_year(self, slot: Slot) -> None:
        year = self.year + int(slot.letter[1:] or 0)
        if not self._plants(slot):
            self.say(str(year))
            return
        printed = spoil_year(self.chance, year)
        self._mark(self.say(str(printed)), str(year), str(printed))

    def _say_money(self, slot: Slot, value: int) -> tuple[str, str, tuple[int, int]]:
        """Write an amount, and return it plain, its unit, and where it stands."""
        style = "two" if "bare" in slot.flags else self._style()
        if self._plants(slot):
            true = f"{value / 100:.2f}"
            printed, amount, unit = print_money(self.chance, "two", spoil_amount(self.chance, self.error or "", value))
            span = self.say(printed)
            self._mark(span, true, printed)
        else:
            printed, amount, unit = print_money(self.chance, style, value)
            span = self.say(printed)
        if "bare" not in slot.flags:
            self.say(unit)
        return amount, unit.strip(), span

    def _say_percent(self, slot: Slot, part: int, whole: int) -> tuple[str, tuple[int, int]]:
        value = percent(part, whole)
        printed = spoil_percent(self.chance, value) if self._plants(slot) else value
        span = self.say(str(printed))
        if printed != value:
            self._mark(span, str(value), str(printed))
        self.say("％" if "full-width" in self.styles else "%")
        return str(printed), span

    def fill_amount(self, slot: Slot) -> None:
        amount, unit, span = self._say_money(slot, self.model.compute(slot.fields[0]))
        self._note(slot, slot.fields[2], amount, unit, "stated", span)

    def fill_change(self, slot: Slot) -> None:
        amount, unit, span = self._say_money(slot, abs(self.model.compute(slot.fields[0])))
        self._note_change(slot, "增减额", amount, unit, "stated", span)

    def fill_growth(self, slot: Slot) -> None:
        change, base = abs(self.model.compute(slot.fields[0])), slot.fields[0].split("-")[1]
        amount, span = self._say_percent(slot, change, self.model.values[base])
        self._note_change(slot, "增减率", amount, "%", "percent", span)

    def fill_ratio(self, slot: Slot) -> None:
        part, whole = (self.model.values[key] for key in slot.fields[0].split("/"))
        amount, span = self._say_percent(slot, part, whole)
        self._note(slot, {"s": "占比", "r": "完成率"}[slot.letter], amount, "%", "percent", span)

    def fill_word(self, slot: Slot) -> None:
        up, down = slot.fields[1].split("|")
        rises = self.model.compute(slot.fields[0]) > 0
        true, wrong = (up, down) if rises else (down, up)
        if self._plants(slot):
            rises = not rises
            self._mark(self.say(wrong), true, wrong)
        else:
            self.say(true)
        self.direction = "increase" if rises else "decrease"

    def fill_count(self, slot: Slot) -> None:
        number = self.model.values[slot.fields[0]]
        unit = slot.fields[2] if len(slot.fields) > 2 else self.model.units[slot.fields[1]]
        if self._plants(slot):
            printed = lose_digits(self.chance) + unit
            self._mark(self.say(printed), f"{number}{unit}", printed)
            return
        about = self.chance.choice(("约{}", "{}余", "{}多")) if self._is_round(slot, number) else "{}"
        before, behind = about.split("{}")
        self.say(before)
        span = self.say(print_count("two" if before + behind else self._style(), number))
        self.say(behind + unit)
        self._note(slot, "期末数", str(number), unit, "count", span, approximate=about != "{}")

    def _is_round(self, slot: Slot, number: int) -> bool:
        return "about" in slot.flags and number % 10 == 0 and self.chance.random() < 0.5

    def fill_none(self, slot: Slot) -> None:
        span = self.say(slot.fields[0])
        self._note(slot, slot.fields[2], "0", "万元", "stated", span, declared_none=True)

    def fill_quoted(self, slot: Slot) -> None:
        if self._plants(slot):
            self._mark(self.say(f"“{slot.fields[0]}"), f"“{slot.fields[0]}”", f"“{slot.fields[0]}")
        else:
            self.say(f"“{slot.fields[0]}”")

    def fill_remains(self, slot: Slot) -> None:
        if self._plants(slot):
            printed = self.chance.choice(phrases.REMAINS[self.error or ""])
            self._mark(self.say(printed), "", printed)


FILLS = {
    "m": Sheet.fill_amount, "d": Sheet.fill_change, "g": Sheet.fill_growth, "s": Sheet.fill_ratio,
    "r": Sheet.fill_ratio, "w": Sheet.fill_word, "c": Sheet.fill_count, "0": Sheet.fill_none, "q": Sheet.fill_quoted,
    "x": Sheet.fill_remains,
}  # fmt: skip
