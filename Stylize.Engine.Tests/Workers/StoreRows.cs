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
        using var list = connection.CreateCommand();
        list.CommandText =
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name";
        var names = new List<string>();
        using (var reader = list.ExecuteReader())
        {
            while (reader.Read())
            {
                names.Add(reader.GetString(0));
            }
        }

        var rows = new List<string>();
        foreach (var name in names)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{name}\"";
            using var reader = command.ExecuteReader();
            var kept = Enumerable.Range(0, reader.FieldCount).Where(i => IsContent(reader.GetName(i))).ToArray();
            while (reader.Read())
            {
                var values = kept.Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture));
                rows.Add($"{name}|{string.Join('|', values)}");
            }
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static bool IsContent(string column) =>
        column != "Time" && !column.EndsWith("Id", StringComparison.Ordinal);
}
