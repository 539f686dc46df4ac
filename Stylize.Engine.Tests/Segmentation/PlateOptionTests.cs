using Stylize.Engine.Tests.Workers;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Contradictory options of plates, and lines of output.</summary>
public sealed class PlateOptionTests
{
    /// <summary>Presets belong to regions, and the definition reads them as it reads all other input.</summary>
    [Fact]
    public void The_definition_reads_a_preset_and_the_options_that_override_it()
    {
        var start = new StartOptions("segment", WorkFolder.Host(Path.GetTempPath()))
        {
            Preset = "SdFromMean", Given = [new("Crop", "32"), new("StandardDeviations", "3")],
        };
        var options = (PlateOptions)Assert.Single(OperationCatalog.Find("segment", OperationCatalog.All).Read(start));
        Assert.Equal(
            (ThresholdMethod.SdFromMean, 3.0), (options.Segmentation.Method, options.Segmentation.StandardDeviations));
        Assert.Equal(32, options.Crop);
    }

    [Fact]
    public void A_line_with_a_well_has_no_second_name()
    {
        const string Line = "EXP_B2_T0, channel DAPI: x";
        Assert.Equal(Line, new Engine.Runs.Report.BatchMessage("EXP_B2", true, Line).After("EXP_B2"));
        Assert.Equal("a.png: x", new Engine.Runs.Report.BatchMessage("/a.png", true, "x").After("a.png"));
        Assert.Equal("'/in/a.png' is x",
            new Engine.Runs.Report.BatchMessage("/in/a.png", true, "'/in/a.png' is x").After("a.png"));
    }
}
