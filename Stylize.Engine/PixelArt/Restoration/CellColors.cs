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
    public static Raster<Rgba32> Find(
        Raster<Rgba32> image, CellGrid grid, ThreadGrant threads, CancellationToken cancellation, out bool isExact)
    {
        var cells = new Raster<Rgba32>(grid.Across.Cells, grid.Down.Cells, clear: true);
        if (grid.Kernel == EnlargementKernel.Nearest)
        {
            isExact = Vote(image, grid, cells, threads, cancellation) >= ExactShare * image.PixelCount;
            return cells;
        }

        var across = new AxisModel(image.Width, grid.Across.Cells, grid.Kernel);
        var down = new AxisModel(image.Height, grid.Down.Cells, grid.Kernel);
        using var multiplied = MultipliedColors.Of(image);
        for (var channel = 0; channel < 4; channel++)
        {
            Unmix(multiplied ?? image, across, down, channel, cells);
        }

        isExact = CountReproduced(multiplied ?? image, across, down, cells) >= ExactShare * 3 * image.PixelCount;
        if (multiplied is not null)
        {
            MultipliedColors.Divide(cells);
        }

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
    private static long Vote(
        Raster<Rgba32> image, CellGrid grid, Raster<Rgba32> cells, ThreadGrant threads, CancellationToken cancellation)
    {
        int[] columns = grid.Across.Bounds, rows = grid.Down.Bounds;
        var exact = 0L;
        RowBands.ForEach(cells.Height, threads, cancellation, (_, first, end) =>
        {
            var own = 0L;
            var cell = new CellPixels();
            for (var cellY = first; cellY < end; cellY++)
            {
                for (var cellX = 0; cellX < cells.Width; cellX++)
                {
                    cell.Take(image, columns[cellX]..columns[cellX + 1], rows[cellY]..rows[cellY + 1]);
                    (cells[cellX, cellY], var equal) = cell.Color();
                    own += equal;
                }
            }

            Interlocked.Add(ref exact, own);
        }, bandHeight: 4);
        return exact;
    }

    /// <summary>Improves the colors in a JPEG with sharp cells from its quantization tables.</summary>
    /// <returns>False, with the cells unchanged, if there are no tables or they do not match <paramref name="image"/>.</returns>
    public static bool Refine(
        Raster<Rgba32> image, CellGrid grid, JpegTables? tables, Raster<Rgba32> cells, RestorationWork work, ThreadGrant threads,
        CancellationToken cancellation) =>
        tables is not null && grid.Kernel == EnlargementKernel.Nearest && JpegCells.Refine(
            image, tables, grid.Across.CellOfPixels(), grid.Down.CellOfPixels(), cells, work, threads, cancellation);

    /// <summary>Returns the bytes of a row, four per pixel: R, G, B, A.</summary>
    private static Span<byte> Bytes(Raster<Rgba32> image, int y) => MemoryMarshal.AsBytes(image.Row(y));
}
