using Stylize.Codecs.Zarr;
using Stylize.Engine.Segmentation.Ome;

namespace Stylize.Engine.Tests.Hostile;

/// <summary>Metadata with absurd sizes, deep nesting, and paths that leave the folder.</summary>
public sealed class HostileMetadataTests : FolderTest
{
    [Theory]
    [InlineData("SizeZ=\"1000000\" SizeC=\"1000000\" SizeT=\"1000000\"", "SizeC is 1000000")]
    [InlineData("SizeZ=\"-5\" SizeC=\"1\" SizeT=\"1\"", "SizeZ is -5")]
    [InlineData("SizeZ=\"1\" SizeC=\"1\" SizeT=\"99999999999\"", "SizeT is 99999999999")]
    [InlineData("SizeZ=\"one\" SizeC=\"1\" SizeT=\"1\"", "SizeZ is one")]
    [InlineData("SizeZ=\"2\" SizeC=\"1\" SizeT=\"1\" DimensionOrder=\"XY\"", "DimensionOrder is 'XY'")]
    [InlineData("SizeZ=\"40\" SizeC=\"1\" SizeT=\"1\"", "no page holds plane 20")]
    public void Absurd_sizes_of_an_OME_TIFF_give_one_error(string sizes, string words)
    {
        HostileTiff.Write(
            _folder["x.ome.tif"], $"<OME><Image ID=\"I\"><Pixels {sizes}><TiffData/></Pixels></Image></OME>");
        var run = CliRun.InProcess(_folder.Path, "segment", "x.ome.tif", "-o", "out").Exits(1);
        Assert.Contains("ImageUnreadable", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains(words, run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Deeply_nested_OME_XML_is_refused_at_the_limit()
    {
        const int Depth = 200_000;
        var text = string.Concat("<OME>", string.Concat(Enumerable.Repeat("<Image>", Depth)), string.Concat(
            Enumerable.Repeat("</Image>", Depth)), "</OME>");
        var failure = Assert.Throws<InvalidDataException>(() => OmeXml.TryRead(text));
        Assert.Contains("nested deeper", failure.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Datasets => ["../other.zarr/0", "/etc", "0/../../x", "0\\u0000"];

    [Theory]
    [MemberData(nameof(Datasets))]
    public void A_path_of_a_Zarr_stays_in_its_folder(string dataset)
    {
        HostileZarr.Write(_folder["other.zarr"], "[8, 8]", "[8, 8]");
        HostileZarr.Write(_folder["x.zarr"], "[8, 8]", "[8, 8]", dataset);
        var plan = PlatePlan.Make([_folder["x.zarr"]], new PlateOptions(), ImageCodecs.Default);
        Assert.Empty(plan.Tiles);
        Assert.Equal(StylizeError.ImageUnreadable, Assert.Single(plan.Problems).Error);
    }

    [Theory]
    [InlineData("../")]
    [InlineData("\\u0000")]
    [InlineData("")]
    public void A_separator_is_a_dot_or_a_slash(string separator)
    {
        HostileZarr.Write(_folder["x.zarr"], "[8, 8]", "[8, 8]", separator: separator);
        Fails.Of(StylizeError.ImageUnreadable, () => ZarrArray.Read(_folder["x.zarr/0"]));
    }

    [Theory]
    [InlineData("[20000, 20000]", "[1, 1]", StylizeError.ImageTooLarge)]
    [InlineData("[-8, 8]", "[8, 8]", StylizeError.ImageUnreadable)]
    [InlineData("[2000000000, 2000000000, 8, 8]", "[1, 1, 8, 8]", StylizeError.ImageUnreadable)]
    public void Absurd_lengths_of_a_Zarr_give_one_error(string shape, string chunks, StylizeError error)
    {
        HostileZarr.Write(_folder["x.zarr"], shape, chunks);
        Assert.Equal(error, Assert.Throws<StylizeException>(() => ZarrArray.Read(_folder["x.zarr/0"])).Error);
    }

    [Fact]
    public void Chunks_far_taller_than_the_image_take_no_memory()
    {
        HostileZarr.Write(_folder["x.zarr"], "[8, 20000]", "[500000000, 1]");
        using var image = ImageCodecs.Default.DecodeSamples(ImageSource.File(_folder["x.zarr/0"]));
        Assert.Equal((20000, 8), (image.Width, image.Height));
    }
}
