using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// The picture of the parameters and how it differs from the target, in columns as <see cref="FitTarget"/> is. Eight pixels of a row have 1 + channels vectors:
/// while Gaussians are added the sum of weights and the weighted colours; afterwards what <see cref="FieldContent"/> says.
/// </summary>
internal sealed unsafe class FitField : IDisposable
{
    /// <summary>Rows of a band; a band is the work of one thread.</summary>
    public const int BandRows = 32;

    private readonly FitTarget _target;
    private readonly PooledBuffer<float> _planes;
    private readonly float* _start;

    public FitField(FitTarget target)
    {
        _target = target;
        Bands = RowBands.Count(target.Height, BandRows);
        RowPitch = FitStrip.Columns * (1 + target.Channels);
        ColumnPitch = PitchFor(target.Height, RowPitch);
        _planes = new PooledBuffer<float>(checked((int)(ColumnPitch * target.Columns)), clear: true);
        _start = _planes.Pointer;
    }

    public FitTarget Target => _target;

    /// <summary>Bands of <see cref="BandRows"/> rows.</summary>
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

    /// <summary>Sum over channels of the squared differences of each pixel, from a field that holds <see cref="FieldContent.Picture"/>.</summary>
    public void MeasureError(Raster<float> error, int y)
    {
        var row = error.Row(y);
        for (var x = 0; x < row.Length; x++)
        {
            var lane = x % FitStrip.Columns;
            var pixel = Block(x / FitStrip.Columns, y) + lane;
            var sum = 0f;
            for (var channel = 0; channel < _target.Channels; channel++)
            {
                var difference = Math.Clamp(pixel[FitStrip.Columns * (1 + channel)], 0, 1) - _target[channel, x, y];
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

    /// <summary>Adds Gaussians <paramref name="items"/> to the rows of a band, in their order.</summary>
    public void Add(int band, ReadOnlySpan<int> items, FitParameters parameters, FitGeometry geometry, FitStrips strips)
    {
        switch (_target.Channels)
        {
            case 1: Add<OneChannel>(band, items, parameters, geometry, strips); break;
            case 3: Add<ThreeChannels>(band, items, parameters, geometry, strips); break;
            default: Add<FourChannels>(band, items, parameters, geometry, strips); break;
        }
    }

    /// <summary>Divides the sums of a band and compares with the target; returns the sum of squared differences over pixels and channels.</summary>
    /// <param name="content">What the planes hold afterwards.</param>
    public double Resolve(int band, FieldContent content) => _target.Channels switch
    {
        1 => Resolve<OneChannel>(band, content),
        3 => Resolve<ThreeChannels>(band, content),
        _ => Resolve<FourChannels>(band, content),
    };

    public void Dispose() => _planes.Dispose();

    private void Add<TChannels>(int band, ReadOnlySpan<int> items, FitParameters parameters, FitGeometry geometry, FitStrips strips)
        where TChannels : struct, IChannelCount
    {
        var top = band * BandRows;
        var bottom = Math.Min(_target.Height, top + BandRows);
        for (var next = 0; next < items.Length;)
        {
            var start = strips.Start;
            var end = start;
            do
            {
                end = FitStrip.Plan(end, strips.Bounds, this, parameters, geometry, items[next++], top, bottom);
            }
            while (next < items.Length && strips.Fits(end, FitStrip.Bound(geometry, items[next], top, bottom)));

            for (var strip = start; strip < end; strip++)
            {
                Add<TChannels>(strip, parameters);
            }
        }
    }

    private static void Add<TChannels>(FitStrip* strip, FitParameters parameters)
        where TChannels : struct, IChannelCount
    {
        var i = strip->Index;
        var floor = Vector256.Create(FitKernel.Floor);
        var weight = Vector256.Create(parameters.Weight[i]);
        var color0 = weight * Vector256.Create(parameters.Color(0)[i]);
        var color1 = TChannels.Value > 1 ? weight * Vector256.Create(parameters.Color(1)[i]) : default;
        var color2 = TChannels.Value > 1 ? weight * Vector256.Create(parameters.Color(2)[i]) : default;
        var color3 = TChannels.Value > 3 ? weight * Vector256.Create(parameters.Color(3)[i]) : default;
        var bell = strip->Bell;
        var ratio = strip->Ratio;
        var bend = Vector256.Create(strip->Bend);
        var pixel = strip->Pixel;
        if (strip->Stepwise == 0)
        {
            for (var rows = strip->Rows; rows > 0; rows--)
            {
                Add<TChannels>(pixel, Vector256.MaxNative(bell - floor, Vector256<float>.Zero), weight, color0, color1, color2, color3);
                bell *= ratio;
                ratio *= bend;
                pixel += FitStrip.Columns * (1 + TChannels.Value);
            }
        }
        else
        {
            for (var rows = strip->Rows; rows > 0; rows--)
            {
                Add<TChannels>(pixel, Vector256.MaxNative(FitStrip.Exp2(bell) - floor, Vector256<float>.Zero), weight, color0, color1, color2, color3);
                bell += ratio;
                ratio += bend;
                pixel += FitStrip.Columns * (1 + TChannels.Value);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TChannels>(
        float* pixel,
        Vector256<float> w,
        Vector256<float> weight,
        Vector256<float> color0,
        Vector256<float> color1,
        Vector256<float> color2,
        Vector256<float> color3)
        where TChannels : struct, IChannelCount
    {
        Vector256.FusedMultiplyAdd(w, weight, Vector256.Load(pixel)).Store(pixel);
        Vector256.FusedMultiplyAdd(w, color0, Vector256.Load(pixel + 8)).Store(pixel + 8);
        if (TChannels.Value > 1)
        {
            Vector256.FusedMultiplyAdd(w, color1, Vector256.Load(pixel + 16)).Store(pixel + 16);
            Vector256.FusedMultiplyAdd(w, color2, Vector256.Load(pixel + 24)).Store(pixel + 24);
        }

        if (TChannels.Value > 3)
        {
            Vector256.FusedMultiplyAdd(w, color3, Vector256.Load(pixel + 32)).Store(pixel + 32);
        }
    }

    private double Resolve<TChannels>(int band, FieldContent content)
        where TChannels : struct, IChannelCount
    {
        var first = band * BandRows;
        var end = Math.Min(_target.Height, first + BandRows);
        var background = Vector256.Create(FitKernel.Background);
        var sum = 0.0;
        for (var column = 0; column < _target.Columns; column++)
        {
            var inside = Vector256.LessThan(FitStrip.Lanes, Vector256.Create((float)(_target.Width - (column * FitStrip.Columns))));
            var pixel = Block(column, first);
            var wanted = _target.Block(column, first);
            var squares = Vector256<float>.Zero;
            for (var y = first; y < end; y++)
            {
                var inverse = Vector256<float>.One / (Vector256.Load(pixel) + background);
                inverse = Vector256.ConditionalSelect(inside, inverse, Vector256<float>.Zero);
                var pull = Vector256<float>.Zero;
                for (var channel = 0; channel < TChannels.Value; channel++)
                {
                    var plane = pixel + ((1 + channel) * FitStrip.Columns);
                    var value = (Vector256.Load(plane) + (background * Vector256.Create(_target.Background[channel]))) * inverse;
                    var shown = Vector256.MinNative(Vector256.MaxNative(value, Vector256<float>.Zero), Vector256<float>.One);
                    var difference = shown - Vector256.Load(wanted + (channel * FitStrip.Columns));
                    squares = Vector256.FusedMultiplyAdd(difference, difference, squares);
                    if (content == FieldContent.Gradient)
                    {
                        difference *= inverse;
                        difference.Store(plane);
                        pull = Vector256.FusedMultiplyAdd(difference, value, pull);
                    }
                    else
                    {
                        value.Store(plane);
                    }
                }

                (content == FieldContent.Gradient ? pull : inverse).Store(pixel);
                pixel += RowPitch;
                wanted += FitStrip.Columns * TChannels.Value;
            }

            sum += FitStrip.Sum(squares);
        }

        return sum;
    }

    /// <summary>Columns begin some 22 cache lines apart, modulo the 64 sets of the first cache, so that neighbouring strips do not push each other out.</summary>
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
