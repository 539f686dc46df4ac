using System.Runtime.Intrinsics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// The picture that the parameters give and how it differs from the target, in columns of eight pixels as <see cref="FitTarget"/>. Eight
/// pixels of a row have 1 + channels vectors: while Gaussians are added, the sum of weights and the sums of weighted colours; after
/// <see cref="Resolve(int, FieldContent)"/> what <see cref="FieldContent"/> says.
/// </summary>
internal sealed unsafe class FitField : IDisposable
{
    /// <summary>Rows of a band. One thread fills a band, so no two add to the same pixel.</summary>
    public const int BandRows = 32;

    private readonly FitTarget _target;
    private readonly PooledBuffer<float> _planes;
    private readonly float* _start;

    public FitField(FitTarget target)
    {
        _target = target;
        Bands = RowBands.Count(target.Height, BandRows);
        RowPitch = FitLanes.Count * (1 + target.Channels);
        ColumnPitch = PitchFor(target.Height, RowPitch);
        _planes = new PooledBuffer<float>(checked((int)(ColumnPitch * target.Columns)), clear: true);
        _start = _planes.Pointer;
    }

    /// <summary>The image that is fitted.</summary>
    public FitTarget Target => _target;

    /// <summary>Number of bands of <see cref="BandRows"/> rows.</summary>
    public int Bands { get; }

    /// <summary>Floats from a row to the next.</summary>
    public nint RowPitch { get; }

    /// <summary>Floats from a column to the next.</summary>
    public nint ColumnPitch { get; }

    /// <summary>Vector 0 of eight pixels; the others follow at multiples of eight floats, the next row at <see cref="RowPitch"/>.</summary>
    public float* Block(int column, int y) => _start + (column * ColumnPitch) + (y * RowPitch);

    /// <summary>The target's samples at a pixel of this field.</summary>
    public float* TargetOf(float* pixel)
    {
        var (column, rest) = Math.DivRem(pixel - _start, ColumnPitch);
        return _target.Block((int)column, (int)(rest / RowPitch));
    }

    /// <summary>
    /// Writes the squared difference of each pixel of a row, summed over channels. The field must hold <see cref="FieldContent.Picture"/>.
    /// </summary>
    public void MeasureError(Raster<float> error, int y)
    {
        var row = error.Row(y);
        for (var x = 0; x < row.Length; x++)
        {
            var lane = x % FitLanes.Count;
            var pixel = Block(x / FitLanes.Count, y) + lane;
            var sum = 0f;
            for (var channel = 0; channel < _target.Channels; channel++)
            {
                var difference = Math.Clamp(pixel[FitLanes.Count * (1 + channel)], 0, 1) - _target[channel, x, y];
                sum += difference * difference;
            }

            row[x] = sum;
        }
    }

    /// <summary>Empties the rows of a band.</summary>
    public void Clear(int band)
    {
        var first = band * BandRows;
        var length = checked((int)((Math.Min(_target.Height, first + BandRows) - first) * RowPitch));
        for (var column = 0; column < _target.Columns; column++)
        {
            new Span<float>(Block(column, first), length).Clear();
        }
    }

    /// <summary>Divides the sums of a band by the weights and compares with the target.</summary>
    /// <param name="content">What the planes hold afterwards.</param>
    /// <returns>Sum of squared differences over the pixels and channels of the band.</returns>
    public double Resolve(int band, FieldContent content) => _target.Channels switch
    {
        1 => Resolve<OneChannel>(band, content),
        3 => Resolve<ThreeChannels>(band, content),
        _ => Resolve<FourChannels>(band, content),
    };

    public void Dispose() => _planes.Dispose();

    private double Resolve<TChannels>(int band, FieldContent content)
        where TChannels : struct, IChannelCount
    {
        var first = band * BandRows;
        var end = Math.Min(_target.Height, first + BandRows);
        var background = Vector256.Create(FitKernel.Background);
        var sum = 0.0;
        for (var column = 0; column < _target.Columns; column++)
        {
            var inside = Vector256.LessThan(FitLanes.Indices, Vector256.Create((float)(_target.Width - (column * FitLanes.Count))));
            var pixel = Block(column, first);
            var wanted = _target.Block(column, first);
            var squares = Vector256<float>.Zero;
            for (var y = first; y < end; y++)
            {
                var inverse = Vector256<float>.One / (Vector256.Load(pixel) + background);
                inverse = Vector256.ConditionalSelect(inside, inverse, Vector256<float>.Zero);
                var weighted = Vector256<float>.Zero;
                for (var channel = 0; channel < TChannels.Value; channel++)
                {
                    var plane = pixel + ((1 + channel) * FitLanes.Count);
                    var value = (Vector256.Load(plane) + (background * Vector256.Create(_target.Background[channel]))) * inverse;
                    var shown = Vector256.MinNative(Vector256.MaxNative(value, Vector256<float>.Zero), Vector256<float>.One);
                    var difference = shown - Vector256.Load(wanted + (channel * FitLanes.Count));
                    squares = Vector256.FusedMultiplyAdd(difference, difference, squares);
                    if (content == FieldContent.Gradient)
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

                (content == FieldContent.Gradient ? weighted : inverse).Store(pixel);
                pixel += RowPitch;
                wanted += FitLanes.Count * TChannels.Value;
            }

            sum += FitLanes.Sum(squares);
        }

        return sum;
    }

    /// <summary>
    /// Floats between columns: at least the column's own, and such that neighbouring columns begin some 22 cache lines apart modulo the 64
    /// sets of a first-level cache; otherwise the strips of a Gaussian would evict each other.
    /// </summary>
    private static nint PitchFor(int height, nint rowPitch)
    {
        const int LineFloats = 16;
        for (var rows = height; ; rows++)
        {
            if ((rows * rowPitch / LineFloats) % 64 is >= 18 and <= 26)
            {
                return rows * rowPitch;
            }
        }
    }
}
