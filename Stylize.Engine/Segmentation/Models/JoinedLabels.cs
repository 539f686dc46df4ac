namespace Stylize.Engine.Segmentation.Models;

/// <summary>
/// Joins the label maps of overlapping tiles, whose numbers are not related. An object of a tile and one of the tiles before it are the
/// same if they share at least half of the pixels of the smaller one in the area where they overlap.
/// </summary>
internal sealed class JoinedLabels(int width, int height) : IDisposable
{
    private const int Unknown = -1;
    private readonly Raster<int> _names = Filled(width, height);
    private readonly List<int> _owners = [0];

    public void Add(ModelTile tile, OutputMap map)
    {
        var (columns, rows) = (tile.Columns, tile.Rows);
        var (right, bottom) = (Math.Min(columns.Start + columns.Length, width), Math.Min(rows.Start + rows.Length, height));
        var known = new Dictionary<long, int>();
        var shared = new Dictionary<(int Before, int Here), int>();
        var before = new Dictionary<int, int>();
        var here = new Dictionary<int, int>();
        var numbers = new long[map.Width];
        for (var y = rows.Start; y < bottom; y++)
        {
            map.CopyNumbers((y - rows.Start) / map.Grid, 0, numbers);
            var names = _names.Row(y);
            for (var x = columns.Start; x < right; x++)
            {
                var number = numbers[(x - columns.Start) / map.Grid];
                var name = number == 0 ? 0 : Name(known, number);
                if (x >= columns.First && x < columns.End && y >= rows.First && y < rows.End)
                {
                    names[x] = name;
                    continue;
                }

                if (names[x] == Unknown) continue;

                Count(here, name);
                Count(before, names[x]);
                if (name > 0 && names[x] > 0) Count(shared, (names[x], name));
            }
        }

        foreach (var ((one, two), pixels) in shared)
        {
            if (2 * pixels >= Math.Min(before[one], here[two]))
            {
                DisjointSets.Unite(CollectionsMarshal.AsSpan(_owners), one, two);
            }
        }
    }

    /// <summary>Copies the joined labels.</summary>
    public void CopyTo(Span<int> labels)
    {
        var owners = CollectionsMarshal.AsSpan(_owners);
        for (var y = 0; y < height; y++)
        {
            var row = _names.Row(y);
            for (var x = 0; x < width; x++)
            {
                labels[(y * width) + x] = DisjointSets.Root(owners, row[x]);
            }
        }
    }

    public void Dispose() => _names.Dispose();

    private static Raster<int> Filled(int width, int height)
    {
        var names = new Raster<int>(width, height);
        names.Fill(Unknown);
        return names;
    }

    private static void Count<TKey>(Dictionary<TKey, int> counts, TKey key)
        where TKey : notnull => CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;

    private int Name(Dictionary<long, int> known, long number)
    {
        ref var name = ref CollectionsMarshal.GetValueRefOrAddDefault(known, number, out var isKnown);
        if (!isKnown)
        {
            name = _owners.Count;
            _owners.Add(name);
        }

        return name;
    }
}
