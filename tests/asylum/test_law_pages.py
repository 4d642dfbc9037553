"""The pages of docs/law say what the rules say today, and nothing that is not in them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from suasion.asylum import rulebook
from suasion.asylum.dates import iso
from suasion.asylum.language.english import say
from suasion.asylum.language.nodes import Always
from suasion.asylum.rules.rulebook import FOLDER
from suasion.asylum.use.pages import NOTICE, law_pages

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "law"
BOOK = rulebook()
PAGES = law_pages(BOOK)


def test_the_pages_in_docs_are_those_of_the_rules() -> None:
    written = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")}
    stale = sorted(name for name in {*written, *PAGES} if written.get(name) != PAGES.get(name))
    assert stale == [], "run `python scripts/build_law_pages.py`"


def test_the_script_writes_them_and_removes_pages_of_rules_that_are_gone(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("a rule of yesterday", encoding="utf-8")
    script = ROOT / "scripts" / "build_law_pages.py"
    subprocess.run([sys.executable, str(script), "--out", str(tmp_path)], check=True, capture_output=True)
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.md")
    }
    assert written == PAGES


@pytest.mark.parametrize("regime", list(BOOK.filed.regimes.values()), ids=lambda regime: regime.id)
def test_a_page_holds_every_clause_date_and_source_of_its_regime(regime) -> None:  # type: ignore[no-untyped-def]
    page = PAGES[f"{Path(regime.file).stem}.md"]
    wanted = [NOTICE, regime.title, *(f"| {source.cite} | {source.confidence} |" for source in regime.sources.values())]
    for rule in regime.rules:
        wanted += [f"## {rule.title}", f"`{rule.id}`", rule.text]
        wanted += [say(clause.when) for clause in (*rule.scope, *rule.exceptions)]
        wanted += [f"| `{order.id}` | {order.court} |" for order in rule.orders]
        wanted += [
            say(node) for order in rule.orders for node in (order.where, order.whom) if not isinstance(node, Always)
        ]
        windows = [*rule.force, *rule.applied, *(window for exempt in rule.exceptions for window in exempt.windows)]
        wanted += [iso(on) for window in windows for on in (window.start, window.end) if on is not None]
        wanted += [
            iso(on) for order in rule.orders for on in (order.issued, order.effective, order.ends) if on is not None
        ]
    assert [text for text in wanted if text not in page] == []


def test_every_scenario_has_a_page_that_says_what_it_changes() -> None:
    for name in BOOK.filed.scenarios:
        page = PAGES[f"scenarios/{name}.md"]
        changes = [change.text for change in BOOK.under(name).changes if not change.text.startswith("added: ")]
        assert [text for text in (NOTICE, f"`scenario: {name}`", *changes) if text not in page] == []
        assert changes or "## " in page.split("## Sources")[0]


def test_the_index_names_every_page_once() -> None:
    for name in PAGES.keys() - {"README.md"}:
        assert PAGES["README.md"].count(f"]({name})") == 1


def test_a_date_moved_in_the_file_moves_on_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "regimes"
    shutil.copytree(FOLDER, folder)
    path = folder / "eu_turkey.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2021-06-07", "2021-06-08"), encoding="utf-8")
    changed = law_pages(rulebook(folder))
    assert {name for name in PAGES if PAGES[name] != changed[name]} == {"eu_turkey.md"}
    assert "from 2021-06-08" in changed["eu_turkey.md"]
    assert "from 2021-06-08" not in PAGES["eu_turkey.md"]


def test_a_rule_that_is_off_says_so() -> None:
    assert "Migrant Protection Protocols, announced again in 2025 (off)" in PAGES["mpp.md"]
    assert "decides nothing unless an override turns it on" in PAGES["mpp.md"]


def test_no_page_holds_a_path_or_a_web_address() -> None:
    for page in PAGES.values():
        assert str(ROOT) not in page
        assert "http" not in page
