namespace Stylize.Storage;

/// <summary>
/// Reads cells with the columns of the view cell_measurement, but from the tables: without the view's limit on columns,
/// and from databases whose views are of an earlier version.
/// </summary>
internal sealed class StoredCells
{
    /// <summary>Cells whose intensities are in memory at a time.</summary>
    private const int BatchSize = 256;

    private readonly StoreConnection _sql;
    private readonly StoreDialect _dialect;
    private readonly ViewColumns _columns;
    private readonly Dictionary<string, int> _first;

    public StoredCells(StoreConnection sql, StoreDialect dialect)
    {
        (_sql, _dialect, _columns) = (sql, dialect, ViewColumns.Read(sql));
        Columns = [.. ViewColumns.OfCell, .. _columns.Intensities.Select(c => c.Name),
            .. _columns.Conditions.Select(c => c.Column)];
        _first = _columns.Channels.Index().ToDictionary(c => c.Item, c => c.Index * StoreColumns.Intensity.Length);
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    public IEnumerable<int> Measurements =>
        Enumerable.Range(0, ViewColumns.OfCell.Length + _columns.Intensities.Count).Where(
            index => index >= ViewColumns.OfCell.Length || StoreColumns.Cell.Contains(Columns[index])
                || Columns[index] is "AlignedX" or "AlignedY");

    /// <summary>Returns the type of the values of a column of a view: string, long or double.</summary>
    /// <param name="column">Its name in any case: PostgreSQL has small letters.</param>
    public Type TypeOf(string column) =>
        Is(column, "Run", "Experiment", "Well", "Channel", "Roi", "Warnings") ? typeof(string)
        : Is(column, "Timepoint", "Tile", "Id", "Label", "Track", "Parent", "Cells") ? typeof(long)
        : _columns.Conditions.Any(c => c.Column == column && !c.IsNumber) ? typeof(string) : typeof(double);

    public int this[string column] => Columns.Index().First(c => c.Item == column).Index;

    /// <summary>Returns the cells of a tile in the order of their labels, each with its values in the order of the
    /// columns.</summary>
    public IEnumerable<object[]> CellsOf(long tile)
    {
        // The key of a cell is that of its tile times 2^32 plus its label, so this reads a range of the primary key.
        var cells = _sql.Read(
            $"""
            {StoreViews.SelectCells(_columns, _dialect):sql} WHERE cell.Id > {tile << 32} AND cell.Id < {(tile + 1) << 32} ORDER BY cell.Id
            """,
            Values);
        var key = Array.IndexOf(ViewColumns.OfCell, "Id");
        foreach (var batch in cells.Chunk(BatchSize))
        {
            var (first, end) = ((long)batch[0][key] - 1, (long)batch[^1][key] + 1);
            var intensities = Intensities(first, end);
            foreach (var cell in batch)
            {
                var measured = intensities.GetValueOrDefault((long)cell[key]) ?? Missing();
                yield return
                    [.. cell.AsSpan(0, ViewColumns.OfCell.Length), .. measured,
                        .. cell.AsSpan(ViewColumns.OfCell.Length)];
            }
        }
    }

    private Dictionary<long, object[]> Intensities(long first, long end)
    {
        var found = new Dictionary<long, object[]>();
        using var command = _sql.Command(
            $"""
            SELECT CellId, channel.Name, {string.Join(", ", StoreColumns.Intensity):sql} FROM intensity
            JOIN channel ON channel.Id = intensity.ChannelId WHERE CellId > {first} AND CellId < {end}
            """);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (!found.TryGetValue(reader.GetInt64(0), out var values))
            {
                found.Add(reader.GetInt64(0), values = Missing());
            }

            var start = _first[reader.GetString(1)];
            for (var i = 0; i < StoreColumns.Intensity.Length; i++)
            {
                values[start + i] = reader.GetValue(2 + i);
            }
        }

        return found;
    }

    private static bool Is(string column, params string[] names) =>
        names.Contains(column, StringComparer.OrdinalIgnoreCase);

    private object[] Missing()
    {
        var values = new object[_columns.Intensities.Count];
        Array.Fill(values, DBNull.Value);
        return values;
    }

    private static object[] Values(DbDataReader reader)
    {
        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        return values;
    }
}
