using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>TIFF files as microscopes write them give the planes, channels, times and sizes that their own tags state.
/// </summary>
public sealed class TiffDialectTests : CodecTest
{
    private const int Width = 6, Height = 4;

    public static TheoryData<string> Dialects =>
        ["stk", "lsm", "lsm3", "imagej", "qptiff", "sparse", "no-counts", "turned", "extra", "lif", "czi"];

    [Theory]
    [InlineData(true, "Z")]
    [InlineData(false, "T")]
    public void MetaMorph_has_planes_or_timepoints(bool isStack, string axis)
    {
        Save("P_A1_T0_1_DAPI.stk", MetaMorph(isStack).ToArray());
        var tiles = Plan("P_A1_T0_1_DAPI.stk", isStack ? "2" : null);
        if (axis == "T") Assert.Equal([0, 1, 2], tiles.Select(tile => tile.Timepoint));
        Assert.Equal(102, First(tiles[^1]));
        Assert.Equal(new PixelSize(.5, .25), tiles[0].PixelSize);
    }

    [Fact]
    public void MetaMorph_with_planes_elsewhere_is_refused()
    {
        var file = Save("a.stk", MetaMorph(true).Tag(33629, 5, 40, new byte[960]).ToArray());
        Fails.Of(StylizeError.FormatUnsupported, () => Codec.Identify(ImageSource.File(file)), "40 planes");
    }

    /// <summary>Thumbnails are skipped even if they are as large as the image; channels are samples that claim to be
    /// red, green and blue.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 3)]
    public void Lsm_has_timepoints_and_channels(int channels, int scan)
    {
        Save("P_A1_1_X.lsm", Lsm(channels, scan).ToArray());
        var tiles = Plan("P_A1_1_X.lsm");
        Assert.Equal(
            from time in Enumerable.Range(0, 4) from channel in Enumerable.Range(0, channels)
            select (time, $"C{channel}", 100 + (10 * time) + channel),
            tiles.OrderBy(tile => tile.Page).Select(tile => (tile.Timepoint, tile.Channel, First(tile))));
        Assert.Equal(new PixelSize(.1, .2), tiles[0].PixelSize);
    }

    /// <summary>tifffile states that three planes are red, green and blue unless it is given another meaning.</summary>
    [Theory]
    [InlineData("CYX", 1, "0 0 100|0 1 101|0 2 102")]
    [InlineData("TCYX", 2, "0 0 100|0 1 101|0 2 102|1 0 110|1 1 111|1 2 112")]
    [InlineData("CTYX", 2, "0 0 100|1 0 101|2 0 102|0 1 110|1 1 111|2 1 112")]
    [InlineData("TYX", 1, "0 C 100|1 C 101|2 C 102")]
    public void Planes_that_tifffile_calls_colors_are_those_of_its_axes(string axes, int pages, string expected)
    {
        var (file, bytes) = (new TinyTiff(), Width * Height * 2);
        for (var page = 0; page < pages; page++)
        {
            file.Page(Width, Height, [.. Enumerable.Range(0, 3).Select(plane => Words(100 + (10 * page) + plane))])
                .Tag(262, 3, 2).Tag(277, 3, 3).Tag(284, 3, 2)
                .Tag(273, 4, 3, Longs(file.Start, file.Start + bytes, file.Start + (2 * bytes)))
                .Tag(279, 4, 3, Longs(bytes, bytes, bytes)).Tag(258, 3, 3, [16, 0, 16, 0, 16, 0]);
            if (page == 0)
            {
                file.Text(270, $$"""{"axes": "{{axes}}", "shape": [{{(pages > 1 ? $"{pages}, " : "")}}3, 4, 6]}""");
            }
        }

        var path = Save("P_A1_T0_1_C.tif", file.ToArray());
        var tiles = Plan("P_A1_T0_1_C.tif");
        Assert.Equal(expected.Split('|'), tiles.OrderBy(tile => tile.Page)
            .Select(tile => $"{tile.Timepoint} {tile.Channel} {First(tile)}"));

        // A picture keeps its colors.
        Assert.Equal(3, Codec.Identify(ImageSource.File(path)).ColorPlanes);
    }

    [Theory]
    [InlineData("czt")]
    [InlineData("ctz")]
    [InlineData("zct")]
    [InlineData("ztc")]
    [InlineData("tcz")]
    [InlineData("tzc")]
    public void Every_order_of_ImageJ_is_followed(string order)
    {
        var sizes = new Dictionary<char, int> { ['c'] = 2, ['z'] = 3, ['t'] = 2 };
        var file = new TinyTiff();
        for (var page = 0; page < 12; page++)
        {
            var (rest, at) = (page, new Dictionary<char, int>());
            foreach (var axis in order)
            {
                (rest, at[axis]) = Math.DivRem(rest, sizes[axis]);
            }

            file.Page(Width, Height, Words(100 + at['c'] + (10 * at['z']) + (50 * at['t'])));
            if (page == 0)
            {
                file.Text(270, $"ImageJ=1.53t\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\n"
                    + $"order={order}\nunit=micron\n").Ratio(282, 2, 1).Ratio(283, 4, 1);
            }
        }

        Save("P_A1_T0_1_C.tif", file.ToArray());
        for (var z = 0; z < 3; z++)
        {
            foreach (var tile in Plan("P_A1_T0_1_C.tif", $"{z}"))
            {
                Assert.Equal(100 + (tile.Channel == "1" ? 1 : 0) + (10 * z) + (50 * tile.Timepoint), First(tile));
                Assert.Equal(new PixelSize(.5, .25), tile.PixelSize);
            }
        }
    }

    /// <summary>The sides of 0.5 and 0.25 units, of which y can have its own. Other units have no size. In British
    /// spelling, er is re.</summary>
    [Theory]
    [InlineData("\u00b5m|\u03bcm|um|\\u00B5m|\\u03bcm|micron|Microns|micrometer|micrometers", .5)]
    [InlineData("\u00c5|\u212b|\\u00c5|angstrom|\u00e5ngstr\u00f6ms", .00005)]
    [InlineData("nm|nanometer|Nanometers", .0005)]
    [InlineData("mm|millimeter|millimeters", 500d)]
    [InlineData("cm|centimeter", 5000d)]
    [InlineData("m|meter|meters", 500_000d)]
    [InlineData("in|inch|inches", 12_700d)]
    [InlineData("pixel|pixels|ms|s|MM|metrics||um2", null)]
    public void Units_of_length_are_read_in_each_spelling(string units, double? side)
    {
        foreach (var unit in units.Split('|').SelectMany(unit => (string[])[unit, unit.Replace("er", "re")]))
        {
            Assert.Equal(side is null ? null : new PixelSize(side.Value, side.Value / 2), SizeOf($"unit={unit}\n"));
            Assert.Equal(side is null ? null : new PixelSize(.5, side.Value / 2), SizeOf($"unit=um\nyunit={unit}\n"));
        }

        Assert.Equal(new PixelSize(.5, .25), SizeOf("unit=\u00b5m\n", Encoding.Latin1));

        PixelSize? SizeOf(string lines, Encoding? encoding = null)
        {
            var text = (encoding ?? Encoding.UTF8).GetBytes($"ImageJ=1.53t\n{lines}\0");
            return Codec.ReadMetadata(Bytes(new TinyTiff().Page(Width, Height, Words(1))
                .Tag(270, 2, text.Length, text).Ratio(282, 2, 1).Ratio(283, 4, 1).ToArray())).PixelSize;
        }
    }

    [Fact]
    public void Qptiff_has_a_channel_per_page_of_full_resolution()
    {
        Save("slide.qptiff", Qptiff().ToArray());
        Assert.Equal([("DAPI", 100), ("Opal 520", 200)],
            Plan("slide.qptiff").Select(tile => (tile.Channel, First(tile))));
    }

    /// <summary>The planes of a stack around 0 are in two files, whose numbers began at the lowest of each. The last
    /// of two planes with the same axes counts. All files of a set have one description, so that it is planned
    /// once.</summary>
    [Fact]
    public void The_index_of_an_NDTiff_gives_the_axes_of_all_its_files()
    {
        using var index = new MemoryStream();
        string[] names = ["X_NDTiffStack.tif", "X_NDTiffStack_1.tif"];
        Write(names[0], 100, ("GFP", "-1"), ("DAPI", "0"), ("GFP", "0"), ("DAPI", "-1"));
        Write(names[1], 109, ("DAPI", "1"), ("DAPI", "1"), ("GFP", "1"));
        Save("NDTiff.index", index.ToArray());
        Assert.Same(TextOf(names[0]), TextOf(names[1]));
        Assert.Equal(2, Plan(names, "1").Count);
        foreach (var (plane, dapi, gfp) in new[] { ("0", 103, 100), ("1", 101, 102), ("2", 110, 111) })
        {
            foreach (var name in names)
            {
                Assert.Equal([("DAPI", dapi), ("GFP", gfp)],
                    Plan(name, plane).Select(tile => (tile.Channel, First(tile))).Order());
            }
        }

        string? TextOf(string name) => Codec.ReadMetadata(ImageSource.File(Path.Combine(Folder, name))).Description;

        void Write(string name, int first, params (string Channel, string Z)[] axes)
        {
            var file = new TinyTiff();
            foreach (var i in Enumerable.Range(0, axes.Length))
            {
                file.Page(Width, Height, Words(first + i));
            }

            var bytes = file.Text(51123, "{\"PixelSizeUm\": 0.65}").ToArray();
            Save(name, bytes);
            foreach (var (i, (channel, z)) in axes.Index())
            {
                Part($"{{\"channel\": \"{channel}\", \"z\": {z}, \"time\": \"before\", \"position\": 0}}");
                Part(name);
                var offset = bytes.AsSpan().IndexOf(BitConverter.GetBytes((ushort)(first + i)));
                int[] numbers = [offset, Width, Height, 1, 0, 0, 0, 0];
                Array.ForEach(numbers, number => index.Write(BitConverter.GetBytes(number)));
            }
        }

        void Part(string text)
        {
            index.Write(BitConverter.GetBytes(text.Length));
            index.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    [Fact]
    public void Blocks_that_were_not_written_are_zero()
    {
        using var image = Codec.DecodeSamples(Bytes(Drawn("sparse")));
        for (var y = 0; y < 32; y++)
        {
            for (var x = 0; x < 32; x++)
            {
                Assert.Equal(x < 16 == y < 16 ? 700 : 0, image.Planes[0][x, y]);
            }
        }
    }

    [Fact]
    public void Sizes_of_strips_that_are_not_stated_follow_from_the_samples()
    {
        using var image = Codec.DecodeSamples(Bytes(Drawn("no-counts")));
        Assert.Equal(Words(100), Enumerable.Range(0, Height).SelectMany(y => image.Planes[0].Row(y).ToArray()));
    }

    /// <summary>libtiff reads the first page, but its numbers depend on tags, which are not read from damaged
    /// directories.</summary>
    [Fact]
    public void A_file_whose_second_directory_is_missing_is_not_measured()
    {
        var file = new DrawnTiff(Width, Height, 1) { Meaning = 0, Compression = DrawnTiff.Packing.FaxGroup4 }
            .Write([.. Enumerable.Range(0, Width * Height).Select(i => i % 5 % 2L)]);
        var directory = BitConverter.ToInt32(file, 4);
        BitConverter.GetBytes(file.Length + 9).CopyTo(
            file, directory + 2 + (12 * BitConverter.ToInt16(file, directory)));
        Fails.Of(StylizeError.ImageUnreadable, () => Codec.DecodeSamples(Bytes(file)));
        Fails.Of(StylizeError.ImageUnreadable, () => Codec.OpenStrips(Bytes(file)).Dispose());
        Fails.Of(StylizeError.ImageUnreadable, () => Codec.ReadNumbers(Bytes(file), (_, _) => { }));
    }

    /// <summary>A picture is turned as its tag says; measured pixels are those of the file.</summary>
    [Theory]
    [InlineData(DrawnTiff.Packing.None)]
    [InlineData(DrawnTiff.Packing.Lzw)]
#if !IMAGESHARP
    [InlineData(DrawnTiff.Packing.FaxGroup4)]
#endif
    public void Measured_pixels_are_not_turned(DrawnTiff.Packing packing)
    {
        var bits = packing == DrawnTiff.Packing.FaxGroup4 ? 1 : 8;
        long[] samples = [.. Enumerable.Range(0, 24).Select(i => (long)(bits == 1 ? i % 5 % 2 : i))];
        for (var turn = 1; turn <= 8; turn++)
        {
            var file = Bytes(new DrawnTiff(Width, Height, bits)
            {
                Compression = packing, Extra = [(274, [turn])], Meaning = bits == 1 ? 0 : 1,
            }.Write(samples));
            var notes = new List<string>();
            var options = new DecodeOptions { IsMeasured = true, Noted = notes.Add };
            Assert.Equal((Width, Height, 1), (Codec.Identify(file, options).Width, Codec.Identify(file, options).Height,
                Codec.Identify(file, options).Orientation));
            using var image = Codec.DecodeSamples(file, options);
            Assert.Equal(samples, Enumerable.Range(0, Height)
                .SelectMany(y => image.Planes[0].Row(y).ToArray()).Select(sample => (long)sample));
            var read = new List<double>();
            Codec.ReadNumbers(file, (_, row) => read.AddRange(row), options);
            Assert.Equal(samples.Select(sample => (double)sample), read);
            Assert.Equal(
                turn > 1, notes.Exists(note => note.Contains($"orientation {turn}", StringComparison.Ordinal)));
            Assert.Equal(turn > 4 ? Height : Width, Codec.Identify(file).Width);
        }
    }

    [Theory]
    [InlineData("slide.vsi", "")]
    [InlineData("slide.tif", "Aperio Image Library v11")]
    [InlineData("slide.tif", "<scn xmlns=\"http://www.leica-microsystems.com/scn\">")]
    public void Slides_are_not_measured(string name, string text)
    {
        var file = new TinyTiff().Page(Width, Height, Words(100));
        var path = Save(name, (text.Length == 0 ? file : file.Text(270, text)).ToArray());
        var failure = Fails.Of(StylizeError.FormatUnsupported, () => Codec.DecodeSamples(
            ImageSource.File(path), new DecodeOptions { IsMeasured = true }));
        Assert.Contains("bfconvert", failure.Advice, StringComparison.Ordinal);
    }

    /// <summary>Whatever bytes of a file are changed, reading it gives pixels or one typed error.</summary>
    [Theory]
    [MemberData(nameof(Dialects))]
    public void Mutants_give_pixels_or_one_typed_error(string dialect)
    {
        var (file, random) = (Drawn(dialect), new Random(dialect.Length));
        for (var mutant = 0; mutant < 250; mutant++)
        {
            var bytes = file.ToArray();
            for (var change = mutant % 4; change >= 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)(mutant % 3 == 0 ? random.Next(256) : random.Next(2) * 255);
            }

            var source = Bytes(mutant % 5 == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes);
            var options = new DecodeOptions { IsMeasured = true, MaxPixels = 1 << 20, Damaged = _ => { } };
            Try(() => Codec.Identify(source, options));
            Try(() => Codec.ReadMetadata(source, options));
            Try(() => Codec.DecodeSamples(source, options).Dispose());
            Try(() => Codec.OpenStrips(source, options).Dispose());
            Try(() => Codec.ReadNumbers(source, (_, _) => { }, options));
            Try(() => Codec.DecodeRgba(source, options).Dispose());
        }

        static void Try(Action read)
        {
            try
            {
                read();
            }
            catch (StylizeException failure)
            {
                Assert.DoesNotContain("bug", failure.Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] Drawn(string dialect) => dialect switch
    {
        "stk" => MetaMorph(true).ToArray(),
        "lsm" => Lsm(1, 3).ToArray(),
        "lsm3" => Lsm(3, 0).ToArray(),
        "imagej" => new TinyTiff().Page(Width, Height, Words(1), Words(2))
            .Text(270, "ImageJ=1.53t\nimages=2\n").ToArray(),
        "qptiff" => Qptiff().ToArray(),
        "sparse" => new TinyTiff().Page(16, 16, [.. Enumerable.Repeat((ushort)700, 256)])
            .Without(273).Without(278).Without(279).Tag(256, 4, 32).Tag(257, 4, 32).Tag(322, 4, 16).Tag(323, 4, 16)
            .Tag(324, 4, 4, Longs(8, 0, 0, 8)).Tag(325, 4, 4, Longs(512, 0, 0, 512)).ToArray(),
        "no-counts" => new TinyTiff().Page(Width, Height, Words(100)).Without(279).ToArray(),
        "extra" => new TinyTiff().Page(Width, Height, Words(100)).Tag(338, 3, 4, new byte[8]).ToArray(),
        "turned" => new TinyTiff().Page(Width, Height, Words(100)).Tag(274, 3, 6).ToArray(),
        "lif" => new TinyLif().Image("A", new byte[48], [("D", 8, 0), ("E", 8, 24)], (1, 6, 1, 1e-6), (2, 4, 6, 1e-6))
            .ToArray(),
        _ => new TinyCzi { Metadata = TinyCzi.Describe(["A"], ["A1"]) }
            .Block(0, 0, Width, Height, new byte[48]).ToArray(),
    };

    private static TinyTiff MetaMorph(bool isStack)
    {
        var file = new TinyTiff().Page(Width, Height, Words(100), Words(101), Words(102));
        var (x, y) = (file.Append(Longs(1, 2)), file.Append(Longs(1, 4)));
        var unit = file.Append([3, 0, 0, 0, (byte)'u', (byte)'m', 0]);
        return file.Tag(33628, 4, 3, Longs(4, x, 5, y, 6, unit)).Tag(33629, 5, 3, [.. Enumerable.Range(0, 3)
            .SelectMany(plane => Longs(isStack ? 2 : 0, 1, 2_451_545, isStack ? 1 : 1 + plane, 2_451_545, 1))]);
    }

    private static TinyTiff Lsm(int channels, int scan)
    {
        var (file, info, bytes) = (new TinyTiff(), new byte[140], Width * Height * 2);
        int[] sizes = [67_127_628, info.Length, Width, Height, 1, channels, 4, 2, Width, Height];
        Longs(sizes).CopyTo(info, 0);
        BitConverter.GetBytes(1e-7).CopyTo(info, 40);
        BitConverter.GetBytes(2e-7).CopyTo(info, 48);
        BitConverter.GetBytes((short)scan).CopyTo(info, 88);
        var names = Enumerable.Range(0, channels).SelectMany(c => (byte[])[3, 0, 0, 0, (byte)'C', (byte)('0' + c), 0]);
        var colors = file.Append([.. Longs(24 + (7 * channels), channels, channels, 24, 24, 0), .. names]);
        BitConverter.GetBytes(colors).CopyTo(info, 108);
        for (var time = 0; time < 4; time++)
        {
            file.Page(Width, Height, [.. Enumerable.Range(0, channels).Select(c => Words(100 + (10 * time) + c))]);
            if (channels > 1)
            {
                file.Tag(262, 3, 2).Tag(277, 3, channels).Tag(284, 3, 2)
                    .Tag(273, 4, channels, Longs(
                        [.. Enumerable.Range(0, channels).Select(c => file.Start + (c * bytes))]))
                    .Tag(279, 4, channels, Longs([.. Enumerable.Repeat(bytes, channels)]))
                    .Tag(258, 3, channels, [.. Enumerable.Repeat((byte[])[16, 0], channels).SelectMany(word => word)]);
            }

            if (time == 0) file.Tag(34412, 1, info.Length, info);

            file.Page(Width, Height, Words(9)).Tag(254, 4, 1);
        }

        return file;
    }

    private static TinyTiff Qptiff() => new TinyTiff()
        .Page(Width, Height, Words(100)).Text(270, Description("FullResolution", "DAPI"))
        .Page(Width, Height, Words(200)).Text(270, Description("FullResolution", "Opal 520"))
        .Page(3, 2, new ushort[6]).Text(270, Description("Thumbnail", ""))
        .Page(3, 2, new ushort[6]).Text(270, Description("ReducedResolution", "DAPI"))
        .Page(Width, Height, Words(9)).Text(270, Description("Overview", ""));

    private static string Description(string kind, string name) =>
        $"<?xml version=\"1.0\"?><PerkinElmer-QPI-ImageDescription><ImageType>{kind}</ImageType>"
        + $"<Name>{name}</Name></PerkinElmer-QPI-ImageDescription>";

    private static byte[] Longs(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static ushort[] Words(int first) =>
        [.. Enumerable.Range(0, Width * Height).Select(i => (ushort)(first + (i == 0 ? 0 : 1000 + i)))];

    private int First(TileFile tile)
    {
        using var image = Codec.DecodeSamples(ImageSource.File(tile.Path),
            new DecodeOptions { Page = tile.Page, IsMeasured = true });
        return image.Planes[0][0, 0];
    }

    private IReadOnlyList<TileFile> Plan(string name, string? plane = null) => Plan([name], plane);

    private IReadOnlyList<TileFile> Plan(string[] names, string? plane)
    {
        var plan = PlatePlan.Make(
            names.Select(name => Path.Combine(Folder, name)),
            new PlateOptions { StackPlane = plane, NamePattern = "Standard" }, Codec);
        Assert.Empty(plan.Problems);
        return plan.Tiles;
    }
}
