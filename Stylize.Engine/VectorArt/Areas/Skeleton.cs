namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The middle lines of the areas of a label: its pixels are removed in the order of their distances from the
/// border, as long as that does not change how the others are connected (Pudney, "Distance-ordered homotopic thinning",
/// Computer Vision and Image Understanding 72, 1998).</summary>
internal sealed class Skeleton
{
    private readonly int[] _distances;
    private readonly int _width;

    private Skeleton(CellSet cells, int[] distances, IReadOnlyList<int> all, int width)
    {
        (Cells, _distances, _width) = (cells, distances, width);
        All = [.. all.Where(i => cells[i]).Order()];
    }

    public CellSet Cells { get; }

    /// <summary>The pixels of middle lines, in the order of rows.</summary>
    public IReadOnlyList<int> All { get; }

    /// <summary>Returns the distance of a pixel from the nearest one outside the area.</summary>
    public double DistanceAt(int pixel) => Math.Sqrt(_distances[pixel]);

    /// <summary>Returns true for a pixel of an area.</summary>
    public bool Has(int x, int y) =>
        (uint)x < (uint)_width && (uint)y < (uint)(_distances.Length / _width) && _distances[(y * _width) + x] > 0;

    public static Skeleton Find(LabelMap map, byte label, CancellationToken cancellation)
    {
        var (width, height) = (map.Width, map.Height);
        var cells = new CellSet(width, height);
        var all = new List<int>();

        // With a frame of pixels outside the area.
        var framed = new int[(width + 2) * (height + 2)];
        for (var y = 0; y < height; y++)
        {
            var row = map.Row(y);
            for (var x = 0; x < width; x++)
            {
                if (row[x] != label) continue;

                cells[(y * width) + x] = true;
                framed[((y + 1) * (width + 2)) + x + 1] = 1;
                all.Add((y * width) + x);
            }
        }

        new DistanceMap().Compute(framed, width + 2, height + 2);
        int[] distances = [.. Enumerable.Range(1, height)
            .SelectMany(y => new ArraySegment<int>(framed, (y * (width + 2)) + 1, width))];
        long[] keys = [.. all.Select(i => ((long)distances[i] << 32) | (uint)i)];
        keys.AsSpan().Sort();
        int[] order = Array.ConvertAll(keys, key => (int)key);
        Thin(IsTip);

        // Lines are as thin as a pixel now, and only their ends have one neighbor.
        Thin(around => BitOperations.PopCount(around) <= 1);
        return new(cells, distances, all, width);

        void Thin(Func<uint, bool> isEnd)
        {
            for (var isChanged = true; isChanged;)
            {
                cancellation.ThrowIfCancellationRequested();
                isChanged = false;
                foreach (var i in order)
                {
                    if (cells[i] && cells.Around(i) is var around && !isEnd(around) && CellSet.IsSimple(around))
                    {
                        (cells[i], isChanged) = (false, true);
                    }
                }
            }
        }
    }

    /// <summary>Returns true at the end of a line, which has one neighbor, or two that are neighbors, as the end of a
    /// line of even width.
    /// </summary>
    private static bool IsTip(uint around) => BitOperations.PopCount(around) switch
    {
        0 or 1 => true,
        2 => (around & ((around << 1) | (around >> 7))) != 0,
        _ => false,
    };
}
