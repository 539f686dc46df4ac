namespace Stylize.Engine.Operations;

/// <summary>
/// Contrast-limited adaptive histogram equalization (Zuiderveld, Graphics Gems IV, 1994) of encoded grays. Each tile of
/// the image has a table of grays, computed from the histogram of the pixels near it; a pixel gets the mean of the
/// tables of the four nearest tiles, weighted by their distance. Black and white stay, and an exponent for all tables
/// keeps the mean gray of the image. Chroma and opacity do not change.
/// </summary>
internal sealed class LocalContrast
{
    /// <summary>Number of tiles along the longer side of an image.</summary>
    private const int TilesOfLongerSide = 6;

    /// <summary>Maximum count of a gray relative to the mean count, which is the largest slope of a table.</summary>
    private const double ClipLimit = 3;

    private const int Grays = 256;
    private const double MaxExponent = 8;

    /// <summary>Number of pixels that are counted of a larger image.</summary>
    private const double Samples = 1 << 20;

    private readonly TileAxis _x, _y;
    private readonly long[] _counts;
    private readonly float[] _tables;

    private LocalContrast(int width, int height)
    {
        var side = Math.Max(1, Math.Max(width, height) / (double)TilesOfLongerSide);
        (_x, _y) = (new TileAxis(width, side), new TileAxis(height, side));
        _counts = new long[_x.Tiles * _y.Tiles * Grays];
        _tables = new float[_counts.Length];
    }

    /// <summary>Creates the tables of an image, or of an animation from all frames, so that frames do not
    /// flicker.</summary>
    /// <param name="percent">Share of the equalized gray in the result; the rest is the gray of the image.</param>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public static LocalContrast FromFrames(double percent, IEnumerable<Raster<Rgba32>> frames)
    {
        LocalContrast? result = null;
        foreach (var frame in frames)
        {
            result ??= new LocalContrast(frame.Width, frame.Height);
            result.Add(frame);
        }

        result ??= new LocalContrast(1, 1);
        result.Finish(percent / 100);
        return result;
    }

    /// <summary>Changes an image in place.</summary>
    public void Apply(Raster<Rgba32> image) => Apply(image, 1, CancellationToken.None);

    /// <summary>Changes an image in place.</summary>
    public void Apply(Raster<Rgba32> image, ThreadGrant threads, CancellationToken cancellation) =>
        RowBands.ForEach(image.Height, threads, cancellation, (_, first, end) => Apply(image, first, end));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Apply(Raster<Rgba32> image, int firstRow, int endRow)
    {
        for (var y = firstRow; y < endRow; y++)
        {
            var (above, below) = (_y.First[y] * _x.Tiles, _y.Next[y] * _x.Tiles);
            var low = _y.Share[y] / (float)TileAxis.One;
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var pixel = row[x];
                var gray = EncodedGray.FromColor(pixel with { A = 255 });
                var (left, right) = (_x.First[x], _x.Next[x]);
                var along = _x.Share[x] / (float)TileAxis.One;
                var top = Mix(Table(above + left, gray), Table(above + right, gray), along);
                var bottom = Mix(Table(below + left, gray), Table(below + right, gray), along);
                row[x] = WithGray(pixel, gray, Mix(top, bottom, low));
            }
        }

        float Table(int tile, int gray) => _tables[(tile * Grays) + gray];

        static float Mix(float from, float to, float share) => from + ((to - from) * share);
    }

    /// <summary>Returns a pixel with another gray and the same chroma, or as much of it as the gray allows.</summary>
    private static Rgba32 WithGray(Rgba32 pixel, int from, float to)
    {
        var chroma = 1f;
        Limit(pixel.R - from);
        Limit(pixel.G - from);
        Limit(pixel.B - from);
        return new Rgba32(Channel(pixel.R), Channel(pixel.G), Channel(pixel.B), pixel.A);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Limit(int difference)
        {
            var room = difference > 0 ? 255f - to : to;
            if (chroma * Math.Abs(difference) > room)
            {
                chroma = room / Math.Abs(difference);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        byte Channel(byte value) => (byte)float.ConvertToIntegerNative<int>(
            float.ClampNative(to + (chroma * (value - from)) + 0.5f, 0f, 255f));
    }

    /// <summary>Counts the grays of the pixels that are not fully transparent, with the weights that their tiles have
    /// in the result. So the counts also give the mean of the result.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Add(Raster<Rgba32> image)
    {
        var step = Math.Max(1, (int)Math.Sqrt(image.PixelCount / Samples));
        for (var y = step / 2; y < image.Height; y += step)
        {
            var (above, below) = (_y.First[y] * _x.Tiles, _y.Next[y] * _x.Tiles);
            var low = _y.Share[y];
            var row = image.Row(y);
            for (var x = step / 2; x < row.Length; x += step)
            {
                if (row[x].A == 0) continue;

                var gray = EncodedGray.FromColor(row[x] with { A = 255 });
                var (left, right, along) = (_x.First[x], _x.Next[x], _x.Share[x]);
                Count(above + left, gray) += (TileAxis.One - low) * (TileAxis.One - along);
                Count(above + right, gray) += (TileAxis.One - low) * along;
                Count(below + left, gray) += low * (TileAxis.One - along);
                Count(below + right, gray) += low * along;
            }
        }

        ref long Count(int tile, int gray) => ref _counts[(tile * Grays) + gray];
    }

    /// <summary>Computes the tables from the counts.</summary>
    private void Finish(double share)
    {
        for (var first = 0; first < _counts.Length; first += Grays)
        {
            Equalize(_counts.AsSpan(first, Grays), _tables.AsSpan(first, Grays));
        }

        var powers = new double[_tables.Length];
        Raise(powers, ExponentOfEqualMean(powers));
        for (var i = 0; i < _tables.Length; i++)
        {
            var gray = i % Grays;
            _tables[i] = (float)(gray + (share * ((255 * powers[i]) - gray)));
        }
    }

    /// <summary>Computes the equalized gray of each gray, in [0,1]: the share of darker pixels, with half of those of
    /// the same gray. The counts above the limit are divided among all grays.</summary>
    private static void Equalize(ReadOnlySpan<long> counts, Span<float> table)
    {
        var total = 0.0;
        foreach (var count in counts)
        {
            total += count;
        }

        var limit = ClipLimit * total / Grays;
        var excess = 0.0;
        foreach (var count in counts)
        {
            excess += Math.Max(0, count - limit);
        }

        var black = Clipped(counts[0]) / 2;
        var sum = -black;
        var range = total - black - (Clipped(counts[^1]) / 2);
        for (var gray = 0; gray < Grays; gray++)
        {
            var clipped = Clipped(counts[gray]);
            table[gray] = total > 0 ? (float)((sum + (clipped / 2)) / range) : gray / 255f;
            sum += clipped;
        }

        double Clipped(long count) => Math.Min(count, limit) + (excess / Grays);
    }

    /// <summary>Returns the exponent of all tables for which the mean gray of the result is that of the image, by
    /// bisection.</summary>
    /// <param name="powers">Receives the powers of each step.</param>
    private double ExponentOfEqualMean(double[] powers)
    {
        var mean = 0.0;
        for (var i = 0; i < _counts.Length; i++)
        {
            mean += _counts[i] * (i % Grays / 255.0);
        }

        var (low, high) = (-PortableMath.Log2(MaxExponent), PortableMath.Log2(MaxExponent));
        for (var step = 0; step < 30; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Sum(PortableMath.Pow(2, middle)) > mean ? (middle, high) : (low, middle);
        }

        return PortableMath.Pow(2, (low + high) / 2);

        double Sum(double exponent)
        {
            Raise(powers, exponent);
            var sum = 0.0;
            for (var i = 0; i < _counts.Length; i++)
            {
                sum += _counts[i] * powers[i];
            }

            return sum;
        }
    }

    private void Raise(double[] powers, double exponent)
    {
        TensorPrimitives.ConvertTruncating<float, double>(_tables, powers);
        PortablePowers.Raise(powers, exponent);
    }

    /// <summary>The tiles along one side of an image: for each pixel the two tiles with the nearest centers, and the
    /// weight of the second.
    /// </summary>
    private sealed class TileAxis
    {
        /// <summary>Sum of the weights of a pixel. Weights are integers, so that counts do not depend on the order of
        /// the pixels.</summary>
        public const int One = 256;

        public TileAxis(int length, double side)
        {
            Tiles = Math.Max(1, (int)Math.Round(length / side));
            (First, Next, Share) = (new int[length], new int[length], new int[length]);
            for (var i = 0; i < length; i++)
            {
                (First[i], Next[i], var share) = Bilinear.Between(((i + 0.5) * Tiles / length) - 0.5, Tiles);
                Share[i] = (int)Math.Round(share * One);
            }
        }

        public int Tiles { get; }
        public int[] First { get; }
        public int[] Next { get; }
        public int[] Share { get; }
    }
}
