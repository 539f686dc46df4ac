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
        columns.ForEach(c => html.Add($"<th scope=\"col\"{Class(c)}>{Markup.Text(c.Name)}"));
        html.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            html.Append(well is null ? "<tr>" : $"<tr {PlateChart.Attributes(well(row))}>");
            // A screen reader reads the names of a row before each of its cells.
            columns.ForEach(c => html.Add(
                $"<{(c == columns[0] || c.Name == "Well" ? "th scope=\"row\"" : "td")}{Class(c)}>{c.Cell(row)}"));
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n");

        static string Class(PageColumn<T> column) => column.IsText ? " class=\"t\"" : "";
    }
}
