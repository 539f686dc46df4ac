#!/usr/bin/env python3
"""Compare centerlines of `stylize trace` with autotrace's, and print a table of docs/evidence/quality/vector-art.md.

    vector_art_centerlines.py STYLIZE [SHEET.png]

Draws ten pictures of five curved strokes that cross and four dots, whose middles are known, and traces them with the
command STYLIZE and with autotrace in the library of Inkscape, with the settings of its dialog. A cell has the mean
distance of the true middle from the nearest traced line and back, the share of the true middle without a line within
a pixel, lines, and nodes. Needs Debian's inkscape, python3-numpy, python3-scipy, python3-pil and fonts-dejavu-core.
"""
import ctypes
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageDraw
from scipy.spatial import cKDTree

from vector_art_rules import stroke_lines, strokes

LIBRARY = "/usr/lib/x86_64-linux-gnu/inkscape/libinkscape_base.so"
STEP = 0.25


class Options(ctypes.Structure):
    """The first fields are not set here; see autotrace.h."""
    _fields_ = [("background", ctypes.c_void_p), ("skipped", ctypes.c_uint32 * 14), ("centerline", ctypes.c_int),
                ("preserve_width", ctypes.c_int), ("width_weight", ctypes.c_float)]


class Bitmap(ctypes.Structure):
    _fields_ = [("height", ctypes.c_ushort), ("width", ctypes.c_ushort), ("pixels", ctypes.POINTER(ctypes.c_ubyte)),
                ("planes", ctypes.c_uint)]


class Spline(ctypes.Structure):
    _fields_ = [("points", ctypes.c_float * 12), ("degree", ctypes.c_int), ("linearity", ctypes.c_float)]


class SplineList(ctypes.Structure):
    _fields_ = [("splines", ctypes.POINTER(Spline)), ("length", ctypes.c_uint), ("clockwise", ctypes.c_int),
                ("color", ctypes.c_ubyte * 3), ("open", ctypes.c_int)]


class Splines(ctypes.Structure):
    _fields_ = [("lists", ctypes.POINTER(SplineList)), ("length", ctypes.c_uint)]


def autotrace(image):
    """Return lists of pieces, each of 4 points."""
    library = ctypes.CDLL(LIBRARY)
    library.at_fitting_opts_new.restype = ctypes.POINTER(Options)
    library.at_bitmap_new.restype = ctypes.POINTER(Bitmap)
    library.at_color_new.restype = ctypes.c_void_p
    library.at_splines_new.restype = ctypes.POINTER(Splines)
    library.at_splines_new.argtypes = [ctypes.c_void_p] * 4
    options = library.at_fitting_opts_new()
    options.contents.background = library.at_color_new(255, 255, 255)
    options.contents.centerline = 1
    bitmap = library.at_bitmap_new(image.width, image.height, 3)
    data = image.convert("RGB").tobytes()
    ctypes.memmove(bitmap.contents.pixels, data, len(data))
    found = library.at_splines_new(ctypes.cast(bitmap, ctypes.c_void_p), ctypes.cast(options, ctypes.c_void_p),
                                   None, None).contents
    lines = []
    for one in found.lists[:found.length]:
        pieces = []
        for spline in one.splines[:one.length]:
            points = np.array(spline.points[:]).reshape(4, 3)[:, :2] * [1, -1] + [0.5, image.height - 0.5]
            if spline.degree == 1:
                points = points[0] + np.outer(np.arange(4) / 3, points[3] - points[0])
            pieces.append(points)
        lines.append(pieces)
    return lines


def own(command, path):
    svg = path.with_suffix(".svg")
    subprocess.run([*command, "trace", "--centerline", "--force", "--no-provenance", "-o", svg, path], check=True,
                   capture_output=True)
    lines = []
    for data in re.findall(r'\sd="([^"]*)"', svg.read_text()):
        at, start = np.zeros(2), np.zeros(2)
        for command, numbers in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", data):
            values = [float(number) for number in re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)", numbers)]
            kind, origin = command.lower(), at if command.islower() else np.zeros(2)
            if kind == "m":
                at = start = origin + values[:2]
                lines.append([])
                values, kind = values[2:], "l"
            if kind == "z":
                values, kind = list(start - (at if command.islower() else 0)), "l"
            size = {"l": 2, "h": 1, "v": 1, "c": 6, "s": 4}[kind]
            for i in range(0, len(values), size):
                origin = at if command.islower() else np.zeros(2)
                part = values[i:i + size]
                if kind in "hv":
                    end = at.copy()
                    end["hv".index(kind)] = part[0] + origin["hv".index(kind)]
                    points = [at, at, end, end]
                elif kind == "l":
                    points = [at, at, origin + part, origin + part]
                else:
                    ends = np.array(part).reshape(-1, 2) + origin
                    last = lines[-1][-1][2] if lines[-1] else at
                    points = [at, *ends] if kind == "c" else [at, 2 * at - last, *ends]
                lines[-1].append(np.array(points))
                at = np.array(points[-1])
    return lines


def sampled(lines):
    """Return points of lines at steps of at most a quarter of a pixel; a line without pieces is not drawn here."""
    found = []
    for points in (piece for line in lines for piece in line):
        count = 2 + int(np.abs(np.diff(points, axis=0)).sum() / STEP)
        t = np.linspace(0, 1, count)[:, None]
        found.append((1 - t) ** 3 * points[0] + 3 * (1 - t) ** 2 * t * points[1]
                     + 3 * (1 - t) * t ** 2 * points[2] + t ** 3 * points[3])
    return np.concatenate(found)


def measured(lines, truth):
    points = sampled(lines)
    away, back = cKDTree(points).query(truth)[0], cKDTree(truth).query(points)[0]
    return [away.mean(), back.mean(), 100 * (away > 1).mean(), len(lines), sum(map(len, lines))]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    rows, sheet = [], Image.new("RGB", (1200, 10 * 450), "white")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(10):
            path = pathlib.Path(folder) / f"{number}.png"
            image = strokes(number, 4).reduce(4)
            image.save(path)
            curves, dots = stroke_lines(number)
            truth = np.concatenate([curve for curve, _ in curves] + [np.array([[x, y]]) for x, y, _ in dots])
            both = own(sys.argv[1].split(), path), autotrace(image.point(lambda value: 255 * (value > 127)))
            rows.append([measured(lines, truth) for lines in both])
            for column, lines in enumerate(both):
                cell = image.resize((600, 450)).convert("RGB").point(lambda value: 200 + value * 55 // 255)
                draw = ImageDraw.Draw(cell)
                for line in lines:
                    draw.line([tuple(3 * point) for point in sampled([line] if line else [[np.zeros((4, 2))]])], "red")
                sheet.paste(cell, (600 * column, 450 * number))
    if len(sys.argv) > 2:
        sheet.save(sys.argv[2])
    print("| drawing | Stylize | autotrace |\n|---|---|---|")
    for name, pair in [*enumerate(rows, 1), ("mean", np.mean(rows, axis=0))]:
        print(f"| {name} | " + " | ".join(
            f"{away:.2f}, {back:.2f}, {lost:.1f}%, {count:.0f}, {nodes:.0f}" for away, back, lost, count, nodes in pair)
            + " |")


if __name__ == "__main__":
    main()
