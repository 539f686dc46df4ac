using System.Globalization;
using static System.FormattableString;

namespace Stylize.Engine.Measuring;

/// <summary>A line chart of median time against size: a line for each image, preset and thread count.</summary>
internal static class TimeChart
{
    private const int Width = 920;
    private const int Height = 330;
    private const int Left = 70;
    private const int Top = 15;
    private const int Bottom = 40;
    private const int Legend = 240;
    private const int MaxLegendLines = 17;

    public static void Write(TextWriter writer, IReadOnlyList<MeasurementRow> rows)
    {
        var series = rows.GroupBy(r => (r.Image, r.Preset, r.Threads)).ToArray();
        var (minX, maxX) = Decades(rows.Select(r => r.Megapixels));
        var (minY, maxY) = Decades(rows.Select(r => r.Median));
        double X(double v) => Left + ((Math.Log10(v) - minX) / (maxX - minX) * (Width - Left - Legend - 10));
        double Y(double v) => Height - Bottom - ((Math.Log10(v) - minY) / (maxY - minY) * (Height - Bottom - Top));

        writer.Write("<figure><figcaption>Median time by size (both axes logarithmic)</figcaption>");
        writer.Write($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\">\n");
        for (var decade = minX; decade <= maxX; decade++)
        {
            var x = X(Math.Pow(10, decade));
            writer.Write(Html.Line(x, 10, x, Height - Bottom, "grid"));
            writer.Write(Html.Label(x, Height - Bottom + 18, "middle", PowerOfTen(decade) + " MP"));
        }

        for (var decade = minY; decade <= maxY; decade++)
        {
            var y = Y(Math.Pow(10, decade));
            writer.Write(Html.Line(Left, y, Width - Legend, y, "grid"));
            writer.Write(Html.Label(Left - 8, y + 4, "end", PowerOfTen(decade) + " ms"));
        }

        for (var i = 0; i < series.Length; i++)
        {
            WriteLine(writer, i, [.. series[i].OrderBy(r => r.Megapixels).Select(r => (X(r.Megapixels), Y(r.Median), r))]);
            if (i < MaxLegendLines)
            {
                var y = 18 + (i * 18);
                var (image, preset, threads) = series[i].Key;
                var name = $"{Html.Shorten(image, 16)}, {Html.Shorten(preset, 11)}, {threads} thr.";
                writer.Write(Html.Swatch(Width - Legend + 12, y - 9, i) + Html.Label(Width - Legend + 28, y, "start", name));
            }
        }

        writer.Write("</svg></figure>\n");
    }

    private static void WriteLine(TextWriter writer, int series, IReadOnlyList<(double X, double Y, MeasurementRow Row)> points)
    {
        var coordinates = string.Join(' ', points.Select(p => $"{Html.Coordinate(p.X)},{Html.Coordinate(p.Y)}"));
        writer.Write($"<polyline fill=\"none\" stroke=\"{Html.Color(series)}\" stroke-width=\"2\" points=\"{coordinates}\"/>\n");
        foreach (var (x, y, row) in points)
        {
            var title = Invariant($"{row.Threads} threads, {row.Width}×{row.Height}: {row.Median:0.0} ms ± {row.Spread:0.0}");
            writer.Write($"<circle cx=\"{Html.Coordinate(x)}\" cy=\"{Html.Coordinate(y)}\" r=\"3.5\" fill=\"{Html.Color(series)}\">");
            writer.Write($"<title>{Html.Text(row.Image)}, {Html.Text(row.Preset)}, {title}</title></circle>\n");
        }
    }

    /// <summary>The exponents of the powers of ten that enclose the values; the second is larger.</summary>
    private static (int Min, int Max) Decades(IEnumerable<double> values)
    {
        var logs = values.Where(v => v > 0).Select(Math.Log10).ToArray();
        var min = logs.Length == 0 ? 0 : (int)Math.Floor(logs.Min());
        var max = logs.Length == 0 ? 1 : (int)Math.Ceiling(logs.Max());
        return (min, Math.Max(max, min + 1));
    }

    private static string PowerOfTen(int exponent) => Math.Pow(10, exponent).ToString("0.####", CultureInfo.InvariantCulture);
}
