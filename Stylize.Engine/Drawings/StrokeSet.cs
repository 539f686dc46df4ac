namespace Stylize.Engine.Drawings;

/// <summary>Lines through points, in drawing order. The radius of a point is half the width of the line
/// there.</summary>
internal sealed class StrokeSet
{
    private readonly List<Dot> _points = [];
    private readonly List<int> _starts = [];

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

    public void Add(ReadOnlySpan<Dot> stroke)
    {
        Begin();
        _points.AddRange(stroke);
    }

    public void Scale(float factor)
    {
        foreach (ref var point in CollectionsMarshal.AsSpan(_points))
        {
            point = point with { X = factor * point.X, Y = factor * point.Y, Radius = factor * point.Radius };
        }
    }

    /// <summary>Returns the strokes without the points that hardly change their shape or their width.</summary>
    /// <param name="maxError">Largest distance of a removed point from its stroke.</param>
    public StrokeSet Simplified(float maxError)
    {
        var simple = new StrokeSet();
        var line = new List<Vector3>();
        for (var stroke = 0; stroke < Count; stroke++)
        {
            var own = this[stroke];
            line.Clear();
            foreach (ref readonly var point in own)
            {
                line.Add(new(point.X, point.Y, point.Radius));
            }

            var keeps = LineSimplifier.Keep(CollectionsMarshal.AsSpan(line), maxError);
            simple.Begin();
            for (var i = 0; i < own.Length; i++)
            {
                if (keeps[i]) simple.Add(own[i]);
            }
        }

        return simple;
    }
}
