#!/usr/bin/env python3
"""Train the network of the Learned method of segmentation.

    train_nuclei.py SETS FOLDER --whole [--seconds 450] [--seed 1]
    train_nuclei.py SETS FOLDER [--seconds 450] [--seed 1] [--without SET ...]
    train_nuclei.py SETS FOLDER --from FILE.weights --steps 1500 [--batch 16] [--drawn 300] [--soft 900]
    train_nuclei.py FILE.weights FOLDER --average FILE.weights
    train_nuclei.py SETS FILE.npz --pack

SETS is the folder that nuclei_sets.py writes, or a file that --pack wrote. Only its development sets (dev-*) are read,
and drawn nuclei are added. All images are held on the device (a GPU if there is one), where crops are cut and varied.
Writes FOLDER/nuclei.weights, the weights as half floats for Stylize.Engine/Segmentation/Learned,
FOLDER/nuclei-reference.json, an input and the outputs of the network for its test, and at 60% of the time
FOLDER/middle.weights. --from continues with the weights of a file, without normalization and with the three maps
that are written, for a number of steps, and adds drawn soft objects and real images out of focus. --whole runs all stages of
the released weights: first, A and B in folders of FOLDER, and the mean of A and B. Needs NumPy, Pillow, SciPy and PyTorch
(Debian: python3-torch, python3-scipy, python3-pil).
"""
import argparse
import hashlib
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from scipy import ndimage
from torch import nn

# The diameter of nuclei in pixels at which the network works. Crops vary around it.
DIAMETER = 22
# Images are held somewhat finer, so that enlarged crops keep their detail.
HELD_DIAMETER = 26
SMALLEST, LARGEST = .5, 1.8
CROP = 144
RATE, CONTINUED_RATE, WARM_UP = 3e-3, 5e-4, 200
# The rate is constant and falls to 0 in this share of the time, at the end.
FALLING = .5
# Standard deviation of the peak at a center, in pixels.
PEAK = 2.5
# How often crops come from each set. HeLa lacks the labels of nuclei at the border of the field. NIH3T3 has the images of ic100.
SHARES = {"dsb256x256": 26, "dsb360x360": 12, "dsb520x696": 10, "dsb512x640": 7, "gnf": 8, "ic100": 9, "HeLa": 6, "GOWT1": 6,
          "HepG2": 12, "Huh7": 6, "nuclei": 2, "dsb603x1272": 8, "dsb260x347": 5, "dsb256x320": 3, "dsb1040x1388": 1,
          "stained": 8, "drawn": 44, "soft": 0}
# Shares of drawn images that continue a training, and the largest blur of real ones, as a fraction of the radius.
CONTINUED = {"drawn": 20, "soft": 40, "dsb603x1272": 20, "ic100": 14, "dsb256x320": 5}
LARGEST_BLUR = .9
HELA_BORDER = 28
MAPS = 6
# The first maps are written. The others, the way to the center and centers, only help in training.
WRITTEN = 3


class Block(nn.Module):
    """A 3 x 3 convolution, batch normalization and a rectifier."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.normalization = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.normalization(self.convolution(x)))

    def folded(self):
        """Return weights and bias of one convolution that includes the normalization."""
        norm = self.normalization
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        return self.convolution.weight * scale[:, None, None, None], norm.bias - norm.running_mean * scale


class Network(nn.Module):
    """A U-Net (Ronneberger et al. 2015) at half resolution. Channels are multiples of 6, which Convolution.cs needs, and of 8.

    Input: N x 2 x H x W, H and W multiples of 16. Output: N x 6 x H x W: the logits of the foreground, the distance to the border as a
    fraction of its maximum in the nucleus, the logits of pixels where nuclei touch, the way down and right to the center of the
    nucleus as fractions of DIAMETER, and the logits of centers.
    """

    def __init__(self, maps=MAPS):
        super().__init__()
        self.blocks = nn.ModuleList([
            Block(8, 24), Block(24, 24), Block(24, 48), Block(48, 48), Block(48, 72), Block(72, 72), Block(72, 96), Block(96, 96),
            Block(96 + 72, 72), Block(72 + 48, 48), Block(48, 48), Block(48 + 24, 24), Block(24, 24)])
        self.head = nn.Conv2d(24, 4 * maps, 1)

    def forward(self, x):
        b = self.blocks
        half = b[1](b[0](F.pixel_unshuffle(x, 2)))
        quarter = b[3](b[2](F.max_pool2d(half, 2)))
        eighth = b[5](b[4](F.max_pool2d(quarter, 2)))
        sixteenth = b[7](b[6](F.max_pool2d(eighth, 2)))
        eighth = b[8](torch.cat([F.interpolate(sixteenth, scale_factor=2, mode="nearest"), eighth], 1))
        quarter = b[10](b[9](torch.cat([F.interpolate(eighth, scale_factor=2, mode="nearest"), quarter], 1)))
        half = b[12](b[11](torch.cat([F.interpolate(quarter, scale_factor=2, mode="nearest"), half], 1)))
        return F.pixel_shuffle(self.head(half), 2)

    def layers(self):
        """Return weights and bias of each convolution, in order, rounded to half floats."""
        pairs = [block.folded() for block in self.blocks] + [(self.head.weight[:4 * WRITTEN], self.head.bias[:4 * WRITTEN])]
        return [(w.detach().cpu().half().float(), b.detach().cpu().half().float()) for w, b in pairs]


def normalized(image):
    """Return an image between its percentiles 1 and 99.8, as in NucleusImage.cs."""
    low, high = np.percentile(image, [1, 99.8])
    return ((image - low) / max(high - low, 1e-6)).astype(np.float32)


def bytes_of(image):
    """Return intensities from 0 to 2 as even bytes, finer where it is dark. Odd ones would only hold noise."""
    return 2 * np.rint(127 * np.sqrt(np.clip(image, 0, 2) / 2)).astype(np.uint8)


def resized(image, scale, labels=False):
    height, width = (max(8, round(side * scale)) for side in image.shape)
    kind = Image.NEAREST if labels else Image.BILINEAR
    return np.asarray(Image.fromarray(image.astype(np.int32 if labels else np.float32)).resize((width, height), kind))


def diameter_of(labels):
    areas = np.bincount(labels.ravel())[1:]
    areas = areas[areas > 0]
    return float(np.sqrt(np.median(areas) * 4 / np.pi)) if len(areas) else 0


def development_images(sets):
    """Yield set, whether it is for validation, pixels at the border without labels, image as bytes, and labels."""
    for name in SHARES:
        for index, path in enumerate(sorted((sets / f"dev-{name}").glob("*.labels.png"))):
            image = np.asarray(Image.open(str(path).replace(".labels", ""))).astype(np.float32)
            labels = np.asarray(Image.open(path)).astype(np.int32)
            scale = HELD_DIAMETER / (diameter_of(labels) or HELD_DIAMETER)
            border = round(HELA_BORDER * scale) if name == "HeLa" else 0
            image, labels = bytes_of(resized(normalized(image), scale)), resized(labels, scale, True)
            # The constants of the assembly into labels are chosen on every eighth image.
            yield name, index % 8 == 7, border, image, np.unique(labels, return_inverse=True)[1].reshape(labels.shape)


def pack(sets, file):
    images = list(development_images(sets))
    names, checks, borders, pictures, labels = zip(*images)
    # Differences of neighbors need less space than intensities.
    pixels = np.concatenate([p.ravel() for p in pictures])
    np.savez_compressed(
        file, names=np.array(names), checks=np.array(checks), borders=np.array(borders), shapes=np.array([p.shape for p in pictures]),
        images=np.diff(pixels, prepend=np.uint8(0)), labels=np.concatenate([p.ravel().astype(np.uint16) for p in labels]))


def unpacked(file):
    with np.load(file) as data:
        names, checks, borders, shapes, images, labels = (
            data[k] for k in ("names", "checks", "borders", "shapes", "images", "labels"))
    images, ends = np.cumsum(images, dtype=np.uint8), np.cumsum(shapes.prod(1))
    for name, check, border, shape, end in zip(names, checks, borders, shapes, ends):
        part = slice(end - shape.prod(), end)
        yield str(name), bool(check), int(border), images[part].reshape(shape), labels[part].reshape(shape).astype(np.int32)


def distances(labels):
    """Return the distance to the border as a fraction of its maximum in the nucleus, in bytes."""
    padded = np.pad(labels, 1)
    inner = labels > 0
    for dy, dx in ((0, 1), (2, 1), (1, 0), (1, 2)):
        other = padded[dy:dy + labels.shape[0], dx:dx + labels.shape[1]]
        # Pixels where another nucleus begins count as border. The border of the image does not.
        inner &= (other == labels) | (other == 0)
    distance = ndimage.distance_transform_edt(inner).astype(np.float32)
    highest = np.maximum(ndimage.maximum(distance, labels, np.arange(labels.max() + 1)), 1e-6)
    return np.rint(255 * np.where(labels > 0, np.minimum(distance / highest[labels], 1), 0)).astype(np.uint8)


def centers_of(labels):
    """Return row and column of the center of each label; the first is that of the background."""
    places = np.arange(labels.max() + 1)
    with np.errstate(invalid="ignore"):
        centers = np.array(ndimage.center_of_mass(labels > 0, labels, places), np.float32).reshape(-1, 2)
    return np.nan_to_num(centers)


def noise(random, shape, sigma):
    """Return smooth noise with standard deviation 1."""
    field = ndimage.gaussian_filter(random.standard_normal(shape).astype(np.float32), sigma, mode="wrap")
    return field / max(field.std(), 1e-9)


class Scene:
    """Drawn nuclei: labels, and light in focus, a little out of focus, and far out of focus."""

    def __init__(self, random, side):
        self.random, self.side, self.count = random, side, 0
        self.labels = np.zeros((side, side), np.int32)
        self.light = np.zeros((3, side, side), np.float32)
        self.texture = noise(random, (side, side), random.uniform(1.2, 4))
        self.contrast, self.dome = random.uniform(0, .4), random.uniform(0, .6)
        self.overlap = random.uniform(.1, 1)

    def add(self, center, radius, stretch, turn, brightness, layer=0, most_hidden=.35):
        r, reach = self.random, int(radius * max(stretch, 1 / stretch) * 1.4) + 2
        top, left = (int(v) - reach for v in center)
        rows = slice(max(top, 0), min(top + 2 * reach, self.side))
        columns = slice(max(left, 0), min(left + 2 * reach, self.side))
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        y, x = np.mgrid[rows, columns]
        dy, dx = y - center[0], x - center[1]
        u, v = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
        u, v = u / stretch, v * stretch
        angle = np.arctan2(v, u)
        edge = radius * (1 + sum(r.normal(0, .08 / k) * np.cos(k * angle + r.uniform(0, 7)) for k in (2, 3, 4)))
        share = np.hypot(u, v) / edge
        inside = share < 1
        labels, light = self.labels[rows, columns], self.light[layer, rows, columns]
        if layer < 2 and (inside & (labels > 0)).sum() > most_hidden * max(inside.sum(), 1):
            return
        texture = np.roll(self.texture, tuple(r.integers(self.side, size=2)), (0, 1))[:inside.shape[0], :inside.shape[1]]
        glow = brightness * np.clip(1 + self.contrast * texture, .2, None) * (1 - self.dome * np.minimum(share, 1) ** 2)
        light[inside] = (np.where(labels > 0, self.overlap * light, light) + glow)[inside]
        if layer < 2:
            self.count += 1
            labels[inside & ((labels == 0) | (r.random() < .5))] = self.count


def drawn(seed, side=256):
    """Return the image in bytes and the labels of drawn nuclei: clumps, tissue, rows of elongated nuclei, or none."""
    random = np.random.default_rng(seed)
    scene = Scene(random, side)
    kind = random.choice(["clumps", "tissue", "rows", "none"], p=[.34, .32, .24, .1])
    spread_size, spread_shape, spread_light = random.uniform(.05, .28), random.uniform(.05, .3), random.uniform(.1, .8)
    dims = random.random() < .3

    def nucleus(center, radius=None, stretch=None, turn=None, **more):
        radius = radius or HELD_DIAMETER / 2 * np.exp(random.normal(0, spread_size))
        stretch = stretch or np.exp(random.normal(0, spread_shape))
        turn = random.uniform(0, np.pi) if turn is None else turn
        brightness = np.exp(random.normal(0, spread_light)) * (.18 if dims and random.random() < .4 else 1)
        scene.add(center, radius, stretch, turn, brightness, layer=1 if random.random() < .12 else 0, **more)

    if kind == "clumps":
        spread, clump = random.uniform(.3, 1.6) * HELD_DIAMETER, random.uniform(0, side, 2)
        for _ in range(random.integers(3, 90)):
            if random.random() < .3:
                clump = random.uniform(0, side, 2)
            nucleus(clump + random.standard_normal(2) * spread)
    elif kind == "tissue":
        step = HELD_DIAMETER * random.uniform(.75, 1.35)
        lattice = np.mgrid[-1:side / step + 1, -1:side / step + 1].reshape(2, -1).T * step
        lattice[:, 1] += step / 2 * (np.round(lattice[:, 0] / step) % 2)
        lattice = lattice * [random.uniform(.85, 1.1), 1] + random.normal(0, random.uniform(.08, .35) * step, lattice.shape)
        region = noise(random, (side, side), random.uniform(20, 60)) > random.uniform(-3, .3)
        direction, aligned = random.uniform(0, np.pi), random.random() < .5
        for center in random.permutation(lattice):
            y, x = np.clip(center.astype(int), 0, side - 1)
            if region[y, x] and random.random() < .96:
                nucleus(center, turn=direction + random.normal(0, .3) if aligned else None, most_hidden=.5)
    elif kind == "rows":
        middle, turn = random.uniform(.2, .8, 2) * side, random.uniform(0, np.pi)
        a, b = random.uniform(.25, 1.1, 2) * side
        long = random.uniform(1.1, 1.7)
        slim = HELD_DIAMETER / long * random.uniform(.82, 1.1)
        for row in range(random.integers(1, 4)):
            shift = row * HELD_DIAMETER * long * random.uniform(.8, 1.3)
            angle = random.uniform(0, 7)
            end = angle + 2 * np.pi
            while angle < end:
                across, along = (a - shift) * np.cos(angle), (b - shift) * np.sin(angle)
                slope = np.arctan2((b - shift) * np.cos(angle), -(a - shift) * np.sin(angle))
                y = middle[0] + across * np.sin(turn) + along * np.cos(turn)
                x = middle[1] + across * np.cos(turn) - along * np.sin(turn)
                center = np.array([y, x]) + random.normal(0, .07 * HELD_DIAMETER, 2)
                tilt = slope + turn + np.pi / 2 + random.normal(0, .12)
                nucleus(center, HELD_DIAMETER / 2 * np.exp(random.normal(0, .08)), long, tilt)
                speed = np.hypot((a - shift) * np.sin(angle), (b - shift) * np.cos(angle))
                angle += slim * np.exp(random.normal(0, .1)) / max(speed, 20)
        if random.random() < .5:
            for _ in range(random.integers(5, 60)):
                nucleus(random.uniform(0, side, 2))
    if kind != "none" or random.random() < .3:
        for _ in range(random.poisson(random.choice([0, 8, 40]))):
            radius = HELD_DIAMETER / 2 * random.uniform(.8, 1.5)
            scene.add(random.uniform(0, side, 2), radius, 1, 0, np.exp(random.normal(0, .5)), layer=2)
    sharp = random.uniform(.5, 2)
    light = sum(share * ndimage.gaussian_filter(layer, sigma) for share, layer, sigma in zip(
        (1, 1, random.uniform(.1, .6)), scene.light, (sharp, np.hypot(sharp, random.uniform(1.5, 3)), random.uniform(4, 10))))
    light += random.uniform(0, .35) * ndimage.gaussian_filter(light, random.uniform(5, 25))
    y, x = np.mgrid[:side, :side]
    for _ in range(random.poisson(1.5)):
        spot = np.hypot(y - random.uniform(0, side), x - random.uniform(0, side))
        light += random.uniform(.2, 2) * np.exp(-(spot / random.uniform(.7, 2.5)) ** 2)
    light += random.uniform(0, .4) * (1 + noise(random, light.shape, random.uniform(15, 60))) * random.choice([0, 1])
    light += random.uniform(.02, .3)
    light *= 1 + random.uniform(0, .4) * (x * np.cos(sharp * 9) + y * np.sin(sharp * 9)) / side
    # Dim nuclei have labels only where noise does not hide them.
    photons = 10 ** random.uniform(2 if dims else 1, 3)
    image = random.poisson(np.clip(light, 0, None) * photons) / photons
    image = image + random.normal(0, random.uniform(0, .015 if dims else .06), light.shape)
    return bytes_of(normalized(image)), scene.labels


def own_light(random, kind, radius, blur):
    """Return the light of one object alone, at most 1, in a square around its center, and that without texture."""
    stretch = np.exp(abs(random.normal(0, .25)))
    reach = int(4 * radius * stretch) if kind == "spots" else int(1.3 * radius * stretch + 3 * blur) + 2
    y, x = np.mgrid[-reach:reach + 1, -reach:reach + 1]
    turn = random.uniform(0, np.pi)
    u, v = (x * np.cos(turn) + y * np.sin(turn)) / stretch, (y * np.cos(turn) - x * np.sin(turn)) * stretch
    angle = np.arctan2(v, u)
    edge = radius * (1 + sum(random.normal(0, .06 / k) * np.cos(k * angle + random.uniform(0, 7)) for k in (2, 3, 4)))
    share = np.hypot(u, v) / edge
    if kind == "spots":
        # The half maximum is at the radius for every power; 2 is a Gaussian profile.
        shape = light = np.exp(-np.log(2) * share ** random.choice([1.3, 2, 2, 3, 5]))
    else:
        shape = ndimage.gaussian_filter((share < 1).astype(np.float32), blur)
        light = (share < 1) * (1 - random.uniform(-.6, .6) * share ** 2)
        if kind == "textured":
            size = random.uniform(.12, .5) * radius
            light = light * np.exp(random.uniform(.2, .9) * noise(random, light.shape, size))
        light = ndimage.gaussian_filter(light.astype(np.float32), blur)
    return light / max(light.max(), 1e-6), shape / max(shape.max(), 1e-6)


def soft(seed, side=256):
    """Return the image in bytes and the labels of objects as optics show them; the outline is the half maximum."""
    random = np.random.default_rng(seed)
    kind = random.choice(["spots", "blurred", "textured", "somata"], p=[.32, .32, .26, .1])
    light, strongest = np.zeros((2, side, side), np.float32)
    labels, peaks = np.zeros((side, side), np.int32), []
    spread, range_of_light = random.uniform(.03, .25), random.uniform(.05, .6)
    gap, dims = random.uniform(.8, 2.6) * HELD_DIAMETER, random.random() < .35
    blur_of_all = random.uniform(.05, .95 if kind == "blurred" else .3)
    for _ in range(int(random.integers(2, 160))):
        center = random.uniform(0, side, 2)
        if any(np.hypot(*(center - other)) < gap * random.uniform(.8, 1) for other, _ in peaks):
            continue
        radius = HELD_DIAMETER / 2 * np.exp(random.normal(0, spread))
        peak = np.exp(random.normal(0, range_of_light))
        peak *= random.uniform(.08, .3) if dims and random.random() < .4 else 1
        own, shape = own_light(random, kind, radius, blur_of_all * radius * random.uniform(.8, 1.2))
        top, left = (int(v) - own.shape[0] // 2 for v in center)
        rows, columns = (slice(max(first, 0), min(first + own.shape[0], side)) for first in (top, left))
        own, shape = (peak * part[rows.start - top:rows.stop - top, columns.start - left:columns.stop - left]
                      for part in (own, shape))
        at = tuple(center.astype(int))
        hides = [shape[int(y) - rows.start, int(x) - columns.start] > .8 * other for (y, x), other in peaks
                 if rows.start <= int(y) < rows.stop and columns.start <= int(x) < columns.stop]
        if light[at] > .8 * peak or any(hides):
            continue
        peaks.append((center, peak))
        light[rows, columns] += own
        labels[rows, columns][(shape > .5 * peak) & (shape > strongest[rows, columns])] = len(peaks)
        strongest[rows, columns] = np.maximum(strongest[rows, columns], shape)
    if kind == "somata":
        paths = np.zeros((side, side), np.float32)
        for center, peak in peaks:
            for _ in range(random.integers(1, 5)):
                place, turn = center.copy(), random.uniform(0, 7)
                for _ in range(random.integers(30, 150)):
                    turn += random.normal(0, .1)
                    place += [np.sin(turn), np.cos(turn)]
                    y, x = np.clip(place.astype(int), 1, side - 2)
                    paths[y - 1:y + 1, x - 1:x + 1] = peak * random.uniform(.3, .7)
        light = np.maximum(light, ndimage.gaussian_filter(paths, random.uniform(.6, 1.5)))
    if random.random() < .4:
        light += random.uniform(0, .5) * ndimage.gaussian_filter(light, random.uniform(10, 40))
    y, x = np.mgrid[:side, :side] / side
    ground = random.uniform(.02, .4)
    if random.random() < .5:
        turn = random.uniform(0, 7)
        ground = ground * (1 + random.uniform(0, .8) * (x * np.cos(turn) + y * np.sin(turn)))
        ground = ground + random.uniform(0, .04 if dims else .12) * noise(random, light.shape, random.uniform(20, 60))
    photons = 10 ** random.uniform(1.5 if dims else 1, 3.5)
    image = random.poisson(np.clip(light + ground, 0, None) * photons) / photons
    image = image + random.normal(0, random.uniform(0, .01 if dims else .04), light.shape)
    return bytes_of(normalized(image)), labels


def held(source):
    """Return image, labels, distances and centers of an image, or of the drawn one with a name and a seed."""
    image, labels = {"drawn": drawn, "soft": soft}[source[0]](source[1]) if isinstance(source, list) else source
    return image, labels, distances(labels), centers_of(labels)


class Crops:
    """Images on the device, and random crops of them, turned, flipped, stretched and scaled."""

    def __init__(self, names, borders, images, device, seed):
        self.device, self.generator = device, torch.Generator(device).manual_seed(seed)
        counts = np.array([len(image[3]) - 1 for image in images])
        firsts = np.cumsum(counts) - counts
        flat = [np.concatenate([image[k].ravel() for image in images]) for k in (0, 2)]
        labels = np.concatenate([np.where(i[1] > 0, i[1] + first, 0).ravel() for i, first in zip(images, firsts)])
        sizes = np.array([image[0].size for image in images])
        self.image, self.distance = (torch.from_numpy(values).to(device) for values in flat)
        self.labels = torch.from_numpy(labels.astype(np.int32)).to(device)
        self.centers = torch.from_numpy(np.concatenate([np.zeros((1, 2), np.float32)] + [i[3][1:] for i in images])).to(device)
        self.begin = torch.from_numpy(np.cumsum(sizes) - sizes).to(device)
        self.shape = torch.tensor([image[0].shape for image in images], device=device)
        self.border = torch.tensor(borders, device=device)
        number = {name: names.count(name) for name in set(names)}
        self.share = torch.tensor([SHARES[name] / number[name] for name in names], device=device, dtype=torch.float32)

    def uniform(self, low, high, *shape):
        return low + (high - low) * torch.rand(shape, generator=self.generator, device=self.device)

    def normal(self, *shape):
        return torch.randn(shape, generator=self.generator, device=self.device)

    def chance(self, probability, n):
        return (self.uniform(0, 1, n, 1, 1) < probability).float()

    def batch(self, n, is_varied=True):
        """Return intensities, labels, distances, the way to the center in pixels, and validity of n crops."""
        pick = torch.multinomial(self.share, n, replacement=True, generator=self.generator)
        scale = torch.full((n,), DIAMETER / HELD_DIAMETER, device=self.device)
        turn = torch.zeros(n, device=self.device)
        stretch, flip = torch.ones(n, device=self.device), torch.ones(n, device=self.device)
        if is_varied:
            scale = scale * torch.exp(self.uniform(np.log(SMALLEST), np.log(LARGEST), n))
            stretch = torch.exp(.08 * self.normal(n))
            turn = self.uniform(0, 2 * np.pi, n)
            turn = torch.where(self.uniform(0, 1, n) < .5, torch.round(turn / (np.pi / 2)) * (np.pi / 2), turn)
            flip = torch.where(self.uniform(0, 1, n) < .5, -1., 1.)
        c, s = torch.cos(turn), torch.sin(turn)
        # The matrix from offsets in the crop (down, right) to offsets in the image.
        matrix = torch.stack([torch.stack([c * stretch, -s * flip], 1), torch.stack([s * stretch, c * flip], 1)], 1) / scale[:, None, None]
        shape = self.shape[pick].float()
        half = torch.minimum((CROP / 2 / scale)[:, None], shape / 2)
        middle = half + (shape - 2 * half) * self.uniform(0, 1, n, 2)

        def places(count, step, first):
            line = torch.arange(count, device=self.device) * step + first - CROP / 2
            grid = torch.stack(torch.meshgrid(line, line, indexing="ij"), -1)
            return middle[:, None, None] + torch.einsum("nij,yxj->nyxi", matrix, grid)

        base, width = self.begin[pick][:, None, None], self.shape[pick, 1][:, None, None]
        limits = (self.shape[pick] - 1)[:, None, None]

        def at(values, p):
            p = torch.minimum(p.clamp(min=0), limits)
            return values[base + p[..., 0] * width + p[..., 1]]

        def bilinear(values, p):
            corner = torch.floor(p).long()
            f = p - corner
            result = 0
            for dy in (0, 1):
                for dx in (0, 1):
                    weight = (f[..., 0] if dy else 1 - f[..., 0]) * (f[..., 1] if dx else 1 - f[..., 1])
                    result = result + weight * at(values, corner + torch.tensor([dy, dx], device=self.device)).float()
            return result

        # Blocks of 2 x 2 samples, so that reduced images do not alias.
        fine = places(2 * CROP, .5, .25) - .5
        image = F.avg_pool2d((bilinear(self.image, fine) / 255) ** 2 * 2, 2)
        p = places(CROP, 1, .5) - .5
        near = torch.round(p).long()
        inside = ((near >= 0) & (near <= limits)).all(-1)
        border = self.border[pick][:, None, None, None]
        valid = ((near >= border) & (near <= limits - border)).all(-1).float()
        labels = torch.where(inside, at(self.labels, near), 0)
        distance = bilinear(self.distance, p) / 255 * (labels > 0)
        (a, b), (c, d) = matrix[:, 0].T, matrix[:, 1].T
        inverse = torch.stack([torch.stack([d, -b], 1), torch.stack([-c, a], 1)], 1) / (a * d - b * c)[:, None, None]
        way = torch.einsum("nij,nyxj->nyxi", inverse, self.centers[labels.long()] - p)
        image = (self.varied(image, labels) if is_varied else image) * inside
        return image, labels, distance, way, valid

    def varied(self, image, labels):
        n = len(image)
        one = (n, 1, 1)
        # Dim next to bright nuclei.
        factors = torch.exp(self.normal(len(self.centers))[labels.long()] * self.uniform(.1, .8, *one) * self.chance(.35, n))
        factors = torch.where(labels > 0, factors, torch.ones_like(factors))
        image = image * F.avg_pool2d(F.avg_pool2d(factors, 3, 1, 1, count_include_pad=False), 3, 1, 1, count_include_pad=False)
        # Haze around bright nuclei.
        far = F.avg_pool2d(image[:, None], 9, 3, 4)
        far = F.interpolate(F.avg_pool2d(far, 5, 1, 2), size=image.shape[1:], mode="bilinear", align_corners=False)[:, 0]
        image = image + far * self.uniform(0, .7, *one) * self.chance(.3, n)
        image = image * torch.exp(.35 * self.normal(*one) * self.chance(.7, n)) + .03 * self.normal(*one)
        image = image.clamp(min=0) ** torch.exp(.3 * self.normal(*one) * self.chance(.5, n))
        sigma = .3 + self.uniform(0, 1.5, n) * self.chance(.35, n)[:, 0, 0]
        taps = torch.exp(-torch.arange(-5, 6, device=self.device) ** 2 / (2 * sigma[:, None] ** 2))
        taps = (taps / taps.sum(1, keepdim=True))[:, None]
        image = F.conv2d(image[None], taps[..., None], padding=(5, 0), groups=n)
        image = F.conv2d(image, taps[:, :, None], padding=(0, 5), groups=n)[0]
        if self.largest_blur:
            image = self.out_of_focus(image)
        line = torch.linspace(-1, 1, CROP, device=self.device)
        slope = .3 * self.normal(n, 2) * self.chance(.35, n)[:, 0]
        field = slope[:, :1, None] * line[:, None] + slope[:, 1:, None] * line
        multiplies = self.chance(.6, n)
        image = image * (1 + multiplies * field).clamp(min=.2) + .4 * (1 - multiplies) * field
        photons = 10 ** self.uniform(1, 3, *one)
        image = image + (image.clamp(min=0) / photons).sqrt() * self.normal(*image.shape) * self.chance(.35, n)
        return image + self.uniform(.003, .07, *one) * self.normal(*image.shape) * self.chance(.5, n)


    def out_of_focus(self, image):
        """Return images of which 20% are blurred by up to the largest width, with the contrast of before."""
        n, reach = len(image), 2 * DIAMETER // 2
        sigma = self.uniform(.3, self.largest_blur * DIAMETER / 2, n)[:, None]
        taps = torch.exp(-torch.arange(-reach, reach + 1, device=self.device) ** 2 / (2 * sigma ** 2))
        taps = (taps / taps.sum(1, keepdim=True))[:, None]
        blurred = F.pad(image[None], (reach,) * 4, mode="replicate")
        blurred = F.conv2d(F.conv2d(blurred, taps[..., None], groups=n), taps[:, :, None], groups=n)[0]
        low, high = (t.flatten(1).quantile(q, 1)[:, None, None] for t, q in ((blurred, .02), (blurred, .998)))
        contrast = image.flatten(1).quantile(.998, 1)[:, None, None]
        blurred = (blurred - low) / (high - low).clamp(min=.05) * contrast
        return torch.where(self.chance(.2, n) > 0, blurred, image)


def features(image):
    """Return the two inputs of the network: the image, limited, and its square root."""
    image = image.clamp(0, 2)
    return torch.stack([image, image.sqrt()], -3)


def loss_of(output, labels, distance, way, valid):
    foreground = (labels > 0).float()
    ids = labels.float()
    most = F.max_pool2d(ids, 5, 1, 2)
    least = -F.max_pool2d(torch.where(ids > 0, -ids, torch.full_like(ids, -2.0 ** 24)), 5, 1, 2)
    touching = ((most > 0) & (least < most)).float()
    weight = valid * (1 + 5 * touching)
    cross = F.binary_cross_entropy_with_logits(output[:, 0], foreground, reduction="none")
    cross = (cross * weight).sum() / (weight.sum() + 1)
    probability = torch.sigmoid(output[:, 0]) * valid
    both, sums = (probability * foreground).sum((1, 2)), (probability + foreground * valid).sum((1, 2))
    dice = (1 - (2 * both + 50) / (sums + 50)).mean()
    inside = valid * (.3 + foreground + 3 * touching)
    ray = (torch.abs(output[:, 1] - distance) * inside).sum() / (inside.sum() + 1)
    edge = F.binary_cross_entropy_with_logits(output[:, 2], touching, reduction="none", pos_weight=output.new_tensor(4.))
    edge = (edge * valid).sum() / (valid.sum() + 1)
    if output.shape[1] == WRITTEN:
        return torch.stack([cross, .5 * dice, 2 * ray, .7 * edge])
    own = valid * foreground * (1 + 2 * touching)
    error = torch.abs(output[:, 3:5] - way.permute(0, 3, 1, 2) / DIAMETER).sum(1)
    offset = (error * own).sum() / (own.sum() + 1)
    peak = torch.exp(-(way ** 2).sum(-1) / (2 * PEAK ** 2)) * foreground
    center = F.binary_cross_entropy_with_logits(output[:, 5], peak, reduction="none") * valid * (1 + 8 * peak)
    center = center.sum() / (valid.sum() + 1)
    return torch.stack([cross, .5 * dice, 2 * ray, .7 * edge, 1.5 * offset, 2 * center])


def checked(network, crops, count=4, n=32):
    """Return the losses, and the F1 of centers: maxima above half of a peak, at most one in each nucleus."""
    losses, hits, found, drawn_nuclei = 0, 0, 0, 0
    crops.generator.manual_seed(0)
    with torch.no_grad():
        for _ in range(count):
            image, labels, distance, way, valid = crops.batch(n, is_varied=False)
            output = network(features(image)).float()
            losses = losses + loss_of(output, labels, distance, way, valid) / count
            if output.shape[1] == WRITTEN:
                continue
            center = torch.sigmoid(output[:, 5])
            maxima = (center == F.max_pool2d(center[:, None], 7, 1, 3)[:, 0]) & (center > .4) & (valid > 0)
            for one, peaks in zip(labels, maxima):
                inner = torch.unique(one[8:-8, 8:-8])
                inner = inner[inner > 0]
                at = one[8:-8, 8:-8][peaks[8:-8, 8:-8]]
                hits += len(torch.unique(at[at > 0]))
                found += len(at)
                drawn_nuclei += len(inner)
    return losses.tolist(), 2 * hits / max(found + drawn_nuclei, 1)


def averaged(average, device):
    network = Network(len(average["head.bias"]) // 4).to(device)
    network.load_state_dict(average)
    return network.eval()


def train(crops, check, seconds, seed, batch, device, start=None, steps=0, rate=None):
    """Yield the name, the step and the averaged network at 60% of the time or the steps, and at their end."""
    torch.manual_seed(seed)
    is_gpu = device.type == "cuda"
    network = (start or Network()).to(device, memory_format=torch.channels_last)
    rate = rate or (CONTINUED_RATE if start else RATE)
    crops.largest_blur = LARGEST_BLUR if start else 0
    print(f"{sum(p.numel() for p in network.parameters())} parameters, batches of {batch} on {device}", flush=True)
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-3, **({"fused": True} if is_gpu else {}))
    average = {name: value.clone() for name, value in network.state_dict().items()}
    floats = [name for name, value in average.items() if value.dtype.is_floating_point]
    started, step, total, since, shown, is_half = time.monotonic(), 0, 0, 0, 0, False
    while True:
        elapsed = step / steps if start else (time.monotonic() - started) / seconds
        if elapsed >= .6 and not is_half:
            is_half = True
            yield "middle", step, averaged(average, device)
        if elapsed >= 1:
            break
        step += 1
        image, *truth = crops.batch(batch)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=is_gpu):
            output = network(features(image).contiguous(memory_format=torch.channels_last))
        losses = loss_of(output.float(), *truth)
        optimizer.param_groups[0]["lr"] = rate * max(min(step / WARM_UP, 1, (1 - elapsed) / FALLING), 1e-3)
        optimizer.zero_grad(set_to_none=True)
        losses.sum().backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1)
        optimizer.step()
        with torch.no_grad():
            state, keep = network.state_dict(), 1 - min(.99 if start else .999, (1 + step) / (10 + step))
            for k in floats:
                average[k].lerp_(state[k], keep)
        total, since = total + losses.detach(), since + 1
        if start and step % 50 == 0:
            yield f"step{step:05}", step, averaged(average, device)
        if int(elapsed * 25) > shown:
            shown = int(elapsed * 25)
            means = " ".join(f"{v:.4f}" for v in (total / since).tolist())
            print(f"{time.monotonic() - started:.0f} s, step {step}, losses {means}", flush=True)
            total, since = 0, 0
            if shown % 5 == 0:
                values, f1 = checked(averaged(average, device), check)
                print(f"  validation {' '.join(f'{v:.4f}' for v in values)}, F1 of centers {f1:.4f}", flush=True)
    yield "nuclei", step, averaged(average, device)


def with_layers(layers):
    """Return a network whose convolutions have these weights, so that its outputs are those of the file."""
    network = Network(WRITTEN).eval()
    for block, (weight, bias) in zip(network.blocks, layers):
        block.convolution.weight.data = weight
        block.normalization.bias.data = bias
        block.normalization.running_var.fill_(1 - block.normalization.eps)
    network.head.weight.data, network.head.bias.data = layers[-1]
    return network


def read(file):
    """Return the network of a file of weights."""
    network = Network(WRITTEN)
    values = torch.from_numpy(np.frombuffer(pathlib.Path(file).read_bytes(), "<f2").astype(np.float32))
    layers = []
    for layer in [block.convolution for block in network.blocks] + [network.head]:
        shape, count = layer.weight.shape, layer.weight.numel()
        layers.append((values[:count].reshape(shape), values[count:count + shape[0]]))
        values = values[count + shape[0]:]
    assert len(values) == 0
    return with_layers(layers)


def write(network, folder, name, seed):
    network = network.cpu().float().eval()
    layers = network.layers()
    data = b"".join(array.numpy().astype("<f2").tobytes() for pair in layers for array in pair)
    (folder / f"{name}.weights").write_bytes(data)
    if name == "nuclei":
        image = drawn([seed, 0], 64)[0][:48].astype(np.float32) / 255
        image = torch.from_numpy(np.round(2 * image ** 2, 4))
        with torch.no_grad():
            output = with_layers(layers)(features(image)[None])[0]
        reference = {"width": 64, "height": 48, "image": [round(v, 4) for v in image.flatten().tolist()],
                     "output": [float(f"{v:.6g}") for v in output.flatten().tolist()]}
        (folder / "nuclei-reference.json").write_text(json.dumps(reference, separators=(",", ":")) + "\n")
    return hashlib.sha256(data).hexdigest(), len(data)


def train_whole(sets, folder, seconds, seed, drawn, soft, steps, batch):
    """Run the stages of the released weights one after another."""
    def run(*words):
        subprocess.run([sys.executable, __file__, *map(str, words)], check=True)

    first, a, b = (folder / name for name in ("first", "A", "B"))
    more = ["--drawn", drawn // 20, "--batch", batch // 4]
    run(sets, first, "--seconds", seconds, "--seed", seed, "--drawn", drawn, "--batch", batch)
    run(sets, a, "--from", first / "nuclei.weights", "--steps", steps, "--soft", soft, "--seed", seed, *more)
    run(sets, b, "--from", a / "nuclei.weights", "--steps", steps * 9 // 16, "--rate", "3e-4", "--soft", soft // 2, "--seed", seed + 1, *more)
    run(a / "nuclei.weights", folder, "--average", b / "nuclei.weights")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--whole", action="store_true", help="run all stages of the released weights")
    parser.add_argument("--pack", action="store_true", help="write the images to a file")
    parser.add_argument("--average", type=pathlib.Path, metavar="FILE", help="weights to average with SETS")
    parser.add_argument("--seconds", type=float, default=450, help="time of training on the device")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--drawn", type=int, default=2000, help="number of drawn images")
    parser.add_argument("--from", type=pathlib.Path, metavar="FILE", help="weights to continue with")
    parser.add_argument("--steps", type=int, default=800, help="steps that continue a training")
    parser.add_argument("--rate", type=float, help="rate of learning")
    parser.add_argument("--soft", type=int, default=0, help="number of drawn soft images")
    parser.add_argument("--batch", type=int, default=64, help="crops per step")
    parser.add_argument("--without", nargs="*", default=[], metavar="SET", help="sets that are not used")
    arguments = parser.parse_args()
    if arguments.average:
        files = (arguments.sets, arguments.average)
        values = [np.frombuffer(file.read_bytes(), "<f2").astype(np.float32) for file in files]
        arguments.folder.mkdir(parents=True, exist_ok=True)
        mean = arguments.folder / "mean.weights"
        mean.write_bytes((sum(values) / 2).astype("<f2").tobytes())
        print(*write(read(mean), arguments.folder, "nuclei", 1))
        return None
    if arguments.whole:
        return train_whole(arguments.sets, arguments.folder, arguments.seconds, arguments.seed, arguments.drawn,
                           arguments.soft or 600, arguments.steps, arguments.batch)
    if arguments.pack:
        return pack(arguments.sets, arguments.folder)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    more = {"drawn": arguments.drawn, "soft": arguments.soft}
    start = read(getattr(arguments, "from")) if getattr(arguments, "from") else None
    if start:
        SHARES.update(CONTINUED)
    found = unpacked(arguments.sets) if arguments.sets.is_file() else development_images(arguments.sets)
    found = [image for image in found if image[0] not in arguments.without]
    sources = [image[3:] for image in found] + [
        [name, [arguments.seed, i]] for name, count in more.items() for i in range(1, count + 1)]
    with multiprocessing.get_context("fork").Pool(len(os.sched_getaffinity(0))) as pool:
        images = pool.map(held, sources, chunksize=8)
    names, checks, borders = [i[0] for i in found], [i[1] for i in found], [i[2] for i in found]
    for name, count in more.items():
        names, borders = names + [name] * count, borders + [0] * count
        checks += [name == "soft" and i % 8 == 7 for i in range(count)]
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cudnn.benchmark = True

    def crops(is_check):
        chosen = [i for i, check in enumerate(checks) if check == is_check]
        return Crops([names[i] for i in chosen], [borders[i] for i in chosen], [images[i] for i in chosen], device, arguments.seed)

    print({name: names.count(name) for name in dict.fromkeys(names)}, f"{time.monotonic() - started:.0f} s", flush=True)
    for name, step, network in train(crops(False), crops(True), arguments.seconds, arguments.seed, arguments.batch, device,
                                     start, arguments.steps, arguments.rate):
        digest, size = write(network, arguments.folder, name, arguments.seed)
        print(f"{name}, step {step}: {size} bytes, SHA-256 {digest}", flush=True)


if __name__ == "__main__":
    main()
