namespace Stylize.Engine.Drawings;

/// <summary>A path of lines, cubic Bézier curves and half circles, which may have several parts. Positions are on the
/// page; y grows downward.</summary>
/// <param name="capacity">Expected number of steps.</param>
internal sealed class DrawingPath(int capacity = 0)
{
    private readonly List<PathStep> _steps = new(capacity);

    /// <summary>The steps, of which a move is the first.</summary>
    public ReadOnlySpan<PathStep> Steps => CollectionsMarshal.AsSpan(_steps);

    /// <summary>The steps, with a short line instead of a single point, because some readers drop lines of length
    /// 0.</summary>
    public ReadOnlySpan<PathStep> StrokeSteps => _steps.Count != 1 ? Steps : new[]
    {
        _steps[0] with { X = _steps[0].X - (PenStroke.TapLength / 2) },
        new(PathStepKind.Line, _steps[0].X + (PenStroke.TapLength / 2), _steps[0].Y),
    };

    /// <summary>Starts a part at a position.</summary>
    public DrawingPath Move(double x, double y) => Add(new(PathStepKind.Move, x, y));

    /// <param name="tone">Power of a laser along the line, relative to full power.</param>
    public DrawingPath Line(double x, double y, double tone = 1) => Add(new(PathStepKind.Line, x, y) { Tone = tone });

    /// <summary>Adds a Bézier curve with its two control points.</summary>
    public DrawingPath Curve(double x1, double y1, double x2, double y2, double x, double y) =>
        Add(new(PathStepKind.Curve, x, y) { X1 = x1, Y1 = y1, X2 = x2, Y2 = y2 });

    /// <summary>Adds a half circle that is clockwise on the page.</summary>
    public DrawingPath HalfCircle(double x, double y) => Add(new(PathStepKind.HalfCircle, x, y));

    /// <summary>Closes the part with a line to its start.</summary>
    public DrawingPath Close() => Add(new(PathStepKind.Close, 0, 0));

    public DrawingPath Clear()
    {
        _steps.Clear();
        return this;
    }

    /// <summary>Returns each part as points, and whether it is closed. A closed part does not repeat its
    /// start.</summary>
    /// <param name="tolerance">Largest distance of the lines between the points from the path.</param>
    public IEnumerable<(List<(double X, double Y)> Points, bool IsClosed)> Flatten(double tolerance)
    {
        var points = new List<(double X, double Y)>();
        foreach (var step in _steps)
        {
            if (step.Kind == PathStepKind.Move)
            {
                if (points.Count > 0) yield return (points, false);

                points = [(step.X, step.Y)];
            }
            else if (step.Kind == PathStepKind.Close)
            {
                if (points.Count > 1 && points[^1] == points[0]) points.RemoveAt(points.Count - 1);

                yield return (points, true);
                points = [];
            }
            else
            {
                step.AddPoints(points[^1], tolerance, points);
            }
        }

        if (points.Count > 0) yield return (points, false);
    }

    /// <summary>Returns SVG path data with absolute positions, rounded to hundredths. Half circles become
    /// curves.</summary>
    public string ToPathData()
    {
        var text = new StringBuilder();
        (double X, double Y) from = default;
        foreach (var step in _steps)
        {
            if (step.Kind == PathStepKind.HalfCircle)
            {
                var (first, second) = step.Curves(from);
                first.AddTo(text);
                second.AddTo(text);
            }
            else
            {
                step.AddTo(text);
            }

            from = (step.X, step.Y);
        }

        return text.ToString();
    }

    private DrawingPath Add(in PathStep step)
    {
        _steps.Add(step);
        return this;
    }
}

/// <summary>The kind of a step of a path.</summary>
internal enum PathStepKind
{
    Move,
    Line,
    Curve,
    HalfCircle,
    Close,
}

/// <summary>A step of a path to its end.</summary>
internal readonly record struct PathStep(PathStepKind Kind, double X, double Y)
{
    private const int MaxLines = 256;

    /// <summary>The control points of a curve.</summary>
    public double X1 { get; init; }
    public double Y1 { get; init; }
    public double X2 { get; init; }
    public double Y2 { get; init; }

    /// <summary>Power of a laser along a line, relative to full power.</summary>
    public double Tone { get; init; } = 1;

    /// <summary>Returns a half circle as two Bézier curves.</summary>
    /// <param name="start">The end of the step before.</param>
    public (PathStep First, PathStep Second) Curves((double X, double Y) start)
    {
        // The usual factor for a quarter of a circle, whose error is 0.03% of the radius.
        const double Handle = 0.5522847498307936;
        double dx = (X - start.X) / 2, dy = (Y - start.Y) / 2;
        double middleX = start.X + dx + dy, middleY = start.Y + dy - dx;
        var first = new PathStep(PathStepKind.Curve, middleX, middleY)
        {
            X1 = start.X + (Handle * dy), Y1 = start.Y - (Handle * dx), X2 = middleX - (Handle * dx),
            Y2 = middleY - (Handle * dy),
        };
        var second = new PathStep(PathStepKind.Curve, X, Y)
        {
            X1 = middleX + (Handle * dx), Y1 = middleY + (Handle * dy), X2 = X + (Handle * dy), Y2 = Y - (Handle * dx),
        };
        return (first, second);
    }

    /// <summary>Adds the step as SVG path data.</summary>
    internal void AddTo(StringBuilder text) => text.Append(Kind switch
    {
        PathStepKind.Close => "Z",
        PathStepKind.Curve => Invariant($"C{X1:0.##} {Y1:0.##} {X2:0.##} {Y2:0.##} {X:0.##} {Y:0.##}"),
        _ => Invariant($"{(Kind == PathStepKind.Move ? 'M' : 'L')}{X:0.##} {Y:0.##}"),
    });

    /// <summary>Adds the ends of lines that follow the step.</summary>
    internal void AddPoints((double X, double Y) start, double tolerance, List<(double X, double Y)> points)
    {
        if (Kind == PathStepKind.HalfCircle)
        {
            AddHalfCircle(start, tolerance, points);
            return;
        }

        var lines = 1;
        if (Kind == PathStepKind.Curve)
        {
            // The second derivative of the curve bounds the distance of equal parts from it (Wang, 1984).
            var bend = Math.Max(
                Length(start.X - (2 * X1) + X2, start.Y - (2 * Y1) + Y2), Length(X1 - (2 * X2) + X, Y1 - (2 * Y2) + Y));
            lines = Math.Clamp((int)Math.Ceiling(Math.Sqrt(0.75 * bend / tolerance)), 1, MaxLines);
        }

        for (var i = 1; i < lines; i++)
        {
            double t = (double)i / lines, s = 1 - t;
            double a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
            points.Add(((a * start.X) + (b * X1) + (c * X2) + (d * X), (a * start.Y) + (b * Y1) + (c * Y2) + (d * Y)));
        }

        points.Add((X, Y));
    }

    private void AddHalfCircle((double X, double Y) start, double tolerance, List<(double X, double Y)> points)
    {
        double x = (start.X + X) / 2, y = (start.Y + Y) / 2, fromX = start.X - x, fromY = start.Y - y;
        var radius = Math.Max(tolerance, Length(fromX, fromY));
        var half = PortableMath.Acos(Math.Max(0, 1 - (tolerance / radius)));
        var steps = Math.Max(4, (int)Math.Ceiling(Math.PI / (2 * half)));
        for (var i = 1; i <= steps; i++)
        {
            var (sin, cos) = PortableMath.SinCos(Math.PI * i / steps);
            points.Add((x + (cos * fromX) - (sin * fromY), y + (cos * fromY) + (sin * fromX)));
        }
    }

    private static double Length(double x, double y) => Math.Sqrt((x * x) + (y * y));
}
