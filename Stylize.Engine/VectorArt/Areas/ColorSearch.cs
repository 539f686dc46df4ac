namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Finds the nearest of several colors. Compares with eight colors at a time.</summary>
internal sealed class ColorSearch
{
    private const int Lanes = 8;

    private readonly (Vector256<float> L, Vector256<float> A, Vector256<float> B)[] _blocks;

    /// <param name="colors">The colors, 1 or more.</param>
    public ColorSearch(ReadOnlySpan<Lab> colors)
    {
        _blocks = new (Vector256<float> L, Vector256<float> A, Vector256<float> B)[(colors.Length + Lanes - 1) / Lanes];
        Span<float> l = stackalloc float[Lanes], a = stackalloc float[Lanes], b = stackalloc float[Lanes];
        for (var block = 0; block < _blocks.Length; block++)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                var index = (block * Lanes) + lane;
                (l[lane], a[lane], b[lane]) = index < colors.Length ? (colors[index].L, colors[index].A, colors[index].B)
                    : (float.PositiveInfinity, 0, 0);
            }

            _blocks[block] = (Vector256.Create<float>(l), Vector256.Create<float>(a), Vector256.Create<float>(b));
        }
    }

    /// <summary>Returns the index of the nearest color, the first of several; the distances are those of
    /// <see cref="ColorFinder.Squared"/>.</summary>
    public int Nearest(Lab color)
    {
        var nearest = 0;
        var lowest = double.PositiveInfinity;
        Vector256<float> l = Vector256.Create(color.L), a = Vector256.Create(color.A), b = Vector256.Create(color.B);
        for (var block = 0; block < _blocks.Length; block++)
        {
            var (dl, da, db) = (_blocks[block].L - l, _blocks[block].A - a, _blocks[block].B - b);
            var low = Squared(Vector256.WidenLower(dl), Vector256.WidenLower(da), Vector256.WidenLower(db));
            var high = Squared(Vector256.WidenUpper(dl), Vector256.WidenUpper(da), Vector256.WidenUpper(db));
            var four = Vector256.Min(low, high);
            var two = Vector128.Min(four.GetLower(), four.GetUpper());
            var least = Math.Min(two[0], two[1]);
            if (least < lowest)
            {
                lowest = least;
                var all = Vector256.Create(least);
                var isLeast = Vector256.Equals(low, all).ExtractMostSignificantBits()
                    | (Vector256.Equals(high, all).ExtractMostSignificantBits() << (Lanes / 2));
                nearest = (block * Lanes) + BitOperations.TrailingZeroCount(isLeast);
            }
        }

        return nearest;

        static Vector256<double> Squared(Vector256<double> l, Vector256<double> a, Vector256<double> b) => (l * l) + (a * a) + (b * b);
    }
}
