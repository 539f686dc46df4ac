using System.Runtime.Intrinsics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>
/// One cell of the picture that the parameters give and how it differs from the target, in columns of eight pixels as
/// <see cref="FitTarget"/>. Eight pixels of a row have 1 + channels vectors: while Gaussians are added, the sum of weights and the sums of
/// weighted colors; after <see cref="Resolve(FieldContent)"/> what <see cref="FieldContent"/> says.
/// </summary>
/// <remarks>One thread does all work on a cell, so its sums stay in the second-level cache and no two threads add to a pixel.</remarks>
internal sealed unsafe class FitField : IDisposable
{
    /// <summary>Rows of a cell, at most. Cells are tall, since strips run down: each border that they cross cuts them.</summary>
    public const int CellRows = 128;

    /// <summary>Columns of a cell, at most; a multiple of eight.</summary>
    public const int CellColumns = 64;

    private readonly FitTarget _target;
    private readonly PooledBuffer<float> _planes;

    public FitField(FitTarget target)
    {
        _target = target;
        RowPitch = FitLanes.Count * (1 + target.Channels);
        ColumnPitch = PitchFor(CellRows, RowPitch);
        _planes = new PooledBuffer<float>(
            checked((int)(ColumnPitch * Math.Min(CellColumns / FitLanes.Count, target.Columns))), clear: true);
    }

    public FitTarget Target => _target;
    public int Channels => _target.Channels;

    /// <summary>The part of the image whose sums are held now.</summary>
    public FitTile Cell { get; private set; }

    /// <summary>Floats from a row to the next.</summary>
    public nint RowPitch { get; }

    /// <summary>Floats from a column to the next.</summary>
    public nint ColumnPitch { get; }

    /// <summary>Vector 0 of eight pixels; the others follow every eight floats, the next row at <see cref="RowPitch"/>.</summary>
    /// <param name="column">Column of eight pixels, counted from the cell's left edge.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Block(int column, int row) => _planes.Pointer + (column * ColumnPitch) + (row * RowPitch);

    /// <summary>Vector 0 of eight pixels of the cell.</summary>
    /// <param name="x">The first of them, a multiple of eight, in the image.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Pixel(int x, int y) => Block((int)((uint)(x - Cell.Left) / FitLanes.Count), y - Cell.Top);

    /// <summary>The target's samples at a pixel of this field.</summary>
    public float* TargetOf(float* pixel)
    {
        var (column, rest) = Math.DivRem(pixel - _planes.Pointer, ColumnPitch);
        return TargetBlock((int)column, (int)(rest / RowPitch));
    }

    /// <summary>Writes each pixel's squared difference over channels; the field must hold <see cref="FieldContent.Picture"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void MeasureError(Raster<float> error)
    {
        for (var y = 0; y < Cell.Height; y++)
        {
            var row = error.Row(Cell.Top + y).Slice(Cell.Left, Cell.Width);
            for (var column = 0; column < Columns; column++)
            {
                var pixel = Block(column, y);
                var wanted = TargetBlock(column, y);
                var sum = Vector256<float>.Zero;
                for (var channel = 0; channel < _target.Channels; channel++)
                {
                    var value = Vector256.Load(pixel + ((1 + channel) * FitLanes.Count));
                    var shown = Vector256.MinNative(Vector256.MaxNative(value, Vector256<float>.Zero), Vector256<float>.One);
                    var difference = shown - Vector256.Load(wanted + (channel * FitLanes.Count));
                    sum += difference * difference;
                }

                var part = row[(column * FitLanes.Count)..];
                if (part.Length >= FitLanes.Count)
                {
                    sum.CopyTo(part);
                    continue;
                }

                for (var x = 0; x < part.Length; x++)
                {
                    part[x] = sum[x];
                }
            }
        }
    }

    public void Begin(in FitTile cell)
    {
        Cell = cell;
        for (var column = 0; column < Columns; column++)
        {
            new Span<float>(Block(column, 0), checked((int)(cell.Height * RowPitch))).Clear();
        }
    }

    /// <summary>Divides the sums by the weights and compares with the target.</summary>
    /// <returns>Sum of squared differences over the pixels and channels of the cell.</returns>
    public double Resolve(FieldContent content) => _target.Channels switch
    {
        1 => Resolve<OneChannel>(content),
        3 => Resolve<ThreeChannels>(content),
        _ => Resolve<FourChannels>(content),
    };

    public void Dispose() => _planes.Dispose();

    private int Columns => (Cell.Width + FitLanes.Count - 1) / FitLanes.Count;

    private float* TargetBlock(int column, int row) => _target.Block((Cell.Left / FitLanes.Count) + column, Cell.Top + row);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private double Resolve<TChannels>(FieldContent content)
        where TChannels : struct, IChannelCount
    {
        var background = Vector256.Create(FitKernel.Background);
        var isGradient = content == FieldContent.Gradient;
        var background0 = background * Vector256.Create(_target.Background[0]);
        var background1 = background * Vector256.Create(_target.Background[1]);
        var background2 = background * Vector256.Create(_target.Background[2]);
        var background3 = background * Vector256.Create(_target.Background[3]);
        var sum = 0.0;
        for (var column = 0; column < Columns; column++)
        {
            var inside = Vector256.LessThan(FitLanes.Indices, Vector256.Create((float)(Cell.Width - (column * FitLanes.Count))));
            var pixel = Block(column, 0);
            var wanted = TargetBlock(column, 0);
            var squares = Vector256<float>.Zero;
            for (var y = 0; y < Cell.Height; y++)
            {
                var inverse = Vector256<float>.One / (Vector256.Load(pixel) + background);
                inverse = Vector256.ConditionalSelect(inside, inverse, Vector256<float>.Zero);
                var weighted = Vector256<float>.Zero;
                Resolve(pixel + 8, wanted, background0, inverse, isGradient, ref squares, ref weighted);
                if (TChannels.Value > 1)
                {
                    Resolve(pixel + 16, wanted + 8, background1, inverse, isGradient, ref squares, ref weighted);
                    Resolve(pixel + 24, wanted + 16, background2, inverse, isGradient, ref squares, ref weighted);
                }

                if (TChannels.Value > 3)
                {
                    Resolve(pixel + 32, wanted + 24, background3, inverse, isGradient, ref squares, ref weighted);
                }

                (isGradient ? weighted : inverse).Store(pixel);
                pixel += RowPitch;
                wanted += FitLanes.Count * TChannels.Value;
            }

            sum += FitLanes.Sum(squares);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Resolve(
        float* plane, float* wanted, Vector256<float> background, Vector256<float> inverse, bool isGradient, ref Vector256<float> squares,
        ref Vector256<float> weighted)
    {
        var value = (Vector256.Load(plane) + background) * inverse;
        var shown = Vector256.MinNative(Vector256.MaxNative(value, Vector256<float>.Zero), Vector256<float>.One);
        var difference = shown - Vector256.Load(wanted);
        squares = Vector256.FusedMultiplyAdd(difference, difference, squares);
        if (isGradient)
        {
            difference *= inverse;
            difference.Store(plane);
            weighted = Vector256.FusedMultiplyAdd(difference, value, weighted);
        }
        else
        {
            value.Store(plane);
        }
    }

    /// <summary>
    /// Floats between columns: at least the column's own, and such that neighboring columns begin some 22 cache lines apart modulo the 64
    /// sets of a first-level cache; otherwise the strips of a Gaussian would evict each other.
    /// </summary>
    private static nint PitchFor(int height, nint rowPitch)
    {
        const int LineFloats = 16;
        for (var rows = height; ; rows++)
        {
            if ((rows * rowPitch / LineFloats) % 64 is >= 18 and <= 26) return rows * rowPitch;
        }
    }
}

/// <summary>What a field holds after it was resolved; v is the color shown, D the sum of weights with the background's.</summary>
internal enum FieldContent
{
    /// <summary>Plane 1 + k: (v - target) / D of channel k. Plane 0: (v - target) v / D summed over channels.</summary>
    Gradient,

    /// <summary>Plane 1 + k: v of channel k. Plane 0: 1 / D.</summary>
    Picture,
}

/// <summary>The cells of a <see cref="FitField"/> that a Gaussian touches, in rows and columns of cells.</summary>
internal readonly record struct FitCellRange(ushort FirstRow, ushort EndRow, ushort FirstColumn, ushort EndColumn)
{
    /// <summary>The cells of a rectangle of pixels, which may be empty.</summary>
    public static FitCellRange Of(int left, int right, int top, int bottom) => left >= right || top >= bottom
        ? default
        : new(
            (ushort)((uint)top / FitField.CellRows),
            (ushort)(((uint)(bottom - 1) / FitField.CellRows) + 1),
            (ushort)((uint)left / FitField.CellColumns),
            (ushort)(((uint)(right - 1) / FitField.CellColumns) + 1));
}
