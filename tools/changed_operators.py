"""Changes one operator on random lines of the engine, and lists the changes that no test of the room sees.

    changed_operators.py COPY [--room Gaussians] [--count 100] [--seed 1] [--list]

COPY is a folder for a copy of the checkout, which is created on the first call and keeps what was built. Each change
is built, and the tests of its room and the hashes of outputs run until one fails. --list only prints the changes.
"""
import argparse
import pathlib
import random
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SWAPS = {"+": "-", "-": "+", "*": "/", "/": "*", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
         "&&": "||", "||": "&&", "Min": "Max", "Max": "Min", "true": "false", "false": "true"}
OPERATOR = re.compile(r"(?<= )(?:[-+*/]|[<>]=?|[=!]=|&&|\|\|)(?= )|(?<=Math\.)(?:Min|Max)(?=\()|\b(?:true|false)\b")
TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|//.*')
SKIPPED = re.compile(r"^\s*(//|\[|\*|where |using |namespace )|=> throw|\bthrow |Summary|Description|const string")


def changes(room):
    """Returns the file, the line and the column of each operator in the code of a room."""
    files = subprocess.run(["git", "-C", ROOT, "ls-files", f"Stylize.Engine/{room}*.cs"], check=True,
                           capture_output=True, text=True).stdout.split()
    for file in files:
        is_text = False
        for number, line in enumerate((ROOT / file).read_text(encoding="utf-8-sig").split("\n")):
            is_text ^= line.count('"""') % 2 == 1
            if is_text or SKIPPED.search(line):
                continue
            blank = TEXT.sub(lambda text: " " * len(text.group()), line)
            for found in OPERATOR.finditer(blank):
                yield file, number, found.start(), found.group()


def outcome(copy, file):
    """Builds the copy and runs the tests of the room of a file. Returns "not compiled", "seen" or "UNSEEN"."""
    build = ["dotnet", "build", "-c", "Release", "-v", "q", "Stylize.Engine.Tests"]
    if subprocess.run(build, cwd=copy, capture_output=True).returncode != 0:
        return "not compiled"
    room = file.split("/")[-2] if "/Foundation/" in file else file.split("/")[1]
    for tests in (f"FullyQualifiedName~Tests.{room}", "FullyQualifiedName~Tests.Golden"):
        run = ["dotnet", "test", "-c", "Release", "--no-build", "Stylize.Engine.Tests", "--filter", tests]
        try:
            if subprocess.run(run, cwd=copy, capture_output=True, timeout=1800).returncode != 0:
                return "seen"
        except subprocess.TimeoutExpired:
            return "seen"
    return "UNSEEN"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("copy", type=pathlib.Path)
    parser.add_argument("--room", default="")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    found = list(changes(arguments.room))
    random.Random(arguments.seed).shuffle(found)
    if not arguments.list and not arguments.copy.exists():
        subprocess.run(["git", "clone", "-q", ROOT, arguments.copy], check=True)
    outcomes = []
    for file, number, column, operator in found[:arguments.count]:
        line = (ROOT / file).read_text(encoding="utf-8-sig").split("\n")[number]
        changed = line[:column] + SWAPS[operator] + line[column + len(operator):]
        result = "listed"
        if not arguments.list:
            path = arguments.copy / file
            original = path.read_text(encoding="utf-8")
            lines = original.split("\n")
            lines[number] = lines[number].replace(line, changed)
            path.write_text("\n".join(lines), encoding="utf-8")
            result = outcome(arguments.copy, file)
            path.write_text(original, encoding="utf-8")
        outcomes.append(result)
        print(f"{result}: {file}:{number + 1}: {changed.strip()}", flush=True)
    print(", ".join(f"{outcomes.count(one)} {one}" for one in sorted(set(outcomes))))


sys.exit(main())
