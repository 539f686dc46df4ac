using Stylize.Cli;
using Stylize.Cli.Hosting;
using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Tiff;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Runs.Update;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Storage;
using Stylize.Workers.Broker;

namespace Stylize.Benchmarks;

/// <summary>
/// Readers of metadata, databases, caches, lists, addresses and options of foreign files; and whole commands.
/// </summary>
internal static class FuzzReaders
{
    private const string OmeXml = """
        <OME><Plate Name="P"><Well Row="1" Column="2"><WellSample><ImageRef ID="I"/></WellSample></Well></Plate><Image ID="I"><Pixels
        DimensionOrder="XYZCT" SizeX="8" SizeY="8" SizeZ="3" SizeC="2" SizeT="1" Type="uint16" PhysicalSizeX="325" PhysicalSizeXUnit="nm">
        <Channel Name="DAPI"/><Channel/><TiffData IFD="0" FirstZ="0" PlaneCount="6"><UUID FileName="x.ome.tif">urn:1</UUID></TiffData>
        </Pixels></Image></OME>
        """;

    private const string Attributes = """
        {"multiscales": [{"version": "0.4", "axes": [{"name": "c"}, {"name": "y", "type": "space"}, {"name": "x", "unit": "micrometer"}],
        "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [1, 0.5, 0.5]}]}]}],
        "omero": {"channels": [{"label": "DAPI"}, {"label": "GFP"}]}}
        """;

    private const string Array2 = """
        {"zarr_format": 2, "shape": [2, 8, 8], "chunks": [1, 4, 8], "dtype": "<u2", "compressor": null, "filters": null, "fill_value": 7,
        "order": "C", "dimension_separator": "/"}
        """;

    private const string Array3 = """
        {"zarr_format": 3, "node_type": "array", "shape": [8, 8], "data_type": "uint16",
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [4, 8]}},
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}}, "fill_value": 0,
        "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}]}
        """;

    private static readonly byte[] AttributeBytes = Bytes(Attributes), ArrayBytes = Bytes(Array2);

    private static readonly DecodeOptions Limits = DecodeOptions.Default with { MaxPixels = 4 << 20 };

    /// <summary>Creates the readers.</summary>
    /// <param name="picture">A small PNG file that Stylize wrote, for whole commands.</param>
    /// <param name="folder">Provides the files that the readers open.</param>
    public static IEnumerable<FuzzTarget> All(byte[] picture, FuzzFolder folder)
    {
        foreach (var (name, group, array) in new[] { ("zarr2", ".zattrs", ".zarray"), ("zarr3", "", "zarr.json") })
        {
            var samples = group.Length == 0 ? [Bytes(Array3)] : new[] { Bytes(Attributes), Bytes(Array2) };
            yield return new FuzzTarget(name, samples, bytes => Zarr(folder, name, bytes, array));
        }

        yield return new FuzzTarget("zarr-chunk", [new byte[64]], bytes =>
        {
            folder.Put("chunk.zarr/0/.zarray", ArrayBytes);
            var chunk = folder.Put("chunk.zarr/0/0/0/0", bytes);
            using var image = ImageCodecs.Default.DecodeSamples(
                ImageSource.File(Path.GetFullPath(Path.Combine(chunk, "..", "..", ".."))), Limits);
            return true;
        });
        yield return new FuzzTarget(
            "ome-xml", [Bytes(OmeXml)], bytes => Plan(Tiff(folder, Encoding.Latin1.GetString(bytes))));
        foreach (var target in Databases(folder).Concat(Texts(picture, folder)).Concat(Commands(picture, folder)))
        {
            yield return target;
        }
    }

    private static IEnumerable<FuzzTarget> Databases(FuzzFolder folder)
    {
        var path = folder.Put("good.sqlite", []);
        File.Delete(path);
        MeasurementStores.Open(path).Dispose();
        byte[][] samples = [File.ReadAllBytes(path)];
        yield return new FuzzTarget("database", samples, bytes =>
            TrackReader.Read(folder.Put("fuzz.sqlite", bytes), new StoredQuery()).Count() >= 0);
        yield return new FuzzTarget("database-merge", samples, bytes =>
        {
            MeasurementStores.Merge(
                [folder.Put("fuzz.sqlite", bytes)], Path.Combine(folder.FullName, "joined.sqlite"), force: true);
            return true;
        });
    }

    private static IEnumerable<FuzzTarget> Texts(byte[] picture, FuzzFolder folder)
    {
        var cache = Path.Combine(folder.FullName, "hashes");
        var source = folder.Put("sources/a.png", [1, 2, 3]);
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddHours(-1));
        using (var hashes = new SourceHashes(cache))
        {
            hashes.HashOf(ImageSource.File(source));
        }

        var text = Path.GetRelativePath(folder.FullName, Directory.GetFiles(cache).Single());
        yield return new FuzzTarget("cache-hashes", [File.ReadAllBytes(Path.Combine(folder.FullName, text))], bytes =>
        {
            folder.Put(text, bytes);
            using var hashes = new SourceHashes(cache);
            return hashes.HashOf(ImageSource.File(source)).Length == 64;
        });
        yield return new FuzzTarget(
            "broker", [Bytes("address = amqp://user@host:5672/v?a=1\nuser = x\npassword = y\n# note\n")], bytes =>
                BrokerAddress.ReadFile(folder.Put("broker", bytes)).Name.Length > 0);
        var map = SourceHash.Compute(ImageSource.File(folder.Put("map.png", picture)));
        var record = ProvenanceRecord.Create(
            PixelArtDefinition.Value.Name, 1,
            [new("Width", "20"), new("Palette", "pico-8"), new("Importance", "map.png") { FileSha256 = map }],
            "photo.png", new string('b', 64));
        yield return new FuzzTarget("like", [Bytes(ProvenanceMarkup.Line(record) + "\n")], bytes =>
            new StartOptions(
                PixelArtDefinition.Value.Name, new FuzzInputs(folder.FullName)) { Like = folder.Put("like.hex", bytes) }
                .Read<PixelArtOptions>().Width > 0);
    }

    private static IEnumerable<FuzzTarget> Commands(byte[] picture, FuzzFolder folder)
    {
        yield return Command(
            "command-pixel-art", folder, "in.png", [picture], "pixel-art", "in.png", "-o", "out.png", "--force",
            "--width", "4");
        yield return Command(
            "command-dot-art", folder, "in.png", [picture], "dot-art", "in.png", "-o", "out.svg", "--force",
            "--dot-count", "9");
        folder.Put("in.png", picture);
        Run(folder, "pixel-art", "in.png", "-o", "made.png", "--width", "8");
        byte[][] made = [File.ReadAllBytes(Path.Combine(folder.FullName, "made.png"))];
        yield return Command("command-provenance", folder, "in.png", made, "provenance", "in.png");
        byte[][] plane = [File.ReadAllBytes(Tiff(folder, OmeXml))];
        yield return Command("command-regions", folder, "in.tif", plane, "regions", "in.tif", "--method", "otsu");
        yield return Command(
            "command-segment", folder, "P_A1_T0_1_DAPI.ome.tif", plane,
            "segment", "P_A1_T0_1_DAPI.ome.tif", "-o", "wells", "--force");
        folder.Put("P_A1_T0_2_DAPI.ome.tif", plane[0]);
        yield return Command(
            "command-plate-map", folder, "map.csv", [Bytes("well,dose,=1+1\nA1,\"1,5\",@x\nB2,3,\n")],
            "segment", "P_A1_T0_2_DAPI.ome.tif", "-o", "wells", "--force", "--plate-map", "map.csv", "--what-if");
    }

    /// <summary>Runs a whole command, which must exit with 0, 1 or 2 and report no bug.</summary>
    private static FuzzTarget Command(
        string name, FuzzFolder folder, string file, byte[][] samples, params string[] words) =>
        new(name, samples, bytes =>
        {
            folder.Put(file, bytes);
            var (exitCode, error) = Run(folder, words);
            return exitCode is > 2 or < 0 || error.Contains("nexpected")
                ? throw new InvalidOperationException($"Exit code {exitCode}: {error}")
                : exitCode == 0;
        });

    private static (int ExitCode, string Error) Run(FuzzFolder folder, params string[] words)
    {
        using var error = new StringWriter();
        var exitCode = StylizeCommand.Run(
            words, new CommandHost { Out = TextWriter.Null, Error = error, WorkingFolder = folder.FullName });
        return (exitCode, error.ToString());
    }

    private static bool Zarr(FuzzFolder folder, string name, byte[] bytes, string array)
    {
        var isGroup = bytes.AsSpan().IndexOf("multiscales"u8) >= 0;
        var root = Path.GetDirectoryName(folder.Put(name + ".zarr/.zattrs", isGroup ? bytes : AttributeBytes))!;
        folder.Put(name + ".zarr/0/" + array, isGroup ? ArrayBytes : bytes);
        if (array != ".zarray")
        {
            using var image = ImageCodecs.Default.DecodeSamples(ImageSource.File(Path.Combine(root, "0")), Limits);
            return true;
        }

        return Plan(root);
    }

    private static string Tiff(FuzzFolder folder, string description)
    {
        using var file = new MemoryStream();
        using (var tiff = new TiffWriter(file))
        {
            for (var page = 0; page < 6; page++)
            {
                tiff.Begin(
                    new TiffPage(
                        8, 8, 1, 16, LosslessCompression.None) { Description = page == 0 ? description : null });
                for (var y = 0; y < 8; y++)
                {
                    var row = tiff.NextRow();
                    for (var x = 0; x < row.Length; x++)
                    {
                        row[x] = (byte)(31 * (x / 8 % 2) * (y / 4));
                    }
                }

                tiff.Finish();
            }
        }

        return folder.Put("x.ome.tif", file.ToArray());
    }

    private static bool Plan(string path)
    {
        var plan = PlatePlan.Make([path], new PlateOptions(), ImageCodecs.Default);
        foreach (var tile in plan.Tiles.Take(2))
        {
            using var image =
                ImageCodecs.Default.DecodeSamples(ImageSource.File(tile.Path), Limits with { Page = tile.Page });
        }

        return plan.Problems.Count == 0;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
