"""The recipes of the chapter "In CI": no CI service is here, but what they type is tried."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from docs.chapter import How, blocks

CHAPTER = Path(__file__).parents[2] / "docs" / "in-ci.md"
RECIPES: list[dict[str, Any]] = [
    yaml.safe_load(block.text) for block in blocks(CHAPTER) if block.how is How.SHOW and "pytest" in block.text
]
RUNTIME = re.compile(r"\$\{\{ matrix\.runtime \}\}|\$RUNTIME")


def steps(recipe: dict[str, Any]) -> list[str]:
    """The shell commands of a recipe."""
    if "jobs" in recipe:
        [job] = recipe["jobs"].values()
        return [step["run"] for step in job["steps"] if "run" in step]
    return [*recipe[".takeovers"]["before_script"], *recipe[".takeovers"]["script"]]


@pytest.mark.parametrize("recipe", RECIPES, ids=["GitHub Actions", "GitLab CI"])
def test_pytest_knows_the_options_of_a_recipe(recipe: dict[str, Any], pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test(): pass")
    [command] = [step for step in steps(recipe) if step.startswith("pytest")]
    words = shlex.split(RUNTIME.sub("embedded", command.replace("-n auto", "-n 1")))
    pytester.runpytest_subprocess(*words[1:]).assert_outcomes(passed=1)
    assert (pytester.path / words[words.index("--junitxml") + 1]).is_file()


@pytest.mark.parametrize("recipe", RECIPES, ids=["GitHub Actions", "GitLab CI"])
def test_a_recipe_installs_what_the_nonstop_abi_needs(recipe: dict[str, Any]) -> None:
    from guardian_emu.cc import toolchain

    [command] = [step for step in steps(recipe) if "apt-get install" in step]
    assert set(toolchain.NONSTOP_PACKAGES.split()) <= set(command.split())
