using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Tests.Cli;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>OME-TIFF and OME-Zarr: the metadata of planes, and labels and masks as other programs read them.</summary>
public sealed class OmeTests : CliTest
{
    private static readonly SegmentationOptions Manual =
        new() { Method = ThresholdMethod.Manual, Threshold = 500, MinimumArea = 0 };

    private const string Schema = "xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"";

    [Fact]
    public void Planes_follow_the_order_of_the_axes()
    {
        Write("stack.ome.tif", 12, $"""
            <OME {Schema}><Image ID="Image:0"><Pixels ID="P" DimensionOrder="XYZCT" SizeX="8" SizeY="8" SizeZ="3" SizeC="2" SizeT="2"
            Type="uint16" PhysicalSizeX="325" PhysicalSizeXUnit="nm"><Channel Name="DAPI"/><Channel/><TiffData/></Pixels></Image></OME>
            """);
        var plan = Plan(new(), "stack.ome.tif");
        Assert.Empty(plan.Problems);
        Assert.Contains("3 planes", Assert.Single(plan.Warnings));
        Assert.Equal(
            [("1", 0, 4), ("DAPI", 0, 1), ("1", 1, 10), ("DAPI", 1, 7)],
            plan.Tiles.Select(t => (t.Channel, t.Timepoint, t.Page)));
        Assert.All(plan.Tiles, t => Assert.Equal(.325, t.PixelSize!.Value.Y, 12));
        var first = Plan(new PlateOptions { StackPlane = "0" }, "stack.ome.tif");
        Assert.Equal([0, 3, 6, 9], first.Tiles.Select(t => t.Page).Order());
    }

    /// <summary>All pages were planes of one stack, so that a projection mixed channels and timepoints.</summary>
    [Theory]
    [InlineData("ImageJ=1.54f\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\n")]
    [InlineData("{\"shape\": [2, 3, 2, 8, 8], \"axes\": \"TZCYX\"}")]
    public void Stacks_of_ImageJ_and_tifffile_have_channels_and_timepoints(string description)
    {
        Write("stack.tif", 12, description);
        var plan = Plan(new PlateOptions { StackPlane = "0" }, "stack.tif");
        Assert.Empty(plan.Problems);
        Assert.Equal([("0", 0, 0), ("1", 0, 1), ("0", 1, 6), ("1", 1, 7)],
            plan.Tiles.Select(t => (t.Channel, t.Timepoint, t.Page)));
        _folder.Run("regions stack.tif --volume").Exits(
            1, "has 2 channels and 2 timepoints; a volume has one of each.");
    }

    [Theory]
    [InlineData("ImageJ=1.54f\nimages=12\nslices=12\n")]
    [InlineData("ImageJ=1.54f\nimages=12\nchannels=-2\n")]
    [InlineData("{\"shape\": [12, 8, 8], \"axes\": \"QYX\"}")]
    [InlineData("{\"shape\": {}, \"axes\": \"CTYX\"}")]
    [InlineData("{\"shape\": [2, 6, 8, 8], \"axes\": 4}")]
    [InlineData("{ImageJ=")]
    public void A_description_without_channels_and_timepoints_says_nothing(string description) =>
        Assert.Null(StackAxes.TryRead(description, 12));

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void A_description_of_another_number_of_pages_says_nothing(int pages)
    {
        const string Description = "ImageJ=1.54f\nimages=12\nchannels=2\nslices=3\nframes=2\n";
        Assert.NotNull(StackAxes.TryRead(Description, 12));
        Assert.Null(StackAxes.TryRead(Description, pages));
        Write("P_A1_1_DAPI.tif", 1, Description);
        Assert.Equal("DAPI", Assert.Single(Plan(new(), "P_A1_1_DAPI.tif").Tiles).Channel);
    }

    /// <summary>With fewer elements than channels, GFP was the second timepoint of DAPI.</summary>
    [Theory]
    [InlineData("SizeC=\"2\" SizeT=\"2\"", "<Channel Name=\"DAPI\"/>", "DAPI 0|1 0|DAPI 1|1 1")]
    [InlineData("SizeC=\"1\" SizeT=\"4\"", "<Channel Name=\"DAPI\"/><Channel Name=\"GFP\"/>",
        "DAPI 0|DAPI 1|DAPI 2|DAPI 3")]
    [InlineData("SizeT=\"2\"", "<Channel Name=\"DAPI\"/><Channel Name=\"GFP\"/>", "DAPI 0|GFP 0|DAPI 1|GFP 1")]
    public void Channels_are_counted_by_their_samples(string sizes, string channels, string expected)
    {
        Write("stack.ome.tif", 4, Described(sizes, channels + "<TiffData/>"));
        Assert.Equal(expected.Split('|'), Plan(new(), "stack.ome.tif").Tiles.OrderBy(tile => tile.Page)
            .Select(tile => $"{tile.Channel} {tile.Timepoint}"));
    }

    /// <summary>A copy with another name gave the pixels of the original.</summary>
    [Theory]
    [InlineData("urn:1", true, "A1 0|A1 1|B1 0|B1 1")]
    [InlineData("urn:1", false, "B1 0|B1 1")]
    [InlineData("urn:2", false, "B1 0|B1 1")]
    [InlineData("urn:1", false, "B1 0|B1 1", " FileName=\"P_A1_1_X.ome.tif\"")]
    [InlineData("urn:2", true, "", " FileName=\"P_A1_1_X.ome.tif\"")]
    public void A_renamed_file_has_its_own_planes(
        string own, bool hasOriginal, string expected, string removed = "-")
    {
        var text = Described("SizeC=\"2\" SizeT=\"1\"", string.Concat(Enumerable.Range(0, 2).Select(c =>
            $"<TiffData FirstC=\"{c}\" IFD=\"{c}\"><UUID FileName=\"P_A1_1_X.ome.tif\">urn:1</UUID></TiffData>")))
            .Replace(removed, "").Replace("<o:OME ", $"<o:OME UUID=\"{own}\" ");
        string[] names = hasOriginal ? ["P_B1_1_X.ome.tif", "P_A1_1_X.ome.tif"] : ["P_B1_1_X.ome.tif"];
        Array.ForEach(names, name => Write(name, 2, text));
        var tiles = Plan(new(), names).Tiles;
        Assert.All(tiles, tile => Assert.Contains($"_{tile.Well}_", tile.Path));
        Assert.Equal(expected, string.Join('|', tiles.Select(tile => $"{tile.Well} {tile.Page}").Order()));
    }

    [Theory]
    [InlineData(3, "has 3 pages, of which its metadata describes 2. The others are not read.")]
    [InlineData(1, "has 1 of the 2 planes that its metadata lists.")]
    [InlineData(2, null)]
    public void Pages_that_the_metadata_lacks_or_has_alone_are_named(int pages, string? said)
    {
        Write("a.ome.tif", pages, Described("SizeT=\"2\"", "<TiffData/>"));
        var warnings = Plan(new(), "a.ome.tif").Warnings;
        Assert.Equal(said is null ? 0 : 1, warnings.Count);
        Assert.All(warnings, warning => Assert.EndsWith(said!, warning));
    }

    [Theory]
    [InlineData("X=\"500\" PhysicalSizeXUnit=\"nm\"", .5)]
    [InlineData("X=\"5000\" PhysicalSizeXUnit=\"\u00c5\"", .5)]
    [InlineData("X=\".5\" PhysicalSizeY=\".5\" PhysicalSizeYUnit=\"pixel\"", null)]
    [InlineData("X=\"1\" PhysicalSizeXUnit=\"reference frame\"", null)]
    public void Pixels_have_a_size_only_in_units_of_length(string size, double? expected)
    {
        Write("a.ome.tif", 1, Described($"PhysicalSize{size}", "<TiffData/>"));
        Assert.Equal(expected, Assert.Single(Plan(new(), "a.ome.tif").Tiles).PixelSize?.Y);
    }

    /// <summary>Elements have a prefix, which the schema allows.</summary>
    private static string Described(string sizes, string parts)
    {
        var text = $"<OME {Schema}><Image ID=\"I\"><Pixels ID=\"P\" DimensionOrder=\"XYCZT\" {sizes}>{parts}</Pixels>"
            + "</Image></OME>";
        return sizes.Contains("Unit") ? text
            : text.Replace("<OME", "<o:OME").Replace("</OME", "</o:OME").Replace("xmlns=", "xmlns:o=");
    }

    [Fact]
    public void A_file_of_a_set_includes_the_others()
    {
        string Text(string other) => $"""
            <OME {Schema}><Plate Name="PL"><Well Row="4" Column="3"><WellSample><ImageRef ID="Image:0"/></WellSample>
            <WellSample><ImageRef ID="Image:1"/></WellSample></Well></Plate>
            <Image ID="Image:0"><Pixels SizeX="8" SizeY="8" SizeZ="1" SizeC="1" SizeT="1" Type="uint16" DimensionOrder="XYCZT">
            <Channel Name="GFP"/><TiffData IFD="0"><UUID FileName="a.ome.tif">urn:1</UUID></TiffData></Pixels></Image>
            <Image ID="Image:1"><Pixels SizeX="8" SizeY="8" SizeZ="1" SizeC="1" SizeT="1" Type="uint16" DimensionOrder="XYCZT">
            <Channel Name="GFP"/><TiffData IFD="0"><UUID FileName="{other}">urn:2</UUID></TiffData></Pixels></Image></OME>
            """;
        Write("a.ome.tif", 1, Text("b.ome.tif"));
        Write("b.ome.tif", 1, Text("b.ome.tif"));
        foreach (var paths in (string[][])[["a.ome.tif"], ["a.ome.tif", "b.ome.tif"]])
        {
            var plan = Plan(new(), paths);
            Assert.Equal(
                [("PL", "E4", "GFP", 1, "a.ome.tif"), ("PL", "E4", "GFP", 2, "b.ome.tif")],
                plan.Tiles.Select(t => (t.Experiment, t.Well, t.Channel, t.Tile, Path.GetFileName(t.Path))));
        }

        Write("a.ome.tif", 1, Text("lost.ome.tif"));
        var problem = Assert.Single(Plan(new(), "a.ome.tif").Problems);
        Assert.Contains("lost.ome.tif", problem.Message);
    }

    [Fact]
    public void Masks_contain_their_metadata()
    {
        var text = OmeXml.Write("P_E4_T0_DAPI & more", "DA<PI", 30, 20, 16, .65);
        Assert.All(text, c => Assert.InRange(c, ' ', '~'));
        var pixels = XDocument.Parse(text).Descendants().Single(e => e.Name.LocalName == "Pixels");
        Assert.Equal(("30", "20", "uint16", "0.65", "\u00b5m"), (
            pixels.Attribute("SizeX")!.Value, pixels.Attribute("SizeY")!.Value, pixels.Attribute("Type")!.Value,
            pixels.Attribute("PhysicalSizeX")!.Value, pixels.Attribute("PhysicalSizeXUnit")!.Value));
        Assert.Equal("DA<PI", pixels.Elements().First().Attribute("Name")!.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Labels_are_written_into_the_plate(bool isNew)
    {
        var plate = MakePlate(isNew);
        var options = new PlateOptions { Channels = ["DAPI"], Micrometers = true, Segmentation = Manual };
        var targets = new TargetOptions { Destination = _folder["out"] };
        var run = CollectedRun.Of(options, targets, [plate], planned: plan => Assert.Equal(
            [("B2", "DAPI", 0), ("B2", "GFP", 1)], plan.Tiles.Select(t => (t.Well, t.Channel, t.Page))));
        var regions = Assert.Single(run.Wells).Planes[0].Regions;
        Assert.Equal((2, 80 * .25, 24 * .25),
            (regions.Count, regions.Value(0, "Area"), regions.Value(1, "Area")));

        // The array as specified: axis c dropped, one chunk, little-endian 32-bit labels.
        var array = Path.Combine(plate, "B", "2", "0", "labels", "DAPI", "0");
        var header = JsonNode.Parse(File.ReadAllText(Path.Combine(array, isNew ? "zarr.json" : ".zarray")))!;
        Assert.Equal("[20,30]", header["shape"]!.ToJsonString());
        Assert.Equal(
            isNew ? """["y","x"]""" : "\"\\u003Cu4\"", header[isNew ? "dimension_names" : "dtype"]!.ToJsonString());
        using var chunk = File.OpenRead(Path.Combine([array, .. isNew ? (string[])["c", "0", "0"] : ["0", "0"]]));
        const CompressionMode Unpack = CompressionMode.Decompress;
        using Stream unpacked = isNew ? new GZipStream(chunk, Unpack) : new ZLibStream(chunk, Unpack);
        var labels = new byte[20 * 30 * 4];
        unpacked.ReadExactly(labels);
        for (var i = 0; i < 20 * 30; i++)
        {
            Assert.Equal((uint)Label(i % 30, i / 30), BitConverter.ToUInt32(labels, 4 * i));
        }

        var folder = Path.Combine(plate, "B", "2", "0", "labels");
        Assert.Equal("[\"DAPI\"]", OmeZarr.Attributes(folder)["labels"]!.ToJsonString());
        var attributes = OmeZarr.Attributes(Path.Combine(folder, "DAPI"));
        Assert.Equal("../../", attributes["image-label"]!["source"]!["image"]!.ToString());
        var transform = attributes["multiscales"]![0]!["datasets"]![0]!["coordinateTransformations"]![0]!;
        Assert.Equal("[0.5,0.5]", transform["scale"]!.ToJsonString());

        // Labels of an image are a label mask, here of 32 bits.
        run = CollectedRun.Of(
            options with
            {
                NoZarrLabels = true,
                Segmentation = new SegmentationOptions { Method = ThresholdMethod.Labels, LabelPath = "labels/DAPI" },
            },
            targets with { Destination = _folder["again"] }, [plate]);
        var given = Assert.Single(run.Wells).Planes[0].Regions;
        Assert.Equal((2, regions.Value(1, "Area")), (given.Count, given.Value(1, "Area")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_channel_leaves_no_labels_in_the_plate(bool isNew)
    {
        var plate = MakePlate(isNew);
        var array = Path.Combine(plate, "B", "2", "0", "0");
        var header = Path.Combine(array, isNew ? "zarr.json" : ".zarray");
        File.WriteAllText(header, File.ReadAllText(header)
            .Replace("\"chunk_shape\": [2,", "\"chunk_shape\": [1,")
            .Replace("\"chunks\": [2,", "\"chunks\": [1,"));
        var first = Path.Combine([array, .. isNew ? (string[])["c", "0", "0", "0"] : ["0", "0", "0"]]);
        var second = Path.Combine([array, .. isNew ? (string[])["c", "1", "0", "0"] : ["1", "0", "0"]]);
        Directory.CreateDirectory(Path.GetDirectoryName(second)!);
        File.WriteAllBytes(second, new byte[10]);
        File.WriteAllBytes(first, File.ReadAllBytes(first)[..(2 * 20 * 30)]);
        var run = CollectedRun.Of(
            new PlateOptions { Segmentation = Manual }, new TargetOptions { Destination = _folder["out"] }, [plate]);
        Assert.Contains(run.Failures, failure => failure.Failure.Message.Contains("channel GFP"));
        Assert.Empty(run.Results.SelectMany(result => result.Value!.Files));
        Assert.False(Directory.Exists(Path.Combine(plate, "B", "2", "0", "labels")));
    }

    /// <summary>A name that is not UTF-8 (the byte 0xff), and one that occurs twice.</summary>
    [Theory]
    [InlineData("{\"multiscales\": [], \"o\u00ffmero\": {}}")]
    [InlineData("{\"multiscales\": [], \"omero\": 1, \"omero\": 2}")]
    public void Unreadable_names_give_one_problem(string attributes)
    {
        File.WriteAllBytes(Path.Combine(MakePlate(false), ".zattrs"), Encoding.Latin1.GetBytes(attributes));
        Assert.Equal(
            StylizeError.ImageUnreadable, Assert.Single(Plan(new(), "plate.zarr").Problems).Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Labels_of_wells_removed_from_the_plate_are_pruned(bool isNew)
    {
        var plate = MakePlate(isNew);
        var (here, removed) = (Path.Combine(plate, "B", "2"), Path.Combine(plate, "B", "3"));
        foreach (var file in Directory.GetFiles(here, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(removed, Path.GetRelativePath(here, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var metadata = Path.Combine(plate, isNew ? "zarr.json" : ".zattrs");
        var one = File.ReadAllText(metadata);
        const string Well = """{"path": "B/2", "rowIndex": 1, "columnIndex": 1}""";
        File.WriteAllText(metadata, one.Replace(Well, $"{Well}, {Well.Replace("B/2", "B/3")}"));
        string[] update = ["segment", plate, "-o", "out", "--channel", "DAPI", "--method", "otsu", "--minimum-area",
            "0", "--update"];
        Assert.Contains("2 created", _folder.Run(update).Error);
        Assert.Contains("0 created, 2 up to date", _folder.Run(update).Error);
        File.WriteAllText(Path.Combine(here, "0", "0", "more"), "");
        Assert.Contains("1 created, 1 up to date", _folder.Run(update).Error);

        // Labels of other programs are kept.
        var labels = Path.Combine(removed, "0", "labels");
        Directory.CreateDirectory(Path.Combine(labels, "mine"));
        var list = Path.Combine(labels, isNew ? "zarr.json" : ".zattrs");
        File.WriteAllText(list, File.ReadAllText(list).Replace("\"DAPI\"", "\"DAPI\",\"mine\""));
        File.WriteAllText(metadata, one);

        _folder.Run([.. update, "--prune", "--what-if"]).Exits(0);
        Assert.True(Directory.Exists(Path.Combine(labels, "DAPI")));
        _folder.Run([.. update, "--prune"]).Exits(0, "PL_B3_");
        Assert.False(Directory.Exists(Path.Combine(labels, "DAPI")));
        Assert.True(Directory.Exists(Path.Combine(labels, "mine")));
        Assert.Equal("[\"mine\"]", OmeZarr.Attributes(labels)["labels"]!.ToJsonString());
        Assert.True(Directory.Exists(Path.Combine(here, "0", "labels", "DAPI", "0")));
        Assert.DoesNotContain("gone", _folder.Run(update).Error);
    }

    private static int Label(int x, int y) =>
        x is >= 2 and < 12 && y is >= 3 and < 11 ? 1 : x is >= 20 and < 26 && y is >= 12 and < 16 ? 2 : 0;

    private string MakePlate(bool isNew)
    {
        const string Multiscales = """
            "multiscales": [{"axes": [{"name": "c", "type": "channel"}, {"name": "y", "type": "space", "unit": "micrometer"},
            {"name": "x", "type": "space", "unit": "micrometer"}],
            "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [1, 0.5, 0.5]}]}]}],
            "omero": {"channels": [{"label": "DAPI"}, {"label": "GFP"}]}
            """;
        Group("", """ "plate": {"name": "PL", "wells": [{"path": "B/2", "rowIndex": 1, "columnIndex": 1}]} """);
        Group("B/2", """ "well": {"images": [{"path": "0"}]} """);
        Group("B/2/0", Multiscales);
        _folder.File("plate.zarr/B/2/0/0/" + (isNew ? "zarr.json" : ".zarray"), isNew
            ? """
            {"zarr_format": 3, "node_type": "array", "shape": [2, 20, 30], "data_type": "uint16", "fill_value": 0,
             "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 20, 30]}},
             "chunk_key_encoding": {"name": "default"}, "codecs": [{"name": "bytes", "configuration": {"endian": "big"}}]}
            """
            : """
            {"zarr_format": 2, "shape": [2, 20, 30], "chunks": [2, 20, 30], "dtype": ">u2", "compressor": null, "fill_value": 0,
             "order": "C", "filters": null, "dimension_separator": "/"}
            """);
        var data = new byte[2 * 20 * 30 * 2];
        for (var i = 0; i < 20 * 30; i++)
        {
            var value = Label(i % 30, i / 30) > 0 ? 1000 : 100;
            (data[2 * i], data[(2 * i) + 1]) = ((byte)(value >> 8), (byte)value);
        }

        File.WriteAllBytes(_folder.File("plate.zarr/B/2/0/0/" + (isNew ? "c/0/0/0" : "0/0/0"), ""), data);
        return _folder["plate.zarr"];

        void Group(string path, string attributes)
        {
            if (isNew)
            {
                _folder.File(
                    $"plate.zarr/{path}/zarr.json",
                    """{"zarr_format": 3, "node_type": "group", "attributes": {"ome": {"version": "0.5", """
                        + attributes + "}}}");
                return;
            }

            _folder.File($"plate.zarr/{path}/.zgroup", """{"zarr_format": 2}""");
            _folder.File($"plate.zarr/{path}/.zattrs", "{" + attributes + "}");
        }
    }

    [Theory]
    [InlineData("c", 65_536, "65,536 channels; the limit is 1,000")]
    [InlineData("t", 65_536, "65,536 planes (channels x timepoints x stack); the limit is 10,000")]
    public void Planes_that_a_Zarr_only_claims_are_limited(string axis, int length, string expected)
    {
        _folder.File("r.zarr/.zattrs", $$"""
            {"multiscales": [{"axes": [{"name": "{{axis}}" }, {"name": "y"}, {"name": "x"}], "datasets": [{"path": "0"}]}],
             "omero": {"channels": [{"label": "DAPI"}, {"label": "GFP"}] } }
            """);
        _folder.File("r.zarr/0/.zarray", $$"""
            {"zarr_format": 2, "shape": [{{length}}, 16, 20], "chunks": [1, 16, 20], "dtype": "<u2", "compressor": null, "fill_value": 0,
             "order": "C", "filters": null}
            """);
        var plan = Plan(new(), "r.zarr");
        Assert.Empty(plan.Tiles);
        var problem = plan.Problems[0];
        Assert.Equal(StylizeError.ImageTooLarge, problem.Error);
        Assert.Contains(expected, problem.Message);
    }

    [Theory]
    [InlineData(PlateAcquisitions.Experiments, "PL_dye A1 0 1,PL_dye A1 0 2,PL_7 A1 0 1,PL_7 B2 0 1")]
    [InlineData(PlateAcquisitions.Timepoints, "PL A1 0 1,PL A1 0 2,PL A1 1 1,PL B2 1 1")]
    public void Acquisitions_are_apart(object acquisitions, string expected)
    {
        Zarr("""
            "rows": [{"name": "A"}, {"name": "B"}], "columns": [{"name": "1"}, {"name": "2"}],
            "acquisitions": [{"id": 9, "name": "dye"}, {"id": 7}],
            "wells": [{"path": "A/1", "rowIndex": 0, "columnIndex": 0}, {"path": "B/2", "rowIndex": 1, "columnIndex": 1}]
            """,
            ("A/1",
                """{"path": "0", "acquisition": 7}, {"path": "1", "acquisition": 9}, {"path": "2", "acquisition": 9}"""),
            ("B/2", """{"path": "0", "acquisition": 7}"""));
        var plan = Plan(new PlateOptions { Acquisitions = (PlateAcquisitions)acquisitions }, "r.zarr");
        Assert.Equal(expected.Split(',').Order(),
            plan.Tiles.Select(t => $"{t.Experiment} {t.Well} {t.Timepoint} {t.Tile}").Order());
    }

    [Theory]
    [InlineData("\"wells\": [{\"path\": \"0/11\", \"rowIndex\": 0, \"columnIndex\": 11}]", "0/11", "A12")]
    [InlineData("\"wells\": [{\"path\": \"1/1\", \"rowIndex\": 2, \"columnIndex\": 3}]", "1/1", "C4")]
    [InlineData(
        "\"rows\": [{\"name\": \"C\"}], \"columns\": [{\"name\": \"05\"}], "
        + "\"wells\": [{\"path\": \"x/y\", \"rowIndex\": 0, \"columnIndex\": 0}]", "x/y", "C05")]
    [InlineData(
        "\"rows\": [{\"name\": \"1\"}, {\"name\": \"2\"}], \"columns\": [{\"name\": \"1\"}], "
        + "\"wells\": [{\"path\": \"2/1\", \"rowIndex\": 1, \"columnIndex\": 0}]", "2/1", "B1")]
    [InlineData("\"wells\": [{\"path\": \"C/05\"}]", "C/05", "C05")]
    public void Wells_of_a_Zarr_are_rows_and_columns(string plate, string path, string expected)
    {
        Zarr(plate, (path, """{"path": "0"}"""));
        Assert.Equal(expected, Assert.Single(Plan(new(), "r.zarr").Tiles).Well);
    }

    [Fact]
    public void A_listed_well_without_images_is_a_warning()
    {
        Zarr("""
            "wells": [{"path": "A/1", "rowIndex": 0, "columnIndex": 0}, {"path": "B/2", "rowIndex": 1, "columnIndex": 1}]
            """, ("A/1", """{"path": "0"}"""));
        var plan = Plan(new(), "r.zarr");
        Assert.Single(plan.Tiles);
        Assert.Contains("lists well B2, whose images do not exist", Assert.Single(plan.Warnings));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    public void The_first_image_of_a_container_is_read(int images, int warnings)
    {
        _folder.File("r.zarr/.zattrs", """{"bioformats2raw.layout": 3}""");
        for (var i = 0; i < images; i++)
        {
            ZarrImage($"r.zarr/{i}");
        }

        var plan = Plan(new(), "r.zarr");
        Assert.Empty(plan.Problems);
        Assert.EndsWith(Path.Combine("r.zarr", "0", "0"), Assert.Single(plan.Tiles).Path);
        Assert.Equal(warnings, plan.Warnings.Count);
        Assert.All(plan.Warnings, warning => Assert.Contains(_folder["r.zarr/1"], warning));
    }

    [Fact]
    public void Positions_of_Micro_Manager_are_wells()
    {
        string Text() =>
            $"<OME {Schema}>" + string.Concat(new[] { "A1-Site_0", "A1-Site_1", "B12-Site_0" }.Select((name, i) => $"""
            <Image ID="Image:{i}" Name="{name}"><StageLabel Name="{name}"/><Pixels DimensionOrder="XYCZT" SizeZ="1" SizeC="2" SizeT="1">
            <Channel Name="DAPI"/><Channel Name="GFP"/><TiffData IFD="0" PlaneCount="2"><UUID FileName="q_{name}.ome.tif"/></TiffData>
            </Pixels></Image>
            """)) + "</OME>";
        foreach (var name in (string[])["A1-Site_0", "A1-Site_1", "B12-Site_0"])
        {
            Write($"q_{name}.ome.tif", 2, Text());
        }

        var plan = Plan(new PlateOptions { Channels = ["GFP"] }, "q_A1-Site_0.ome.tif", "q_A1-Site_1.ome.tif",
            "q_B12-Site_0.ome.tif");
        Assert.Equal(
            [("A1", 0), ("A1", 1), ("B12", 0)],
            plan.Wells.SelectMany(well => well.Segmented[0].Tiles).Select(tile => (tile.Well, tile.Tile)));
    }

    private void Zarr(string plate, params (string Path, string Images)[] wells)
    {
        _folder.File("r.zarr/.zattrs", $"{{\"plate\": {{\"name\": \"PL\", {plate}}}}}");
        foreach (var (path, images) in wells)
        {
            _folder.File($"r.zarr/{path}/.zattrs", $"{{\"well\": {{\"images\": [{images}]}}}}");
            for (var i = 0; i < images.Split("path").Length - 1; i++)
            {
                ZarrImage($"r.zarr/{path}/{i}");
            }
        }
    }

    private void ZarrImage(string folder)
    {
        _folder.File(folder + "/.zattrs",
            """{"multiscales": [{"axes": [{"name": "y"}, {"name": "x"}], "datasets": [{"path": "0"}]}]}""");
        _folder.File(folder + "/0/.zarray", """
            {"zarr_format": 2, "shape": [16, 20], "chunks": [16, 20], "dtype": "<u2", "compressor": null, "fill_value": 0, "order": "C",
             "filters": null}
            """);
    }

    [Fact]
    public void Two_channels_of_one_name_are_reported_as_such()
    {
        Write("p.ome.tif", 2, $"""
            <OME {Schema}><Image ID="Image:0"><Pixels ID="P" DimensionOrder="XYCZT" SizeX="8" SizeY="8" SizeZ="1" SizeC="2" SizeT="1"
            Type="uint16"><Channel Name="DAPI"/><Channel Name="DAPI"/><TiffData/></Pixels></Image></OME>
            """);
        var plan = Plan(new(), "p.ome.tif");
        Assert.Equal(0, Assert.Single(plan.Tiles).Page);
        Assert.Contains(
            "has two planes of channel 'DAPI' of well A1, timepoint 0, tile 1: pages 0 and 1",
            Assert.Single(plan.Problems).Message);
    }

    [Fact]
    public void Invalid_XML_is_reported_unless_the_name_describes_the_tile()
    {
        Write("p.ome.tif", 1, $"<OME {Schema}><Image Name=\"\u0001\"/></OME>");
        File.Copy(_folder["p.ome.tif"], _folder["P_A1_1_DAPI.tif"]);
        Assert.Contains("it is not valid XML", Assert.Single(Plan(new(), "p.ome.tif").Problems).Message);
        Assert.Single(Plan(new(), "P_A1_1_DAPI.tif").Tiles);
    }

    private PlatePlan Plan(PlateOptions options, params string[] names) =>
        PlatePlan.Make(names.Select(n => Path.Combine(_folder.Path, n)), options, ImageCodecs.Default);

    private void Write(string name, int pages, string description) =>
        SampleFiles.SavePages(_folder[name], 8, 8, pages, (_, _, _) => 0, description);
}
