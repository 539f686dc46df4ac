using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt;

/// <summary>Dots in pooled memory, in drawing order. Disposing the set returns the memory.</summary>
/// <param name="capacity">Maximum number of dots.</param>
internal sealed class DotSet(int capacity) : IDisposable
{
    private readonly PooledBuffer<Dot> _buffer = new(capacity);

    public int Count { get; private set; }
    public Span<Dot> Dots => _buffer.Span[..Count];

    /// <summary>Index of the first point of each line, if the dots are points of lines that are as wide as the dots;
    /// otherwise null.
    /// </summary>
    public int[]? Starts { get; set; }

    public Span<Dot> Line(int line) => Dots[Starts![line]..(line + 1 < Starts.Length ? Starts[line + 1] : Count)];

    /// <summary>Returns a set of dots, which the caller owns.</summary>
    public static DotSet Copy(ReadOnlySpan<Dot> dots)
    {
        var copy = new DotSet(Math.Max(1, dots.Length)) { Count = dots.Length };
        dots.CopyTo(copy.Dots);
        return copy;
    }

    /// <summary>Returns the points of strokes, which the caller owns.</summary>
    public static DotSet ForStrokes(StrokeSet strokes)
    {
        var dots = Copy(strokes.Points);
        dots.Starts = [.. strokes.Starts];
        return dots;
    }

    public void Add(Dot dot) => _buffer.Span[Count++] = dot;

    public void Truncate(int count) => Count = count;

    /// <summary>Scales positions by two factors and radii by their mean, and rounds them to the precision of the
    /// file.</summary>
    public void Scale(float across, float down, int precision)
    {
        var unit = (float)PortableMath.Pow(10f, precision);
        foreach (ref var dot in Dots)
        {
            dot = dot with
            {
                X = MathF.Round(dot.X * across * unit) / unit,
                Y = MathF.Round(dot.Y * down * unit) / unit,
                Radius = MathF.Max(1f, MathF.Round(dot.Radius * 0.5f * (across + down) * 10f * unit)) / (10f * unit),
            };
        }
    }

    public void Dispose() => _buffer.Dispose();
}

/// <summary>Chooses the step to which radii are rounded, so that many dots share a size and files stay small. The step
/// is 1, 2 or 5 times a power of 10, and not finer than the precision of the file.</summary>
internal static class RadiusSteps
{
    public const int MaxToneSizes = 128;

    /// <summary>Number of sizes of dots whose colors make up for the rounding of their sizes.</summary>
    public const int MaxColoredSizes = 24;

    /// <summary>Returns the smallest step that divides the largest radius into at most <paramref name="maxSteps"/>
    /// steps.</summary>
    /// <param name="precision">Number of decimals of a coordinate; radii have one more.</param>
    public static float Step(float largest, int maxSteps, int precision)
    {
        var step = (float)PortableMath.Pow(10f, -(precision + 1));
        for (var i = 0; largest > step * maxSteps; i++)
        {
            step *= i % 3 == 1 ? 2.5f : 2f;
        }

        return step;
    }
}
