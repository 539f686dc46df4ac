using System.Drawing;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>
/// Chooses one of the copies of each object that several overlapping tiles show. Two objects are the same if they share
/// half of the pixels of the smaller one. The copy that no tile border cuts is kept, or the one farther from the
/// border; two copies that are both cut, because the object is larger than the overlap, are joined. What a border cuts
/// does not count if another tile shows its place whole: that tile has the object, or finds nothing, such as in the
/// halo of an object beyond the border.
/// </summary>
internal sealed class OverlapObjects
{
    /// <summary>A cut object that shares pixels with one that is this many times as large belongs to it.</summary>
    private const int RimShare = 4;

    private readonly int[] _firsts;
    private readonly int[] _names;

    public OverlapObjects(MontageGrid grid, IReadOnlyList<TileMeasurement> tiles)
    {
        _firsts = StitchedLabels.FirstNames(tiles);
        _names = new int[_firsts[^1] + 1];
        var found = tiles.Index().SelectMany(t => Objects(t.Index, t.Item, tiles)).ToDictionary(o => o.Name);
        var pairs = Pairs(tiles);
        var partners = pairs.SelectMany(p => new[] { (p.A, Other: p), (A: p.B, Other: p) })
            .ToLookup(p => p.A, p => p.Other);
        foreach (var candidate in found.Values.Where(o => !IsShownWhole(o))
            .OrderBy(o => o.IsCut).ThenByDescending(o => o.Depth).ThenBy(o => o.Name))
        {
            var kept = partners[candidate.Name]
                .Where(pair => _names[pair.OtherOf(candidate.Name)] > 0)
                .Where(pair => AreSame(pair, found[pair.A], found[pair.B], partners))
                .Select(pair => found[pair.OtherOf(candidate.Name)]).ToList();
            _names[candidate.Name] = kept.Count == 0 ? candidate.Name
                : candidate.IsCut && kept[0].IsCut ? _names[kept[0].Name]
                : 0;
        }

        bool IsShownWhole(Found part) =>
            part.IsCut && part.IsInsideOther && !partners[part.Name].Any(pair => found[pair.OtherOf(part.Name)].IsCut);
    }

    /// <summary>Returns the number of an object in the montage; 0 if it is a copy of another.</summary>
    public int Name(int tile, int part) => _names[_firsts[tile] + part];

    private static bool AreSame(Pair pair, Found a, Found b, ILookup<int, Pair> partners) =>
        2 * pair.Shared >= Math.Min(a.Area, b.Area) || IsRim(a, b) || IsRim(b, a)
        || (a.IsCut && b.IsCut && 2 * pair.Shared >= Math.Min(pair.AreaA, pair.AreaB)
            && partners[pair.A].Where(p => p.IsBetweenTilesOf(pair)).All(p => p.Shared <= pair.Shared)
            && partners[pair.B].Where(p => p.IsBetweenTilesOf(pair)).All(p => p.Shared <= pair.Shared));

    /// <summary>Returns true for a small part of an object at a tile border, where a low threshold shows its
    /// rim.</summary>
    private static bool IsRim(Found part, Found of) => part.IsCut && RimShare * part.Area <= of.Area;

    private IEnumerable<Found> Objects(int index, TileMeasurement tile, IReadOnlyList<TileMeasurement> tiles)
    {
        var (runs, place) = (tile.Runs!, tile);
        var isOuter = IsOuter(place, tiles);
        Rectangle[] others = [.. tiles.Where(t => t != place).Select(t => Uncut(t, tiles))];
        var count = _firsts[index + 1] - _firsts[index] + 1;
        var (areas, sumX, sumY, isCut) = (new long[count], new double[count], new double[count], new bool[count]);
        var boxes = new Rectangle[count];
        for (var run = 0; run < runs.Count; run++)
        {
            var (part, y, start, end) = (runs.Objects[run], runs.Rows[run], runs.Starts[run], runs.Ends[run]);
            var here = new Rectangle(start, y, end - start, 1);
            boxes[part] = areas[part] > 0 ? Rectangle.Union(boxes[part], here) : here;
            areas[part] += end - start;
            sumX[part] += (end - start) * (start + end - 1) / 2.0;
            sumY[part] += (double)(end - start) * y;
            isCut[part] |= (start == 0 && !isOuter.Left) || (end == runs.Width && !isOuter.Right)
                || (y == 0 && !isOuter.Top) || (y == runs.Height - 1 && !isOuter.Bottom);
        }

        for (var part = 1; part < count; part++)
        {
            if (areas[part] == 0) continue;

            var (x, y) = (sumX[part] / areas[part], sumY[part] / areas[part]);
            var across =
                Math.Min(isOuter.Left ? double.MaxValue : x, isOuter.Right ? double.MaxValue : runs.Width - 1 - x);
            var down =
                Math.Min(isOuter.Top ? double.MaxValue : y, isOuter.Bottom ? double.MaxValue : runs.Height - 1 - y);
            boxes[part].Offset(place.Left, place.Top);
            yield return new(
                _firsts[index] + part, areas[part], Math.Min(across, down), isCut[part],
                Array.Exists(others, o => o.Contains(boxes[part])));
        }
    }

    /// <summary>Returns the sides of a tile without a neighbor.</summary>
    private static (bool Left, bool Top, bool Right, bool Bottom) IsOuter(
        TileMeasurement place, IReadOnlyList<TileMeasurement> tiles)
    {
        return (IsFree(-place.Width, 0), IsFree(0, -place.Height), IsFree(place.Width, 0), IsFree(0, place.Height));

        // A tile at about this distance is the neighbor on that side; jitter moves it by less than half a tile.
        bool IsFree(int dx, int dy) => !tiles.Any(t =>
            Math.Abs(t.Left - place.Left - dx) < place.Width / 2.0 + (dx == 0 ? 0 : place.Width / 4.0)
            && Math.Abs(t.Top - place.Top - dy) < place.Height / 2.0 + (dy == 0 ? 0 : place.Height / 4.0)
            && (t.Left, t.Top) != (place.Left, place.Top));
    }

    /// <summary>Returns the part of the montage in which a tile cuts no object: not its first and last pixels, if it
    /// has a neighbor there.
    /// </summary>
    private static Rectangle Uncut(TileMeasurement place, IReadOnlyList<TileMeasurement> tiles)
    {
        var isOuter = IsOuter(place, tiles);
        return Rectangle.FromLTRB(
            place.Left + (isOuter.Left ? 0 : 1), place.Top + (isOuter.Top ? 0 : 1),
            place.Left + place.Width - (isOuter.Right ? 0 : 1), place.Top + place.Height - (isOuter.Bottom ? 0 : 1));
    }

    /// <summary>Counts the shared pixels of objects where two tiles overlap, and the pixels of both objects
    /// there.</summary>
    private List<Pair> Pairs(IReadOnlyList<TileMeasurement> tiles)
    {
        var pairs = new List<Pair>();
        for (var a = 0; a < tiles.Count; a++)
        {
            for (var b = a + 1; b < tiles.Count; b++)
            {
                if (Rectangle.Intersect(tiles[a].Area, tiles[b].Area) is { Width: > 0, Height: > 0 } both)
                {
                    AddPairs(pairs, a, b, tiles[a], tiles[b], both);
                }
            }
        }

        return pairs;
    }

    private void AddPairs(
        List<Pair> pairs, int a, int b, TileMeasurement first, TileMeasurement second, Rectangle both)
    {
        var shared = new Dictionary<(int, int), long>();
        var (areasA, areasB) =
            (new long[_firsts[a + 1] - _firsts[a] + 1], new long[_firsts[b + 1] - _firsts[b] + 1]);
        for (var y = both.Top; y < both.Bottom; y++)
        {
            var one = first.Runs!.ObjectsIn(y - first.Top).AsSpan(both.Left - first.Left, both.Width);
            var other = second.Runs!.ObjectsIn(y - second.Top).AsSpan(both.Left - second.Left, both.Width);
            for (var x = 0; x < one.Length; x++)
            {
                areasA[one[x]]++;
                areasB[other[x]]++;
                if (one[x] != 0 && other[x] != 0)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(shared, (one[x], other[x]), out _)++;
                }
            }
        }

        foreach (var ((partA, partB), count) in shared.OrderBy(s => s.Key))
        {
            pairs.Add(new(a, b, _firsts[a] + partA, _firsts[b] + partB, count, areasA[partA], areasB[partB]));
        }
    }

    /// <param name="Depth">Distance of the centroid from the nearest border behind which there is another tile.</param>
    /// <param name="IsCut">True if the object touches such a border.</param>
    /// <param name="IsInsideOther">True if another tile shows the place of the object without cutting it.</param>
    private sealed record Found(int Name, long Area, double Depth, bool IsCut, bool IsInsideOther);

    /// <param name="AreaA">Pixels of the first object in the overlap.</param>
    private sealed record Pair(int TileA, int TileB, int A, int B, long Shared, long AreaA, long AreaB)
    {
        public int OtherOf(int name) => name == A ? B : A;

        public bool IsBetweenTilesOf(Pair other) => (TileA, TileB) == (other.TileA, other.TileB);
    }
}
