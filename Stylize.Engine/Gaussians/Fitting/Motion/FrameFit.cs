using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Fitting.Quantization;

namespace Stylize.Engine.Gaussians.Fitting.Motion;

/// <summary>
/// Fits a frame of an animation from the Gaussians of the frame before: those in changed places are fitted, all others
/// stay exactly as they are, so that still parts of the picture do not flicker.
/// </summary>
/// <param name="group">The Gaussians of the previous frame, after the movement.</param>
/// <param name="keyIterations">Iterations of the key frame.</param>
/// <param name="errorPerBit">Error of a channel, as half of the sum of squared differences, that is worth a
/// bit.</param>
internal sealed unsafe class FrameFit(
    DecodedGroup group, int keyIterations, double errorPerBit, OperationContext context)
{
    /// <summary>Share of changed pixels in the box of 1.5 standard deviations around a Gaussian from which it is
    /// fitted.</summary>
    private const double MinChanged = .2;
    private const float Reach = 1.5f;

    /// <summary>Factor of the learning rates.</summary>
    private const float Rate = .7f;

    /// <summary>Iterations times area of a frame relative to those of its key frame; the iterations are at least this
    /// share, and at most all. The rest of 10% is for other work.</summary>
    private const double Work = .06;

    /// <summary>Iterations that are enough for a small picture, whose frames take at most 1/5 of those of the key
    /// frame.</summary>
    private const int SmallIterations = 150;
    private const int SmallShare = 5;

    /// <summary>Shares of the descent at which Gaussians move to places of large error, and the share of the
    /// Gaussians.</summary>
    private static readonly double[] Relocations = [.1, .3, .5];
    private const double RelocationShare = .1;

    /// <summary>Removal cost of a Gaussian that moves to a place that shows something else, relative to its share of
    /// the error.</summary>
    private const double DonorCost = .1;

    /// <summary>Gaussians for places that show something else, relative to those that places of this size
    /// have.</summary>
    private const double DonorShare = 2;

    /// <summary>
    /// Shares of the iterations: Adam for the Gaussians that show something else, and coordinate descent of all.
    /// </summary>
    private const double AdamShare = .6;
    private const double LastShare = .3;

    /// <summary>
    /// Weight of the difference from the picture of the frame before, relative to that from the frame, where both
    /// frames are equal.
    /// </summary>
    private const int StillWeight = 2;

    /// <summary>Pixels around the fitted Gaussians that the fit compares.</summary>
    private const int Margin = 8;

    private readonly GaussianModel _key = group.Key;

    /// <summary>Iterations of the last fit, including the quantization.</summary>
    public int Iterations { get; private set; }

    /// <summary>
    /// Returns a frame to fit instead of the photograph: where it is equal to the frame before, the squared difference
    /// from the picture of the frame before counts too. Still pixels flicker less. The caller owns the result.
    /// </summary>
    /// <remarks>The sum of both squared differences is one from a weighted mean, plus a constant.</remarks>
    /// <param name="before">The frame before.</param>
    /// <param name="shown">The picture of its Gaussians.</param>
    public static FitPhotograph Hold(FitPhotograph photograph, FitPhotograph before, Raster<Rgba32> shown)
    {
        var pixels = photograph.Pixels.Clone();
        for (var y = 0; y < pixels.Height; y++)
        {
            Span<Rgba32> held = pixels.Row(y), earlier = before.Pixels.Row(y), picture = shown.Row(y);
            for (var x = 0; x < held.Length; x++)
            {
                if (held[x] == earlier[x])
                {
                    var (a, b) = (held[x], picture[x]);
                    held[x] = new(Mean(a.R, b.R), Mean(a.G, b.G), Mean(a.B, b.B), Mean(a.A, b.A));
                }
            }
        }

        return new FitPhotograph(pixels, photograph.HasAlpha);

        static byte Mean(int sample, int picture) =>
            (byte)((sample + (StillWeight * picture) + ((1 + StillWeight) / 2)) / (1 + StillWeight));
    }

    /// <summary>Returns the quantized Gaussians of a frame; null if none changes.</summary>
    /// <param name="held">The frame from <see cref="Hold"/>.</param>
    /// <param name="before">The frame before.</param>
    public CompactGaussian[]? Fit(
        FitPhotograph photograph, FitPhotograph held, ChangedPixels changed, FitPhotograph before)
    {
        var gaussians = group.Changes.Gaussians.ToArray();
        var (far, free, others, area) = Choose(gaussians, changed);
        if (area == default) return null;

        // Gaussians at an edge show the picture next to what has entered, and cannot show both.
        var density = gaussians.Length / ((double)_key.Width * _key.Height);
        var wanted =
            (int)Math.Ceiling(Math.Max(density * changed.Entered, (DonorShare * density * changed.Others) - far));
        HashSet<int> donors = wanted > 0 ? Donors(photograph, gaussians, free, wanted) : [];
        free.InsertRange(0, donors);
        others.RemoveAll(donors.Contains);
        far += donors.Count;
        if (free.Count == 0) return null;

        using var target = held.Target(area, context.MaxThreads, context.Cancellation);
        Weigh(target, area, photograph, before);
        using var fitter = new GaussianFitter(target, free.Count + others.Count, context.MaxThreads);
        int[] members = [.. free, .. others];
        var earlier = Array.ConvertAll(members, i => gaussians[i]);
        var quantizer = Start(fitter, area, earlier);
        var work = Work * _key.Width * _key.Height / ((double)area.Width * area.Height);
        var iterations = Math.Max(
            4 + Math.Min(SmallIterations, keyIterations / SmallShare),
            (int)(Math.Min(work, 1) * keyIterations));
        Iterations = iterations;
        using var descent = new ChangeDescent(fitter, quantizer, earlier, errorPerBit * target.Channels);
        if (far > 0)
        {
            fitter.FreeCount = far;
            Descend(fitter, donors.Count, FitClock.ByIterations((int)(AdamShare * iterations)));
            descent.Quantize(far);
        }

        descent.Run(0, free.Count, FitClock.ByIterations((int)(LastShare * iterations)), context.Cancellation);
        for (var i = 0; i < free.Count; i++)
        {
            var g = descent.Gaussians[i];
            g.Opacity = group.HasOpacity ? g.Opacity : 0;
            gaussians[members[i]] = g;
        }

        return gaussians;
    }

    /// <summary>Gives the pixels that are equal in both frames their weight (see <see cref="Hold"/>).</summary>
    private static void Weigh(FitTarget target, FitTile area, FitPhotograph photograph, FitPhotograph before)
    {
        for (var y = 0; y < area.Height; y++)
        {
            Span<Rgba32> now = photograph.Pixels.Row(area.Top + y), earlier = before.Pixels.Row(area.Top + y);
            for (var x = 0; x < area.Width; x++)
            {
                target[target.Channels, x, y] = now[area.Left + x] == earlier[area.Left + x] ? 1 + StillWeight : 1;
            }
        }
    }

    /// <param name="donors">Number of Gaussians that move to places of large error first.</param>
    private void Descend(GaussianFitter fitter, int donors, FitClock clock)
    {
        var spacing = Math.Sqrt((double)fitter.Target.Width * fitter.Target.Height / fitter.Parameters.Count);
        var rates = FitSchedule.Default.Rates.For(spacing);
        using var seed = new FitSeed(fitter.Target, context.MaxThreads, context.Cancellation);
        var relocations = 0;
        Relocate(fitter, seed, donors, donors, spacing);
        while (clock.Fraction < 1)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (relocations < Relocations.Length && clock.Fraction >= Relocations[relocations])
            {
                relocations++;
                Relocate(fitter, seed, fitter.FreeCount, (int)(RelocationShare * fitter.FreeCount), spacing);
            }

            fitter.Iterate(rates.Scale(Rate * FitSchedule.Default.Rate(clock.Fraction)));
            clock.Tick();
        }
    }

    /// <summary>Returns the Gaussians whose removal costs least, for places that show something else.</summary>
    private HashSet<int> Donors(FitPhotograph photograph, CompactGaussian[] gaussians, List<int> free, int wanted)
    {
        using var target =
            photograph.Target(new FitTile(0, 0, _key.Width, _key.Height), context.MaxThreads, context.Cancellation);
        using var fitter = new GaussianFitter(target, gaussians.Length, context.MaxThreads);
        Start(fitter, default, gaussians);
        using var error = new Raster<float>(target.Width, target.Height);
        using var costs = new PooledBuffer<float>(gaussians.Length + 16);
        var mean = fitter.Assess(error, costs.Pointer);
        var limit = DonorCost * mean * target.Width * target.Height * target.Channels / wanted;
        foreach (var i in free)
        {
            costs.Span[i] = float.PositiveInfinity;
        }

        int[] order = [.. Enumerable.Range(0, gaussians.Length)];
        costs.Span[..order.Length].Sort(order.AsSpan());
        wanted = Math.Min(wanted, order.Length);
        var cheap = 0;
        while (cheap < wanted && costs.Span[cheap] < limit)
        {
            cheap++;
        }

        return [.. order.AsSpan(0, cheap)];
    }

    /// <summary>Gives a fitter of a part of the picture its background and its Gaussians.</summary>
    /// <returns>The quantizer of the fitter's parameters.</returns>
    private FitQuantizer Start(GaussianFitter fitter, FitTile area, CompactGaussian[] gaussians)
    {
        float[] background = _key.HasAlpha ? [0, 0, 0, 0] : [_key.Background.R, _key.Background.G, _key.Background.B];
        background.CopyTo(fitter.Target.Background, 0);
        var quantizer = new FitQuantizer(
            new CompactQuantizer(group.Quantizer.Steps), FitKernel.Background / _key.Epsilon, area.Left, area.Top);
        for (var i = 0; i < gaussians.Length; i++)
        {
            quantizer.Set(fitter.Parameters, i, gaussians[i]);
        }

        fitter.Parameters.Count = gaussians.Length;
        return quantizer;
    }

    /// <summary>Moves the fitted Gaussians of the lowest removal cost to places of large error (see
    /// <see cref="FitPopulation"/>).</summary>
    /// <param name="first">Number of Gaussians to choose from, the first ones.</param>
    private void Relocate(GaussianFitter fitter, FitSeed seed, int first, int number, double spacing)
    {
        if (number == 0) return;

        using var error = new Raster<float>(fitter.Target.Width, fitter.Target.Height);
        using var costs = new PooledBuffer<float>(fitter.Parameters.Count + 16);
        using var order = new PooledBuffer<int>(first);
        fitter.Assess(error, costs.Pointer);
        for (var i = 0; i < first; i++)
        {
            order.Span[i] = i;
        }

        costs.Span[..first].Sort(order.Span[..first]);
        var places = FitPopulation.PlacesByError(error, number, context.MaxThreads, context.Cancellation);
        for (var k = 0; k < Math.Min(places.Length, number); k++)
        {
            var i = order.Span[k];
            var size = FitSchedule.Default.RelocationSize * (float)spacing;
            seed.SetAt(fitter.Parameters, i, places[k].X - .5f, places[k].Y - .5f, size);
            fitter.Parameters.Weight[i] = FitSchedule.Default.InitialWeight;
            fitter.Adam.Reset(i);
        }
    }

    private bool Touches((float X, float Y, float ReachX, float ReachY) box) =>
        new FitTile(0, 0, _key.Width, _key.Height).Touches(
            box.X, box.Y, FitKernel.Cutoff * box.ReachX, FitKernel.Cutoff * box.ReachY);

    /// <summary>
    /// Returns the Gaussians to fit, at first those where the frame shows something else, the others that overlap the
    /// area, and the area.
    /// </summary>
    private (int Far, List<int> Free, List<int> Others, FitTile Area) Choose(
        CompactGaussian[] gaussians, ChangedPixels changed)
    {
        List<int> free = [];
        List<int> near = [];
        var boxes = new (float X, float Y, float ReachX, float ReachY)[gaussians.Length];
        float left = _key.Width, top = _key.Height, right = 0, bottom = 0;

        // Possibly no Gaussian is near what has entered the picture.
        if (changed.OtherBox() is { } box)
        {
            (left, top, right, bottom) = (box.Left, box.Top, box.Left + box.Width, box.Top + box.Height);
        }

        for (var i = 0; i < gaussians.Length; i++)
        {
            var (x, y) = CompactQuantizer.Center(gaussians[i]);
            var shape = CompactQuantizer.Shape(gaussians[i], group.Quantizer.Scales(gaussians[i]));
            var (deviationX, deviationY) = (shape.L11, MathF.Sqrt((shape.L21 * shape.L21) + (shape.L22 * shape.L22)));
            boxes[i] = ((float)x - .5f, (float)y - .5f, deviationX, deviationY);
            if (!Touches(boxes[i])) continue;

            if (changed.Share(boxes[i].X, boxes[i].Y, Reach * deviationX, Reach * deviationY) < MinChanged) continue;

            var isFar = changed.Share(boxes[i].X, boxes[i].Y, Reach * deviationX, Reach * deviationY, isOther: true)
                >= MinChanged;
            (isFar ? free : near).Add(i);
            left = Math.Min(left, boxes[i].X - (FitKernel.Cutoff * deviationX));
            right = Math.Max(right, boxes[i].X + (FitKernel.Cutoff * deviationX));
            top = Math.Min(top, boxes[i].Y - (FitKernel.Cutoff * deviationY));
            bottom = Math.Max(bottom, boxes[i].Y + (FitKernel.Cutoff * deviationY));
        }

        if (right <= left) return (0, [], [], default);

        var far = free.Count;
        free.AddRange(near);

        var (firstX, firstY) = ((int)Math.Clamp(left, 0, _key.Width - 1), (int)Math.Clamp(top, 0, _key.Height - 1));
        var (lastX, lastY) =
            ((int)Math.Clamp(right, firstX, _key.Width - 1), (int)Math.Clamp(bottom, firstY, _key.Height - 1));
        var area =
            new FitTile(firstX, firstY, lastX + 1 - firstX, lastY + 1 - firstY).Grow(Margin, _key.Width, _key.Height);
        var isFree = new bool[gaussians.Length];
        free.ForEach(i => isFree[i] = true);
        List<int> others = [];
        for (var i = 0; i < gaussians.Length; i++)
        {
            var (x, y, reachX, reachY) = boxes[i];
            if (!isFree[i] && area.Touches(x, y, FitKernel.Cutoff * reachX, FitKernel.Cutoff * reachY))
            {
                others.Add(i);
            }
        }

        return (far, free, others, area);
    }
}
