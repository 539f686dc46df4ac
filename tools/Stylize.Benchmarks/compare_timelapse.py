#!/usr/bin/env python3
"""Compare what `stylize segment` finds in a drawn time-lapse plate with the ground truth.

    compare_timelapse.py STYLIZE PLATE... [-- OPTIONS]

STYLIZE is the command, such as "dotnet Stylize.Cli/bin/Release/net10.0/stylize.dll" or "stylize". PLATE is a folder that
tools/make_timelapse.py wrote: tiles, flat.tif, truth.csv, drift.csv and events.csv. OPTIONS are options of `segment`.
Needs python3-tifffile and python3-scipy.

Prints one line per plate:
  light       share of pixels whose flat field is within 3% of the truth, and the 99th percentile of the error
  shift       mean and largest error of the alignment in pixels; includes the mean motion of the cells
  cells       share of true cells with a region of their own whose centroid is at most 12 pixels away, without cells
              within 10 pixels of the border
  links       share of true cells found at two successive timepoints whose regions belong to one track
  divisions   share of divisions with mother and daughters in the picture whose daughters' tracks have the mother's as parent
  dim cells   recall of the dimmest third of the cells near the edge and in the center of their tile, with and without
              flat field
"""
import csv, json, os, shlex, shutil, sqlite3, subprocess, sys, tempfile
import numpy as np, tifffile
from scipy.optimize import linear_sum_assignment

REACH, MARGIN = 12, 10


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def run(stylize, plate, out, options):
    arguments = shlex.split(stylize) + ["segment", plate, "-o", out, "--channel", "DAPI", "--measure-channel", "GFP"] + options
    done = subprocess.run(arguments, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    tracks = subprocess.run(
        shlex.split(stylize) + ["tracks", os.path.join(out, "segmentation.sqlite"), "--json"], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in tracks.stdout.splitlines()]


def regions(tracks):
    """Return positions and tracks of the regions by well and timepoint."""
    found = {}
    for track in tracks:
        for point in track["Points"]:
            found.setdefault((track["Well"], point["Timepoint"]), []).append((point["CentroidX"], point["CentroidY"], track["Track"]))
    return found


def match(truth, found):
    """Assign regions to true cells with the smallest sum of distances, none above the limit."""
    pairs = {}
    for place, cells in truth.items():
        near = found.get(place, [])
        if not near:
            continue
        distance = np.hypot(*(np.array([[c[1], c[2]] for c in cells])[:, None] - np.array(near)[None, :, :2]).transpose(2, 0, 1))
        for i, j in zip(*linear_sum_assignment(np.minimum(distance, 1000))):
            if distance[i, j] <= REACH:
                pairs[place + (cells[i][0],)] = near[j][2]
    return pairs


def light(plate, out):
    path = [f for f in os.listdir(os.path.join(out, "FlatField")) if "_DAPI_" in f][0]
    found, true = tifffile.imread(os.path.join(out, "FlatField", path)), tifffile.imread(os.path.join(plate, "flat.tif"))
    error = np.abs(found / found.mean() / (true / true.mean()) - 1)
    return f"{100 * (error <= 0.03).mean():.2f}% {100 * np.percentile(error, 99):.2f}%"


def shift(plate, out):
    database = sqlite3.connect(os.path.join(out, "segmentation.sqlite"))
    found = {(w, t): (x, y, a) for w, t, x, y, a in database.execute(
        "SELECT well.Name, Timepoint, Dx, Dy, Applied FROM shift JOIN well ON well.Id = WellId")}
    errors = [np.hypot(float(d["dx"]) - found[d["well"], int(d["time"])][0], float(d["dy"]) - found[d["well"], int(d["time"])][1])
              for d in rows(os.path.join(plate, "drift.csv")) if int(d["time"])]
    return f"{np.mean(errors):.3f} {np.max(errors):.3f} px, {sum(not f[2] for f in found.values())} not applied"


def divisions(plate, pairs, parents, truth):
    known = {(well, time, cell[0]) for (well, time), cells in truth.items() for cell in cells}
    right = total = 0
    for event in rows(os.path.join(plate, "events.csv")):
        if not event["event"].startswith("divides into"):
            continue
        well, time, cell = event["well"], int(event["time"]), int(event["cell"])
        daughters = [(well, time, cell), (well, time, int(event["event"].split()[-1]))]
        mother = (well, time - 1, cell)
        if mother in known and all(d in known for d in daughters):
            total += 1
            tracks = [pairs.get(d) for d in daughters]
            right += pairs.get(mother) is not None and all(parents.get((well, t)) == pairs[mother] for t in tracks) and tracks[0] != tracks[1]
    return right, total


def rim(plate, side, truth, pairs, dim):
    """Return the recall of the dim cells in the outer and the inner half of their tiles."""
    flat = tifffile.imread(os.path.join(plate, "flat.tif"))
    counts = np.zeros((2, 2), int)
    for (well, time), cells in truth.items():
        for cell, x, y in cells:
            if (well, cell) in dim:
                middle = int(flat[min(int(y) % side, side - 1), min(int(x) % side, side - 1)] > np.median(flat))
                counts[middle] += (1, (well, time, cell) in pairs)
    return [f"{100 * f / max(n, 1):.1f}% of {n}" for n, f in counts]


def main():
    stylize, plates = sys.argv[1], sys.argv[2:]
    options = ["--track", "motion", "--align", "DAPI"]
    if "--" in plates:
        plates, options = plates[:plates.index("--")], options + plates[plates.index("--") + 1:]
    for plate in plates:
        side = tifffile.imread(os.path.join(plate, "flat.tif")).shape[0]
        truth, brightness = {}, {}
        for row in rows(os.path.join(plate, "truth.csv")):
            x, y = float(row["x"]), float(row["y"])
            if MARGIN <= x < 2 * side - MARGIN and MARGIN <= y < 2 * side - MARGIN:
                truth.setdefault((row["well"], int(row["time"])), []).append((int(row["cell"]), x, y))
        folder = tempfile.mkdtemp()
        try:
            out = os.path.join(folder, "flat")
            tracks = run(stylize, plate, out, options + ["--flat-field", "plate", "--dark-offset", "100"])
            pairs = match(truth, regions(tracks))
            brightness = brightness_of(plate, truth)
            dim = {key for key, value in brightness.items() if value <= np.percentile(list(brightness.values()), 33)}
            parents = {(t["Well"], t["Track"]): t["Parent"] for t in tracks}
            mothers = {(e["well"], int(e["time"]), int(e["cell"])) for e in rows(os.path.join(plate, "events.csv"))}
            steps = [(place, c[0]) for place, cells in truth.items() for c in cells]
            both = [(pairs[(w, t, c)], pairs[(w, t + 1, c)]) for (w, t), c in steps
                    if (w, t, c) in pairs and (w, t + 1, c) in pairs and (w, t + 1, c) not in mothers]
            right, total = divisions(plate, pairs, parents, truth)
            without = match(truth, regions(run(stylize, plate, os.path.join(folder, "none"), options)))
            print(f"{os.path.basename(plate.rstrip('/'))}: light {light(plate, out)}; shift {shift(plate, out)}; "
                  f"cells {100 * len(pairs) / len(steps):.2f}% of {len(steps)} ({sum(map(len, regions(tracks).values()))} regions); "
                  f"links {100 * sum(a == b for a, b in both) / max(len(both), 1):.2f}% of {len(both)}; divisions {right} of {total}")
            for name, found in (("with", pairs), ("without", without)):
                outer, inner = rim(plate, side, truth, found, dim)
                print(f"    dim cells {name} flat field: edge {outer}, center {inner}")
        finally:
            shutil.rmtree(folder)


def brightness_of(plate, truth):
    """Return the brightness of each true cell at its first timepoint, corrected for the true illumination."""
    flat = tifffile.imread(os.path.join(plate, "flat.tif")).astype(float)
    side = flat.shape[0]
    result = {}
    for (well, time), cells in sorted(truth.items(), key=lambda item: item[0][1]):
        tiles = [tifffile.imread(os.path.join(plate, well, f"PLATE_{well}_T{time}_{i}_DAPI.tif")) / flat - 100 / flat for i in (1, 2, 3, 4)]
        montage = np.vstack([np.hstack(tiles[:2]), np.hstack(tiles[2:])])
        for cell, x, y in cells:
            if (well, cell) not in result:
                around = montage[max(int(y) - 6, 0):int(y) + 7, max(int(x) - 6, 0):int(x) + 7]
                result[well, cell] = np.percentile(around, 80)
    return result


main()
