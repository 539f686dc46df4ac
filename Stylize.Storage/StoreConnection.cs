namespace Stylize.Storage;

/// <summary>Runs statements with named values on a connection, which the caller owns.</summary>
/// <param name="keeps">True to keep prepared statements until the connection closes.</param>
internal sealed class StoreConnection(DbConnection connection, bool keeps = false)
{
    private readonly Dictionary<string, DbCommand> _kept = [];
    private DbTransaction? _transaction;

    public StoreTransaction Begin()
    {
        _transaction = connection.BeginTransaction();
        return new StoreTransaction(_transaction, () => _transaction = null);
    }

    public int Run(string sql, params ReadOnlySpan<(string Name, object Value)> values) =>
        Use(Prepared(sql, values), command => command.ExecuteNonQuery());

    public long Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> values) =>
        Use(Prepared(sql, values), command => Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture));

    public List<T> Read<T>(string sql, Func<DbDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> values) =>
        Use(Prepared(sql, values), command =>
        {
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(row(reader));
            }

            return rows;
        });

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

    public long Key(string table, string? parentColumn, long parent, string name)
    {
        var (column, value, match) = parentColumn is null
            ? ("", "", "")
            : ($"{parentColumn}, ", "@parent, ", $"{parentColumn} = @parent AND ");
        ReadOnlySpan<(string, object)> values = parentColumn is null ? [("@name", name)] : [("@parent", parent), ("@name", name)];
        Run($"INSERT INTO {table} ({column}Name) VALUES ({value}@name) ON CONFLICT DO NOTHING", values);
        return Scalar($"SELECT Id FROM {table} WHERE {match}Name = @name", values);
    }

    /// <summary>Returns a new command, or the kept one with the same text and these values.</summary>
    private DbCommand Prepared(string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        if (!keeps) return Command(sql, values);

        if (!_kept.TryGetValue(sql, out var command))
        {
            _kept.Add(sql, command = Command(sql, values));
            return command;
        }

        command.Transaction = _transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i].Value;
        }

        return command;
    }

    private T Use<T>(DbCommand command, Func<DbCommand, T> work)
    {
        try
        {
            return work(command);
        }
        finally
        {
            if (!keeps)
            {
                command.Dispose();
            }
        }
    }
}

/// <summary>
/// Rolls back unless committed. If a full disk has already ended the transaction, a second failure must not hide the first one.
/// </summary>
internal sealed class StoreTransaction(DbTransaction transaction, Action ended) : IDisposable
{
    private bool _committed;

    public void Commit()
    {
        transaction.Commit();
        _committed = true;
        ended();
    }

    public void Dispose()
    {
        if (!_committed)
        {
            IgnoreFailure(transaction.Rollback);
        }

        IgnoreFailure(transaction.Dispose);
        ended();
    }

    /// <summary>Ends a statement or transaction that may have failed before, and ignores further failures.</summary>
    public static void IgnoreFailure(Action end)
    {
        try
        {
            end();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
        }
    }
}
