namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Fills the areas between closed lines of one color by the even-odd rule. Coverage is exact horizontally and the mean of 16 scan
/// lines vertically.</summary>
internal static class AreaRasterizer
{
    private const int Samples = 16;

    /// <param name="set">The points of the closed lines.</param>
    /// <param name="paper">Color of the paper, or null for a transparent one.</param>
    public static Raster<Rgba32> Draw(
        DotSet set, int width, int height, Rgba32? paper, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var image = new Raster<Rgba32>(width, height);
        RowBands.ForEach(height, maxThreads, cancellation, (_, first, end) =>
        {
            List<float>[] crossings = [.. Enumerable.Range(0, (end - first) * Samples).Select(_ => new List<float>())];
            AddCrossings(set, crossings, first);
            using var cover = new PooledBuffer<float>(width + 2);
            for (var y = first; y < end; y++)
            {
                cover.Span.Clear();
                for (var sample = 0; sample < Samples; sample++)
                {
                    var row = crossings[((y - first) * Samples) + sample];
                    row.Sort();
                    for (var i = 0; i + 1 < row.Count; i += 2)
                    {
                        AddEdge(cover.Span, row[i], 1f / Samples, width);
                        AddEdge(cover.Span, row[i + 1], -1f / Samples, width);
                    }
                }

                Blend(image.Row(y), cover.Span, set.Count > 0 ? set.Dots[0].Color : default, paper);
            }
        });
        return image;
    }

    /// <summary>Adds where the closed lines cross the scan lines of a band.</summary>
    private static void AddCrossings(DotSet set, List<float>[] crossings, int top)
    {
        for (var line = 0; line < set.Starts!.Length; line++)
        {
            var own = set.Line(line);
            for (var i = 0; i < own.Length; i++)
            {
                var (a, b) = (own[i], own[(i + 1) % own.Length]);
                var (upper, lower) = a.Y < b.Y ? (a, b) : (b, a);

                // The scan lines at top + (s + 0.5) / samples from the upper end up to, but without, the lower end.
                var from = Math.Max(0, (int)MathF.Ceiling(((upper.Y - top) * Samples) - 0.5f));
                var to = Math.Min(crossings.Length, (int)MathF.Ceiling(((lower.Y - top) * Samples) - 0.5f));
                for (var s = from; s < to; s++)
                {
                    var t = (top + ((s + 0.5f) / Samples) - upper.Y) / (lower.Y - upper.Y);
                    crossings[s].Add(upper.X + (t * (lower.X - upper.X)));
                }
            }
        }
    }

    private static void AddEdge(Span<float> cover, float x, float height, int width)
    {
        x = Math.Clamp(x, 0f, width);
        var pixel = (int)x;
        cover[pixel] += height * (1 - (x - pixel));
        cover[pixel + 1] += height * (x - pixel);
    }

    private static void Blend(Span<Rgba32> row, ReadOnlySpan<float> cover, Rgba32 ink, Rgba32? paper)
    {
        var share = 0f;
        for (var x = 0; x < row.Length; x++)
        {
            share = MathF.Min(1f, share + cover[x]);
            row[x] = paper is not { } under ? ink with { A = (byte)(Math.Max(0f, 255f * share) + 0.5f) }
                : new Rgba32(Mix(under.R, ink.R), Mix(under.G, ink.G), Mix(under.B, ink.B));
        }

        byte Mix(byte from, byte to) => (byte)(from + ((to - from) * Math.Clamp(share, 0f, 1f)) + 0.5f);
    }
}
