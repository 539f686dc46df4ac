namespace Stylize.Engine.Segmentation.Plates.Output;

/// <summary>
/// Undoes the shift of an image row by row with cubic interpolation (Catmull and Rom 1974). Pixels from beyond the
/// image are 0. Holds four rows.
/// </summary>
internal sealed class RowShifter(int width, int height, double dx, double dy, Action<ReadOnlySpan<ushort>> next)
{
    private readonly float[][] _rows = [new float[width], new float[width], new float[width], new float[width]];
    private readonly ushort[] _result = new ushort[width];
    private readonly (int Whole, float[] Weights) _right = Weights(dx);
    private readonly (int Whole, float[] Weights) _down = Weights(dy);
    private int _added;
    private int _made;

    public void Add(ReadOnlySpan<ushort> row)
    {
        var into = _rows[_added % 4];
        var (whole, weights) = _right;
        for (var x = 0; x < width; x++)
        {
            var from = x + whole;
            into[x] = from < 0 || from + (weights[2] != 0 ? 1 : 0) >= width ? float.NaN
                : (weights[0] * row[Math.Max(from - 1, 0)]) + (weights[1] * row[from])
                    + (weights[2] * row[Math.Min(from + 1, width - 1)])
                    + (weights[3] * row[Math.Min(from + 2, width - 1)]);
        }

        _added++;
        while (_made < height && _made + _down.Whole + 2 < _added)
        {
            Emit();
        }
    }

    public void Finish()
    {
        while (_made < height)
        {
            Emit();
        }
    }

    private void Emit()
    {
        var (whole, weights) = _down;
        var from = _made + whole;
        if (from < 0 || from + (weights[2] != 0 ? 1 : 0) >= height)
        {
            _result.AsSpan().Clear();
        }
        else
        {
            var (a, b) = (_rows[Math.Max(from - 1, 0) % 4], _rows[from % 4]);
            var (c, d) = (_rows[Math.Min(from + 1, height - 1) % 4], _rows[Math.Min(from + 2, height - 1) % 4]);
            for (var x = 0; x < width; x++)
            {
                var value = (weights[0] * a[x]) + (weights[1] * b[x]) + (weights[2] * c[x]) + (weights[3] * d[x]);
                _result[x] = float.IsNaN(value) ? (ushort)0 : (ushort)Math.Clamp(value + .5f, 0, 65535);
            }
        }

        _made++;
        next(_result);
    }

    private static (int Whole, float[] Weights) Weights(double shift)
    {
        var whole = (int)Math.Floor(shift);
        var t = (float)(shift - whole);
        return (whole,
        [
            t * (-1 + (t * (2 - t))) / 2, (2 + (t * t * (-5 + (3 * t)))) / 2, t * (1 + (t * (4 - (3 * t)))) / 2,
            t * t * (t - 1) / 2,
        ]);
    }
}
