using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Workers;

/// <summary>
/// Reads the rows of all tables of a database as text, in any order and without keys, so that databases of different
/// runs can be compared.
/// </summary>
internal static class StoreRows
{
    public static List<string> OfSqlite(string path)
    {
        using var connection = StoreDump.OpenSqlite(path);
        var rows = new List<string>();
        foreach (var name in StoreDump.Rows(
            connection, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"))
        {
            var columns = StoreDump.Rows(connection, $"SELECT name FROM pragma_table_info('{name}')").Where(IsContent);
            rows.AddRange(StoreDump.Rows(
                connection,
                $"SELECT '{name}', {string.Join(", ", columns.Select(column => $"\"{column}\""))} FROM \"{name}\""));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static bool IsContent(string column) =>
        column != "Time" && !column.EndsWith("Id", StringComparison.Ordinal);
}
