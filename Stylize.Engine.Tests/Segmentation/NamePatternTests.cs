using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("EXP_E4_T3_12_GFP-DMD1", "EXP E4 3 GFP-DMD1 12")]
    [InlineData("my_exp_b02_7_DAPI_extra_words", "my_exp B02 0 DAPI 7")]
    [InlineData("PID20211111_EXP_T1_24.0-0_A1_4_Epi-RFP_0.0_0_1.0", "PID20211111_EXP A1 1 Epi-RFP 4")]
    [InlineData("EXP_H11_T0_tile3_C1", "EXP H11 0 C1 3")]
    public void The_default_pattern_matches(string name, string expected)
    {
        var tile = new NamePattern().Match($"/x/{name}.tif");
        Assert.NotNull(tile);
        Assert.Equal(expected, $"{tile.Experiment} {tile.Well} {tile.Timepoint} {tile.Channel} {tile.Tile}");
    }

    [Fact]
    public void A_custom_pattern_need_not_have_all_groups()
    {
        var tile = new NamePattern(@"^img(?<tile>\d+)$").Match("/data/run7/img012.png");
        Assert.Equal(("run7", "A1", 0, "0", 12), (tile!.Experiment, tile.Well, tile.Timepoint, tile.Channel, tile.Tile));
        Assert.Throws<StylizeException>(() => new NamePattern("(unclosed"));
        Assert.Throws<StylizeException>(() => new NamePattern("^no groups$"));
    }
}
