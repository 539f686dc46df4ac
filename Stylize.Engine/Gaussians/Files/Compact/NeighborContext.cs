namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// The context model: predicts a Gaussian from its coded neighbors. The area is divided into boxes with sums over the Gaussians coded so
/// far; the sums of the four boxes nearest to a center are weighted by distance. Uses integers only.
/// </summary>
internal sealed class NeighborContext
{
    /// <summary>Largest magnitude of a summand, so that sums stay below 2^31.</summary>
    public const int MaxValue = 1 << 16;

    /// <summary>Vector lane of the sums over all layers that counts Gaussians.</summary>
    public const int Count = 7;

    /// <summary>Vector lane of the sums over the layer that counts Gaussians.</summary>
    public const int LayerCount = 3;

    /// <summary>The sums of a box are halved before an addition when they cover this number of Gaussians.</summary>
    private const int MaxCount = 8;

    /// <summary>Positions between the centers of two boxes that have their own weights, per axis, as a binary logarithm.</summary>
    private const int PartBits = 2;
    private const int Parts = 1 << PartBits;

    /// <summary>Weights of the four boxes, by row, for each position between their centers.</summary>
    private static readonly int[] Weights = CreateWeights();

    private readonly CompactGrid _grid;
    private readonly int _shift;
    private readonly int _half;
    private readonly int _columns;
    private readonly int _rows;

    /// <summary>The boxes by row, with an empty border of one box on each side.</summary>
    private readonly Sums[] _boxes;
    private readonly Entry[] _entries;
    private int _count;

    /// <param name="count">Number of Gaussians up to the end of this layer; there is about one box per two Gaussians.</param>
    /// <param name="before">The context of the previous layer, whose Gaussians are copied.</param>
    public NeighborContext(CompactGrid grid, int count, NeighborContext? before)
    {
        _grid = grid;
        while (((long)((grid.Columns << grid.Shift) >> _shift) + 1) * (((grid.Rows << grid.Shift) >> _shift) + 1) > Math.Max(16, count / 2))
        {
            _shift++;
        }

        _half = (1 << _shift) >> 1;
        _columns = ((grid.Columns << grid.Shift) >> _shift) + 1;
        _rows = ((grid.Rows << grid.Shift) >> _shift) + 1;
        _boxes = new Sums[(_columns + 2) * (_rows + 2)];
        _entries = new Entry[count];
        foreach (ref readonly var entry in before is null ? default : before._entries.AsSpan(0, before._count))
        {
            Add(entry);
        }
    }

    /// <param name="all">Summands over all layers, with 1 in the lane <see cref="Count"/>.</param>
    /// <param name="layer">Summands over this layer, with 1 in the lane <see cref="LayerCount"/>.</param>
    public void Add(int x, int y, in Vector256<int> all, in Vector128<int> layer)
    {
        ref var sums = ref _boxes[Add(new Entry { Values = all, X = x, Y = y })].Layer;
        sums = (sums[LayerCount] < MaxCount ? sums : sums >> 1) + layer;
    }

    public void Around(int x, int y, out Vector256<int> all, out Vector128<int> layer)
    {
        var (dx, dy) = (x - _grid.Left - _half, y - _grid.Top - _half);
        ref var weights = ref Weights[4 * ((Part(dy) << PartBits) + Part(dx))];
        var column = Math.Clamp(dx >> _shift, -1, _columns - 1);
        var row = Math.Clamp(dy >> _shift, -1, _rows - 1);
        var first = ((row + 1) * (_columns + 2)) + column + 1;
        var upper = _boxes.AsSpan(first, 2);
        var lower = _boxes.AsSpan(first + _columns + 2, 2);
        var (w0, w1, w2, w3) = (weights, Unsafe.Add(ref weights, 1), Unsafe.Add(ref weights, 2), Unsafe.Add(ref weights, 3));
        all = (upper[0].All * w0) + (upper[1].All * w1) + (lower[0].All * w2) + (lower[1].All * w3);
        layer = (upper[0].Layer * w0) + (upper[1].Layer * w1) + (lower[0].Layer * w2) + (lower[1].Layer * w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Add(in Entry entry)
    {
        var box = Box(entry.X, entry.Y);
        ref var sums = ref _boxes[box].All;
        sums = (sums[Count] < MaxCount ? sums : sums >> 1) + entry.Values;
        _entries[_count++] = entry;
        return box;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Box(int x, int y)
    {
        var column = Math.Clamp((x - _grid.Left) >> _shift, 0, _columns - 1);
        var row = Math.Clamp((y - _grid.Top) >> _shift, 0, _rows - 1);
        return ((row + 1) * (_columns + 2)) + column + 1;
    }

    private int Part(int distance) => (int)(((long)distance << PartBits) >> _shift) & (Parts - 1);

    /// <summary>Weights fall with the squared distance between position and center of the box, in 1/8 boxes.</summary>
    private static int[] CreateWeights()
    {
        var weights = new int[4 * Parts * Parts];
        for (var k = 0; k < weights.Length; k++)
        {
            var (box, part) = (k % 4, k / 4);
            var dx = (8 * (box % 2)) - 1 - (2 * (part % Parts));
            var dy = (8 * (box / 2)) - 1 - (2 * (part / Parts));
            weights[k] = 1024 / ((dx * dx) + (dy * dy) + 8);
        }

        return weights;
    }

    private struct Sums
    {
        public Vector256<int> All;
        public Vector128<int> Layer;
    }

    private struct Entry
    {
        public Vector256<int> Values;
        public int X;
        public int Y;
    }
}
