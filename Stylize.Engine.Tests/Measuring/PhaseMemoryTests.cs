using System.Text.Json.Nodes;

namespace Stylize.Engine.Tests.Measuring;

public sealed class PhaseMemoryTests : FolderTest
{
    private static readonly Lazy<MeasurementRow> Measured = new(Measure);

    [Fact]
    public void The_memory_of_each_phase_is_in_a_row_and_survives_saving()
    {
        var row = Measured.Value;
        Assert.Equal(row.Phases.Keys, row.PhaseMemory.Keys);

        // 256x256 pixels of 4 bytes are decoded into one pooled raster.
        Assert.InRange(row.PhaseMemory["decode"], 256 * 256 * 4, long.MaxValue);
        Assert.Equal(row.PhaseMemory.Values.Max(), row.PhaseMemory[row.MemoryBottleneck!]);
        Assert.Equal(row.PhaseMemory.Values.Max(), row.MemoryBottleneckBytes);
        var loaded = Assert.Single(MeasurementReport.Load(Saved(row)).Rows);
        Assert.Equal(row.PhaseMemory, loaded.PhaseMemory);
    }

    [Fact]
    public void A_report_without_phase_memory_can_be_loaded_and_compared()
    {
        var path = Saved(Measured.Value);
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        var row = json["Rows"]![0]!.AsObject();
        Assert.True(row.Remove("PhaseMemory"));
        row.Remove("MemoryBottleneck");
        row.Remove("MemoryBottleneckBytes");
        File.WriteAllText(path, json.ToJsonString());

        var old = MeasurementReport.Load(path);
        Assert.Empty(Assert.Single(old.Rows).PhaseMemory);
        Assert.Null(old.Rows[0].MemoryBottleneck);
        Assert.Equal(0, old.Rows[0].MemoryBottleneckBytes);
        Assert.Single(RowComparison.Compare(old, old));
    }

    private static MeasurementRow Measure()
    {
        var operation = OperationCatalog.Find("pixel-art");
        var plan = new MeasurementPlan
        {
            Operation = operation,
            Presets = new UserPresets().Named(operation, ["Default"]),
            StandardImages = [StandardImageKind.Abstract],
            Sizes = [256],
            Threads = [1],
            Iterations = 1,
        };
        return Assert.Single(new PerformanceMeasurer(plan, ImageCodecs.Default).Measure());
    }

    private string Saved(MeasurementRow row)
    {
        var path = _folder["report.json"];
        using var stream = File.Create(path);
        MeasurementReport.FromRows([row]).Save(stream);
        return path;
    }
}
