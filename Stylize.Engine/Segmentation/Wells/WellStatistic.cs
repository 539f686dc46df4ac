using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A measurement over the cells of a segmented channel of a well at a timepoint.</summary>
/// <param name="Channel">The segmented channel.</param>
/// <param name="Measurement">Name of a column of the tables of regions, such as MeanIntensity_GFP, or
/// <see cref="Cells"/>.</param>
/// <param name="Count">Number of cells with a finite value. Without one, all statistics are null.</param>
/// <param name="StandardDeviation">With the divisor n - 1; null for a single cell.</param>
/// <param name="MedianAbsoluteDeviation">Without a factor.</param>
/// <param name="Quantile5">The 5% quantile by linear interpolation, as for the other quantiles.</param>
/// <param name="PositiveShare">Share of the cells whose value exceeds the threshold of the measurement; null without
/// one.</param>
public sealed record WellStatistic(
    string Channel, string Measurement, int Count, double? Mean = null, double? Median = null,
    double? StandardDeviation = null,
    double? MedianAbsoluteDeviation = null, double? Quantile5 = null, double? Quantile25 = null,
    double? Quantile75 = null, double? Quantile95 = null, double? PositiveShare = null)
{
    /// <summary>The measurement that counts all cells and has no other statistics.</summary>
    public const string Cells = "Cells";

    /// <summary>The number of cells per image that counts, over these images; with gates of quality.</summary>
    public const string CellsPerImage = "CellsPerImage";

    /// <summary>Measurements that have no mean over cells: positions, and an angle.</summary>
    private const RegionProperties Places =
        RegionProperties.BoundingBox | RegionProperties.Centroid | RegionProperties.WeightedCentroid
            | RegionProperties.Orientation;

    /// <summary>Names of the statistics in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = Enum.GetNames<WellValue>()[1..];

    /// <summary>Returns the statistics in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<double?> Values() =>
        [Mean, Median, StandardDeviation, MedianAbsoluteDeviation, Quantile5, Quantile25, Quantile75, Quantile95,
            PositiveShare];

    /// <summary>Returns the value of the well; NaN if it is missing. <see cref="Cells"/> has only its count.</summary>
    public double Value(WellValue value) =>
        Measurement == Cells || value == WellValue.Count ? Count : Values()[(int)value - 1] ?? double.NaN;

    /// <summary>Returns a row from the values in the order of <see cref="Names"/>.</summary>
    public static WellStatistic FromValues(
        string channel, string measurement, int count, IReadOnlyList<double?> values) => new(
            channel, measurement, count, values[0], values[1], values[2], values[3], values[4], values[5], values[6],
            values[7], values[8]);

    /// <summary>Returns the number of cells, then a row for each measurement that the database has, except
    /// positions.</summary>
    /// <param name="planes">The planes of the channel.</param>
    /// <param name="thresholds">Values above which a cell is positive, by measurement.</param>
    internal static IReadOnlyList<WellStatistic> Compute(
        string channel, IReadOnlyList<PlaneMeasurement> planes, IReadOnlyDictionary<string, double> thresholds)
    {
        var columns = planes.SelectMany(plane => plane.Regions.Columns)
            .Where(column => column.Name != "Label" && column.Property <= RegionProperties.Standard
                && (column.Property & RegionProperties.Standard) == column.Property && (column.Property & Places) == 0)
            .Select(column => column.Name).Distinct();
        return
        [
            new(channel, Cells, planes.Sum(plane => plane.Regions.Count)),
            .. columns.Select(name => Compute(
                channel, name, [.. planes.SelectMany(plane => ValuesOf(plane.Regions, name))], thresholds)),
        ];
    }

    internal static WellStatistic PerImage(
        string channel, IEnumerable<ImageQuality> images, IReadOnlyDictionary<string, double> thresholds) => Compute(
            channel, CellsPerImage,
            [.. images.Where(image => image.Channel == channel && image.Cells is not null)
                .Select(image => (double)image.Cells!.Value)],
            thresholds);

    /// <param name="values">Finite values, one per cell.</param>
    internal static WellStatistic Compute(
        string channel, string measurement, double[] values, IReadOnlyDictionary<string, double> thresholds)
    {
        if (values.Length == 0) return new(channel, measurement, 0);

        var sorted = Sample.Sorted(values);
        return new(
            channel, measurement, values.Length, Sample.Mean(values), Sample.Quantile(sorted, .5),
            values.Length > 1 ? Sample.StandardDeviation(values) : null, Sample.MedianAbsoluteDeviation(values),
            Sample.Quantile(sorted, .05), Sample.Quantile(sorted, .25), Sample.Quantile(sorted, .75),
            Sample.Quantile(sorted, .95),
            thresholds.TryGetValue(measurement, out var limit)
                ? values.Count(value => value > limit) / (double)values.Length : null);
    }

    private static IEnumerable<double> ValuesOf(RegionTable regions, string column)
    {
        var index = regions.Find(column);
        return index < 0
            ? [] : Enumerable.Range(0, regions.Count).Select(region => regions[region, index]).Where(double.IsFinite);
    }
}

/// <summary>A statistic that is the value of a well: the count, then those of
/// <see cref="WellStatistic.Names"/>.</summary>
public enum WellValue
{
    /// <summary>Number of cells with a value.</summary>
    Count,

    /// <summary>Mean.</summary>
    Mean,

    /// <summary>Median.</summary>
    Median,

    /// <summary>Standard deviation.</summary>
    StandardDeviation,

    /// <summary>Median absolute deviation.</summary>
    MedianAbsoluteDeviation,

    /// <summary>5% quantile.</summary>
    Quantile5,

    /// <summary>25% quantile.</summary>
    Quantile25,

    /// <summary>75% quantile.</summary>
    Quantile75,

    /// <summary>95% quantile.</summary>
    Quantile95,

    /// <summary>Share of positive cells.</summary>
    PositiveShare,
}
