using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Quality;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>The part of the page for the quality of images: the limits of the gates, and the images that
/// fail.</summary>
internal sealed class QualitySection(StringBuilder html)
{
    public void Write(IReadOnlyList<WellSummary> summaries, Func<WellSummary, PageWell> files)
    {
        if (summaries.All(s => s.Images.Count == 0)) return;

        PageTable.Write(
            html, "<h2>Image quality</h2>\n", QualityLimits.ForPlate(summaries), null,
            new("Images", true, limit => Markup.Text($"{limit.Experiment}, {limit.Channel}")),
            new("Number", false, limit => Invariant($"{limit.Images.Count}")),
            new("Power slope", false, limit => Limit("≥ ", limit.PowerSlope)),
            new("Laplacian variance", false, limit => Limit("≥ ", limit.LaplacianVariance)),
            new("Edge steepness", false, limit => Limit("≥ ", limit.EdgeSteepness)),
            new("Saturated", false, limit => Limit("≤ ", limit.SaturatedShare)),
            new("Contrast", false, limit =>
                Limit("≥ ", OfSegmented(limit, QualityLimits.Contrast)) + Limit(" and ≤ ", limit.MaxContrast)),
            new("Dark contrast", false, limit => Limit("≤ ", OfSegmented(limit, QualityLimits.Contrast))),
            new("Debris", false, limit => Limit("≤ ", limit.DebrisShare)),
            new("Cells", false, limit => limit.Cells is not (var few, var many) ? ""
                : $"{PlateChart.Number(few)} to {PlateChart.Number(many)}"),
            new("Uncovered", false, limit => Limit("≤ ", OfSegmented(limit, ObjectCheck.MaxUncovered))),
            new("Fail", false,
                limit => Invariant($"{limit.Images.Count(image => image.Failed != QualityGates.None)}")));
        var failed = summaries.SelectMany(s => s.Images, (summary, image) => (Of: summary, Image: image))
            .Where(pair => pair.Image.Failed != QualityGates.None).ToList();
        if (failed.Count == 0) return;

        PageTable.Write(
            html, "", failed, row => row.Of,
            new("Image", true, row => Markup.Text($"{row.Of.Key.WellName}, {row.Image.Channel}")),
            new("Tile", false, row => Invariant($"{row.Image.Tile}")),
            new("Fails", true, row => row.Image.FailedNames),
            new("Statistics", true, row => row.Image.IsExcluded ? "excluded" : "counts"),
            new("Files", true,
                row => files(row.Of).Overlay is { } path ? $"<a href=\"{Markup.Text(path)}\">overlay</a>" : ""));
    }

    private static double? OfSegmented(QualityLimits limit, double value) =>
        limit.Images.Any(image => image.Cells is not null) ? value : null;

    private static string Limit(string text, double? value) =>
        value is { } number ? text + PlateChart.Number(number) : "";
}
