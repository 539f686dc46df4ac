using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>LIF files that <see cref="TinyLif"/> writes are read: images, channels, stacks, times, mosaics and
/// sizes.</summary>
public sealed class LifTests : CodecTest
{
    /// <summary>Two channels, three planes and two timepoints; the planes of a channel follow each other or not.
    /// </summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    public void Axes_are_those_of_the_header(int version, bool isChannelFirst)
    {
        const int Plane = 6 * 4 * 2;
        var (c, z, t) = isChannelFirst ? (Plane, 2 * Plane, 6 * Plane) : (3 * Plane, Plane, 6 * Plane);
        var pixels = new byte[12 * Plane];
        foreach (var i in Enumerable.Range(0, 12))
        {
            var (channel, plane, time) = (i % 2, i / 2 % 3, i / 6);
            Words(6, 4, Value(channel, plane, time)).CopyTo(
                pixels, (channel * c) + (plane * z) + (time * t));
        }

        var file = new TinyLif { Version = version }.Image(
            "Series 1", pixels, [("DAPI", 12, 0), ("GFP", 12, c)], (1, 6, 2, 5e-6), (2, 4, 12, 6e-6), (3, 3, z, 4e-6),
            (4, 2, t, 10)).ToArray();
        var path = ImageSource.File(Save("cells.lif", file));
        foreach (var tile in Plan("cells.lif", Enumerable.Range(0, 3)))
        {
            using var image = Codec.DecodeSamples(path, new DecodeOptions { Page = tile.Page });
            var channel = tile.Channel == "GFP" ? 1 : 0;
            Assert.Equal(Value(channel, tile.Plane!.Value, tile.Timepoint), image.Planes[0][0, 0]);
            Assert.Equal(Value(channel, tile.Plane.Value, tile.Timepoint) + (3 * 23), image.Planes[0][5, 3]);
            Assert.Equal(("cells", new PixelSize(1, 2), 2.0), (tile.Experiment, tile.PixelSize, tile.PlaneDistance));
        }

        static int Value(int channel, int plane, int time) => 100 + (1000 * channel) + (300 * plane) + (97 * time);
    }

    [Fact]
    public void Images_are_experiments_and_tiles_of_a_mosaic_are_tiles()
    {
        Save("two.lif", new TinyLif()
            .Image("A", new byte[24], [("", 8, 0)], (1, 6, 1, 0), (2, 4, 6, 0))
            .Image("B", new byte[48], [("", 8, 0)], (1, 6, 1, 0), (2, 4, 6, 0), (10, 2, 24, 0)).ToArray());
        Assert.Equal(
            [("two_A", 1, 0), ("two_B", 1, 1), ("two_B", 2, 2)],
            Plan("two.lif", [0]).Select(tile => (tile.Experiment, tile.Tile, tile.Page)));
    }

    /// <summary>As Bio-Formats reads them: first the axes change places, then they are reversed.</summary>
    [Theory]
    [InlineData("FlipX=\"0\" FlipY=\"0\" SwapXY=\"0\"", 3, 1)]
    [InlineData("FlipX=\"1\" FlipY=\"0\" SwapXY=\"0\"", -3, 1)]
    [InlineData("FlipX=\"0\" FlipY=\"1\" SwapXY=\"1\"", 1, -3)]
    [InlineData("", 3, 1)]
    public void Tiles_lie_as_the_axes_of_the_stage(string turn, double x, double y)
    {
        Save("one.lif", new TinyLif
        {
            Attachment = $"<Attachment Name=\"TileScanInfo\" {turn}><Tile PosX=\"0\" PosY=\"0\"/>"
                + "<Tile PosX=\"3e-6\" PosY=\"1e-6\"/></Attachment>",
        }.Image("A", new byte[48], [("", 8, 0)], (1, 6, 1, 0), (2, 4, 6, 0), (10, 2, 24, 0)).ToArray());
        Assert.Equal((x, y), Plan("one.lif", [0])[1].Stage);
    }

    [Fact]
    public void Floats_and_interleaved_colors_keep_their_values()
    {
        byte[] numbers = [.. new[] { .5f, -3, 1e9f, 7 }.SelectMany(BitConverter.GetBytes)];
        var read = new List<double>();
        Codec.ReadNumbers(
            Bytes(new TinyLif().Image("F", numbers, [("", 32, 0)], (1, 2, 4, 0), (2, 2, 8, 0)).ToArray()),
            (_, values) => read.AddRange(values));
        Assert.Equal([.5, -3, 1e9, 7], read);
        var color = Bytes(new TinyLif().Image(
            "C", [.. Enumerable.Range(0, 12).Select(i => (byte)i)], [("R", 8, 0), ("G", 8, 1), ("B", 8, 2)],
            (1, 2, 3, 0), (2, 2, 6, 0)).ToArray());
        Assert.Equal(3, Codec.Identify(color).Pages);
        using var green = Codec.DecodeSamples(color, new DecodeOptions { Page = 1 });
        Assert.Equal([1, 4, 7, 10], Enumerable.Range(0, 4).Select(i => (int)green.Planes[0][i % 2, i / 2]));
    }

    [Fact]
    public void Damage_is_one_typed_error()
    {
        var file = new TinyLif().Image("A", new byte[24], [("", 8, 0)], (1, 6, 1, 0), (2, 4, 6, 0)).ToArray();
        for (var length = 1; length < file.Length; length += 23)
        {
            Assert.Throws<StylizeException>(() => Codec.DecodeSamples(Bytes(file[..length])).Dispose());
        }

        Refused(new TinyLif());
        Refused(new TinyLif().Image("A", new byte[23], [("", 8, 0)], (1, 6, 1, 0), (2, 4, 6, 0)));
        Refused(new TinyLif().Image("A", new byte[24], [("", 8, 0)], (1, 6, 1, 0), (2, 4, 6, 0), (3, 99, 0, 0)));
        Refused(new TinyLif().Image("A", new byte[24], [("", 8, 0)], (1, int.MaxValue, 1, 0), (2, 4, 6, 0)));
        Refused(new TinyLif().Image("A", new byte[24], [("", 24, 0)], (1, 2, 3, 0), (2, 4, 6, 0)));

        void Refused(TinyLif lif) => Assert.Throws<StylizeException>(
            () => Codec.DecodeSamples(Bytes(lif.ToArray())).Dispose());
    }

    private List<Engine.Segmentation.Wells.TileFile> Plan(string name, IEnumerable<int> planes) =>
    [
        .. planes.SelectMany(plane => PlatePlan.Make(
            [Path.Combine(Folder, name)], new PlateOptions { StackPlane = $"{plane}" }, Codec).Tiles),
    ];

    private static byte[] Words(int width, int height, int first) =>
        [.. Enumerable.Range(0, width * height).SelectMany(i => BitConverter.GetBytes((ushort)(first + (3 * i))))];
}
