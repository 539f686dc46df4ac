using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Finds the colors of the cells of a known grid.</summary>
internal static class CellColors
{
    /// <summary>Number of rounds that treat clipped pixels as values beyond the range.</summary>
    private const int ClippingRounds = 40;

    /// <summary>Minimum share of exact pixels in a lossless image, in which a column may have been assigned to the adjacent cell.</summary>
    private const double ExactShare = 0.9;

    /// <summary>Maximum error of rounding twice, in 8-bit steps.</summary>
    private const double Rounding = 2;

    /// <summary>Returns the cells, one pixel each. After nearest-neighbor enlargement, a cell's color is a robust mean of its pixels. After
    /// smooth enlargement, it is the least-squares solution for the kernel, in which pixels at 0 and 255 may represent values beyond
    /// the range.</summary>
    /// <param name="isExact">True if nearly all pixels have exactly the color of their cell, so that compression was lossless.</param>
    public static Raster<Rgba32> Find(Raster<Rgba32> image, CellGrid grid, out bool isExact)
    {
        var across = new AxisModel(image.Width, grid.Width, grid.Left, grid.Kernel);
        var down = new AxisModel(image.Height, grid.Height, grid.Top, grid.Kernel);
        var cells = new Raster<Rgba32>(across.Cells, down.Cells, clear: true);
        if (grid.Kernel == EnlargementKernel.Nearest)
        {
            isExact = Vote(image, grid, cells) >= ExactShare * image.PixelCount;
            return cells;
        }

        for (var channel = 0; channel < 4; channel++)
        {
            Unmix(image, across, down, channel, cells);
        }

        isExact = CountReproduced(image, across, down, cells) >= ExactShare * 3 * image.PixelCount;
        return cells;
    }

    /// <summary>Counts the samples of the three channels that the enlarged and clipped cells reproduce.</summary>
    private static long CountReproduced(Raster<Rgba32> image, AxisModel across, AxisModel down, Raster<Rgba32> cells)
    {
        var reproduced = 0L;
        var rows = new double[cells.Height][];
        double[] cellRow = new double[cells.Width], column = new double[cells.Height], pixels = new double[image.Height];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                for (var k = 0; k < cellRow.Length; k++)
                {
                    cellRow[k] = Bytes(cells, i)[(4 * k) + channel];
                }

                across.Enlarge(cellRow, rows[i] = new double[image.Width]);
            }

            for (var x = 0; x < image.Width; x++)
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    column[i] = Math.Clamp(rows[i][x], 0, 255);
                }

                down.Enlarge(column, pixels);
                for (var y = 0; y < pixels.Length; y++)
                {
                    reproduced += Math.Abs(Math.Clamp(pixels[y], 0, 255) - Bytes(image, y)[(4 * x) + channel]) <= Rounding ? 1 : 0;
                }
            }
        }

        return reproduced;
    }

    private static void Unmix(Raster<Rgba32> image, AxisModel across, AxisModel down, int channel, Raster<Rgba32> cells)
    {
        // The image was enlarged along its rows first and rounded, then along its columns. This reverses the order.
        var rows = new float[down.Cells][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new float[image.Width];
        }

        var line = new float[image.Height];
        var solved = new double[down.Cells];
        for (var x = 0; x < image.Width; x++)
        {
            for (var y = 0; y < line.Length; y++)
            {
                line[y] = Bytes(image, y)[(4 * x) + channel];
            }

            Solve(down, line, solved);
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i][x] = (float)Math.Clamp(solved[i], 0, 255);
            }
        }

        solved = new double[across.Cells];
        for (var i = 0; i < rows.Length; i++)
        {
            Solve(across, rows[i], solved);
            for (var k = 0; k < solved.Length; k++)
            {
                Bytes(cells, i)[(4 * k) + channel] = (byte)Math.Clamp(Math.Round(solved[k]), 0, 255);
            }
        }
    }

    private static void Solve(AxisModel model, float[] pixels, double[] cells)
    {
        model.Solve(pixels, cells);
        var wanted = pixels;
        Span<double> given = new double[pixels.Length];
        for (var round = 0; round < ClippingRounds; round++)
        {
            model.Enlarge(cells, given);
            var clipped = false;
            for (var i = 0; i < pixels.Length; i++)
            {
                var beyond = pixels[i] switch
                {
                    <= 0.5f => Math.Min(0, (float)given[i]),
                    >= 254.5f => Math.Max(255, (float)given[i]),
                    _ => pixels[i],
                };
                if (Math.Abs(beyond - wanted[i]) > 0.25f)
                {
                    wanted = ReferenceEquals(wanted, pixels) ? (float[])pixels.Clone() : wanted;
                    wanted[i] = beyond;
                    clipped = true;
                }
            }

            if (!clipped) break;

            model.Solve(wanted, cells);
        }
    }

    /// <returns>The number of pixels that have exactly the color of their cell.</returns>
    private static long Vote(Raster<Rgba32> image, CellGrid grid, Raster<Rgba32> cells)
    {
        var bounds = (
            X: Bounds(image.Width, grid.Width, grid.Left, cells.Width), Y: Bounds(image.Height, grid.Height, grid.Top, cells.Height));
        List<Rgba32> pixels = [];
        var exact = 0L;
        for (var cellY = 0; cellY < cells.Height; cellY++)
        {
            for (var cellX = 0; cellX < cells.Width; cellX++)
            {
                pixels.Clear();
                for (var y = bounds.Y[cellY]; y < bounds.Y[cellY + 1]; y++)
                {
                    foreach (var pixel in image.Row(y)[bounds.X[cellX]..bounds.X[cellX + 1]])
                    {
                        pixels.Add(pixel);
                    }
                }

                var color = cells[cellX, cellY] = RobustMean.Of(pixels, bounds.X[cellX + 1] - bounds.X[cellX]);
                exact += pixels.Count(pixel => pixel == color);
            }
        }

        return exact;
    }

    /// <summary>Improves the colors in a JPEG with sharp cells from its quantization tables.</summary>
    /// <returns>False, with the cells unchanged, if there are no tables or they do not match <paramref name="image"/>.</returns>
    public static bool Refine(
        Raster<Rgba32> image, CellGrid grid, JpegTables? tables, Raster<Rgba32> cells, RestorationWork work, ThreadGrant threads,
        CancellationToken cancellation) =>
        tables is not null && grid.Kernel == EnlargementKernel.Nearest && JpegCells.Refine(
            image, tables, Cells(Bounds(image.Width, grid.Width, grid.Left, cells.Width)),
            Cells(Bounds(image.Height, grid.Height, grid.Top, cells.Height)), cells, work, threads, cancellation);

    private static int[] Cells(int[] bounds) =>
        [.. Enumerable.Range(0, bounds.Length - 1).SelectMany(k => Enumerable.Repeat(k, bounds[k + 1] - bounds[k]))];

    private static int[] Bounds(int pixels, double cell, double offset, int cells)
    {
        var bounds = new int[cells + 1];
        for (var k = 1; k < cells; k++)
        {
            bounds[k] = Math.Clamp((int)Math.Ceiling(offset + (k * cell) - 0.5 - 1e-9), 0, pixels);
        }

        bounds[cells] = pixels;
        return bounds;
    }

    /// <summary>Returns the bytes of a row, four per pixel: R, G, B, A.</summary>
    private static Span<byte> Bytes(Raster<Rgba32> image, int y) => MemoryMarshal.AsBytes(image.Row(y));
}

/// <summary>Computes the predominant color of a cell's pixels.</summary>
internal static class RobustMean
{
    /// <summary>Distance, in 8-bit steps, at which the weight of a pixel is halved.</summary>
    private const double HalfWeight = 12;

    private const int Rounds = 4;

    /// <summary>Returns the color of more than half of the pixels if there is one, otherwise a robust mean (Geman and McClure 1987). The
    /// mean starts at the inner pixels, which lossy compression mixes least with neighboring cells, and reduces the weight of outliers in
    /// each round.</summary>
    /// <param name="pixels">The cell's pixels, row by row; an empty list gives a transparent color.</param>
    public static Rgba32 Of(List<Rgba32> pixels, int width)
    {
        if (pixels.Count == 0) return default;

        foreach (var group in pixels.CountBy(p => p))
        {
            if (2 * group.Value > pixels.Count) return group.Key;
        }

        var height = pixels.Count / width;
        var inner = pixels.Select((_, i) => Inner(i % width, width) * Inner(i / width, height)).ToArray();
        var mean = Mean(pixels, i => inner[i]);
        for (var round = 0; round < Rounds; round++)
        {
            var center = mean;
            mean = Mean(pixels, i =>
            {
                var (r, g, b) = (pixels[i].R - center.R, pixels[i].G - center.G, pixels[i].B - center.B);
                var ratio = ((r * r) + (g * g) + (b * b)) / (HalfWeight * HalfWeight);
                return (0.2 + inner[i]) / ((1 + ratio) * (1 + ratio));
            });
        }

        return new Rgba32(Round(mean.R), Round(mean.G), Round(mean.B), Round(mean.A));

        static byte Round(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
    }

    /// <summary>Returns 1 in the middle half of a side, and less toward its ends.</summary>
    private static double Inner(int i, int side) => Math.Min(1, (side - Math.Abs((2.0 * i) + 1 - side)) / (side / 2.0));

    private static (double R, double G, double B, double A) Mean(List<Rgba32> pixels, Func<int, double> weight)
    {
        var (w, r, g, b, a) = (1e-9, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < pixels.Count; i++)
        {
            var (p, share) = (pixels[i], weight(i));
            (w, r, g, b, a) = (w + share, r + (share * p.R), g + (share * p.G), b + (share * p.B), a + (share * p.A));
        }

        return (r / w, g / w, b / w, a / w);
    }
}
