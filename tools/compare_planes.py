"""Compares the planes of files with tifffile, readlif, czifile and nd2, sample for sample.

    dotnet run -c Release --project tools/Stylize.Benchmarks -- planes FOLDER > planes.tsv
    python3 tools/compare_planes.py FOLDER planes.tsv

Prints a row per file that is not equal, and a table of files and planes per format.
"""

import collections
import hashlib
import pathlib
import sys

import numpy
import tifffile


def digest(plane):
    numbers = numpy.ascontiguousarray(plane, dtype="<f8")
    return f"{plane.shape[1]}x{plane.shape[0]}", hashlib.md5(numbers.tobytes()).hexdigest().upper()


def planes_along(data, axes):
    order = [i for i, axis in enumerate(axes) if axis not in "YX"] + [axes.index("Y"), axes.index("X")]
    data = data.transpose(order)
    return data.reshape(-1, *data.shape[-2:])


def planes_of_pages(path):
    """The planes of all images of a TIFF but thumbnails and copies of lower resolution, samples apart."""
    with tifffile.TiffFile(path) as tiff:
        kind = next((name for name in ("lsm", "stk", "qpi", "ome", "imagej", "ndtiff") if getattr(tiff, f"is_{name}")),
                    "TIFF")
        for series in tiff.series[:1] if kind in ("lsm", "stk", "qpi") else tiff.series:
            keyframe = series.keyframe
            if kind == "TIFF" and keyframe.is_reduced and keyframe.shape != tiff.pages[0].shape:
                continue
            for plane in planes_along(series.asarray(), series.axes):
                yield kind, plane


def planes_of_lif(path):
    from readlif.reader import LifFile
    for image in LifFile(path).get_iter_image():
        pages = image.channels
        for dimension, count in image.dims_n.items():
            pages *= count if dimension not in image.display_dims else 1
        for page in range(pages):
            yield "LIF", numpy.asarray(image._get_item(page))


def planes_of_czi(path):
    from czifile import CziFile
    with CziFile(path) as czi:
        for scene in czi.scenes.values():
            for plane in planes_along(scene.asarray(), list(scene.dims)):
                yield "CZI", plane


def planes_of_nd2(path):
    from nd2 import ND2File
    with ND2File(path) as nd2:
        for plane in planes_along(nd2.asarray(), list(nd2.sizes)):
            yield "ND2", plane


READERS = {".lif": planes_of_lif, ".czi": planes_of_czi, ".nd2": planes_of_nd2}


def main():
    folder = pathlib.Path(sys.argv[1])
    found, failures = collections.defaultdict(list), {}
    for line in open(sys.argv[2], encoding="utf-8"):
        name, page, size, text = line.rstrip("\n").split("\t", 3)
        if page == "failed":
            failures[name] = f"{size} {text}"
        else:
            found[name].append((size, text))
    table = collections.defaultdict(lambda: [0, 0, 0, 0])
    for name in sorted(set(found) | set(failures)):
        try:
            planes = list(READERS.get(pathlib.Path(name).suffix.lower(), planes_of_pages)(folder / name))
        except Exception as failure:  # what the other reader cannot read
            print(f"{name}\tother reader: {failure!r}"[:160])
            continue
        if not planes:
            print(f"{name}\tother reader: no planes")
            continue
        row = table[planes[0][0]]
        if name in failures:
            row[3] += 1
            print(f"{name}\trefused: {failures[name][:160]}")
            continue
        expected = collections.Counter(digest(plane) for _, plane in planes)
        missing = expected - collections.Counter(found[name])
        row[0] += 1
        row[1] += len(planes)
        row[2] += len(planes) - missing.total()
        if missing or len(found[name]) != len(planes):
            print(f"{name}\t{planes[0][0]}: {len(planes)} planes, {len(found[name])} here, {missing.total()} differ")
    print("\n| format | files | planes | equal | refused |\n|---|---|---|---|---|")
    for kind, row in sorted(table.items()):
        print(f"| {kind} | {row[0]} | {row[1]} | {row[2]} | {row[3]} |")


main()
