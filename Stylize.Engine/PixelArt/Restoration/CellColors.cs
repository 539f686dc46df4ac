namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Finds the colors of the cells of a known grid.</summary>
internal static class CellColors
{
    /// <summary>Minimum share of exact pixels in a lossless image, in which a column may have been assigned to the
    /// adjacent cell.</summary>
    private const double ExactShare = 0.9;

    /// <summary>Maximum error of rounding twice, in 8-bit steps.</summary>
    private const double Rounding = 2;

    /// <summary>Returns the cells, one pixel each. After nearest-neighbor enlargement, a cell's color is a robust mean
    /// of its pixels. After smooth enlargement, it is the least-squares solution for the kernel.</summary>
    /// <param name="noise">Takes the spread of the pixels of each cell.</param>
    /// <param name="isExact">True if nearly all pixels have exactly the color of their cell, so that compression was
    /// lossless.</param>
    public static Raster<Rgba32> Find(
        Raster<Rgba32> image, CellGrid grid, CellNoise noise, ThreadGrant threads, CancellationToken cancellation,
        out bool isExact)
    {
        var cells = new Raster<Rgba32>(grid.Across.Cells, grid.Down.Cells, clear: true);
        var squares = new double[cells.PixelCount];
        isExact = grid.Kernel == EnlargementKernel.Nearest
            ? Vote(image, grid, cells, squares, threads, cancellation) >= ExactShare * image.PixelCount
            : Unmix(image, grid, cells, squares) >= ExactShare * 3 * image.PixelCount;
        for (var i = 0; i < squares.Length; i++)
        {
            var (x, y) = (i % cells.Width, i / cells.Width);
            ref var cell = ref cells.Row(y)[x];
            cell = cell.A < 8 ? default : cell.A > 247 ? cell with { A = 255 } : cell;
            noise.Add(cell, squares[i]);
        }

        return cells;
    }

    /// <returns>The number of samples of the three channels that the enlarged and clipped cells reproduce.</returns>
    private static long Unmix(Raster<Rgba32> image, CellGrid grid, Raster<Rgba32> cells, double[] squares)
    {
        var across = new AxisModel(image.Width, grid.Across.Cells, grid.Kernel);
        var down = new AxisModel(image.Height, grid.Down.Cells, grid.Kernel);
        using var multiplied = MultipliedColors.Multiply(image);
        for (var channel = 0; channel < 4; channel++)
        {
            Unmix(multiplied ?? image, across, down, channel, cells);
        }

        var reproduced = CountReproduced(multiplied ?? image, grid, across, down, cells, squares);
        if (multiplied is not null)
        {
            MultipliedColors.Divide(cells);
        }

        return reproduced;
    }

    /// <summary>Counts the samples of the three channels that the enlarged and clipped cells reproduce.</summary>
    private static long CountReproduced(
        Raster<Rgba32> image, CellGrid grid, AxisModel across, AxisModel down, Raster<Rgba32> cells, double[] squares)
    {
        var reproduced = 0L;
        int[] columns = grid.Across.Bounds, ends = grid.Down.Bounds;
        var rows = new double[cells.Height][];
        double[] cellRow = new double[cells.Width], column = new double[cells.Height],
            pixels = new double[image.Height];
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

            for (int x = 0, cellX = 0; x < image.Width; x++)
            {
                cellX += x == columns[cellX + 1] ? 1 : 0;
                for (var i = 0; i < rows.Length; i++)
                {
                    column[i] = Math.Clamp(rows[i][x], 0, 255);
                }

                down.Enlarge(column, pixels);
                for (int y = 0, cellY = 0; y < pixels.Length; y++)
                {
                    cellY += y == ends[cellY + 1] ? 1 : 0;
                    var apart = Math.Abs(Math.Clamp(pixels[y], 0, 255) - Bytes(image, y)[(4 * x) + channel]);
                    reproduced += apart <= Rounding ? 1 : 0;
                    squares[(cellY * cells.Width) + cellX] += apart * apart / (3 * grid.CellSize * grid.CellSize);
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

            down.Solve(line, solved);
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i][x] = (float)Math.Clamp(solved[i], 0, 255);
            }
        }

        solved = new double[across.Cells];
        for (var i = 0; i < rows.Length; i++)
        {
            across.Solve(rows[i], solved);
            for (var k = 0; k < solved.Length; k++)
            {
                Bytes(cells, i)[(4 * k) + channel] = (byte)Math.Clamp(Math.Round(solved[k]), 0, 255);
            }
        }
    }

    /// <returns>The number of pixels that have exactly the color of their cell.</returns>
    private static long Vote(
        Raster<Rgba32> image, CellGrid grid, Raster<Rgba32> cells, double[] squares, ThreadGrant threads,
        CancellationToken cancellation)
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
                    (cells[cellX, cellY], var equal, squares[(cellY * cells.Width) + cellX]) = cell.Color();
                    own += equal;
                }
            }

            Interlocked.Add(ref exact, own);
        }, bandHeight: 4);
        return exact;
    }

    /// <summary>Returns the bytes of a row, four per pixel: R, G, B, A.</summary>
    private static Span<byte> Bytes(Raster<Rgba32> image, int y) => MemoryMarshal.AsBytes(image.Row(y));
}

/// <summary>The noise of the colors of cells, measured by the spread of the pixels of each cell: lossy compression adds
/// little to both in flat areas, and much between small details.</summary>
internal sealed class CellNoise(CellGrid grid)
{
    /// <summary>Standard deviation of a color per axis of Lab with weighted chroma, at no spread, and relative to the
    /// spread in 8-bit steps and the root of the pixels per cell side. Of 37 sheets of game tiles and icons and 3
    /// drawings, as JPEG of quality 60 and 85 at 3, 4 and 8 pixels per cell, it was 0.1 to 0.2, and 0.6. The inverse of
    /// smooth enlargement amplifies noise.</summary>
    private const double Min = 0.2, SharpShare = 0.8, SmoothShare = 2.4;
    private readonly double _share =
        (grid.Kernel == EnlargementKernel.Nearest ? SharpShare : SmoothShare) / Math.Sqrt(Math.Max(1, grid.CellSize));
    private readonly Dictionary<Rgba32, (double Squares, int Count)> _sums = [];

    /// <summary>Adds a cell.</summary>
    /// <param name="squares">Mean squared difference of its pixels from the color per channel, in 8-bit steps.</param>
    public void Add(Rgba32 color, double squares)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, color, out _);
        sum = (sum.Squares + squares, sum.Count + 1);
    }

    /// <summary>Returns the variance of the cells of a color along each axis of Lab.</summary>
    public double Variance(Rgba32 color) => (Min * Min) + (_share * _share * _sums[color].Squares / _sums[color].Count);
}

/// <summary>Colors multiplied by opacity (Porter and Duff 1984). Programs enlarge these values, so that they, and not
/// the stored colors, are a linear map of the cells.</summary>
internal static class MultipliedColors
{
    /// <summary>Maximum share of translucent pixels above whose opacity a stored channel may be if the colors are
    /// already multiplied. The negative lobes of kernels overshoot in few pixels.</summary>
    private const double MaxShareAbove = 0.02;

    /// <summary>Returns a copy of an image with its channels multiplied by the opacity.</summary>
    /// <returns>Null if the stored colors are the values that were enlarged: no pixel is translucent, transparent
    /// pixels have colors, or no color is above its opacity.</returns>
    public static Raster<Rgba32>? Multiply(Raster<Rgba32> image)
    {
        long translucent = 0, above = 0;
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var pixel in image.Row(y))
            {
                if (pixel.A == 255) continue;

                var brightest = Math.Max(pixel.R, Math.Max(pixel.G, pixel.B));
                if (pixel.A == 0 && brightest > 0) return null;

                (translucent, above) = (translucent + (pixel.A > 0 ? 1 : 0), above + (brightest > pixel.A ? 1 : 0));
            }
        }

        if (above <= MaxShareAbove * translucent) return null;

        var multiplied = image.Clone();
        ColorCounts.Replace([multiplied], pixel =>
            new(Times(pixel.R, pixel.A), Times(pixel.G, pixel.A), Times(pixel.B, pixel.A), pixel.A));
        return multiplied;

        static byte Times(byte channel, byte opacity) => (byte)(((channel * opacity) + 127) / 255);
    }

    /// <summary>Divides the channels of an image by the opacity, in place.</summary>
    public static void Divide(Raster<Rgba32> image)
    {
        ColorCounts.Replace([image], pixel => pixel.A == 0 ? default
            : new(Over(pixel.R, pixel.A), Over(pixel.G, pixel.A), Over(pixel.B, pixel.A), pixel.A));

        static byte Over(byte channel, byte opacity) =>
            (byte)Math.Min(255, ((channel * 255) + (opacity / 2)) / opacity);
    }
}

/// <summary>The pixels of one cell, and their predominant color. One object processes many cells without
/// allocating.</summary>
internal sealed class CellPixels
{
    /// <summary>Distance, in 8-bit steps, at which the weight of a pixel is a quarter.</summary>
    private const float Outlying = 12;

    private const int Rounds = 4;
    private Rgba32[] _pixels = [];
    private float[] _inner = [];
    private int _count;

    /// <summary>Takes the pixels of a cell.</summary>
    public void Take(Raster<Rgba32> image, Range columns, Range rows)
    {
        var (left, width) = columns.GetOffsetAndLength(image.Width);
        var (top, height) = rows.GetOffsetAndLength(image.Height);
        _count = width * height;
        if (_pixels.Length < _count)
        {
            (_pixels, _inner) = (new Rgba32[_count], new float[_count]);
        }

        for (var y = 0; y < height; y++)
        {
            image.Row(top + y).Slice(left, width).CopyTo(_pixels.AsSpan(y * width));
            for (var x = 0; x < width; x++)
            {
                _inner[(y * width) + x] = Inner(x, width) * Inner(y, height);
            }
        }
    }

    /// <summary>Returns a robust mean of the pixels (Geman and McClure 1987). It starts at the inner pixels, which soft
    /// edges and lossy compression mix least with neighboring cells, and reduces the weight of outliers in each
    /// round.</summary>
    /// <returns>The color, transparent for a cell without pixels, the number of pixels that have exactly this color,
    /// and the mean squared difference of the pixels from it per channel, in 8-bit steps.</returns>
    public (Rgba32 Color, int Equal, double Squares) Color()
    {
        if (_count == 0) return default;

        var mean = Mean(default, isFirst: true);
        for (var round = 0; round < Rounds; round++)
        {
            mean = Mean(mean, isFirst: false);
        }

        var opacity = Math.Max(mean.A, 1e-3f) / 255;
        var color =
            new Rgba32(Round(mean.R / opacity), Round(mean.G / opacity), Round(mean.B / opacity), Round(mean.A));
        var pixels = _pixels.AsSpan(0, _count);
        var squares = 0L;
        foreach (var pixel in pixels)
        {
            var (r, g, b) = (pixel.R - color.R, pixel.G - color.G, pixel.B - color.B);
            squares += (r * r) + (g * g) + (b * b);
        }

        return (color, pixels.Count(color), squares / (3.0 * _count));

        static byte Round(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
    }

    /// <summary>Returns 1 in the middle half of a side, and less toward its ends.</summary>
    private static float Inner(int i, int side)
    {
        var share = Math.Min(1, (side - Math.Abs((2f * i) + 1 - side)) / (side / 2f));
        return share * share;
    }

    /// <summary>Returns the weighted mean of colors, with the channels multiplied by the opacity.</summary>
    private (float R, float G, float B, float A) Mean((float R, float G, float B, float A) center, bool isFirst)
    {
        var (w, r, g, b, a) = (1e-9f, 0f, 0f, 0f, 0f);
        for (var i = 0; i < _count; i++)
        {
            var pixel = _pixels[i];
            var opacity = pixel.A / 255f;
            var (pr, pg, pb, pa) = (opacity * pixel.R, opacity * pixel.G, opacity * pixel.B, (float)pixel.A);
            var weight = _inner[i];
            if (!isFirst)
            {
                var (dr, dg, db, da) = (pr - center.R, pg - center.G, pb - center.B, pa - center.A);
                var ratio = 1 + (((dr * dr) + (dg * dg) + (db * db) + (da * da)) / (Outlying * Outlying));
                weight /= ratio * ratio;
            }

            (w, r, g, b, a) = (w + weight, r + (weight * pr), g + (weight * pg), b + (weight * pb), a + (weight * pa));
        }

        return (r / w, g / w, b / w, a / w);
    }
}
