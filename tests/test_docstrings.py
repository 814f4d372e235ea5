"""Says how docstrings begin: a function's with a verb in the third person, and none with a word of asking or "of"."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Migrations speak of a moment past, the description of the API speaks Chinese to its readers, and the reading of
# recipients is yet to be written anew.
EXCEPTED = re.compile(r"records/(migrations/|deeds/parsing/recipients/|api/v1\.py)")
VERB = re.compile(r"[A-Z][a-z]+(?<![sui])s\b")
FORBIDDEN = re.compile(r"(What|Whatever|Who|Whoever|Which|Where|How|Whether|Of|By|For)\b")
# These end like verbs.
NOUNS = re.compile(r"(Amounts|Lines|Messages|Paragraphs|Programs|Warnings|Words|Years)\b")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_docstrings_begin_with_a_verb_and_never_with_a_word_of_asking():
    wrong = []
    for path in (path for top in ("records", "honors_site") for path in sorted((ROOT / top).rglob("*.py"))):
        name = path.relative_to(ROOT).as_posix()
        for node in [] if EXCEPTED.match(name) else ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Module)) and (text := ast.get_docstring(node)):
                verb = not isinstance(node, FUNCTIONS) or (VERB.match(text) and not NOUNS.match(text))
                if FORBIDDEN.match(text) or not verb:
                    wrong.append(f"{name}:{node.body[0].lineno} {text.splitlines()[0]}")
    assert not wrong, "\n".join(wrong)
