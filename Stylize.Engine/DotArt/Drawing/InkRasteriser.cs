using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Draws the dots of several inks that let each other through: their pictures on white, multiplied.</summary>
internal static class InkRasteriser
{
    /// <summary>Draws the dots, whose inks follow one another.</summary>
    /// <param name="paper">Color of the paper, or null for a transparent one.</param>
    /// <param name="precision">Decimals of a coordinate, as in the SVG.</param>
    public static Raster<Rgba32> Draw(
        DotSet set, int width, int height, DotShape shape, Rgba32? paper, int precision, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        var white = new Rgba32(255, 255, 255);
        var image = new Raster<Rgba32>(width, height);
        image.Fill(paper ?? white);
        var dots = set.Dots;
        for (var first = 0; first < dots.Length;)
        {
            var end = Dot.EndOfColor(dots, first);
            using var ink = new DotSet(end - first);
            foreach (var dot in dots[first..end])
            {
                ink.Add(dot);
            }

            using var drawn = DotRasteriser.Draw(ink, width, height, shape, white, precision, maxThreads, cancellation);
            RowBands.ForEach(height, maxThreads, cancellation, (_, top, bottom) =>
            {
                for (var y = top; y < bottom; y++)
                {
                    Multiply(image.Row(y), drawn.Row(y));
                }
            });
            first = end;
        }

        return paper is null ? Lift(image) : image;
    }

    private static void Multiply(Span<Rgba32> under, ReadOnlySpan<Rgba32> over)
    {
        static byte Product(byte a, byte b) => (byte)(((a * b) + 127) / 255);
        for (var x = 0; x < under.Length; x++)
        {
            var (u, o) = (under[x], over[x]);
            under[x] = new Rgba32(Product(u.R, o.R), Product(u.G, o.G), Product(u.B, o.B), u.A);
        }
    }

    /// <summary>Makes white transparent: the least opacity at which a color gives the picture on white.</summary>
    private static Raster<Rgba32> Lift(Raster<Rgba32> image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            foreach (ref var p in image.Row(y))
            {
                var alpha = 255 - Math.Min(p.R, Math.Min(p.G, p.B));
                byte Color(byte c) => (byte)(255 - ((255 - c) * 255 / Math.Max(1, alpha)));
                p = alpha == 0 ? default : new Rgba32(Color(p.R), Color(p.G), Color(p.B), (byte)alpha);
            }
        }

        return image;
    }
}
