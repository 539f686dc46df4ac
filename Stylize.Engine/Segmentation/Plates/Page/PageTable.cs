using Stylize.Engine.Segmentation.Plates.Output;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>A column of a table on the page of a run.</summary>
/// <param name="IsText">True to align its cells to the left.</param>
/// <param name="Cell">Returns the markup of a cell.</param>
internal sealed record PageColumn<T>(string Name, bool IsText, Func<T, string> Cell);

/// <summary>Writes tables on the page of a run.</summary>
internal static class PageTable
{
    /// <param name="heading">Markup before the table.</param>
    /// <param name="well">Returns the well by which the filter finds a row; null without a filter.</param>
    public static void Write<T>(
        StringBuilder html, string heading, IReadOnlyList<T> rows, Func<T, WellSummary>? well,
        params List<PageColumn<T>> columns)
    {
        html.Append(heading).Append("<div class=\"scroll\"><table><thead><tr>");
        columns.ForEach(c => html.Add($"<th{(c.IsText ? " class=\"t\"" : "")}>{Markup.Text(c.Name)}"));
        html.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            html.Append(well is null ? "<tr>" : $"<tr {PlateChart.Attributes(well(row))}>");
            columns.ForEach(c => html.Add($"<td{(c.IsText ? " class=\"t\"" : "")}>{c.Cell(row)}"));
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }
}
