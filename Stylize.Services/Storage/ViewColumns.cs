namespace Stylize.Storage;

/// <summary>The columns of a view with one row per cell: those of the cell, then those that follow from channels and
/// plate maps.</summary>
internal sealed class ViewColumns
{
    /// <summary>Columns of cells and tiles in cell_measurement, in its order.</summary>
    public static readonly string[] OfCell =
    [
        "Run", "Experiment", "Well", "Timepoint", "Channel", "Tile", "Id", "Label", "Track", "Parent", "Roi",
        .. StoreColumns.Cell, "AlignedX", "AlignedY", "Threshold",
    ];

    private ViewColumns(IReadOnlyList<string> channels, IReadOnlyList<(string Name, bool IsNumber)> conditions)
    {
        var taken = new HashSet<string>(
            [
                .. OfCell, "TileId", "WellKey", "RunKey", "MeasuredChannel", .. StoreColumns.Intensity,
                "Measurement", "Count", .. WellStatistic.Names,
            ],
            StringComparer.OrdinalIgnoreCase);
        Channels = channels;
        // Each channel has the column with its own name, if it can be written so; then those whose letters or signs
        // are replaced, or that differ from another one only in case.
        var own = channels.Index().OrderBy(channel => Word(channel.Item) != channel.Item).ToList();
        Intensities =
        [
            .. own.SelectMany(channel => StoreColumns.Intensity.Select(measurement => new WideColumn(
                channel.Index, measurement, Free($"{measurement}_{Word(channel.Item)}", taken, ""))))
                .OrderBy(column => column.Channel),
        ];
        Conditions =
        [
            .. conditions.GroupBy(condition => condition.Name, StringComparer.OrdinalIgnoreCase).Select(column => (
                column.Select(condition => condition.Name).ToArray(), column.All(condition => condition.IsNumber),
                Free(column.First().Name, taken, "Map_"))),
        ];
    }

    /// <summary>Names of the measured channels of all wells.</summary>
    public IReadOnlyList<string> Channels { get; }

    /// <summary>Columns of all plate maps with their spellings, which differ in case, and whether each holds only
    /// numbers.</summary>
    public IReadOnlyList<(string[] Names, bool IsNumber, string Column)> Conditions { get; }

    /// <summary>For each channel, by its index, all measurements with their columns.</summary>
    public IReadOnlyList<WideColumn> Intensities { get; }

    /// <summary>Keeps the channels that are measured: names of parts of cells are not.</summary>
    public const string Measured = "WHERE EXISTS (SELECT 1 FROM intensity WHERE ChannelId = channel.Id)";

    public static ViewColumns Read(StoreConnection sql) => new(
        sql.Read($"SELECT DISTINCT Name FROM channel {Measured:sql} ORDER BY Name", r => r.GetString(0)),
        sql.Read(
            $"SELECT Name, COUNT(*) - COUNT(Number) FROM condition GROUP BY Name ORDER BY Name",
            r => (r.GetString(0), Convert.ToInt64(r.GetValue(1), CultureInfo.InvariantCulture) == 0)));

    /// <summary>Returns a name that no column has yet and that a query can write without quotes unless it is a reserved
    /// word.</summary>
    /// <param name="prefix">Prefix of a name that is taken, or that a digit begins.</param>
    private static string Free(string name, HashSet<string> taken, string prefix)
    {
        var word = Word(name);
        var free = char.IsAsciiDigit(word[0]) || taken.Contains(word) ? prefix + word : word;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = $"{word}_{number}";
        }

        return free;
    }

    private static string Word(string name)
    {
        var word = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return word.Length > 0 ? word : "_";
    }
}

/// <summary>A measurement of a channel.</summary>
/// <param name="Channel">Index in <see cref="ViewColumns.Channels"/>.</param>
/// <param name="Measurement">One of <see cref="StoreColumns.Intensity"/>.</param>
/// <param name="Name">Name of the column.</param>
internal readonly record struct WideColumn(int Channel, string Measurement, string Name);
