using System.Diagnostics;
using Stylize.Engine.DotArt.Gradient;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>Time of a run from its start, and the quality that a target time leaves room for on this machine as it is now.</summary>
internal sealed class TimeBudget
{
    private const int CalibrationRows = 64;
    private const double MinSlowness = 0.2, MaxSlowness = 20;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ResourceMonitor? _monitor;

    /// <summary>Starts the clock.</summary>
    /// <param name="watchLoad">True to read the machine's load too, for <see cref="Choose"/>.</param>
    public TimeBudget(bool watchLoad) => _monitor = watchLoad ? new ResourceMonitor() : null;

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>
    /// Times the gradient analysis on the image's first rows, and chooses a quality whose predicted time is within the target.
    /// </summary>
    public DotQuality Choose(DotArtOptions options, TimeSpan target, Raster<Rgba32> image, OperationContext context)
    {
        var load = LoadByOthers();
        var slowness = Math.Clamp(Slowness(options, image), MinSlowness, MaxSlowness);
        var quality = DotQuality.For(options, image.PixelCount, context.MaxThreads, target, Elapsed, slowness, load);
        foreach (var line in quality.Lowered)
        {
            context.Verbose?.Invoke($"To keep to {target.TotalMilliseconds:0} ms: {line}.");
        }

        return quality;
    }

    /// <summary>Time of this machine over that of the reference machine, for the same work: the better of two measurements.</summary>
    private static double Slowness(DotArtOptions options, Raster<Rgba32> image)
    {
        var rows = Math.Min(CalibrationRows, image.Height);
        using var strength = new Raster<ushort>(image.Width, rows);
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 2; i++)
        {
            var before = Stopwatch.GetTimestamp();
            StrengthPlane.Fill(image, strength, 0, rows, adaptive: true, options.SaturateGradient);
            var took = Stopwatch.GetElapsedTime(before);
            best = took < best ? took : best;
        }

        return best.TotalNanoseconds / ((double)rows * image.Width * DotQuality.AnalysisCost);
    }

    /// <summary>Share of the processors that other processes used since the start, [0,1].</summary>
    private double LoadByOthers()
    {
        var reading = _monitor?.Read();
        return reading?.OthersShare ?? 0;
    }
}
