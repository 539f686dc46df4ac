using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Washes;

/// <summary>The wash distribution: translucent discs in layers, from large to small, as in painterly rendering
/// (Hertzmann, SIGGRAPH 1998). Each disc gets the color that brings the painting below it nearest to the image. Discs
/// that would change little are left out.</summary>
/// <param name="plane">The image with <see cref="PlanePixels"/> pixels.</param>
/// <param name="background">Pixels of the plane with <see cref="Background.BackgroundMask.Bit"/> stay blank; null for
/// none.</param>
internal sealed class WashDistribution(
    Raster<Rgba32> plane, Raster<ushort>? background, DotArtPlan plan, OperationContext context)
{
    /// <summary>Number of pixels of the plane on which discs are placed, whatever the size of the image.</summary>
    public const int PlanePixels = 250_000;

    /// <summary>Radii of the layers, in thousandths of the square root of the area.</summary>
    private static readonly float[] Radii = [70f, 38f, 20f, 11f, 6f];

    /// <summary>Distance of the discs of a layer relative to their radius, and their largest shift relative to this
    /// distance.</summary>
    private const float Spacing = 1.15f, MaxShift = 0.35f;

    /// <summary>Difference of a channel from which a disc is painted.</summary>
    private const float MinDifference = 0.08f;

    /// <summary>Blank paper around the painting, in thousandths of the square root of the area.</summary>
    private const float Margin = 12f;
    private readonly float _unit = MathF.Sqrt(plane.PixelCount) / 1000f;

    /// <summary>Returns the discs in the order in which they are painted, in pixels of the plane.</summary>
    /// <param name="count">Number of discs; null for radii of the usual size.</param>
    public DotSet Place(int? count)
    {
        using var target = Target();
        if (count is not { } wanted) return Paint(target, 1f);

        // The largest radii that give enough discs.
        float low = 0.1f, high = 8f;
        for (var round = 0; round < 10; round++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var middle = MathF.Sqrt(low * high);
            using var tried = Paint(target, middle);
            (low, high) = tried.Count >= wanted ? (middle, high) : (low, middle);
            if (tried.Count >= wanted && tried.Count <= wanted + (wanted / 50)) break;
        }

        var dots = Paint(target, low);
        if (dots.Count < wanted)
        {
            context.Warning?.Invoke($"Only {dots.Count} of {wanted} requested dots fit into the image.");
        }

        dots.Truncate(Math.Min(dots.Count, wanted));
        return dots;
    }

    /// <summary>Returns the wanted colors: the image on the paper, or its tone in one color.</summary>
    private Raster<Vector4> Target()
    {
        var paper = WashStyle.Vector(plan.PaperOrWhite);
        var ink = plan.Color is { } single ? WashStyle.Vector(single) : (Vector4?)null;
        var target = new Raster<Vector4>(plane.Width, plane.Height);
        for (var y = 0; y < target.Height; y++)
        {
            var pixels = plane.Row(y);
            var to = target.Row(y);
            for (var x = 0; x < to.Length; x++)
            {
                var pixel = pixels[x];
                var isBlank = background is not null && (background.Row(y)[x] & Background.BackgroundMask.Bit) != 0;
                var opacity = isBlank ? 0f : pixel.A / 255f;
                var color = ink is { } one
                    ? Vector4.Lerp(one, paper, EncodedGray.FromColor(pixel with { A = 255 }) / 255f)
                    : WashStyle.Vector(pixel) * paper;
                to[x] = Vector4.Lerp(paper, color, opacity);
            }
        }

        return target;
    }

    private DotSet Paint(Raster<Vector4> target, float scale)
    {
        using var canvas = new WashCanvas(target, plan.PaperOrWhite);
        var spots = Radii.Sum(radius => (int)Math.Min(DotArtOptions.MaxDots, Grid(radius * scale * _unit).Count));
        var dots = new DotSet(Math.Min(spots, DotArtOptions.MaxDots));
        for (var layer = 0; layer < Radii.Length; layer++)
        {
            PaintLayer(canvas, dots, Radii[layer] * scale * _unit, layer);
        }

        return dots;
    }

    private void PaintLayer(WashCanvas canvas, DotSet dots, float radius, int layer)
    {
        var (columns, rows, count) = Grid(radius);
        var seed = plan.Options.Seed + (layer * 7919);
        var margin = Margin * _unit;
        using var order = new PooledBuffer<int>((int)Math.Min(count, DotArtOptions.MaxDots));
        using var keys = new PooledBuffer<float>(order.Length);
        for (var i = 0; i < order.Length; i++)
        {
            (order.Span[i], keys.Span[i]) = (i, new PixelRandom(i, seed).Unit(3) + (i * 1e-9f));
        }

        keys.Span.Sort(order.Span);
        foreach (var i in order.Span)
        {
            var random = new PixelRandom(i, seed);
            var (row, column) = (i / columns, i % columns);
            var size = radius * (1f + (plan.Options.SizeVariation * random.Signed(2)));
            var x = Spread(column + (0.5f * (row & 1)) + (MaxShift * random.Signed(0)), columns, plane.Width);
            var y = Spread(row + 0.5f + (MaxShift * random.Signed(1)), rows, plane.Height);
            var inset = size + (margin * (1f + (0.5f * random.Signed(2))));
            x = Inside(x, inset, plane.Width);
            y = Inside(y, inset, plane.Height);
            if (canvas.Color(x, y, size, MinDifference) is { } color && dots.Count < DotArtOptions.MaxDots)
            {
                canvas.Paint(x, y, size, color);
                dots.Add(new Dot(x, y, size, color));
            }
        }
    }

    private (int Columns, int Rows, long Count) Grid(float radius)
    {
        var columns = Math.Max(1, (int)MathF.Ceiling(plane.Width / (Spacing * radius))) + 1;
        var rows = Math.Max(1, (int)MathF.Ceiling(plane.Height / (Spacing * HalftoneGrid.HexagonalRow * radius)));
        return (columns, rows, (long)columns * rows);
    }

    private static float Spread(float at, int count, int size) => at / count * size;

    private static float Inside(float at, float distance, int size) =>
        2 * distance >= size ? size / 2f : Math.Clamp(at, distance, size - distance);
}
