using Stylize.Engine.DotArt.Background;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The tone distribution on a halftone grid: the dot of each cell covers the mean ink of the cell. Dots of
/// half cells at the edge of the image have their whole size and are clipped by the image.</summary>
/// <param name="background">Pixels with <see cref="BackgroundMask.Bit"/> get no ink; null for no background.</param>
internal sealed class LatticeDistribution(
    Raster<Rgba32> image, InkScale scale, DotArtPlan plan, DotSizing sizing, Raster<ushort>? background,
    OperationContext context)
{
    private readonly DotArtOptions _options = plan.Options;

    /// <param name="count">The wanted number of dots.</param>
    public DotSet Place(int count)
    {
        var pitch = HalftoneGrid.PitchOf(_options.Pattern, image.PixelCount, count);
        var grid = new HalftoneGrid(_options.Pattern, image.Width, image.Height, pitch);
        using var inks = new PooledBuffer<float>(grid.Count);
        InEachPart(i => inks.Span[i] = MeanInk(grid, i));
        using var dots = new PooledBuffer<Dot>(grid.Count, clear: true);
        var side = MathF.Sqrt(grid.CellWidth * grid.CellHeight);
        var unit = side * HalftoneGrid.PitchOf(_options.Pattern, 1, 1);
        var jitter = MathF.Min(_options.PositionJitter, SeparatedRadii.MaxJitter * unit);
        var decimals = (float)PortableMath.Pow(10f, _options.Precision);

        // Rounded coordinates may be closer by sqrt(2) steps of half a unit each.
        var largest = (MathF.Min(unit, MathF.Min(grid.CellWidth, 2 * grid.CellHeight)) / 2f) - jitter
            - (0.71f / decimals);
        var equal = sizing.AdaptiveSizing ? (float?)null : Radius(inks.Span.ToArray().Average(), side, unit);
        InEachPart(i =>
        {
            var ink = inks.Span[i];
            if (ink < ToneDensity.MinInk) return;

            var random = new PixelRandom(i, _options.Seed);
            var (x, y) = grid.Center(i);
            var radius = (equal ?? Radius(ink, side, unit)) * (1f + (sizing.SizeVariation * random.Signed(2)));
            var color = scale.Ink ?? scale.MixedColor(image, x, y, side / 2f);
            (x, y) = (x + (jitter * random.Signed(0)), y + (jitter * random.Signed(1)));
            var opacity = MathF.Max(1f - (_options.OpacityVariation * random.Unit(3)), ToneDistribution.MinOpacity);
            dots.Span[i] = new Dot(
                MathF.Round(x * decimals) / decimals, MathF.Round(y * decimals) / decimals,
                sizing.AllowOverlap ? radius : MathF.Min(radius, largest),
                color with { A = (byte)((opacity * 255f) + 0.5f) });
        });
        return Rounded(dots.Span);

        void InEachPart(Action<int> work) =>
            RowBands.ForEachRow(grid.Count, context.MaxThreads, context.Cancellation, i =>
            {
                work(i);
            }, ToneDistribution.DotsPerPart);
    }

    /// <summary>Returns the dots with radii rounded to the steps of the file; downward if they must not
    /// overlap.</summary>
    private DotSet Rounded(Span<Dot> dots)
    {
        var largest = 0f;
        foreach (ref readonly var dot in dots)
        {
            largest = MathF.Max(largest, dot.Radius);
        }

        var step = RadiusSteps.Step(largest, RadiusSteps.MaxToneSizes, _options.Precision);
        var set = new DotSet(dots.Length);
        foreach (ref readonly var dot in dots)
        {
            var steps = MathF.Floor((dot.Radius / step) + (sizing.AllowOverlap ? 0.5f : 1e-3f));
            if (steps > 0)
            {
                set.Add(dot with { Radius = steps * step });
            }
        }

        return set;
    }

    /// <summary>Returns the radius of a dot that covers a share of its cell.</summary>
    /// <param name="side">Square root of the area of a cell.</param>
    /// <param name="unit">Distance of neighboring dots.</param>
    private float Radius(float ink, float side, float unit)
    {
        if (sizing.AllowOverlap && sizing.Shape == DotShape.Circle)
        {
            return unit * HalftoneGrid.RadiusOf(_options.Pattern, MathF.Min(1f, ink));
        }

        return side * MathF.Sqrt(ink / ShapeArea.Unit(sizing.Shape));
    }

    /// <summary>Returns the mean ink of the part of a cell within the image. Pixels on the border of the cell count
    /// with their share inside it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private float MeanInk(in HalftoneGrid grid, int dot)
    {
        var (x, y) = grid.Center(dot);
        float left = MathF.Max(0f, x - (grid.CellWidth / 2f)),
            right = MathF.Min(image.Width, x + (grid.CellWidth / 2f));
        float top = MathF.Max(0f, y - (grid.CellHeight / 2f)),
            bottom = MathF.Min(image.Height, y + (grid.CellHeight / 2f));
        float sum = 0, weight = 0;
        for (var row = (int)top; row < Math.Min(bottom, image.Height); row++)
        {
            var high = MathF.Min(bottom, row + 1) - MathF.Max(top, row);
            var pixels = image.Row(row);
            var marks = background is null ? default : background.Row(row);
            for (var column = (int)left; column < Math.Min(right, image.Width); column++)
            {
                var part = high * (MathF.Min(right, column + 1) - MathF.Max(left, column));
                weight += part;
                sum += marks.Length > 0 && (marks[column] & BackgroundMask.Bit) != 0
                    ? 0f : part * scale.Share(pixels[column]);
            }
        }

        return weight > 0 ? sum / weight : 0f;
    }
}
