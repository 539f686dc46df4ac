namespace Stylize.Engine.Tests.Measuring;

public sealed class PerformanceMeasurerTests : FolderTest
{
    [Fact]
    public void Every_combination_gives_a_row_that_survives_saving_and_charting()
    {
        var plan = new MeasurementPlan
        {
            Operation = OperationCatalog.Find("PixelArt"),
            Presets = new UserPresets().Named(OperationCatalog.Find("PixelArt"), ["Default", "Fast"]),
            StandardImages = [StandardImageKind.Logo, StandardImageKind.Abstract],
            Sizes = [24, 32],
            Threads = [1, 2],
            Iterations = 2,
        };
        var measurer = new PerformanceMeasurer(plan, ImageCodecs.Default) { WarmUpTime = TimeSpan.Zero };
        var fractions = new List<double>();
        var rows = measurer.Measure(p => fractions.Add(p.Fraction)).ToList();

        Assert.Equal(16, measurer.RowCount);
        Assert.Equal(16, rows.Count);
        Assert.Equal(16, rows.Select(r => r.Key).Distinct().Count());
        Assert.All(rows, r =>
        {
            Assert.Equal(2, r.Samples.Count);
            Assert.True(r.Median > 0 && r.ItemCount >= 1 && r.Phases.Count > 0 && r.Bottleneck is not null);
            Assert.NotNull(r.SpeedUp);
        });
        Assert.Equal(1, fractions[^1], 9);
        Assert.Equal(fractions.Order(), fractions);

        var report = MeasurementReport.FromRows(rows);
        var path = _folder["report.json"];
        using (var stream = File.Create(path))
        {
            report.Save(stream);
        }

        var loaded = MeasurementReport.Load(path);
        Assert.Equal(rows.Select(r => r.Key), loaded.Rows.Select(r => r.Key));
        Assert.Equal(rows[3].Samples, loaded.Rows[3].Samples);
        var comparisons = RowComparison.Compare(report, loaded);
        Assert.Equal(16, comparisons.Count);
        Assert.All(comparisons, c => Assert.False(c.Slower));
    }

    [Fact]
    public void Several_images_at_the_same_time_count_in_the_throughput()
    {
        var plan = new MeasurementPlan
        {
            Operation = OperationCatalog.Find("PixelArt"),
            Presets = new UserPresets().Named(OperationCatalog.Find("PixelArt"), ["Fast"]),
            StandardImages = [StandardImageKind.Logo], Sizes = [24], Threads = [1], Iterations = 1, ThrottleLimit = 3,
        };
        var row =
            Assert.Single(new PerformanceMeasurer(plan, ImageCodecs.Default) { WarmUpTime = TimeSpan.Zero }.Measure());
        Assert.Equal((3, 3 * row.Megapixels / (row.Median / 1000)), (row.ThrottleLimit, row.MegapixelsPerSecond));
        Assert.NotEqual(row.Key, (row with { ThrottleLimit = 1 }).Key);
        Assert.Equal(1, (row with { ThrottleLimit = 0 }).ThrottleLimit); // As in a report without it.
    }

    [Fact]
    public void A_file_that_is_not_a_report_is_named()
    {
        var path = _folder["no.json"];
        File.WriteAllText(path, "[1, 2");
        Assert.Equal(path, Assert.Throws<StylizeException>(() => MeasurementReport.Load(path)).Target);
        Fails.Of(StylizeError.ImageMissing, () => MeasurementReport.Load(path + "x"));
    }
}
