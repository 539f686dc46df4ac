namespace Stylize.Engine.Drawings;

/// <summary>Lines through points, in drawing order. The radius of a point is half the width of the line
/// there.</summary>
internal sealed class StrokeSet
{
    private readonly List<Dot> _points = [];
    private readonly List<int> _starts = [];
    private readonly List<Vector3> _line = [];

    /// <summary>Largest distance from a whole stroke of the points that are left out, because they hardly change its
    /// shape or its width; 0 to keep all points.</summary>
    public float MaxError { get; init; }

    public int Count => _starts.Count;

    /// <summary>The points of all strokes.</summary>
    public ReadOnlySpan<Dot> Points => CollectionsMarshal.AsSpan(_points);

    /// <summary>Index of the first point of each stroke.</summary>
    public IReadOnlyList<int> Starts => _starts;

    public ReadOnlySpan<Dot> this[int stroke] =>
        CollectionsMarshal.AsSpan(
            _points)[_starts[stroke]..(stroke + 1 < _starts.Count ? _starts[stroke + 1] : _points.Count)];

    public void Begin() => _starts.Add(_points.Count);

    public void Add(Dot point) => _points.Add(point);

    /// <param name="smoothing">How often each radius becomes the mean of it and those of its neighbors.</param>
    public void Add(ReadOnlySpan<Dot> stroke, int smoothing = 0)
    {
        Begin();
        if (MaxError == 0)
        {
            _points.AddRange(stroke);
            return;
        }

        _line.Clear();
        foreach (ref readonly var point in stroke)
        {
            _line.Add(new(point.X, point.Y, point.Radius));
        }

        var line = CollectionsMarshal.AsSpan(_line);
        for (; smoothing > 0; smoothing--)
        {
            for (var (i, before) = (1, line[0].Z); i < line.Length - 1; i++)
            {
                (before, line[i].Z) = (line[i].Z, (before + (2 * line[i].Z) + line[i + 1].Z) / 4);
            }
        }

        var keeps = LineSimplifier.Keep(line, MaxError);
        for (var i = 0; i < stroke.Length; i++)
        {
            if (keeps[i]) _points.Add(stroke[i] with { Radius = line[i].Z });
        }
    }

    public void Scale(float factor)
    {
        foreach (ref var point in CollectionsMarshal.AsSpan(_points))
        {
            point = point with { X = factor * point.X, Y = factor * point.Y, Radius = factor * point.Radius };
        }
    }
}
