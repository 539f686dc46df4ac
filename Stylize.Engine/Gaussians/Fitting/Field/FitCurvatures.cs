namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>Measures the curvature of the error for every <paramref name="step"/>-th Gaussian.</summary>
/// <param name="step">Distance between the indices of Gaussians that are measured together.</param>
/// <remarks>
/// Let u be the offset from the center in whitened coordinates, e = exp(-q/2), and D the sum of weights of a pixel. The
/// derivatives of the weight w are e u (center), e u u^T (shape) and w (logarithm of the weight). The picture v changes
/// by (c - v) / D times that, and by w / D times a change of color.
/// </remarks>
internal sealed unsafe class FitCurvatures(int step) : IDisposable
{
    private const int Values = FitCurvature.ShapeValues;

    // Per tile and Gaussian: derivatives by all values, products of two shape values, of a color and a shape value, and
    // of a color with itself.
    private const int Pairs = FitCurvature.MaxValues;
    private const int Colors = Pairs + (Values * (Values + 1) / 2);
    private const int Shares = Colors + (FitCurvature.MaxChannels * Values);
    internal const int Length = Shares + 1;

    private PooledBuffer<float> _sums = new(0);
    private int[] _starts = [0];
    private int* _slots;
    private int _first;
    private int _members;

    /// <summary>Selects the Gaussians of the next measurement.</summary>
    /// <param name="end">Index after the last Gaussian that may be selected.</param>
    public int Choose(int first, int end)
    {
        _first = first;
        return _members = Math.Max(0, (end - first + step - 1) / step);
    }

    public int IndexOf(int member) => _first + (member * step);

    /// <summary>Number of selected Gaussians, and index of the first.</summary>
    internal (int First, int Members) Chosen => (_first, _members);

    internal int Step => step;

    /// <summary>Returns memory for the sums of the selected Gaussians, one after another, instead of
    /// <see cref="Begin"/>.</summary>
    internal Span<float> Take()
    {
        MakeRoom(member => member);
        return _sums.Span[..(_members * Length)];
    }

    /// <param name="slots">First slot of each Gaussian; see <see cref="FitBins.Slots"/>.</param>
    public void Begin(int* slots)
    {
        _slots = slots;
        MakeRoom(member => _starts[member - 1] + slots[IndexOf(member - 1) + 1] - slots[IndexOf(member - 1)]);
    }

    /// <summary>Sums over the pixels of a tile. The field must hold <see cref="FieldContent.Picture"/>.</summary>
    public void Sum(FitWorkspace tile, ReadOnlySpan<FitItem> items, FitParameters parameters)
    {
        FitStrip* strip = tile.Strips, end = tile.End;
        var sums = stackalloc Vector256<float>[Length];
        foreach (var item in items)
        {
            var shape = tile.Shapes + item.Index;
            var member = (item.Index - _first) / step;
            if (item.Index < _first || IndexOf(member) != item.Index || member >= _members)
            {
                for (; strip < end && strip->Shape == shape; strip++)
                {
                }

                continue;
            }

            new Span<Vector256<float>>(sums, Length).Clear();
            for (; strip < end && strip->Shape == shape; strip++)
            {
                Add(sums, strip, tile.Field, parameters, item.Index);
            }

            var target = _sums.Pointer + ((nint)(_starts[member] + item.Slot - _slots[item.Index]) * Length);
            for (var k = 0; k < Length; k++)
            {
                target[k] = VectorSums.Lanes(sums[k]);
            }
        }
    }

    /// <returns>False if the Gaussian touches no pixel.</returns>
    public bool Read(int member, double weight, int channels, FitCurvature curvature)
    {
        curvature.Clear();
        for (var slot = _starts[member]; slot < _starts[member + 1]; slot++)
        {
            var sums = _sums.Pointer + ((nint)slot * Length);
            for (var k = 0; k < Values + channels; k++)
            {
                curvature.Slope(k) += weight * sums[k];
            }

            var pair = Pairs;
            for (var k = 0; k < Values; k++)
            {
                for (var j = 0; j <= k; j++)
                {
                    curvature.AddForm(k, j, weight * weight * sums[pair++]);
                }

                for (var channel = 0; channel < channels; channel++)
                {
                    curvature.AddForm(k, Values + channel, weight * weight * sums[Colors + (channel * Values) + k]);
                }
            }

            for (var channel = Values; channel < Values + channels; channel++)
            {
                curvature.AddForm(channel, channel, weight * weight * sums[Shares]);
            }
        }

        return curvature.Form(Values, Values) > 0;
    }

    public void Dispose() => _sums.Dispose();

    /// <param name="start">Returns the first slot of a member from 1 on; it may read that of the member before.</param>
    private void MakeRoom(Func<int, int> start)
    {
        if (_starts.Length <= _members)
        {
            _starts = new int[_members + 1];
        }

        for (var member = 1; member <= _members; member++)
        {
            _starts[member] = start(member);
        }

        var needed = checked(_starts[_members] * Length);
        if (_sums.Length < needed)
        {
            _sums.Dispose();
            _sums = new PooledBuffer<float>(needed);
        }
    }

    /// <summary>Adds the pixels of a strip to the sums, without the weight as a factor.</summary>
    private static void Add(Vector256<float>* sums, FitStrip* strip, FitField field, FitParameters parameters, int i)
    {
        var floor = Vector256.Create(FitKernel.Floor);
        var inverse11 = 1 / parameters.L11[i];
        var inverse22 = Vector256.Create(1 / parameters.L22[i]);
        var dx = Vector256.Create(strip->OffsetX) + FitLanes.Indices;
        var u1 = dx * Vector256.Create(inverse11);
        var ridge = dx * Vector256.Create(parameters.L21[i] * inverse11);
        var value = strip->Value;
        var change = strip->Step;
        var changeOfChange = Vector256.Create(strip->StepChange);
        var pixel = strip->Pixel;
        var target = field.TargetOf(pixel);
        var changes = stackalloc Vector256<float>[Values];
        for (var row = 0; row < strip->Rows; row++)
        {
            var current = value;
            if (!strip->IsLogarithmic)
            {
                value *= change;
                change *= changeOfChange;
            }
            else
            {
                current = FitLanes.Exp2(value);
                value += change;
                change += changeOfChange;
            }

            var inverse = Vector256.Load(pixel);
            var share = Vector256.MaxNative(current - floor, Vector256<float>.Zero) * inverse;
            current = Vector256.ConditionalSelect(
                Vector256.GreaterThan(share, Vector256<float>.Zero), current * inverse, Vector256<float>.Zero);
            var u2 = (Vector256.Create(strip->EndY - strip->Rows + row) - ridge) * inverse22;
            changes[0] = current * u1;
            changes[1] = current * u2;
            changes[2] = changes[0] * u1;
            changes[3] = changes[0] * u2;
            changes[4] = changes[1] * u2;
            changes[5] = share;
            var importance = Vector256.Load(target + (parameters.Channels * FitLanes.Count));
            Accumulate(sums + Shares, share * importance, share);
            var (square, pull) = (Vector256<float>.Zero, Vector256<float>.Zero);
            for (var channel = 0; channel < parameters.Channels; channel++)
            {
                var shown = Vector256.Load(pixel + ((1 + channel) * FitLanes.Count));
                var contrast = Vector256.Create(parameters.Color(channel)[i]) - shown;
                shown = Vector256.MinNative(Vector256.MaxNative(shown, Vector256<float>.Zero), Vector256<float>.One);
                var difference = importance * (shown - Vector256.Load(target + (channel * FitLanes.Count)));
                square = Vector256.FusedMultiplyAdd(contrast * importance, contrast, square);
                pull = Vector256.FusedMultiplyAdd(difference, contrast, pull);
                Accumulate(sums + Values + channel, difference, share);
                contrast *= share * importance;
                for (var k = 0; k < Values; k++)
                {
                    Accumulate(sums + Colors + (channel * Values) + k, contrast, changes[k]);
                }
            }

            var pair = sums + Pairs;
            for (var k = 0; k < Values; k++)
            {
                Accumulate(sums + k, pull, changes[k]);
                var weighted = square * changes[k];
                for (var j = 0; j <= k; j++)
                {
                    Accumulate(pair++, weighted, changes[j]);
                }
            }

            pixel += field.RowPitch;
            target += FitLanes.Count * (parameters.Channels + 1);
        }
    }

    private static void Accumulate(Vector256<float>* sum, Vector256<float> a, Vector256<float> b) =>
        *sum = Vector256.FusedMultiplyAdd(a, b, *sum);
}

/// <summary>Gradient and Gauss-Newton Hessian J^T J of half the weighted squared differences, by the values of one
/// Gaussian.</summary>
/// <remarks>
/// Values: center (2) and factor L (3), whitened as in <see cref="FitGradient"/>; logarithm of the weight; one color
/// per channel.
/// </remarks>
internal sealed class FitCurvature
{
    /// <summary>Number of values before the colors.</summary>
    public const int ShapeValues = 6;
    public const int MaxChannels = 4;
    public const int MaxValues = ShapeValues + MaxChannels;

    private readonly double[] _gradient = new double[MaxValues];
    private readonly double[] _form = new double[MaxValues * MaxValues];

    /// <summary>The derivative of the error by a value.</summary>
    public ref double Slope(int value) => ref _gradient[value];

    /// <summary>The second derivative of the error by two values.</summary>
    public double Form(int one, int other) => _form[(one * MaxValues) + other];

    public void Clear()
    {
        Array.Clear(_gradient);
        Array.Clear(_form);
    }

    public void AddForm(int one, int other, double form)
    {
        _form[(one * MaxValues) + other] += form;
        if (one != other)
        {
            _form[(other * MaxValues) + one] += form;
        }
    }
}
