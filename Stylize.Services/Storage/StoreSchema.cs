using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Regions;
using static Stylize.Storage.StoreColumn;

namespace Stylize.Storage;

/// <summary>The tables. <see cref="StoreViews"/> creates the views, whose columns follow the channels.</summary>
internal static class StoreSchema
{
    /// <summary>The version of these tables. An earlier version lacks some of the tables and columns; all of these
    /// columns can be NULL.</summary>
    public const int Version = 7;

    /// <summary>The first version that is read.</summary>
    public const int FirstVersion = 5;

    public const string VersionTable = "stylize_schema";

    /// <summary>Limit on sizes and positions, so that the sum of two fits into 32 bits.</summary>
    private const long MaxLength = 1 << 30;

    private static readonly StoreTable[] Definitions =
    [
        new("experiment", [Id(), Text("Name")], "UNIQUE (Name)"),
        new("well", [Id(), Parent("experiment"), Text("Name")], "UNIQUE (ExperimentId, Name)"),
        new("channel", [Id(), Parent("well"), Text("Name")], "UNIQUE (WellId, Name)"),
        new("run", [Id(), Text("Name"), .. OfProgram], "UNIQUE (Name)"),
        new(
            "condition", [Parent("run"), Parent("well"), Text("Name"), AnyText("Value"), OptionalNumber("Number")],
            "PRIMARY KEY (RunId, WellId, Name)"),
        new(
            "segmentation",
            [Parent("run"), Parent("channel"), Integer("Timepoint", 0), .. OfProgram, OptionalText("Warnings")],
            "PRIMARY KEY (RunId, ChannelId, Timepoint)"),
        new(
            "shift",
            [
                Parent("run"), Parent("well"), Integer("Timepoint", 0), Number("Dx"), Number("Dy"), Number("Quality"),
                Integer("Applied", 0, 1),
            ],
            "PRIMARY KEY (RunId, WellId, Timepoint)"),
        new(
            "track",
            [
                Parent("run"), Parent("channel"), Integer("Number", 1, MaxLength), OptionalInteger("Parent"),
                Integer("First", 0), Integer("Last", 0), Integer("Points", 0),
            ],
            "PRIMARY KEY (RunId, ChannelId, Number)"),
        new(
            "statistic",
            [
                Parent("run"), Parent("channel"), Integer("Timepoint", 0), Text("Measurement"), Integer("Count", 0),
                .. WellStatistic.Names.Select(OptionalNumber),
            ],
            "PRIMARY KEY (RunId, ChannelId, Timepoint, Measurement)"),
        new(
            "image",
            [
                Parent("run"), Parent("channel"), Integer("Timepoint", 0), Integer("Number", 0), Text("Image"),
                .. ImageQuality.Names.Select(OptionalNumber), AnyText("Failed"), Integer("Excluded", 0, 1),
            ],
            "PRIMARY KEY (RunId, ChannelId, Timepoint, Number, Image)"),
        new(
            "roi",
            [
                Parent("run"), Parent("channel"), Integer("Timepoint", 0), Integer("Number", 1), Text("Name"),
                Number("Area"), Integer("Cells", 0),
            ],
            "PRIMARY KEY (RunId, ChannelId, Timepoint, Number)"),
        new(
            "tile",
            [
                Id(int.MaxValue), Parent("run"), Parent("channel"), Integer("Timepoint", 0), Integer("Number", 0),
                Text("File"),
                Integer("Page", 0), Integer("Width", 1, MaxLength), Integer("Height", 1, MaxLength),
                Integer("OriginX", 0, MaxLength), Integer("OriginY", 0, MaxLength), OptionalNumber("Threshold"),
            ],
            "UNIQUE (RunId, ChannelId, Timepoint, Number)", "channel"),
        new(
            "cell",
            [
                OfTileAndLabel, Parent("tile", int.MaxValue), Integer("Label", 1),
                .. StoreColumns.Cell.Select(OptionalNumber), OptionalInteger("Track"), OptionalInteger("Roi"),
            ],
            "PRIMARY KEY (Id)", "tile"),
        new(
            "intensity", [Parent("cell"), Parent("channel"), .. StoreColumns.Intensity.Select(OptionalNumber)],
            "PRIMARY KEY (CellId, ChannelId)", "channel", IsSorted: true),
    ];

    /// <summary>The tables, each after those to which its rows refer.</summary>
    public static readonly string[] Tables = [.. Definitions.Select(table => table.Name)];

    /// <summary>Returns the type of the values of a column: string, long or double; null for a view.</summary>
    public static Type? TypeOf(string table, string column) => Definitions
        .FirstOrDefault(definition => definition.Name == table)?.Columns
        .First(known => known.Name.Equals(column, StringComparison.OrdinalIgnoreCase)).ValueType;

    /// <summary>Returns the statement that inserts a row.</summary>
    /// <param name="values">The values of the columns in their order, without a key that the database assigns.</param>
    public static Sql Insert(string table, params IReadOnlyList<object?> values)
    {
        var columns = Definitions.First(definition => definition.Name == table).Columns[^values.Count..]
            .Select(column => column.Name);
        var insert = new Sql(0, values.Count);
        insert.AppendLiteral($"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES (");
        foreach (var (index, value) in values.Index())
        {
            insert.AppendLiteral(index > 0 ? ", " : "");
            insert.AppendFormatted(value);
        }

        insert.AppendLiteral(")");
        return insert;
    }

    /// <summary>Returns the statements that create the tables.</summary>
    public static string Create(StoreDialect dialect) =>
        string.Concat(Definitions.Select(table => table.Create(dialect)));

    /// <summary>Returns the FROM clause of the segmented channels with the names of their runs, wells and
    /// experiments.</summary>
    /// <param name="schema">Prefix of the tables, such as "main.".</param>
    public static string FromSegmentations(string schema = "") => $"""
        FROM {schema}segmentation JOIN {schema}run ON run.Id = segmentation.RunId
        JOIN {schema}channel ON channel.Id = segmentation.ChannelId
        JOIN {schema}well ON well.Id = channel.WellId JOIN {schema}experiment ON experiment.Id = well.ExperimentId
        """;

    /// <summary>Rejects a database with a value that Stylize cannot have written, or with a row whose parent does not
    /// exist.</summary>
    /// <param name="database">Full path, connection string or address.</param>
    /// <exception cref="StylizeException">ImageUnreadable.</exception>
    public static void RequireValues(StoreConnection sql, string database)
    {
        // The columns of a server have types, so only ranges are checked. Its tables of regions, which can have the
        // rows of many plates, have no ranges.
        var isServer = MeasurementStores.IsPostgres(database);
        foreach (var table in Definitions.Where(table => !isServer || table.Name is not ("cell" or "intensity")))
        {
            // The key of a cell is checked after the columns from which it follows.
            StoreColumn[] open =
                [.. table.Columns.Where(column => !isServer || column.WrongRange is not null)
                    .OrderBy(column => column == OfTileAndLabel)];
            var cases = open.Index().Select(
                column => $"WHEN {(isServer ? column.Item.WrongRange : column.Item.Wrong)} THEN {column.Index}");
            var wrong = sql.Read(
                $"""
                SELECT Wrong FROM (SELECT CASE {string.Join(' ', cases):sql} END AS Wrong FROM {table.Name:sql}) AS checked
                WHERE Wrong IS NOT NULL LIMIT 1
                """,
                row => row.GetInt32(0));
            if (wrong is [var index])
            {
                throw DatabaseFailure.OfContent(
                    database, $"in table '{table.Name}', {open[index].Name} of a row is not {open[index].Expected}");
            }
        }

        if (!isServer
            && sql.Read($"SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1",
                row => (row.GetString(0), row.GetString(1)))
                is [var (child, parent)])
        {
            throw DatabaseFailure.OfContent(
                database, $"a row of table '{child}' belongs to no row of table '{parent}'");
        }
    }

    /// <summary>Returns the first table that a database lacks; null if it has all.</summary>
    public static string? MissingTable(StoreConnection sql, StoreDialect dialect)
    {
        var existing = Columns(sql, dialect);
        return Tables.Prepend(VersionTable).FirstOrDefault(table => !existing.Contains(table));
    }

    /// <summary>Adds what the tables of an earlier version lack.</summary>
    public static void Convert(StoreConnection sql, StoreDialect dialect)
    {
        foreach (var (table, missing) in Missing(sql, dialect))
        {
            sql.Run($"{(missing.Count == table.Columns.Length
                ? table.Create(dialect)
                : string.Concat(missing.Select(column =>
                    $"ALTER TABLE {table.Name} ADD COLUMN {dialect.Quote(column.Name)} {dialect.TypeOf(column)};"))):sql}");
        }

        sql.Run($"UPDATE stylize_schema SET Version = {Version}");
    }

    /// <summary>Covers the tables of an earlier version with temporary views that have all columns. The database is
    /// not changed.</summary>
    public static void Cover(StoreConnection sql, StoreDialect dialect)
    {
        foreach (var (table, missing) in Missing(sql, dialect))
        {
            var columns = table.Columns.Select(column => missing.Contains(column)
                ? $"CAST(NULL AS {dialect.TypeOf(column, withConstraint: false)}) AS {dialect.Quote(column.Name)}"
                : dialect.Quote(column.Name));
            var rows = missing.Count == table.Columns.Length ? "WHERE 1 = 0"
                : $"FROM {(dialect.IsServer ? "" : "main.")}{table.Name}";
            sql.Run($"CREATE TEMP VIEW {table.Name:sql} AS SELECT {string.Join(", ", columns):sql} {rows:sql}");
        }

        sql.Run($"{StoreViews.Temporary(ViewColumns.Read(sql), dialect):sql}");
    }

    private static IEnumerable<(StoreTable Table, IReadOnlyList<StoreColumn> Columns)> Missing(
        StoreConnection sql, StoreDialect dialect)
    {
        var existing = Columns(sql, dialect);
        return Definitions
            .Select(table => (table, (IReadOnlyList<StoreColumn>)[.. table.Columns.Where(column =>
                !existing[table.Name].Contains(column.Name, StringComparer.OrdinalIgnoreCase))]))
            .Where(table => table.Item2.Count > 0);
    }

    /// <summary>Returns the names of the columns of each table of a database.</summary>
    private static ILookup<string, string> Columns(StoreConnection sql, StoreDialect dialect)
    {
        Sql columns = dialect.IsServer
            ? $"""
                SELECT table_name, column_name FROM information_schema.columns
                WHERE table_schema = ANY (current_schemas(false))
                """
            : (Sql)$"""
                SELECT entry.name, field.name FROM sqlite_schema AS entry
                JOIN pragma_table_info(entry.name, 'main') AS field WHERE entry.type = 'table'
                """;
        return sql.Read(columns, row => (Table: row.GetString(0), Column: row.GetString(1)))
            .ToLookup(row => row.Table, row => row.Column, StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>
/// The measurements in the database, each named like its column in a <see cref="RegionTable"/>.
/// </summary>
internal static class StoreColumns
{
    /// <summary>Measurements in three dimensions; NULL for regions of single planes.</summary>
    public static readonly string[] Volume = ["Volume", "SurfaceArea", "CentroidZ", "Planes"];

    public static readonly string[] Cell =
        [.. RegionColumn.For(RegionProperties.Standard, []).Skip(1).Select(column => column.Name), .. Volume];

    /// <summary>Measurements in the table "intensity"; in a table of regions the name of the channel follows.</summary>
    public static readonly string[] Intensity =
    [
        "MinimumIntensity", "MeanIntensity", "MaximumIntensity", "IntensityStandardDeviation", "WeightedCentroidX",
        "WeightedCentroidY",
        "PunctaCount", "PunctaMean", "PunctaTotal", "RingMinimumIntensity", "RingMeanIntensity", "RingMaximumIntensity",
        "RingIntensityStandardDeviation", "RingIntensityRatio", "NucleusCellRatio", "NucleusCytoplasmRatio",
    ];
}

/// <summary>The differences between the databases in names, types and limits.</summary>
internal sealed class StoreDialect
{
    /// <summary>SQLITE_MAX_COLUMN of SQLite: https://sqlite.org/limits.html.</summary>
    public static StoreDialect Sqlite { get; } = new() { MaxColumns = 2000 };

    /// <summary>MaxHeapAttributeNumber of PostgreSQL, which also limits views.</summary>
    public static StoreDialect Postgres { get; } = new() { IsServer = true, MaxColumns = 1600 };

    public bool IsServer { get; private init; }

    /// <summary>Maximum number of columns of a view.</summary>
    public required int MaxColumns { get; init; }

    public static StoreDialect ForDatabase(string database) =>
        MeasurementStores.IsPostgres(database) ? Postgres : Sqlite;

    /// <summary>Quotes the name of a column so that it can be a reserved word, and a query can still write it without
    /// quotes.</summary>
    /// <remarks>PostgreSQL reads a name without quotes as lower case.</remarks>
    public string Quote(string column) => $"\"{(IsServer ? column.ToLowerInvariant() : column)}\"";

    public string TypeOf(StoreColumn column, bool withConstraint = true) =>
        (withConstraint ? column.Type : column.Type.Replace("{id}", "{int}").Split(" NOT NULL")[0])
        .Replace("{id}", IsServer ? "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY" : "INTEGER PRIMARY KEY")
        .Replace("{int}", IsServer ? "BIGINT" : "INTEGER")
        .Replace("{real}", IsServer ? "DOUBLE PRECISION" : "REAL");
}

/// <summary>A table of the database.</summary>
/// <param name="Constraint">Its key.</param>
/// <param name="Indexed">The table to whose keys an index leads; null for none.</param>
/// <param name="IsSorted">True if SQLite orders the rows by the key.</param>
internal sealed record StoreTable(
    string Name, StoreColumn[] Columns, string Constraint, string? Indexed = null, bool IsSorted = false)
{
    /// <summary>Returns the statements that create the table.</summary>
    public string Create(StoreDialect dialect)
    {
        var columns = Columns.Select(column => $"{dialect.Quote(column.Name)} {dialect.TypeOf(column)}");
        return $"CREATE TABLE {Name} ({string.Join(", ", columns)}, {Constraint})"
            + $"{(IsSorted && !dialect.IsServer ? " WITHOUT ROWID" : "")};\n"
            + (Indexed is null ? "" : $"CREATE INDEX {Name}_{Indexed} ON {Name} ({Parent(Indexed).Name});\n");
    }
}

/// <summary>A column, its type, and what its values cannot be. SQLite stores a value of any type in any
/// column.</summary>
/// <param name="Type">
/// Its type and constraint. Placeholders: {id}, an integer key that the database assigns; {int}, a 64-bit integer;
/// {real}, a double.
/// </param>
/// <param name="Wrong">Condition of a wrong value in SQLite. NULL is in no range.</param>
/// <param name="WrongRange">Condition of a wrong value of the right type; null if each is allowed.</param>
internal sealed record StoreColumn(string Name, string Type, string Expected, string Wrong, string? WrongRange)
{
    /// <summary>The columns that describe the program and the inputs of rows.</summary>
    public static readonly StoreColumn[] OfProgram = [AnyText("Time"), AnyText("Version"), AnyText("Options"),
        AnyText("InputDigest")];

    /// <summary>The key of a cell, so that the cells of a tile are a range of keys.</summary>
    public static readonly StoreColumn OfTileAndLabel = new(
        "Id", "{int}", "the number that follows from its tile and label",
        "Id IS NOT TileId * 4294967296 + Label", null);

    /// <summary>The type of the values: string, long or double.</summary>
    public Type ValueType => Type.StartsWith("{real}", StringComparison.Ordinal) ? typeof(double)
        : Type.StartsWith('{') ? typeof(long) : typeof(string);

    public static StoreColumn Id(long max = long.MaxValue) => Integer("Id", 1, max) with { Type = "{id}" };

    /// <summary>The column with the key of a row of another table, such as ChannelId.</summary>
    public static StoreColumn Parent(string table, long max = long.MaxValue) =>
        Integer($"{char.ToUpperInvariant(table[0])}{table[1..]}Id", 1, max) with
        {
            Type = $"{{int}} NOT NULL REFERENCES {table} (Id) ON DELETE CASCADE",
        };

    public static StoreColumn Integer(string name, long min, long max = int.MaxValue)
    {
        var range = Invariant($"{name} NOT BETWEEN {min} AND {max}");
        var expected = max == long.MaxValue
            ? "a positive integer"
            : Invariant($"an integer from {min:N0} to {max:N0}");
        return new StoreColumn(name, "{int} NOT NULL", expected, $"{Not(name, "integer")} OR {range}", range);
    }

    public static StoreColumn OptionalInteger(string name)
    {
        var required = Integer(name, 1);
        return required with { Type = "{int}", Wrong = $"{Not(name, "integer", "null")} OR {required.WrongRange}" };
    }

    public static StoreColumn Number(string name) =>
        new(name, "{real} NOT NULL", "a number", Not(name, "real", "integer"), null);

    public static StoreColumn OptionalNumber(string name) =>
        new(name, "{real}", "a number", Not(name, "real", "integer", "null"), null);

    public static StoreColumn AnyText(string name) => new(name, "TEXT NOT NULL", "text", Not(name, "text"), null);

    public static StoreColumn OptionalText(string name) =>
        new(name, "TEXT", "text", Not(name, "text", "null"), null);

    public static StoreColumn Text(string name) => AnyText(name) with
    {
        Wrong = $"{Not(name, "text")} OR {name} = ''",
        WrongRange = $"{name} = ''",
    };

    private static string Not(string name, params string[] types) =>
        $"typeof([{name}]) NOT IN ({string.Join(", ", types.Select(type => $"'{type}'"))})";
}
