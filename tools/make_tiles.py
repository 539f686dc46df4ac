#!/usr/bin/env python3
"""Draw 16-bit TIFF tiles of 2048x2048 pixels: mosaics of the flipped images of $STYLIZE_DATA/nuclei (fetch_data.py) with shot and read noise.

    make_tiles.py FOLDER [COUNT]

COUNT is 12 by default. The same arguments give the same pixels in every run. Needs numpy, tifffile and Pillow.
"""
import os, sys
import numpy as np, tifffile
from PIL import Image
here = os.path.join(os.environ["STYLIZE_DATA"], "nuclei"); out = sys.argv[1]; n = int(sys.argv[2]) if len(sys.argv) > 2 else 12
os.makedirs(out, exist_ok=True); rng = np.random.default_rng(7); nuclei = []
for i in range(1, 7):
    a = np.asarray(Image.open(os.path.join(here, f"nuclei{i:02d}.png"))).astype(float); b = np.median(a)
    nuclei.append(np.clip((a-b)/(np.percentile(a, 99.5)-b), -0.1, 1.6))
for t in range(n):
    tile = np.zeros((2080, 2088))
    for r in range(4):
        for c in range(3):
            a = nuclei[rng.integers(6) if t >= 6 else t]; a = a[::rng.choice([-1, 1]), ::rng.choice([-1, 1])]
            tile[r*520:r*520+520, c*696:c*696+696] = a*rng.uniform(0.85, 1.15)
    tile = 800+tile[:2048, :2048]*14000; tile = tile+rng.normal(0, 1, tile.shape)*np.sqrt(np.maximum(tile, 0)*4+40**2)
    tifffile.imwrite(os.path.join(out, f"tile{t:02d}.tif"), np.clip(tile, 0, 65535).astype(np.uint16))
