using System.Data.Common;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>All rows of a measurement database, keys included, as text in the order of their keys.</summary>
internal static class StoreDump
{
    private static readonly string[] Tables = ["experiment", "well", "channel", "tile", "cell", "intensity"];

    /// <summary>A run with a fixed start time.</summary>
    public static RunRecord Run(string name = RunRecord.DefaultName, string options = "{}") =>
        new(name, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), "1.0.0", options, "{}");

    public static List<string> Of(DbConnection connection) => [.. Tables.SelectMany(
        table => Rows(connection, $"SELECT * FROM {table} ORDER BY 1, 2").Prepend(table))];

    /// <summary>Returns the rows of a query, with fields separated by bars.</summary>
    public static List<string> Rows(DbConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            var fields = new object[reader.FieldCount];
            reader.GetValues(fields);
            lines.Add(string.Join('|', fields.Select(f => Convert.ToString(f, CultureInfo.InvariantCulture))));
        }

        return lines;
    }

    /// <summary>Returns the rows of a query of an SQLite file.</summary>
    public static List<string> Rows(string path, string query)
    {
        using var connection = OpenSqlite(path);
        return Rows(connection, query);
    }

    /// <summary>Returns the statements that take from a database what versions 6 and 7 of the schema added.</summary>
    public static string ToSchema5(DbConnection connection, bool isServer)
    {
        var views = Rows(connection, isServer
            ? "SELECT viewname FROM pg_views WHERE schemaname = 'public'"
            : "SELECT name FROM sqlite_schema WHERE type = 'view'");
        return string.Concat(views.Select(view => $"DROP VIEW IF EXISTS {view}{(isServer ? " CASCADE" : "")};")) + """
            ALTER TABLE image DROP COLUMN UncoveredShare;
            ALTER TABLE image DROP COLUMN EdgeSteepness;
            ALTER TABLE segmentation DROP COLUMN Warnings;
            ALTER TABLE intensity DROP COLUMN NucleusCellRatio;
            ALTER TABLE intensity DROP COLUMN NucleusCytoplasmRatio;
            UPDATE stylize_schema SET Version = 5;
            """;
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

    public static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Scalar(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
