namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>The number of outermost pixels of each side that belong to a uniform border of at most a cell, such as the
/// frame of a scan, or to a single damaged line. A border that narrow would give some cells its color and others
/// not.</summary>
/// <example><code>
/// using var scan = new Raster&lt;Rgba32>(40, 40);
/// for (var i = 0; i != 1600; i++)
/// {
///     scan[i % 40, i / 40] = i % 40 == 0 ? new Rgba32(0, 0, 0) : new Rgba32((byte)(i * 7), (byte)(i * 13), 200);
/// }
///
/// Assert.Equal(new PictureRim(1, 0, 0, 0), PictureRim.Find(scan, cellWidth: 4, cellHeight: 4));
/// </code></example>
internal readonly record struct PictureRim(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Largest standard deviation of a channel in a line of a border, and smallest difference of the mean of a
    /// line of mixed color from that of the next line.</summary>
    private const float MaxDeviation = 4;

    /// <summary>Maximum number of lines of mixed color between a border and the picture, as scanners sharpen
    /// them.</summary>
    private const int MixedLines = 3;

    /// <summary>Smallest difference of the mean of the outermost line from that of the next one, and smallest ratio of
    /// this difference to that of the next two lines, for the outermost one to be damaged.</summary>
    private const float DamagedDifference = 24, DamagedRatio = 6;

    /// <summary>Replaces the border by the pixels next to it.</summary>
    public void Clear(Raster<Rgba32> image)
    {
        var (width, height) = (image.Width, image.Height);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            row[..Left].Fill(row[Left]);
            row[(width - Right)..].Fill(row[width - 1 - Right]);
        }

        for (var y = 0; y < Top; y++)
        {
            image.Row(Top).CopyTo(image.Row(y));
        }

        for (var y = height - Bottom; y < height; y++)
        {
            image.Row(height - 1 - Bottom).CopyTo(image.Row(y));
        }
    }

    /// <summary>Returns the border of an image, 0 at sides without one. Transparent pixels are no border.</summary>
    /// <param name="cellWidth">Width of a cell in pixels.</param>
    /// <param name="cellHeight">Height of a cell in pixels.</param>
    public static PictureRim Find(Raster<Rgba32> image, double cellWidth, double cellHeight)
    {
        var (right, bottom) = (image.Width - 1, image.Height - 1);
        return new PictureRim(
            Lines(image.Width, cellWidth, x => Line.FromPixels(image.Height, (int)cellHeight, y => image[x, y])),
            Lines(image.Height, cellHeight, y => Line.FromPixels(image.Width, (int)cellWidth, x => image[x, y])),
            Lines(image.Width, cellWidth,
                x => Line.FromPixels(image.Height, (int)cellHeight, y => image[right - x, y])),
            Lines(image.Height, cellHeight,
                y => Line.FromPixels(image.Width, (int)cellWidth, x => image[x, bottom - y])));
    }

    /// <summary>Returns the number of lines to leave out: the uniform ones and mixed ones, or 0 if the uniform ones are
    /// wider than a cell.
    /// </summary>
    private static int Lines(int all, double cell, Func<int, Line> line)
    {
        var lines = 0;
        var first = line(0).Mean;
        while (lines <= cell && lines < all - 1 && line(lines) is { IsUniform: true } next && IsSame(next.Mean, first))
        {
            lines++;
        }

        // The lines of a gradient are uniform too, but the color does not jump.
        if (lines > 0 && line(lines) is { IsUniform: true } inside && IsSame(inside.Mean, line(lines - 1).Mean))
        {
            return 0;
        }

        if (lines == 0 && cell >= 2 && all > 2 && IsDamaged())
        {
            lines = 1;
        }

        if (lines == 0 || lines > cell) return 0;

        var last = Math.Min(lines + MixedLines, all - 1);
        while (lines < last && Vector3.Distance(line(lines).Mean, line(lines + 1).Mean) >= MaxDeviation)
        {
            lines++;
        }

        return lines;

        static bool IsSame(Vector3 one, Vector3 other) => Vector3.Distance(one, other) < 2 * MaxDeviation;

        bool IsDamaged()
        {
            var (outer, next, inner) = (line(0), line(1), line(2).Mean);
            var difference = Vector3.Distance(outer.Mean, next.Mean);
            return outer.IsOpaque && next.IsOpaque && difference >= DamagedDifference
                && difference >= DamagedRatio * Vector3.Distance(next.Mean, inner);
        }
    }

    /// <summary>A row or column of pixels.</summary>
    private readonly record struct Line(Vector3 Mean, bool IsOpaque, bool IsUniform)
    {
        /// <param name="margin">Number of pixels at both ends that do not count: the border of the other sides crosses
        /// there.</param>
        public static Line FromPixels(int length, int margin, Func<int, Rgba32> pixel)
        {
            var count = length - (2 * margin);
            if (count < 2) return default;

            var (isOpaque, sum, squares) = (true, Vector3.Zero, Vector3.Zero);
            var first = pixel(margin);
            var origin = new Vector3(first.R, first.G, first.B);
            for (var i = margin; i < length - margin; i++)
            {
                var p = pixel(i);
                var c = new Vector3(p.R, p.G, p.B) - origin;
                isOpaque &= p.A == 255;
                sum += c;
                squares += c * c;
            }

            var mean = sum / count;
            var variance = (squares / count) - (mean * mean);
            var largest = Math.Max(variance.X, Math.Max(variance.Y, variance.Z));
            return new Line(origin + mean, isOpaque, isOpaque && largest < MaxDeviation * MaxDeviation);
        }
    }
}
