namespace Stylize.Engine.Tests.Codecs;

/// <summary>CZI files that <see cref="TinyCzi"/> writes are read: pixels, mosaics, scenes, wells and pixel
/// size.</summary>
public sealed class CziTests : CodecTest
{
    public static TheoryData<int> Compressions => [0, 5, 6, 60];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Samples_are_those_of_the_file(int compression)
    {
        var file = Bytes(new TinyCzi().Block(0, 0, 6, 4, Words(6, 4, 700), compression: compression)
            .Block(0, 0, 6, 4, Words(6, 4, 900), "C1", compression: compression).ToArray());
        var info = Codec.Identify(file);
        Assert.Equal(
            (ImageFormat.Czi, 6, 4, 2, 1), (info.Format, info.Width, info.Height, info.Pages, info.ColorPlanes));
        for (var page = 0; page < 2; page++)
        {
            using var image = Codec.DecodeSamples(file, new DecodeOptions { Page = page });
            Assert.Equal(16, image.BitsPerSample);
            for (var i = 0; i < 24; i++)
            {
                Assert.Equal(700 + (200 * page) + (3 * i), image.Planes[0][i % 6, i / 6]);
            }
        }
    }

    [Fact]
    public void Types_of_pixels_are_gray_color_and_float()
    {
        byte[] bytes = [.. Enumerable.Range(1, 48).Select(i => (byte)i)];
        using var gray = Codec.DecodeSamples(Bytes(new TinyCzi().Block(0, 0, 6, 8, bytes, pixelType: 0).ToArray()));
        Assert.Equal((8, 8), (gray.BitsPerSample, gray.Planes[0][1, 1]));
        using var color = Codec.DecodeSamples(Bytes(new TinyCzi().Block(0, 0, 4, 4, bytes, pixelType: 3).ToArray()));
        Assert.Equal([6, 5, 4], color.Planes.Select(plane => (int)plane[1, 0]));
        using var wide = Codec.DecodeSamples(Bytes(new TinyCzi().Block(0, 0, 2, 4, bytes, pixelType: 4).ToArray()));
        Assert.Equal([0x0c0b, 0x0a09, 0x0807], wide.Planes.Select(plane => (int)plane[1, 0]));
        using var alpha = Codec.DecodeSamples(Bytes(new TinyCzi().Block(0, 0, 3, 4, bytes, pixelType: 9).ToArray()));
        Assert.Equal([7, 6, 5], alpha.Planes.Select(plane => (int)plane[1, 0]));
        using var pixels = Codec.DecodeRgba(Bytes(new TinyCzi().Block(0, 0, 4, 4, bytes, pixelType: 3).ToArray()));
        Assert.Equal(new Rgba32(6, 5, 4), pixels[1, 0]);

        byte[] numbers = [.. new[] { .5f, -3, 1e9f, 7 }.SelectMany(BitConverter.GetBytes)];
        var floats = Bytes(new TinyCzi().Block(0, 0, 2, 2, numbers, pixelType: 2).ToArray());
        Assert.True(Codec.Identify(floats).IsFloat);
        var read = new List<double>();
        Codec.ReadNumbers(floats, (_, values) => read.AddRange(values));
        Assert.Equal([.5, -3, 1e9, 7], read);
    }

    [Fact]
    public void A_mosaic_is_placed_by_the_positions_of_its_tiles()
    {
        // Tiles of 4 x 3 that overlap; the later number covers the earlier one. The last is of lower resolution and is
        // not used.
        var file = Bytes(new TinyCzi()
            .Block(-5, -2, 4, 3, Words(4, 3, 1000, step: 0), "M2", compression: 60)
            .Block(-7, -3, 4, 3, Words(4, 3, 100), "M0")
            .Block(-4, 1, 4, 3, Words(4, 3, 500), "M1", compression: 5)
            .Block(-7, -3, 4, 4, Words(4, 4, 9000), "M9", scale: 2).ToArray());
        var expected = new ushort[7, 7];
        foreach (var (left, top, first, step) in new[] { (0, 0, 100, 3), (3, 4, 500, 3), (2, 1, 1000, 0) })
        {
            for (var i = 0; i < 12; i++)
            {
                expected[top + (i / 4), left + (i % 4)] = (ushort)(first + (step * i));
            }
        }

        using var image = Codec.DecodeSamples(file);
        Assert.Equal((7, 7), (image.Width, image.Height));
        using var strips = Codec.OpenStrips(file);
        using var strip = new Raster<ushort>(7, 2);
        for (var y = 0; y < 7; y++)
        {
            if (y % 2 == 0) Assert.Equal(y == 6 ? 1 : 2, strips.Read([strip]));

            for (var x = 0; x < 7; x++)
            {
                Assert.Equal(expected[y, x], image.Planes[0][x, y]);
                Assert.Equal(expected[y, x], strip[x, y % 2]);
            }
        }

        Assert.Equal(0, strips.Read([strip]));
    }

    [Fact]
    public void Scenes_give_wells_and_tiles()
    {
        var file = new TinyCzi { Metadata = TinyCzi.Describe(["DAPI", "GFP"], ["B2", "B2", "AF11"], .1) };
        foreach (var (scene, t, z, c) in from s in Enumerable.Range(
            0, 3) from t in (int[])[0, 4] from z in (int[])[-1, 1]
                                             from c in Enumerable.Range(0, 2) select (s, t, z, c))
        {
            file.Block(1000 * scene, 0, 8, 8, Words(8, 8, 1), $"C{c} Z{z} T{t} S{scene}");
        }

        Save("plate.czi", file.ToArray());
        var plan = Plan(new PlateOptions { StackPlane = "1", Channels = ["GFP"] }, "plate.czi");
        Assert.Empty(plan.Problems);
        Assert.Equal(
            [
                ("B2", 0, "GFP", 1, 3), ("B2", 0, "GFP", 2, 11), ("B2", 1, "GFP", 1, 7), ("B2", 1, "GFP", 2, 15),
                ("AF11", 0, "GFP", 1, 19), ("AF11", 1, "GFP", 1, 23),
            ],
            plan.Wells.SelectMany(well => well.Segmented[0].Tiles)
                .Select(t => (t.Well, t.Timepoint, t.Channel, t.Tile, t.Page)));
        Assert.All(plan.Tiles, tile => Assert.Equal(
            ("plate", new PixelSize(.1, .2)), (tile.Experiment, tile.PixelSize)));
    }

    [Fact]
    public void Centers_of_scenes_place_tiles()
    {
        var file =
            new TinyCzi {
                Metadata = TinyCzi.Describe(["A"], ["B2", "B2", "B2"], .1, ["900,50", "100.5,50", "900,850"]) };
        foreach (var scene in Enumerable.Range(0, 3))
        {
            file.Block(1000 * scene, 0, 8, 8, Words(8, 8, 1), $"C0 S{scene}");
        }

        Save("plate.czi", file.ToArray());
        var well = Assert.Single(Plan(new PlateOptions(), "plate.czi").Wells);
        Assert.Equal([(1, 0), (0, 0), (1, 1)], well.TileNumbers.Select(number => well.Cells![number]));
    }

    [Fact]
    public void Scenes_without_wells_are_tiles_and_other_dimensions_are_channels()
    {
        Save("phases.czi", new TinyCzi { Metadata = TinyCzi.Describe(["Airy"], []) }
            .Block(0, 0, 8, 8, Words(8, 8, 1), "H0 S0").Block(0, 0, 8, 8, Words(8, 8, 1), "H3 S0")
            .Block(99, 0, 8, 8, Words(8, 8, 1), "H0 S1").ToArray());
        Assert.Equal(
            [("Airy", 2, 2), ("Airy H0", 1, 0), ("Airy H3", 1, 1)],
            Plan(new PlateOptions(), "phases.czi").Tiles.Select(tile => (tile.Channel, tile.Tile, tile.Page)));
    }

    [Fact]
    public void Scenes_of_different_sizes_are_experiments()
    {
        Save("slide.czi", new TinyCzi { Metadata = TinyCzi.Describe(["A"], ["TR 1", ""]) }
            .Block(0, 0, 8, 8, Words(8, 8, 1), "S0").Block(99, 0, 4, 8, Words(4, 8, 1), "S1").ToArray());
        Assert.Equal(
            [("slide_P1", "A1", 1, 0), ("slide_P2", "A1", 1, 1)],
            Plan(new PlateOptions(), "slide.czi").Tiles.Select(
                tile => (tile.Experiment, tile.Well, tile.Tile, tile.Page)));
    }

    [Theory]
    [InlineData(1, "JPEG ")]
    [InlineData(2, "LZW")]
    [InlineData(4, "JPEG XR")]
    [InlineData(77, "77")]
    public void Other_compression_is_one_typed_error(int compression, string expected)
    {
        var file = Bytes(new TinyCzi().Block(0, 0, 6, 4, new byte[9], compression: compression).ToArray());
        Assert.Equal(6, Codec.Identify(file).Width);
        Fails.Of(StylizeError.FormatUnsupported, () => Codec.DecodeSamples(file), expected);
    }

    [Fact]
    public void Files_of_other_kinds_are_one_typed_error()
    {
        Require(StylizeError.FormatUnsupported, new TinyCzi { IsPart = true }.Block(0, 0, 2, 2, new byte[8]));
        Require(StylizeError.FormatUnsupported, new TinyCzi().Block(0, 0, 2, 2, new byte[32], pixelType: 10));
        Require(StylizeError.ImageUnreadable, new TinyCzi());
        Require(StylizeError.ImageUnreadable, new TinyCzi().Block(0, 0, 0, 2, []));
        Require(StylizeError.ImageUnreadable, new TinyCzi().Block(0, 0, 2, 2, new byte[4]));
        Require(StylizeError.ImageUnreadable,
            new TinyCzi().Block(0, 0, 2, 2, new byte[4], "M0", 0).Block(2, 0, 2, 2, new byte[8], "M1"));
        Require(
            StylizeError.ImageUnreadable,
            new TinyCzi().Block(int.MinValue, 0, 2, 2, new byte[8]).Block(int.MaxValue - 9, 0, 2, 2, new byte[8]));
        Require(StylizeError.ImageTooLarge,
            new TinyCzi().Block(0, 0, 2, 2, new byte[8]).Block(100_000, 100_000, 2, 2, new byte[8]));

        static void Require(StylizeError error, TinyCzi file)
        {
            Fails.At(error, "bytes", () => Codec.DecodeSamples(Bytes(file.ToArray())));
        }
    }

    [Fact]
    public void A_cut_file_is_one_typed_error()
    {
        var file = new TinyCzi { Metadata = TinyCzi.Describe(["A"], ["A1"]) }.Block(
            0, 0, 8, 8, Words(8, 8, 1), compression: 5).ToArray();
        for (var length = 1; length < file.Length - 32; length += 17)
        {
            Assert.Throws<StylizeException>(() => Codec.Identify(Bytes(file[..length])));
        }
    }

    [Fact]
    public void Pixels_are_converted_in_strips()
    {
        var file = Bytes(new TinyCzi().Block(0, 0, 6, 150, Words(6, 150, 700, 60)).ToArray());
        using var whole = Codec.DecodeRgba(file);
        using var strips = Codec.OpenRgbaStrips(file);
        using var strip = new Raster<Rgba32>(6, 40);
        var top = 0;
        for (int rows; (rows = strips.Read(strip)) > 0; top += rows)
        {
            for (var y = 0; y < rows; y++)
            {
                var gray = (byte)Math.Round((700 + (60 * 6 * (top + y))) / 257.0);
                Assert.Equal(new Rgba32(gray, gray, gray), strip[0, y]);
                Assert.Equal(whole[0, top + y], strip[0, y]);
            }
        }

        Assert.Equal(150, top);
    }

    /// <summary>Levels are found from all samples. Without them, pixels are reduced while they are decoded.</summary>
    [Theory]
    [InlineData(true, 1L << 30, 6L << 28)]
    [InlineData(false, 1L << 26, 1L << 28)]
    public void Large_pixel_art_is_estimated_by_the_pixels_in_memory(bool hasLevels, long least, long most)
    {
        var path = Save("large.czi", new TinyCzi().Block(0, 0, 16_384, 16_384, new byte[64], compression: 5).ToArray());
        var input = new ImageInput(ImageSource.File(path), Codec);
        var options = new PixelArtOptions { Width = 48, Tone = new() { AutoLevels = hasLevels } };
        Assert.InRange(new PixelArtOperation(options).EstimateMemory(input), least, most);
    }

    [Fact]
    public void Blocks_that_cover_a_plane_many_times_are_refused()
    {
        var file = new TinyCzi();
        for (var tile = 0; tile < 17; tile++)
        {
            file.Block(0, 0, 4, 4, Words(4, 4, 1), $"M{tile}");
        }

        Fails.Of(
            StylizeError.ImageTooLarge, () => Codec.Identify(Bytes(file.ToArray())), "17 times; the limit is 16");
    }

    [Theory]
    [InlineData(132, true)]
    [InlineData(500, true)]
    [InlineData(1001, false)]
    public void A_thousand_channels_are_planned(int channels, bool isAllowed)
    {
        var file =
            new TinyCzi { Metadata = TinyCzi.Describe([.. Enumerable.Range(0, channels).Select(c => $"Ch{c}")], []) };
        for (var c = 0; c < channels; c++)
        {
            file.Block(0, 0, 2, 2, Words(2, 2, 1), $"C{c}");
        }

        Save("spectral.czi", file.ToArray());
        var plan = Plan(new PlateOptions(), "spectral.czi");
        if (isAllowed)
        {
            Assert.Empty(plan.Problems);
            Assert.Equal(channels, plan.Tiles.Select(tile => tile.Channel).Distinct().Count());
            return;
        }

        Assert.Empty(plan.Tiles);
        Assert.Contains("1,001 channels; the limit is 1,000", plan.Problems[0].Message, StringComparison.Ordinal);
    }

    /// <summary>Returns 16-bit samples that count from a number in steps.</summary>
    private static byte[] Words(int width, int height, int first, int step = 3) =>
        [.. Enumerable.Range(0, width * height).SelectMany(i => BitConverter.GetBytes((ushort)(first + (step * i))))];
}
