using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt;

/// <summary>Lines through points, in drawing order. The radius of a point is half the width of the line there.</summary>
internal sealed class StrokeSet
{
    private readonly List<Dot> _points = [];
    private readonly List<int> _starts = [];

    public int Count => _starts.Count;

    public ReadOnlySpan<Dot> this[int stroke] =>
        CollectionsMarshal.AsSpan(_points)[_starts[stroke]..(stroke + 1 < _starts.Count ? _starts[stroke + 1] : _points.Count)];

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
        for (var stroke = 0; stroke < Count; stroke++)
        {
            Vector3[] line = [.. this[stroke].ToArray().Select(point => new Vector3(point.X, point.Y, point.Radius))];
            var keeps = LineSimplifier.Keep(line, maxError);
            simple.Begin();
            for (var i = 0; i < line.Length; i++)
            {
                if (keeps[i]) simple.Add(this[stroke][i]);
            }
        }

        return simple;
    }

    /// <summary>Returns the points as dots, which hold the starts of the strokes. The caller owns them.</summary>
    public DotSet ToDots()
    {
        var dots = DotSet.Copy(CollectionsMarshal.AsSpan(_points));
        dots.Starts = [.. _starts];
        return dots;
    }
}
