namespace Stylize.Engine.PixelArt.Samples;

/// <summary>
/// The cuts that turn an image into a seamless tile: opposite sides overlap and are cut along the path of least error
/// (Efros and Freeman, "Image Quilting", SIGGRAPH 2001). The overlap is chosen so that the path has the least error
/// too, so that a pattern that repeats is cut at its period.
/// </summary>
internal sealed class TileSeam
{
    /// <summary>Bounds of the overlap, as shares of the side.</summary>
    private const double MinOverlap = 0.08, MaxOverlap = 0.3;

    /// <summary>Largest side of the reduced image on which overlaps are compared.</summary>
    private const int SearchSide = 160;

    /// <summary>Relative error that a full side of overlap may save before a smaller overlap is preferred.</summary>
    private const double OverlapCost = 1.5;

    /// <summary>Weight of the mean error of the whole overlap, which is least at the period of a pattern, against that
    /// of the path.
    /// </summary>
    private const double WholeShare = 0.1;

    /// <summary>Largest side of the image on which the paths are found.</summary>
    private const int PathSide = 1024;

    private readonly int[] _right;
    private readonly int[] _below;
    private readonly int _reduction;

    private TileSeam((int Width, int Height) size, int[] right, int[] below, int reduction) =>
        (Size, _right, _below, _reduction) = (size, right, below, reduction);

    /// <summary>Size of the tile in pixels.</summary>
    public (int Width, int Height) Size { get; }

    /// <summary>Returns the memory in bytes for finding the cuts: two images in Lab, and the errors of the
    /// overlaps.</summary>
    public static long EstimateMemory(long pixels) => 40 * Math.Min(pixels, (long)PathSide * PathSide);

    /// <summary>Finds the cuts of an image.</summary>
    public static TileSeam Find(Raster<Rgba32> image)
    {
        var reduction = Math.Max(1, (Math.Max(image.Width, image.Height) + PathSide - 1) / PathSide);
        reduction = Math.Min(reduction, Math.Min(image.Width, image.Height));
        var across = LabImage.FromImage(image, reduction);
        var right = Overlap(across);
        var width = across.Width - right;
        var rightPath = Path(across, width, isCyclic: false);

        // The rows of the tile are complete before its columns are cut, so that both cuts fit where they cross.
        var tile =
            new LabImage(across.Height, width, (y, x) => across.At(x < right && x < rightPath[y] ? x + width : x, y));
        var below = Overlap(tile);
        return new TileSeam(
            (image.Width - (right * reduction), image.Height - (below * reduction)), rightPath,
            Path(tile, tile.Width - below, isCyclic: true), reduction);
    }

    /// <summary>Returns the tile of an image of the size for which the cuts were found, bordered by pixels of the
    /// opposite sides. The caller owns it.</summary>
    /// <param name="border">Width of the border at the left and the right, in pixels.</param>
    /// <param name="borderBelow">Height of that above and below.</param>
    public Raster<Rgba32> Cut(Raster<Rgba32> image, int border, int borderBelow)
    {
        var (width, height) = Size;
        var overlap = (Right: image.Width - width, Below: image.Height - height);
        var tile = new Raster<Rgba32>(width + (2 * border), height + (2 * borderBelow));
        for (var i = 0; i < tile.Height; i++)
        {
            var row = tile.Row(i);
            var y = Around(i - borderBelow, height);
            for (var j = 0; j < row.Length; j++)
            {
                var x = Around(j - border, width);
                var fromY = y < overlap.Below && y < At(_below, x) ? y + height : y;
                row[j] = image.Row(fromY)[x < overlap.Right && x < At(_right, fromY) ? x + width : x];
            }
        }

        return tile;

        static int Around(int i, int length) => ((i % length) + length) % length;

        int At(int[] path, int i) => _reduction * path[Math.Min(i / _reduction, path.Length - 1)];
    }

    /// <summary>Returns the overlap of least mean error along its path, in pixels; 0 for an image too small to
    /// overlap.</summary>
    private static int Overlap(LabImage image)
    {
        var reduction = Math.Max(1, (image.Width + SearchSide - 1) / SearchSide);
        var small = reduction == 1 ? image : image.Reduce(reduction);
        var best = Best(small, (int)(MinOverlap * small.Width), (int)(MaxOverlap * small.Width));

        // The reduced image gives the overlap to within a pixel of its own.
        return reduction == 1 || best == 0 ? best
            : Best(image, (best - 1) * reduction, Math.Min((best + 1) * reduction, image.Width - 1));

        static int Best(LabImage image, int first, int last)
        {
            first = Math.Max(1, first);
            return last < first ? 0 : Enumerable.Range(first, last - first + 1).MinBy(overlap => Error(image, overlap));
        }
    }

    private static double Error(LabImage image, int overlap)
    {
        var path = new CutPath(image, image.Width - overlap);
        return (path.MeanError + (WholeShare * path.OverlapError) + 1) * (1 + (OverlapCost * overlap / image.Width));
    }

    private static int[] Path(LabImage image, int period, bool isCyclic)
    {
        if (period == image.Width) return new int[image.Height];

        return isCyclic ? CutPath.Cyclic(image, period) : new CutPath(image, period).Positions();
    }

    /// <summary>An image in Lab, weighted by opacity.</summary>
    private sealed class LabImage
    {
        private readonly Vector4[] _pixels;

        public LabImage(int width, int height, Func<int, int, Vector4> at)
        {
            (Width, Height) = (width, height);
            _pixels = new Vector4[width * height];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    _pixels[(y * width) + x] = at(x, y);
                }
            }
        }

        public int Width { get; }
        public int Height { get; }

        /// <summary>Converts an image, with squares of pixels averaged.</summary>
        public static LabImage FromImage(Raster<Rgba32> image, int side)
        {
            var small = new LabImage(image.Width / side, image.Height / side, (_, _) => Vector4.Zero);
            float[] l = new float[image.Width], a = new float[image.Width], b = new float[image.Width];
            var share = 1f / (255 * side * side);
            for (var y = 0; y < small.Height * side; y++)
            {
                var row = image.Row(y);
                LabConversion.FromRgba(row, l, a, b);
                var sums = small._pixels.AsSpan(y / side * small.Width, small.Width);
                for (var x = 0; x < small.Width * side; x++)
                {
                    sums[x / side] += share * row[x].A * new Vector4(l[x], a[x], b[x], 100);
                }
            }

            return small;
        }

        public Vector4 At(int x, int y) => _pixels[(y * Width) + x];

        /// <summary>Returns the image with squares of pixels averaged.</summary>
        public LabImage Reduce(int side) => new(Width / side, Math.Max(1, Height / side), (x, y) =>
        {
            var (sum, count) = (Vector4.Zero, 0);
            for (var dy = 0; dy < side && (y * side) + dy < Height; dy++)
            {
                for (var dx = 0; dx < side; dx++)
                {
                    sum += At((x * side) + dx, (y * side) + dy);
                    count++;
                }
            }

            return sum / count;
        });
    }

    /// <summary>The path from top to bottom through the overlap of an image with itself, moved by a period, where both
    /// differ least. Left of the path is the moved image.</summary>
    private sealed class CutPath
    {
        private readonly int _overlap;
        private readonly double[] _sums;
        private readonly int _height;

        /// <param name="start">Position of the path in the first row; -1 for any.</param>
        /// <param name="turns">Number of times that the image is passed from top to bottom.</param>
        public CutPath(LabImage image, int period, int start = -1, int turns = 1)
        {
            _overlap = image.Width - period;
            _height = image.Height * turns;
            _sums = new double[_overlap * _height];
            for (var y = 0; y < _height; y++)
            {
                for (var x = 0; x < _overlap; x++)
                {
                    var error =
                        Vector4.DistanceSquared(image.At(x, y % image.Height), image.At(x + period, y % image.Height));
                    var before = y == 0
                        ? (start < 0 || x == start ? 0 : double.PositiveInfinity) : _sums[At(Best(x, y - 1), y - 1)];
                    _sums[At(x, y)] = error + before;
                    OverlapError += error / _sums.Length;
                }
            }
        }

        /// <summary>Mean squared difference in Lab along the best path.</summary>
        public double MeanError => _sums[^_overlap..].Min() / _height;

        /// <summary>Mean squared difference in Lab of the whole overlap.</summary>
        public double OverlapError { get; private set; }

        /// <summary>Returns a path whose last row continues in its first one.</summary>
        public static int[] Cyclic(LabImage image, int period)
        {
            var middle = new CutPath(image, period, turns: 2).Positions()[image.Height];
            return new CutPath(image, period, middle).Positions(middle);
        }

        /// <param name="end">Position of the path in the last row; -1 for any.</param>
        public int[] Positions(int end = -1)
        {
            var path = new int[_height];
            var x = end < 0 ? TensorPrimitives.IndexOfMin<double>(_sums.AsSpan()[^_overlap..]) : end;
            for (var y = _height - 1; y >= 0; y--)
            {
                path[y] = y == _height - 1 ? x : x = Best(x, y);
            }

            return path;
        }

        private int At(int x, int y) => (y * _overlap) + x;

        /// <summary>Returns the position of the least sum of a row next to x.</summary>
        private int Best(int x, int y)
        {
            var best = x;
            if (x > 0 && _sums[At(x - 1, y)] < _sums[At(best, y)])
            {
                best = x - 1;
            }

            return x < _overlap - 1 && _sums[At(x + 1, y)] < _sums[At(best, y)] ? x + 1 : best;
        }
    }
}

/// <summary>Processes seamless tiles. During processing, a tile is surrounded by cells of its opposite sides.</summary>
internal static class TileBorder
{
    /// <summary>Width of the border, in cells.</summary>
    public const int Cells = 4;

    /// <summary>Returns the image as a seamless tile, bordered by cells of the opposite sides. The caller owns
    /// it.</summary>
    /// <param name="seam">The cuts that make the image a seamless tile.</param>
    public static Raster<Rgba32> Wrap(Raster<Rgba32> image, TileSeam seam, int width, int height)
    {
        var (all, below) = seam.Size;
        return seam.Cut(image, Pixels(all, width), Pixels(below, height));

        static int Pixels(int pixels, int cells) => (int)Math.Round((double)Cells * pixels / cells);
    }

    /// <summary>Removes the border. Disposes of the cells if they have one.</summary>
    public static Raster<Rgba32> Crop(Raster<Rgba32> cells, int border)
    {
        if (border == 0) return cells;

        using (cells)
        {
            return cells.Crop(border, border, cells.Width - (2 * border), cells.Height - (2 * border));
        }
    }
}
