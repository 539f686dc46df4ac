namespace Stylize.Storage;

/// <summary>
/// The values that the tables can contain. A database of unknown origin is checked before anything is read from it, because SQLite stores
/// a value of any type in any column.
/// </summary>
internal static class StoredValues
{
    /// <summary>Limit on sizes and positions, so that the sum of two fits into 32 bits.</summary>
    private const long MaxLength = 1 << 30;

    private static readonly (string Table, Column[] Columns)[] Tables =
    [
        ("experiment", [Key("Id"), Text("Name")]),
        ("well", [Key("Id"), Key("ExperimentId"), Text("Name")]),
        ("channel", [Key("Id"), Key("WellId"), Text("Name")]),
        ("condition", [Key("WellId"), Text("Name"), AnyText("Value"), Number("Number", "real", "integer", "null")]),
        ("run", [Key("Id"), Text("Name"), AnyText("Time"), AnyText("Version"), AnyText("Options"), AnyText("InputDigest")]),
        ("segmentation",
        [
            Key("RunId"), Key("ChannelId"), Integer("Timepoint", 0), AnyText("Time"), AnyText("Version"), AnyText("Options"),
            AnyText("InputDigest"),
        ]),
        ("shift",
        [
            Key("RunId"), Key("WellId"), Integer("Timepoint", 0), Number("Dx", "real", "integer"), Number("Dy", "real", "integer"),
            Number("Quality", "real", "integer"), Integer("Applied", 0, 1),
        ]),
        ("track",
        [
            Key("RunId"), Key("ChannelId"), Integer("Number", 1, MaxLength), OptionalInteger("Parent"), Integer("First", 0),
            Integer("Last", 0), Integer("Points", 0),
        ]),
        ("tile",
        [
            Integer("Id", 1), Key("RunId"), Key("ChannelId"), Integer("Timepoint", 0), Integer("Number", 0), Text("File"),
            Integer("Page", 0), Integer("Width", 1, MaxLength), Integer("Height", 1, MaxLength), Integer("OriginX", 0, MaxLength),
            Integer("OriginY", 0, MaxLength), Number("Threshold", "real", "integer", "null"),
        ]),
        ("cell",
        [
            Integer("TileId", 1), Integer("Label", 1), OptionalInteger("Track"),
            new("Id", "the number that follows from its tile and label", "Id IS NOT TileId * 4294967296 + Label", null),
            .. StoreColumns.Cell.Select(name => Number(name, "real", "integer", "null")),
        ]),
        ("intensity",
            [Key("CellId"), Key("ChannelId"), .. StoreColumns.Intensity.Select(name => Number(name, "real", "integer", "null"))]),
    ];

    /// <summary>Rejects a database with a value that Stylize cannot have written, or with a row whose parent does not exist.</summary>
    /// <param name="database">Full path, connection string or address.</param>
    /// <exception cref="StylizeException">ImageUnreadable.</exception>
    public static void Require(StoreConnection sql, string database)
    {
        // The columns of a server have types, so only ranges are checked. Its tables of regions, which can have the rows of many plates,
        // have no ranges.
        var isServer = MeasurementStores.IsPostgres(database);
        foreach (var (table, columns) in Tables.Where(t => !isServer || t.Table is not ("cell" or "intensity")))
        {
            Column[] open = [.. columns.Where(column => !isServer || column.WrongRange is not null)];
            var cases = open.Index().Select(
                column => $"WHEN {(isServer ? column.Item.WrongRange : column.Item.Wrong)} THEN {column.Index}");
            var wrong = open.Length == 0 ? [] : sql.Read(
                $"SELECT Wrong FROM (SELECT CASE {string.Join(' ', cases)} END AS Wrong FROM {table}) AS checked "
                + "WHERE Wrong IS NOT NULL LIMIT 1",
                row => row.GetInt32(0));
            if (wrong is [var index])
            {
                throw DatabaseFailure.OfContent(
                    database, $"in table '{table}', {open[index].Name} of a row is not {open[index].Expected}");
            }
        }

        if (!isServer
            && sql.Read("SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1", row => (row.GetString(0), row.GetString(1)))
                is [var (child, parent)])
        {
            throw DatabaseFailure.OfContent(database, $"a row of table '{child}' belongs to no row of table '{parent}'");
        }
    }

    private static Column Key(string name) => Integer(name, 1, long.MaxValue);

    private static Column Integer(string name, long min, long max = int.MaxValue)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{name} NOT BETWEEN {min} AND {max}");
        var expected = max == long.MaxValue
            ? "a positive integer"
            : string.Create(CultureInfo.InvariantCulture, $"an integer from {min:N0} to {max:N0}");
        return new Column(name, expected, $"{Not(name, "integer")} OR {range}", range);
    }

    private static Column OptionalInteger(string name)
    {
        var required = Integer(name, 1);
        return required with { Wrong = $"{Not(name, "integer", "null")} OR {required.WrongRange}" };
    }

    private static Column Number(string name, params string[] types) => new(name, "a number", Not(name, types), null);

    private static Column AnyText(string name) => new(name, "text", Not(name, "text"), null);

    private static Column Text(string name) => new(name, "text", $"{Not(name, "text")} OR {name} = ''", $"{name} = ''");

    private static string Not(string name, params string[] types) =>
        $"typeof([{name}]) NOT IN ({string.Join(", ", types.Select(type => $"'{type}'"))})";

    /// <param name="Wrong">Condition of a wrong value in SQLite. NULL is in no range.</param>
    /// <param name="WrongRange">Condition of a wrong value of the right type; null if each is allowed.</param>
    private sealed record Column(string Name, string Expected, string Wrong, string? WrongRange);
}
