"""Texts judged by the engine that judges accepted data, all in one Dataset."""

from analysis.publish.review.judging import find_findings, find_span, open_drafts
from analysis.read.draft.draft import make_draft
from analysis.read.links.scene import Scene
from analysis.read.prose.reader import read_facts
from analysis.tables import DATA_FOLDER
from tests.read.texts import make_document, vocabulary, words


def make_scene(text, year=2019):
    """Return a text with its reading."""
    document = make_document(text)
    return Scene(
        document, read_facts(document, vocabulary(year), words().units, year), words().measures, words().required
    )


def judge_texts(texts):
    """Return the findings of texts, given with their years: rule, severity and what stands at the place of each."""
    scenes = [make_scene(text, year) for text, year in texts]
    data = open_drafts([make_draft(scene, "", "zh") for scene in scenes], DATA_FOLDER, "zh")
    found = [[] for _ in scenes]
    for number, row in find_findings(data):
        span = find_span(data, row)
        found[number].append((span, row.rule, row.severity, scenes[number].document.text[slice(*span)]))
    return [[one[1:] for one in sorted(findings)] for findings in found]
