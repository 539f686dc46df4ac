namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>
/// One tile of the rendered picture and its difference from the target, in columns of eight pixels like
/// <see cref="FitTarget"/>. Eight pixels of a row have 1 + channels vectors: the sum of weights and the sums of
/// weighted colors during rendering, and the values of <see cref="FieldContent"/> after
/// <see cref="Resolve(FieldContent)"/>.
/// </summary>
/// <remarks>One thread processes a tile, so its sums stay in the second-level cache and no two threads write the same
/// pixel.</remarks>
internal sealed unsafe class FitField(FitTarget target) : IDisposable
{
    /// <summary>Largest height of a tile. Tiles are tall, because strips run down and are cut at each border.</summary>
    public const int TileRows = 128;

    /// <summary>Largest width of a tile, a multiple of eight.</summary>
    public const int TileColumns = 64;

    private readonly PooledBuffer<float> _planes = new(
        checked((int)(PitchFor(target.Channels) * Math.Min(TileColumns / FitLanes.Count, target.Columns))),
        clear: true);

    public int Channels => target.Channels;

    public FitTile Tile { get; private set; }

    /// <summary>Floats from one row to the next.</summary>
    public nint RowPitch { get; } = FitLanes.Count * (1 + target.Channels);

    /// <summary>Floats from one column of eight pixels to the next.</summary>
    public nint ColumnPitch { get; } = PitchFor(target.Channels);

    /// <summary>
    /// Returns the first vector of eight pixels. The others follow every eight floats, the next row at
    /// <see cref="RowPitch"/>.
    /// </summary>
    /// <param name="column">Column of eight pixels, counted from the left edge of the tile.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Block(int column, int row) => _planes.Pointer + (column * ColumnPitch) + (row * RowPitch);

    /// <summary>Returns the first vector of eight pixels of the tile.</summary>
    /// <param name="x">Image column of the first pixel, a multiple of eight.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Pixel(int x, int y) => Block((int)((uint)(x - Tile.Left) / FitLanes.Count), y - Tile.Top);

    /// <summary>Returns the target's samples at a pixel of this field.</summary>
    public float* TargetOf(float* pixel)
    {
        var (column, rest) = Math.DivRem(pixel - _planes.Pointer, ColumnPitch);
        return TargetBlock((int)column, (int)(rest / RowPitch));
    }

    /// <summary>
    /// Writes each pixel's weighted squared difference, summed over channels. The field must hold
    /// <see cref="FieldContent.Picture"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void MeasureError(Raster<float> error)
    {
        for (var y = 0; y < Tile.Height; y++)
        {
            var row = error.Row(Tile.Top + y).Slice(Tile.Left, Tile.Width);
            for (var column = 0; column < Columns; column++)
            {
                var wanted = TargetBlock(column, y);
                var sum = Vector256<float>.Zero;
                for (var channel = 0; channel < target.Channels; channel++)
                {
                    var difference = Shown(column, y, channel) - Vector256.Load(wanted + (channel * FitLanes.Count));
                    sum += difference * difference;
                }

                Store(sum * Vector256.Load(wanted + (target.Channels * FitLanes.Count)),
                    row[(column * FitLanes.Count)..]);
            }
        }
    }

    public void Begin(in FitTile tile)
    {
        Tile = tile;
        for (var column = 0; column < Columns; column++)
        {
            new Span<float>(Block(column, 0), checked((int)(tile.Height * RowPitch))).Clear();
        }
    }

    /// <summary>Divides the sums by the weights and compares the result with the target.</summary>
    /// <returns>The weighted sum of squared differences over the pixels and channels of the tile.</returns>
    public double Resolve(FieldContent content) => target.Channels switch
    {
        1 => Resolve<OneChannel>(content),
        3 => Resolve<ThreeChannels>(content),
        _ => Resolve<FourChannels>(content),
    };

    public void Dispose() => _planes.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> values, Span<float> row)
    {
        if (row.Length >= FitLanes.Count)
        {
            values.CopyTo(row);
            return;
        }

        for (var x = 0; x < row.Length; x++)
        {
            row[x] = values[x];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Shown(int column, int row, int channel) => Vector256.MinNative(
        Vector256.MaxNative(
            Vector256.Load(Block(column, row) + ((1 + channel) * FitLanes.Count)), Vector256<float>.Zero),
        Vector256<float>.One);

    private int Columns => (Tile.Width + FitLanes.Count - 1) / FitLanes.Count;

    private float* TargetBlock(int column, int row) =>
        target.Block((Tile.Left / FitLanes.Count) + column, Tile.Top + row);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private double Resolve<TChannels>(FieldContent content)
        where TChannels : struct, IChannelCount
    {
        var background = Vector256.Create(FitKernel.Background);
        var isGradient = content == FieldContent.Gradient;
        var background0 = background * Vector256.Create(target.Background[0]);
        var background1 = background * Vector256.Create(target.Background[1]);
        var background2 = background * Vector256.Create(target.Background[2]);
        var background3 = background * Vector256.Create(target.Background[3]);
        var sum = 0.0;
        for (var column = 0; column < Columns; column++)
        {
            var inside =
                Vector256.LessThan(FitLanes.Indices, Vector256.Create((float)(Tile.Width - (column * FitLanes.Count))));
            var pixel = Block(column, 0);
            var wanted = TargetBlock(column, 0);
            var squares = Vector256<float>.Zero;
            for (var y = 0; y < Tile.Height; y++)
            {
                var inverse = Vector256<float>.One / (Vector256.Load(pixel) + background);
                inverse = Vector256.ConditionalSelect(inside, inverse, Vector256<float>.Zero);
                var weighted = Vector256<float>.Zero;
                var weight = Vector256.Load(wanted + (FitLanes.Count * TChannels.Value));
                Resolve(pixel + 8, wanted, background0, inverse, weight, isGradient, ref squares, ref weighted);
                if (TChannels.Value > 1)
                {
                    Resolve(pixel + 16, wanted + 8, background1, inverse, weight, isGradient, ref squares,
                        ref weighted);
                    Resolve(pixel + 24, wanted + 16, background2, inverse, weight, isGradient, ref squares,
                        ref weighted);
                }

                if (TChannels.Value > 3)
                {
                    Resolve(pixel + 32, wanted + 24, background3, inverse, weight, isGradient, ref squares,
                        ref weighted);
                }

                (isGradient ? weighted : inverse).Store(pixel);
                pixel += RowPitch;
                wanted += FitLanes.Count * (TChannels.Value + 1);
            }

            sum += VectorSums.Lanes(squares);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Resolve(
        float* plane, float* wanted, Vector256<float> background, Vector256<float> inverse, Vector256<float> weight,
        bool isGradient, ref Vector256<float> squares, ref Vector256<float> weighted)
    {
        var value = (Vector256.Load(plane) + background) * inverse;
        var shown = Vector256.MinNative(Vector256.MaxNative(value, Vector256<float>.Zero), Vector256<float>.One);
        var difference = shown - Vector256.Load(wanted);
        var pull = difference * weight;
        squares = Vector256.FusedMultiplyAdd(difference, pull, squares);
        if (isGradient)
        {
            difference = pull * inverse;
            difference.Store(plane);
            weighted = Vector256.FusedMultiplyAdd(difference, value, weighted);
        }
        else
        {
            value.Store(plane);
        }
    }

    /// <summary>
    /// Returns the distance of columns in floats. Neighboring columns begin about 22 cache lines apart, modulo the 64
    /// sets of a first-level cache, so that the strips of a Gaussian do not evict each other.
    /// </summary>
    private static nint PitchFor(int channels)
    {
        const int LineFloats = 16;
        nint rowPitch = FitLanes.Count * (1 + channels);
        for (var rows = TileRows; ; rows++)
        {
            if ((rows * rowPitch / LineFloats) % 64 is >= 18 and <= 26) return rows * rowPitch;
        }
    }
}

/// <summary>Content of a resolved field. v is the rendered color, D the sum of all weights including that of the
/// background.</summary>
internal enum FieldContent
{
    /// <summary>Plane 1 + k: u (v - target) / D of channel k, with the target's weight u. Plane 0: that times v, in
    /// sum.</summary>
    Gradient,

    /// <summary>Plane 1 + k: v of channel k. Plane 0: 1 / D.</summary>
    Picture,
}

/// <summary>The tiles that a Gaussian touches, as a range of rows and columns of tiles.</summary>
internal readonly record struct FitTileRange(ushort FirstRow, ushort EndRow, ushort FirstColumn, ushort EndColumn)
{
    /// <summary>Returns the tiles of a rectangle of pixels, which may be empty.</summary>
    public static FitTileRange Covering(int left, int right, int top, int bottom) => left >= right || top >= bottom
        ? default
        : new(
            (ushort)((uint)top / FitField.TileRows),
            (ushort)(((uint)(bottom - 1) / FitField.TileRows) + 1),
            (ushort)((uint)left / FitField.TileColumns),
            (ushort)(((uint)(right - 1) / FitField.TileColumns) + 1));
}
