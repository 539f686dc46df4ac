#!/usr/bin/env python3
"""Write CSV tables of Stylize.Engine.Tests/Segmentation/Oracle with NumPy and SciPy, from numbers that the tests draw as well.

samples.csv   statistics of samples, as in the table of wells
plates.csv    quality of plates from their controls
tests.csv     Student's t test with equal variances
rates.csv     false discovery rates of Benjamini and Hochberg
polish.csv    median polish by the algorithm of R's medpolish
curves.csv    four-parameter logistic curves by curve_fit, with the 95% interval of the EC50 by the definition of ED in R's drc: the residual
              variance times twice the inverse of the observed Hessian of the sum of squares, and Student's t with n - p degrees of freedom
"""
import csv, os
import numpy as np
from scipy import stats
from scipy.optimize import curve_fit

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Stylize.Engine.Tests", "Segmentation", "Oracle")


def noise(count, seed):
    out = np.empty(count, np.int64)
    for i in range(count):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = seed >> 16
    return out


def table(name, head, rows):
    with open(os.path.join(here, name), "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(head)
        w.writerows([["" if isinstance(v, float) and np.isnan(v) else repr(float(v)) if isinstance(v, float) else v for v in row]
                     for row in rows])


rows = []
for count, seed in [(1, 1), (2, 2), (3, 3), (10, 4), (101, 5), (1000, 6)]:
    x = noise(count, seed) / 7.0
    rows.append([count, seed, x.mean(), np.median(x), x.std(ddof=1) if count > 1 else float("nan"), stats.median_abs_deviation(x),
                 *np.quantile(x, [.05, .25, .75, .95]), float((x > 4000).mean())])
table("samples.csv", ["count", "seed", "Mean", "Median", "StandardDeviation", "MedianAbsoluteDeviation", "Quantile5", "Quantile25",
                      "Quantile75", "Quantile95", "PositiveShare"], rows)


def text(values):
    return " ".join(repr(float(v)) for v in values)


rng = np.random.default_rng(63)
rows = []
for negatives, positives in [(16, 16), (2, 3), (32, 8), (5, 2)]:
    n, p = rng.normal(1000, 40, negatives), rng.normal(200, 25, positives)
    mad = lambda x: stats.median_abs_deviation(x, scale="normal")
    rows.append([text(n), text(p), 1 - 3 * (p.std(ddof=1) + n.std(ddof=1)) / abs(p.mean() - n.mean()),
                 1 - 3 * (mad(p) + mad(n)) / abs(np.median(p) - np.median(n)),
                 (p.mean() - n.mean()) / np.sqrt(p.var(ddof=1) + n.var(ddof=1)), p.mean() / n.mean(),
                 100 * n.std(ddof=1) / n.mean(), 100 * p.std(ddof=1) / p.mean()])
table("plates.csv", ["negatives", "positives", "ZPrime", "RobustZPrime", "Ssmd", "SignalToBackground", "NegativeCv", "PositiveCv"], rows)

rows = []
for one, other, shift in [(2, 8, 1), (3, 32, .5), (4, 16, 4), (5, 5, 0), (1, 16, 2), (1, 2, 30), (3, 64, 12)]:
    a, b = rng.normal(shift, 1, one), rng.normal(0, 1, other)
    # For a single value, the difference divided by the error of a prediction.
    p = stats.ttest_ind(a, b).pvalue if one > 1 else 2 * stats.t.sf(abs(a[0] - b.mean()) / (b.std(ddof=1) * np.sqrt(1 + 1 / other)), other - 1)
    rows.append([text(a), text(b), float(p)])
table("tests.csv", ["values", "others", "p"], rows)

p = np.concatenate([rng.uniform(0, 1, 12), rng.uniform(0, .01, 6), [.03, .03, 1.0]])
order = np.argsort(p)
q = np.empty(len(p))
q[order] = np.minimum(1, np.minimum.accumulate((p[order] * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1])
table("rates.csv", ["p", "q"], list(zip(p, q)))


def medpolish(z, eps=.01, passes=10):
    z = z.copy()
    overall, r, c, old = 0.0, np.zeros(z.shape[0]), np.zeros(z.shape[1]), 0.0
    for _ in range(passes):
        step = np.nanmedian(z, axis=1)
        z -= step[:, None]
        r += step
        delta = np.median(c)
        c -= delta
        overall += delta
        step = np.nanmedian(z, axis=0)
        z -= step[None, :]
        c += step
        delta = np.median(r)
        r -= delta
        overall += delta
        new = np.nansum(abs(z))
        if new == 0 or abs(new - old) < eps * new:
            break
        old = new
    return overall, r, c, z


rows = []
for height, width, missing in [(3, 4, 0), (8, 12, 7), (16, 20, 0)]:
    z = rng.normal(100, 5, (height, width)) + 3 * np.arange(height)[:, None] + rng.normal(0, 4, width)[None, :]
    z.flat[rng.choice(z.size, missing, replace=False)] = np.nan
    overall, r, c, left = medpolish(z)
    rows.append([height, width, text(z.flat), overall, text(r), text(c), text(left.flat)])
table("polish.csv", ["rows", "columns", "values", "overall", "rowEffects", "columnEffects", "residuals"], rows)


def share(x, slope, ec50):
    # Without an overflow of complex numbers at dose 0.
    return 1 / (1 + np.exp(-slope * (np.log(np.maximum(x, 1e-130)) - np.log(ec50))))


def logistic(x, bottom, top, slope, ec50):
    return bottom + (top - bottom) * share(x, slope, ec50)


rows = []
for bottom, top, slope, ec50, sd, doses, repeats, fixed in [
        (0, 100, -1, 1, 3, np.geomspace(.01, 100, 10), 2, {}), (20, 95, -1.7, .3, 4, np.geomspace(.01, 100, 8), 3, {}),
        (5, 80, 2.4, 12, 2, np.geomspace(.1, 300, 12), 1, {}), (0, 1, 1, 5, .05, np.r_[0, np.geomspace(.05, 500, 9)], 4, {}),
        (0, 100, -1.2, 30, 5, np.geomspace(.01, 100, 10), 2, {"bottom": 0.0}), (0, 100, -.8, 8, 5, np.geomspace(.1, 30, 6), 3, {"top": 100.0}),
        (0, 100, 1.1, 2, 6, np.geomspace(.02, 60, 9), 2, {"bottom": 0.0, "top": 100.0}), (900, 4000, -.6, 2e-8, 150, np.geomspace(1e-10, 1e-5, 11), 2, {})]:
    x = np.repeat(doses, repeats)
    y = logistic(x, bottom, top, slope, ec50) + rng.normal(0, sd, len(x))
    start = {"bottom": bottom, "top": top, "slope": slope, "log": np.log(ec50)}
    names = [n for n in start if n not in fixed]

    def model(x, *p):
        v = {**fixed, **dict(zip(names, p))}
        return logistic(x, v["bottom"], v["top"], v["slope"], np.exp(v["log"]))

    p = curve_fit(model, x, y, [start[n] for n in names], xtol=1e-15, ftol=1e-15, gtol=1e-15, maxfev=100000)[0]

    def gradient(p):
        # By complex steps, exact to rounding.
        g = np.empty(len(p))
        for i in range(len(p)):
            q = p.astype(complex)
            q[i] += 1e-30j
            g[i] = (((y - model(x, *q)) ** 2).sum()).imag / 1e-30
        return g

    for _ in range(20):
        hessian = np.empty((len(p), len(p)))
        for i in range(len(p)):
            h = 1e-5 * max(1e-3, abs(p[i]))
            e = np.eye(len(p))[i] * h
            hessian[i] = (8 * (gradient(p + e) - gradient(p - e)) - (gradient(p + 2 * e) - gradient(p - 2 * e))) / (12 * h)
        p = p - np.linalg.solve(hessian, gradient(p))
    rss, degrees = ((y - model(x, *p)) ** 2).sum(), len(x) - len(p)
    v = {**fixed, **dict(zip(names, p))}
    ec = np.exp(v["log"])
    error = ec * np.sqrt(np.linalg.inv(hessian / (2 * rss / degrees))[names.index("log"), names.index("log")])
    half = stats.t.ppf(.975, degrees) * error
    total = ((y - y.mean()) ** 2).sum()
    ratio = (total - rss) / (len(p) - 1) / (rss / degrees)
    rows.append([text(x), text(y), fixed.get("bottom", ""), fixed.get("top", ""), v["bottom"], v["top"], ec, v["slope"], ec - half, ec + half,
                 1 - rss / total, float(stats.f.sf(ratio, len(p) - 1, degrees))])
table("curves.csv", ["doses", "responses", "fixedBottom", "fixedTop", "Bottom", "Top", "Ec50", "Hill", "Lower", "Upper", "RSquared", "P"], rows)
