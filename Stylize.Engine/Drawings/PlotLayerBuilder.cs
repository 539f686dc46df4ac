namespace Stylize.Engine.Drawings;

/// <summary>Collects what a pen draws, in millimeters on the sheet, in a layer that ends at each refill.</summary>
/// <param name="number">Number of the pen, starting at 1.</param>
/// <param name="longest">Drawn length after which the pen is refilled.</param>
internal sealed class PlotLayerBuilder(
    List<PlotLayer> layers, int number, Pen pen, double longest = double.PositiveInfinity)
{
    private readonly int _first = layers.Count;
    private readonly List<Dot> _dots = [];
    private readonly List<int> _starts = [];
    private double _drawn, _traveled;
    private int _taps;

    public void AddPoint(Dot point, bool isFirst)
    {
        var length = _dots.Count > 0 ? Distance(_dots[^1], 0, point, 0) : 0;
        if (!isFirst && IsFull(length))
        {
            // The next part of a line starts at the end of this one.
            var end = _dots[^1];
            Finish();
            Add(end, 0, 0, startsLine: true);
        }

        Add(point, isFirst ? 0 : length, isFirst ? length : 0, startsLine: isFirst);
    }

    public void AddDot(Dot dot)
    {
        var stroke = PenStroke.ForDot(dot.Radius, pen.Width);
        if (_dots.Count > 0 && IsFull(stroke.Length))
        {
            Finish();
        }

        var traveled = _dots.Count > 0
            ? Distance(_dots[^1], PenStroke.ForDot(_dots[^1].Radius, pen.Width).EndX, dot, stroke.StartX) : 0;
        Add(dot, stroke.Length, traveled, startsLine: false);
        _taps += stroke.IsTap ? 1 : 0;
    }

    public void Finish()
    {
        var refill = layers.Count > _first ? Invariant($" refill {layers.Count - _first}") : "";
        layers.Add(new PlotLayer(
            number, pen, PlotLayer.LabelOf(pen) + refill, [.. _dots], _starts.Count > 0 ? [.. _starts] : null, _drawn,
            _traveled, _taps));
        _dots.Clear();
        _starts.Clear();
        (_drawn, _traveled, _taps) = (0, 0, 0);
    }

    private bool IsFull(double length) => _drawn + length > longest;

    private void Add(Dot dot, double drawn, double traveled, bool startsLine)
    {
        if (startsLine)
        {
            _starts.Add(_dots.Count);
        }

        _dots.Add(dot);
        (_drawn, _traveled) = (_drawn + drawn, _traveled + traveled);
    }

    private static double Distance(in Dot a, double endX, in Dot b, double startX)
    {
        var dx = b.X + startX - a.X - endX;
        double dy = b.Y - a.Y;
        return Math.Sqrt((dx * dx) + (dy * dy));
    }
}
