#!/usr/bin/env python3
"""pixel_art_figures.py INSTRUMENT RESULTS SOURCES: a Markdown table of the instrument's figures.

RESULTS holds <stem>.pixelart.png (or <stem>.png) of two pixels per cell (--scale 2), SOURCES the photographs <stem>.png or .jpg.
INSTRUMENT is pixelart_metrics.py, whose head defines the figures.
"""
import importlib.util, pathlib, sys, tempfile

from PIL import Image

KEYS = [("n_colors", "colors"), ("dE_far", "dE_far"), ("dE_up", "dE_up"), ("edge_contrast", "edge contrast"), ("edgeP_3", "precision"), ("halo", "halo"),
        ("orphan", "specks"), ("runs", "runs"), ("cover", "cover"), ("cover_p99", "p99")]

spec = importlib.util.spec_from_file_location("instrument", sys.argv[1])
instrument = importlib.util.module_from_spec(spec)
spec.loader.exec_module(instrument)
results, sources = map(pathlib.Path, sys.argv[2:4])
print("| photograph | " + " | ".join(name for _, name in KEYS) + " |\n|" + "---|" * (len(KEYS) + 1))
rows = []
for result in sorted(results.glob("*.png")):
    stem = result.name.removesuffix(".png").removesuffix(".pixelart")
    source = next(s for s in sources.iterdir() if s.stem == stem)
    with tempfile.TemporaryDirectory() as folder:
        cells = pathlib.Path(folder) / "cells.png"
        image = Image.open(result)
        image.resize((image.width // 2, image.height // 2), Image.Resampling.NEAREST).save(cells)
        figures = instrument.measure(str(cells), str(source))
    rows.append([figures[key] for key, _ in KEYS])
    print(f"| {stem} | " + " | ".join(f"{v:.3g}" if v < 100 else f"{v:.0f}" for v in rows[-1]) + " |")
mean = [sum(column) / len(rows) for column in zip(*rows)]
print("| **mean** | " + " | ".join(f"**{v:.3g}**" for v in mean) + " |")
