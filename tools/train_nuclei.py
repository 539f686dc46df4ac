#!/usr/bin/env python3
"""Train the network of the Learned method of segmentation.

    train_nuclei.py SETS FOLDER [--steps 3000] [--seed 1]

SETS is the folder that nuclei_sets.py writes. Only its development sets (dev-*) are read, and drawn nuclei are added.
A run that was stopped goes on from FOLDER/state.pt; a run with more or fewer steps may too, before its rate falls.
Writes FOLDER/nuclei.weights, the weights as half floats for Stylize.Engine/Segmentation/Learned, and
FOLDER/nuclei-reference.json, an input and the outputs of the network for its test.
Needs NumPy, Pillow, SciPy and PyTorch (Debian: python3-torch, python3-scipy, python3-pil).
"""
import argparse
import hashlib
import json
import pathlib
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
SMALLEST, LARGEST = .6, 1.6
CROP, BATCH = 128, 8
RATE, WARM_UP = 3e-3, 100
# The rate is constant and falls to 0 in this share of the steps, at the end.
FALLING = .3
SAVED_STEPS = 100
# How often crops come from each set. HeLa lacks the labels of nuclei at the border of the field. NIH3T3 has the images of ic100.
SHARES = {"dsb256x256": 26, "dsb360x360": 12, "dsb520x696": 10, "dsb512x640": 7, "gnf": 8, "ic100": 9, "HeLa": 6, "GOWT1": 6,
          "HepG2": 10, "Huh7": 6, "nuclei": 2, "drawn": 12}
HELA_BORDER = 28


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
    """A U-Net (Ronneberger et al. 2015) at half resolution. Channels are multiples of 6, which Convolution.cs needs.

    Input: N x 2 x H x W, H and W multiples of 8. Output: N x 3 x H x W: the logits of the foreground, the distance to the border as
    a fraction of its maximum in the nucleus, and the logits of pixels where nuclei touch.
    """

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(8, 24), Block(24, 24), Block(24, 48), Block(48, 48), Block(48, 60), Block(60, 60),
                                     Block(60 + 48, 36), Block(36 + 24, 24)])
        self.head = nn.Conv2d(24, 12, 1)

    def forward(self, x):
        b = self.blocks
        half = b[1](b[0](F.pixel_unshuffle(x, 2)))
        quarter = b[3](b[2](F.max_pool2d(half, 2)))
        eighth = b[5](b[4](F.max_pool2d(quarter, 2)))
        quarter = b[6](torch.cat([F.interpolate(eighth, scale_factor=2, mode="nearest"), quarter], 1))
        half = b[7](torch.cat([F.interpolate(quarter, scale_factor=2, mode="nearest"), half], 1))
        return F.pixel_shuffle(self.head(half), 2)

    def layers(self):
        """Return weights and bias of each convolution, in order, rounded to half floats."""
        pairs = [block.folded() for block in self.blocks] + [(self.head.weight, self.head.bias)]
        return [(w.detach().half().float(), b.detach().half().float()) for w, b in pairs]


def normalized(image):
    """Return an image between its percentiles 1 and 99.8, as in NucleusImage.cs."""
    low, high = np.percentile(image, [1, 99.8])
    return ((image - low) / max(high - low, 1e-6)).astype(np.float32)


def resized(image, scale, labels=False):
    height, width = (max(8, round(side * scale)) for side in image.shape)
    kind = Image.NEAREST if labels else Image.BILINEAR
    return np.asarray(Image.fromarray(image.astype(np.int32 if labels else np.float32)).resize((width, height), kind))


def planes(image, labels, valid):
    """Return image, foreground, distance, touching pixels and validity as one array of 5 planes."""
    foreground = labels > 0
    padded = np.pad(labels, 1)
    inner = foreground.copy()
    for dy, dx in ((0, 1), (2, 1), (1, 0), (1, 2)):
        other = padded[dy:dy + labels.shape[0], dx:dx + labels.shape[1]]
        # Pixels where another nucleus begins count as border. The border of the image does not.
        inner &= (other == labels) | (other == 0)
    distance = ndimage.distance_transform_edt(inner).astype(np.float32)
    highest = np.maximum(ndimage.maximum(distance, labels, np.arange(labels.max() + 1)), 1e-6)
    distance = np.where(foreground, distance / highest[labels], 0)
    most = ndimage.maximum_filter(labels, 5)
    least = ndimage.minimum_filter(np.where(foreground, labels, np.iinfo(np.int32).max), 5)
    touching = (most > 0) & (least < most)
    return np.stack([image, foreground, distance, touching, valid]).astype(np.float32)


def diameter_of(labels):
    areas = np.bincount(labels.ravel())[1:]
    areas = areas[areas > 0]
    return float(np.sqrt(np.median(areas) * 4 / np.pi)) if len(areas) else 0


def development_images(sets):
    images = {}
    for name in SHARES:
        for index, path in enumerate(sorted((sets / f"dev-{name}").glob("*.labels.png"))):
            if index % 8 == 7:
                continue  # The constants of the assembly into labels are chosen on these.
            image = np.asarray(Image.open(str(path).replace(".labels", ""))).astype(np.float32)
            labels = np.asarray(Image.open(path)).astype(np.int32)
            image, valid = normalized(image), np.ones(labels.shape, np.float32)
            if name == "HeLa":
                valid[:] = 0
                valid[HELA_BORDER:-HELA_BORDER, HELA_BORDER:-HELA_BORDER] = 1
            scale = HELD_DIAMETER / (diameter_of(labels) or HELD_DIAMETER)
            image, labels, valid = resized(image, scale), resized(labels, scale, True), resized(valid, scale)
            images.setdefault(name, []).append(planes(image, labels, valid))
    return images


def noise(random, shape, sigma):
    """Return smooth noise with standard deviation 1."""
    field = ndimage.gaussian_filter(random.standard_normal(shape), sigma)
    return field / max(field.std(), 1e-9)


def drawn(random, side=208):
    """Return an image of drawn nuclei in clumps: uneven and textured, out of focus, on haze and debris, with noise."""
    labels, light = np.zeros((side, side), np.int32), np.zeros((side, side))
    y, x = np.mgrid[:side, :side]
    count = 0 if random.random() < .08 else random.integers(3, 70)
    spread = random.uniform(.3, 1.4) * HELD_DIAMETER
    clump = random.uniform(0, side, 2)
    for label in range(1, count + 1):
        if random.random() < .3:
            clump = random.uniform(0, side, 2)
        center = clump + random.standard_normal(2) * spread
        radius = HELD_DIAMETER / 2 * np.exp(random.normal(0, .18))
        stretch, turn = np.exp(random.normal(0, .18)), random.uniform(0, np.pi)
        dy, dx = y - center[0], x - center[1]
        u, v = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
        angle = np.arctan2(v, u)
        edge = radius * (1 + sum(random.normal(0, .09 / k) * np.cos(k * angle + random.uniform(0, 7)) for k in (2, 3, 4)))
        inside = np.hypot(u / stretch, v * stretch) < edge
        hidden = (inside & (labels > 0)).sum()
        if hidden > .35 * inside.sum():
            continue
        brightness = np.exp(random.normal(0, .5))
        texture = 1 + random.uniform(0, .35) * noise(random, labels.shape, random.uniform(1.5, 5))
        overlap = random.uniform(.1, 1)
        light = np.where(inside, np.where(labels > 0, overlap * light, light) + brightness * np.clip(texture, .2, None), light)
        labels[inside & ((labels == 0) | (random.random() < .5))] = label
    light = ndimage.gaussian_filter(light, random.uniform(.5, 2.2))
    light += random.uniform(0, .25) * ndimage.gaussian_filter(light, random.uniform(6, 25))
    for _ in range(random.poisson(1.5)):
        spot = np.hypot(y - random.uniform(0, side), x - random.uniform(0, side))
        light += random.uniform(.2, 2) * np.exp(-(spot / random.uniform(.7, 2.5)) ** 2)
    light += random.uniform(0, .4) * (1 + noise(random, labels.shape, 60)) + random.uniform(.02, .3)
    photons = 10 ** random.uniform(1, 3)
    image = random.poisson(np.clip(light, 0, None) * photons) / photons + random.normal(0, random.uniform(0, .06), light.shape)
    valid = np.ones(labels.shape, np.float32)
    return planes(normalized(image), labels, valid)


class Crops:
    """Random crops, turned, flipped and scaled."""

    def __init__(self, images):
        self.images, self.random = images, None
        self.names = [name for name in SHARES if images.get(name)]
        shares = np.array([SHARES[name] for name in self.names], float)
        self.shares = shares / shares.sum()

    def crop(self):
        r = self.random
        stack = self.images[r.choice(self.names, p=self.shares)]
        source = torch.from_numpy(stack[r.integers(len(stack))])
        height, width = source.shape[1:]
        scale = DIAMETER / HELD_DIAMETER * np.exp(r.uniform(np.log(SMALLEST), np.log(LARGEST)))
        turn = r.uniform(0, 2 * np.pi) if r.random() < .5 else r.integers(4) * np.pi / 2
        flip = -1 if r.random() < .5 else 1
        half = CROP / 2 / scale
        cy, cx = (r.uniform(min(half, side / 2), max(side - half, side / 2)) for side in (height, width))
        c, s = np.cos(turn) * half, np.sin(turn) * half
        matrix = torch.tensor([[[2 * c / width * flip, -2 * s / width, 2 * cx / width - 1],
                                [2 * s / height * flip, 2 * c / height, 2 * cy / height - 1]]], dtype=torch.float32)
        blurred = source
        if scale < .8:
            # Blocks of 2 x 2 would alias less; a small blur is enough here.
            blurred = torch.cat([torch.from_numpy(ndimage.gaussian_filter(source[0].numpy(), .35 / scale))[None], source[1:]])
        grid = F.affine_grid(matrix, (1, 5, CROP, CROP), align_corners=False)
        crop = F.grid_sample(blurred[None], grid, padding_mode="zeros", align_corners=False)[0]
        crop[0] = self.varied(crop[0])
        return crop

    def varied(self, image):
        r = self.random
        if r.random() < .7:
            image = image * np.exp(r.normal(0, .35)) + r.normal(0, .03)
        if r.random() < .5:
            image = image.clamp(min=0) ** np.exp(r.normal(0, .3))
        if r.random() < .3:
            image = torch.from_numpy(ndimage.gaussian_filter(image.numpy(), r.uniform(.4, 1.6)))
        if r.random() < .3:
            y, x = np.mgrid[-1:1:CROP * 1j, -1:1:CROP * 1j]
            slope = r.normal(0, .25, 2)
            field = torch.from_numpy((y * slope[0] + x * slope[1]).astype(np.float32))
            image = image * (1 + field).clamp(min=.2) if r.random() < .5 else image + .4 * field
        if r.random() < .5:
            image = image + torch.from_numpy(r.normal(0, r.uniform(.005, .06), image.shape).astype(np.float32))
        return image

    def batch(self, seed, step):
        self.random = np.random.default_rng([seed, step])
        return torch.stack([self.crop() for _ in range(BATCH)])


def features(image):
    """Return the two inputs of the network: the image, limited, and its square root."""
    image = image.clamp(0, 2)
    return torch.stack([image, image.sqrt()], -3)


def loss_of(output, crop):
    foreground, distance, touching, valid = crop[:, 1], crop[:, 2], crop[:, 3], (crop[:, 4] > .99).float()
    weight = valid * (1 + 5 * touching)
    total = weight.sum() + 1
    cross = (F.binary_cross_entropy_with_logits(output[:, 0], foreground, reduction="none") * weight).sum() / total
    probability = torch.sigmoid(output[:, 0]) * valid
    both, sums = (probability * foreground).sum((1, 2)), (probability + foreground * valid).sum((1, 2))
    dice = (1 - (2 * both + 50) / (sums + 50)).mean()
    inside = valid * (.3 + foreground + 3 * touching)
    ray = (torch.abs(output[:, 1] - distance) * inside).sum() / (inside.sum() + 1)
    edge = F.binary_cross_entropy_with_logits(output[:, 2], touching, reduction="none", pos_weight=torch.tensor(4.)) * valid
    return cross + .5 * dice + 2 * ray + .7 * edge.sum() / (valid.sum() + 1)


def rate(step, steps):
    return RATE * min(step / WARM_UP, 1, (steps - step + 1) / (FALLING * steps))


def train(images, steps, seed, saved):
    torch.manual_seed(seed)
    crops = Crops(images)
    network = Network().to(memory_format=torch.channels_last)
    print(f"{sum(p.numel() for p in network.parameters())} parameters")
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-3)
    average = {name: value.clone() for name, value in network.state_dict().items()}
    first, spent, running = 1, 0, []
    if saved.exists():
        state = torch.load(saved)
        first, spent, average = state["step"] + 1, state["spent"], state["average"]
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
    started = time.process_time() - spent
    for step in range(first, steps + 1):
        crop = crops.batch(seed, step)
        output = network(features(crop[:, 0]).contiguous(memory_format=torch.channels_last))
        loss = loss_of(output, crop)
        optimizer.param_groups[0]["lr"] = rate(step, steps)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1)
        optimizer.step()
        with torch.no_grad():
            for name, value in network.state_dict().items():
                if value.dtype.is_floating_point:
                    average[name].lerp_(value, .01)
        running.append(loss.item())
        if step % SAVED_STEPS == 0:
            spent = time.process_time() - started
            print(f"step {step}, loss {np.mean(running):.4f}, {spent:.0f} s of processor time", flush=True)
            running = []
            torch.save({"step": step, "spent": spent, "average": average, "network": network.state_dict(),
                        "optimizer": optimizer.state_dict()}, saved.with_suffix(".part"))
            saved.with_suffix(".part").replace(saved)
            yield step, averaged(average)
    yield steps, averaged(average)


def averaged(average):
    network = Network()
    network.load_state_dict(average)
    return network.eval()


def with_layers(layers):
    """Return a network whose convolutions have these weights, so that its outputs are those of the file."""
    network = Network().eval()
    for block, (weight, bias) in zip(network.blocks, layers):
        block.convolution.weight.data = weight
        block.normalization.bias.data = bias
        block.normalization.running_var.fill_(1 - block.normalization.eps)
    network.head.weight.data, network.head.bias.data = layers[-1]
    return network


def write(network, folder, seed):
    layers = network.layers()
    data = b"".join(array.numpy().astype("<f2").tobytes() for pair in layers for array in pair)
    (folder / "nuclei.weights").write_bytes(data)
    image = drawn(np.random.default_rng(seed), 48)[0][:40]
    image = torch.from_numpy(np.round(image, 4))
    with torch.no_grad():
        output = with_layers(layers)(features(image)[None])[0]
    reference = {"width": 48, "height": 40, "image": [round(v, 4) for v in image.flatten().tolist()],
                 "output": [float(f"{v:.6g}") for v in output.flatten().tolist()]}
    (folder / "nuclei-reference.json").write_text(json.dumps(reference, separators=(",", ":")) + "\n")
    return hashlib.sha256(data).hexdigest(), len(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    random = np.random.default_rng(arguments.seed)
    images = development_images(arguments.sets)
    images["drawn"] = [drawn(random) for _ in range(120)]
    print({name: len(stack) for name, stack in images.items()}, f"{time.process_time():.0f} s of processor time", flush=True)
    for step, network in train(images, arguments.steps, arguments.seed, arguments.folder / "state.pt"):
        digest, size = write(network, arguments.folder, arguments.seed)
        print(f"step {step}: {size} bytes, SHA-256 {digest}", flush=True)


if __name__ == "__main__":
    main()
