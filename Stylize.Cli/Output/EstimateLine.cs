using System.Globalization;
using Stylize.Cli.Hosting;
using Stylize.Engine.Runs.Estimate;

namespace Stylize.Cli.Output;

/// <summary>The estimate of a batch, as one sentence or one JSON object.</summary>
internal static class EstimateLine
{
    /// <summary>What an estimate of this command is asked for: its batch will run in a new process like this one.</summary>
    public static EstimateRequest Request(CommandHost host, bool recalibrate) =>
        new() { Recalibrate = recalibrate, IsNewProcess = true, StartSeconds = Math.Max(0, host.SecondsSinceStart()) };

    public static void Write(CommandHost host, BatchEstimate estimate, bool json)
    {
        if (!json)
        {
            host.Out.WriteLine(estimate.Summary);
            return;
        }

        JsonLine.Write(host.Out,
        [
            new("Files", estimate.Files),
            new("Unreadable", estimate.Unreadable),
            new("Megapixels", estimate.Megapixels),
            new("Seconds", estimate.Seconds),
            new("Factor", estimate.Factor),
            new("LowerBound", estimate.LowerBound),
            new("UpperBound", estimate.UpperBound),
            new("PeakMemory", estimate.PeakMemory),
            new("MeasuredFiles", estimate.MeasuredFiles),
            new("MinMegapixels", estimate.MinMegapixels),
            new("MaxMegapixels", estimate.MaxMegapixels),
            new("Measured", estimate.Measured.ToString("o", CultureInfo.InvariantCulture)),
            new("IsMeasuredNow", estimate.IsMeasuredNow),
            new("IsExtrapolated", estimate.IsExtrapolated),
            new("IsCut", estimate.IsCut),
        ]);
    }
}
