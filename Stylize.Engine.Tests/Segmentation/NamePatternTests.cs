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

    [Theory]
    [InlineData("{experiment}-{well}_f{field}_t{time}_{channel}.tif", "my-run-B02_f12_t3_GFP.tif", "my-run B02 3 GFP 12 ")]
    [InlineData("{Well}.{any}({channel}) z{plane}", "c7.2026-11(DAPI) z4.ome", "x C7 0 DAPI 1 4")]
    [InlineData("{well}_z{z}_{channel}", "C7_z12_DAPI.tif", "x C7 0 DAPI 1 12")]
    [InlineData("r{row}c{column}f{field}.{channel}", "r03c12f2.w1.tif", "x C12 0 w1 2 ")]
    public void A_pattern_has_parts_in_braces(string pattern, string name, string expected)
    {
        var tile = new NamePattern(pattern).Match("/data/x/" + name)!;
        Assert.Equal(expected, $"{tile.Experiment} {tile.Well} {tile.Timepoint} {tile.Channel} {tile.Tile} {tile.Plane}");
        Assert.Null(new NamePattern(pattern).Match("/data/x/GFP.tif"));
    }

    [Fact]
    public void An_unknown_part_is_named_with_those_that_exist()
    {
        var error = Assert.Throws<StylizeException>(() => new NamePattern("{plate}_{well}.tif"));
        Assert.Contains("{experiment}, {well}, {row}, {column}, {time}, {field}, {plane}, {z}, {channel}, {any}", error.Message);
    }

    [Theory]
    [InlineData("2026-11-25_B02_f12_T3_GFP_raw", "{experiment}-{any}-{any}_{well}_f{field}_T{time}_{channel}_{any}")]
    [InlineData("plateX-b2_site3_DAPI", "{experiment}-{well}_site{field}_{channel}")]
    public void A_pattern_is_proposed_that_matches_the_name(string stem, string template)
    {
        Assert.Equal(template, NameTemplate.For(stem));
        Assert.NotNull(new NamePattern(template).Match($"/data/x/{stem}.tif"));
    }

    [Theory]
    [InlineData("ImageXpress", "PLATE_B12_s3_w16AB5F2E1-93B5-4E4C-A1C5-1B0F9A3F2D11.tif", "PLATE B12 0 w1 3 ")]
    [InlineData("ImageXpress", "TimePoint_4/ZStep_2/P_AB12_w1.tif", "P AB12 4 w1 1 2")]
    [InlineData("Opera", "Images/r01c02f03p04-ch1sk5fk1fl1.tiff", "x A2 5 ch1 3 4")]
    [InlineData("Opera", "r32c48f01p01-ch4sk1fk1fl1.tiff", "x AF48 1 ch4 1 1")]
    [InlineData("CV7000", "P_1_A01_T0002F003L01A01Z04C05.tif", "P_1 A01 2 C05 3 4")]
    [InlineData("Incucyte", "VID12_Phase_A1_2_01d06h30m.tif", "VID12 A1 1830 Phase 2 ")]
    [InlineData("NIS-Elements", "Run_2_WellA02_ChannelWidefield_Green_Seq0001.nd2", "Run_2 A02 0 Widefield_Green 1 ")]
    [InlineData("NIS-Elements", "WellH12_PointH12_0003_Seq0113.nd2", "x H12 0 0 3 ")]
    [InlineData("Standard", "PLATE1_AB12_T0_3_DAPI_Z2.tif", "PLATE1 AB12 0 DAPI 3 2")]
    [InlineData("Standard", "PLATE1_P24_T0_3_DAPI.tif", "PLATE1 P24 0 DAPI 3 ")]
    public void Names_of_instruments_are_recognized(string preset, string name, string expected)
    {
        var path = "/data/x/" + name;
        var pattern = NamePresets.Recognize([path], out var ambiguous);
        Assert.Equal((preset, 0), (pattern.Name, ambiguous.Count));
        var tile = pattern.Match(path)!;
        var found = $"{tile.Experiment} {tile.Well} {tile.Timepoint} {tile.Channel} {tile.Tile} {tile.Plane}";
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("Opera", "r00c02f03p01-ch1sk1fk1fl1.tiff")]
    [InlineData("Standard", "PLATE1_E4_T0_99999999999_DAPI.tif")]
    [InlineData("Standard", "PLATE1_E4_T99999999999_3_DAPI.tif")]
    [InlineData("Standard", "PLATE1_E4_T0_3_DAPI_z99999999999.tif")]
    [InlineData("Incucyte", "VID12_Phase_A1_1_1024y05m06d_07h08m.tif")]
    [InlineData(@"^r(?<row>\d+)c(?<column>\d+)$", "r703c1.tif")]
    [InlineData(@"^r(?<row>\d+)c(?<column>\d+)$", "r1c99999999999.tif")]
    [InlineData(@"^(?<well>A1)_(?<days>\d+)$", "A1_2147483647.tif")]
    public void A_number_out_of_range_does_not_match(string pattern, string name) =>
        Assert.Null(new NamePattern(pattern).Match("/data/x/" + name));

    [Theory]
    [InlineData("A0")]
    [InlineData("_1")]
    [InlineData("-3")]
    [InlineData("ABC1")]
    public void Text_that_is_not_a_well_has_no_row_and_column(string text) => Assert.Null(WellName.Parse(text));

    [Fact]
    public void Every_preset_matches_its_example_and_no_other_instrument()
    {
        foreach (var preset in NamePresets.All)
        {
            Assert.Equal(preset.Name, NamePresets.Recognize(["/x/" + preset.Example], out _).Name);
        }
    }

    [Fact]
    public void Names_of_several_instruments_are_ambiguous()
    {
        string[] paths = [.. NamePresets.All.Select(preset => "/x/" + preset.Example)];
        Assert.Equal("Standard", NamePresets.Recognize(paths, out var ambiguous).Name);
        Assert.Equal(["ImageXpress", "Opera", "CV7000", "Incucyte", "NIS-Elements"], ambiguous);
    }

    [Fact]
    public void Dates_become_minutes_since_the_first_image()
    {
        var pattern = new NamePattern("Incucyte");
        string[] names = ["Green_A1_1_2023y05m24d_14h30m", "Green_A1_1_2023y05m24d_16h30m"];
        Assert.Equal(
            [0, 120], NamePattern.WithoutDates([.. names.Select(name => pattern.Match($"/x/{name}.tif")!)]).Select(tile => tile.Timepoint));
    }

    [Theory]
    [InlineData("A1-B2", "A1 A2 B1 B2")]
    [InlineData("A*", "A1 A2 A10")]
    [InlineData("A*,!A1", "A2 A10")]
    [InlineData("!A*,!B*", "AA1")]
    [InlineData("*2", "A2 B2")]
    [InlineData("a01,B2", "A1 B2")]
    public void Wells_are_chosen_by_names_blocks_and_exclusions(string words, string expected)
    {
        var selection = new Selection("Well", words.Split(','), Selection.Well);
        string[] wells = ["A1", "A2", "A10", "B1", "B2", "AA1"];
        Assert.Equal(expected.Split(' '), wells.Where(selection.Includes));
    }

    [Fact]
    public void Known_wells_are_listed_by_rows_and_columns()
    {
        var selection = new Selection("Well", ["Z99"], Selection.Well);
        var refusal = Assert.Throws<StylizeException>(() => selection.Require(["B1", "A10", "AA1", "A2", "A1", "odd"]));
        Assert.Contains("Known: A1, A2, A10, B1, AA1, odd.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("T2-T4", "2 3 4")]
    [InlineData("0-2,!1", "0 2")]
    [InlineData("!3", "0 1 2 4")]
    [InlineData("1,T4", "1 4")]
    public void Timepoints_are_chosen_by_ranges(string words, string expected)
    {
        var selection = new Selection("Timepoint", words.Split(','), Selection.Time);
        Assert.Equal(expected.Split(' '), new[] { "0", "1", "2", "3", "4" }.Where(selection.Includes));
        Assert.Throws<StylizeException>(() => new Selection("Timepoint", ["4-2"], Selection.Time));
        Assert.Throws<StylizeException>(() => new Selection("Timepoint", ["early"], Selection.Time));
        Assert.Equal(["9"], new Selection("Timepoint", ["9", "!8"], Selection.Time).Unmatched(["0"]));
    }
}
