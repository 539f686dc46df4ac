#!/usr/bin/env python3
"""Measure how well pixel art in the named palettes of machines and artists keeps faces.

    palette_faces.py STYLIZE FOLDER [PALETTE...]

STYLIZE is the published command. FOLDER has obama.jpg (ageitgey/face_recognition, examples), astronaut.png (scikit-image),
kodim04.png and kodim15.png (Kodak). Prints, for each palette, face_r of these four at 96 and at 128 cells on the longer side, and
the smallest number of colors of a picture. face_r is the correlation of the mean of R, G and B within the box of the face, in the
band between blurs of 4 and 25 pixels of the photograph. Needs Debian's python3-scipy and python3-pil.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

FACES = {
    "obama.jpg": (350, 60, 550, 290),
    "astronaut.png": (170, 40, 280, 190),
    "kodim04.png": (120, 180, 360, 570),
    "kodim15.png": (365, 10, 735, 440),
}


def band(path, size, box):
    gray = np.asarray(Image.open(path).convert("RGB").resize(size, Image.Resampling.BOX)).astype(float).mean(-1)
    left, top, right, bottom = box
    return (gaussian_filter(gray, 4) - gaussian_filter(gray, 25))[top:bottom, left:right].ravel()


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    stylize, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    listed = subprocess.run([stylize, "palettes", "--json"], capture_output=True, text=True, check=True).stdout
    machines = [palette["name"] for palette in map(json.loads, listed.splitlines()) if "pack" not in palette]
    for palette in sys.argv[3:] or machines:
        faces, colors = [], []
        for cells in (96, 128):
            for name, box in FACES.items():
                size = Image.open(folder / name).size
                side = "--width" if size[0] >= size[1] else "--height"
                with tempfile.TemporaryDirectory() as out:
                    picture = pathlib.Path(out) / "picture.png"
                    subprocess.run([stylize, "pixel-art", folder / name, "-o", picture, side, str(cells), "--palette", palette],
                                   check=True, stdout=subprocess.DEVNULL)
                    faces.append(np.corrcoef(band(folder / name, size, box), band(picture, size, box))[0, 1])
                    colors.append(len(Image.open(picture).convert("RGB").getcolors()))
        print(f"{palette:17}", " ".join(f"{r:.2f}" for r in faces), f" least {min(faces):.2f}, colors {min(colors)}", flush=True)


if __name__ == "__main__":
    main()
