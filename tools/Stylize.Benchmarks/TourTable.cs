using System.Diagnostics;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.Drawings;

namespace Stylize.Benchmarks;

/// <summary>
/// Measures the length of the single line through random points, divided by the square root of their number times the area, after the
/// default search and after a long one.
/// </summary>
internal static class TourTable
{
    public const string Name = "tour";

    private const double Limit = 0.7124;
    private const int Side = 1000;

    /// <param name="arguments">Number of points; seconds of the long search.</param>
    public static int Run(string[] arguments)
    {
        var count = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 20_000;
        var seconds = arguments.Length > 1 ? double.Parse(arguments[1], CultureInfo.InvariantCulture) : 60;
        var random = new Random(1);
        var points = new Vector2[count];
        for (var i = 0; i < count; i++)
        {
            points[i] = new Vector2(random.NextSingle(), random.NextSingle());
        }

        var (usual, took) = Row(points, SingleLine.DefaultEffort);
        Row(points, 0);
        if (seconds > 0)
        {
            var (longer, _) = Row(points, Math.Max(1, (int)(SingleLine.DefaultEffort * seconds / took)));
            Console.WriteLine(FormattableString.Invariant($"default divided by long: {usual / longer:0.0000}"));
        }

        return 0;
    }

    private static (double Constant, double Seconds) Row(Vector2[] points, int effort)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var dots = Array.ConvertAll(points, point => new Dot(Side * point.X, Side * point.Y, 0, default));
        var length = SingleLine.Order(dots, Side, Side, default, effort: effort) / Side;
        var took = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        var constant = length / Math.Sqrt(points.Length);
        Console.WriteLine(FormattableString.Invariant(
            $"{points.Length} points, {effort} exchanges each: {constant:0.0000}, {constant / Limit:0.0000} of the limit, {took:0.0} s"));
        return (constant, took);
    }
}
