using System.Data.Common;
using System.Globalization;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>All rows of a measurement database, keys included, as text in the order of their keys.</summary>
internal static class StoreDump
{
    private static readonly string[] Queries =
    [
        "SELECT * FROM experiment ORDER BY id", "SELECT * FROM well ORDER BY id", "SELECT * FROM channel ORDER BY id",
        "SELECT * FROM tile ORDER BY id", "SELECT * FROM cell ORDER BY id", "SELECT * FROM intensity ORDER BY cell_id, channel_id",
    ];

    public static List<string> Of(DbConnection connection)
    {
        var lines = new List<string>();
        foreach (var query in Queries)
        {
            using var command = connection.CreateCommand();
            command.CommandText = query;
            using var reader = command.ExecuteReader();
            lines.Add(query);
            while (reader.Read())
            {
                var fields = new object[reader.FieldCount];
                reader.GetValues(fields);
                lines.Add(string.Join('|', fields.Select(f => Convert.ToString(f, CultureInfo.InvariantCulture))));
            }
        }

        return lines;
    }

    public static List<string> OfSqlite(string path)
    {
        using var connection = OpenSqlite(path);
        return Of(connection);
    }

    public static Microsoft.Data.Sqlite.SqliteConnection OpenSqlite(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    public static long Scalar(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
