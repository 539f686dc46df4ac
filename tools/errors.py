#!/usr/bin/env python3
"""Print every failure that a user can read: its identifier, the file that creates it, and its sentences.

    errors.py [WORD]

Prints a line for each StylizeError in the sources: the texts of its message and of its advice, with what is inserted in
braces. With WORD, only lines that contain it.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
MARK = "StylizeError."


def text_end(source, start):
    """Returns the place after the C# text that starts at a quotation mark; texts inside of braces belong to it."""
    is_interpolated, place, depth = source[start - 1] == "$", start + 1, 0
    while source[place] != '"' or depth > 0:
        if source[place] == "\\":
            place += 1
        elif source[place] == '"':
            place = text_end(source, place) - 1
        elif is_interpolated and source[place] in "{}":
            if depth == 0 and source[place] == source[place + 1]:
                place += 1
            else:
                depth += 1 if source[place] == "{" else -1
        place += 1
    return place + 1


def texts(source, place):
    """Returns the texts up to the parenthesis that closes the call."""
    found, depth = [], 1
    while depth > 0 and place < len(source) and source[place] != ";":
        if source[place] == '"':
            end = text_end(source, place)
            found.append(source[place + 1:end - 1])
            place = end
            continue
        depth += (source[place] in "([{") - (source[place] in ")]}")
        place += 1
    return found


def main():
    if len(sys.argv) > 2 or sys.argv[1:] in (["-h"], ["--help"]):
        sys.exit(__doc__)
    names = subprocess.run(["git", "-C", ROOT, "ls-files", "*.cs"], check=True, capture_output=True, text=True).stdout
    lines = []
    for name in names.splitlines():
        if "Tests/" in name or name.startswith("tools/"):
            continue
        source = (ROOT / name).read_text("utf-8-sig")
        place = source.find(MARK)
        while place >= 0:
            start = place + len(MARK)
            comma = source.find(",", start)
            if comma > 0 and source[start:comma].isalpha() and (sentences := texts(source, comma)):
                lines.append(f"{source[start:comma]} | {name} | {' '.join(sentences)}")
            place = source.find(MARK, start)
    print("\n".join(line for line in sorted(lines) if len(sys.argv) < 2 or sys.argv[1] in line))


if __name__ == "__main__":
    main()
