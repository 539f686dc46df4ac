#!/usr/bin/env python3
"""Compare Gaussian images with AVIF by PSNR, SSIM and butteraugli.

    gaussian_peers.py STYLIZE PHOTOGRAPH... [--rates 0.15,0.5]

STYLIZE is the published command. AVIF is libaom by avifenc, 4:2:0 at speed 6, at twelve qualities. Prints for each photograph and rate the
values of Stylize, the difference from AVIF at the same bytes (interpolated over the logarithm of the rate), and the processor time of the
fit; then BD-rates over the rates, and means. SSIM is that of scikit-image with its Gaussian window, mean of the channels. Needs Debian's
libavif-bin, butteraugli, python3-skimage and python3-pil.
"""
import argparse
import pathlib
import resource
import subprocess
import tempfile

import numpy as np
from PIL import Image
from skimage.metrics import structural_similarity

QUALITIES = (63, 58, 54, 50, 46, 42, 38, 34, 30, 26, 22, 18)
MEASURES = ("psnr", "ssim", "butteraugli")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def measure(source, decoded, encoded):
    a, b = (np.asarray(Image.open(path).convert("RGB")) for path in (source, decoded))
    return {
        "rate": 8 * pathlib.Path(encoded).stat().st_size / (a.shape[0] * a.shape[1]),
        "psnr": 10 * np.log10(255**2 / np.mean((a.astype(float) - b) ** 2)),
        "ssim": structural_similarity(
            a, b, channel_axis=-1, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False),
        "butteraugli": float(subprocess.run(["butteraugli", source, decoded], capture_output=True, text=True).stdout.split()[0]),
    }


def curve(points, name):
    ordered = sorted((point["rate"], point[name]) for point in points)
    return np.log([rate for rate, _ in ordered]), [value for _, value in ordered]


def bd_rate(points, others, name, low, high):
    """Percent of bytes at equal quality, over the quality that both reach between two rates; NaN if there is none."""
    (rates, values), (other_rates, other_values) = curve(points, name), curve(others, name)
    reached = [[np.interp(np.log(rate), r, v) for rate in (low, high)] for r, v in ((rates, values), (other_rates, other_values))]
    first, last = max(reached[0][0], reached[1][0]), min(reached[0][1], reached[1][1])
    if not first < last:
        return float("nan")
    steps = np.linspace(first, last, 401)
    return 100 * (np.exp(np.mean(np.interp(steps, values, rates) - np.interp(steps, other_values, other_rates))) - 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stylize")
    parser.add_argument("photographs", nargs="+")
    parser.add_argument("--rates", default="0.15,0.5")
    options = parser.parse_args()
    rates = [float(rate) for rate in options.rates.split(",")]
    differences, bds, won, number = [], [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        png, avif, g2d, decoded = (f"{folder}/{name}" for name in ("source.png", "peer.avif", "fit.g2d", "decoded.png"))
        for photograph in options.photographs:
            image = Image.open(photograph).convert("RGB")
            image.info.clear()
            image.save(png)
            peers, fits = [], []
            for quality in QUALITIES:
                run("avifenc", "-c", "aom", "-j", "1", "-s", "6", "--min", "0", "--max", "63", "-a", "end-usage=q",
                    "-a", f"cq-level={quality}", "-y", "420", png, avif)
                run("avifdec", avif, decoded)
                peers.append(measure(png, decoded, avif))
            for rate in rates:
                size = int(rate * image.width * image.height / 8)
                before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
                run(options.stylize, "gaussian", "encode", png, "-o", g2d, "--force", "--target-size", str(size),
                    "--no-provenance", "--max-threads", "1")
                seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
                run(options.stylize, "gaussian", "decode", g2d, "-o", decoded, "--force")
                fit = measure(png, decoded, g2d)
                fits.append(fit)
                differences.append([fit[name] - np.interp(np.log(fit["rate"]), *curve(peers, name)) for name in MEASURES])
                won, number = won + (differences[-1][2] < 0), number + 1
                values = "  ".join(f"{fit[name]:.4f} ({gain:+.4f})" for name, gain in zip(MEASURES, differences[-1]))
                print(f"{pathlib.Path(photograph).stem:16} {fit['rate']:.3f}  {values}  {seconds:.1f} s", flush=True)
            bds.append([bd_rate(fits, peers, name, min(rates), max(rates)) for name in MEASURES[:2]])
            print(f"{'':16} BD-rate: PSNR {bds[-1][0]:+.1f}%, SSIM {bds[-1][1]:+.1f}%", flush=True)
    print("mean difference", np.round(np.mean(differences, axis=0), 4), f"butteraugli ahead in {won} of {number}")
    print("mean BD-rate, PSNR and SSIM", np.round(np.nanmean(bds, axis=0), 1))


main()
