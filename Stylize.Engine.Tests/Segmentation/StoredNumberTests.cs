using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Tests.Cli;
using Stylize.Engine.Tests.Codecs;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Images of any sample type are measured and compared in the numbers of the file.</summary>
public sealed class StoredNumberTests : CliTest
{
    [Fact]
    public void Pages_that_are_not_measured_are_named()
    {
        var layout = new DrawnTiff(30, 20, 16) { Samples = 2, IsPlanar = true };
        Draw("two.tif", layout, (x, y) => InObject(x, y) ? 900 : 100);
        _folder.Run("regions", "two.tif", "--threshold", "500").Exits(0, "has 2 channels");
        Assert.Equal("", _folder.Run("regions", "two.tif", "--threshold", "500", "--frame", "first").Error);
    }

    /// <summary>Channels of OME-TIFF in the samples of one directory are channels of the plate.</summary>
    [Theory]
    [InlineData("<Channel SamplesPerPixel=\"2\"/>", "0", "1")]
    [InlineData("<Channel Name=\"DAPI\"/><Channel Name=\"GFP\"/>", "DAPI", "GFP")]
    public void Samples_of_a_pixel_are_channels(string channels, string first, string second)
    {
        var text = "<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image ID=\"Image:0\">"
            + "<Pixels SizeX=\"30\" SizeY=\"20\" SizeZ=\"1\" SizeC=\"2\" SizeT=\"1\" Type=\"uint16\" "
            + $"DimensionOrder=\"XYCZT\">{channels}"
            + "<TiffData IFD=\"0\" PlaneCount=\"1\"/></Pixels></Image></OME>";
        foreach (var isPlanar in (bool[])[false, true])
        {
            var layout = new DrawnTiff(30, 20, 16) { Samples = 2, IsPlanar = isPlanar, Text = text };
            Draw("two.ome.tif", layout, (_, _) => 1);
            var plan = PlatePlan.Make([_folder["two.ome.tif"]], new PlateOptions(), ImageCodecs.Default);
            Assert.Empty(plan.Problems);
            Assert.Equal([(first, 0), (second, 1)], plan.Tiles.Select(tile => (tile.Channel, tile.Page)));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(1, 64)]
    [InlineData(1, 1000)]
    [InlineData(1000, 2)]
    public void Tiles_smaller_than_a_nucleus_are_measured(int width, int height)
    {
        var path = _folder["narrow.tif"];
        foreach (var step in (int[])[0, 100])
        {
            SampleFiles.Save(path, width, height, (x, y) => (x + y) % 5 * step);
            var input = new ImageInput(ImageSource.File(path), ImageCodecs.Default);
            foreach (var diameter in (double?[])[null, 4])
            {
                var options = new SegmentationOptions { Method = ThresholdMethod.Learned, NucleusDiameter = diameter };
                var found = ImageRegions.Measure(input, options, OperationContext.Quiet).Regions.Count;
                Assert.InRange(found, 0, step == 0 ? 0 : width * height);
            }
        }
    }

    [Fact]
    public void Numbers_that_are_not_finite_give_the_same_warning_everywhere()
    {
        SampleFiles.SaveFloats(_folder["nan.tif"], 40, 30, (x, y) => x == 5 ? float.NaN : x / 40f);
        const string Warning = "has 30 pixels that are NaN or infinite. They count as 0";
        string[][] commands =
        [
            ["regions"], ["pixel-art", "-o", "out"], ["gaussian", "encode", "--count", "50", "-o", "out"],
            ["dot-art", "-o", "out"], ["compare", "-r", "nan.tif"],
        ];
        foreach (var command in commands)
        {
            _folder.Run([.. command, "nan.tif"]).Exits(0, Warning);
        }

        foreach (var command in (string[][])[["pixel-art"], ["gaussian", "encode", "--count", "50"]])
        {
            _folder.Run([.. command, "nan.tif", "-o", "strict", "--strict"]).Exits(1);
        }
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_untouched()
    {
        var path = _folder["other.sqlite"];
        StoreDump.Rows(path, "CREATE TABLE books (Title TEXT)");
        var before = File.ReadAllBytes(path);
        Fails.Of(StylizeError.TargetUnwritable, () => MeasurementStores.Open(path), "is not a database of Stylize");
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    /// <summary>Of each label mask, one kind of object differs; the figures follow from the areas.</summary>
    [Fact]
    public void Masks_are_compared_by_their_objects()
    {
        SampleFiles.Save(_folder["reference.tif"], 100, 10, (x, _) => Label(x));
        Check(new MaskComparison(0, 1, 1, 1, 0, 0, 0, 0), (x, label) => label);
        Check(new MaskComparison(80, 7 / 8.0, 14 / 15.0, 14 / 15.0, 0, 0, 1, 0), (x, label) => label == 3 ? 0 : label);
        Check(
            new MaskComparison(80, 1, 16 / 17.0, 16 / 17.0, 0, 0, 0, 1),
            (x, label) => x / 10 == 9 && x % 10 < 8 ? 50 : label);

        // Two objects with 8 of 8 columns each are one of 18 columns: 8 / 18 for both.
        Check(
            new MaskComparison(100, (6 + (2 * 8 / 18.0)) / 8, 12 / 15.0, 12 / 15.0, 0, 1, 0, 0),
            (x, label) => x is >= 20 and < 38 ? 3 : label);

        // One object in halves of 4 columns: each fits half.
        Check(
            new MaskComparison(40, 7.5 / 8, 16 / 17.0, 14 / 17.0, 1, 0, 0, 0),
            (x, label) => x is >= 24 and < 28 ? 60 : label);

        static int Label(int x) => x < 80 && x % 10 < 8 ? (x / 10) + 1 : 0;

        void Check(MaskComparison expected, Func<int, int, int> change)
        {
            SampleFiles.Save(_folder["image.tif"], 100, 10, (x, _) => change(x, Label(x)));
            var found = MaskComparison.TryCompare(Open("image.tif"), Open("reference.tif"), default)!;
            Assert.Equal(expected.Iou, found.Iou, 12);
            Assert.Equal(expected, found with { Iou = expected.Iou });
        }
    }

    [Fact]
    public void Pieces_of_binary_masks_are_objects_and_photographs_are_no_masks()
    {
        Draw("a.tif", new DrawnTiff(40, 10, 1), (x, _) => x % 10 < 5 ? 1 : 0);
        Draw("b.tif", new DrawnTiff(40, 10, 1) { Meaning = 0 }, (x, _) => x % 10 < 5 && x > 9 ? 1 : 0);
        var found = MaskComparison.TryCompare(Open("b.tif"), Open("a.tif"), default)!;
        Assert.Equal((50, .75, 1, 0), (found.ChangedPixels, found.Iou, found.Missed, found.Added));
        var random = new Random(1);
        SampleFiles.Save(_folder["photo.tif"], 64, 64, (x, y) => 300 + x + random.Next(40));
        Assert.Null(MaskComparison.TryCompare(Open("photo.tif"), Open("photo.tif"), default));
    }

    [Fact]
    public void Images_are_compared_at_their_depth()
    {
        SampleFiles.Save(_folder["dark.tif"], 40, 30, (x, y) => (x * y) % 50);
        SampleFiles.Save(_folder["darker.tif"], 40, 30, (x, y) => Math.Max(0, ((x * y) % 50) - 1));
        var changed = Coordinates(40, 30).Count(at => at.X * at.Y % 50 > 0);
        var run = _folder.Run("compare", "darker.tif", "-r", "dark.tif", "--json");
        var expected = 10 * Math.Log10(65535.0 * 65535 * 40 * 30 / changed);
        Assert.Equal(expected, run.Json.Single().GetProperty("psnr").GetDouble(), 3);
        var same = FileComparison.Compare(Open("dark.tif"), Open("dark.tif"), OperationContext.Quiet);
        Assert.Equal(double.PositiveInfinity, same.Psnr);
    }

    [Fact]
    public void A_Zarr_folder_is_measured_by_its_first_array()
    {
        foreach (var (header, text) in ((string, string)[])[
            ("image.zarr/.zgroup", "{\"zarr_format\": 2}"),
            ("image.zarr/.zattrs", "{\"bioformats2raw.layout\": 3}"),
            ("image.zarr/0/.zgroup", "{\"zarr_format\": 2}"),
            ("image.zarr/0/.zattrs", "{\"multiscales\": [{\"datasets\": [{\"path\": \"full\"}]}]}"),
            ("image.zarr/0/full/.zarray",
                "{\"zarr_format\": 2, \"shape\": [20, 30], \"chunks\": [20, 30], \"dtype\": \"<i2\", "
                    + "\"compressor\": null, \"fill_value\": 0, \"order\": \"C\", \"filters\": null}"),
            ("plate.zarr/.zattrs", "{\"plate\": {}}"), ("plate.zarr/0/.zarray", "{}")])
        {
            _folder.File(header, text);
        }

        File.WriteAllBytes(
            _folder["image.zarr/0/full/0.0"],
            [.. Coordinates(30, 20).OrderBy(at => at.Y).ThenBy(at => at.X).SelectMany(
                at => BitConverter.GetBytes((short)(InObject(at.X, at.Y) ? 90 : -40)))]);
        foreach (var path in (string[])["image.zarr", "image.zarr/0", "image.zarr/0/full"])
        {
            var run = _folder.Run($"regions {path} --method otsu --property Area,MeanIntensity --json").Exits(0);
            Assert.Equal(100, run.Json[0].GetProperty("Area").GetInt32());
            Assert.Equal(90, run.Json[0].GetProperty("MeanIntensity").GetDouble());
        }

        Assert.Contains("not that of an image", _folder.Run("regions", "plate.zarr").Error);
    }

    private static bool InObject(int x, int y) => x is >= 5 and < 15 && y is >= 5 and < 15;

    private ImageInput Open(string name) => new(ImageSource.File(_folder[name]), ImageCodecs.Default);

    private void Draw(string name, DrawnTiff layout, Func<int, int, long> value) => File.WriteAllBytes(
        _folder[name],
        layout.Write([.. Enumerable.Range(0, layout.Width * layout.Height).SelectMany(
            i => Enumerable.Repeat(value(i % layout.Width, i / layout.Width), layout.Samples))]));
}
