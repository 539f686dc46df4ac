using Stylize.Cli.Hosting;
using Stylize.Engine.Measuring;

namespace Stylize.Cli.Output;

/// <summary>What a batch will take, as one line.</summary>
internal static class EstimateLine
{
    public static void Write(CommandHost host, BatchEstimate estimate, bool json)
    {
        if (estimate.Warning is { } warning)
        {
            host.Error.WriteLine($"stylize: {warning}");
        }

        KeyValuePair<string, object?>[] fields =
        [
            new("Files", estimate.Files),
            new("Unreadable", estimate.Unreadable),
            new("Megapixels", estimate.Megapixels),
            new("Time", estimate.Time),
            new("RelativeError", estimate.RelativeError),
            new("PeakMemory", estimate.PeakMemory),
            new("Calibrated", estimate.Calibrated),
            new("IsCut", estimate.IsCut),
        ];
        if (json)
        {
            JsonLine.Write(host.Out, fields);
        }
        else
        {
            host.Out.WriteLine(string.Join(", ", fields.Select(TextField.Format)));
        }
    }
}
