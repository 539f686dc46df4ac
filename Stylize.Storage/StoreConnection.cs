using System.Data.Common;
using System.Globalization;

namespace Stylize.Storage;

/// <summary>Statements with named values on a connection, which belongs to the caller.</summary>
internal sealed class StoreConnection(DbConnection connection)
{
    public StoreTransaction Begin() => new(connection.BeginTransaction());

    /// <summary>Runs statements, and returns the number of rows that they changed.</summary>
    public int Run(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public long Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Reads all rows at once.</summary>
    public List<T> Read<T>(string sql, Func<DbDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>The key of a name, which is inserted where it is missing.</summary>
    public long Key(string table, string? parentColumn, long parent, string name)
    {
        var (column, value, match) = parentColumn is null
            ? ("", "", "")
            : ($"{parentColumn}, ", "@parent, ", $"{parentColumn} = @parent AND ");
        ReadOnlySpan<(string, object)> values = parentColumn is null ? [("@name", name)] : [("@parent", parent), ("@name", name)];
        Run($"INSERT INTO {table} ({column}name) VALUES ({value}@name) ON CONFLICT DO NOTHING", values);
        return Scalar($"SELECT id FROM {table} WHERE {match}name = @name", values);
    }
}
