using Stylize.Engine.DotArt.Background;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Edges;

/// <summary>
/// Draws a photograph in ink with the extended difference of Gaussians (Winnemöller, Kyprianidis and Olsen, "XDoG: An
/// eXtended difference-of-Gaussians compendium including advanced image stylization", Computers and Graphics 2012,
/// equations 7 and 5): dark areas become ink, and edges within them lines of ink or of paper. Before, tones become
/// relative to their surroundings, so that skin in shade keeps its features, and only what is dark itself becomes
/// black. After, the difference is smoothed along the edges (the flow of the paper), so that lines are strokes with
/// pointed ends instead of rows of spots.
/// </summary>
internal static class ExtendedDifference
{
    /// <summary>Standard deviation of the narrower Gaussian, in pixels of the copy that is drawn.</summary>
    public const double Sigma = 1.6;

    /// <summary>Width of the positive part of the difference of two Gaussians, in standard deviations of the narrower
    /// one: 2 sqrt(2 ln k / (1 - 1 / k^2)) for k = <see cref="Ratio"/>.</summary>
    private const double LobeWidth = 2.4840;

    /// <summary>Standard deviation of the wider Gaussian, relative to the narrower one.</summary>
    private const float Ratio = 1.6f;

    /// <summary>Slope of the tones between ink and paper.</summary>
    private const float Slope = 6f;

    /// <summary>Width of the lines as a share of the longest side of the image, if none is given, but at least a pixel:
    /// that of a copy of 1000 pixels.</summary>
    private const double UsualLineWidth = LobeWidth * Sigma / 1000;

    /// <summary>Largest side of the copy in pixels.</summary>
    private const double MaxSide = 4000;

    /// <summary>Standard deviation of the smoothing along edges, in pixels of the copy.</summary>
    private const float SigmaAlong = 4f;

    /// <summary>Size of the surroundings and of an area, as shares of the longest side.</summary>
    private const float SurroundingsSize = 1f / 14f, AreaSize = 1f / 100f;

    /// <summary>Tone of a pixel as light as its surroundings, change of the tone with one standard deviation of the
    /// surroundings, and what is added to that deviation, so that even areas keep their calm.</summary>
    private const float Middle = 0.64f, Contrast = 0.2f, MinDeviation = 0.08f;

    /// <summary>How much black areas are darker, the brightness up to which an area is black, and that from which it is
    /// not.</summary>
    private const float Black = 0.2f, BlackUntil = 0.06f, LightFrom = 0.3f;

    /// <summary>Returns the number of pixels of the copy on which lines of the requested width are drawn.</summary>
    public static double PixelsOf(DotArtPlan plan)
    {
        double longest = Math.Max(plan.Width, plan.Height);
        var lineWidth = plan.Options.Lines.LineWidth is { } length ? length.Millimeters / plan.Sheet.Scale
            : Math.Max(1, UsualLineWidth * longest);
        var scale = Math.Min(MaxSide / longest, LobeWidth * Sigma / lineWidth);
        return Math.Max(1, plan.Width * scale) * Math.Max(1, plan.Height * scale);
    }

    /// <summary>Replaces the pixels of an image with mixtures of ink and paper.</summary>
    /// <param name="image">The image, whose transparent pixels become paper.</param>
    /// <param name="ink">The color of the ink.</param>
    public static void Draw(
        Raster<Rgba32> image, Rgba32 ink, Rgba32 paper, LineOptions lines, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        var threshold = lines.InkThreshold;
        using var difference = Difference(image, lines.InkSharpness, maxThreads, cancellation);
        RowBands.ForEachRow(image.Height, maxThreads, cancellation, y =>
        {
            var row = image.Row(y);
            var values = difference.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var share = Share(values[x], threshold);
                row[x] = new Rgba32(Mix(paper.R, ink.R, share), Mix(paper.G, ink.G, share), Mix(paper.B, ink.B, share));
            }
        });
    }

    /// <summary>Returns the outlines of the areas of which ink covers more than half, as closed lines whose first point
    /// is repeated.
    /// </summary>
    /// <param name="image">The image, whose transparent pixels become paper.</param>
    /// <param name="background">Pixels with <see cref="BackgroundMask.Bit"/> become paper; null for none.</param>
    /// <param name="radius">Half the width of the lines.</param>
    public static StrokeSet Outline(
        Raster<Rgba32> image, Rgba32 ink, float radius, LineOptions lines, Raster<ushort>? background,
        ThreadGrant maxThreads, CancellationToken cancellation)
    {
        // tanh(slope * 0.0915) = 1/2. Spots narrower than 1.5 line widths look like dirt; holes, such as the light in
        // an eye, do not.
        const float HalfInk = 0.5493061f / Slope;
        const float Square = (float)(LobeWidth * Sigma * LobeWidth * Sigma), MinArea = 2.25f * MathF.PI / 4 * Square,
            MinHole = Square / 4;
        var threshold = lines.InkThreshold;
        using var difference = Difference(image, lines.InkSharpness, maxThreads, cancellation);
        for (var y = 0; background is not null && y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                difference.Row(y)[x] = (background.Row(y)[x] & BackgroundMask.Bit) != 0 ? 1f : difference.Row(y)[x];
            }
        }

        var strokes = new StrokeSet();
        foreach (var outline in AreaOutlines.Trace(difference, threshold - HalfInk, MinArea, MinHole, cancellation))
        {
            strokes.Add([.. outline.Append(outline[0]).Select(point => new Dot(point.X, point.Y, radius, ink))]);
        }

        return strokes;
    }

    private static byte Mix(byte paper, byte ink, float share) => (byte)(paper + ((ink - paper) * share) + 0.5f);

    /// <summary>Returns the share of ink: 0 from the threshold, below it -tanh(slope * (value - threshold)).</summary>
    private static float Share(float value, float threshold)
    {
        if (value >= threshold) return 0f;

        var power = PortableMath.Exp(2 * Slope * (double)(value - threshold));
        return (float)((1 - power) / (1 + power));
    }

    /// <summary>Returns (1 + p) G(sigma) - p G(k sigma) of the relative tones of the image, smoothed along its edges.
    /// The caller owns the plane.</summary>
    private static Raster<float> Difference(
        Raster<Rgba32> image, float sharpness, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var (width, height) = (image.Width, image.Height);
        using var narrow = new Raster<float>(width, height);
        for (var y = 0; y < height; y++)
        {
            EncodedGray.Row(image.Row(y), narrow.Row(y));
            TensorPrimitives.Divide(narrow.Row(y), 255f, narrow.Row(y));
        }

        Relate(narrow, maxThreads, cancellation);
        using var wide = narrow.Clone();
        GaussianBlur.Apply(narrow, (float)Sigma, maxThreads, cancellation);
        GaussianBlur.Apply(wide, (float)Sigma * Ratio, maxThreads, cancellation);
        for (var y = 0; y < height; y++)
        {
            var row = narrow.Row(y);
            TensorPrimitives.Subtract<float>(row, wide.Row(y), wide.Row(y));
            TensorPrimitives.MultiplyAdd(wide.Row(y), sharpness, row, row);
        }

        using var field = TangentField.FromImage(image, maxThreads, cancellation);
        return field.Smooth(narrow, SigmaAlong, maxThreads, cancellation);
    }

    /// <summary>Makes the tones of a plane relative to the mean and the standard deviation of their surroundings, and
    /// darkens areas that are dark themselves.</summary>
    private static void Relate(Raster<float> plane, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var side = Math.Max(plane.Width, plane.Height);
        using var mean = new SmoothPlane(plane, SurroundingsSize * side, ofSquares: false, maxThreads, cancellation);
        using var squares = new SmoothPlane(plane, SurroundingsSize * side, ofSquares: true, maxThreads, cancellation);
        using var area = new SmoothPlane(plane, AreaSize * side, ofSquares: false, maxThreads, cancellation);
        RowBands.ForEachRow(
            plane.Height, maxThreads, cancellation, y => RelateRow(plane.Row(y), y, mean, squares, area));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RelateRow(Span<float> row, int y, SmoothPlane mean, SmoothPlane squares, SmoothPlane area)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var around = mean.At(x, y);
            var deviation = MathF.Sqrt(Math.Max(0f, squares.At(x, y) - (around * around)));
            var light = Math.Clamp((area.At(x, y) - BlackUntil) / (LightFrom - BlackUntil), 0f, 1f);
            row[x] = Middle + (Contrast * (row[x] - around) / (deviation + MinDeviation)) - (Black * (1 - light));
        }
    }

    /// <summary>A plane, or that of its squares, smoothed by a Gaussian of several pixels on the means of
    /// blocks.</summary>
    private sealed class SmoothPlane : IDisposable
    {
        private const float BlockSigma = 4f;
        private readonly Raster<float> _blocks;
        private readonly int _size;

        public SmoothPlane(
            Raster<float> plane, float sigma, bool ofSquares, ThreadGrant maxThreads, CancellationToken cancellation)
        {
            _size = Math.Max(1, (int)(sigma / BlockSigma));
            using var squared = new PooledBuffer<float>(plane.Width);
            _blocks = new BlockMeans<float, double>(plane.Width, plane.Height, _size, y =>
            {
                if (!ofSquares) return plane.Row(y);

                TensorPrimitives.Multiply(plane.Row(y), plane.Row(y), squared.Span);
                return squared.Span;
            }).ToPlane();
            GaussianBlur.Apply(_blocks, sigma / _size, maxThreads, cancellation);
        }

        public float At(int x, int y) => Bilinear.At(_blocks, (x + 0.5f) / _size, (y + 0.5f) / _size);

        public void Dispose() => _blocks.Dispose();
    }
}
