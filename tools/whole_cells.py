#!/usr/bin/env python3
"""Prepare and score the whole cells of docs/evidence/quality/segmentation.md: two images of tissue (CODEX), outlined by two experts.

    whole_cells.py plate DATA PLATE
    whole_cells.py score DATA OUT...

DATA is the set codex of fetch_data.py. plate writes the channels DAPI and CELL as two wells. score prints F1 with an intersection over union
above 0.5 and 0.7, of both images together, against each expert: of each folder OUT that `stylize segment --cell-channel CELL` wrote, of its
nuclei, of watersheds of the channel CELL from these nuclei, and of the masks of other programs in DATA.
Needs NumPy, SciPy, scikit-image and tifffile.
"""
import bz2
import io
import pathlib
import pickle
import sys

import numpy as np
import tifffile
from scipy.sparse import coo_matrix
from skimage.filters import gaussian, sobel, threshold_li, threshold_otsu
from skimage.segmentation import watershed

IMAGES = ("R001_X003_Y004", "R001_X004_Y003")
OTHERS = {"Cellpose 0.6.1": "Cellpose-0.6.1", "DeepCell 0.9.0": "DeepCell-0.9.0_cytoplasm"}
EXPERTS = ("expert1", "expert2")


class Arrays(pickle.Unpickler):
    """Loads arrays only, because a pickle can run code."""

    def find_class(self, module, name):
        if module.startswith("numpy") and name in ("_reconstruct", "ndarray", "dtype"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not an array.")


def folder(data, image):
    return data / "full_pipeline" / "pipeline" / "analysis" / "expert_annotation" / image


def mask(data, image, name):
    text = (folder(data, image) / f"mask_{name}.pickle").read_bytes()
    return Arrays(io.BytesIO(bz2.decompress(text) if text.startswith(b"BZh") else text)).load()


def matches(truth, found):
    """Returns the intersections over union of objects that meet, and the number of objects in both."""
    truth, found = (np.unique(m, return_inverse=True)[1].reshape(m.shape) for m in (truth, found))
    pairs = coo_matrix((np.ones(truth.size), (truth.ravel(), found.ravel()))).tocsr()[1:, 1:].tocoo()
    sizes, others = np.bincount(truth.ravel())[1:], np.bincount(found.ravel())[1:]
    return pairs.data / (sizes[pairs.row] + others[pairs.col] - pairs.data), len(sizes) + len(others)


def plate(data, target):
    target.mkdir(parents=True, exist_ok=True)
    for number, image in enumerate(IMAGES, 1):
        for name, channel in (("nucleus", "DAPI"), ("cytoplasm", "CELL")):
            tifffile.imwrite(target / f"CODEX_A{number}_T0_1_{channel}.tif", tifffile.imread(folder(data, image) / f"{name}.tif"))


def score(data, outputs):
    found = {f"masks of {name}": [mask(data, image, file) for image in IMAGES] for name, file in OTHERS.items()}
    found |= {name: [mask(data, image, name) for image in IMAGES] for name in EXPERTS}
    for output in outputs:
        paths = [output / "CellMasksMontage" / f"A{number}" / f"CODEX_A{number}_T0_1_" for number in (1, 2)]
        cells, nuclei = ([tifffile.imread(f"{path}{part}_ENCODED.tif").astype(int) for path in paths] for part in ("Cells", "DAPI"))
        found |= {f"{output}": cells, f"{output}: nuclei": nuclei}
        smooth = [gaussian(tifffile.imread(folder(data, image) / "cytoplasm.tif"), 1, preserve_range=True) for image in IMAGES]
        for threshold in (threshold_li, threshold_otsu):
            found[f"{output}: watershed, {threshold.__name__}"] = [
                watershed(sobel(s), n, mask=(s > threshold(s)) | (n > 0)) for s, n in zip(smooth, nuclei)]
    for name, masks in found.items():
        row = []
        for expert in EXPERTS:
            results = [matches(mask(data, image, expert), m) for image, m in zip(IMAGES, masks)]
            row += [2 * sum((iou > limit).sum() for iou, _ in results) / sum(count for _, count in results) for limit in (.5, .7)]
        print(f"{name:50} " + " ".join(f"{value:.3f}" for value in row))


if __name__ == "__main__":
    first, *rest = map(pathlib.Path, sys.argv[2:])
    plate(first, *rest) if sys.argv[1] == "plate" else score(first, rest)
