#!/usr/bin/env python3
"""Write the sets of hand-labeled nuclei of docs/evidence/quality/segmentation.md from the data of fetch_data.py.

    nuclei_sets.py DATA FOLDER

DATA holds nuclei, cells, coelho2009, hepatoma, dsb2018 and kinds. Each folder FOLDER/dev-SET, FOLDER/held-SET or FOLDER/other-SET
has NAME.png and NAME.labels.png. Constants are chosen on the dev sets only; no image of the other sets was trained on.
FOLDER/small-SET-D has images of a set reduced to nuclei with a median diameter of D pixels. Needs numpy, Pillow and SciPy.
"""
import hashlib
import itertools
import pathlib
import sys

import numpy as np
from PIL import Image
from scipy import ndimage

# The training images that the authors of hepatoma list; images up to 25 are HepG2, the others Huh7.
HEPATOMA_TRAINING = {1, 3, 7, 15, 23, 27, 28, 33, 35, 39}
# The larger ones are embryos, and those of 260 x 347 and 256 x 320 pixels tissue.
DSB_SIZES = {(520, 696), (512, 640), (360, 360), (256, 256), (603, 1272), (260, 347), (256, 320), (1040, 1388)}


def read(path):
    image = np.asarray(Image.open(path))
    return image if image.ndim == 2 else image[..., 0]


def main(data, target):
    def save(name, stem, image, labels):
        (target / name).mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(target / name / f"{stem}.png")
        Image.fromarray(labels.astype(np.uint16)).save(target / name / f"{stem}.labels.png")

    def half(index):
        return "held-" if index % 2 else "dev-"

    known = set()
    for path in sorted((data / "nuclei").glob("nuclei0?.png")):
        image = read(path)
        known.add(hashlib.md5(image.astype(np.uint8).tobytes()).hexdigest())
        save("dev-nuclei", path.stem, image, read(path.with_suffix(".labels.png")))

    otsu = data / "cells" / "data" / "Otsu_data"
    for name, short in (("N2DL-HeLa", "HeLa"), ("N2DH-GOWT1", "GOWT1")):
        for path in sorted((otsu / name / "img").glob("*.tif")):
            save(f"dev-{short}", path.stem, read(path), read(otsu / name / "gt" / f"man_seg{path.stem[1:]}.tif"))
    shared = {path.stem for path in (otsu / "NIH3T3" / "img").glob("*.png")}
    for stem in sorted(shared):
        mask = read(otsu / "NIH3T3" / "gt" / f"{stem.removeprefix('dna-')}.png")
        save("dev-NIH3T3", stem, read(otsu / "NIH3T3" / "img" / f"{stem}.png"), ndimage.label(mask > 0)[0])

    coelho = data / "coelho2009" / "data"
    for name in ("gnf", "ic100"):
        for index, path in enumerate(sorted((coelho / "preprocessed-data" / name).glob("*.png"))):
            kind = half(index) if name == "gnf" else "dev-" if path.stem in shared else "held-"
            save(kind + name, path.stem, read(coelho / "images" / "dna-images" / name / path.name), read(path))

    hepatoma = data / "hepatoma" / "dataset"
    for path in sorted((hepatoma / "images").glob("*.jpg")):
        number = int(path.stem)
        labels = np.array((hepatoma / "annotations" / path.stem).read_text().split(), int)[-768 * 1024:].reshape(768, 1024)
        kind = "dev-" if number in HEPATOMA_TRAINING else "held-"
        save(kind + ("HepG2" if number <= 25 else "Huh7"), path.stem, np.asarray(Image.open(path)).max(axis=2), labels)

    film = data / "kinds" / "tracking" / "Fluo-N2DH-SIM+"
    for path in sorted((film / "01").glob("t??[05].tif")):
        save("other-SIM", path.stem, read(path), read(film / "01_GT" / "SEG" / f"man_seg{path.stem[1:]}.tif"))
    for path in sorted((film / "02").glob("t???.tif"))[::15]:
        save("faint-SIM", path.stem, read(path), read(film / "02_GT" / "SEG" / f"man_seg{path.stem[1:]}.tif"))
    for name in ("stardist/data/images", "tests/data"):
        folder = data / "kinds" / "stardist" / name
        save("other-stardist", name.split("/")[0], read(folder / "img2d.tif"), read(folder / "mask2d.tif"))

    counts = {}
    for folder in sorted((data / "dsb2018" / "stage1_train").iterdir()):
        image = np.asarray(Image.open(next((folder / "images").glob("*.png"))).convert("RGB"))
        # Stained tissue is dark on light. Its red channel, inverted, is used for training only.
        is_stained = np.median(image) > 110 and image.shape[:2] == (256, 320)
        if not is_stained and (image.shape[:2] not in DSB_SIZES or (image != image[..., :1]).any()):
            continue

        gray = image[..., 0] ^ 255 if is_stained else image[..., 0]
        labels = np.zeros(gray.shape, int)
        for number, mask in enumerate(sorted((folder / "masks").glob("*.png"))):
            labels[read(mask) > 0] = number + 1
        is_bright = gray[labels > 0].mean() > gray[labels == 0].mean()
        if is_stained:
            save("dev-stained", folder.name[:12], gray, labels)
        elif is_bright and hashlib.md5(gray.tobytes()).hexdigest() not in known:
            name = "dsb{}x{}".format(*gray.shape)
            counts[name] = counts.get(name, -1) + 1
            save(half(counts[name]) + name, folder.name[:12], np.ascontiguousarray(gray), labels)


    for name, diameter in itertools.product(("held-dsb520x696", "held-gnf", "dev-HeLa"), (9, 6, 5, 4)):
        for path in sorted((target / name).glob("*.labels.png"))[:8]:
            image, labels = read(path.with_name(path.name.replace(".labels", ""))), read(path)
            areas = np.sort(np.bincount(labels.ravel())[1:])
            middle = areas[np.searchsorted(np.cumsum(areas), areas.sum() / 2)]
            size = [round(side * diameter / (2 * np.sqrt(middle / np.pi))) for side in image.shape[::-1]]
            small = Image.fromarray(image.astype(np.float32)).resize(size, Image.BOX)
            save(f"small-{name}-{diameter}", path.name.split(".")[0], np.asarray(small).round().astype(image.dtype),
                 np.asarray(Image.fromarray(labels.astype(np.int32)).resize(size, Image.NEAREST)))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
