using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>Joins two objects that meet at a seam if each shares more of it with the other than with any other
/// object.</summary>
internal sealed class SeamObjects
{
    private readonly int[] _firsts;
    private readonly int[] _owners;

    /// <param name="joins">False to join none.</param>
    public SeamObjects(IReadOnlyList<TileMeasurement> tiles, bool joins = true)
    {
        _firsts = StitchedLabels.FirstNames(tiles);
        _owners = DisjointSets.Singletons(_firsts[^1] + 1);
        foreach (var (a, first) in joins ? tiles.Index() : [])
        {
            foreach (var (b, second) in tiles.Index())
            {
                if (second.Top == first.Top && second.Left == first.Left + first.Width)
                {
                    Join(a, b, ObjectsOnSide(first.Runs!, atEnd: true), ObjectsOnSide(second.Runs!, atEnd: false));
                }
                else if (second.Left == first.Left && second.Top == first.Top + first.Height)
                {
                    Join(a, b, first.Runs!.ObjectsIn(first.Runs!.Height - 1), second.Runs!.ObjectsIn(0));
                }
            }
        }
    }

    public int Name(int tile, int part) => DisjointSets.Root(_owners, _firsts[tile] + part);

    private void Join(int a, int b, int[] first, int[] second)
    {
        var shared = new Dictionary<(int, int), int>();
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i] != 0 && second[i] != 0)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(shared, (first[i], second[i]), out _)++;
            }
        }

        var ofFirst = shared.GroupBy(s => s.Key.Item1).ToDictionary(g => g.Key, g => Largest(g).Item2);
        var ofSecond = shared.GroupBy(s => s.Key.Item2).ToDictionary(g => g.Key, g => Largest(g).Item1);
        foreach (var (part, other) in ofFirst.Where(p => ofSecond[p.Value] == p.Key))
        {
            _owners[Name(b, other)] = Name(a, part);
        }
    }

    private static (int, int) Largest(IEnumerable<KeyValuePair<(int, int), int>> shared) =>
        shared.OrderByDescending(s => s.Value).ThenBy(s => s.Key).First().Key;

    /// <summary>Returns the object at the first or last pixel of each row, or 0.</summary>
    private static int[] ObjectsOnSide(RunTable runs, bool atEnd)
    {
        var objects = new int[runs.Height];
        for (var y = 0; y < objects.Length; y++)
        {
            var (first, end) = (runs.RowOffset(y), runs.RowOffset(y + 1));
            if (first < end && (atEnd ? runs.Ends[end - 1] == runs.Width : runs.Starts[first] == 0))
            {
                objects[y] = runs.Objects[atEnd ? end - 1 : first];
            }
        }

        return objects;
    }
}
