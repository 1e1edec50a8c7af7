"""Imports point one way, and each tool has one importer: the contracts of import-linter, in pyproject.toml."""

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

PROJECT = Path(__file__).parents[2]


def test_every_import_contract_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = lint_imports(config_filename=str(PROJECT / "pyproject.toml"), no_cache=True)
    assert exit_code == 0, capsys.readouterr().out
