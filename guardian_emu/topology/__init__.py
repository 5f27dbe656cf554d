"""The topology of a laboratory: what a ``*.guardian.yaml`` says, checked and ready to run.

General layout:
  errors, tree        places, problems, the report; the located tree
  parsing             YAML text to the tree, bounded work
  substitution        ${VAR:-x}
  names, durations    syntax of single values
  kinds, section      kinds of value; mappings with known keys
  sections            the format itself, key by key
  validation          what one value must be to another
  instances           names, CPUs and arguments of processes with count
  resolution, model   inheritance; the frozen result
  expand_...          the network that joins nodes: its format, checks and model
  loading, finding    load(path), find(name)
  schema              the published JSON Schema

Imports nothing of ours but ``guardian_emu.errors``.
"""

from guardian_emu.topology.errors import BadTopology, NoTopology, Place, Problem
from guardian_emu.topology.expand_model import Expand, ExpandProfile, Line, LineEnd, RemotePassword
from guardian_emu.topology.finding import candidates, find
from guardian_emu.topology.loading import load, load_text
from guardian_emu.topology.model import (
    PROFILES,
    Abi,
    Access,
    Assign,
    Define,
    DefineClass,
    Exclusion,
    Fabric,
    Node,
    Param,
    Process,
    Profile,
    ProfileName,
    Program,
    ProgramKind,
    StartMode,
    Topology,
    User,
)

__all__ = [
    "PROFILES",
    "Abi",
    "Access",
    "Assign",
    "BadTopology",
    "Define",
    "DefineClass",
    "Exclusion",
    "Expand",
    "ExpandProfile",
    "Fabric",
    "Line",
    "LineEnd",
    "NoTopology",
    "Node",
    "Param",
    "Place",
    "Problem",
    "Process",
    "Profile",
    "ProfileName",
    "Program",
    "ProgramKind",
    "RemotePassword",
    "StartMode",
    "Topology",
    "User",
    "candidates",
    "find",
    "load",
    "load_text",
]
