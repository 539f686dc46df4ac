using Stylize.Engine.DotArt.Background;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The ink of an image, resampled such that a Voronoi cell has 14 to about 80 pixels, which is enough for an accurate centroid and
/// limits the work.</summary>
internal sealed class InkPlane : IDisposable
{
    private const double MinPixelsPerDot = 14;
    private const double ReducedPixelsPerDot = 20;
    private const int MaxEnlargement = 8;

    private InkPlane(Raster<float> ink, float pixelSize)
    {
        (Ink, PixelSize) = (ink, pixelSize);
    }

    /// <summary>Ink of each pixel: the share to be covered, in [0,1].</summary>
    public Raster<float> Ink { get; }

    /// <summary>Side of a pixel of the plane, in source pixels.</summary>
    public float PixelSize { get; }

    /// <summary>Returns the area that the ink of an image covers, in source pixels.</summary>
    public static double Total(
        Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var bands = new double[RowBands.Count(image.Height)];
        RowBands.ForEach(image.Height, maxThreads, cancellation, (band, first, end) =>
        {
            using var row = new PooledBuffer<float>(image.Width);
            var sum = 0.0;
            for (var y = first; y < end; y++)
            {
                InkRow(image, scale, background, y, row.Span);
                var line = 0f;
                foreach (var v in row.Span)
                {
                    line += v;
                }

                sum += line;
            }

            bands[band] = sum;
        });
        return bands.Sum();
    }

    /// <param name="background">Pixels with <see cref="BackgroundMask.Bit"/> get no ink; null for no background.</param>
    public static InkPlane Create(
        Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, int dots, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var perDot = (double)image.PixelCount / dots;
        if (perDot < MinPixelsPerDot)
        {
            var times = Math.Min(MaxEnlargement, (int)Math.Ceiling(Math.Sqrt(MinPixelsPerDot / perDot)));
            return Enlarge(image, scale, background, times, maxThreads, cancellation);
        }

        var part = Math.Max(1, Math.Min((int)Math.Sqrt(perDot / ReducedPixelsPerDot), Math.Min(image.Width, image.Height)));
        return Reduce(image, scale, background, part, maxThreads, cancellation);
    }

    public void Dispose() => Ink.Dispose();

    /// <summary>Replaces each source pixel with a square of pixels.</summary>
    private static InkPlane Enlarge(
        Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, int times, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var ink = new Raster<float>(image.Width * times, image.Height * times);
        RowBands.ForEach(image.Height, maxThreads, cancellation, (_, first, end) =>
        {
            using var row = new PooledBuffer<float>(image.Width);
            for (var y = first; y < end; y++)
            {
                InkRow(image, scale, background, y, row.Span);
                var target = ink.Row(y * times);
                for (var x = 0; x < target.Length; x++)
                {
                    target[x] = row.Span[x / times];
                }

                for (var copy = 1; copy < times; copy++)
                {
                    target.CopyTo(ink.Row((y * times) + copy));
                }
            }
        });
        return new InkPlane(ink, 1f / times);
    }

    /// <summary>Replaces each square of source pixels with their mean.</summary>
    private static InkPlane Reduce(
        Raster<Rgba32> image, InkScale scale, Raster<ushort>? background, int part, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var ink = new Raster<float>((image.Width + part - 1) / part, (image.Height + part - 1) / part);
        RowBands.ForEach(ink.Height, maxThreads, cancellation, (_, first, end) =>
        {
            using var row = new PooledBuffer<float>(image.Width);
            for (var y = first; y < end; y++)
            {
                var target = ink.Row(y);
                target.Clear();
                for (var line = y * part; line < Math.Min(image.Height, (y + 1) * part); line++)
                {
                    InkRow(image, scale, background, line, row.Span);
                    for (int to = 0, x = 0; to < target.Length; to++)
                    {
                        var sum = 0f;
                        for (var stop = Math.Min(image.Width, x + part); x < stop; x++)
                        {
                            sum += row.Span[x];
                        }

                        target[to] += sum / (part * part);
                    }
                }
            }
        });
        return new InkPlane(ink, part);
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

/// <summary>Computes the ink of a pixel: the share of the paper to cover such that ink and paper average to the tone or color of the pixel.
/// For one ink, this is (paper - pixel) / (paper - ink) of their grays (Murray-Davies equation; Murray, 1936). If colors are preserved, it
/// is the smallest share for which an ink color exists that gives the color of the pixel, which is 1 - min(r, g, b) on white paper. The
/// tone curve determines whether encoded or linear values are used.</summary>
internal sealed class InkScale
{
    private readonly float[] _curve = new float[256];
    private readonly float[] _ofGray = new float[256];
    private readonly float[][] _ofChannel = [new float[256], new float[256], new float[256]];
    private readonly float[] _paper;
    private readonly ToneCurve _tone;
    private readonly bool _keepsColor;
    private readonly InkMixture? _mixture;

    /// <param name="tone">Encoded or linear values.</param>
    /// <param name="paper">Color of the paper; white if it is transparent.</param>
    /// <param name="ink">The single ink; null to preserve the colors of the image.</param>
    /// <param name="mixture">Several inks that together provide the ink; or null.</param>
    public InkScale(ToneCurve tone, Rgba32 paper, Rgba32? ink, InkMixture? mixture = null)
    {
        (_mixture, _tone) = (mixture, tone);
        _keepsColor = ink is null;
        for (var i = 0; i < 256; i++)
        {
            _curve[i] = tone == ToneCurve.Linear ? Srgb.ToLinear((byte)i) : i / 255f;
        }

        _paper = [_curve[paper.R], _curve[paper.G], _curve[paper.B]];
        var light = _curve[EncodedGray.Of(paper)];
        var dark = _curve[EncodedGray.Of(ink ?? new Rgba32(0, 0, 0))];
        for (var i = 0; i < 256; i++)
        {
            _ofGray[i] = MathF.Abs(light - dark) < 1e-3f ? 0f : Math.Clamp((light - _curve[i]) / (light - dark), 0f, 1f);
            for (var channel = 0; channel < 3; channel++)
            {
                var from = _paper[channel];
                var to = _curve[i];
                _ofChannel[channel][i] = to < from ? (from - to) / from : to > from ? (to - from) / (1f - from) : 0f;
            }
        }
    }

    /// <summary>Computes the ink of a row of pixels, in [0,1].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Row(ReadOnlySpan<Rgba32> pixels, Span<float> ink)
    {
        for (var x = 0; x < pixels.Length; x++)
        {
            ink[x] = Of(pixels[x]);
        }
    }

    /// <summary>Returns the ink of one pixel, in [0,1], multiplied by its opacity.</summary>
    public float Of(Rgba32 p)
    {
        var ink = _mixture is not null ? _mixture.Total(p)
            : _keepsColor
            ? MathF.Max(_ofChannel[0][p.R], MathF.Max(_ofChannel[1][p.G], _ofChannel[2][p.B]))
            : _ofGray[EncodedGray.Of(p with { A = 255 })];
        return p.A == 255 ? ink : ink * p.A / 255f;
    }

    /// <summary>Returns the ink color that, covering its share of the paper, gives the mean color of a square of pixels.</summary>
    /// <param name="x">Center of the square.</param>
    /// <param name="y">Center of the square.</param>
    /// <param name="half">Half the side of the square.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public Rgba32 MixedColor(Raster<Rgba32> image, float x, float y, float half)
    {
        int left = Math.Clamp((int)(x - half), 0, image.Width - 1), right = Math.Clamp((int)(x + half), left, image.Width - 1);
        int top = Math.Clamp((int)(y - half), 0, image.Height - 1), bottom = Math.Clamp((int)(y + half), top, image.Height - 1);
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
                ink += Of(p);
                weight += opacity;
            }
        }

        if (weight <= 0 || ink <= 0)
        {
            return image.Row(Math.Clamp((int)y, 0, image.Height - 1))[Math.Clamp((int)x, 0, image.Width - 1)] with { A = 255 };
        }

        var share = ink / weight;
        return new Rgba32(Unmix(r / weight, 0, share), Unmix(g / weight, 1, share), Unmix(b / weight, 2, share));
    }

    /// <summary>Returns the mean color of a square of pixels in linear light, ignoring transparent pixels.</summary>
    public static Rgba32 MeanColor(Raster<Rgba32> image, float x, float y, float half)
    {
        int left = Math.Clamp((int)(x - half), 0, image.Width - 1), right = Math.Clamp((int)(x + half), left, image.Width - 1);
        int top = Math.Clamp((int)(y - half), 0, image.Height - 1), bottom = Math.Clamp((int)(y + half), top, image.Height - 1);
        float r = 0, g = 0, b = 0, weight = 1e-6f;
        for (var row = top; row <= bottom; row++)
        {
            foreach (var p in image.Row(row)[left..(right + 1)])
            {
                var opacity = p.A / 255f;
                r += Srgb.ToLinear(p.R) * opacity;
                g += Srgb.ToLinear(p.G) * opacity;
                b += Srgb.ToLinear(p.B) * opacity;
                weight += opacity;
            }
        }

        return new Rgba32(Srgb.ToByte(r / weight), Srgb.ToByte(g / weight), Srgb.ToByte(b / weight));
    }

    /// <summary>Solves mean = paper + share * (ink - paper) for the ink.</summary>
    private byte Unmix(float mean, int channel, float share)
    {
        var value = Math.Clamp(_paper[channel] + ((mean - _paper[channel]) / share), 0f, 1f);
        return _tone == ToneCurve.Linear ? Srgb.ToByte(value) : (byte)((value * 255f) + 0.5f);
    }
}
