using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Quality;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>The part of the page for the quality of images: the limits of the gates, and the images that fail.</summary>
internal sealed class QualitySection(StringBuilder html)
{
    public void Write(IReadOnlyList<WellSummary> summaries, Func<WellSummary, PageWell> files)
    {
        if (summaries.All(s => s.Images.Count == 0)) return;

        html.Append("<h2>Image quality</h2>\n<div class=\"scroll\"><table><thead><tr><th class=\"t\">Images<th>Number<th>Power slope")
            .Append("<th>Laplacian variance<th>Saturated<th>Contrast<th>Dark contrast<th>Debris<th>Cells<th>Uncovered<th>Fail")
            .Append("</tr></thead><tbody>\n");
        foreach (var limit in QualityLimits.ForPlate(summaries))
        {
            var isSegmented = limit.Images.Any(image => image.Cells is not null);
            html.Add($"<tr><td class=\"t\">{Markup.Text($"{limit.Experiment}, {limit.Channel}")}<td>{limit.Images.Count}")
                .Add($"<td>{Limit("≥ ", limit.PowerSlope)}<td>{Limit("≥ ", limit.LaplacianVariance)}")
                .Add($"<td>{Limit("≤ ", limit.SaturatedShare)}<td>{Limit("≥ ", isSegmented ? QualityLimits.Contrast : null)}")
                .Add($"{Limit(" and ≤ ", limit.MaxContrast)}")
                .Add($"<td>{Limit("≤ ", isSegmented ? QualityLimits.Contrast : null)}<td>{Limit("≤ ", limit.DebrisShare)}")
                .Add($"<td>{(limit.Cells is (var few, var many) ? $"{PlateChart.Number(few)} to {PlateChart.Number(many)}" : "")}")
                .Add($"<td>{Limit("≤ ", isSegmented ? ObjectCheck.MaxUncovered : null)}")
                .Add($"<td>{limit.Images.Count(image => image.Failed != QualityGates.None)}</tr>\n");
        }

        html.Append("</tbody></table></div>\n");
        var failed = summaries.SelectMany(s => s.Images, (summary, image) => (Summary: summary, Image: image))
            .Where(pair => pair.Image.Failed != QualityGates.None).ToList();
        if (failed.Count == 0) return;

        html.Append("<div class=\"scroll\"><table><thead><tr><th class=\"t\">Image<th>Tile<th class=\"t\">Fails<th class=\"t\">")
            .Append("Statistics<th class=\"t\">Files</tr></thead><tbody>\n");
        foreach (var (summary, image) in failed)
        {
            html.Add($"<tr data-well=\"{PlateChart.Keys(summary)}\"><td class=\"t\">")
                .Add($"{Markup.Text($"{summary.Key.Well.Name}, {image.Channel}")}<td>{image.Tile}<td class=\"t\">{image.FailedNames}")
                .Add($"<td class=\"t\">{(image.IsExcluded ? "excluded" : "counts")}<td class=\"t\">")
                .Append(files(summary).Overlay is { } overlay ? $"<a href=\"{Markup.Text(overlay)}\">overlay</a>" : "").Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }

    private static string Limit(string text, double? value) => value is { } number ? text + PlateChart.Number(number) : "";
}
