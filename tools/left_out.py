"""Leaves out one rule of the engine at a time, for the tables of docs/evidence/quality.

A rule is (name, file in Stylize.Engine, text of the file, what stands for it), with OUT for "this rule is left out".
"""
import os
import pathlib
import shutil
import subprocess
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
VARIABLE = "STYLIZE_LEFT_OUT"
SWITCH = f"""namespace Stylize.Engine;

internal static class Rule
{{
    private static readonly string[]? Names = Environment.GetEnvironmentVariable("{VARIABLE}")?.Split('+');

    public static bool IsOut(string name) => Names?.Contains(name) == true;
}}
"""


def build(copy, rules):
    """Builds the command once from a copy of the sources in which every rule can be left out. Returns its file."""
    if not (copy / "bin/stylize.dll").exists():
        shutil.rmtree(copy, ignore_errors=True)
        listed = subprocess.run(["git", "-C", ROOT, "ls-files"], check=True, capture_output=True, text=True).stdout
        for name in listed.splitlines():
            if (ROOT / name).is_file() and not name.startswith(("docs/", "samples/", "Stylize.Engine.Tests/")):
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, copy / name)
        (copy / "Stylize.Engine/Rule.cs").write_text(SWITCH)
        for name, file, old, new in rules:
            path = copy / "Stylize.Engine" / file
            path.write_text(replaced(path.read_text(), name, file, old, new.replace("OUT", f'Rule.IsOut("{name}")')))
        subprocess.run(["dotnet", "build", "-c", "Release", copy / "Stylize.Cli", "-v", "q", "-o", copy / "bin"], check=True)
    return copy / "bin/stylize.dll"


def replaced(text, name, file, old, new):
    """Returns a text with one passage replaced, which is found wherever its lines are broken."""
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    letters, wanted = "".join(text[place] for place in places), "".join(old.split())
    if letters.count(wanted) != 1:
        sys.exit(f"{name}: {file} has {letters.count(wanted)} times '{old}'. Correct the rules.")
    first = letters.index(wanted)
    return text[:places[first]] + new + text[places[first + len(wanted) - 1] + 1:]


def environment(rule):
    """Returns the environment of a run without a rule, or without several with + between them."""
    return os.environ | {VARIABLE: rule}


def halves(differences):
    """Returns the mean of the second half of a set, and its distance from that of the first half as noise."""
    rows = np.asarray(differences, float)
    choosing, verdict = rows[::2].mean(0), rows[1::2].mean(0)
    return verdict, np.abs(choosing - verdict)
