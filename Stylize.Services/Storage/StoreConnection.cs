namespace Stylize.Storage;

/// <summary>Runs statements on a connection, which the caller owns.</summary>
/// <param name="keeps">True to keep prepared statements until the connection closes.</param>
internal sealed class StoreConnection(DbConnection connection, bool keeps = false)
{
    private readonly Dictionary<string, DbCommand> _kept = [];
    private DbTransaction? _transaction;

    /// <summary>Does work in one transaction, which is rolled back if it fails. If a full disk has already ended the
    /// transaction, a second failure does not hide the first one.</summary>
    public void InTransaction(Action work)
    {
        _transaction = connection.BeginTransaction();
        try
        {
            work();
            _transaction.Commit();
        }
        finally
        {
            IgnoreFailure(_transaction.Dispose);
            _transaction = null;
        }
    }

    public int Run(Sql sql) => Use(sql, command => command.ExecuteNonQuery());

    public long Scalar(Sql sql) =>
        Use(sql, command => Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture));

    public List<T> Read<T>(Sql sql, Func<DbDataReader, T> row) => Use(sql, command =>
    {
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    });

    public DbCommand Command(Sql sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql.Text;
        foreach (var (index, value) in sql.Values.Index())
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) =
                (Invariant($"@p{index}"), value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Returns the key of a name below a parent, and adds it if it is new.</summary>
    public long Key(string table, string parentColumn, long parent, string name)
    {
        Run($"INSERT INTO {table:sql} ({parentColumn:sql}, Name) VALUES ({parent}, {name}) ON CONFLICT DO NOTHING");
        return Scalar($"SELECT Id FROM {table:sql} WHERE {parentColumn:sql} = {parent} AND Name = {name}");
    }

    /// <summary>Returns a new command, or the kept one with the same text and these values.</summary>
    private DbCommand Prepared(Sql sql)
    {
        if (!keeps) return Command(sql);

        if (!_kept.TryGetValue(sql.Text, out var command))
        {
            _kept.Add(sql.Text, command = Command(sql));
            return command;
        }

        command.Transaction = _transaction;
        for (var i = 0; i < sql.Values.Count; i++)
        {
            command.Parameters[i].Value = sql.Values[i];
        }

        return command;
    }

    private T Use<T>(Sql sql, Func<DbCommand, T> work)
    {
        var command = Prepared(sql);
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
