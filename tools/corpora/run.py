#!/usr/bin/env python3
"""Runs Stylize on public collections of damaged and unusual images and prints the table of docs/evidence/reliability.md.

    tools/corpora/run.py [--fetch FOLDER] [--folder NAME=PATH]... [--stylize "dotnet .../stylize.dll"]

Without --folder it clones the collections below FOLDER (default: corpora, about 1 GB; needs git). Each command runs on batches of files
with a limit on time, memory and open files, under names of its own so that no two results collide. What it wrote is read again by the
commands of REREAD, and each result must be a whole file. `compare` compares each file with itself. The exit code is 1 if a run crashed,
exceeded a limit, ended with 70, reported an unexpected error, left a temporary file behind, or wrote a file that cannot be read or holds
NaN. A trace as PNG must have the size of its input, and be transparent where the input is: of the pixels with alpha 0 of all files, at
most 0.5% may be opaque, all within a pixel of an edge. A batch that fails is repeated file by file, so that the file is named. The
collection icons is /usr/share/icons, in Debian adwaita-icon-theme, tango-icon-theme, gnome-icon-theme, oxygen-icon-theme and
breeze-icon-theme. Needs Linux, and Debian's python3-numpy and python3-pil for the alpha.
"""
import argparse
import pathlib
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.dom.minidom

COLLECTIONS = {
    "Pillow": ("https://github.com/python-pillow/Pillow", "Tests/images"),
    "libjpeg-turbo seeds": ("https://github.com/libjpeg-turbo/seed-corpora", ""),
    "sharp": ("https://github.com/lovell/sharp", "test/fixtures"),
    "PngSuite": ("https://github.com/lunapaint/pngsuite", ""),
    "go-fuzz": ("https://github.com/dvyukov/go-fuzz-corpus", "bmp gif jpeg png tiff webp"),
}
# OUT is the folder of the results; compare gets one file at a time and itself as the reference.
PRESETS = {
    "pixel-art": ["Shaded", "Paper", "Crisp", "Fast"],
    "trace": ["Default", "Poster", "Logo", "LineArt", "Screenprint"],
}
COMMANDS = {
    "pixel-art": ["pixel-art", "--width", "32", "-o", "OUT"],
    "dot-art": ["dot-art", "--dot-count", "200", "-o", "OUT"],
    "restore": ["restore", "-o", "OUT"],
    "trace": ["trace", "--format", "png", "-o", "OUT"],
    **{f"{name} {preset}": [name, "--preset", preset, *["--format", "png"] * (name == "trace"), "-o", "OUT"]
       for name, presets in PRESETS.items() for preset in presets},
    **{f"trace {words}": ["trace", *words.split(), "--format", "png", "-o", "OUT"] for words in (
        "--palette pico-8", "--palette 1bit", "--palette gameboy", "--layers flat", "--gradients", "--hatch lines")},
    **{f"trace {words}": ["trace", *words.split(), "-o", "OUT"] for words in (
        "--centerline", "--dark-only", "--format dxf", "--format pdf", "--format hpgl", "--format gcode")},
    "gaussian": ["gaussian", "encode", "--count", "40", "--iterations", "10", "-o", "OUT"],
    "regions": ["regions", "--method", "otsu", "-o", "OUT/tables", "--mask-path", "OUT/masks", "--overlay-path", "OUT/overlays"],
    "provenance": ["provenance"],
    "compare": ["compare", "-r", "FILE"],
}
# The commands that read results again, by the extension of the results.
REREAD = {
    ".g2d": [["gaussian", "info"], ["gaussian", "decode", "--width", "64", "--force", "-o", "OUT"], ["provenance"]],
    ".png": [["dot-art", "--dot-count", "20", "-o", "OUT/again"]],
    ".tif": [["dot-art", "--dot-count", "20", "-o", "OUT/again"]],
}
SKIPPED = {".cache", ".svg", ".theme", ".py", ".txt", ".md", ".go", ".js", ".mjs", ".ts", ".html", ".json", ".license", ".yml", ".sh", ".icon", ".xpm"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fetch", default="corpora", help="folder for the clones")
    parser.add_argument("--folder", action="append", default=[], metavar="NAME=PATH", help="use a folder that already exists")
    parser.add_argument("--stylize", default="stylize", help="the command to run")
    parser.add_argument("--commands", default=",".join(COMMANDS), help="first words, comma-separated, of " + ", ".join(COMMANDS))
    parser.add_argument("--batch", type=int, default=25, help="files per run")
    parser.add_argument("--seconds", type=float, default=60, help="limit per file; a run may take ten times as long")
    parser.add_argument("--megabytes", type=int, default=1500, help="limit of resident memory")
    parser.add_argument("--open-files", type=int, default=256, help="limit of open files")
    parser.add_argument("--max-files", type=int, default=0, help="files per collection, spread over it; 0 for all")
    return parser.parse_args()


def collections(options):
    if options.folder:
        return {name: [pathlib.Path(path)] for name, path in (text.split("=", 1) for text in options.folder)}
    found = {}
    for name, (address, below) in COLLECTIONS.items():
        clone = pathlib.Path(options.fetch) / address.rsplit("/", 1)[1]
        if not clone.exists():
            clone.parent.mkdir(parents=True, exist_ok=True)
            if subprocess.run(["git", "clone", "--quiet", "--depth", "1", address, str(clone)]).returncode != 0:
                print(f"Cannot clone {address}; skipped {name}.", file=sys.stderr)
                continue
        found[name] = [clone / part for part in below.split() or [""]]
    if pathlib.Path("/usr/share/icons").exists():
        found["icons"] = [pathlib.Path("/usr/share/icons")]
    return found


def files(folders, most):
    all_files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
                       and not {".git", "cursors"} & set(path.parts) and path.suffix.lower() not in SKIPPED)
    return all_files[::-(-len(all_files) // most)] if most else all_files


def resident(process):
    try:
        for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0


def named(paths, out):
    """Link the files under names that differ without their extensions, and return the links."""
    folder = out / "in"
    folder.mkdir(exist_ok=True)
    links = []
    for number, path in enumerate(paths):
        links.append(folder / f"{number:03d}-{path.name}")
        links[-1].symlink_to(path.resolve())
    return links


def run(options, words, paths, out):
    """Run the command; return exit code (negative for a signal), standard output and error, peak megabytes, and the exceeded limit, if any."""
    limit = options.seconds * (10 if len(paths) > 1 else 1)
    words = [word.replace("OUT", str(out / "made")).replace("FILE", str(paths[0])) for word in words]
    command = shlex.split(options.stylize) + words + [str(path) for path in paths]
    with open(out / "stdout", "w+b") as standard, open(out / "stderr", "w+b") as error:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=standard, stderr=error,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (options.open_files, options.open_files)))
        began, most, exceeded = time.monotonic(), 0, None
        while process.poll() is None:
            most = max(most, resident(process.pid))
            exceeded = "time" if time.monotonic() - began > limit else "memory" if most > options.megabytes else None
            if exceeded:
                process.send_signal(signal.SIGKILL)
                process.wait()
                break
            time.sleep(0.02)
        standard.seek(0)
        error.seek(0)
        return (process.returncode, standard.read().decode(errors="replace"), error.read().decode(errors="replace"), most, exceeded)


def problem(code, error, exceeded, out):
    if exceeded:
        return f"more {exceeded} than allowed"
    if code not in (0, 1):
        return f"exit code {code}"
    for line in error.splitlines():
        if "nexpected" in line or "may be a bug" in line:
            return line
    if any((out / "made").rglob(".stylize-*")):
        return "a temporary file is left"
    return None


def opaque(links, out):
    """Compare traces with their inputs: return pixels with alpha 0, those of them that are opaque, and the first problem."""
    import numpy
    from PIL import Image, ImageOps
    clear = wrong = 0
    for link in links:
        made = out / "made" / f"{link.stem}.traced.png"
        if not made.exists():
            continue
        try:
            image = Image.open(link)
            # Pillow turns TIFF itself when it reads the pixels.
            image = image if image.format == "TIFF" else ImageOps.exif_transpose(image)
            # Pillow loses the transparent level of gray of 16 bits.
            source = (255 * (numpy.array(image) != image.info.get("transparency")) if image.mode[0] == "I"
                      else numpy.array(image.convert("RGBA"))[..., 3])
        except Exception:
            continue
        drawn = numpy.array(Image.open(made).convert("RGBA"))[..., 3]
        if drawn.shape != source.shape:
            return clear, wrong, f"{made.name}: {drawn.shape[::-1]} pixels instead of {source.shape[::-1]}"
        height, width = source.shape
        near = numpy.pad(source > 0, 1)
        near = sum(near[y:y + height, x:x + width] for y in range(3) for x in range(3)) > 0
        filled = (source == 0) & (drawn > 127)
        clear, wrong = clear + int((source == 0).sum()), wrong + int(filled.sum())
        if (filled & ~near).any():
            return clear, wrong, f"{made.name}: {(filled & ~near).sum()} transparent pixels away from edges are opaque"
    return clear, wrong, None


def unreadable(options, command, out):
    """Read the results again, and return the number of files that were read and the first problem."""
    made = sorted(path for path in (out / "made").rglob("*") if path.is_file())
    for path in made:
        if path.suffix in (".svg", ".dxf", ".hpgl", ".gcode") and b"NaN" in path.read_bytes():
            return len(made), f"{path.name} holds NaN"
        if path.suffix == ".svg":
            try:
                xml.dom.minidom.parse(str(path))
            except Exception as failure:
                return len(made), f"{path.name}: {failure}"
    for suffix, commands in {} if command.startswith("trace") else REREAD.items():
        again = [path for path in made if path.suffix == suffix]
        for words in commands if again else []:
            code, _, error, _, exceeded = run(options, words, again, out)
            found = problem(code, error, exceeded, out)
            if found or code:
                return len(made), f"the result cannot be read by {' '.join(words[:2])}: {found or error.splitlines()[0]}"
    return len(made), None


def trial(options, name, command, paths):
    row = {"made": 0, "failed": 0, "reread": 0, "bad": 0, "memory": 0.0, "clear": 0, "opaque": 0}

    def attempt(part):
        out = pathlib.Path(tempfile.mkdtemp(prefix="stylize-corpora-"))
        try:
            links = named(part, out)
            code, standard, error, most, exceeded = run(options, COMMANDS[command], links, out)
            row["memory"] = max(row["memory"], most)
            found = problem(code, error, exceeded, out)
            reread = 0
            clear = wrong = 0
            if not found:
                reread, found = unreadable(options, command, out)
            if not found and command.startswith("trace") and "png" in COMMANDS[command]:
                clear, wrong, found = opaque(links, out)
            if found and len(part) > 1:
                for path in part:
                    attempt([path])
                return
            if found:
                row["bad"] += 1
                print(f"{name}, {command}, {part[0]}: {found}", file=sys.stderr)
            row["failed"] += sum(line.startswith("stylize: ") and ": '" in line for line in error.splitlines())
            row["made"] += len({line.split(": ")[0] for line in standard.splitlines() if line.strip()})
            row["reread"] += reread
            row["clear"] += clear
            row["opaque"] += wrong
        finally:
            shutil.rmtree(out, ignore_errors=True)

    size = 1 if "FILE" in COMMANDS[command] else options.batch
    for start in range(0, len(paths), size):
        attempt(paths[start:start + size])
    if row["opaque"] > 0.005 * row["clear"]:
        row["bad"] += 1
        print(f"{name}, {command}: {row['opaque']:,} of {row['clear']:,} transparent pixels are opaque", file=sys.stderr)
    return row


def main():
    options = arguments()
    print("| collection | files | command | results | errors | files read again | crashes, limits, unexpected | transparent, opaque | most MB |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    bad = 0
    for name, folders in collections(options).items():
        paths = files(folders, options.max_files)
        for command in [key for key in COMMANDS if key.startswith(tuple(options.commands.split(",")))]:
            row = trial(options, name, command, paths)
            bad += row["bad"]
            print(f"| {name} | {len(paths):,} | `{command}` | {row['made']:,} | {row['failed']:,} | {row['reread']:,} | "
                  f"{row['bad']} | {row['clear']:,}, {row['opaque']:,} | {row['memory']:.0f} |",
                  flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
