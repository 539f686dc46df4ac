using Stylize.Engine.DotArt.Background;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The ink of an image, resampled to a fixed number of pixels per dot. This is enough for accurate centroids
/// and radii, limits the work, and makes the drawing independent of the size of the image.</summary>
internal sealed class InkPlane(Raster<float> ink, float pixelSize) : IDisposable
{
    /// <summary>Pixels per dot; half of them for large numbers of dots, each of which is too small for its exact
    /// position to be visible.</summary>
    public const int PixelsPerDot = 20;
    private const float MinPixelSize = 1f / 8f;

    /// <summary>Ink of each pixel: the share to be covered, in [0,1].</summary>
    public Raster<float> Ink { get; } = ink;

    /// <summary>Side of a pixel of the plane, in source pixels.</summary>
    public float PixelSize { get; } = pixelSize;

    /// <summary>Returns the sum of the ink of an image.</summary>
    /// <param name="replace">Replaces the ink of the pixels of a row by the values to sum; null for the ink.</param>
    public static double Sum(
        Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, Action<Span<float>>? replace,
        OperationContext context)
    {
        var bands = new double[RowBands.Count(image.Height)];
        RowBands.ForEach(image.Height, context.MaxThreads, context.Cancellation, (band, first, end) =>
        {
            using var row = new PooledBuffer<float>(image.Width);
            var sum = 0.0;
            for (var y = first; y < end; y++)
            {
                InkRow(image, scale, background, y, row.Span);
                replace?.Invoke(row.Span);
                foreach (var value in row.Span)
                {
                    sum += value;
                }
            }

            bands[band] = sum;
        });
        return bands.Sum();
    }

    /// <param name="background">Pixels with <see cref="BackgroundMask.Bit"/> get no ink; null for no
    /// background.</param>
    public static InkPlane Create(
        Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, int dots, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        var perDot = DotRounds.IsLarge(dots) ? PixelsPerDot / 2 : PixelsPerDot;
        var size = Math.Max(MinPixelSize, (float)Math.Sqrt(image.PixelCount / ((double)perDot * dots)));
        size = Math.Min(size, Math.Min(image.Width, image.Height));
        var ink = new Raster<float>((int)MathF.Ceiling(image.Width / size), (int)MathF.Ceiling(image.Height / size));
        RowBands.ForEach(ink.Height, maxThreads, cancellation, (_, first, end) =>
        {
            using var pixels = new PooledBuffer<float>(image.Width);
            using var line = new PooledBuffer<float>(ink.Width);
            var known = -1;
            for (var y = first; y < end; y++)
            {
                var target = ink.Row(y);
                target.Clear();
                float top = y * size, bottom = MathF.Min((y + 1) * size, image.Height);
                for (var row = Math.Min((int)top, image.Height - 1); row < bottom; row++)
                {
                    if (row != known)
                    {
                        InkRow(image, scale, background, row, pixels.Span);
                        Sum(pixels.Span, size, line.Span);
                        known = row;
                    }

                    var share = MathF.Min(row + 1, bottom) - MathF.Max(row, top);
                    TensorPrimitives.MultiplyAdd(line.Span, share / (size * size), target, target);
                }

                TensorPrimitives.Min(target, 1f, target);
            }
        });
        return new InkPlane(ink, size);
    }

    public void Dispose() => Ink.Dispose();

    /// <summary>Sums a row of the image over the pixels of the plane, which begin and end within pixels of the
    /// image.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum(ReadOnlySpan<float> row, float size, Span<float> sums)
    {
        for (var to = 0; to < sums.Length; to++)
        {
            float left = to * size, right = MathF.Min((to + 1) * size, row.Length);
            var x = Math.Min((int)left, row.Length - 1);
            var sum = row[x] * (MathF.Min(x + 1, right) - left);
            for (x++; x + 1 <= right; x++)
            {
                sum += row[x];
            }

            sums[to] = x < right ? sum + (row[x] * (right - x)) : sum;
        }
    }

    /// <summary>Computes the ink of a row of the image; 0 in the background.</summary>
    private static void InkRow(Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, int y, Span<float> ink)
    {
        scale.Row(image.Row(y), ink);
        if (background is null) return;

        var marks = background.Row(y);
        for (var x = 0; x < ink.Length; x++)
        {
            if ((marks[x] & BackgroundMask.Bit) != 0)
            {
                ink[x] = 0;
            }
        }
    }
}

/// <summary>Computes the ink of a pixel: the share of the paper to cover such that ink and paper average to the tone or
/// color of the pixel. For one ink, this is (paper - pixel) / (paper - ink) of their grays (Murray-Davies equation;
/// Murray, 1936). If colors are preserved, it has to be at least 1 - min(r, g, b) on white paper. Dots with colors of
/// their own get about the square root of this share: larger discs of lighter inks, which look like the colors of the
/// image also from nearby. The tone curve selects encoded or linear values.</summary>
internal sealed class InkScale
{
    private readonly ToneValues _curve;
    private readonly float[] _ofGray = new float[256];
    private readonly float[][] _ofChannel = [new float[256], new float[256], new float[256]];
    private readonly float[] _paper;
    private readonly InkMixture? _mixture;

    /// <param name="tone">Encoded or linear values.</param>
    /// <param name="paper">Color of the paper; white if it is transparent.</param>
    /// <param name="ink">The single ink; null to preserve the colors of the image.</param>
    /// <param name="mixture">Several inks that together provide the ink; or null.</param>
    /// <param name="hasOwnColors">True if each dot gets its own ink; false if the colors are mapped to a few inks,
    /// which cover the smallest share.</param>
    public InkScale(ToneCurve tone, Rgba32 paper, Rgba32? ink, InkMixture? mixture = null, bool hasOwnColors = false)
    {
        (_mixture, _curve, Ink) = (mixture, ToneValues.ForCurve(tone), ink);
        HasOwnColors = hasOwnColors && ink is null && mixture is null;
        _paper = [_curve[paper.R], _curve[paper.G], _curve[paper.B]];
        var light = _curve[EncodedGray.FromColor(paper)];
        var dark = _curve[EncodedGray.FromColor(ink ?? new Rgba32(0, 0, 0))];
        for (var i = 0; i < 256; i++)
        {
            _ofGray[i] = MathF.Abs(light - dark) < 1e-3f
                ? 0f : Math.Clamp((light - _curve[i]) / (light - dark), 0f, 1f);
            for (var channel = 0; channel < 3; channel++)
            {
                var from = _paper[channel];
                var to = _curve[i];
                var least = to < from ? (from - to) / from : to > from ? (to - from) / (1f - from) : 0f;
                _ofChannel[channel][i] = hasOwnColors ? Larger(least) : least;
            }
        }
    }

    /// <summary>The single ink; null if the colors of the image are preserved.</summary>
    public Rgba32? Ink { get; }

    /// <summary>True if several inks together provide the ink.</summary>
    public bool IsMixed => _mixture is not null;

    /// <summary>True if each dot gets its own ink.</summary>
    public bool HasOwnColors { get; }

    /// <summary>Returns the share of dots with colors of their own: close to the square root, and 1 in deep shadows,
    /// where gaps would show as white specks.</summary>
    private static float Larger(float share) =>
        MathF.Min(1f, MathF.Sqrt(share) + (0.06f * share * share * share * share));

    /// <summary>Computes the ink of a row of pixels, in [0,1].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Row(ReadOnlySpan<Rgba32> pixels, Span<float> ink)
    {
        if (_mixture is not null || Ink is not null)
        {
            for (var x = 0; x < pixels.Length; x++)
            {
                ink[x] = Share(pixels[x]);
            }

            return;
        }

        float[] reds = _ofChannel[0], greens = _ofChannel[1], blues = _ofChannel[2];
        for (var x = 0; x < pixels.Length && x < ink.Length; x++)
        {
            var p = pixels[x];
            ink[x] = Covered(Largest(reds[p.R], greens[p.G], blues[p.B]), p);
        }
    }

    /// <summary>Returns the ink of one pixel, in [0,1], multiplied by its opacity.</summary>
    public float Share(Rgba32 p)
    {
        var ink = _mixture is not null ? _mixture.Total(p)
            : Ink is null ? Largest(_ofChannel[0][p.R], _ofChannel[1][p.G], _ofChannel[2][p.B])
            : _ofGray[EncodedGray.FromColor(p with { A = 255 })];
        return Covered(ink, p);
    }

    /// <summary>Returns the largest of three shares. They are numbers, so that comparisons do, which cost less than
    /// <see cref="MathF.Max(float, float)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(float red, float green, float blue)
    {
        var largest = red > green ? red : green;
        return largest > blue ? largest : blue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Covered(float ink, Rgba32 p) => p.A == 255 ? ink : ink * p.A / 255f;

    /// <summary>Returns the ink color of one pixel, and its share of the paper.</summary>
    public (Rgba32 Color, float Ink) InkColor(Rgba32 p)
    {
        var share = Share(p with { A = 255 });
        return share <= 0 || p.A == 0 ? (p, 0f)
            : (new Rgba32(Unmix(_curve[p.R], 0, share), Unmix(_curve[p.G], 1, share), Unmix(_curve[p.B], 2, share)),
                share * p.A / 255f);
    }

    /// <summary>Returns the ink color that, covering its share of the paper, gives the mean color of a square of
    /// pixels.</summary>
    /// <param name="x">Center of the square.</param>
    /// <param name="y">Center of the square.</param>
    /// <param name="half">Half the side of the square.</param>
    /// <param name="growth">Area of the dot relative to the area that its ink requires; a larger dot gets a lighter
    /// ink, but less so in shadows, where dots overlap.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public Rgba32 MixedColor(Raster<Rgba32> image, float x, float y, float half, float growth = 1f)
    {
        int left = Math.Clamp((int)(x - half), 0, image.Width - 1),
            right = Math.Clamp((int)(x + half), left, image.Width - 1);
        int top = Math.Clamp((int)(y - half), 0, image.Height - 1),
            bottom = Math.Clamp((int)(y + half), top, image.Height - 1);
        var step = Math.Max(1, (right - left) / 8);
        float r = 0, g = 0, b = 0, ink = 0, weight = 0;
        for (var row = top; row <= bottom; row += step)
        {
            var pixels = image.Row(row);
            for (var column = left; column <= right; column += step)
            {
                var p = pixels[column];
                var opacity = p.A / 255f;
                r += _curve[p.R] * opacity;
                g += _curve[p.G] * opacity;
                b += _curve[p.B] * opacity;
                ink += Share(p);
                weight += opacity;
            }
        }

        if (weight <= 0 || ink <= 0)
        {
            return image.Row(
                Math.Clamp((int)y, 0, image.Height - 1))[Math.Clamp((int)x, 0, image.Width - 1)] with { A = 255 };
        }

        var share = ink / weight;
        share *= 1f + ((growth - 1f) * MathF.Max(0f, 1f - share));
        return new Rgba32(Unmix(r / weight, 0, share), Unmix(g / weight, 1, share), Unmix(b / weight, 2, share));
    }

    /// <summary>Returns the mean color of a square of pixels, ignoring transparent pixels.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public Rgba32 MeanColor(Raster<Rgba32> image, float x, float y, float half)
    {
        int left = Math.Clamp((int)(x - half), 0, image.Width - 1),
            right = Math.Clamp((int)(x + half), left, image.Width - 1);
        int top = Math.Clamp((int)(y - half), 0, image.Height - 1),
            bottom = Math.Clamp((int)(y + half), top, image.Height - 1);
        var sum = Vector3.Zero;
        var weight = 1e-6f;
        for (var row = top; row <= bottom; row++)
        {
            foreach (var p in image.Row(row)[left..(right + 1)])
            {
                var opacity = p.A / 255f;
                sum += opacity * _curve[p];
                weight += opacity;
            }
        }

        return new Rgba32(_curve.ToByte(sum.X / weight), _curve.ToByte(sum.Y / weight), _curve.ToByte(sum.Z / weight));
    }

    /// <summary>Solves mean = paper + share * (ink - paper) for the ink.</summary>
    private byte Unmix(float mean, int channel, float share)
    {
        return _curve.ToByte(Math.Clamp(_paper[channel] + ((mean - _paper[channel]) / share), 0f, 1f));
    }
}
