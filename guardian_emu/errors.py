"""The one tree of expected errors. Whatever is not in it is a bug of guardian-emu and shows its traceback.

Each error says what happened, the offending value, the likely cause and the next step. Nothing else in the
package is imported here, so every part may import this module.
"""

from __future__ import annotations

EXIT_EXPECTATION, EXIT_USAGE, EXIT_ENVIRONMENT, EXIT_BUG = 1, 2, 3, 4


class GuardianEmuError(Exception):
    """Something that was expected to go wrong at times, told so that its reader can act.

    Guarantee: ``str()`` is readable plain text without a traceback, and the error survives pickling (pytest-xdist
    carries it between processes). ``exit_code`` is what a command ends with because of it.
    """

    exit_code = EXIT_BUG

    def __init__(self, what: str, value: object, cause: str, next_step: str) -> None:
        """``what`` happened, the offending ``value`` (None: there is none), the likely ``cause``, the ``next_step``."""
        super().__init__(what, value, cause, next_step)
        self.what = what
        self.value = value
        self.cause = cause
        self.next_step = next_step

    def __str__(self) -> str:
        return render(self.what, self.value, self.cause, self.next_step)

    def to_json(self) -> dict[str, object]:
        """The error as JSON values, for commands with ``--json``."""
        value = None if self.value is None else str(self.value)
        return {"what": self.what, "value": value, "cause": self.cause, "next-step": self.next_step}


class ExpectationFailed(GuardianEmuError):
    """Everything worked, and what was to be proved is not so: a check, a chaos run, an assertion."""

    exit_code = EXIT_EXPECTATION


class UsageError(GuardianEmuError):
    """The command was used in a way it does not have: arguments, names, numbers."""

    exit_code = EXIT_USAGE


class TopologyError(GuardianEmuError):
    """A topology file is missing, unreadable or wrong. ``guardian_emu.topology`` raises its own kinds of it."""

    exit_code = EXIT_USAGE


class EnvironmentProblem(GuardianEmuError):
    """The surroundings do not carry what was asked for: engine, image, compiler, network, permissions."""

    exit_code = EXIT_ENVIRONMENT


def render(what: str, value: object, cause: str, next_step: str) -> str:
    """The four parts as text, one line each; parts that are empty are left out."""
    lines = [what]
    if value is not None:
        lines.append(f"  value: {value}")
    if cause:
        lines.append(f"  likely cause: {cause}")
    if next_step:
        lines.append(f"  next step: {next_step}")
    return "\n".join(lines)
