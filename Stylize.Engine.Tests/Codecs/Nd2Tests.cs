using System.Xml.Linq;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>ND2 files that <see cref="TinyNd2"/> writes are read: pixels, channels, loops, wells and pixel
/// size.</summary>
public sealed class Nd2Tests : CodecTest
{
    [Theory]
    [InlineData(8, false, 0)]
    [InlineData(16, false, 0)]
    [InlineData(16, false, 6)]
    [InlineData(16, true, 0)]
    [InlineData(8, true, 3)]
    public void Samples_are_those_of_the_file(int bits, bool isPacked, int padding)
    {
        var file = Bytes(new TinyNd2(7, 5, bits) { IsPacked = isPacked, Padding = padding }.ToArray(3));
        var info = Codec.Identify(file);
        Assert.Equal(
            (ImageFormat.Nd2, 7, 5, 6, 1), (info.Format, info.Width, info.Height, info.Pages, info.ColorPlanes));
        Assert.Equal(bits, info.BitsPerSample);
        for (var page = 0; page < 6; page++)
        {
            using var image = Codec.DecodeSamples(file, new DecodeOptions { Page = page });
            RequireSamples(image, page / 2, page % 2);
        }

        Assert.Contains("does not exist", Assert.Throws<StylizeException>(
            () => Codec.DecodeSamples(file, new DecodeOptions { Page = 6 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strips_and_numbers_are_those_of_the_plane()
    {
        var file = Bytes(new TinyNd2(9, 70).ToArray(2));
        using var strips = Codec.OpenStrips(file, new DecodeOptions { Page = 3 });
        using var strip = new Raster<ushort>(9, 32);
        var top = 0;
        for (int rows; (rows = strips.Read([strip])) > 0; top += rows)
        {
            Assert.Equal(TinyNd2.Sample(1, 1, 8, top), strip[8, 0]);
        }

        Assert.Equal(70, top);
        var floats = Bytes(new TinyNd2(4, 3, 32).ToArray(1));
        Assert.True(Codec.Identify(floats).IsFloat);
        Codec.ReadNumbers(
            floats, (y, values) =>
                Assert.Equal([.. Enumerable.Range(0, 4).Select(x => TinyNd2.Sample(0, 1, x, y) / 4.0)], values),
            new DecodeOptions { Page = 1 });
    }

    [Fact]
    public void Colors_are_red_green_and_blue()
    {
        var file = Bytes(new TinyNd2(4, 3, 8) { IsColor = true, Channels = ["RGB"] }.ToArray(1));
        using var image = Codec.DecodeSamples(file);
        Assert.Equal((3, 1), (image.ColorPlanes, Codec.Identify(file).Pages));
        Assert.Equal(
            [TinyNd2.Sample(0, 2, 3, 1), TinyNd2.Sample(0, 1, 3, 1), TinyNd2.Sample(0, 0, 3, 1)],
            image.Planes.Select(plane => (int)plane[3, 1]));
        using var pixels = Codec.DecodeRgba(file);
        Assert.Equal(TinyNd2.Sample(0, 2, 3, 1), pixels[3, 1].R);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Loops_give_position_time_and_plane(bool isXml, bool isPacked)
    {
        Save("plate.nd2", new TinyNd2(8, 8, isXml: isXml)
        {
            Loops = [('T', 2), ('P', 3), ('Z', 2)],
            Positions = ["B02_0000", "B02_0001", "x", "C11_0000"], Skipped = [2],
            PacksMetadata = isPacked,
        }.ToArray(12));
        var plan = Plan(new PlateOptions { StackPlane = "1" }, "plate.nd2");
        Assert.Empty(plan.Problems);
        Assert.Equal(
            [
                ("B2", 0, "DAPI", 1, 2), ("B2", 0, "DAPI", 2, 6), ("B2", 0, "GFP", 1, 3), ("B2", 0, "GFP", 2, 7),
                ("B2", 1, "DAPI", 1, 14), ("B2", 1, "DAPI", 2, 18), ("B2", 1, "GFP", 1, 15), ("B2", 1, "GFP", 2, 19),
                ("C11", 0, "DAPI", 1, 10), ("C11", 0, "GFP", 1, 11), ("C11", 1, "DAPI", 1, 22),
                ("C11", 1, "GFP", 1, 23),
            ],
            plan.Tiles.Select(t => (t.Well, t.Timepoint, t.Channel, t.Tile, t.Page)));
        Assert.All(plan.Tiles, tile => Assert.Equal(("plate", .325), (tile.Experiment, tile.PixelSize)));
    }

    [Theory]
    [InlineData("P1,P2,P3", "A1,A1,A1")]
    [InlineData("P1,P3,P2", "P1,P2,P3")]
    [InlineData("a_H12,WellAB07,C3 x", "C3,H12,AB7")]
    [InlineData("A1,A2,A1-B2", "A1,A1,A1")]
    [InlineData("A1,A2,A0", "A1,A1,A1")]
    public void Names_of_positions_give_wells(string names, string wells)
    {
        Save("wells.nd2",
            new TinyNd2(8, 8) { Loops = [('P', 3)], Positions = names.Split(','), Channels = ["A"] }.ToArray(3));
        Assert.Equal(wells, string.Join(',', Plan(new PlateOptions(), "wells.nd2").Tiles.Select(tile => tile.Well)));
    }

    [Fact]
    public void Positions_without_wells_are_tiles_and_frames_that_are_missing_are_left_out()
    {
        var file = new TinyNd2(
            8, 8) { Loops = [('T', 3), ('P', 2)], Positions = ["point 1", "point 2"], Channels = ["A", "A"] };
        Save("cut.nd2", file.ToArray(5));
        var plan = Plan(new PlateOptions(), "cut.nd2");
        Assert.Equal(
            [
                (0, "A", 1), (0, "A", 2), (0, "A 2", 1), (0, "A 2", 2), (1, "A", 1), (1, "A", 2), (1, "A 2", 1),
                (1, "A 2", 2), (2, "A", 1), (2, "A 2", 1),
            ],
            plan.Tiles.Select(tile => (tile.Timepoint, tile.Channel, tile.Tile)));
        Assert.All(plan.Tiles, tile => Assert.Equal("A1", tile.Well));
    }

    [Fact]
    public void Positions_on_the_stage_place_tiles()
    {
        Save("grid.nd2", new TinyNd2(8, 8)
        {
            Loops = [('P', 4)], Positions = ["", "", "", ""], Channels = ["A"],
            Stage = [(7, -3), (-193, -3), (7, 198), (-192, 197)],
        }.ToArray(4));
        var well = Assert.Single(Plan(new PlateOptions(), "grid.nd2").Wells);
        Assert.Equal([(1, 0), (0, 0), (1, 1), (0, 1)], well.TileNumbers.Select(number => well.Cells![number]));
    }

    [Fact]
    public void Names_of_jobs_give_plate_and_well()
    {
        foreach (var (well, number) in new[] { ("A01", 0), ("B02", 1) })
        {
            Save($"Screen_1_Well{well}_ChannelDAPI,GFP_Seq000{number}.nd2", new TinyNd2(8, 8).ToArray(1));
        }

        var plan =
            Plan(new PlateOptions(), [.. Directory.GetFiles(Folder).Order().Select(Path.GetFileName).OfType<string>()]);
        Assert.Equal(
            [("Screen_1", "A01", "DAPI"), ("Screen_1", "A01", "GFP"), ("Screen_1", "B02", "DAPI"),
                ("Screen_1", "B02", "GFP")],
            plan.Tiles.Select(tile => (tile.Experiment, tile.Well, tile.Channel)));
    }

    [Fact]
    public void Metadata_is_ome_xml()
    {
        var text =
            Codec.ReadMetadata(Bytes(new TinyNd2(8, 8) { Channels = ["a<b&\u0001\"c"] }.ToArray(1))).Description!;
        var image = XDocument.Parse(text).Descendants().ToList();
        Assert.Equal("a<b&\"c", image.Single(e => e.Name.LocalName == "Channel").Attribute("Name")!.Value);
    }

    [Fact]
    public void A_file_of_another_kind_is_one_typed_error()
    {
        byte[] old = [0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 10, .. new byte[2000]];
        var failure = Fails.Of(
            StylizeError.FormatUnsupported, () => Codec.Identify(ImageSource.Memory(old, "old.nd2")), "JPEG 2000");
        Fails.Of(StylizeError.FormatUnsupported, () => Codec.Identify(Bytes(new TinyNd2(8, 8, 64).ToArray(1))));
    }

    [Fact]
    public void A_cut_or_changed_file_is_one_typed_error_or_a_result()
    {
        var file = new TinyNd2(8, 8) { Loops = [('P', 2)], Positions = ["A1", "A2"], IsPacked = true }.ToArray(2);
        for (var length = 1; length < file.Length; length += 13)
        {
            Assert.Throws<StylizeException>(() => Codec.Identify(Bytes(file[..length])));
        }

        // Sizes beyond the file, of both kinds.
        foreach (var isPacked in (bool[])[true, false])
        {
            var wide = new TinyNd2(8, 8) { IsPacked = isPacked }.ToArray(1);
            var at = wide.AsSpan().IndexOf("u\0i\0H\0e\0i\0g\0h\0t\0"u8) + 18;
            BitConverter.GetBytes(100_000_000).CopyTo(wide, at);
            var limits = new DecodeOptions { MaxSide = int.MaxValue, MaxPixels = long.MaxValue };
            Fails.At(StylizeError.ImageUnreadable, "bytes", () => Codec.DecodeSamples(Bytes(wide), limits));
            Fails.Of(StylizeError.ImageTooLarge, () => Codec.Identify(Bytes(wide)));
        }
    }

    [Fact]
    public void Padding_of_rows_is_limited()
    {
        using var most =
            Codec.DecodeSamples(Bytes(new TinyNd2(1, 1) { IsPacked = true, Padding = 1 << 16 }.ToArray(1)));
        Assert.Equal(TinyNd2.Sample(0, 0, 0, 0), most.Planes[0][0, 0]);
        var file = new TinyNd2(1, 1) { IsPacked = true, Padding = (1 << 16) + 1 }.ToArray(1);
        Fails.Of(StylizeError.ImageUnreadable, () => Codec.DecodeSamples(Bytes(file)));
    }

    private static void RequireSamples(SampleImage<ushort> image, int frame, int component)
    {
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            Assert.Equal(TinyNd2.Sample(frame, component, x, y), image.Planes[0][x, y]);
        }
    }
}
