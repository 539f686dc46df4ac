namespace Stylize.Engine.Segmentation.Regions;

/// <summary>Measured regions: one row per region, in the order of labels, and one column per value.</summary>
public sealed class RegionTable
{
    /// <summary>Memory for the values of all regions of an image or a montage.</summary>
    private const long MaxBytes = 768 << 20;

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

    /// <summary>Estimates the bytes per region of measuring it: its values, its sums in each channel, and its
    /// runs.</summary>
    internal static long BytesPerRegion(RegionProperties properties, int channels)
    {
        const int Sums = 72, Runs = 100;
        var columns = RegionColumn.For(properties, [.. Enumerable.Range(0, channels).Select(i => $"{i}")]).Count;
        return (sizeof(double) * columns) + (Sums * channels) + Runs;
    }

    internal static int MaxCount(RegionProperties properties, int channels) =>
        (int)(MaxBytes / BytesPerRegion(properties, channels));

    /// <summary>Rejects more regions than can be measured together.</summary>
    /// <param name="name">The image, mask or well that has them.</param>
    internal static void RequireCount(int count, RegionProperties properties, int channels, string name)
    {
        if (MaxCount(properties, channels) is var max && count > max) throw Errors.RegionsTooMany.With(name, max);
    }

    /// <summary>One value, or NaN if it is undefined.</summary>
    /// <param name="region">Index of the row: the label minus 1.</param>
    public double this[int region, int column] => _values[(region * Columns.Count) + column];

    /// <summary>Returns all values of one region in the order of the columns.</summary>
    public ReadOnlySpan<double> Row(int region) => Values(region);

    /// <summary>Returns the index of a column, or -1 if no column has this name.</summary>
    /// <param name="name">Name of the column, such as "Area" or "MeanIntensity_GFP".</param>
    public int Find(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name) return i;
        }

        return -1;
    }

    /// <summary>Writes the rows as CSV: invariant round-trip numbers, an empty field for NaN, lines that end with a
    /// line feed.</summary>
    /// <param name="writer">Is not closed.</param>
    /// <param name="header">True to write a header line first.</param>
    public void WriteCsv(
        TextWriter writer, bool header, IReadOnlyList<string> leadingNames, Func<int, IEnumerable<object?>> leading)
    {
        if (header)
        {
            writer.Write(CsvField.Line(leadingNames.Concat(Columns.Select(c => c.Name))));
        }

        for (var region = 0; region < Count; region++)
        {
            foreach (var field in leading(region))
            {
                writer.Write(CsvField.Quote(CsvField.Text(field)));
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

    /// <summary>Writes the table with its header.</summary>
    internal void WriteCsv(Stream target)
    {
        using var writer = new StreamWriter(target, leaveOpen: true);
        WriteCsv(writer, header: true, [], _ => []);
    }

    /// <summary>Returns a value of a region by the name of its column; NaN if it was not measured.</summary>
    internal double Value(int region, string column) => Find(column) is >= 0 and var at ? this[region, at] : double.NaN;

    /// <summary>Returns the centroids of the regions; none if they were not measured.</summary>
    internal (double X, double Y)[] Centroids()
    {
        var (x, y) = (Find("CentroidX"), Find("CentroidY"));
        return x < 0 ? [] : [.. Enumerable.Range(0, Count).Select(region => (this[region, x], this[region, y]))];
    }

    /// <summary>
    /// Returns the names and values of one region: integers as <see cref="long"/>, others as <see cref="double"/>, NaN
    /// as null.
    /// </summary>
    /// <param name="pixelSize">Pixel size with which the table was measured; areas are integers only if it is
    /// 1.</param>
    public IEnumerable<KeyValuePair<string, object?>> Fields(int region, double pixelSize = 1)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            var (column, value) = (Columns[i], this[region, i]);
            var isInteger = column.IsInteger && (column.Power == 0 || pixelSize == 1);
            yield return new(column.Name, double.IsNaN(value) ? null : isInteger ? (object)(long)value : value);
        }
    }

    /// <summary>Returns a table with further columns.</summary>
    /// <param name="values">Returns their values of a region.</param>
    /// <param name="at">The index of the first of them; null after all others.</param>
    internal RegionTable With(IReadOnlyList<RegionColumn> further, Func<int, double[]> values, int? at = null)
    {
        var first = at ?? Columns.Count;
        var table = new RegionTable([.. Columns.Take(first), .. further, .. Columns.Skip(first)], Count);
        for (var region = 0; region < Count; region++)
        {
            var row = Row(region);
            var target = table.Values(region);
            row[..first].CopyTo(target);
            values(region).CopyTo(target[first..]);
            row[first..].CopyTo(target[(first + further.Count)..]);
        }

        return table;
    }

    /// <summary>Returns a table without some columns.</summary>
    internal RegionTable Without(Predicate<RegionColumn> removed)
    {
        int[] kept = [.. Columns.Index().Where(column => !removed(column.Item)).Select(column => column.Index)];
        return kept.Length == Columns.Count ? this : new RegionTable([], Count).With(
            [.. kept.Select(index => Columns[index])], region => [.. kept.Select(index => this[region, index])]);
    }

    internal Span<double> Values(int region) => _values.AsSpan(region * Columns.Count, Columns.Count);
}

/// <summary>A column of a table of regions.</summary>
/// <param name="Name">The name, such as "MeanIntensity"; the name of a channel follows: "MeanIntensity_GFP".</param>
/// <param name="Channel">Index of the measured channel, or -1 if the property does not depend on intensity.</param>
/// <param name="Item">Index of the value among those of the property, such as 1 for the Y of a centroid.</param>
/// <param name="Power">Power of the pixel size by which the value is multiplied: 1 for lengths, 2 for areas, 0
/// otherwise.</param>
/// <param name="IsInteger">True if values are integers at pixel size 1.</param>
public sealed record RegionColumn(
    string Name, RegionProperties Property, int Channel, int Item, int Power, bool IsInteger)
{
    /// <summary>Returns the columns of properties: the label, then the properties in the order of
    /// <see cref="RegionProperties"/>.</summary>
    /// <param name="channels">Names of the measured channels; "" for the only channel of an image.</param>
    public static IReadOnlyList<RegionColumn> For(RegionProperties properties, IReadOnlyList<string> channels)
    {
        var columns = new List<RegionColumn> { new("Label", RegionProperties.None, -1, 0, 0, true) };
        for (var bit = 0; bit < 31; bit++)
        {
            var property = (RegionProperties)(1u << bit);
            if ((properties & property) == 0) continue;

            if ((property & RegionProperties.Intensity) == 0)
            {
                AddItems(columns, property, -1, "");
                continue;
            }

            for (var channel = 0; channel < channels.Count; channel++)
            {
                AddItems(columns, property, channel, channels[channel].Length == 0 ? "" : "_" + channels[channel]);
            }
        }

        return columns;
    }

    private static void AddItems(List<RegionColumn> columns, RegionProperties property, int channel, string suffix)
    {
        var (power, isInteger) = property switch
        {
            RegionProperties.Area or RegionProperties.ConvexArea or RegionProperties.RingArea => (2, true),
            RegionProperties.BoundingBox or RegionProperties.EulerNumber
                or RegionProperties.MinimumIntensity or RegionProperties.MaximumIntensity
                or RegionProperties.RingMinimumIntensity or RegionProperties.RingMaximumIntensity => (0, true),
            RegionProperties.MajorAxisLength or RegionProperties.MinorAxisLength or RegionProperties.EquivalentDiameter
                or RegionProperties.Perimeter or RegionProperties.CroftonPerimeter
                or RegionProperties.MaximumFeretDiameter or RegionProperties.MinimumFeretDiameter => (1, false),
            _ => (0, false),
        };
        columns.AddRange(Names(property).Select(
            (name, item) => new RegionColumn(name + suffix, property, channel, item, power, isInteger)));
    }

    private static string[] Names(RegionProperties property) => property switch
    {
        RegionProperties.BoundingBox => ["Left", "Top", "Right", "Bottom"],
        RegionProperties.Centroid => ["CentroidX", "CentroidY"],
        RegionProperties.WeightedCentroid => ["WeightedCentroidX", "WeightedCentroidY"],
        RegionProperties.Moments => Grid("Moment"),
        RegionProperties.CentralMoments => Grid("CentralMoment"),
        RegionProperties.NormalizedMoments => Grid("NormalizedMoment"),
        RegionProperties.HuMoments => [.. Enumerable.Range(1, 7).Select(i => $"HuMoment{i}")],
        _ => [property.ToString()],
    };

    private static string[] Grid(string name) => [.. Enumerable.Range(0, 16).Select(i => $"{name}{i / 4}{i % 4}")];
}
