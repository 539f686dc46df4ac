namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>A point or a vector in pixels. The upper left corner of the image is (0,0), and y grows downward.</summary>
internal readonly record struct Point(double X, double Y)
{
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    public static Point operator *(double factor, Point a) => new(factor * a.X, factor * a.Y);

    public static double Dot(Point a, Point b) => (a.X * b.X) + (a.Y * b.Y);

    public static double Cross(Point a, Point b) => (a.X * b.Y) - (a.Y * b.X);

    public static double Distance(Point a, Point b) => (a - b).Length;

    public double Length => Math.Sqrt((X * X) + (Y * Y));

    /// <summary>Returns the vector with length 1; zero if it has no length.</summary>
    public Point Unit() => Length is > 0 and var length ? new(X / length, Y / length) : default;
}
