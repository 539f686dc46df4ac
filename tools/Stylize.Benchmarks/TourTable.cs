using Stylize.Benchmarks.Figures;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.Drawings;

namespace Stylize.Benchmarks;

/// <summary>Measures the length of the single line through random points, relative to the limit of the optimal
/// tour.</summary>
internal static class TourTable
{
    public const string Name = "tour";

    private const double Limit = 0.7124;
    private const int Side = 1000;

    public static int Run(int count)
    {
        var random = new Random(1);
        var dots = new Dot[count];
        for (var i = 0; i < count; i++)
        {
            dots[i] = new Dot(Side * random.NextSingle(), Side * random.NextSingle(), 0, default);
        }

        var length = 0.0;
        var time = RunTime.Once(() => length = SingleLine.Order(dots, Side, Side, default) / Side);
        Console.WriteLine(FormattableString.Invariant(
            $"{count} points: {length / Math.Sqrt(count) / Limit:0.0000} of the limit, {time.Cpu / 1000:0.0} s of processor time"));
        return 0;
    }
}
