#!/usr/bin/env python3
"""Compare `stylize trace` with other tracers, and print the table of docs/evidence/quality/vector-art.md.

    vector_art_table.py STYLIZE MODULES PICTURE[:COLORS]...

STYLIZE is the published command, and MODULES a folder in which `npm install @neplex/vectorizer imagetracerjs` ran.
Each PICTURE is traced with COLORS colors, 8 by default. vtracer and potrace get the picture in the colors that Stylize
found. A cell has nodes, mean CIEDE2000, kB and seconds of processor time: of the command for Stylize, of all runs for
potrace, which traces one color at a time, and of the call without the start of Node.js for the others. The last column
divides the nodes of Stylize by those of vtracer and of potrace, each with its defaults, and has the larger ratio; "more
error" if the difference is larger than that of one of them. Needs Debian's python3-skimage, python3-pil, librsvg2-bin,
potrace and nodejs.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab

# Smoothness.
SETTINGS = [1, 3]
VTRACER = [
    {"filterSpeckle": 4, "spliceThreshold": 45, "lengthThreshold": 4},
    {"filterSpeckle": 10, "spliceThreshold": 80, "lengthThreshold": 10},
]
IMAGETRACER = {"pathomit": 8, "ltres": 1, "qtres": 1}
SCRIPT = """
const [kind, file, width, height, options] = process.argv.slice(1);
const pixels = require('fs').readFileSync(file), set = JSON.parse(options);
const image = { width: +width, height: +height };
const {vectorizeRawSync} = kind === 'vtracer' ? require('@neplex/vectorizer') : {};
const tracer = kind === 'vtracer' ? null : require('imagetracerjs');
const before = process.cpuUsage();
const svg = kind === 'vtracer' ? vectorizeRawSync(pixels, image, set)
    : tracer.imagedataToSVG({ ...image, data: new Uint8ClampedArray(pixels) }, set);
const used = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ svg, seconds: (used.user + used.system) / 1e6 }));
"""


def timed(*command, **options):
    before = os.times()
    output = subprocess.run(command, check=True, capture_output=True, **options).stdout
    after = os.times()
    return output, after.children_user + after.children_system - before.children_user - before.children_system


def nodes(svg):
    """Count the ends of lines and curves, with the line that closes a path."""
    sizes = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7}
    count = 0
    for data in re.findall(r'\sd="([^"]*)"', svg):
        at = start = np.zeros(2)
        for command, numbers in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", data):
            kind = command.lower()
            values = [float(number) for number in re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)", numbers)]
            if kind == "z":
                count += np.abs(at - start).max() > 0.011
                at = start
                continue
            for i in range(0, len(values), sizes[kind]):
                part = values[i:i + sizes[kind]]
                origin = at if command == kind else np.zeros(2)
                if kind in "hv":
                    at = at.copy()
                    at[kind == "v"] = part[0] + origin[int(kind == "v")]
                else:
                    at = origin + part[-2:]
                if kind == "m" and i == 0:
                    start = at
                else:
                    count += 1
    return int(count)


def potrace(image, palette, folder):
    """Trace each color with all darker ones."""
    palette = sorted(palette, key=lambda color: -rgb2lab(np.array(color) / 255)[0])
    width, height = image.size
    paths, seconds = [f'<path d="M0 0h{width}v{height}h-{width}z" fill="rgb{palette[0]}"/>'], 0
    pixels = np.array(image)
    for i in range(1, len(palette)):
        darker = np.any([np.all(pixels == color, axis=2) for color in palette[i:]], axis=0)
        Image.fromarray(~darker).convert("1").save(folder / "mask.pbm")
        svg, used = timed("potrace", "-s", "--flat", "-o", "-", str(folder / "mask.pbm"))
        seconds += max(0, used)
        group = re.search(r"<g transform=\"([^\"]*)\".*?>(.*)</g>", svg.decode(), re.S)
        paths.append(f'<g transform="{group[1]}" fill="rgb{palette[i]}">{group[2]}</g>' if group else "")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
    return head + "".join(paths) + "</svg>", seconds


def measure(svg, picture, seconds, folder):
    (folder / "drawn.svg").write_text(svg)
    width, height = picture.size
    subprocess.run(["rsvg-convert", "-w", str(width), "-h", str(height), "-b", "white", "-o", folder / "drawn.png",
                    folder / "drawn.svg"], check=True)
    drawn = np.array(Image.open(folder / "drawn.png").convert("RGB"))
    difference = deltaE_ciede2000(rgb2lab(np.array(picture)), rgb2lab(drawn)).mean()
    return nodes(svg), round(float(difference), 2), len(svg) / 1000, seconds


def compare(stylize, modules, path, colors, folder):
    opened = Image.open(path).convert("RGBA")
    picture = Image.alpha_composite(Image.new("RGBA", opened.size, "white"), opened).convert("RGB")
    picture.save(folder / "picture.png")
    own = {}
    for smoothness in SETTINGS:
        result, seconds = timed(
            stylize, "trace", str(folder / "picture.png"), "-o", str(folder / "own.svg"), "--force", "--json",
            "--no-provenance", "--colors", str(colors), "--smoothness", str(smoothness))
        own[smoothness] = measure((folder / "own.svg").read_text(), picture, seconds, folder)
        if smoothness == 1:
            palette = [tuple(bytes.fromhex(color[1:])) for color in json.loads(result)["palette"]]

    labs = rgb2lab(np.array([palette]) / 255.0)[0]
    near = np.argmin([((rgb2lab(np.array(picture)) - lab) ** 2).sum(axis=2) for lab in labs], axis=0)
    reduced = Image.fromarray(np.array(palette, np.uint8)[near])

    def node(kind, image, options):
        size = [str(image.width), str(image.height)]
        (folder / "pixels").write_bytes(image.convert("RGBA").tobytes())
        found = json.loads(subprocess.run(
            ["node", "-e", SCRIPT, kind, str(folder / "pixels"), *size, json.dumps(options)],
            check=True, capture_output=True, cwd=modules).stdout)
        return measure(found["svg"], picture, found["seconds"], folder)

    fixed = {"colorMode": 0, "hierarchical": 0, "mode": 2, "colorPrecision": 8, "layerDifference": 0,
             "cornerThreshold": 60, "maxIterations": 10, "pathPrecision": 2}
    vtracer = [node("vtracer", reduced, fixed | options) for options in VTRACER]
    imagetracer = node("imagetracer", picture, {"numberofcolors": colors, "colorsampling": 2} | IMAGETRACER)
    layers, used = potrace(reduced, palette, folder)
    layered = measure(layers, picture, used, folder)
    ratio = max(own[1][0] / other[0] for other in (vtracer[0], layered))
    error = ", more error" if own[1][1] > min(vtracer[0][1], layered[1]) else ""
    cells = [own[1], own[3], vtracer[0], vtracer[1], layered, imagetracer]
    print(f"| {pathlib.Path(path).stem} | " + " | ".join(
        f"{count:,}, {difference:.2f}, {size:.0f}, {seconds:.2f}" for count, difference, size, seconds in cells)
        + f" | {ratio:.2f}{error} |", flush=True)


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    print("| picture | Stylize | `--smoothness 3` | vtracer | vtracer, coarse | potrace | imagetracerjs | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for argument in sys.argv[3:]:
        path, _, colors = argument.partition(":")
        with tempfile.TemporaryDirectory() as folder:
            compare(sys.argv[1], sys.argv[2], path, int(colors or 8), pathlib.Path(folder))


if __name__ == "__main__":
    main()
