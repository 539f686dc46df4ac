using System.Globalization;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>Measured regions: one row for each region, in the order of labels, and one column for each value.</summary>
public sealed class RegionTable
{
    private readonly double[] _values;

    internal RegionTable(IReadOnlyList<RegionColumn> columns, int count)
    {
        Columns = columns;
        Count = count;
        _values = new double[checked(columns.Count * count)];
    }

    /// <summary>The columns, the label first.</summary>
    public IReadOnlyList<RegionColumn> Columns { get; }

    /// <summary>Number of regions.</summary>
    public int Count { get; }

    /// <summary>One value; NaN where there is none.</summary>
    /// <param name="region">Index of the row: the label less 1.</param>
    public double this[int region, int column] => _values[(region * Columns.Count) + column];

    /// <summary>All values of one region, in the order of the columns.</summary>
    public ReadOnlySpan<double> Row(int region) => Values(region);

    /// <summary>Index of a column, or -1 where there is none of that name.</summary>
    /// <param name="name">Name of the column, such as "Area" or "MeanIntensity_GFP".</param>
    public int Find(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Writes the rows as CSV: numbers in invariant culture with as many digits as reading them back exactly needs, an empty field for NaN,
    /// lines ended by a line feed.
    /// </summary>
    /// <param name="writer">Written to, and not closed.</param>
    /// <param name="header">True to write a line of names first.</param>
    public void WriteCsv(TextWriter writer, bool header, IReadOnlyList<string> leadingNames, Func<int, IEnumerable<string>> leading)
    {
        if (header)
        {
            writer.Write(CsvLine(leadingNames.Concat(Columns.Select(c => c.Name))));
        }

        for (var region = 0; region < Count; region++)
        {
            foreach (var field in leading(region))
            {
                writer.Write(CsvField.Of(field));
                writer.Write(',');
            }

            var row = Row(region);
            for (var i = 0; i < row.Length; i++)
            {
                if (i > 0)
                {
                    writer.Write(',');
                }

                if (!double.IsNaN(row[i]))
                {
                    writer.Write(row[i].ToString("R", CultureInfo.InvariantCulture));
                }
            }

            writer.Write('\n');
        }
    }

    /// <summary>The names and values of one region: integers as <see cref="long"/>, others as <see cref="double"/>, null for NaN.</summary>
    /// <param name="pixelSize">The pixel size with which the table was measured; areas are integers only where it is 1.</param>
    public IEnumerable<KeyValuePair<string, object?>> Fields(int region, double pixelSize = 1)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            var (column, value) = (Columns[i], this[region, i]);
            var isInteger = column.IsInteger && (column.Power == 0 || pixelSize == 1);
            yield return new(column.Name, double.IsNaN(value) ? null : isInteger ? (object)(long)value : value);
        }
    }

    /// <summary>A table with further columns, whose values a function gives for each region.</summary>
    internal RegionTable With(IReadOnlyList<RegionColumn> further, Func<int, double[]> values)
    {
        var table = new RegionTable([.. Columns, .. further], Count);
        for (var region = 0; region < Count; region++)
        {
            Row(region).CopyTo(table.Values(region));
            values(region).CopyTo(table.Values(region)[Columns.Count..]);
        }

        return table;
    }

    /// <summary>A line of CSV with its line feed; fields are quoted where they must be.</summary>
    internal static string CsvLine(IEnumerable<string> fields) => string.Join(',', fields.Select(CsvField.Of)) + "\n";

    internal Span<double> Values(int region) => _values.AsSpan(region * Columns.Count, Columns.Count);
}
