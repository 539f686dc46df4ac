using Stylize.Engine.Segmentation.Images;
using static Stylize.Engine.InvariantText;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Folders as instruments write them: the pattern, the wells, what is skipped, and the places of
/// tiles.</summary>
public sealed class InstrumentTests : FolderTest
{
    private static readonly string[] Wells = ["A01", "A02", "B07"];

    /// <summary>The tables of names and of formats are those of the code.</summary>
    [Fact]
    public void The_page_of_instruments_lists_each_pattern_and_each_refused_format()
    {
        var page = File.ReadAllText(Checkout.Path("docs", "instruments.md"));
        string[] rows = page.Split("\n## ")[1].Split("\n");
        Assert.Equal(
            NamePresets.All.Select(preset => preset.Name).Order(),
            rows.Where(row => row.StartsWith('|')).Skip(2).Select(row => row.Split('|')[2].Trim()).Order());
        var refused = page[page.IndexOf("\nNot read", StringComparison.Ordinal)..];
        Assert.Equal(
            FormatDefinition.ForFormat(ImageFormat.OtherMicroscope).Extensions.Order(),
            refused[..refused.IndexOf("For measurements", StringComparison.Ordinal)].Split('`').Where(
                (_, part) => part % 2 == 1).Order());
    }

    [Fact]
    public void Only_its_row_knows_an_instrument()
    {
        string[] known =
        [
            .. NamePresets.All.Where(preset => preset.Name != NamePattern.Default)
                .Select(preset => $"\"{preset.Name}\""),
            "ZStep", "TimePoint_", "chamber--", "field--", "Downsampled", "f\\d+o",
        ];
        var others = Directory.GetFiles(
            Checkout.Path("Stylize.Engine", "Segmentation"), "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "NamePresets.cs").Select(File.ReadAllText).ToList();
        Assert.All(known, text => Assert.DoesNotContain(others, code => code.Contains(text, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Thumbnails_and_foreign_files_do_not_change_the_pattern(int foreign)
    {
        var names = new List<string>();
        foreach (var (well, site, channel) in
            from well in Wells from site in (int[])[1, 2] from w in (int[])[1, 2] select (well, site, w))
        {
            names.Add($"PL_{well}_s{site}_w{channel}{Guid.NewGuid():D}".ToUpperInvariant() + ".tif");
            names.Add($"PL_{well}_s{site}_w{channel}_thumb{Guid.NewGuid():D}.tif");
        }

        names.Add($"Downsampled_x2/{names[0]}");
        names.AddRange(Enumerable.Range(0, foreign).Select(i => $"other_C05_{i}_mask.tif"));
        var plan = Plan([.. names]);
        Assert.Equal("ImageXpress", plan.Pattern);
        Assert.Equal(12, plan.Tiles.Count);
        Assert.Equal(["w1", "w2"], plan.Tiles.Select(tile => tile.Channel.ToLowerInvariant()).Distinct());
        Assert.Equal(foreign > 0, plan.Problems.Any(problem => problem.Error == StylizeError.NameUnmatched));
        Assert.Contains("Skipped 13 files", Assert.Single(plan.Warnings));
    }

    [Fact]
    public void A_pattern_with_other_channels_in_each_well_is_not_chosen()
    {
        // The general pattern fits all names, but reads a channel of its own for each file.
        string[] names =
            [.. Wells.SelectMany(well => new[] { 1, 2 }.Select(site => $"PL_{well}_s{site}_w1{Guid.NewGuid():D}.tif"))];
        Assert.All(names, name => Assert.NotNull(new NamePattern().Match("/x/" + name)));
        Assert.Equal("ImageXpress",
            NamePresets.Recognize([.. names.Append("PL_C03_1_DAPI.tif").Select(name => "/x/" + name)], out _).Name);
    }

    [Fact]
    public void Projections_of_MetaXpress_and_CQ1_are_no_planes()
    {
        var plan = Plan([
            .. Enumerable.Range(0, 4).Select(plane => $"TimePoint_1/ZStep_{plane}/PL_A01_s1_w1.TIF"),
            "TimePoint_1/PL_A01_s1_w2.TIF", "TimePoint_1/PL_A01_s1_w1.TIF",
        ], new() { Projection = StackProjection.Max });
        Assert.Equal([("w1", 3), ("w2", 0)], plan.Tiles.Select(tile => (tile.Channel, tile.Stack.Count)));
        Assert.Contains("Skipped 2 files", Assert.Single(plan.Warnings));
        plan = Plan(
            ["m/Image/W0001F0001T0001Z001C1.tif", "m/Image/W0001F0001T0001Z002C1.tif",
                "m/Projection/W0001F0001T0001Z000C1.tif"]);
        Assert.Equal(("m", 2), (plan.Tiles.Single().Experiment, plan.Tiles.Single().Plane));
        Assert.Single(Plan(["m/Projection/W0001F0001T0001Z000C1.tif"]).Tiles);
    }

    [Theory]
    [InlineData("Auto", 2, "A2 1")]
    [InlineData("Auto", 96, "H12 1")]
    [InlineData("Auto", 262, "K22 1")]
    [InlineData("CQ1-384", 25, "B1 0")]
    [InlineData("cq1-1536", 49, "B1 0")]
    [InlineData("CQ1-96", 97, " 0")]
    public void Numbered_wells_are_those_of_the_smallest_plate_or_of_the_given_one(
        string pattern, int number, string expected)
    {
        var plan = Plan([$"W{number:0000}F0001T0001Z001C1.tif"], new() { NamePattern = pattern });
        Assert.Equal(expected, $"{plan.Tiles.FirstOrDefault()?.Well} {plan.Warnings.Count}");
    }

    [Fact]
    public void Wells_of_a_CQ1_are_those_of_its_measurement()
    {
        _folder.File("m/MeasurementResult.ome.xml",
            "<OME><Image Name=\"W14(R2C2),A1,F1\"/><Image Name=\"W15(R9C3),A1,F1\"/></OME>");
        var plan = Plan(["m/Image/W0014F0001T0001Z001C1.tif", "m/Image/W0015F0001T0001Z001C1.tif"]);
        Assert.Equal(["B2", "I3"], plan.Tiles.Select(tile => tile.Well));
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void Names_of_Leica_give_wells_and_the_places_of_fields()
    {
        // Three columns and two rows of fields, in a folder each.
        var plan = Plan([.. from u in (int[])[0, 11] from x in Enumerable.Range(0, 3) from y in Enumerable.Range(0, 2)
                            select $"run/slide--S00/chamber--U{u:00}--V01/field--X{x:00}--Y{y:00}/"
                                + $"image--L0000--S00--U{u:00}--V01--J08--E00--O00--X{x:00}--Y{y:00}--T0000--Z00--C00.ome.tif"]);
        Assert.Equal(("LeicaMatrix", 2), (plan.Pattern, plan.Wells.Count));
        Assert.Equal(["B1", "B12"], plan.Wells.Select(well => well.Well));
        Assert.All(plan.Wells, well => Assert.Equal(
            [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)], well.TileNumbers.Select(number => well.Cells![number])));
    }

    /// <summary>c03 was well C3, s1 an experiment, and wells in folders were lost.</summary>
    [Theory]
    [InlineData("exp_r02_c03_f1_ch1.tif", "exp_r01_c12_f1_ch1.tif", "RowColumn", "A12 B3")]
    [InlineData("r02c03_DAPI.tif", "r16c24_DAPI.tif", "RowColumn", "B3 P24")]
    [InlineData("rep_r2_A01_s1_w1.tif", "rep_r2_C03_s1_w1.tif", "ImageXpress", "A01 C03")]
    [InlineData("rep_r2_C03_DAPI.tif", "rep_r2_C04_DAPI.tif", "{experiment}_{any}_{well}_{channel}.tif", "C03 C04")]
    [InlineData("x_R02_C03_GFP.tif", "x_R02_C04_GFP.tif", "RowColumn", "B3 B4")]
    [InlineData("s1_A01_w1.tif", "s2_A01_w1.tif", "s{field}_{well}_{channel}.tif", "A01")]
    [InlineData("Well A01/DAPI - n000000.tif", "Well B12/DAPI - n000000.tif", "{channel} - n{field}.tif", "A01 B12")]
    [InlineData("A01/field1_GFP.tif", "AF48/field1_GFP.tif", "field{field}_{channel}.tif", "A01 AF48")]
    [InlineData("Plate 3 A01 DAPI 1.tif", "Plate 3 A02 DAPI 1.tif",
        "{experiment} {any} {well} {channel} {field}.tif", "A01 A02")]
    public void Rows_sites_and_folders_are_no_wells_and_experiments(
        string one, string two, string pattern, string wells)
    {
        var plan = Plan([one, two]);
        if (plan.Problems.Count > 0)
        {
            Assert.Contains($"{pattern}\" matches it.", plan.Problems[0].Advice!.Replace("{{", "{"));
            plan = Plan([one, two], new() { NamePattern = pattern });
        }

        Assert.Equal((0, pattern), (plan.Problems.Count, plan.Pattern));
        Assert.Equal(wells, string.Join(' ', plan.Wells.Select(well => well.Well)));
        Assert.Single(plan.Wells.Select(well => well.Experiment).Distinct());
    }

    [Fact]
    public void A_recommended_pattern_gives_right_wells()
    {
        // The running number of the well is not a field: each well would have a field of its own.
        string[] names =
        [
            .. from c in (int[])[1, 2] from well in (int[])[1, 2, 3, 4]
               select $"Channel {c}-{well:00}-A-{well:00}-00.tif",
        ];
        Assert.Contains(
            "\"Channel {channel}-{any}-{row}-{column}-{field}.tif\" matches it.",
            Plan(names).Problems[0].AdviceFor(name => "--" + name));
        var plan = Plan(names, new() { NamePattern = "Channel {channel}-{any}-{row}-{column}-{any}.tif" });
        Assert.Equal(["A1", "A2", "A3", "A4"], plan.Wells.Select(well => well.Well));
        string[] unknown =
        [
            .. from column in (int[])[1, 3] from channel in (int[])[1, 2]
               select $"001{column:000}-1-00100100{channel}.tif",
        ];
        Assert.DoesNotContain("matches it", Plan(unknown).Problems[0].Advice!);
        foreach (var name in (string[])["x.tif", "W0003_S2.tif", "exp-B05x-3.tif"])
        {
            Assert.DoesNotContain("matches it", Plan([name]).Problems[0].Advice!);
        }

        var stray = Plan(["AssayPlate_C02_T0001F001L01A01Z01C01.tif", "DC_sCMOS #1_CAM1.tif"]).Problems[0];
        Assert.Contains("NamePattern \"{experiment}_{any} {any}_{channel}.tif\" matches it.", stray.Advice);
        Assert.DoesNotContain("{{", stray.Message + stray.Advice);
    }

    [Theory]
    [InlineData(MontageLayout.Stage, "0,0 1,0 1,1 0,1")]
    [InlineData(MontageLayout.StageUp, "0,1 1,1 1,0 0,0")]
    [InlineData(MontageLayout.RowMajor, "")]
    public void Positions_of_OME_place_tiles(object layout, string expected)
    {
        // A snake with jitter, far from the origin.
        (double X, double Y)[] stage = [(5000, 700), (5649, 701), (5651, 1350), (5002, 1349)];
        for (var i = 0; i < stage.Length; i++)
        {
            Write(
                $"PL_A1_{i + 1}_DAPI.ome.tif",
                "<OME><Image ID=\"Image:0\"><Pixels DimensionOrder=\"XYCZT\" SizeC=\"1\" SizeZ=\"1\" SizeT=\"1\">"
                + $"<Plane PositionX=\"{stage[i].X}\" PositionY=\"{stage[i].Y}\"/></Pixels></Image></OME>");
        }

        Assert.Equal(expected, Cells(Plan([], new() { Layout = (MontageLayout)layout })));
        Assert.Equal("", Cells(Plan([], new() { Layout = (MontageLayout)layout, Columns = 1 })));
        File.Delete(_folder["PL_A1_3_DAPI.ome.tif"]);
        File.Copy(_folder["PL_A1_1_DAPI.ome.tif"], _folder["PL_A1_3_DAPI.ome.tif"]);
        var plan = Plan([], new() { Layout = (MontageLayout)layout });
        Assert.Equal(("", (MontageLayout)layout == MontageLayout.RowMajor ? 0 : 1), (Cells(plan), plan.Warnings.Count));
    }

    [Theory]
    [InlineData("<StageLabel Name=\"q\" X=\"{0}\" Y=\"{1}\"/>", "")]
    [InlineData("", " PositionX=\"{0}\" PositionY=\"{1}\"")]
    public void Stage_labels_and_well_samples_place_tiles(string label, string sample)
    {
        // One file with an image per field: the right one first.
        (double X, double Y)[] stage = [(650.5, -3), (0, -3), (0, 644)];
        string Of(string text, int i) =>
            string.Format(CultureInfo.InvariantCulture, text, stage[i].X, stage[i].Y);
        var text = "<OME><Plate Name=\"PL\"><Well Row=\"1\" Column=\"2\">"
            + string.Concat(
                stage.Select((_, i) => $"<WellSample{Of(sample, i)}><ImageRef ID=\"Image:{i}\"/></WellSample>"))
            + "</Well></Plate>" + string.Concat(stage.Select((_, i) => $"<Image ID=\"Image:{i}\">{Of(label, i)}"
                + $"<Pixels SizeC=\"1\" SizeZ=\"1\" SizeT=\"1\"><TiffData IFD=\"{i}\"/></Pixels></Image>")) + "</OME>";
        Write("plate.ome.tif", text, pages: 3);
        var plan = Plan();
        Assert.Equal(("B3", "1,0 0,0 0,1"), (plan.Wells[0].Well, Cells(plan)));
    }

    [Fact]
    public void Tags_of_MetaXpress_place_tiles()
    {
        foreach (var (site, x, y) in new[] { (1, -10.5, 20.0), (2, -10.5, 1320), (3, 1290.25, 20) })
        {
            Write($"PL_A01_s{site}_w1.TIF", Invariant($"""
                <MetaData><PlaneInfo><prop id="stage-position-x" type="float" value="{x}"/>
                <prop id="stage-position-y" type="float" value="{y}"/></PlaneInfo></MetaData>
                """));
        }

        Assert.Equal("0,0 0,1 1,0", Cells(Plan()));
    }

    [Fact]
    public void A_missing_tile_stays_empty_at_its_place()
    {
        foreach (var (well, fields) in new[] { ("r01c01", (int[])[1, 2, 3, 4]), ("r02c05", [1, 4]) })
        {
            foreach (var field in fields)
            {
                Write($"{well}f{field:00}p01-ch1sk1fk1fl1.tiff", "");
            }
        }

        Harmony("Index.idx.xml", [("r01c01", 0, 0), ("r02c05", .3, -.2)],
            [(1, 0, 0), (2, 3, 0), (3, 3, -3), (4, 0, -3)]);
        var plan = Plan();
        Assert.Equal(["A1", "B5"], plan.Wells.Select(well => well.Well));
        Assert.All(plan.Tiles, tile => Assert.Equal(.5, tile.PixelSize!.Value.X, 9));
        Assert.All(plan.Wells, well => Assert.Equal(
            [(0, 0), (1, 0), (1, 1), (0, 1)], well.TileNumbers.Select(number => well.Cells![number])));
    }

    [Theory]
    [InlineData("Index.idx.xml", "sk1fk1fl1")]
    [InlineData("Index.xml", "t01")]
    public void An_object_on_tiles_that_the_index_of_Harmony_places_is_one(string index, string ending)
    {
        // Fields run from the lower right to the upper left, and the y axis points upward.
        (int Field, int Column, int Row)[] fields = [(1, 1, 1), (2, 0, 1), (3, 1, 0), (4, 0, 0)];
        foreach (var (field, column, row) in fields)
        {
            using var tile = Paint<ushort>(30, 20, (x, y) => (ushort)(
                double.Hypot(x + (30 * column) - 30, y + (20 * row) - 20) < 8 ? 4000 : 100));
            TestPlate.Save(tile, _folder[$"tiles/r01c01f0{field}p01-ch1{ending}.tiff"]);
        }

        Harmony($"tiles/{index}", [("r01c01", 0, 0)],
            [.. fields.Select(f => (f.Field, 3e-4 * f.Column, -2e-4 * f.Row))], ending);
        var run = CollectedRun.Of(
            new() { Segmentation = new() { Method = ThresholdMethod.Manual, Threshold = 1000, Split = false } },
            new() { Destination = _folder["out"] }, Directory.GetFiles(_folder["tiles"], "*.tiff"));
        var regions = Assert.Single(run.Wells).Planes[0].Regions;
        var area = Enumerable.Range(0, 60 * 40).Count(i => double.Hypot((i % 60) - 30, (i / 60) - 20) < 8);
        Assert.Equal((1, area), (regions.Count, (int)regions.Value(0, "Area")));
    }

    private static string Cells(PlatePlan plan) => plan.Wells[0].Cells is not { } cells ? ""
        : string.Join(' ', cells.OrderBy(cell => cell.Key).Select(cell => $"{cell.Value.Column},{cell.Value.Row}"));

    private void Harmony(
        string name, (string Well, double X, double Y)[] wells, (int Field, double X, double Y)[] fields,
        string ending = "sk1fk1fl1") => _folder.File(
        name, "<EvaluationInputData xmlns=\"http://www.perkinelmer.com/PEHH/HarmonyV5\"><Images>" + string.Concat(
            from well in wells from field in fields select Invariant($"""
                <Image><URL>{well.Well}f{field.Field:00}p01-ch1{ending}.tiff</URL>
                <ImageResolutionX Unit="m">5E-07</ImageResolutionX>
                <ImageResolutionY Unit="m">5E-07</ImageResolutionY>
                <PositionX Unit="m">{well.X + field.X}</PositionX>
                <PositionY Unit="m">{well.Y + field.Y}</PositionY></Image>
                """)) + "</Images></EvaluationInputData>");

    /// <summary>Plans the named tiles, which it writes, or those in the folder.</summary>
    private PlatePlan Plan(string[]? names = null, PlateOptions? options = null)
    {
        Array.ForEach(names ?? [], name => Write(name, ""));
        return PlatePlan.Make(
            names is { Length: > 0 } ? names.Select(name => _folder[name])
                : Directory.GetFiles(_folder.Path).Where(file => Path.GetExtension(file) != ".xml"),
            options ?? new(), ImageCodecs.Default);
    }

    private void Write(string name, string description, int pages = 1) =>
        SampleFiles.SavePages(_folder[name], 8, 8, pages, (_, _, _) => 0, description.Length > 0 ? description : null);
}
