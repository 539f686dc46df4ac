using Stylize.Engine.VectorArt.Areas;
using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>The regions of a picture and their common boundaries, and the regions below which the shape of a color
/// continues.</summary>
internal sealed class AreaGraph
{
    /// <summary>Largest distance in CIELAB of a color from the mixtures of two others between which it does not
    /// show.</summary>
    private const double MaxThrough = 20;

    private const long Forbidden = 1 << 30;

    private readonly Border[] _borders;
    private readonly Lab[] _colors;
    private readonly bool[] _areOpaque;
    private readonly byte[] _labels;
    private readonly List<int>[] _boundaries;
    private readonly List<int>[] _regions;

    // Of the color whose shape is found: the role of each region, its weight to regions that are not covered, and to
    // all.
    private readonly Role[] _roles;
    private readonly long[] _outward;
    private readonly long[] _total;

    public AreaGraph(TracedPicture picture)
    {
        _borders = [.. picture.Boundaries.Zip(
            picture.Curves, (boundary, curve) => new Border(boundary.Left, boundary.Right, curve.Pieces.Count))];
        _colors = [.. picture.Colors.Select(LabConversion.FromRgba)];
        _areOpaque = [.. picture.Colors.Select(color => color.A == 255)];
        var count = _borders.Max(border => Math.Max(border.Left.Region, border.Right.Region)) + 1;
        (_labels, _roles, _outward, _total) = (new byte[count], new Role[count], new long[count], new long[count]);
        _boundaries = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        _regions = [.. picture.Colors.Select(_ => new List<int>())];
        for (var i = 0; i < _borders.Length; i++)
        {
            Add(i, _borders[i].Left, _borders[i].Right);
            Add(i, _borders[i].Right, _borders[i].Left);
        }

        for (var region = 0; region < count; region++)
        {
            if (_labels[region] < _regions.Length) _regions[_labels[region]].Add(region);
        }

        void Add(int boundary, BoundarySide side, BoundarySide other)
        {
            if (side.Region < 0 || side.Region == other.Region) return;

            _labels[side.Region] = side.Label;
            _boundaries[side.Region].Add(boundary);
        }
    }

    /// <summary>What is known of a region of a later color.</summary>
    private enum Role : byte
    {
        Unknown,
        Possible,
        NotCovered,
    }

    public int Count => _labels.Length;

    public IReadOnlyList<int> RegionsOf(int label) => _regions[label];

    /// <summary>Returns the indices of the boundaries of regions with another region at the other side, in
    /// order.</summary>
    public IReadOnlyList<int> BoundariesOf(IReadOnlyList<int> regions)
    {
        List<int> found = [.. regions.SelectMany(region => _boundaries[region])];
        found.Sort();
        return found;
    }

    /// <summary>Returns true if a region has a color that is drawn after another one and covers it.</summary>
    public bool IsLater(int label, BoundarySide side) =>
        side.Region >= 0 && side.Label > label && side.Label < _colors.Length
            && _areOpaque[label] && _areOpaque[side.Label];

    /// <summary>Returns true if a region has a color that is darker than another one.</summary>
    public bool IsDarker(int label, BoundarySide side) =>
        side.Region >= 0 && side.Label < _colors.Length && _colors[side.Label].L < _colors[label].L;

    /// <summary>Returns the regions of later colors below which a shape continues, so that it has few nodes. An outline
    /// below two other colors would show through their antialiased edge, unless its color lies between
    /// theirs.</summary>
    public List<int> Covered(int label)
    {
        var known = new List<int>();
        foreach (var region in _regions[label])
        {
            VisitNeighbors(region);
        }

        for (var i = 0; i < known.Count; i++)
        {
            if (_roles[known[i]] == Role.Possible)
            {
                VisitNeighbors(known[i]);
            }
        }

        var covered = known.FindAll(region => _roles[region] == Role.Possible);
        foreach (var region in known)
        {
            _roles[region] = Role.Unknown;
        }

        return covered;

        void VisitNeighbors(int region)
        {
            foreach (var boundary in _boundaries[region])
            {
                var other = Other(boundary, region);
                if (IsLater(label, other) && _roles[other.Region] == Role.Unknown)
                {
                    known.Add(other.Region);
                    Visit(label, other.Region);
                }
            }
        }
    }

    private BoundarySide Other(int boundary, int region) =>
        _borders[boundary].Left.Region == region ? _borders[boundary].Right : _borders[boundary].Left;

    /// <summary>Finds the weights of a region. If that to regions that are not covered is at least half, it is not
    /// covered either: the outline of the shape then has no more nodes. Regions near it may follow.</summary>
    private void Visit(int label, int region)
    {
        (_outward[region], _total[region], _roles[region]) = (0, 0, Role.Possible);
        foreach (var boundary in _boundaries[region])
        {
            var (weight, isOutward) = Weight(label, boundary, region);
            _total[region] += weight;
            _outward[region] += isOutward ? weight : 0;
        }

        var todo = new Stack<int>();
        LeaveOut(region);
        while (todo.TryPop(out var next))
        {
            foreach (var boundary in _boundaries[next])
            {
                var other = Other(boundary, next);
                if (IsLater(label, other) && _roles[other.Region] == Role.Possible)
                {
                    _outward[other.Region] += _borders[boundary].Pieces;
                    LeaveOut(other.Region);
                }
            }
        }

        void LeaveOut(int candidate)
        {
            if (2 * _outward[candidate] >= _total[candidate])
            {
                _roles[candidate] = Role.NotCovered;
                todo.Push(candidate);
            }
        }
    }

    /// <summary>Returns the number of nodes of a boundary that are drawn if only one of its sides is covered, and
    /// whether the other side is not covered.</summary>
    private (long Weight, bool IsOutward) Weight(int label, int boundary, int region)
    {
        var (pieces, other) = ((long)_borders[boundary].Pieces, Other(boundary, region));

        // Between this color and a later one, a seam is needed.
        if (other.Region >= 0 && other.Label == label) return (2 * pieces, false);
        if (IsLater(label, other)) return (pieces, _roles[other.Region] == Role.NotCovered);

        return (pieces + (ShowsThrough(label, _borders[boundary]) ? Forbidden : 0), true);
    }

    private bool ShowsThrough(int label, Border border) => border.Left.Region >= 0 && border.Right.Region >= 0
        && (border.Left.Label >= _colors.Length || border.Right.Label >= _colors.Length
            || ColorContrast.DistanceFromMixtures(
                _colors[label], _colors[border.Left.Label], _colors[border.Right.Label]) > MaxThrough);

    private readonly record struct Border(BoundarySide Left, BoundarySide Right, int Pieces);
}
