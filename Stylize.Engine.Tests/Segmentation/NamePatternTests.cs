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
        Assert.Equal(
            ("run7", "A1", 0, "0", 12), (tile!.Experiment, tile.Well, tile.Timepoint, tile.Channel, tile.Tile));
        Assert.Throws<StylizeException>(() => new NamePattern("(unclosed"));
        Assert.Throws<StylizeException>(() => new NamePattern("^no groups$"));
    }

    [Theory]
    [InlineData(
        "{experiment}-{well}_f{field}_t{time}_{channel}.tif", "my-run-B02_f12_t3_GFP.tif", "my-run B02 3 GFP 12 ")]
    [InlineData("{Well}.{any}({channel}) z{plane}", "c7.2026-11(DAPI) z4.ome", "x C7 0 DAPI 1 4")]
    [InlineData("{well}_z{z}_{channel}", "C7_z12_DAPI.tif", "x C7 0 DAPI 1 12")]
    [InlineData("r{row}c{column}f{field}.{channel}", "r03c12f2.w1.tif", "x C12 0 w1 2 ")]
    [InlineData("{row} - {column}({channel}).tif", "af - 48(DAPI).tif", "x AF48 0 DAPI 1 ")]
    [InlineData("{well}{field}_{channel}.tif", "A0103_DAPI.tif", "x A01 0 DAPI 3 ")]
    [InlineData(@"^(?<well>[A-P] - \d\d)$", "B - 03.tif", "x B03 0 0 1 ")]
    public void A_pattern_has_parts_in_braces(string pattern, string name, string expected)
    {
        var tile = new NamePattern(pattern).Match("/data/x/" + name)!;
        Assert.Equal(
            expected, $"{tile.Experiment} {tile.Well} {tile.Timepoint} {tile.Channel} {tile.Tile} {tile.Plane}");
        Assert.Null(new NamePattern(pattern).Match("/data/x/GFP.tif"));
    }

    [Fact]
    public void An_unknown_part_is_named_with_those_that_exist()
    {
        var error = Assert.Throws<StylizeException>(() => new NamePattern("{plate}_{well}.tif"));
        Assert.Contains(
            "{experiment}, {well}, {row}, {column}, {time}, {field}, {plane}, {z}, {channel}, {any}", error.Message);
    }

    [Theory]
    [InlineData("2026-11-25_B02_f12_T3_GFP_raw", "{experiment}-{any}-{any}_{well}_f{field}_T{time}_{channel}_{any}")]
    [InlineData("plateX-b2_site3_DAPI", "{experiment}-{well}_site{field}_{channel}")]
    [InlineData("plateX-A01.b3-site3-DAPI", "{experiment}-{well}-site{field}-{channel}")]
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
    [InlineData("ImageXpress", "ABCD_A01_s1b71ae91c-75e6-426c-8b41-71a5693784e3.tif", "ABCD A01 0 0 1 ")]
    [InlineData("Opera", "r16c13f01p02-ch03t12.tiff", "x P13 12 ch03 1 2")]
    [InlineData("CV7000", "P_B03_exp_C02_T0001F0001L01A01Z01C01.tif", "P_B03_exp C02 1 C01 1 1")]
    [InlineData("CV7000", "P_A01.a1_T0001F001L01A01Z01C01.tif", "P A1 1 C01 1 1")]
    [InlineData("CV7000", "P_B02.c4_T0001F001L01A01Z01C01.tif", "P G8 1 C01 1 1")]
    [InlineData("CV7000", "P_Ba03_T0001F001L01A01Z01C01.tif", "P E3 1 C01 1 1")]
    [InlineData("EVOS", "scan_Plate_R_p00_0_A01f00d0.TIF", "scan_Plate_R A01 0 0 0 ")]
    [InlineData("EVOS", "scan_R_p2_z1_0_B03f01d0.tif", "scan_R B03 2 0 1 1")]
    [InlineData("Cellomics", "AS_09125_050118150001_A03f00d0.tif", "AS_09125_050118150001 A03 0 0 0 ")]
    [InlineData("Cellomics", "020506plateruni3t001A01f01d2.TIF", "020506platerun A01 1 2 1 ")]
    [InlineData("Cellomics", "A01f01d2.TIF", "x A01 0 2 1 ")]
    [InlineData("InCell", "A - 01(fld 1 wv UV - DAPI).tif", "x A1 0 UV - DAPI 1 ")]
    [InlineData("InCell", "A - 01(fld 1 wv UV - DAPI z 3 time 2 - 2636ms).tif", "x A1 2 UV - DAPI 1 3")]
    [InlineData("InCell", "B - 4(fld 1 wv Cy5 - Cy5- time 3 - 7200 ms).tif", "x B4 3 Cy5 - Cy5 1 ")]
    [InlineData("InCell", "P - 24(fld 2).tif", "x P24 0 0 2 ")]
    [InlineData("InCell", "B - 03(fld 1 wv TL-Brightfield - Cy3 wix 2).tif", "x B3 0 TL-Brightfield - Cy3 1 ")]
    [InlineData("InCell", "Plate1_A - 01(fld 1 wv 390 - Blue).tif", "Plate1 A1 0 390 - Blue 1 ")]
    [InlineData("InCell", "A_01_f2_c1_xUV_mDAPI_z3_t2.tif", "x A1 2 c1_xUV_mDAPI 2 3")]
    [InlineData("ScanR", "A1--W00001--P00001--Z00000--T00000--Alexa 488.tif", "x A1 0 Alexa 488 1 0")]
    [InlineData("ScanR", "B11--W00023--P00012--Z00001--T00002--HCR-Dapi.tif", "x B11 2 HCR-Dapi 12 1")]
    [InlineData("Cytation", "A1_01_1_1_DAPI_001.tif", "x A1 1 DAPI 1 ")]
    [InlineData("Cytation", "E5_01_4_1Z0_Confocal CY5_001.tif", "x E5 1 Confocal CY5 1 0")]
    [InlineData("Cytation", "B2_-1_1_1_Stitched[DAPI 377,447]_001.tif", "x B2 1 Stitched[DAPI 377,447] 1 ")]
    [InlineData("Cytation", "A1ROI1_02_1_1_Bright Field_High Contrast_003.tif", "x A1 3 Bright Field_High Contrast 1 ")]
    [InlineData("Keyence", "XY01/Image_XY01_00002_CH4.tif", "Image XY01 0 CH4 2 ")]
    [InlineData("Keyence", "10x_T0003_XY02_00001_Z012_CH2.tif", "10x XY02 3 CH2 1 12")]
    [InlineData("Keyence", "XY01_00001_CH1.tif", "x XY01 0 CH1 1 ")]
    [InlineData("MicroManager", "A12-Site_3/img_channel000_position007_time000000002_z001.tif", "x A12 2 000 3 1")]
    [InlineData("MicroManager", "img_channel001_position002_time000000005_z003.tif", "x A1 5 001 2 3")]
    [InlineData("MicroManager", "Pos2/img_000000004_DAPI_001.tif", "x A1 4 DAPI 2 1")]
    [InlineData("MicroManager", "exp_1_MMStack_B12-Site_0.ome.tif", "exp_1 B12 0 0 0 ")]
    [InlineData("Standard", "PL_A1_00001_CH1.tif", "PL A1 0 CH1 1 ")]
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
    [InlineData(@"^r(?<row>\d+)c(?<column>\d+)$", "r33c1.tif")]
    [InlineData(@"^r(?<row>\d+)c(?<column>\d+)$", "r1c49.tif")]
    [InlineData("{row}-{column}.tif", "AG-1.tif")]
    [InlineData("{well}.tif", "A99.tif")]
    [InlineData("{well}.tif", "p00.tif")]
    [InlineData(@"^(?<well>\w+)$", "A49.tif")]
    [InlineData("Standard", "scan_Plate_R_p00_0_A01f00d0.TIF")]
    [InlineData(@"^r(?<row>\d+)c(?<column>\d+)$", "r1c99999999999.tif")]
    [InlineData(@"^(?<well>A1)_(?<days>\d+)$", "A1_2147483647.tif")]
    public void A_number_out_of_range_does_not_match(string pattern, string name) =>
        Assert.Null(new NamePattern(pattern).Match("/data/x/" + name));

    [Fact]
    public void Text_that_is_not_a_well_has_no_row_and_column() =>
        Assert.All(["A0", "_1", "-3", "ABC1"], text => Assert.Null(WellName.Parse(text)));

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
        Assert.Equal(NamePresets.All.SkipLast(1).Select(preset => preset.Name), ambiguous);
    }

    [Fact]
    public void Dates_become_minutes_since_the_first_image()
    {
        var pattern = new NamePattern("Incucyte");
        string[] names = ["Green_A1_1_2023y05m24d_14h30m", "Green_A1_1_2023y05m24d_16h30m"];
        Assert.Equal(
            [0, 120],
            NamePattern.WithoutDates([.. names.Select(name => pattern.Match($"/x/{name}.tif")!)])
                .Select(tile => tile.Timepoint));
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
        Assert.Contains("Known: A1, A2, A10, B1, AA1, odd.", refusal.Message);
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
