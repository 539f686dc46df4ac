using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Learned;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>
/// Finds nuclei, also those much smaller than others. Of faint nuclei with much texture, the network sees only the
/// brightest parts. Such nuclei are sought again in light that is smoothed by the size of these parts, and limited to
/// what stands out from noise.
/// </summary>
internal static class FaintNuclei
{
    /// <summary>Standard deviation of the Gaussian, in diameters of the parts. .35 to .45 found most of 16
    /// drawn images (F1 0.87 to 0.88; 0.20 without, 0.34 with .15).</summary>
    private const double Smoothing = .35;

    /// <summary>Light above the ground that becomes 0 and 1, in standard deviations of the smoothed ground.</summary>
    private const double Lowest = 3, Highest = 8;

    /// <summary>Distance of the lowest quarter and the lowest 50th of a normal distribution from its mean.</summary>
    private const double LowerQuarter = .6745, Lower50th = 2.0537;

    /// <summary>Nuclei contain this share of their parts, and have this many times their area. In a film of textured
    /// nuclei it was 1.00 and 3.6 to 4.3, and of stained tissue 0.76 and 1.4.</summary>
    private const double MinShared = .95, MinGrowth = 2;

    /// <summary>Returns the foreground of an image, with one object per nucleus.</summary>
    /// <param name="diameter">Diameter of nuclei in pixels; null to find it.</param>
    /// <param name="found">The diameter found; one above 0 is that found in a larger image, and is used.</param>
    /// <param name="pooled">Intensities of the well or plate; null to use those of the image.</param>
    public static RunTable Find(
        Raster<ushort> image, double? diameter, ref double found, IntensityHistogram? pooled,
        CancellationToken cancellation)
    {
        var next = found;
        var runs = LearnedNuclei.Find(image, diameter, ref found, pooled, cancellation);
        var check = Check(image, runs);
        if (!check.FindsParts())
        {
            return diameter is null ? SmallNuclei.Add(image, runs, found, cancellation) : runs;
        }

        using var limited = Limited(image, runs, check.Diameter, cancellation);
        var whole = LearnedNuclei.Find(limited, diameter, ref next, null, cancellation);
        var (kept, dropped) = Contains(whole, runs) ? (whole, runs) : (runs, whole);
        dropped.Dispose();
        found = kept == whole ? next : found;
        return kept;
    }

    private static bool Contains(RunTable whole, RunTable parts)
    {
        var (row, area, ofParts, shared) = (new bool[whole.Width], 0L, 0L, 0L);
        for (var y = 0; y < whole.Height; y++)
        {
            row.AsSpan().Clear();
            for (var run = whole.RowOffset(y); run < whole.RowOffset(y + 1); run++)
            {
                row.AsSpan(whole.Starts[run]..whole.Ends[run]).Fill(true);
                area += whole.Ends[run] - whole.Starts[run];
            }

            for (var run = parts.RowOffset(y); run < parts.RowOffset(y + 1); run++)
            {
                ofParts += parts.Ends[run] - parts.Starts[run];
                shared += row.AsSpan(parts.Starts[run]..parts.Ends[run]).Count(true);
            }
        }

        return shared >= MinShared * ofParts && area >= MinGrowth * ofParts;
    }

    private static ObjectCheck Check(Raster<ushort> image, RunTable runs)
    {
        var labels = GivenLabels.InOrder(runs);
        RegionFilter.Apply(labels, new());
        var check = ObjectCheck.ForLabels(labels, new())!;
        for (var y = 0; y < image.Height; y++)
        {
            check.AddRow(image.Row(y), 0, y);
        }

        return check;
    }

    private static Raster<ushort> Limited(
        Raster<ushort> image, RunTable runs, double diameter, CancellationToken cancellation)
    {
        using var smooth = image.Floats(0, 0, image.Width, image.Height);
        var ground = new List<float>();
        GaussianBlur.Apply(smooth, (float)(Smoothing * diameter), default, cancellation);
        for (var y = 0; y < image.Height; y++)
        {
            var x = 0;
            for (var run = runs.RowOffset(y); run < runs.RowOffset(y + 1); run++)
            {
                ground.AddRange(smooth.Row(y)[x..runs.Starts[run]]);
                x = runs.Ends[run];
            }

            ground.AddRange(smooth.Row(y)[x..]);
        }

        // The ground has a normal distribution, whose upper part is hidden by the light of nuclei not found.
        ground.Sort();
        var (quarter, lowest) = (ground[ground.Count / 4], ground[ground.Count / 50]);
        var noise = (quarter - lowest) / (Lower50th - LowerQuarter);
        var level = quarter + (LowerQuarter * noise);
        var limited = new Raster<ushort>(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var light = ((smooth[x, y] - level) / noise) - Lowest;
                limited[x, y] = (ushort)(ushort.MaxValue * Math.Clamp(light / (Highest - Lowest), 0, 1));
            }
        }

        return limited;
    }
}
