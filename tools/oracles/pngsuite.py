#!/usr/bin/env python3
"""Write Stylize.Engine.Tests/Images/pngsuite.csv: the pixels of each valid file of PngSuite as the decoder of Debian's python3-png reads them.

Columns: file, width, height, bits (8 or 16), rgba8 and rgba16: SHA-256 of the RGBA samples in reading order, with 8 bits rounded from 16, and with
16 bits in little-endian order where the file has 16.
"""
import csv
import hashlib
import pathlib

import numpy as np
import png

images = pathlib.Path(__file__).resolve().parents[2] / "Stylize.Engine.Tests" / "Images"


def rgba(path):
    """Return the samples as an array of rows, columns and RGBA, and the number of bits."""
    reader = png.Reader(filename=str(path))
    width, height, rows, info = reader.read()
    depth = info["bitdepth"]
    stored = np.array([list(row) for row in rows], np.int64).reshape(height, width, info["planes"])
    top = 65535 if depth == 16 else 255
    if "palette" in info and info["planes"] == 1:  # A palette of a true-color image is only a suggestion.
        palette = np.array([(*entry[:3], entry[3] if len(entry) > 3 else 255) for entry in reader.palette("force")])
        return palette[stored[:, :, 0]], 8

    transparent = info.get("transparent")
    alpha = np.full((height, width, 1), top)
    if info["alpha"]:
        alpha = stored[:, :, -1:] * top // ((1 << depth) - 1)
        stored = stored[:, :, :-1]
    elif transparent is not None:
        alpha[(stored == np.array(transparent)).all(axis=2)] = 0
    color = stored * top // ((1 << depth) - 1)
    return np.concatenate([np.repeat(color, 3, 2) if color.shape[2] == 1 else color, alpha], 2), 16 if depth == 16 else 8


def digest(values, kind):
    return hashlib.sha256(values.astype(kind).tobytes()).hexdigest()


if __name__ == "__main__":
    with open(images / "pngsuite.csv", "w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["file", "width", "height", "bits", "rgba8", "rgba16"])
        for file in sorted((images / "pngsuite").glob("[!x]*.png")):
            values, bits = rgba(file)
            eight = (values + 128) // 257 if bits == 16 else values
            table.writerow([file.name, values.shape[1], values.shape[0], bits, digest(eight, np.uint8), digest(values, "<u2") if bits == 16 else ""])
