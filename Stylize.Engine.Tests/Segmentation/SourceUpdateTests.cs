namespace Stylize.Engine.Tests.Segmentation;

/// <summary>`stylize segment --update` after a source has changed that a plan or a step reads.</summary>
public sealed class SourceUpdateTests : PlateTest
{
    private const string Otsu = "--method otsu --minimum-area 0 --channel DAPI";
    private const string Zarr = "plate.zarr --method manual --threshold 30000 --minimum-area 0";
    private const string Masks = "made/CellMasksMontage/E4/PLATE1_E4_T0_{0}_DAPI_ENCODED.tif";
    private const string Index = """
        <Data><Image><URL>r01c01f01p01-ch1sk1fk1fl1.tiff</URL><ImageResolutionX>5E-07</ImageResolutionX>
        <ImageResolutionY>5E-07</ImageResolutionY><PositionX>1</PositionX><PositionY>0</PositionY></Image>
        <Image><URL>r01c01f02p01-ch1sk1fk1fl1.tiff</URL><PositionX>2</PositionX><PositionY>0</PositionY></Image></Data>
        """;

    /// <summary>The command that reads a source, and its change. Text stays as long as it was.</summary>
    private readonly Dictionary<string, (string Command, Action Change)> _sources;

    public SourceUpdateTests() => _sources = new()
    {
        ["tile"] = ($"tiles {Otsu}", () => Copy("tiles/PLATE1_E4_T0_2_DAPI.tif", "tiles/PLATE1_E4_T0_1_DAPI.tif")),
        ["channel of the alignment"] = (
            $"tiles {Otsu} --align GFP", () => Copy("tiles/PLATE1_E4_T0_2_GFP.tif", "tiles/PLATE1_E4_T0_1_GFP.tif")),
        ["other timepoint for the flat field of a well"] = (
            $"tiles {Otsu} --flat-field well",
            () => Copy("tiles/PLATE1_E4_T0_2_DAPI.tif", "tiles/PLATE1_E4_T1_1_DAPI.tif")),
        ["other well for the flat field of the plate"] = (
            $"tiles {Otsu} --flat-field plate",
            () => Copy("tiles/PLATE1_E5_T0_2_DAPI.tif", "tiles/PLATE1_E5_T0_1_DAPI.tif")),
        ["place of a tile that only another well has"] = (
            $"tiles {Otsu}", () => Copy("tiles/PLATE1_E5_T0_2_DAPI.tif", "tiles/PLATE1_E5_T0_10_DAPI.tif")),
        ["flat field in a folder"] = (
            $"tiles {Otsu} --flat-field made/FlatField",
            () => Copy(File("made/FlatField", 0), File("made/FlatField", 1))),
        ["flat field in a file"] = (
            $"tiles {Otsu} --flat-field {File("made/FlatField", 0)}",
            () => Copy(File("made/FlatField", 1), File("made/FlatField", 0))),
        ["label mask"] = (
            "tiles --channel DAPI --label-path ../" + string.Format(null, Masks, "{tile}").Replace("E4", "{well}")
                .Replace("T0", "T{timepoint}"),
            () => Copy(string.Format(null, Masks, 2), string.Format(null, Masks, 1))),
        ["regions"] = ($"tiles {Otsu} --region roi.geojson", () => Replace("roi.geojson", "90", "80")),
        ["plate map"] = ($"tiles {Otsu} --plate-map map.csv", () => Replace("map.csv", "E4,1", "E4,2")),
        ["chunk of a Zarr"] = (Zarr, () => Replace("plate.zarr/0/0.0", "a", "b")),
        ["header of a Zarr"] = (Zarr, () => Replace("plate.zarr/0/.zarray", "[8, 16]", "[6, 16]")),
        ["scale of a Zarr"] = (Zarr, () => Replace("plate.zarr/.zattrs", "0.5", "0.7")),
        ["labels of a Zarr"] = (
            "plate.zarr --label-path labels/own --no-zarr-labels",
            () => Replace("plate.zarr/labels/own/0/0.0", "b", "a")),
        ["companion of an OME-TIFF"] = (
            $"ome {Otsu.Replace("DAPI", "0")}", () => Replace("ome/set.companion.ome", "\"0.5\"", "\"0.7\"")),
        ["pixel size of Harmony"] = ($"opera {Otsu.Replace("DAPI", "ch1")}",
            () => Replace("opera/Index.xml", "5E-07", "7E-07")),
        ["positions of Harmony"] = ($"opera {Otsu.Replace("DAPI", "ch1")}",
            () => Replace("opera/Index.xml", "<PositionX>2", "<PositionX>0")),
        ["wells of CQ1"] = (
            $"cq1 {Otsu.Replace("DAPI", "C1")}", () => Replace("cq1/MeasurementResult.ome.xml", "R2C2", "R2C3")),
    };

    public static TheoryData<string> Sources
    {
        get
        {
            using var all = new SourceUpdateTests();
            return [.. all._sources.Keys];
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_changed_source_is_seen(string source)
    {
        var (command, change) = _sources[source];
        if (command.Contains("made/")) Run($"segment tiles {Otsu} --flat-field well -o made").Exits(0);

        Make();
        var words = $"segment {command} -o out --update";
        Run(words).Exits(0);
        Assert.Contains(" 0 created, ", Run(words).Exits(0).Error);
        change();
        Assert.Matches("_(E4_T0|A1_T[01]|B3_T1) would be ", Run($"{words} --what-if").Exits(0).Out);
    }

    private void Make()
    {
        Write("roi.geojson", """{"type":"Polygon","coordinates":[[[20,20],[90,20],[90,90],[20,20]]]}""");
        Write("map.csv", "well,dose\nE4,1\n");
        foreach (var image in (string[])["plate.zarr", "plate.zarr/labels/own"])
        {
            Write($"{image}/.zattrs", """
                {"multiscales": [{"axes": [{"name": "y", "unit": "micrometer"}, {"name": "x", "unit": "micrometer"}],
                "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [0.5, 0.5]}]}]}]}
                """);
            Write($"{image}/0/.zarray", """
                {"zarr_format": 2, "shape": [8, 16], "chunks": [8, 16], "dtype": "<u2", "compressor": null,
                "fill_value": 0, "order": "C", "filters": null}
                """);
            Write($"{image}/0/0.0", string.Concat(Enumerable.Repeat("a b ", 64)));
        }

        SampleFiles.SavePages(_plate["ome/set.ome.tif"], 32, 32, 1, (_, x, y) => x * y, """
            <OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><BinaryOnly MetadataFile="set.companion.ome"
            UUID="urn:uuid:1"/></OME>
            """);
        Write("ome/set.companion.ome", """
            <OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"><Pixels ID="P"
            DimensionOrder="XYCZT" SizeX="32" SizeY="32" SizeZ="1" SizeC="1" SizeT="1" Type="uint16"
            PhysicalSizeX="0.5" PhysicalSizeY="0.5"><TiffData IFD="0"><UUID FileName="set.ome.tif">urn:uuid:1</UUID>
            </TiffData></Pixels></Image></OME>
            """);
        foreach (var name in (string[])[
            "opera/r01c01f01p01-ch1sk1fk1fl1.tiff", "opera/r01c01f02p01-ch1sk1fk1fl1.tiff",
            "cq1/W0014F0001T0001Z001C1.tif"])
        {
            SampleFiles.Save(_plate[name], 32, 32, (x, y) => x * y);
        }

        Write("opera/Index.xml", Index);
        Write("cq1/MeasurementResult.ome.xml", "<OME><Image Name=\"W14(R2C2),A1,F1\"/></OME>");
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_plate[name])!);
        System.IO.File.WriteAllText(_plate[name], text);
    }

    private void Replace(string name, string part, string by)
    {
        var (path, text) = (_plate[name], System.IO.File.ReadAllText(_plate[name]));
        Assert.Equal(text.Length, text.Replace(part, by).Length);
        Assert.NotEqual(text, text.Replace(part, by));
        System.IO.File.WriteAllText(path, text.Replace(part, by));
    }

    private void Copy(string from, string to) =>
        System.IO.File.Copy(_plate[from], _plate[to], overwrite: true);

    /// <summary>Returns the name of the first or second file of a folder for two wells.</summary>
    private static string File(string folder, int index) => $"{folder}/PLATE1_E{4 + index}_DAPI_FLATFIELD.tif";
}
