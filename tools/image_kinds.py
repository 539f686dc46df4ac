#!/usr/bin/env python3
"""Count how often the check of images names the kind of public images.

    image_kinds.py DATA [--stylize COMMAND]

DATA is the folder of fetch_data.py with the sets kinds, dsb2018 and nuclei. Needs Pillow, which makes color images gray. Prints a table
with a row per kind, and the images with a wrong word.
"""
import argparse
import pathlib
import subprocess
import tempfile

from PIL import Image, ImageStat

WORDS = {"dark": "dark objects", "phase": "as in phase contrast", "walls": "walls or outlines", "spots": "spots of less than", "": ""}

# Kind, word, patterns of files below DATA.
KINDS = [
    ("bacteria and cells in phase contrast, one in DIC", "phase", [
        "kinds/omnipose/docs/test_files/*.*", "kinds/omnipose/docs/self_contact.tif", "kinds/methods/example_data/DIC_*_raw.tif",
        "kinds/methods/example_data/PC_*_raw.tif"]),
    ("plant walls, membranes, outlines of yeast", "walls", [
        "kinds/notebooks/data/maize_clsm.tif", "kinds/notebooks/data/membrane2d.tif", "kinds/notebooks/data/membranes_2d.tif",
        "kinds/notebooks/data/membrane_2d_timelapse.tif", "kinds/yeastvision/data/sample_movie_1/im00[048]_channel1_phase.tif"]),
    ("worms and embryos in bright field, stained tissue", "dark", [
        "kinds/notebooks/data/embryos_grey.tif", "kinds/cellprofiler/ExampleUntangleWormsBrightField/images/*_orig.png",
        "kinds/cellprofiler/ExampleUntangleWorms/images/*_w2_*.tif", "kinds/cellprofiler/ExampleStraightenWorms/images/*_w1_*.tif",
        "kinds/cellprofiler/ExampleIlluminationCorrection/images/ADSA*.tif", "kinds/stardist/stardist/data/images/histo.jpg"]),
    ("spots", "spots", ["kinds/cellprofiler/ExampleColocalization/images/*.png"]),
    ("nuclei in fluorescence", "", [
        "kinds/notebooks/data/BBBC007_batch/*.tif", "kinds/notebooks/data/BBBC038/*.tif", "kinds/cellprofiler/ExampleHuman/images/*d0.tif",
        "kinds/cellprofiler/ExampleVitraImages/images/Channel 2*.tif", "kinds/cellprofiler/ExampleFly/images/*_D.TIF",
        "kinds/cellprofiler/ExampleTrackObjects/images/Sequence1/*0.tif", "kinds/stardist/stardist/data/images/img2d.tif",
        "kinds/tracking/Fluo-N2DH-GOWT1/01/t*0.tif", "kinds/tracking/Fluo-N2DH-SIM+/01/t*0.tif", "nuclei/nuclei0?.png"]),
    ("cells in fluorescence", "", [
        "kinds/cellprofiler/ExampleFly/images/*_[FR].TIF", "kinds/cellprofiler/ExampleHuman/images/*d[12].tif",
        "kinds/cellprofiler/ExampleVitraImages/images/Channel 1*.tif", "kinds/notebooks/data/hela-cells.tif",
        "kinds/cellprofiler/ExampleIlluminationCorrection/images/AS_*.TIF"]),
]


def dsb(data):
    """Return stained and fluorescent images of every tenth folder, by their median."""
    images = [next((folder / "images").glob("*.png")) for folder in sorted((data / "dsb2018" / "stage1_train").glob("*"))[::10]]
    medians = [ImageStat.Stat(Image.open(image).convert("L")).median[0] for image in images]
    return [[image for image, median in zip(images, medians) if (median > 90) == isbright] for isbright in (True, False)]


def word_of(command, image, folder):
    path = image
    with Image.open(image) as picture:
        if picture.mode not in ("L", "I;16", "I;16B", "I", "F"):
            path = folder / "gray.png"
            picture.convert("L").save(path)
    run = subprocess.run([*command, "regions", str(path), "--property", "Area", "-o", str(folder / "o.csv"), "--force"],
                         capture_output=True, text=True, check=False)
    return next((word for word, text in WORDS.items() if text and text in run.stderr), "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--stylize", nargs="+", default=["stylize"])
    arguments = parser.parse_args()
    stained, fluorescent = dsb(arguments.data)
    more = {"dark": stained, "nuclei in fluorescence": fluorescent}
    print("| kind | images | right word | other word | no word |\n|---|---|---|---|---|")
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        for kind, expected, patterns in KINDS:
            images = [image for pattern in patterns for image in sorted(arguments.data.glob(pattern))]
            images += more.get(kind, []) + more.get(expected, [])
            words = [word_of(arguments.stylize, image, pathlib.Path(name)) for image in images]
            right = sum(word == expected for word in words)
            none = sum(word == "" for word in words)
            others = len(words) - right - (none if expected else 0)
            print(f"| {kind} | {len(words)} | {right if expected else ''} | {others} | {none} |", flush=True)
            wrong += [f"{image}: {word or 'no word'}" for image, word in zip(images, words) if word != expected]
    print("\n".join(wrong))


if __name__ == "__main__":
    main()
