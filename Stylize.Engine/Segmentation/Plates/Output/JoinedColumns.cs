using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Output;

/// <summary>The columns of the plate map in the tables of wells that are up to date otherwise.</summary>
internal sealed class JoinedColumns(PlannedPlate plate)
{
    /// <summary>Returns true if the tables of a well have the columns of the map.</summary>
    public bool AreCurrent(IReadOnlyList<WellTimepoint> timepoints) => Channels(timepoints).All(
        of => plate.Summaries.Find(of.Well.Key(of.Channel))?.Conditions.SequenceEqual(Row(of.Well)) == true);

    /// <summary>Replaces the columns in the tables of a well.</summary>
    /// <exception cref="StylizeException">A table cannot be read or written; all are unchanged.</exception>
    public void Replace(IReadOnlyList<WellTimepoint> timepoints, CancellationToken cancellation)
    {
        using var files = new FileGroup();
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (well, channel) in Channels(timepoints))
        {
            var (summary, row) = (plate.Summaries.Find(well.Key(channel))!, Row(well));
            foreach (var (path, keys) in plate.Files.JoinedTables(well, channel)
                .Where(table => File.Exists(table.Path) && replaced.Add(table.Path)))
            {
                using var reader = new StreamReader(InputFile.Open(path));
                files.Write(path, target => CsvField.Write(target, Lines(reader, keys, summary.Conditions.Count, row)),
                    cancellation);
            }

            plate.Summaries.Write(well, summary with { Conditions = row }, files, cancellation);
        }

        files.Commit();
    }

    private static IEnumerable<(WellTimepoint Well, string Channel)> Channels(
        IReadOnlyList<WellTimepoint> timepoints) =>
        timepoints.SelectMany(well => well.Segmented, (well, channel) => (well, channel.Channel));

    private Dictionary<string, string> Row(WellTimepoint well) => plate.Map?.RowOf(well.Well) ?? [];

    /// <summary>Returns the lines of a table with other columns after its keys.</summary>
    private static IEnumerable<string> Lines(StreamReader reader, int keys, int columns, Dictionary<string, string> row)
    {
        IEnumerable<string> fields = row.Keys;
        while (reader.ReadLine() is { } line)
        {
            // Fields in quotation marks can have line breaks.
            while (line.Count(c => c == '"') % 2 > 0 && reader.ReadLine() is { } more)
            {
                line += "\n" + more;
            }

            var first = Skip(line, 0, keys);
            yield return line[..first] + string.Concat(fields.Select(field => CsvField.Quote(field) + ","))
                + line[Skip(line, first, columns)..] + "\n";
            fields = row.Values;
        }
    }

    /// <summary>Returns the position after some fields.</summary>
    private static int Skip(string line, int at, int fields)
    {
        for (var isQuoted = false; fields > 0 && at < line.Length; at++)
        {
            isQuoted ^= line[at] == '"';
            fields -= line[at] == ',' && !isQuoted ? 1 : 0;
        }

        return at;
    }
}
