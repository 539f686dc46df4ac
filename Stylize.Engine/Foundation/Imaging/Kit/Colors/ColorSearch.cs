namespace Stylize.Engine.Imaging.Kit.Colors;

/// <summary>Finds the nearest of several colors by <see cref="Lab.Squared"/>, exactly; the first of several at the same
/// distance. Compares with eight colors at a time, about 0.5 ns per color. More than <see cref="MaxCompared"/> colors
/// are sorted into compact blocks of eight, and only blocks that may hold a nearer color are compared, about 0.1 ns per
/// color.</summary>
/// <example><code>
/// var search = new ColorSearch([new Lab(0, 0, 0), new Lab(100, 0, 0)]);
/// Assert.Equal(1, search.Nearest(new Lab(60, 5, 0), out var squared));
/// Assert.Equal((40 * 40) + (5 * 5), squared);
/// </code></example>
internal sealed class ColorSearch
{
    /// <summary>Number of colors up to which all are compared, because bounds would save less than they cost.</summary>
    internal const int MaxCompared = 256;

    private static int Lanes => Vector256<float>.Count;

    /// <summary>More than the rounding errors of a bound and of a distance together.</summary>
    private const float Slack = 1.00001f;

    private readonly Lab[] _colors;
    private readonly Block[] _blocks;
    private readonly Block[] _lowest = [], _highest = [];

    /// <param name="colors">The colors, 1 or more.</param>
    public ColorSearch(IReadOnlyList<Lab> colors)
    {
        _colors = [.. colors];
        int[] order = [.. Enumerable.Range(0, colors.Count)];
        if (colors.Count > MaxCompared)
        {
            order = [.. order.OrderBy(i => PlaceOnCurve(colors[i]))];
        }

        // Loops: queries of these types are compiled at run time, also in the module, before its first picture.
        var sorted = new Lab[order.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = colors[order[i]];
        }

        _blocks = new Block[(sorted.Length + Lanes - 1) / Lanes];
        for (var i = 0; i < _blocks.Length; i++)
        {
            var length = Math.Min(Lanes, sorted.Length - (i * Lanes));
            _blocks[i] = new Block(sorted.AsSpan(i * Lanes, length), order.AsSpan(i * Lanes, length));
        }

        if (colors.Count > MaxCompared)
        {
            _lowest = [.. Corners(MathF.Min)];
            _highest = [.. Corners(MathF.Max)];
        }

        IEnumerable<Block> Corners(Func<float, float, float> choose) => sorted.Chunk(Lanes)
            .Select(block => block.Aggregate((x, y) => new Lab(choose(x.L, y.L), choose(x.A, y.A), choose(x.B, y.B))))
            .Chunk(Lanes).Select(corners => new Block(corners, new int[corners.Length]));
    }

    /// <summary>Returns the index of the nearest color.</summary>
    public int Nearest(Lab color) => Nearest(color, out _);

    /// <summary>Returns the index of the nearest color and its squared distance.</summary>
    public int Nearest(Lab color, out float squared)
    {
        // Without vectors of 256 bits, as in a browser, their operations are slow calls.
        if (!Vector256.IsHardwareAccelerated && _lowest.Length == 0) return OneByOne(color, null, out squared);

        var target = new Block(color);
        var (least, nearest) = (Vector256.Create(float.PositiveInfinity), Vector256<float>.Zero);
        if (_lowest.Length > 0)
        {
            return NearestInBlocks(in target, ref least, ref nearest, out squared);
        }

        foreach (ref readonly var block in _blocks.AsSpan())
        {
            var distances = block.Squared(target);
            var isNearer = Vector256.LessThan(distances, least);
            least = Vector256.ConditionalSelect(isNearer, distances, least);
            nearest = Vector256.ConditionalSelect(isNearer, block.Indices, nearest);
        }

        return Reduce(in least, in nearest, out squared);
    }

    /// <summary>Finds the index of the nearest color for each of many colors, which lie in planes. Compares with all
    /// colors, one of the many per lane.</summary>
    /// <remarks>The plain way, one color after another, takes 11 times as long for 16 colors.</remarks>
    /// <param name="count">Number of colors in the planes, a multiple of 16.</param>
    /// <param name="nearest">Receives the indices.</param>
    /// <param name="distances">Receives the squared distances, if not null.</param>
    /// <param name="second">Receives the squared distances of the second nearest colors, infinite without one, if not
    /// null.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe void NearestOfEach(
        float* l, float* a, float* b, int count, int* nearest, float* distances = null, float* second = null)
    {
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var (ownL, ownA, ownB) = (Vector.Load(l + i), Vector.Load(a + i), Vector.Load(b + i));
            var (least, found) = (new Vector<float>(float.PositiveInfinity), Vector<int>.Zero);
            var next = least;
            for (var k = 0; k < _colors.Length; k++)
            {
                var color = _colors[k];
                var dl = ownL - new Vector<float>(color.L);
                var da = ownA - new Vector<float>(color.A);
                var db = ownB - new Vector<float>(color.B);
                var squared = (dl * dl) + (da * da) + (db * db);
                var isNearer = Vector.LessThan(squared, least);
                if (second != null)
                {
                    next = Vector.ConditionalSelect(isNearer, least, Vector.Min(next, squared));
                }

                least = Vector.ConditionalSelect(isNearer, squared, least);
                found = Vector.ConditionalSelect(isNearer, new Vector<int>(k), found);
            }

            found.Store(nearest + i);
            if (distances != null) least.Store(distances + i);
            if (second != null) next.Store(second + i);
        }
    }

    /// <summary>Finds the index of the nearest color for each of many weighted colors, about 0.1 ns per
    /// comparison.</summary>
    /// <param name="nearest">Receives the indices.</param>
    /// <param name="distances">Receives the squared distances.</param>
    public unsafe void NearestOfEach(
        ReadOnlySpan<(Lab Color, double Weight)> many, Span<int> nearest, Span<float> distances)
    {
        const int Part = 256;
        float* l = stackalloc float[Part], a = stackalloc float[Part], b = stackalloc float[Part],
            squared = stackalloc float[Part];
        var at = stackalloc int[Part];
        for (var first = 0; first < many.Length; first += Part)
        {
            var part = many[first..Math.Min(many.Length, first + Part)];
            for (var i = 0; i < part.Length; i++)
            {
                (l[i], a[i], b[i]) = part[i].Color;
            }

            NearestOfEach(l, a, b, Part, at, squared);
            new Span<int>(at, part.Length).CopyTo(nearest[first..]);
            new Span<float>(squared, part.Length).CopyTo(distances[first..]);
        }
    }

    /// <summary>Returns the index of the nearest of the colors that are allowed; 0 if none is.</summary>
    /// <param name="isAllowed">Whether each color is allowed; null for all.</param>
    public int Nearest(Lab color, bool[]? isAllowed) =>
        isAllowed is null ? Nearest(color) : OneByOne(color, isAllowed, out _);

    private int OneByOne(Lab color, bool[]? isAllowed, out float squared)
    {
        (var nearest, squared) = (0, float.PositiveInfinity);
        for (var i = 0; i < _colors.Length; i++)
        {
            if (isAllowed?[i] != false && Lab.Squared(_colors[i], color) is var distance && distance < squared)
            {
                (nearest, squared) = (i, distance);
            }
        }

        return nearest;
    }

    private int NearestInBlocks(
        in Block target, ref Vector256<float> least, ref Vector256<float> nearest, out float squared)
    {
        Span<float> bounds = stackalloc float[_lowest.Length * Lanes];
        for (var i = 0; i < _lowest.Length; i++)
        {
            _lowest[i].SquaredTo(_highest[i], target).CopyTo(bounds[(i * Lanes)..]);
        }

        var first = TensorPrimitives.IndexOfMin(bounds);
        Compare(_blocks[first], target, ref least, ref nearest);
        var limit = Slack * Min(in least);
        for (var i = 0; i < bounds.Length; i++)
        {
            if (bounds[i] <= limit && i != first)
            {
                Compare(_blocks[i], target, ref least, ref nearest);
                limit = Slack * Min(in least);
            }
        }

        return Reduce(in least, in nearest, out squared);

        // Blocks are not in the order of the colors, so the lower index wins explicitly.
        static void Compare(in Block block, in Block target, ref Vector256<float> least, ref Vector256<float> nearest)
        {
            var distances = block.Squared(target);
            var isNearer = Vector256.LessThan(distances, least)
                | (Vector256.Equals(distances, least) & Vector256.LessThan(block.Indices, nearest));
            least = Vector256.ConditionalSelect(isNearer, distances, least);
            nearest = Vector256.ConditionalSelect(isNearer, block.Indices, nearest);
        }
    }

    // Vectors by reference: the runtime's compiler takes over each method that passes them by value.
    private static int Reduce(in Vector256<float> least, in Vector256<float> nearest, out float squared)
    {
        squared = Min(in least);
        var isLeast = Vector256.Equals(least, Vector256.Create(squared));
        var indices = Vector256.ConditionalSelect(isLeast, nearest, Vector256.Create(float.PositiveInfinity));
        return (int)Min(in indices);
    }

    private static float Min(in Vector256<float> values)
    {
        var four = Vector128.Min(values.GetLower(), values.GetUpper());
        var two = Vector128.Min(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return MathF.Min(two.ToScalar(), Vector128.GetElement(two, 1));
    }

    /// <summary>Returns the place of a color on a curve through Lab on which near places are near colors: L*, a* and b*
    /// in steps of 4 with their bits interleaved (Morton, 1966).</summary>
    private static int PlaceOnCurve(Lab color)
    {
        return Spread(color.L) | (Spread(color.A + 128) << 1) | (Spread(color.B + 128) << 2);

        static int Spread(float value)
        {
            var (step, place) = ((int)Math.Clamp(value / 4, 0, 63), 0);
            for (var bit = 0; bit < 6; bit++)
            {
                place |= (step >> bit & 1) << (3 * bit);
            }

            return place;
        }
    }

    /// <summary>Eight colors; missing ones are infinitely far. Indices are floats, which hold them exactly.</summary>
    private readonly struct Block
    {
        private readonly Vector256<float> _l, _a, _b;

        public Block(Lab color) =>
            (_l, _a, _b) = (Vector256.Create(color.L), Vector256.Create(color.A), Vector256.Create(color.B));

        public Block(ReadOnlySpan<Lab> colors, ReadOnlySpan<int> indices)
        {
            Span<float> l = stackalloc float[Lanes], a = stackalloc float[Lanes], b = stackalloc float[Lanes],
                at = stackalloc float[Lanes];
            l.Fill(float.PositiveInfinity);
            for (var lane = 0; lane < colors.Length; lane++)
            {
                (l[lane], a[lane], b[lane], at[lane]) = (colors[lane].L, colors[lane].A, colors[lane].B, indices[lane]);
            }

            (_l, _a, _b) = (Vector256.Create<float>(l), Vector256.Create<float>(a), Vector256.Create<float>(b));
            Indices = Vector256.Create<float>(at);
        }

        public Vector256<float> Indices { get; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Squared(in Block target) => Sum(_l - target._l, _a - target._a, _b - target._b);

        /// <summary>Returns the squared distances of a color from boxes, of which these are the lowest
        /// corners.</summary>
        public Vector256<float> SquaredTo(in Block highest, in Block target)
        {
            return Sum(
                Outside(_l, highest._l, target._l), Outside(_a, highest._a, target._a),
                Outside(_b, highest._b, target._b));

            static Vector256<float> Outside(Vector256<float> low, Vector256<float> high, Vector256<float> value) =>
                Vector256.Max(Vector256.Max(low - value, value - high), Vector256<float>.Zero);
        }

        private static Vector256<float> Sum(Vector256<float> l, Vector256<float> a, Vector256<float> b) =>
            (l * l) + (a * a) + (b * b);
    }
}
